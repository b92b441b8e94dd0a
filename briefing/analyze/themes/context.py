"""How the sentences of an article hang together: headings, quotations, continuations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from briefing.analyze.themes.terms import Token, tokens
from briefing.language import Language, language
from briefing.model import Article, Kind, Unit

_QUOTE = ("“", '"', "„", "«")
_LONGEST = 20_000
"""Characters of a unit that are looked at: what goes on longer is no sentence."""
_SHORT = 3  # words; a shorter sentence is a piece of the one before


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of an article with its words and what ties it to the line before.

    `stems` are those of words that are no stop words. `pronoun` and `connective`
    are the opening words that lean on the sentence before, or empty. `quoted` is
    true inside a quotation that began in an earlier sentence of the paragraph.
    """

    unit: Unit
    text: str
    words: tuple[Token, ...]
    stems: frozenset[str]
    pronoun: str
    connective: str
    quoted: bool

    @property
    def body(self) -> bool:
        return self.unit.kind is Kind.BODY

    @property
    def heading(self) -> bool:
        return self.unit.kind in (Kind.SUBHEAD, Kind.HEADLINE)


@dataclass(frozen=True, slots=True)
class Link:
    """How surely a sentence stays on the subject of the one before, in [0, 1), and why."""

    stay: float
    why: str


def read_lines(article: Article) -> Iterator[Line]:
    """The units of an article as lines, in order."""
    speech = language(article.language)
    table = speech.section("themes")
    paragraph, is_open = -1, False
    for unit in article.units:
        text = article.text[unit.start : unit.end]
        is_open = is_open and unit.paragraph == paragraph
        paragraph = unit.paragraph
        yield _line(unit, text, speech, table, is_open and not text.startswith(_QUOTE))
        is_open = _left_open(text, is_open)


def _line(unit: Unit, text: str, speech: Language, table: Mapping[str, Any], quoted: bool) -> Line:
    words = tokens(text[:_LONGEST], speech)
    return Line(
        unit,
        text,
        words,
        frozenset([w.stem for w in words if w.word not in speech.stop_words]),
        _opening(words, speech.code, "pronouns") or _said_before(text, table.get("said_by", ())),
        _opening(words, speech.code, "connectives"),
        quoted,
    )


def _opening(words: Sequence[Token], code: str, key: str) -> str:
    """The longest of the phrases `key`, of four words at most, that the sentence opens with."""
    wanted = _phrases(code, key).get(words[0].word, ()) if words else ()
    starts = (" ".join(w.word for w in words[:size]) for size in (4, 3, 2, 1) if wanted)
    return next((start for start in starts if start in wanted), "")


@cache
def _phrases(code: str, key: str) -> Mapping[str, frozenset[str]]:
    """The phrases `key` of a language by their first words."""
    table = language(code).section("themes").get(key, ())
    firsts = {phrase.split()[0] for phrase in table}
    return {w: frozenset(p for p in table if p.split()[0] == w) for w in firsts}


def _said_before(text: str, wanted: Sequence[str]) -> str:
    """The words that give a quotation to a speaker named before, such as "she said"."""
    if not text.startswith(_QUOTE):
        return ""
    after = re.search(r"[,.?!][”\"»]\s*(\w+ \w+)", text)
    return after[1] if after and after[1].lower() in wanted else ""


def _left_open(text: str, before: bool) -> bool:
    if "“" in text or "”" in text:
        return text.rfind("“") > text.rfind("”")
    return before != (text.count('"') % 2 == 1)


def link(before: Line | None, line: Line, under: bool) -> Link:
    """What ties a line to the body line before; `under` when both stand below one
    heading that names the subject. None stands before what opens a section."""
    if before is None:
        return Link(0.0, "")
    same = before.unit.paragraph == line.unit.paragraph
    if line.quoted:
        return Link(0.92, "goes on with the quotation")
    if line.pronoun:
        stay = 0.88 if same else 0.78 if under else 0.65
        return Link(stay, f'takes up the sentence before ("{line.pronoun}")')
    if same and len(line.words) < _SHORT:
        return Link(0.8, "is too short to be on anything else")
    if line.connective and same:
        return Link(0.8, f'goes on from the sentence before ("{line.connective}")')
    if under:
        return Link(0.75, "stands in the same section")
    near = _cohesion(before, line) / 2
    if same:
        return Link(0.4 + near, "stands in the same paragraph")
    return Link(0.1 + near, "shares words with the sentence before")


def _cohesion(before: Line, line: Line) -> float:
    """Words shared by neighbours, as in TextTiling (Hearst 1997): 0 to 1."""
    smaller = min(len(before.stems), len(line.stems))
    return len(before.stems & line.stems) / smaller if smaller else 0.0
