"""Figures of a day: rows, their description, disputes."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from briefing.analyze.figures import counts_casualties, counts_something, find_figures
from briefing.model import Article, Document, Figure
from briefing.read import read
from tests.fakes import article

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

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
        assert "recorded" in dead.what
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
        article("Two villages lost power after the storm in the north of the province.", "a"),
        article("Two villages elected new councils on Sunday for the first time.", "b"),
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


@pytest.mark.parametrize(
    ("text", "attribution"),
    [
        ("The army said it shot down 27 drones.", "The army"),
        ("It shot down 27 drones, according to the General Staff.", "the General Staff"),
        ("“We shot down 27 drones,” said Colonel Jane Roe.", "Colonel Jane Roe"),
        ("Jane Roe, who leads the unit, said 27 drones fell.", "Jane Roe"),
        ("The ministry spoke on Monday. It shot down 27 drones.", ""),
        ("The Air Force said the night was hard. It said it shot down 27 drones.", "The Air Force"),
    ],
)
def test_who_says_so(text: str, attribution: str) -> None:
    (figure,) = find_figures([article(text)], {})
    assert figure.attribution == attribution


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("The army said on February 13 it shot down 27 drones.", "2023-02-13"),
        ("The army said on Monday it shot down 27 drones.", "2023-02-13"),
        ("Yesterday 27 drones fell.", "2023-02-13"),
        ("In the past 24 hours 27 drones fell.", "2023-02-14"),
        ("Since February 1 they shot down 27 drones.", ""),
        ("They shot down 27 drones.", ""),
    ],
)
def test_as_of_when(text: str, as_of: str) -> None:
    (figure,) = find_figures([article(text, published="2023-02-14T05:00:00+00:00")], {})
    assert figure.as_of == as_of


def test_without_a_date_of_its_own_a_weekday_tells_nothing() -> None:
    (figure,) = find_figures([article("The army said on Monday it shot down 27 drones.")], {})
    assert figure.as_of == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("At least 27 drones fell.", "At least"),
        ("Some 27 drones fell, but this could not be verified.", "could not be verified"),
        ("Hundreds of drones fell.", "Hundreds"),
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


def seeds() -> list[Article]:
    if not SEEDS.is_dir():
        pytest.skip("the sample articles are not here")
    found = [
        read(Document(p.name, "text/plain", p.read_bytes())) for p in sorted(SEEDS.glob("*.txt"))
    ]
    return [a for a in found if isinstance(a, Article)]


def test_real_articles_give_corroborated_casualties_with_their_caveat() -> None:
    figures = find_figures(seeds(), {})
    shared = [f for f in figures if f.casualty and len(uris(f)) > 1]
    assert len(shared) == 2
    assert all(f.attribution and f.as_of and "higher" in f.qualifier for f in shared)
    assert all(f.mentions[0].text.find("had killed") < 0 for f in shared)
    assert [f.casualty for f in figures] == sorted((f.casualty for f in figures), reverse=True)
    assert not any(f.disputes for f in figures)
