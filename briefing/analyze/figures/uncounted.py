"""Numbers that look like a count and are none: told apart by what stands beside them.

A date, an age, a clock time, a share, a model, an address, a telephone number, a score.
"""

from __future__ import annotations

import re

from briefing.analyze.figures.tokens import HYPHENS, Quantity, Reading

# What stands behind the name of a product, or a letter that was lost there.
_TRADED = frozenset("™®©\ufffd")
# A number before one of these counts people, whatever stands before it.
_COUNTED = ("people", "killed", "injured", "shot", "death_nouns", "injury_nouns", "plus")
_HEAD, _THREE = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}")
_AFTER_AGE = frozenset([",", ".", ";", ")", "", "of", "was", "and", "from", "-", "–"])


class Uncounted(Reading):
    """Which quantities of a token sequence count nothing."""

    def has(self, found: Quantity) -> bool:
        """Is it a quantity that counts nothing, whatever stands behind it?"""
        if self._in_code(found) or self._is_age(found) or self._is_whole(found):
            return True
        if self._is_half(found):
            return True
        if found.unit:
            return False
        return (
            self._is_broken(found)
            or self._is_time(found)
            or self._is_share(found)
            or self._is_offspring(found)
            or self._is_label(found)
            or self._is_address(found)
            or self._is_lone_one(found)
        )

    def _is_broken(self, found: Quantity) -> bool:
        """ "A 5.9 quake", "a 3.2 megapixel camera": no things are counted by parts of one."""
        mark = self.lex.numbers.get("decimal", "")
        lone = found.last - found.first == 1 and self.toks[found.first].is_number
        return bool(mark) and lone and mark in self.word(found.first)

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
        if self.glued(first) and before in HYPHENS and self.glued(first - 1):
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
        return self.glued(last) and after in HYPHENS and self.glued(last + 1)

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
        if after in HYPHENS and self.lex.among("durations", self.word(found.last + 1)):
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
        at -= self.word(at) in HYPHENS
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
