"""The toll of one report."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze.figures import Toll, toll
from tests.fakes import article


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Four people were killed and two were injured in a shooting at a market.", 4, 2),
        ("A man was shot and killed on Elm Street. The man was 30.", 1, 0),
        ("A man and a woman were found dead in their home.", 2, 0),
        ("Ann Poe, 30, died at the scene, and Bob Roe, 26, died at a hospital.", 2, 0),
        ("A gunman killed three people and wounded five others before killing himself.", 4, 5),
        ("Six people were shot, two of them fatally.", 2, 4),
        ("Five shot, one fatally, at a fairground", 1, 4),
        ("Eight people were shot, two fatally, the sheriff said.", 2, 6),
        ("Three dockers were stabbed, one of them fatally, outside a canteen.", 1, 2),
        ("Nine were shot, one of whom died.", 1, 8),
        ("A gunman shot six clerks, at least two fatally, in a bank.", 2, 4),
        ("Five people were shot, four fatally and one critically.", 4, 1),
        ("Seven people were shot, none fatally.", 0, 7),
        ("Seven people were shot outside a club. All are expected to survive.", 0, 7),
        ("A woman was shot in the leg. She is in stable condition.", 0, 1),
        ("A boy was shot in the chest. He was taken to a hospital, where he died.", 1, 0),
        ("A man is charged with attempted murder after he shot a clerk in the arm.", 0, 1),
        ("A man has been charged with murder in the case of a missing clerk.", 1, 0),
        ("Shots were fired at a house. No one was injured.", None, None),
        ("An earthquake killed at least 41 people and injured 300 in the hills.", 41, 300),
        ("A bus crash left 12 passengers dead and 30 others hurt.", 12, 30),
        ("One person was killed and another critically wounded.", 1, 1),
        ("A strike killed two children. In 2019, 50 people were killed in the town.", 2, 0),
        ("The council approved a budget of 12 million dollars.", None, None),
    ],
)
def test_tolls(text: str, killed: int | None, injured: int | None) -> None:
    assert toll(article(text)) == Toll(killed, injured)


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        (
            (
                "A magnitude 6.1 earthquake hit Lomna on Tuesday, killing 24 "
                "people and injuring more than 150, the disaster agency said."
            ),
            24,
            150,
        ),
        (
            (
                "The death toll from floods in northern Ardania rose to 63 "
                "on Friday, officials said. Another 12 people were injured."
            ),
            63,
            12,
        ),
        (
            (
                "Rescuers pulled two more bodies from the river "
                "on Sunday, bringing the number of dead to 17."
            ),
            17,
            0,
        ),
        (
            (
                "Nine people, including three children, were killed "
                "when a bus plunged into a ravine near Karsk."
            ),
            9,
            0,
        ),
        (
            (
                "At least 31 people were killed and 60 others wounded "
                "when a bomb went off in a crowded market."
            ),
            31,
            60,
        ),
        ("A train derailed outside Karsk on Monday. No one was hurt.", None, None),
        (
            (
                "A lorry hit a bus stop in Lomna. Four passengers died at the "
                "scene and seven were taken to hospital with serious injuries."
            ),
            4,
            7,
        ),
        (
            "A gunman opened fire in a bakery, killing two people. The gunman also died.",
            3,
            0,
        ),
        ("Between 15 and 20 people are feared dead after a ferry sank off Karsk.", 17, 0),
        (
            (
                "Six miners were killed in an explosion at a coal mine in "
                "Lomna, the ministry said. Eleven others were injured."
            ),
            6,
            11,
        ),
        (
            (
                "Fire swept through a nursing home overnight, "
                "leaving eight residents dead and five hurt."
            ),
            8,
            5,
        ),
        (
            (
                "The avalanche claimed the lives of five skiers. "
                "Two survivors were treated for hypothermia."
            ),
            5,
            2,
        ),
        (
            "Two planes collided over the bay on Saturday, killing all 11 people on board.",
            11,
            0,
        ),
        (
            (
                "A landslide buried a village in Ardania, killing "
                "at least 40 people. Dozens are missing."
            ),
            40,
            0,
        ),
        ("One person died and 14 were injured when a tram overturned in Karsk.", 1, 14),
        (
            (
                "Thirteen soldiers were killed and 22 wounded "
                "in clashes near the border, the army said."
            ),
            13,
            22,
        ),
        (
            "A suicide bomber killed 18 worshippers at a mosque in Lomna. The bomber also died.",
            19,
            0,
        ),
        (
            (
                "The storm left three people dead, including a "
                "toddler, and knocked out power to 20,000 homes."
            ),
            3,
            0,
        ),
        (
            (
                "Three firefighters were injured battling a blaze "
                "at a warehouse. There were no fatalities."
            ),
            0,
            3,
        ),
        (
            (
                "More than 200 people have been killed since the quake "
                "struck Ardania, and over 1,300 have been injured."
            ),
            200,
            1300,
        ),
        (
            "A couple and their two children died in a house fire in Karsk on Sunday.",
            4,
            0,
        ),
        (
            "A helicopter crashed in the hills, killing the pilot and three passengers.",
            4,
            0,
        ),
        (
            (
                "A 54-year-old man died after his car left the road "
                "near Lomna. His wife was seriously injured."
            ),
            1,
            1,
        ),
        (
            "The toll from the heatwave climbed to 112, the health ministry said on Thursday.",
            112,
            0,
        ),
        (
            "Shelling killed a woman and wounded two men in Karsk on Monday, the governor said.",
            1,
            2,
        ),
        (
            (
                "Five people were killed, among them two police "
                "officers, in an attack on a checkpoint."
            ),
            5,
            0,
        ),
        (
            (
                "Some 30 passengers suffered injuries when two "
                "trams collided; none of them is in danger."
            ),
            0,
            30,
        ),
        (
            (
                "An explosion at a fireworks factory killed seven "
                "workers and injured 19, five of them critically."
            ),
            7,
            19,
        ),
        (
            "The number of people killed in the wildfire has risen to 21, with 45 injured.",
            21,
            45,
        ),
        (
            "The boat capsized with 35 migrants on board. Twelve drowned and 23 were rescued.",
            12,
            0,
        ),
        ("Three climbers fell to their deaths on Mount Orvek on Saturday.", 3, 0),
        (
            "Two teenagers were stabbed to death outside a club in Karsk; a third was badly hurt.",
            2,
            1,
        ),
        ("A stampede at a stadium left 14 dead and more than 80 injured.", 14, 80),
        (
            (
                "Cholera has killed 57 people in Ardania since May, the "
                "charity said. More than 2,000 cases were recorded."
            ),
            57,
            0,
        ),
        (
            "Troops shot dead four protesters in Lomna and wounded 16 others, witnesses said.",
            4,
            16,
        ),
        (
            "A ferry carrying 90 people sank in rough seas off Orvek on Tuesday, leaving 22 dead.",
            22,
            0,
        ),
        (
            (
                "The number of dead in the mudslide now stands at 38, "
                "rescuers said, and 14 people are still missing."
            ),
            38,
            0,
        ),
        (
            "Two workers died and six were hospitalised after a gas leak at a plant in Lissa.",
            2,
            6,
        ),
        ("Seven people lost their lives when a roof gave way under snow.", 7, 0),
        (
            (
                "A knife attack in a park left a teenager dead and "
                "four people wounded. The suspect was arrested."
            ),
            1,
            4,
        ),
        (
            (
                "Police said a driver ploughed into a queue, injuring "
                "11 pedestrians, two of them seriously."
            ),
            0,
            11,
        ),
        ("Hospital officials put the number of injured at 73. Nobody was killed.", 0, 73),
        (
            "At least 16 inmates were found dead after a riot in Karsk prison, and 40 were hurt.",
            16,
            40,
        ),
        (
            "The blast, which killed a guard and three clerks, also injured nine passers-by.",
            4,
            9,
        ),
        ("Eighteen villagers perished in the flood and 5 others are in hospital.", 18, 5),
        (
            "Floods have claimed at least 120 lives in Ardania this month, the government said.",
            120,
            0,
        ),
        (
            (
                "Officials raised the death toll from the quake "
                "to 2,140 on Thursday, with nearly 9,000 injured."
            ),
            2140,
            9000,
        ),
        (
            "One soldier was killed and three others were injured when their vehicle hit a mine.",
            1,
            3,
        ),
        (
            (
                "A fire at a hostel killed 13 people, most of them "
                "students. Eight more are in critical condition."
            ),
            13,
            8,
        ),
        ("The strike killed two brothers and their cousin, neighbours said.", 3, 0),
        ("At least five people, a cook and four nurses, were killed in the blast.", 5, 0),
        ("The three miners - two men and a woman - were killed when the shaft fell in.", 3, 0),
        ("Four women, three men and a child died in the fire.", 8, 0),
        ("Three workers have suffocated to death in the hold of a freighter.", 3, 0),
        ("Four crew members were rescued unhurt after a trawler ran aground.", None, None),
        ("Eleven people suffered burns when a boiler exploded on Friday.", 0, 11),
    ],
)
def test_tolls_of_disasters_and_attacks(text: str, killed: int | None, injured: int | None) -> None:
    assert toll(article(text)) == Toll(killed, injured)


@pytest.mark.parametrize(
    ("title", "killed", "injured"),
    [
        ("3 dead, 1 critically injured after city crash", 3, 1),
        ("Girl killed, boy hurt in blast", 1, 1),
        ("5 dead, including gunman, in shooting", 5, 0),
        ("Husband fatally shoots wife", 1, 0),
    ],
)
def test_headlines_leave_articles_out(title: str, killed: int, injured: int) -> None:
    text = "The police will speak to the press in the afternoon."
    assert toll(article(text, title=title)) == Toll(killed, injured)


def test_a_person_named_again_counts_once() -> None:
    text = "Ann Poe was killed on Friday. Ann Poe was killed by a stray bullet. Poe died at once."
    assert toll(article(text)) == Toll(1, 0)


def test_a_language_without_words_of_harm_tells_nothing() -> None:
    assert toll(article("Zginęło 12 osób.", language="pl")) == Toll(None, None)


@settings(deadline=None)
@given(st.integers(2, 400), st.integers(2, 400))
def test_the_numbers_of_a_plain_report(dead: int, hurt: int) -> None:
    text = f"The fire killed {dead} people and injured {hurt} others, the mayor said."
    assert toll(article(text)) == Toll(dead, hurt)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_toll_or_none(text: str) -> None:
    found = toll(article(text, title=text[:40]))
    assert all(n is None or n >= 0 for n in (found.killed, found.injured))
