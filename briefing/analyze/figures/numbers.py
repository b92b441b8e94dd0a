"""Numbers in running text: digits and words, ranges, money, shares and multiples.

What merely looks like a count (`uncounted`) is left out. Everything language-bound is in the
`[numbers]` table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from briefing.analyze.figures.lexicon import Lexicon, lexicon
from briefing.analyze.figures.tokens import HYPHENS, SCALE, Quantity, Reading, Token
from briefing.analyze.figures.uncounted import Uncounted

_SIGNS = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₴": "hryvnias", "₽": "roubles"}
_MOVED = 3  # words between a verb of rising or falling and its "from"
_SHORT = re.compile(r"\d{1,2}")
_ROUND = re.compile(r"\d{1,3}\D000")


@dataclass(frozen=True, slots=True)
class _Parsed:
    value: float
    last: int
    vague: bool = False
    spelled: bool = False


def quantities(toks: Sequence[Token], code: str) -> tuple[Quantity, ...]:
    """The numbers that may count something, in text order, none overlapping."""
    return tuple(_Reader(toks, lexicon(code)).read())


class _Reader(Reading):
    """Reads the quantities of one token sequence."""

    def __init__(self, toks: Sequence[Token], lex: Lexicon) -> None:
        super().__init__(toks, lex)
        self.decimal = lex.numbers.get("decimal", "")
        self.uncounted = Uncounted(toks, lex)

    def read(self) -> Iterator[Quantity]:
        openers = self.lex.openers
        last = 0
        for at, token in enumerate(self.toks):
            if at < last or not (token.lower in openers or token.text[0].isdecimal()):
                continue
            found = self._quantity(at)
            if found is None:
                continue
            if found.value and not self.uncounted.has(found):
                yield found
            last = found.last

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
        last = one.last + self._shares(one.last)
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
        last = one.last + self._shares(one.last)  # "between 50% and 70%"
        joint = self.word(last)
        opening = at - 1 - (self.word(at - 1) in _SIGNS)
        between = self.lex.among("between", self.word(opening)) and self.lex.among("joins", joint)
        if not (between or joint in HYPHENS or self.lex.among("range", joint)):
            return None
        other = self._number(last + 1 + self._is_signed(at, last))
        if other is None or one.vague or other.vague or self._moved_from(at):
            return None
        low, high = self._scaled(one.value, other), other.value
        return Quantity(at, other.last, (low + high) / 2, low, high) if low < high else None

    def _shares(self, at: int) -> int:
        """How many words here say that a number is a share: "%", "percent", "per cent"."""
        if self.word(at) == "%" or self.lex.units.get(self.word(at)) == "%":
            return 1
        return 2 * (self.lex.units.get(f"{self.word(at)} {self.word(at + 1)}") == "%")

    def _is_signed(self, at: int, joint: int) -> bool:
        """Has the upper end its own sign, the same: "$3 million to $5 million", "$3-$5 million"?

        "It paid $3 million - $5 million less" is an aside.
        """
        bound = self.word(joint) not in HYPHENS or self.glued(joint)
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
            scale = SCALE
        return low * scale if low < scale and scale >= SCALE else low

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
        joined = self.word(at) in HYPHENS and self.glued(at) and self.glued(at + 1)
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
        if self.word(at) in HYPHENS:
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
        if self.word(last) in HYPHENS and self.glued(last):
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
        if len(unit) != 1 or not self.glued(at) or self.lex.multipliers.get(unit, 0) < SCALE:
            return False
        people = self.lex.among("people", counted)
        several = len(self.plurals[0]) > 0 and counted.endswith(self.plurals)
        plain = counted.isalpha() and counted not in self.lex.stop_words
        alone = self.lex.among("articles", self.word(at - 2))
        return (people or (several and plain)) and not alone


def _fits(current: float, small: float) -> bool:
    """May a number word be added to what was read so far? "twenty" + "one", not "two" + "three"."""
    if current == 0:
        return True
    if current % 100 == 0:
        return small < 100
    return current % 10 == 0 and current % 100 >= 20 and small < 10
