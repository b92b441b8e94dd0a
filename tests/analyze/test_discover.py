"""What the desk did not foresee, on texts written for the purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from briefing.analyze.themes.discovery import MOST, discover
from briefing.analyze.themes.headings import headline
from briefing.analyze.themes.passages import Passage
from briefing.model import Article, Kind, Labelled, Origin, Sentence, Theme, Unit
from tests.fakes import article

STRIKE = (
    "Bakers in the capital began a strike on Monday.\n\nThe bakers want a minimum wage for night "
    "work.\n\nTheir union says flour prices doubled while wages stood still."
)
COMET = (
    "A comet will pass the planet on Sunday.\n\nAstronomers expect the comet to be visible "
    "to the naked eye.\n\nThe observatory opens its telescope for visitors of the comet."
)
FERRY = (
    "The ferry between the islands was taken out of service.\n\nEngineers found cracks in the "
    "hull of the ferry.\n\nPassengers of the ferry were carried by fishing boats."
)


def rows(articles: Iterable[Article], themes: tuple[tuple[str, float], ...] = ()) -> list[Labelled]:
    return [
        Labelled(Sentence(a, u.start, u.end), u.kind, u.paragraph, themes)
        for a in articles
        for u in a.units
    ]


def alone(articles: Sequence[Article]) -> list[Origin]:
    return [Origin(a.id, (a.id,)) for a in articles]


def with_subhead(text: str, head: str, more: str, **fields: Any) -> Article:
    """An article with a section of its own below a subhead, three sentences long."""
    whole = f"{text}\n\n{head}\n\n{more}"
    plain = article(whole)
    at = whole.index(head)
    units = (
        Unit(u.start, u.end, Kind.SUBHEAD if u.start == at else u.kind, u.paragraph)
        for u in plain.units
    )
    return article(whole, units=tuple(units), **fields)


def keys(found: Sequence[Labelled]) -> list[str]:
    return [row.themes[0][0] if row.themes else "" for row in found]


def test_each_story_of_a_varied_day_is_a_subject() -> None:
    day = [
        article(STRIKE, id="a", title="Bakers strike for a minimum wage"),
        article(COMET, id="b", title="Comet visible to the naked eye"),
        article(FERRY, id="c", title="Cracks in the hull stop the ferry"),
    ]
    themes, found = discover(rows(day), alone(day))
    assert {t.title for t in themes} == {a.title for a in day}
    assert all(t.discovered for t in themes)
    assert [len(set(keys(found)[n : n + 3])) for n in (0, 3, 6)] == [1, 1, 1]
    assert len(set(keys(found))) == 3


def test_articles_of_one_story_are_one_subject_and_come_first() -> None:
    day = [
        article(COMET, id="a", title="Comet"),
        article(STRIKE, id="b", title="Bakers strike"),
        article(STRIKE.replace("Monday", "Tuesday"), id="c", title="The bakers' strike"),
    ]
    themes, found = discover(rows(day), alone(day), [("b", "c")])
    assert len(themes) == 2
    assert keys(found)[3:] == [themes[0].key] * 6


def test_what_has_a_theme_is_left_alone() -> None:
    day = [article(STRIKE, id="a")]
    labelled = rows(day, (("desk", 0.9),))
    assert discover(labelled, alone(day)) == ((), tuple(labelled))


def test_a_section_is_named_by_its_subhead() -> None:
    day = [with_subhead(STRIKE, "Comet over the capital", COMET, id="a", title="Bakers strike")]
    themes, _ = discover(rows(day), alone(day))
    assert "Comet over the capital" in {t.title for t in themes}


@pytest.mark.parametrize("head", ["Stories you'll want to read", "WHAT TO DO", "Send in:"])
def test_a_subhead_that_speaks_to_the_reader_names_nothing(head: str) -> None:
    day = [with_subhead(STRIKE, head, COMET, id="a", title="Bakers strike")]
    themes, _ = discover(rows(day), alone(day))
    assert head not in {t.title for t in themes}


def test_a_subject_without_a_title_is_named_by_its_own_words() -> None:
    day = [article(FERRY, id="a"), article(COMET, id="b"), article(STRIKE, id="c")]
    themes, _ = discover(rows(day), alone(day))
    words = " ".join(t.title for t in themes).lower()
    assert all(word in words for word in ("ferry", "comet", "wage"))


@pytest.mark.parametrize(
    ("text", "not_named"),
    [
        (
            "Farmers must seek cheap loans. They seek cheap loans. Who will seek cheap loans now?",
            "Seek",
        ),
        ("Growers expect the frost. They expect the frost. Vintners expect the frost.", "Expect"),
        ("Sadly barges sank. Sadly barges sank again. Sadly barges sank often.", "Sadly"),
        ("Growing old vines takes years. Vines need years. Growing old vines is slow.", "Growing"),
    ],
)
def test_no_subject_is_called_by_what_is_done(text: str, not_named: str) -> None:
    day = [article(text.replace(". ", ".\n\n"), id="a"), article(COMET, id="b")]
    themes, _ = discover(rows(day), alone(day))
    assert len(themes) == 2
    assert not any(theme.title.startswith(not_named) for theme in themes)


@pytest.mark.parametrize(
    "head",
    [
        "By Ada Brook in Lundy",
        "From Ada Brook, Lundy Mail",
        "I have not slept for a week",
        "The comet above the pier of Lundy. Photo: Mail",
        "One more of the many lines below a picture that go on and on until nobody reads",
    ],
)
def test_lines_on_who_wrote_and_lines_below_pictures_name_no_subject(head: str) -> None:
    day = [with_subhead(STRIKE, head, COMET, id="a", title="Bakers strike")]
    themes, _ = discover(rows(day), alone(day))
    assert head not in [theme.title for theme in themes]


def test_too_little_makes_no_subject() -> None:
    day = [article("The comet came. It went.", id="a")]
    assert discover(rows(day), alone(day))[0] == ()


def test_keys_are_new_and_plain() -> None:
    day = [article(STRIKE, id="a", title="Bakers strike for wages")]
    themes, _ = discover(rows(day), alone(day), (), ["bakers-strike-for-wages"])
    assert themes == (Theme("bakers-strike-for-wages-2", "Bakers strike for wages", True),)


def test_copies_join_the_subject_and_make_none() -> None:
    day = [article(STRIKE, id="a", title="Bakers strike"), article(COMET, id="b", title="Comet")]
    copies = [article(STRIKE, id=f"c{n}", uri=f"{n}") for n in range(30)]
    origins = [Origin("a", ("a", *(c.id for c in copies))), Origin("b", ("b",))]
    themes, found = discover(rows([*day, *copies]), origins)
    assert themes == discover(rows(day), alone(day))[0]
    assert set(keys(found)[6:]) == {keys(found)[0]}


def test_a_day_of_many_stories_keeps_the_largest() -> None:
    nouns = ["anvil", "beetle", "candle", "dragon", "engine", "falcon", "garden", "hammer"]
    nouns += ["island", "jacket", "kettle", "lantern", "mirror", "needle", "orchid", "pepper"]
    day = [
        article(
            f"The {n} broke.\n\nA {n} cost much.\n\nNobody saw the {n}.", id=n, title=f"The {n}"
        )
        for n in nouns
    ]
    assert len(discover(rows(day), alone(day))[0]) == MOST


def test_a_subject_is_named_by_its_matter_and_not_by_who_speaks_of_it() -> None:
    lines = [
        "Anna Berg said the ferry timetable of the northern islands would change.",
        "“The ferry timetable of the northern islands is old,” Anna Berg said.",
        "Ferry crews of the northern islands asked Anna Berg for a new ferry timetable.",
    ]
    day = [article("\n\n".join(lines), id="a"), article(COMET, id="b"), article(STRIKE, id="c")]
    titles = " / ".join(t.title.lower() for t in discover(rows(day), alone(day))[0])
    assert "ferry timetable" in titles
    assert "berg" not in titles
    assert not any(t.title.split()[-1] in ("of", "the") for t in discover(rows(day), alone(day))[0])


def test_sides_of_one_story_are_one_subject_among_several_stories() -> None:
    """A reader of what else happened looks for stories, not for three sides of one."""
    sides = (
        "The viaduct at Orla fell.\n\nThe viaduct lost two arches.\n\nNobody was on the viaduct.",
        "Inspectors blame rust.\n\nInspectors saw rust in May.\n\nInspectors told of rust.",
        "Buses replace trains.\n\nThe buses run hourly.\n\nTickets are valid on the buses.",
    )
    told = [article(text, id=f"v{n}", title="Viaduct at Orla") for n, text in enumerate(sides)]
    others = [article(COMET, id="c", title="Comet visible"), article(STRIKE, id="s")]
    stories = [tuple(a.id for a in told)]
    themes, found = discover(rows([*told, *others]), alone([*told, *others]), stories)
    assert len({row.themes[0][0] for row in found[:9] if row.themes}) == 1
    assert len(themes) == 3


@pytest.mark.parametrize(
    ("text", "named", "not_named"),
    [
        (
            (
                "Climbers died on New Lorne's highest ridge. New Lorne's highest ridge is closed. "
                "Few dare New Lorne's highest ridge."
            ),
            "New Lorne's highest ridge",
            "Lorne",
        ),
        (
            (
                "A 4.1-magnitude tremor in Alma woke many. The 4.1-magnitude tremor in Alma ended. "
                "After the 4.1-magnitude tremor in Alma nobody slept."
            ),
            "Tremor in Alma",
            "Magnitude",
        ),
        (
            (
                "Thanks to Alma Harbour Police Capt. Ann Orb. Alma Harbour Police Capt. Ann Orb "
                "rests. So does Alma Harbour Police Capt. Ann Orb."
            ),
            "Alma Harbour Police",
            "Alma Harbour Police Capt",
        ),
        (
            (
                "Robbers stole pearl necklaces at noon. Robbers stole pearl necklaces again. "
                "Twice robbers stole pearl necklaces."
            ),
            "Pearl necklaces",
            "Robbers stole",
        ),
        (
            (
                "Alma Rovers offered free-agent keeper Ole Ast terms. Alma Rovers offered terms. "
                "Ole Ast left as Alma Rovers offered free-agent terms."
            ),
            "Alma Rovers",
            "Alma Rovers offered",
        ),
    ],
)
def test_a_name_is_whole_and_tells_a_thing(text: str, named: str, not_named: str) -> None:
    day = [article(text.replace(". ", ".\n\n"), id="a"), article(COMET, id="b")]
    titles = {theme.title for theme in discover(rows(day), alone(day))[0]}
    assert named in titles, titles
    assert not any(title.startswith(not_named) for title in titles - {named})


def test_a_line_that_goes_on_below_is_no_name() -> None:
    day = [
        article(COMET, id="a", title="To which the comet's finder replied,"),
        article(STRIKE, id="b", title="Bakers strike for a minimum wage"),
    ]
    titles = {theme.title for theme in discover(rows(day), alone(day))[0]}
    assert "Bakers strike for a minimum wage" in titles
    assert not any(title.endswith(",") for title in titles)


def test_headlines_that_fit_alike_are_told_apart_by_their_place_alone() -> None:
    # The words of each are said by seven, eight and nine passages of ten. Sums of such shares
    # depend on the order of a set, which is another one in each run.
    words = [[kind + mark for kind in ("kelp", "shoal", "reef")] for mark in "bcdfghjklm"]
    said = [
        tuple(
            word
            for three in words
            for word, times in zip(three, (7, 8, 9), strict=True)
            if n < times
        )
        for n in range(10)
    ]
    titled = [article(f"Said of {n}.", title=" ".join(three)) for n, three in enumerate(words)]
    passages = [
        Passage((n,), one, "", ("tide", *stems), "", "")
        for n, (one, stems) in enumerate(zip(titled, said, strict=True))
    ]
    for first in range(10):
        turned = [*passages[first:], *passages[:first]]
        assert headline(turned, (), {}) == turned[0].article.title
