"""What a sentence tells in the first place."""

from __future__ import annotations

import pytest

from briefing.analyze.claims.main_clause import main_clause
from briefing.analyze.claims.wording import Clauses, lexicon_of


def _told(text: str, code: str = "en") -> tuple[str, str]:
    clauses = Clauses(text)
    subject, predicate = main_clause(clauses, lexicon_of(code))
    before, after = (" ".join(clauses.cased[n] for n in sorted(p)) for p in (subject, predicate))
    return before, after


@pytest.mark.parametrize(
    ("text", "subject", "predicate"),
    [
        ("The mill burnt down.", "The mill", "burnt down"),
        # An opening phrase, with and without a conjunction before it.
        ("After a day of rain, the river flooded Norda.", "the river", "flooded Norda"),
        ("But in the old port, gulls were fed.", "gulls", "were fed"),
        ("Nearly two weeks after a storm, nuns left Sund.", "nuns", "left Sund"),
        ("Based in Sund, the firm has ten boats.", "the firm", "has ten boats"),
        ("Armed robbers took the till, police said.", "Armed robbers", "took the till"),
        # What hangs on the subject.
        ("The baker who sold the oven left Norda.", "The baker", "left Norda"),
        ("The baker, who sold the oven, left Norda.", "The baker", "left Norda"),
        ("Anna Berg, head of the board, left Norda.", "Anna Berg", "left Norda"),
        ("A man accused of arson was freed.", "A man accused of arson", "was freed"),
        # What hangs on the verb; what comes of it does not.
        ("The bishop praised what he saw.", "The bishop", "praised"),
        ("A dam gave way, flooding Sund.", "A dam", "gave way flooding Sund"),
        (
            "It fell as hard as ever, and a bridge sank.",
            "It",
            "fell as hard as ever and a bridge sank",
        ),
        ("A ferry sank while at anchor, but nobody drowned.", "A ferry", "sank but nobody drowned"),
        ("Nuns buy Sund Mills.", "", ""),
        ("Nuns bought Sund Mills, a firm of Norda.", "Nuns", "bought Sund Mills"),
        ("Gulls left a boat owned by nuns.", "Gulls", "left a boat"),
        ("The boat was owned by nuns.", "The boat", "was owned by nuns"),
        # Who says it.
        ("Holm told the council that the mill was sold.", "the mill", "was sold"),
        ("Two clerks have now confirmed that the mill was sold.", "the mill", "was sold"),
        ("The mill was sold, Anna Berg said.", "The mill", "was sold"),
    ],
)
def test_the_main_clause_is_what_is_left(text: str, subject: str, predicate: str) -> None:
    assert _told(text) == (subject, predicate)


def test_without_a_verb_that_is_known_nothing_is_told() -> None:
    assert _told("No news today.") == ("", "")
    assert _told("Der Damm brach.", "de") == ("", "")
    assert _told("") == ("", "")
