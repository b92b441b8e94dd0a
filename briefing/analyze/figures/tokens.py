"""The tokens of running text, and the quantities that are made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from briefing.analyze.figures.lexicon import Lexicon, lexicon

HYPHENS = frozenset("-‐‑–—−")
SCALE = 1000  # the least multiplier that makes a short number a large one


class Token(NamedTuple):
    """A word, a number or a mark, with its place in the text; `lower` to look it up."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that may count something.

    `first` and `last` are token indices, end exclusive; `value` is the middle
    of a range, whose ends are `low` and `high`; a vague word ("hundreds") has
    a `low` and no `high`. `unit` is that of a measure, a currency, "%" or
    "times"; it is empty where a noun says what is counted. `former` is the A of
    "rose from A to B".
    """

    first: int
    last: int
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    vague: bool = False
    former: bool = False


def tokens(text: str, code: str) -> tuple[Token, ...]:
    """All tokens of a text, white space left out."""
    curled = "’" in text
    return tuple(
        [
            Token(*m.span(), m[0], m[0].lower().replace("’", "'") if curled else m[0].lower())
            for m in _token(code).finditer(text)
        ]
    )


@cache
def _token(code: str) -> re.Pattern[str]:
    table = lexicon(code).numbers
    thousands = re.escape(table.get("thousands", ",.\u00a0\u202f"))
    decimal = re.escape(table.get("decimal", ".,"))
    scales = "|".join(sorted(w for w, v in table.get("multipliers", {}).items() if v >= SCALE))
    # ", 000" and ", 050" are how some feeds space their thousands, "5,00,000" how India parts
    # them, and "3,1 billion" is a decimal in a house that writes for several countries.
    number = (
        rf"\d{{1,2}}(?:[{thousands}]\d{{2}})+[{thousands}]\d{{3}}(?!\d)"
        rf"|\d{{1,3}}(?:[{thousands}]\d{{3}}|, 0\d\d)+(?!\d)(?:[{decimal}]\d+)?"
        rf"|\d+[{thousands}]\d{{1,2}}(?=\s?(?:{scales or '(?!)'})\b)"
        rf"|\d+(?:[{decimal}]\d+)?"
    )
    word = r"[^\W\d_](?:\.[^\W\d_])+(?![^\W\d_])|[^\W\d_]+(?:['’\u02bc][^\W\d_]+)*"
    return re.compile(rf"{number}|{word}|[^\s]")


class Reading:
    """One token sequence in one language, by the index of a token."""

    def __init__(self, toks: Sequence[Token], lex: Lexicon) -> None:
        self.toks = toks
        self.lex = lex
        # Without a rule for plurals any word may be one.
        self.plurals = tuple(lex.figures.get("plurals", ())) or ("",)

    def word(self, at: int) -> str:
        """The token at an index in lower case, "" outside."""
        return self.toks[at].lower if 0 <= at < len(self.toks) else ""

    def glued(self, at: int) -> bool:
        """Does the token follow the one before it without white space?"""
        return 0 < at < len(self.toks) and self.toks[at - 1].end == self.toks[at].start
