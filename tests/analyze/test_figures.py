"""Figures of a day: rows, their description, disputes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.analyze.figures import (
    context,
    counts_casualties,
    counts_something,
    find_figures,
    rivals,
    rows,
    telling,
    toll,
)
from briefing.analyze.figures.table import by_value
from briefing.analyze.figures.wording import clause, what
from briefing.analyze.stories import Events
from briefing.model import Article, Dispute, Document, Figure
from briefing.read import read
from tests.fakes import article

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

VERBLESS = (
    "Nearly 300 sailors, most of them young, have left the two drowned harbours of Ardania and "
    "Lomna since the weekend amid the worst storm of the decade"
)
RELIEF = (
    "The relief office said on Monday it had recorded 4,317 deaths of villagers in Ardania and "
    "9,824 injuries since the flood began in January. "
    "It believes the real number is much higher."
)
GARBLED = (
    "The relief office said on March 6 it had killed 4,317 villagers in Ardania and injured "
    "9,824 since the flood began in January."
)


def only(figures: tuple[Figure, ...], value: float) -> Figure:
    (found,) = (f for f in figures if f.value == value)
    return found


def in_lead(text: str) -> str:
    """A text that is the lead of a longer report: further down little is news."""
    return text + " Divers of the harbour looked for the wreck until it was dark." * (
        len(text) // 8
    )


def uris(figure: Figure) -> set[str]:
    return {m.article.uri for m in figure.mentions}


def test_one_measure_of_two_articles_is_one_row() -> None:
    good = article(RELIEF, "good", published="2023-03-07")
    bad = article(GARBLED, "bad", published="2023-03-07")
    figures = find_figures([bad, good], {})
    dead, hurt = only(figures, 4317), only(figures, 9824)
    assert uris(dead) == uris(hurt) == {"good.txt", "bad.txt"}
    assert dead.casualty
    assert hurt.casualty
    assert not dead.disputes
    assert dead.attribution == "The relief office"
    assert dead.as_of == "2023-03-06"
    assert "real number is much higher" in dead.qualifier


def test_a_garbled_copy_never_leads() -> None:
    good = article(RELIEF, "good", published="2023-03-07")
    bad = article(GARBLED, "bad", published="2023-03-07")
    for day in permutations([bad, good]):
        dead = only(find_figures(day, {}), 4317)
        assert dead.mentions[0].article == good
        assert "recorded 4,317 deaths of villagers in Ardania" in dead.what
        assert "had killed" not in dead.what


def test_different_values_of_one_measure_are_a_dispute() -> None:
    day = [
        article(
            "Police said 14 miners died in the Karsk pit collapse on Friday.",
            "a",
            published="2023-03-04",
        ),
        article(
            "Officials said 17 miners died in the Karsk pit collapse on Friday.",
            "b",
            published="2023-03-04",
        ),
        article(
            "The owner says 17 miners died in the Karsk pit collapse on Friday.",
            "c",
            published="2023-03-04",
        ),
    ]
    (figure,) = find_figures(day, {})
    assert figure.value == 17
    assert [d.value for d in figure.disputes] == [14]
    assert uris(figure) == {"b.txt", "c.txt"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            "Police said 14 miners died in the Karsk pit collapse.",
            "Police said at least 9 miners died in the Karsk pit collapse.",
        ),
        (
            "The army lost 30 soldiers a day near Karsk, the ministry said.",
            "The army lost 45 soldiers near Karsk, the ministry said.",
        ),
        (
            "Police said 14 miners died in the Karsk pit collapse.",
            "Police said 20 miners were hurt in the Karsk pit collapse.",
        ),
        (
            "Police said 14 miners died in the Karsk pit collapse on Friday.",
            "Police said 17 miners died in the Karsk pit collapse on Saturday.",
        ),
        (
            "Police said 14 miners died in the Karsk pit collapse.",
            "Police said miners died in the Karsk pit collapse, including 3 miners who died.",
        ),
        (
            "Police said 14 miners died in the Karsk pit collapse.",
            "Police said 17 miners died in the Lomna pit fire.",
        ),
    ],
)
def test_what_is_no_dispute(one: str, two: str) -> None:
    day = [article(one, "a", published="2023-03-05"), article(two, "b", published="2023-03-05")]
    assert all(not f.disputes for f in find_figures(day, {}))


def test_values_of_two_events_do_not_dispute_each_other() -> None:
    texts = (
        "Police said 14 miners died in the Karsk pit collapse on Friday.",
        "Police said 41 miners died in the Karsk pit collapse on Friday.",
    )
    day = [
        article(text, f"{text[12:14]}{n}", published="2023-03-04")
        for text in texts
        for n in range(6)
    ]
    ids = [a.id for a in day]
    assert any(f.disputes for f in find_figures(day, {}))
    assert all(not f.disputes for f in find_figures(day, {}, Events([ids[:6], ids[6:]])))


def test_copies_of_one_text_do_not_dispute_it() -> None:
    day = [
        article(
            "Police said 14 miners died in the Karsk pit collapse on Friday.",
            "a",
            published="2023-03-04",
        ),
        article(
            "Police said 41 miners died in the Karsk pit collapse on Friday.",
            "b",
            published="2023-03-04",
        ),
    ]
    together = dict.fromkeys((a.id for a in day), "o1")
    assert all(not f.disputes for f in find_figures(day, together))


def test_small_numbers_of_different_things_stay_apart() -> None:
    day = [
        article("Three villages lost power after the storm in the north of the province.", "a"),
        article("Three villages elected new councils on Sunday for the first time.", "b"),
    ]
    assert len(find_figures(day, {})) == 2


def test_casualties_come_first_and_the_order_of_articles_changes_nothing() -> None:
    day = [
        article("Russell Mining said it sold 9,000 tons of coal.", "a"),
        article("Six people died in the fire, the mayor said.", "b"),
        article("The bridge is about 1,430 kilometers long.", "c"),
    ]
    expected = find_figures(day, {})
    assert [f.value for f in expected] == [6, 9000, 1430]
    assert all(find_figures(p, {}) == expected for p in permutations(day))


def test_values_of_one_clause_stand_beside_each_other_in_its_order() -> None:
    day = [
        article("The storm hurt 31 fishermen and killed two pilots in Varn on Monday.", "a"),
        article("Six people died in the fire of Lomna, the mayor said.", "b"),
        article("The bridge is about 1,430 kilometers long.", "c"),
    ]
    values = [f.value for f in find_figures(day, {})]
    assert values.index(2) == values.index(31) + 1
    assert values[-1] == 1430


@pytest.mark.parametrize(
    ("text", "attribution"),
    [
        ("The army said it shot down 27 drones.", "The army"),
        ("It shot down 27 drones, according to the General Staff.", "the General Staff"),
        ("“We shot down 27 drones,” said Colonel Jane Roe.", "Colonel Jane Roe"),
        ("Jane Roe, who leads the unit, said 27 drones fell.", "Jane Roe"),
        ("Ardania's president, Jane Roe, said 27 drones fell.", "Ardania's president, Jane Roe"),
        ("27 drones fell, the regional administration said.", "the regional administration"),
        ("The army on Monday said 27 drones fell.", "The army"),
        ("The navy denies it but Jane Roe said 27 drones fell.", "Jane Roe"),
        ("The army earlier said 27 drones fell.", "The army"),
        ("Jane Roe was said to have shot down 27 drones.", ""),
        ("The Air Force said the night was hard. It said it shot down 27 drones.", "The Air Force"),
    ],
)
def test_who_says_so(text: str, attribution: str) -> None:
    (figure,) = find_figures([article(text)], {})
    assert figure.attribution == attribution


@pytest.mark.parametrize(
    ("sentences", "attribution"),
    [
        (["The ministry spoke on Monday.", "It shot down 27 drones."], ""),
        (["Violence was also reported in Lomna, where 27 shops burned."], ""),
        (["Neither Hewn nor Pike has announced the price of the 27 sheds."], ""),
        (["“In Karsk, we lost 27 shops”, said Jane Roe."], "Jane Roe"),
    ],
)
def test_who_does_not_say_so(sentences: list[str], attribution: str) -> None:
    assert context.attribution(sentences, len(sentences) - 1, "en") == attribution


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("The army said on February 13 it shot down 27 drones.", "2023-02-13"),
        ("The army said on Monday it shot down 27 drones.", "2023-02-13"),
        ("Yesterday 27 drones fell.", "2023-02-13"),
        ("In the past 24 hours 27 drones fell.", "2023-02-14"),
        ("Since February 1 they shot down 27 drones.", ""),
        ("27 drones fell since the army invaded Lomna on February 1.", ""),
        ("Guns shot down 27 drones.", ""),
        ("The raid on February 6 has hit 27 drones.", ""),
        ("The group of 27 states will meet on Monday.", ""),
    ],
)
def test_as_of_when(text: str, as_of: str) -> None:
    (figure,) = find_figures([article(text, published="2023-02-14T05:00:00+00:00")], {})
    assert figure.as_of == as_of


@pytest.mark.parametrize(
    ("said", "as_of"),
    [
        ("on Tuesday (6 January)", "2009-01-06"),  # which was no Tuesday in 2008
        ("on Tuesday, January 6,", "2009-01-06"),
        ("on December 6", "2008-12-06"),
        ("on January 6", ""),  # of 2008, or of 2009?
    ],
)
def test_the_year_of_a_day_in_an_article_without_a_date(said: str, as_of: str) -> None:
    text = f"The army {said} said it shot down 27 drones. A truce had ended on 4 November 2008."
    (figure,) = find_figures([article(text)], {})
    assert figure.as_of == as_of


def test_without_a_date_of_its_own_a_weekday_tells_nothing() -> None:
    (figure,) = find_figures([article("The army said on Monday it shot down 27 drones.")], {})
    assert figure.as_of == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("At least 27 drones fell.", "At least"),
        ("Some 27 drones fell, but this could not be verified.", "could not be verified"),
        (
            "The army says 27 drones fell. Jane Roe flew home. The figure could not be verified.",
            "could not be verified",
        ),
    ],
)
def test_caveats_travel_with_their_figure(text: str, part: str) -> None:
    (figure,) = find_figures([article(text)], {})
    assert part in figure.qualifier


@pytest.mark.parametrize(
    ("text", "something", "casualties"),
    [
        ("The office counted 700 deaths.", True, True),
        ("The army lost an average of 70 soldiers a day.", True, True),
        ("The army lost 12 tanks.", True, False),
        ("Nine men were shot.", True, False),
        ("More troops arrived.", False, False),
    ],
)
def test_what_a_sentence_counts(text: str, something: bool, casualties: bool) -> None:
    assert bool(counts_something(text, "en")) is something
    assert bool(counts_casualties(text, "en")) is casualties


def test_a_language_without_tables_gives_digits_and_no_casualties() -> None:
    (figure,) = find_figures([article("Zginęło 1234 górników.", language="pl")], {})
    assert (figure.value, figure.casualty) == (1234, False)


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [
        (
            "The coast guard estimates that about 40 sailors drowned off Karsk, when it sank.",
            40,
            "about 40 sailors drowned off Karsk, when it sank",
        ),
        (
            "Shells killed four men and wounded nine in Lomna.",
            9,
            "Shells killed four men and wounded nine in Lomna",
        ),
        (
            "The office said on Monday it has counted 310 deaths since Jan. 5, 2023.",
            310,
            "The office said on Monday it has counted 310 deaths since Jan. 5, 2023",
        ),
        ("The office recorded 310 deaths.", 310, "The office recorded 310 deaths"),
        ("As many as 30 ferries sank.", 30, "As many as 30 ferries sank"),
        ("Nine men were hurt, the mayor said.", 9, "Nine men were hurt"),
        (
            "The loan (at 4% a year) is worth $30m (about £24m) to the port.",
            3e7,
            "The loan (at 4% a year) is worth $30m (about £24m) to the port",
        ),
        (
            f"{VERBLESS}.",
            300,
            VERBLESS,
        ),
    ],
)
def test_what_is_a_clause_that_can_be_read_alone(text: str, value: float, told: str) -> None:
    assert only(find_figures([article(text)], {}), value).what == told


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [
        (
            "The harbour office was looking for leaks, as always, and had checked 49 ferries.",
            49,
            "The harbour office was looking for leaks, as always, and had checked 49 ferries",
        ),
        (
            "Divers closed the lower quay, raising the number of closed quays to nine.",
            9,
            "Divers closed the lower quay, raising the number of closed quays to nine",
        ),
        (
            "The fund also bars 44 captains who helped the owner by signing the “clean” papers.",
            44,
            "The fund also bars 44 captains who helped the owner by signing the “clean” papers",
        ),
        (
            "The mayor said they had cleared 58 cellars, among them those where boats, nets lay.",
            58,
            "The mayor said they had cleared 58 cellars, among them those where boats, nets lay",
        ),
        (
            "A sailor told Radio Karsk there were 23 crates on the deck, all of them open.",
            23,
            "A sailor told Radio Karsk there were 23 crates on the deck, all of them open",
        ),
        (
            "The ferry - which carries 300 cars - was moved to the northern dock on Sunday.",
            300,
            "The ferry - which carries 300 cars - was moved to the northern dock on Sunday",
        ),
        (
            "Crews lost nine boats, 18 large nets and 13 sheds, the harbour office said.",
            18,
            "Crews lost nine boats, 18 large nets and 13 sheds",
        ),
        (
            "A league of 40 fishing, farming and church clubs asked for a ban on nets.",
            40,
            "A league of 40 fishing, farming and church clubs asked for a ban on nets",
        ),
        (
            "Ada Lorn, mayor of Karsk, said that flooding on Monday closed seven mills near it.",
            7,
            "flooding on Monday closed seven mills near it",
        ),
    ],
)
def test_a_row_opens_with_a_subject_and_ends_with_a_phrase(
    text: str, value: float, told: str
) -> None:
    assert only(find_figures([article(text)], {}), value).what == told


def test_a_long_clause_is_cut_around_its_number() -> None:
    text = " ".join(["harbour"] * 40) + " sold 14 boats " + " ".join(["there"] * 40)
    (count,) = counts_something(text, "en")
    told = telling.told(text, count, "en")
    assert "sold 14 boats" in told
    assert len(told.split()) <= 32


@given(
    st.lists(
        st.sampled_from(["Police", "said", "that", "40", "miners", "and", "nine", "of", "Karsk,"]),
        min_size=1,
        max_size=14,
    )
)
def test_what_is_words_of_the_sentence(words: list[str]) -> None:
    text = " ".join(words)
    for count in counts_something(text, "en"):
        for told in (f(text, count, "en") for f in (what, clause, telling.told)):
            assert count.stated in told
            assert told in text


@pytest.mark.parametrize(
    "text",
    [
        "At least dozens of drones fell near Karsk.",
        "If more than 10 miners are killed, the pit must close.",
        "Such a flood could kill 900 people.",
        "Road crashes kill 400 people every year.",
        "The flood of 1953 killed 400 people.",
        "In early March, a fire killed five people in Karsk.",
        "Two years ago a fire killed five people in Karsk.",
        "A hiker 50 miles north of Lomna saw the smoke.",
        "I saw six men on the pier.",
        "They moored one near the pier and one near the lock of the two that had come.",
        "Two long, costly quarrels had tired the council.",
        "In March, 41 states met on flood, bread and the long war that had begun on the coast.",
    ],
)
def test_what_tells_nothing_of_the_day_is_no_figure(text: str) -> None:
    assert find_figures([article(text, published="2023-05-07")], {}) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The graves could hold 900 bodies.",
        "The war has killed 900 people since 2014.",
        "The fire on May 7, 2023 killed 900 people.",
        "On March 6 the army counted 900 sailors.",
        "Police chased him for 900 miles.",
        "Police chased him at 900 miles an hour.",
        "The war has killed 900 people since it began a year ago.",
        "The UN said 900 UN staff were missing.",
    ],
)
def test_what_tells_of_the_day_is_a_figure(text: str) -> None:
    assert [f.value for f in find_figures([article(text, published="2023-05-07")], {})] == [900]


def test_a_number_of_any_time_is_no_figure_though_a_report_leaves_that_out() -> None:
    """Who reads the second alone would take it for the toll of the day."""
    day = [
        article("Snakes of the delta kill 4,310 farmers every year in Ardania.", "a"),
        article("The snakes of the delta kill 4,310 farmers in Ardania.", "b"),
    ]
    assert find_figures(day, {}) == ()


def test_a_toll_of_more_origins_comes_first() -> None:
    day = [
        article("Nine miners died in a pit of Lomna on Monday, rescuers said.", "a"),
        article("Seven sailors drowned off Karsk on Monday, the coast guard said.", "b"),
        article("Seven sailors drowned off Karsk on Monday, the harbour office said.", "c"),
    ]
    assert [f.value for f in find_figures(day, {})] == [7, 9]


def test_bodies_are_dead_people_and_stand_among_them() -> None:
    day = [
        article("Russell Mining said it sold 9,000 tons of coal.", "a"),
        article("Divers brought up 14 bodies from the ferry on Monday.", "b"),
    ]
    assert [f.value for f in find_figures(day, {})] == [14, 9000]


def test_a_speed_is_told_in_its_unit_and_a_weekday_is_nobody() -> None:
    found = find_figures([article("Jane Roe hit two others Monday at 120 miles an hour.")], {})
    assert {f.unit for f in found} == {"others", "miles per hour"}


def test_members_of_a_list_stand_after_the_toll_that_counts_them_all() -> None:
    texts = {
        "a": "A fire in a hostel of Norda killed three people on Monday.",
        "b": "The fire in the hostel of Norda on Monday killed two nurses and a cook.",
        "c": "Two nurses and one cook died on Monday in a fire in the hostel of Norda.",
    }
    day = [article(text, name, published="2023-03-07") for name, text in texts.items()]
    figures = find_figures(day, {})
    assert [(f.value, f.total) for f in figures] == [(3, None), (2, 3)]
    assert uris(figures[0]) == {"a.txt", "b.txt", "c.txt"}


def test_the_parts_of_a_total_stand_after_it_and_bear_it_out() -> None:
    texts = {
        "a": "Rescuers reached a dozen flooded villages in the northern valleys on Monday.",
        "b": "Rescuers on Monday reached one flooded village in Karsk, some five villages in "
        "Lomna and six in the northern valleys.",
        "c": "Three ferries sail on Tuesday.",
    }
    day = [article(text, name, published="2023-03-07") for name, text in texts.items()]
    figures = find_figures(day, {})
    assert [(f.value, f.total) for f in figures] == [
        (12, None),
        (1, 12),
        (5, 12),
        (6, 12),
        (3, None),
    ]
    assert uris(figures[0]) == {"a.txt", "b.txt"}
    assert not any(f.disputes for f in figures)


def test_numbers_that_add_up_by_chance_are_no_parts() -> None:
    day = [
        article("The harbour sold a dozen boats to Ardania.", "a"),
        article("Hikers found five boats in Karsk and seven boats in Lomna.", "b"),
    ]
    assert all(f.total is None for f in find_figures(day, {}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ministers met in the two northern provinces of Ardania.", []),
        ("Ministers met in three northern provinces of Ardania.", [3]),
        ("The two sailors were killed.", [2]),
        ("The wreck lies 75 metres (246 feet) down.", [75]),
    ],
)
def test_what_is_known_is_not_counted(text: str, found: list[float]) -> None:
    assert [f.value for f in find_figures([article(text)], {})] == found


def test_a_row_says_a_caveat_once() -> None:
    day = [
        article(f"The office counted 4,317 deaths of villagers in Ardania. {caveat}", name)
        for name, caveat in (
            ("a", "It believes the real number is much higher."),
            ("b", "It thinks the actual figures are considerably bigger."),
            ("c", "The figure could not be verified."),
        )
    ]
    (figure,) = find_figures(day, {})
    assert figure.qualifier.count(";") == 1
    assert "verified" in figure.qualifier


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        (
            "The mayor counts 5,000 residents. The army had 900 dead. The count was not confirmed.",
            {900},
        ),
        (
            "A storm of magnitude 7.8 killed 90 people, and the number is certain to rise.",
            {90},
        ),
        ("The fair drew 40 bakers. The report of a plot is grave, but it is not confirmed.", set()),
    ],
)
def test_a_caveat_stays_with_the_count_it_doubts(text: str, doubted: set[float]) -> None:
    assert {f.value for f in find_figures([article(text)], {}) if f.qualifier} == doubted


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            "The flood in Ardania and Lomna has now killed more than 41,000 people.",
            "The flood's toll in Ardania and Lomna rose above 41,000.",
        ),
        (
            "The Karsk group of about 50 states meets in Lomna.",
            "Some 50 states form the Karsk group.",
        ),
        (
            "Governor Jane Roe said about 5,000 residents still lived in the ruins of the city.",
            "The governor, Jane Roe, said some 5,000 inhabitants still lived in the city.",
        ),
    ],
)
def test_one_measure_in_other_words_is_one_row(one: str, two: str) -> None:
    (figure,) = find_figures([article(one, "a"), article(two, "b")], {})
    assert uris(figure) == {"a.txt", "b.txt"}


def test_a_particular_toll_is_one_row_in_any_language() -> None:
    day = [
        article("Управління підтвердило загибель 4317 людей.", "uk", language="uk"),
        article("The office verified the deaths of 4,317 people.", "en"),
        article("An office recorded 4,317 deaths of people.", "en2"),
    ]
    for ordered in permutations(day):
        (figure,) = find_figures(ordered, {})
        assert len(figure.mentions) == 3
        assert figure.mentions[0].article.language == "en"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            "After the fire in a mill in Karsk on New Year's Eve, the ministry said 89 men died.",
            "The union estimates that about 400 men died in Karsk on New Year's Eve.",
        ),
        (
            "The flood in Ardania and Lomna has killed more than 41,000 people.",
            "The flood has killed more than 39,000 people in Ardania and Lomna.",
        ),
        (
            "The mayor counts 5,000 residents.",
            "Nurses, contrary to the 5,000 whom he counts, say 6,000 residents remain in Karsk.",
        ),
    ],
)
def test_rival_counts_are_a_dispute(one: str, two: str) -> None:
    day = [article(one, "a", published="2023-03-05"), article(two, "b", published="2023-03-05")]
    (figure,) = (f for f in find_figures(day, {}) if f.disputes)
    assert len({figure.value, *(d.value for d in figure.disputes)}) == 2
    assert uris(figure).isdisjoint(m.article.uri for d in figure.disputes for m in d.mentions)


@pytest.mark.parametrize(
    ("one", "two", "values"),
    [
        ("Up to 159 people have died.", "Up to 169 people have died.", (169, 159)),
        (
            "The harbour fund pledged $800 million in rebuilding aid for Lomna.",
            "The harbour fund pledged $1.3 billion in rebuilding aid for Lomna.",
            (1.3e9, 8e8),
        ),
        (
            "The storm killed 12 people in Lomna harbour.",
            "No one was killed by the storm in Lomna harbour, the mayor said.",
            (12, 0),
        ),
        (
            "Rescuers have found 15 bodies in the mine.",
            "Rescuers have found 40 bodies in the mine.",
            (40, 15),
        ),
        (
            "The ferry lies 25 km north of Lomna lighthouse.",
            "The ferry lies 50 km north of Lomna lighthouse.",
            (50, 25),
        ),
        (
            "L-D said that it will buy the old ferry yard for $13.9 billion.",
            "Brokers say that Lomna-Docks will acquire Ardanian Yards for about $13 billion.",
            (13.9e9, 13e9),
        ),
        (
            "The EU is sending up to 350 divers to the flooded harbour.",
            "Up to 900 EU divers will work in the flooded harbour by Monday.",
            (900, 350),
        ),
        (
            "More than 1,000 people have drowned in Lomna bay, divers say.",
            "The consul puts the toll in Lomna bay at 2,000 dead.",
            (2000, 1000),
        ),
    ],
)
def test_rivals_stand_against_each_other(one: str, two: str, values: tuple[float, float]) -> None:
    day = [article(one, "a", published="2023-03-05"), article(two, "b", published="2023-03-05")]
    (figure,) = find_figures(day, {})
    assert (figure.value, *(d.value for d in figure.disputes)) == values


def test_what_stands_beside_one_toll_is_told_of_one_event() -> None:
    """Whatever else the sentences tell, both tell of twelve dead."""
    day = [
        article("A mudslide razed two hamlets, killing 12 people and injuring 90.", "a"),
        article("Twelve people died and 40 were hurt when mud buried two hamlets.", "b"),
        article("The mudslide killed 12 and wounded another 60.", "c"),
    ]
    hurt = next(f for f in find_figures(day, {}) if f.value == 90)
    assert sorted(d.value for d in hurt.disputes) == [40, 60]


def test_a_share_of_what_its_sentence_tells_is_no_rival_of_another_whole() -> None:
    day = [
        article("Four shells were fired at Lomna, two landed in the harbour.", "a"),
        article("Five shells were fired at Lomna.", "b"),
    ]
    (figure,) = (f for f in find_figures(day, {}) if f.value == 5)
    assert [d.value for d in figure.disputes] == [4]


def test_rivals_of_one_value_are_one() -> None:
    said = ("Half of the telephones failed.", "61% failed.", "Only 40% of them worked.")
    one, two, other = (next(iter(article(t, t[:4]).sentences())) for t in said)
    rivals = (Dispute(61.0, (one,)), Dispute(40.0, (other,)), Dispute(61.0, (two, one)))
    assert by_value(rivals) == (Dispute(61.0, (one, two)), Dispute(40.0, (other,)))


def test_what_opens_with_should_is_a_condition() -> None:
    day = [article("Should the bids for the Norda mill pass 31 million dollars, Roe leaves.", "a")]
    assert not find_figures(day, {})
    day = [article("The bids for the Norda mill should pass 31 million dollars.", "a")]
    assert [f.value for f in find_figures(day, {})] == [31e6]


def test_four_digits_after_a_place_are_counted() -> None:
    (figure,) = find_figures([article("In Lomna 2500 farms were flooded on Monday.", "a")], {})
    assert (figure.value, figure.unit) == (2500, "farms")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("The flu has killed 26 people in Lomna.", "The flu has killed 90 people in Karsk."),
        ("The war has killed 26 soldiers.", "The war has killed 90 nurses."),
        ("The pier cost $10 million to build.", "The pier cost $90 million to build."),
        (
            "Ardania will send 14 heavy cranes to the port by the end of March.",
            "Lomnia will send 8 heavy cranes to the port by the end of March.",
        ),
        ("Bakers sold 20 loaves at the fair.", "Cooks ate 30 loaves after the hike."),
        ("The gale tore roofs off nine sheds.", "The gale tore roofs off four empty sheds."),
        (
            "Nine rowers were injured at the Lomna regatta.",
            "Rowers were injured at the Lomna regatta, and four of the rowers were injured badly.",
        ),
        (
            "Divers found nine bodies in the wreck off Lomna.",
            "Divers found two more bodies in the wreck off Lomna.",
        ),
        (
            "The fire killed 40 people in a Lomna mill.",
            "The fire killed 12 people in another Lomna mill.",
        ),
        ("At $22 billion, LMN had the lead over KRD.", "KRD and LMN told of $19 billion."),
        (
            "More than 1,000 people have drowned in Lomna bay, divers say.",
            "The consul puts the toll in Lomna bay at 1,400 dead.",
        ),
    ],
)
def test_what_places_and_kinds_set_apart_is_no_dispute(one: str, two: str) -> None:
    day = [article(one, "a", published="2023-03-05"), article(two, "b", published="2023-03-05")]
    figures = find_figures(day, {})
    assert len(figures) == 2
    assert not any(f.disputes or f.superseded for f in figures)


def test_a_distance_is_disputed_from_one_place_only() -> None:
    told = ("The ferry sank {} miles north of {}.", "Lomna lighthouse", "Karsk pier")
    one, same, other = (
        article(told[0].format(n, told[k]), str(n), published="2023-03-05")
        for n, k in ((14, 1), (20, 1), (21, 2))
    )
    assert [len(f.disputes) for f in find_figures([one, same], {})] == [1]
    assert find_figures([one, other], {}) == ()


def test_one_text_may_give_the_totals_of_two_speakers() -> None:
    text = (
        "The mayor said the flood has killed 900 people. "
        "The army said the flood has killed 500 people."
    )
    (figure,) = find_figures([article(text)], {})
    assert (figure.value, [d.value for d in figure.disputes]) == (900, [500])


def test_of_two_speakers_one_may_speak_of_elsewhere() -> None:
    text = (
        "The president of Ardania said the flood has killed 900 people in his country. "
        "In Lomnia the flood has killed 500 people, according to the army."
    )
    assert not any(f.disputes for f in find_figures([article(text)], {}))


def test_the_value_before_is_told_with_its_day() -> None:
    day = [
        article("The storm has wounded 18 people in Lomna.", "b", published="2023-03-06"),
        article("The storm has wounded 5 people in Lomna.", "a", published="2023-03-05"),
        article("The toll of the storm rose from 7 to 12.", "c", published="2023-03-06"),
    ]
    hurt, dead = (only(find_figures(day, {}), value) for value in (18, 12))
    assert [(s.value, s.mentions[0].article.uri) for s in hurt.superseded] == [(5, "a.txt")]
    assert [s.value for s in dead.superseded] == [7]
    assert not hurt.disputes
    assert not dead.disputes


def test_hours_of_one_day_tell_which_value_is_newer() -> None:
    day = [
        article(f"A raid on Lomna has killed {n} people.", n, published=f"2023-03-05T{hour}:00Z")
        for n, hour in (("2", "08:00"), ("9", "17:00"))
    ]
    (figure,) = find_figures(day, {})
    assert (figure.value, [s.value for s in figure.superseded]) == (9, [2])


def test_the_total_of_one_event_is_not_that_of_another() -> None:
    flood = (
        "The flood in the valley of Lomna has killed more than 4,100 people, officials said. "
        "Boats brought tents and bread. A girl was pulled from the mud after six nights."
    )
    war = (
        "The war has killed 1,719 people so far. Shells fell along the front. Soldiers dug "
        "trenches while their general asked for guns, and partners promised him ammunition."
    )
    day = [
        article(flood, "a", published="2023-03-06T17:00Z"),
        article(war, "b", published="2023-03-06T08:00Z"),
    ]
    figures = find_figures(day, {})
    assert sorted(f.value for f in figures) == [1719, 4100]
    assert not any(f.disputes or f.superseded for f in figures)


def test_a_text_that_was_published_again_renews_its_numbers() -> None:
    day = [
        article(f"The union said {n} rowers had been sent home.", n, published=f"2023-03-05T{h}Z")
        for n, h in (("140", "07:30:00"), ("165", "11:10:00"))
    ]
    (figure,) = find_figures(day, dict.fromkeys((a.id for a in day), "o1"))
    assert (figure.value, [s.value for s in figure.superseded]) == (165, [140])


def test_of_two_printings_at_an_unknown_hour_the_sum_that_grew_is_newer() -> None:
    text = "The union said a total of {} crowns had been raised so far for the drowned harbour."
    day = [
        article(text.format("$165 million"), "b", published="2023-03-05"),
        article(text.format("$140 million"), "a", published="2023-03-05T07:30:00Z"),
    ]
    (figure,) = find_figures(day, dict.fromkeys((a.id for a in day), "o1"))
    assert (figure.value, figure.disputes) == (165e6, ())
    assert [s.value for s in figure.superseded] == [140e6]


def test_a_total_is_outgrown_where_its_last_report_is_before_the_larger_ones() -> None:
    told = {"2023-03-05": "41", "2023-03-05T12:45:00+00:00": "39", "2023-03-05T17:30+00:00": "41"}
    day = [
        article(f"The flood in Ardania and Lomna has killed {n} people.", w, published=w)
        for w, n in told.items()
    ]
    (figure,) = find_figures(day, {})
    assert (figure.value, figure.disputes) == (41, ())
    assert [s.value for s in figure.superseded] == [39]


def test_at_an_unknown_hour_two_totals_are_rivals() -> None:
    told = {"2023-03-05": "41", "2023-03-05T12:45:00+00:00": "39"}
    day = [
        article(f"The flood in Ardania and Lomna has killed {n} people.", w, published=w)
        for w, n in told.items()
    ]
    (figure,) = find_figures(day, {})
    assert ({figure.value, *(d.value for d in figure.disputes)}, figure.superseded) == (
        {41, 39},
        (),
    )


def test_hours_of_two_zones_are_compared_as_moments() -> None:
    told = {"2023-03-05T18:20:00+02:00": "41", "2023-03-05T17:30:00+00:00": "44"}
    day = [
        article(f"The flood in Ardania and Lomna has killed {n} people.", w, published=w)
        for w, n in told.items()
    ]
    (figure,) = find_figures(day, {})
    assert (figure.value, [s.value for s in figure.superseded]) == (44, [41])


def test_a_toll_of_thousands_goes_before_a_few_dead_of_a_village() -> None:
    village = "Shells on the village of Karsk killed three people on Monday, the village said."
    day = [
        article(f"{village} Karsk is a village of beekeepers.", "a", published="2023-03-06"),
        article("On Monday shells wounded nobody else in Karsk village.", "b"),
        article("The flood in Lomna has killed 41,300 people.", "c", published="2023-03-06"),
    ]
    assert [f.value for f in find_figures(day, {}) if f.value] == [41300, 3]


def test_nobody_hurt_alone_is_no_figure() -> None:
    assert find_figures([article("No one was hurt in the fire.")], {}) == ()


def test_the_total_of_a_later_day_replaces_the_earlier() -> None:
    texts = {"2023-03-05": "39,000", "2023-03-06": "41,000"}
    day = [
        article(f"The flood in Ardania and Lomna has killed {n} people.", d, published=d)
        for d, n in texts.items()
    ]
    (figure,) = find_figures(day, {})
    assert (figure.value, figure.disputes) == (41000, ())


def test_the_dead_of_two_days_are_two_figures() -> None:
    day = [
        article(f"Shells killed {n} people in Karsk and Lomna.", d, published=d)
        for d, n in (("2023-03-05", "39"), ("2023-03-06", "41"))
    ]
    assert [f.value for f in find_figures(day, {})] == [41, 39]


def test_what_only_follows_a_number_is_not_counted() -> None:
    assert find_figures([article("They send us sixty back for every ten.")], {}) == ()


def flood(size: int, outlet: int) -> Article:
    """Sentences of few words that count the same things near the same places."""
    things = ("people", "houses", "boats", "villages")
    places = ("Karsk", "Lomna", "Ardania")
    told = (
        f"Rescuers counted {100 + 10 * outlet + n * 7 % 9} flooded {things[n % 4]} near "
        f"{places[n % 3]} after {'abcdefghij'[n % 10]} hours."
        for n in range(size)
    )
    return article(" ".join(told), f"flood{outlet}", published="2023-03-07")


@pytest.mark.parametrize(("module", "step"), [(rows, "same_measure"), (rivals, "related")])
def test_the_work_grows_with_the_text_and_not_with_its_square(
    module: ModuleType, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    compare: Callable[..., object] = getattr(module, step)

    def counting(*compared: object) -> object:
        nonlocal calls
        calls += 1
        return compare(*compared)

    def work(size: int) -> int:
        nonlocal calls
        calls = 0
        assert find_figures([flood(size, 1), flood(size, 2)], {})
        return calls

    monkeypatch.setattr(module, step, counting)
    monkeypatch.setattr(rows, "COMPARED", 10)
    assert work(1600) < 2.6 * work(800)


@pytest.mark.parametrize("neighbours", [2, 10])
def test_in_a_large_block_near_sentences_still_meet(
    neighbours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "COMPARED", neighbours)
    day = [
        article(
            "Police said 14 miners died in the Karsk pit collapse on Friday. "
            "The mayor said thirty cooks in Karsk opened the market hall.",
            "a",
            published="2023-03-04",
        ),
        article(
            "Police said 17 miners died in the Karsk pit collapse on Friday. "
            "The mayor said thirty cooks in Karsk opened the market hall.",
            "b",
            published="2023-03-04",
        ),
    ]
    figures = find_figures(day, {})
    assert uris(only(figures, 30)) == {"a.txt", "b.txt"}
    assert [d.value for f in figures for d in f.disputes] in ([14], [17])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("Karsk", "en"),
        ("7", "en"),
        ("The of and to in that is was for it with as on be at by.", "en"),
        ("قتل 41 شخصا وأصيب 300 في الزلزال.", "ar"),
        ("Σκοτώθηκαν 41 άνθρωποι και τραυματίστηκαν 300.", "el"),
        ("地震造成41人死亡,300人受伤。", "und"),
        ("地震造成41人死亡。" * 500, "en"),
        ("1,2,3 - 4–5 / 6:7 % $ € 8. 9) (10", "en"),
    ],
)
def test_odd_texts_end_well(text: str, language: str) -> None:
    found = find_figures([article(text, language=language)], {})
    assert all(f.value > 0 and f.mentions for f in found)
    assert toll(article(text, language=language)).killed is None


def seeds() -> list[Article]:
    if not SEEDS.is_dir():
        pytest.skip("the sample articles are not here")
    found = [
        a
        for p in sorted(SEEDS.glob("*.txt"))
        for a in read(Document(p.name, "text/plain", p.read_bytes()))
    ]
    return [a for a in found if isinstance(a, Article)]


def test_real_articles_give_corroborated_casualties_with_their_caveat() -> None:
    figures = find_figures(seeds(), {})
    shared = [f for f in figures if f.casualty and len(uris(f)) > 1]
    assert len(shared) == 2
    assert all(f.attribution and f.as_of and "higher" in f.qualifier for f in shared)
    assert all(f.mentions[0].text.find("had killed") < 0 for f in shared)
    assert list(figures[:2]) == shared
    assert not any(f.disputes for f in figures)


def test_what_a_sentence_counts_twice_alike_is_one_figure() -> None:
    """An analysis that told it twice would not verify."""
    told = "Two cases were brought in on Monday, two between 31 and 40, and one was 19 years old."
    found = find_figures([article(told, "a"), article(f"{told} It rained.", "b")], {})
    assert len(set(found)) == len(found)


def test_a_rival_that_a_sentence_counts_twice_alike_disputes_once() -> None:
    parted = "The flood cut off two farms on the north bank and two farms on the south bank."
    whole = "The flood cut off five farms on the north bank and the south bank."
    found = find_figures([article(parted, "a"), article(whole, "b")], {})
    assert [(f.value, [d.value for d in f.disputes]) for f in found] == [(5, [2])]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Five shot, one fatally, at a fairground.", [(5, "people"), (1, "people")]),
        ("Eight clerks were shot, two fatally, in Lomna.", [(8, "clerks"), (2, "clerks")]),
        ("Divers found two fatally injured miners.", [(2, "fatally injured miners")]),
    ],
)
def test_those_hit_and_those_of_them_who_died_are_two_counts(
    text: str, counted: list[tuple[float, str]]
) -> None:
    found = find_figures([article(text)], {})
    assert [(f.value, f.unit) for f in found if f.casualty] == counted


@pytest.mark.parametrize(
    ("again", "rows"),
    [
        ("It must repay the $4 million by May.", 1),
        ("Nobody knows who spent its $4 million.", 1),
        ("The mayor said that $4 million is much.", 2),
        ("A new school costs $4 million.", 2),
        ("The $4 million a year for pilots comes on top.", 2),
    ],
)
def test_a_report_that_takes_up_its_own_number_tells_one_figure(again: str, rows: int) -> None:
    told = article(in_lead(f"The council lent $4 million to the ferry company on Monday. {again}"))
    assert len(find_figures([told], {})) == rows


def test_what_another_report_calls_known_is_no_second_source() -> None:
    one = article("The council lent $4 million to the ferry company.", "a")
    other = article("Nobody knows who spent the $4 million of the museum.", "b")
    assert len(find_figures([one, other], {})) == 2


def test_the_same_count_of_another_event_is_no_rival() -> None:
    """Two riots in two towns: the words for riots are shared, the matter is not."""
    told = "Police said {} people were arrested after the riot{}."
    port = article(
        told.format(46, " on Friday night")
        + " The vigil for Milo Hest had begun at the old customs house in Karsk. Bottles hit the"
        " windows of a bakery, and the harbour tram stopped for two hours. His aunt called for calm"
        " and asked the governor to publish the film of the officers at the quay.",
        "port",
    )
    tax = article(
        told.format(12, " against the pension cut")
        + " In Ardania the unions struck for a third day while parliament debated the loan."
        " Ministers want lower wages in schools and hospitals. Farmers blocked the motorway with"
        " tractors, and the central bank warned that investors were leaving.",
        "tax",
    )
    assert not any(f.disputes or f.superseded for f in find_figures([port, tax], {}))
    again = article(
        told.format(44, " on Friday night") + " The vigil for Milo Hest in Karsk had begun calmly,"
        " his aunt told the governor, before bottles hit the harbour tram.",
        "again",
    )
    assert [len(f.disputes) for f in find_figures([port, again], {}) if f.disputes] == [1]


def rows_of(*texts: str, **fields: str) -> list[tuple[float, int]]:
    """Value and number of sources of each row of a day of these articles."""
    day = [article(text, str(n), **fields) for n, text in enumerate(texts)]
    return [(f.value, len(f.mentions)) for f in find_figures(day, {})]


def test_a_count_told_again_in_other_words_is_one_row() -> None:
    assert rows_of(
        "The navy of Ardania boarded 14 trawlers that fished without papers.",
        "Without papers to fish were 14 trawlers that coastguards took on Monday.",
    ) == [(14, 2)]


def test_a_toll_taken_up_is_one_row() -> None:
    assert rows_of(
        "A clerk of the bank in Karsk shot and wounded six men on Monday.",
        "Relatives of the six wounded men asked for quiet on Tuesday.",
    ) == [(6, 2)]


def test_a_small_toll_of_another_place_is_another_row() -> None:
    assert rows_of(
        "Four miners died near Karsk after a blast of gas in the pit, police said.",
        "A blast in another mine near Lomna killed four workers, and the mine was shut.",
    ) == [(4, 1), (4, 1)]


def test_what_two_parties_offer_is_two_rows() -> None:
    assert rows_of(
        "Russell Mining offered $160 million for the pit of Karsk on Monday.",
        "A rival bid by Lomna Coal of $160 million for the same pit was turned down.",
    ) == [(160_000_000, 1), (160_000_000, 1)]


def test_two_numbers_in_common_tell_the_same_by_each() -> None:
    found = rows_of(
        "Guards took 40 crates and 12 lamps from the cellar of the smugglers.",
        "In the smugglers' cellar 40 boxes with 12 lamps were found by guards.",
    )
    assert found == [(40, 2), (12, 2)]


def test_a_row_with_rivals_stays_and_takes_the_plain_one() -> None:
    day = [
        article("The storm killed 40 farmers in Karsk, the mayor said.", "a"),
        article("The storm killed 55 farmers in Karsk, police said.", "b"),
        article("Mourners in Karsk named the 40 farmers killed.", "c"),
    ]
    (figure,) = find_figures(day, {})
    assert {figure.value, *(d.value for d in figure.disputes)} == {40, 55}


def test_a_few_words_without_a_verb_are_no_row() -> None:
    kin = (
        "Missed by his wife, Ann Roe; his sons Jim, of Karsk, and Tom, of Lomna, Ardania; his "
        "daughters Mia Roe of Port Hewn, Ada Roe of Upper Pike, Eve Pike Roe of Lower Pike, and "
        "Joy Roe of Karsk; his brother, Sam Roe, of Lomna; his aunt, Kay Hewn; and six cousins."
    )
    assert rows_of(kin) == []
    assert rows_of("In the harbour: 12 dead; a burnt ship; and many questions.") == [(12, 1)]


def test_lengths_stand_last() -> None:
    text = (
        "Workers dug a trench of 40 metres beside the road to Lomna on Monday. "
        "Later 15 lorries brought gravel to the road."
    )
    assert [value for value, _ in rows_of(in_lead(text))] == [15, 40]


def test_a_caveat_ends_with_its_clause() -> None:
    text = (
        "No figures were released, but the price of the pit is expected to be 30 million euros. "
        "The mayor bought 12 sheds."
    )
    assert not any("released" in f.qualifier for f in find_figures([article(text)], {}))


def test_kinds_of_dead_under_two_names_are_two_rows() -> None:
    text = (
        "Forty villagers died in the flood of Karsk, including three farmers, police said. "
        "Among those who drowned when the dam broke were three nurses on their way home."
    )
    assert [value for value, _ in rows_of(in_lead(text))].count(3) == 2


def test_whom_somebody_leaves_is_no_figure() -> None:
    assert rows_of("The painter of Karsk leaves six nephews and four grandsons.") == []
    assert rows_of("The flood of Karsk killed four brothers.") == [(4, 1)]


def test_what_goes_on_about_an_earlier_time_is_no_figure_of_the_day() -> None:
    news = "A ferry ran aground near Lomna on Monday. "
    past = "Last month, a barge sank near Karsk. {}"
    flat = past.format("The accident killed seven sailors.")
    assert rows_of(in_lead(news + flat), published="2023-03-07") == []
    day = past.format("On Monday another accident killed seven sailors.")
    assert rows_of(in_lead(news + day), published="2023-03-07") == [(7, 1)]
    apart = "Last month, a barge sank near Karsk.\n\nThe accident killed seven sailors."
    assert rows_of(in_lead(news + apart), published="2023-03-07") == [(7, 1)]


def test_a_number_of_last_season_or_of_every_single_day_is_none_of_the_day() -> None:
    assert rows_of("Last season Roe of Karsk Rovers scored 19 goals.") == []
    assert rows_of("Some 9,000 villagers lose their post every single day.") == []


def test_a_row_tells_who_was_hurt_rather_than_takes_it_up() -> None:
    day = [
        article("Families of the six wounded miners of the pit in Karsk asked for quiet.", "a"),
        article("A blast in a pit in Karsk wounded six miners on Monday.", "b"),
    ]
    (figure,) = find_figures(day, {})
    assert "blast" in figure.what


def test_a_whole_is_not_what_befell_a_part_of_it() -> None:
    assert (14, True) not in harmed("Two of the 14 hikers of Karsk died.")
    assert (14, True) in harmed("In Karsk 14 hikers died.")


def harmed(text: str) -> list[tuple[float, bool]]:
    return [(f.value, f.casualty) for f in find_figures([article(text)], {})]


def test_where_a_ship_was_is_no_figure() -> None:
    assert rows_of("The trawler sank some 150 nautical miles east of Lomna on Monday.") == []


def test_a_toll_told_at_the_end_stands_behind_the_toll_of_the_day() -> None:
    day = "Police said that nine villagers were killed when a barge sank in Karsk on Monday. "
    between = "Divers of the harbour looked for the wreck until it was dark. " * 3
    past = "Jane Roe said 4,000 villagers were killed in the war of Ardania, which it had seen."
    assert [value for value, _ in rows_of(day + between + past)] == [9, 4_000]
