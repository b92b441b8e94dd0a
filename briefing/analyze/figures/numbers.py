"""Numbers in running text: digits and words, ranges, money, shares and multiples.

What merely looks like a count (a date, an age, a clock time, a model, an
address, a telephone number, a score, a duration) is told apart by its
neighbours and left out. Everything language-bound is in the `[numbers]` table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from briefing.analyze.figures.lexicon import Lexicon, lexicon

_SIGNS = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₴": "hryvnias", "₽": "roubles"}
_HYPHENS = frozenset("-‐‑–—−")
# What stands behind the name of a product, or a letter that was lost there.
_TRADED = frozenset("™®©\ufffd")
# A number before one of these counts people, whatever stands before it.
_COUNTED = ("people", "killed", "injured", "shot", "death_nouns", "injury_nouns", "plus")
_SCALE = 1000  # the least multiplier that makes a short number a large one
_MOVED = 3  # words between a verb of rising or falling and its "from"
_SHORT = re.compile(r"\d{1,2}")
_HEAD, _THREE = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}")
_ROUND = re.compile(r"\d{1,3}\D000")
_AFTER_AGE = frozenset([",", ".", ";", ")", "", "of", "was", "and", "from", "-", "–"])


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


@dataclass(frozen=True, slots=True)
class _Parsed:
    value: float
    last: int
    vague: bool = False
    spelled: bool = False


def tokens(text: str, code: str) -> tuple[Token, ...]:
    """All tokens of a text, white space left out."""
    curled = "’" in text
    return tuple(
        [
            Token(*m.span(), m[0], m[0].lower().replace("’", "'") if curled else m[0].lower())
            for m in _token(code).finditer(text)
        ]
    )


def quantities(toks: Sequence[Token], code: str) -> tuple[Quantity, ...]:
    """The numbers that may count something, in text order, none overlapping."""
    return tuple(_Reader(toks, lexicon(code)).read())


@cache
def _token(code: str) -> re.Pattern[str]:
    table = lexicon(code).numbers
    thousands = re.escape(table.get("thousands", ",.\u00a0\u202f"))
    decimal = re.escape(table.get("decimal", ".,"))
    scales = "|".join(sorted(w for w, v in table.get("multipliers", {}).items() if v >= _SCALE))
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


class _Reader:
    """Reads the quantities of one token sequence."""

    def __init__(self, toks: Sequence[Token], lex: Lexicon) -> None:
        self.toks = toks
        self.lex = lex
        self.decimal = lex.numbers.get("decimal", "")
        # Without a rule for plurals any word may be one.
        self.plurals = tuple(lex.figures.get("plurals", ())) or ("",)

    def read(self) -> Iterator[Quantity]:
        openers = self.lex.openers
        last = 0
        for at, token in enumerate(self.toks):
            if at < last or not (token.lower in openers or token.text[0].isdecimal()):
                continue
            found = self._quantity(at)
            if found is None:
                continue
            if found.value and not self._no_count(found):
                yield found
            last = found.last

    def word(self, at: int) -> str:
        """The token at an index in lower case, "" outside."""
        return self.toks[at].lower if 0 <= at < len(self.toks) else ""

    def glued(self, at: int) -> bool:
        """Does the token follow the one before it without white space?"""
        return 0 < at < len(self.toks) and self.toks[at - 1].end == self.toks[at].start

    # -- from words to a value ---------------------------------------------

    def _quantity(self, at: int) -> Quantity | None:
        if self.word(at) in self.lex.multiples:
            return self._multiple(at)
        one = self._number(at)
        if one is None:
            return None
        if found := self._range(at, one):
            return self._with_unit(found)
        low = one.value if one.vague else None
        former = self._is_former(at, one)
        return self._with_unit(
            Quantity(at, one.last, one.value, low, vague=one.vague, former=former)
        )

    def _is_former(self, at: int, one: _Parsed) -> bool:
        """Is it the value that another one right before or after it replaces?"""
        if self._came_from(at):
            return True
        last = one.last + (self.word(one.last) == "%")
        after = last + 1 + (self.word(last + 1) in _SIGNS)
        joined = self.lex.among("range", self.word(last))
        return joined and self._number(after) is not None and self._moved_from(at)

    def _came_from(self, at: int) -> bool:
        """ "5,000 dockers, up from 3,000", or a sum or share "to 13% from 9%"."""
        first = at - (self.word(at - 1) in _SIGNS)
        if first < 2 or not self.lex.among("from", self.word(first - 1)):
            return False
        before = self.word(first - 2)
        if self.lex.among("movement", before):
            return True
        measured = first < at or self.word(at + 1) in self.lex.units
        number = self.toks[first - 2].is_number or before in self.lex.multipliers
        return measured and (number or self.lex.units.get(before) == "%")

    def _range(self, at: int, one: _Parsed) -> Quantity | None:
        """ "10-15", "four or five", "between 3 and 5"; the lower end comes first."""
        last = one.last + (self.word(one.last) == "%")  # "between 50% and 70%"
        joint = self.word(last)
        opening = at - 1 - (self.word(at - 1) in _SIGNS)
        between = self.lex.among("between", self.word(opening)) and self.lex.among("joins", joint)
        if not (between or joint in _HYPHENS or self.lex.among("range", joint)):
            return None
        other = self._number(last + 1 + self._is_signed(at, last))
        if other is None or one.vague or other.vague or self._moved_from(at):
            return None
        low, high = self._scaled(one.value, other), other.value
        return Quantity(at, other.last, (low + high) / 2, low, high) if low < high else None

    def _is_signed(self, at: int, joint: int) -> bool:
        """Has the upper end its own sign, the same: "$3 million to $5 million", "$3-$5 million"?

        "It paid $3 million - $5 million less" is an aside.
        """
        bound = self.word(joint) not in _HYPHENS or self.glued(joint)
        sign = self.word(joint + 1)
        return bound and sign in _SIGNS and sign == self.word(at - 1)

    def _multiple(self, at: int) -> Quantity | None:
        if not self.lex.among("comparatives", self.word(at + 1)):
            return None
        return Quantity(at, at + 1, self.lex.multiples[self.word(at)], unit="times")

    def _moved_from(self, at: int) -> bool:
        """ "Rose from 6,125 to 6,301", "have cut the count from 20 to 7": two values, no range."""
        at -= self.word(at - 1) in _SIGNS
        if not self.lex.among("from", self.word(at - 1)):
            return False
        reach = range(at - 2, max(-1, at - 2 - _MOVED), -1)
        verb = any(self.lex.among("movement", self.word(n)) for n in reach)
        return verb or self._of_number(at - 1)

    def _of_number(self, at: int) -> bool:
        """Is it a number that moved, "cut the number of dead in Karsk, the ..., from"?"""
        before = [t.lower for t in self.toks[:at]]
        return self.lex.among("totals", *before) and self.lex.among("movement", *before)

    def _scaled(self, low: float, high: _Parsed) -> float:
        """The lower end of "2 to 3 million" is two million, and that of "9-10,000" 9,000."""
        scale = self.lex.multipliers.get(self.word(high.last - 1), 1)
        if _SHORT.fullmatch(f"{low:g}") and _ROUND.fullmatch(self.word(high.last - 1)):
            scale = _SCALE
        return low * scale if low < scale and scale >= _SCALE else low

    def _number(self, at: int) -> _Parsed | None:
        word = self.word(at)
        if not word:
            return None
        if self.toks[at].is_number:
            return self._multiplied(self._digits(word), at + 1)
        if word in self.lex.vague:
            return self._vague(at)
        if part := self._fraction(at + self.lex.among("articles", word)):
            return part
        if self.lex.among("articles", word) and self.word(at + 1) in self.lex.sets:
            return self._multiplied(self.lex.sets[self.word(at + 1)], at + 2, spelled=True)
        if word in self.lex.small:
            return self._words(at)
        return None

    def _digits(self, text: str) -> float:
        mark = max((text.rfind(c) for c in self.decimal or ".,"), default=-1)
        if mark < 0 and re.fullmatch(r"\d+\D\d{1,2}", text):
            mark = len(re.match(r"\d+", text)[0])  # type: ignore[index]
        tail = len(text) - mark - 1
        if mark < 0 or (not self.decimal and tail == 3):
            return float(re.sub(r"\D", "", text))
        return float(re.sub(r"\D", "", text[:mark]) + "." + text[mark + 1 :])

    def _multiplied(self, value: float, last: int, *, spelled: bool = False) -> _Parsed:
        """Takes in "hundred", "million" and "dozen" after a number."""
        while True:
            last += self._joins_scale(last)
            if not (scale := self._scale(last)):
                break
            value *= scale
            last += 1
        value, last = self._with_part(value, last)
        return _Parsed(value, last, spelled=spelled)

    def _fraction(self, at: int) -> _Parsed | None:
        """ "Half a million", "a quarter of a million", "quarter million"; not "a third million"."""
        part = self.lex.fractions.get(self.word(at))
        if part is None:
            return None
        last = self._past_of(at + 1)
        if last == at + 1 and not self.lex.among("fractions_alone", self.word(at)):
            return None
        scale = self._large(last)
        return _Parsed(part * scale, last + 1, spelled=True) if scale else None

    def _past_of(self, at: int) -> int:
        """After "of a" or "a"."""
        at += self.lex.among("of", self.word(at))
        return at + self.lex.among("articles", self.word(at))

    def _large(self, at: int) -> float:
        """What a word multiplies by, 0 for one that does not; no sign of one letter does."""
        word = self.word(at)
        known = self.lex.multipliers.get(word) or self.lex.sets.get(word) or 0
        return known if len(word) > 2 else 0

    def _with_part(self, value: float, last: int) -> tuple[float, int]:
        """ "Two and a half million", "a million and a half", "three quarters of a million"."""
        after = self._past_of(last + 1)
        if self.word(last) in self.lex.fractions and (scale := self._large(after)):
            return value * self.lex.fractions[self.word(last)] * scale, after + 1
        if not self.lex.among("joins", self.word(last)):
            return value, last
        at = last + 1 + self.lex.among("articles", self.word(last + 1))
        part = self.lex.fractions.get(self.word(at))
        if not part:
            return value, last
        if whole := self._large(last - 1):
            return value + part * whole, at + 1
        value, last = value + part, at + 1
        while scale := self._scale(last):
            value, last = value * scale, last + 1
        return value, last

    def _joins_scale(self, at: int) -> bool:
        """Is this the hyphen of "$137-million"?"""
        word = self.word(at + 1)
        joined = self.word(at) in _HYPHENS and self.glued(at) and self.glued(at + 1)
        return joined and len(word) > 2 and self.lex.multipliers.get(word, 0) >= 1000

    def _scale(self, at: int) -> float:
        word = self.word(at)
        if len(word) <= 2 and not (self.glued(at) or self.toks[at - 1].is_number):
            return 0
        if len(word) == 1 and self.word(at - 2) not in _SIGNS:
            return 0
        return self.lex.multipliers.get(word) or (
            self.lex.sets.get(word, 0) if word not in self.lex.multipliers else 0
        )

    def _vague(self, at: int) -> _Parsed:
        value = self.lex.vague[self.word(at)]
        last = at + 1
        while self.word(last + 1) in self.lex.vague:
            joint = self.word(last)
            if self.lex.among("of", joint):
                value *= self.lex.vague[self.word(last + 1)]
            elif not self.lex.among("joins", joint):
                break
            last += 2
        return _Parsed(value, last, vague=True)

    def _words(self, at: int) -> _Parsed:
        """Sums number words: "twenty-one", "two hundred and five", "three thousand"."""
        total = current = 0.0
        last = at
        while True:
            word = self.word(last)
            if word in self.lex.small and _fits(current, self.lex.small[word]):
                current += self.lex.small[word]
            elif last > at and (scale := self._scale(last)):
                current *= scale
                if scale >= 1000:
                    total, current = total + current, 0.0
            else:
                break
            last += 1
            if self._joined(last, current):
                last += 1
        value, last = self._with_part(total + current, last)
        return _Parsed(value, last, spelled=True)

    def _joined(self, at: int, current: float) -> bool:
        """Is this the hyphen of "twenty-one" or the "and" of "hundred and five"?"""
        after = self.lex.small.get(self.word(at + 1))
        if after is None:
            return False
        if self.word(at) in _HYPHENS:
            return self.glued(at) and self.glued(at + 1) and _fits(current, after)
        return (
            self.lex.among("joins", self.word(at))
            and (current == 0 or current % 100 == 0)
            and _fits(current, after)
        )

    def _with_unit(self, found: Quantity) -> Quantity:
        """Takes in the sign of a currency before, or a unit or "times more" after."""
        before = self.word(found.first - 1)
        if currency := _SIGNS.get(before) or self._currency(found.first):
            return replace(found, unit=currency)
        last = found.last
        if self.word(last) in _HYPHENS and self.glued(last):
            last += 1
        unit = self.word(last)
        if last > found.last and self.lex.among("strong", unit):
            return replace(found, last=last + 1)  # "the 2,400-strong crew"
        pair = f"{unit} {self.word(last + 1)}"
        for words, name in ((3, f"{pair} {self.word(last + 2)}"), (2, pair)):
            if printed := self.lex.units.get(name):
                return replace(found, unit=printed, last=last + words)
        if self.lex.among("times", unit) and self.lex.among("comparatives", self.word(last + 1)):
            return replace(found, unit="times", last=last + 1)
        if self._is_million(last):
            return replace(found, value=found.value * self.lex.multipliers[unit], last=last + 1)
        printed = self.lex.units.get(unit, "%" if unit == "%" else "")
        if printed and (len(unit) > 1 or not self.toks[last].is_capital):
            if self.word(last + 1) == "/" and self.glued(last + 1) and self.word(last + 2):
                return replace(found, unit=f"{unit}/{self.word(last + 2)}", last=last + 3)
            return replace(found, unit=printed, last=last + 1)
        return replace(found, unit=before) if self._is_scale(found, before) else found

    def _is_scale(self, found: Quantity, before: str) -> bool:
        """ "Magnitude 7", or "the alert level to phase 5"."""
        if self.lex.among("scales", before):
            return True
        near = [t.lower for t in self.toks[: found.first]]
        return self.lex.among("alert_scales", before) and self.lex.among("alerts", *near)

    def _currency(self, at: int) -> str:
        """The currency of "Rs 300" and "USD 5 million"."""
        before = self.word(at - 1)
        if before == ".":
            before = self.word(at - 2)
        return self.lex.currencies.get(before, "")

    def _is_million(self, at: int) -> bool:
        """ "33m courses" are millions, "a 5m fence" is five metres."""
        unit, counted = self.word(at), self.word(at + 1)
        if len(unit) != 1 or not self.glued(at) or self.lex.multipliers.get(unit, 0) < _SCALE:
            return False
        people = self.lex.among("people", counted)
        several = len(self.plurals[0]) > 0 and counted.endswith(self.plurals)
        plain = counted.isalpha() and counted not in self.lex.stop_words
        alone = self.lex.among("articles", self.word(at - 2))
        return (people or (several and plain)) and not alone

    # -- what is no count ----------------------------------------------------

    def _no_count(self, found: Quantity) -> bool:
        if self._in_code(found) or self._is_age(found) or self._is_whole(found):
            return True
        if self._is_half(found):
            return True
        if found.unit:
            return False
        return (
            self._is_time(found)
            or self._is_share(found)
            or self._is_offspring(found)
            or self._is_label(found)
            or self._is_address(found)
            or self._is_lone_one(found)
        )

    def _is_whole(self, found: Quantity) -> bool:
        """ "100% pure": all of it, unless a part of something is told ("100% of the votes")."""
        told = self.lex.among("of", self.word(found.last))
        return found.unit == "%" and found.value == 100 and not told

    def _is_half(self, found: Quantity) -> bool:
        """Half of "1, 300 workers", which a feed has spaced out, or of two numbers: who knows?

        "On 5 May, 300 people" and "on May 5, 300 people" are clear.
        """
        first, last = found.first, found.last
        if self.word(last) == "," and self._is_thousands(last + 1) and last - first == 1:
            return bool(_HEAD.fullmatch(self.word(first)))
        head = self.word(first - 2)
        dated = self.word(first - 3) in self.lex.months
        parted = self.word(first - 1) == "," and self.glued(first - 1) and not dated
        return parted and self._is_thousands(first) and bool(_HEAD.fullmatch(head))

    def _is_thousands(self, at: int) -> bool:
        return not self.glued(at) and bool(_THREE.fullmatch(self.word(at)))

    def _in_code(self, found: Quantity) -> bool:
        """Part of a longer sign: "F-16", "B52", "7:30", "1990s", "93rd", "555-1234", "3/4"."""
        before, after = self.word(found.first - 1), self.word(found.last)
        first, last = found.first, found.last
        if self.glued(first) and (self.toks[first - 1].is_word or before in "/:.,#№@_+'’&"):
            return True
        if self.glued(first) and before in _HYPHENS and self.glued(first - 1):
            return True
        if found.unit:
            return False
        if self.glued(last) and (after in "/:@_" or self.toks[last].is_word):
            return True
        if (
            self.glued(last)
            and after in ".,"
            and self.glued(last + 1)
            and self.toks[last + 1].is_number
        ):
            return True
        if self._is_telephone(found):
            return True
        # "two-day", "10-month", "3-1": a hyphen binds the number to what follows.
        return self.glued(last) and after in _HYPHENS and self.glued(last + 1)

    def _is_telephone(self, found: Quantity) -> bool:
        """ "726-7900", "(310) 726-7900", "555 0123"."""
        lengths = [len(t.text) for t in self.toks[found.first : found.last] if t.is_number]
        if lengths[:2] == [3, 4]:
            return True
        at = found.last + (self.word(found.last) == ")")
        return (
            lengths == [3]
            and at < len(self.toks)
            and re.fullmatch(r"\d{3,4}", self.word(at)) is not None
        )

    def _is_age(self, found: Quantity) -> bool:
        """ "aged 13", "13 years old", or the "23" of "Name, 23, was"."""
        before, after = self.word(found.first - 1), self.word(found.last)
        following = f"{after} {self.word(found.last + 1)}"
        listed = self.lex.among("joins", before) and self.word(found.first - 3)
        if self.lex.among("age_before", before) or (
            listed and self.lex.among("age_before", listed)
        ):
            return True
        if self.lex.among("at", before) and self.lex.among("killed", self.word(found.first - 2)):
            return True
        if after in _HYPHENS and self.lex.among("durations", self.word(found.last + 1)):
            return True
        if self.lex.among(
            "age_after", after, following, f"{following} {self.word(found.last + 2)}"
        ):
            return True
        if not self.toks[found.first].is_number or found.unit or found.value > 120:
            return False
        if self.lex.among("be", before) and self.lex.among("aging", self.word(found.first - 2)):
            return not self.lex.among("people", after)
        named = found.first >= 2 and self.toks[found.first - 2].is_capital
        return before == "," and named and after in _AFTER_AGE

    def _is_share(self, found: Quantity) -> bool:
        """The whole of a share: "one in 300 readers", "one in every ten", "nine out of ten"."""
        at = found.first - 1
        at -= self.lex.among("every", self.word(at))
        if self.lex.among("of", self.word(at)):
            return self.lex.among("out", self.word(at - 1))
        part = self.lex.small.get(self.word(at - 1), self.word(at - 1))
        return self.lex.among("in", self.word(at)) and part in (1, "1")

    def _is_offspring(self, found: Quantity) -> bool:
        """ "The mother of three": who somebody is."""
        named = self.lex.among("of", self.word(found.first - 1))
        return named and self.lex.among("parent", self.word(found.first - 2))

    def _is_time(self, found: Quantity) -> bool:
        before, after = self.word(found.first - 1), self.word(found.last)
        if before == ".":
            before = self.word(found.first - 2)
        if before in self.lex.months and found.value <= 31:
            return not self._ambiguous_month(found)
        if after in self.lex.months and found.value <= 31:
            return True
        if self.lex.among("durations", after) or self.lex.among("clock", after.rstrip(".")):
            return True
        if self.lex.among("plus", after) and self.lex.among("durations", self.word(found.last + 1)):
            return True
        return self._is_year(found)

    def _ambiguous_month(self, found: Quantity) -> bool:
        """ "may 30 people": a month needs a capital, and no noun of people after the day."""
        token = self.toks[found.first - 1]
        return (token.is_word and not token.is_capital) or self.lex.among(
            "people", self.word(found.last)
        )

    def _is_year(self, found: Quantity) -> bool:
        """ "in 2014", "the 2016 campaign"; but "2000 houses" are counted."""
        token = self.toks[found.first]
        if not re.fullmatch(r"1[5-9]\d\d|20\d\d", token.text) or found.last - found.first > 3:
            return False
        before, after = self.word(found.first - 1), self.word(found.last)
        if self.lex.among("people", after):
            return False
        named = found.first > 0 and self.toks[found.first - 1].is_capital
        if named or before.endswith("'s") or self.lex.among("year_before", before):
            return True
        if self.lex.among("possessors", before) and not token.text.endswith("00"):
            return True  # "their 1974 letters"; "their 2000 goats" may be counted
        counted = bool(after) and self.toks[found.last].is_word and after not in self.lex.stop_words
        return not (counted and after.endswith(self.plurals))

    def _is_label(self, found: Quantity) -> bool:
        """ "page 3", "Falcon 9", "No. 5", or the "1." of a list."""
        before, after = self.word(found.first - 1), self.word(found.last)
        if before == "." and self.lex.among("labels", self.word(found.first - 2)):
            return True
        if before == "§" or self._is_title(found) or self._is_model(found):
            return True
        if self.lex.among("labels", before) or self.lex.among("not_counted", after):
            return True
        if found.first == 0 and after in {".", ")", ":"}:
            return True
        return self._after_name(found)

    def _is_model(self, found: Quantity) -> bool:
        """ "The 737 Max": one capital word after a number in digits with an article."""
        at = found.last
        if at >= len(self.toks) or not self.toks[found.first].is_number:
            return False
        token = self.toks[at]
        named = token.is_word and token.is_capital and not token.lower.endswith(self.plurals)
        before = self.word(found.first - 1)
        known = self.lex.among("articles", before) or self.lex.among("definite", before)
        after = self.toks[at + 1] if at + 1 < len(self.toks) else None
        return (
            named
            and known
            and found.value < 1000
            and (after is None or not after.is_word or after.lower in self.lex.stop_words)
            and token.lower not in self.lex.stop_words
        )

    def _is_title(self, found: Quantity) -> bool:
        """ "Legend of the Ten Rings": a number word with a capital inside a sentence."""
        token = self.toks[found.first]
        if found.first == 0 or not (token.is_word and token.is_capital):
            return False
        after = self.word(found.last)
        counted = (*_COUNTED, "auxiliaries")
        return self.toks[found.first - 1].is_word and not any(
            self.lex.among(key, after) for key in counted
        )

    def _after_name(self, found: Quantity) -> bool:
        """A number in digits right after a capitalized word names a model or a series.

        Four digits and more count where they are parted or have a preposition before the name:
        "In Lomna 2500 farms".
        """
        at = found.first - 1
        at -= self.word(at) in _HYPHENS
        if self._is_dotted(at) and self.word(found.last).endswith(self.plurals):
            return False  # "in the U.S. 40 farms"; not "the U.S. 40 bridge"
        at -= self._is_dotted(at) or (self.word(at) in _TRADED and self.glued(at))
        if at < 0 or not self.toks[found.first].is_number:
            return False
        if found.value >= 1000 and not self._is_plain_digits(found, at):
            return False
        name = self.toks[at]
        if not (name.is_word and name.is_capital) or name.lower in self.lex.stop_words:
            return False
        if name.lower in self.lex.weekdays or name.lower in self.lex.numbers.get(
            "relative_days", ()
        ):
            return False
        after = self.word(found.last)
        return not any(self.lex.among(key, after) for key in _COUNTED)

    def _is_plain_digits(self, found: Quantity, name: int) -> bool:
        """ "The Hewn Curve 8900": digits without a mark, and no preposition before the name."""
        prepositions = self.lex.words("prepositions")
        while (
            name > 0 and self.toks[name - 1].is_capital and self.word(name - 1) not in prepositions
        ):
            name -= 1
        plain = found.last == found.first + 1 and self.word(found.first).isdecimal()
        return plain and bool(prepositions) and self.word(name - 1) not in prepositions

    def _is_dotted(self, at: int) -> bool:
        """Is it the last full stop of an abbreviation?"""
        return self.word(at) == "." and self.glued(at) and "." in self.word(at - 1)

    def _is_address(self, found: Quantity) -> bool:
        """ "300 West 1st Street": a number before capitalized words that end in a street word."""
        for at in range(found.last, min(found.last + 5, len(self.toks))):
            token = self.toks[at]
            ordinal = self.lex.among("ordinals", token.lower) and self.glued(at)
            if not (token.is_capital or token.is_number or ordinal):
                return False
            if token.is_capital and self.lex.among("streets", token.lower):
                return True
        return False

    def _is_lone_one(self, found: Quantity) -> bool:
        """ "one of them", "no one", "one another": no count of anything."""
        if found.value != 1 or not self.toks[found.first].is_word:
            return False
        before, after = self.word(found.first - 1), self.word(found.last)
        bare = not after or not self.toks[found.last].is_word
        return (
            bare or self.lex.among("one_is_no_count", after) or self.lex.among("one_before", before)
        )


def _fits(current: float, small: float) -> bool:
    """May a number word be added to what was read so far? "twenty" + "one", not "two" + "three"."""
    if current == 0:
        return True
    if current % 100 == 0:
        return small < 100
    return current % 10 == 0 and current % 100 >= 20 and small < 10
