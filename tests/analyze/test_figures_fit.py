"""Which rows of figures are printed: news, readable, told once."""

from __future__ import annotations

import pytest

from briefing.analyze.figures import find_figures
from briefing.analyze.stories import Events
from briefing.model import Article
from tests.fakes import article

PARTED = (  # names that a comma parts are one subject
    "Internet and telephone lines between Karsk, the Upper Coast and Ardania were badly "
    "disturbed on Friday after 30 masts were damaged in the bay, Hewn Telecom said."
)
FILLER = "Divers of the harbour looked for the wreck until it was dark. "
NEWS = "A barge sank in the harbour of Karsk on Monday. "


def late(sentence: str, name: str = "a") -> Article:
    """A report that ends on a sentence."""
    return article(NEWS + FILLER * 12 + sentence, name)


def early(sentence: str, name: str = "a") -> Article:
    """A report that opens with a sentence."""
    return article(f"{sentence} {FILLER * 12}", name)


def second(sentence: str, name: str = "a") -> Article:
    """A report that tells it behind its lead, in its opening."""
    return article(NEWS + FILLER * 3 + sentence + " " + FILLER * 12, name)


def values(*day: Article) -> list[float]:
    return [figure.value for figure in find_figures(day, {})]


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("The owner bought a shipyard for $30 million.", [30_000_000]),
        ("Some 400 people died on the river.", [400]),
        ("The next barge will have a hold of 400 barrels.", []),
        ("The barge carried nine crates, the mayor said.", []),  # a handful describes
        ("The barge was 80 metres long, the mayor said.", []),
    ],
)
def test_what_describes_far_down_is_no_news(sentence: str, printed: list[float]) -> None:
    assert values(late(sentence)) == printed


def test_what_two_origins_give_is_news_wherever_it_stands() -> None:
    crates = "The barge carried nine crates of lamps for the town hall."
    other = "The barge carried nine crates of lamps to the town hall of Lomna."
    assert values(late(crates, "a"), late(other, "b")) == [9]


@pytest.mark.parametrize(
    "sentence",
    [
        "The owner bought a shipyard for $30 million.",
        "A barge with nine crates sank on Monday.",
        "Some 400 people died on the river.",
    ],
)
def test_the_lead_of_a_report_is_its_news(sentence: str) -> None:
    assert len(values(early(sentence))) == 1


def test_behind_the_lead_a_second_report_speaks_for_a_number_and_a_toll_for_itself() -> None:
    crates = "The barge carried nine crates of lamps for the town hall."
    other = "In its hold the barge carried nine crates of lamps to Lomna."
    assert values(second(crates)) == []
    assert values(second(crates, "a"), second(other, "b")) == [9]
    assert values(second("The blast killed nine sailors of the barge.")) == [9]


def test_a_number_that_replaces_another_is_news_wherever_it_stands() -> None:
    (figure,) = find_figures([late("The number of crates rose from 125 to 301.")], {})
    assert (figure.value, [s.value for s in figure.superseded]) == (301, [125])


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("He leaves a wife and 14 boats.", False),
        ("In July, he settled with the town for $30 million.", False),
        ("These 14 boats were lost on Monday.", False),
        ("It is feared that 14 boats were lost.", True),
        ("It lost 14 boats.", False),
        ("It lost 14 boats, according to the ministry.", True),  # the speaker is printed beside it
        ("Among the wrecks, fourteen boats in all.", True),  # all of what the source says
    ],
)
def test_a_row_needs_no_sentence_before_it(sentence: str, *, printed: bool) -> None:
    assert bool(values(early(sentence))) is printed


def test_of_two_mentions_that_which_needs_no_sentence_before_it_leads() -> None:
    back = "These men lost 140 boats of the harbour on Monday."
    plain = "Fishermen lost 140 boats of the harbour on Monday, the mayor said."
    figures = find_figures([early(back, "a"), early(plain, "b")], {})
    assert [f.what for f in figures] == ["Fishermen lost 140 boats of the harbour on Monday"]


def test_of_two_rows_of_one_count_that_which_needs_no_sentence_before_it_stays() -> None:
    back = "These guards fired 14 shots at the smuggler, hitting the barge below the deck."
    plain = "The captain and the mate fired 14 shots, the mayor said."
    figures = find_figures([early(back, "a"), late(plain, "b")], {})
    assert [f.what for f in figures] == ["The captain and the mate fired 14 shots"]


@pytest.mark.parametrize(
    ("again", "rows"),
    [
        ("Guards in Karsk arrested 23 smugglers.", 1),
        ("Guards in Lomna arrested 23 raiders.", 2),
        ("The town of Karsk planted 23 lime trees.", 2),
    ],
)
def test_a_number_is_read_once(again: str, rows: int) -> None:
    day = [early("Guards in Karsk arrested 23 raiders at night.", "a"), early(again, "b")]
    figures = find_figures(day, {})
    assert len(figures) == rows


def test_a_name_in_common_weighs_more_than_two_places() -> None:
    one = early("The firm of Hewn in Karsk has 350 clerks and a mill.", "a")
    other = early("The deal brings the 350 clerks of Hewn into an office in Lomna.", "b")
    assert len(values(one, other)) == 1


def test_what_is_not_printed_again_bears_nothing_out() -> None:
    """Whether it tells of the same people nobody knows."""
    day = [
        early("Guards of the bay caught 23 pirates near the lighthouse.", "a"),
        early("The navy held 23 suspects whom guards of the bay caught.", "b"),
    ]
    (figure,) = find_figures(day, {})
    assert len(figure.mentions) == 1


def test_what_is_told_at_once_or_by_two_stands_before_a_toll_far_down() -> None:
    old = "Some 40 sailors have died on the river, the ministry said."
    barge = early("The owner of the barge paid $30 million to the town of Karsk.", "a")
    assert values(barge, late(old, "b")) == [30_000_000, 40]
    again = "The ministry said some 40 sailors have died on the river."
    assert values(barge, late(old, "b"), late(again, "c")) == [40, 30_000_000]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A sailor of the barge fell 600 metres.", "A sailor of the barge fell 2,000 feet."),
        (
            "The barge lost €2m (£1.7m) of lamps on Monday.",
            "Lamps worth £1.7m were lost with the barge on Monday.",
        ),
        ("The blast in Karsk hurt 80 people.", "The blast in Karsk hurt at least 50 people."),
    ],
)
def test_another_unit_or_a_lower_bound_is_the_same_again(one: str, other: str) -> None:
    assert len(values(early(one, "a"), early(other, "b"))) == 1


def test_equal_numbers_of_two_events_are_both_printed() -> None:
    one = [early(f"Guards in Karsk arrested 23 raiders{n}.", f"a{n}") for n in (1, 2)]
    other = [early(f"Guards in Karsk arrested 23 raiders at the mill{n}.", f"b{n}") for n in (1, 2)]
    day = [*one, *other]
    events = Events([[a.id for a in one], [a.id for a in other]])
    assert len(find_figures(day, {})) <= len(find_figures(day, {}, events))


@pytest.mark.parametrize(
    "sentence",
    [
        "A 5.9 quake struck Karsk on Monday.",
        "An earthquake with a force of 4.4 struck the town of Karsk.",
        "The barge had a 3.2 megapixel camera.",
        "The barge sank off a town of 5,000 people.",
        "Karsk is home to some 300 farms.",
        "In the 2006 war, 28 villagers were killed in Karsk.",
        "In February, 28 villagers were killed in Karsk.",
    ],
)
def test_parts_of_a_thing_sizes_of_places_and_other_months_are_no_news(sentence: str) -> None:
    assert values(early(sentence)) == []


def test_a_number_that_hits_something_is_not_hit() -> None:
    assert not find_figures([early("Two bombs fell, and two others hit the camp.")], {})
    (figure,) = find_figures([early("On Monday two others were hit by bombs.")], {})
    assert figure.casualty


def test_handfuls_of_things_are_no_rivals_for_a_few_words_in_common() -> None:
    day = [
        early("Rioters in the old town burned three banks and a kiosk on Friday night.", "a"),
        early("Youths with masks burned two banks in the old town and fled to the hill.", "b"),
    ]
    assert not any(figure.disputes for figure in find_figures(day, {}))


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        (PARTED, PARTED.removesuffix(", Hewn Telecom said.")),
        (  # "already has" opens nothing
            "The barge has a fault that the yard says already has cost 300 sailors a day.",
            "The barge has a fault that the yard says already has cost 300 sailors a day",
        ),
    ],
)
def test_a_row_opens_with_its_whole_subject(sentence: str, row: str) -> None:
    assert [figure.what for figure in find_figures([early(sentence)], {})] == [row]


def test_a_name_that_ends_like_a_verb_is_none() -> None:
    text = (
        "In Karsk the old rule is crucial to herons and to cranes, said Ann Roe, Karsk head of the "
        "Endangered Heron Union, an alliance of 50 hunting and fishing clubs in the province."
    )
    assert not any(f.what.startswith("Karsk head") for f in find_figures([early(text)], {}))


@pytest.mark.parametrize(
    "sentence",
    [
        "It is its largest purchase since it paid $900 million for a yard in 2002.",
        "The February raid of the guards left 28 villagers without a roof.",
    ],
)
def test_what_happened_after_since_and_in_a_named_month_is_past(sentence: str) -> None:
    assert values(early(sentence)) == []


def test_a_march_is_no_month() -> None:
    assert values(early("Police put the march through Karsk at 30,000 people.")) == [30_000]


def test_a_date_that_names_an_event_is_not_that_of_the_count() -> None:
    text = "The judge named 30 victims of the March 11, 2005, raid on the mill."
    assert [f.as_of for f in find_figures([early(text)], {})] == [""]


def test_shares_of_two_wholes_are_no_rivals_for_a_few_words() -> None:
    day = [
        early("Some 80 percent of services in Karsk were cut after the cables broke.", "a"),
        early("As much as 52 percent of traffic in Karsk was cut after a storm.", "b"),
    ]
    assert not any(figure.disputes for figure in find_figures(day, {}))
