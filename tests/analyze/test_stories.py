"""Articles about one event are one story; a look-alike event is another."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze.stories import Events, group_stories
from briefing.analyze.vectors import linked
from tests.fakes import article

_QUAKE = (
    "An earthquake of magnitude 6.1 struck {place} on {day}. {river} bridges fell and {dead} "
    "people died, {mayor} said. Rescue teams from {place} searched the ruins near {river}. "
    "{mayor} asked {place} for tents before the night of {day}."
)
_NORTH = {"place": "Orlova", "day": "Monday", "river": "Sava", "dead": "12", "mayor": "Anna Berg"}
_SOUTH = {"place": "Taruma", "day": "Friday", "river": "Pico", "dead": "80", "mayor": "Luis Vega"}
TEXTS = [
    _QUAKE.format(**_NORTH),
    "Anna Berg mourned 12 people of Orlova. Sava bridges lie in ruins since the earthquake Monday.",
    _QUAKE.format(**_SOUTH),
    "Luis Vega mourned 80 people of Taruma. Pico bridges lie in ruins since the earthquake Friday.",
    "The orchestra opened its season with Sibelius and a young soloist from Turku.",
]
ARTICLES = [article(text, str(n)) for n, text in enumerate(TEXTS)]


def test_two_earthquakes_are_two_stories() -> None:
    groups = {frozenset(g) for g in group_stories(ARTICLES)}
    ids = [a.id for a in ARTICLES]
    assert groups == {frozenset(ids[:2]), frozenset(ids[2:4]), frozenset(ids[4:])}


_FIRE = (
    (
        "Fire swept the {part} of Halden Mill on Tuesday and {what}. {who} said that Halden Mill "
        "will stay shut. The fire at Halden Mill began in {part}."
    ),
    ("loft", "two spinners were burnt", "Ida Strom"),
    ("dye works", "smoke drove families out", "Fire chief Per Aas"),
    ("boiler room", "a wall came down", "The owner"),
    ("yard", "three lorries burnt out", "Police"),
    ("north wing", "looms were lost", "A union of weavers"),
)


def test_a_day_of_one_event_is_one_story() -> None:
    """Though the words of the event are in all of its articles."""
    text, *sides = _FIRE
    day = [
        article(text.format(part=part, what=what, who=who), f"f{n}")
        for n, (part, what, who) in enumerate(sides)
    ]
    assert [len(group) for group in group_stories(day)] == [len(sides)]


@given(st.permutations(range(len(TEXTS))))
def test_the_order_of_articles_changes_nothing(order: list[int]) -> None:
    assert group_stories([ARTICLES[n] for n in order]) == group_stories(ARTICLES)


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=6))
def test_every_article_is_in_exactly_one_story(texts: list[str]) -> None:
    articles = [article(t, str(n), language="und") for n, t in enumerate(texts)]
    told = [i for group in group_stories(articles) for i in group]
    assert sorted(told) == sorted(a.id for a in articles)


def test_a_single_link_does_not_chain() -> None:
    score = {(0, 1): 0.9, (1, 2): 0.9, (2, 3): 0.9}
    assert linked(4, score, 0.5) == [[0, 1], [2, 3]]


def test_articles_of_two_well_told_stories_are_apart() -> None:
    north, south, few = (tuple(f"{where}{n}" for n in range(size)) for where, size in PLACES)
    events = Events([north, south, few, ("alone",)])
    assert events.apart("north0", "south5")
    assert not events.apart("north0", "north1")


def test_a_story_of_few_articles_may_be_part_of_another() -> None:
    north, south, few = (tuple(f"{where}{n}" for n in range(size)) for where, size in PLACES)
    events = Events([north, south, few, ("alone",)])
    assert not any(events.apart("north0", other) for other in (*few, "alone", "unknown"))
    assert not Events().apart("north0", "south0")


PLACES = (("north", 6), ("south", 7), ("few", 5))
