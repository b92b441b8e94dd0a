"""What a number counts, and whether it counts people killed or hurt.

No parser: the noun phrase after the number, the verb before it and the verb
after it, each found by the word lists of the `[figures]` table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from briefing.analyze.figures.lexicon import Lexicon, lexicon
from briefing.analyze.figures.numbers import quantities
from briefing.analyze.figures.tokens import Quantity, Token, tokens

_REACH = 7
_NOUN_WORDS = 4
_PARTS = 12  # words and marks of "environmental, business, farming and church groups"
_RATE_REACH = 3
_TOLL_REACH = 8
_SHORTEST_VERB = 4
_HYPHENS = frozenset("-‐‑")
_HARM_KEYS = ("death_nouns", "injury_nouns", "casualty_nouns")


class Harm(StrEnum):
    """What happened to the people counted; `HIT` says shot or struck, and no more."""

    NONE = ""
    KILLED = "killed"
    INJURED = "injured"
    CASUALTIES = "casualties"
    HIT = "hit"


@dataclass(frozen=True, slots=True)
class Count:
    """A quantity with what it counts. `start` and `end` are offsets in the text.

    `stated` is the number as the source writes it, `noun` the words that name
    what is counted, `head` the last of them in lower case, `rate` "a day" or
    the like. `inherited` is true where the noun was taken from the count before. `of` is how
    many a list of people has of which it is a member, "two nurses and a cook", and 0 elsewhere.
    """

    start: int
    end: int
    stated: str
    quantity: Quantity
    noun: str
    harm: Harm
    rate: str = ""
    inherited: bool = False
    of: int = 0

    @property
    def head(self) -> str:
        return self.noun.split()[-1].lower() if self.noun else ""


def counts(text: str, code: str) -> tuple[Count, ...]:
    """All counts of a sentence, in text order."""
    return _read(text, code)[1]


def numbers_of(text: str, code: str) -> tuple[Quantity, ...]:
    """The numbers of a sentence that may count something, in text order, with a noun or without."""
    return _read(text, code)[0]


@lru_cache(maxsize=1 << 16)
def _read(text: str, code: str) -> tuple[tuple[Quantity, ...], tuple[Count, ...]]:
    if not lexicon(code).may_count(text):
        return (), ()
    toks = tokens(text, code)
    found: list[Count] = []
    numbers = quantities(toks, code)
    for n, quantity in enumerate(numbers):
        known = next((q for q in reversed(numbers[:n]) if not q.former), None)
        low = known.last if known else 0
        high = numbers[n + 1].first if n + 1 < len(numbers) else len(toks)
        reader = _Reader(text, toks, lexicon(code), quantity, low, high)
        if count := reader.count(found[-1] if found else None):
            found.append(count)
    return numbers, tuple(found)


def denials(text: str, code: str) -> Iterator[Count]:
    """ "No one was hurt", "there were no deaths": counts of nobody."""
    lex = lexicon(code)
    for key, harm in (("none_killed", Harm.KILLED), ("none_hurt", Harm.INJURED)):
        for match in lex.joined(key).finditer(text):
            nobody = Quantity(0, 0, 0.0)
            people = lex.figures.get("anybody", "")
            yield Count(*match.span(), match.group(), nobody, people, harm)


class _Reader:
    """Reads one count: `low` and `high` bound the tokens that may belong to it."""

    def __init__(
        self,
        text: str,
        toks: Sequence[Token],
        lex: Lexicon,
        quantity: Quantity,
        low: int,
        high: int,
    ) -> None:
        self.text = text
        self.toks = toks
        self.lex = lex
        self.quantity = quantity
        self.low = low
        self.high = high

    def count(self, before: Count | None) -> Count | None:
        """The count, or None where nothing says what the number counts."""
        quantity = self.quantity
        first, last = self._noun()
        if first == last and not quantity.unit and (total := self._total()):
            first, last = total
        noun = self._text(first, last)
        harm = self._harm(noun, max(last, quantity.last))
        inherited = False
        if not noun and not quantity.unit:
            if before is None or not self._continues(harm):
                return self._bare(harm)
            noun, inherited = self._inherited(before, harm), True
            if before.harm is Harm.CASUALTIES:
                harm = harm or before.harm
        return self._made(quantity.unit or noun, harm, last, inherited=inherited)

    def _inherited(self, before: Count, harm: Harm) -> str:
        """The noun of the count before; dead or hurt are people, whatever was counted there."""
        alive = self.lex.among("people", *before.noun.lower().split())
        anybody: str = self.lex.figures.get("anybody", "")
        return before.noun if alive or before.harm or not (harm and anybody) else anybody

    def _text(self, first: int, last: int) -> str:
        """The words of some tokens, as they stand in the text, white space folded."""
        if first == last:
            return ""
        return " ".join(self.text[self.toks[first].start : self.toks[last - 1].end].split())

    def _bare(self, harm: Harm) -> Count | None:
        """A number without a noun counts people where they are said to be killed or hurt."""
        people = self.lex.figures.get("anybody", "")
        return self._made(people, harm, self.quantity.last, inherited=True) if harm else None

    def _made(self, noun: str, harm: Harm, after: int, *, inherited: bool) -> Count:
        start = self.toks[self.quantity.first].start
        end = self.toks[self.quantity.last - 1].end
        rate = self._rate(after)
        return Count(start, end, self.text[start:end], self.quantity, noun, harm, rate, inherited)

    def _word(self, at: int) -> str:
        return self.toks[at].lower if 0 <= at < len(self.toks) else ""

    def _noun(self) -> tuple[int, int]:
        """Token indices of the noun phrase after the number; empty where there is none."""
        at = self.quantity.last
        while self.lex.among("plus", self._word(at)) and self._is_noun(at + 1):
            at += 1
        if self.lex.among("of", self._word(at)):
            at += 1
            while self.lex.among("possessors", self._word(at)) or self.lex.among(
                "plus", self._word(at)
            ):
                at += 1
        if self._word(at).endswith("'s"):
            at += 1  # "six of the town's eight bridges"
        first = at
        if self._is_verb(at) or self._is_fate(at):
            return first, first
        words = 0
        while at < self.high and words < _NOUN_WORDS and self._is_noun(at):
            at += 1
            words += 1
            if self._is_inner(at):
                at += 1
            elif self._ends_noun(at) or self._is_fate(at):
                return first, at
        return first, max(at, self._coordinated(first, at))

    def _coordinated(self, first: int, at: int) -> int:
        """The end of "federal and state officers", whose noun follows only the last of its parts.

        More than one thing is counted by a plural, so what has none yet is an adjective. 0 where
        no plural comes within a few words, parts and joints alone between.
        """
        if first == at or self.quantity.value == 1:
            return 0
        joined = False
        while at - first < _PARTS and (self._is_joint(at) or self._is_noun(at)):
            joined = joined or self.lex.among("joins", self._word(at))
            at += 1
            if joined and self._is_plural(self._word(at - 1)):
                return at
        return 0

    def _is_joint(self, at: int) -> bool:
        word = self._word(at)
        return self._is_noun(at + 1) and (word == "," or self.lex.among("joins", word))

    def _is_plural(self, word: str) -> bool:
        plural = tuple(self.lex.figures.get("plurals", ()))
        no_plural = tuple(self.lex.figures.get("not_plurals", ()))
        return bool(plural) and word.endswith(plural) and not word.endswith(no_plural)

    def _is_verb(self, at: int) -> bool:
        """ "Another 90 marched in Karsk": by its ending, and the small word or mark after it."""
        endings = tuple(self.lex.figures.get("verb_endings", ()))
        word, after = self._word(at), self._word(at + 1)
        known = any(self.lex.among(key, word) for key in ("people", "injured", *_HARM_KEYS))
        return (
            bool(endings)
            and len(word) > _SHORTEST_VERB
            and word.endswith(endings)
            and not known
            and (not after[:1].isalpha() or after in self.lex.stop_words)
        )

    def _is_fate(self, at: int) -> bool:
        """ "Four shot, one fatally": what befell people, and no word for them behind it."""
        word, after = self._word(at), self._word(at + 1)
        fatal = self.lex.among("fatal", word) and word.endswith(self._adverbs)
        told = fatal or self.lex.among("shot", word)
        return told and (not after[:1].isalpha() or after in self.lex.stop_words)

    @property
    def _adverbs(self) -> tuple[str, ...]:
        """Endings of adverbs."""
        return tuple(self.lex.figures.get("adverbs", ())) or ("\0",)

    def _is_inner(self, at: int) -> bool:
        """Is the mark before another noun that of "U.S. deaths" or "light-years"?"""
        mark, glued = (
            self._word(at),
            self.toks[at - 1].end == self.toks[at].start if at < len(self.toks) else False,
        )
        if not glued or not self._is_noun(at + 1):
            return False
        dotted = mark == "." and "." in self._word(at - 1)
        return dotted or (mark in _HYPHENS and self.toks[at].end == self.toks[at + 1].start)

    def _is_noun(self, at: int) -> bool:
        if at >= self.high:
            return False
        if self.toks[at].is_number:
            # the "9" of "12 Falcon 9 rockets", the "47" of "14 AK-47 rifles"
            name = at - 1 - (self._word(at - 1) in _HYPHENS)
            named = name >= self.quantity.last and self.toks[name].is_capital
            return named and self._is_noun(at + 1)
        if not self.toks[at].is_word:
            return False
        word = self._word(at)
        if any(self.lex.among(key, word) for key in ("people", *_HARM_KEYS)):
            return True
        if self.lex.among("killed", word) or self.lex.among("injured", word):
            return self.lex.among("people", self._word(at + 1))
        if word in self.lex.weekdays or (word in self.lex.months and self.toks[at].is_capital):
            return False  # "two others Monday"
        # "UN" is in the list of small words for the French; in capitals it is a name.
        small = word in self.lex.stop_words and not self._is_abbreviation(at)
        return not (
            small
            or self.lex.among("reporting", word)
            or self.lex.among("auxiliaries", word)
            or self.lex.among("plus", word)
            or self.lex.among("not_nouns", word)
        )

    def _is_abbreviation(self, at: int) -> bool:
        return len(self.toks[at].text) > 1 and self.toks[at].text.isupper()

    def _ends_noun(self, at: int) -> bool:
        """Has the phrase its head with the token before `at`?"""
        word, after = self._word(at - 1), self._word(at)
        if any(self.lex.among(key, word) for key in _HARM_KEYS) and not self.lex.among(
            "people", after
        ):
            return True
        if self.lex.among("people", word):
            return not any(self.lex.among(key, after) for key in ("people", *_HARM_KEYS))
        if self._in_name(at):
            return False
        return self._is_plural(self._word(at - 1))

    def _in_name(self, at: int) -> bool:
        """Does a name end before `at`, which says of what kind it is?

        One of a single word, as in "three Texas counties", needs a plural there.
        """
        if not (self._is_noun(at) and self.toks[at - 1].is_capital) or self.toks[at].is_capital:
            return False
        several = at - self.quantity.last >= 2 and self.toks[at - 2].is_capital
        return several or self._is_plural(self._word(at))

    def _harm(self, noun: str, after: int) -> Harm:
        if not self.lex.knows_casualties:
            return Harm.NONE
        if self.quantity.unit:
            return Harm.NONE
        words = [w.lower() for w in noun.split()]
        if words and (harm := self._by_noun(words)):
            return harm
        if words and not self.lex.among("people", *words):
            if self._is_trade(noun) and (harm := self._verb_before()) not in ("", Harm.HIT):
                return harm
            # Whatever was killed or hurt was alive; what was hit need not have been.
            harm = self._verb_after(after) if noun.islower() else Harm.NONE
            return harm if harm is not Harm.HIT else Harm.NONE
        return self._verb_before() or (
            Harm.NONE if self._is_parted() else self._verb_after(after) or self._toll()
        )

    def _is_parted(self) -> bool:
        """Is it a whole of which another number tells a part: "two of the three men died"?"""
        at = self.quantity.first - 1
        at -= self.lex.among("possessors", self._word(at))
        if at < 1 or not self.lex.among("of", self._word(at)):
            return False
        return self.toks[at - 1].is_number or self._word(at - 1) in self.lex.small

    def _is_trade(self, noun: str) -> bool:
        """Is it people by its ending, "14 dockers", "40 Ardanians"? No list can have them all."""
        head = noun.split()[-1]
        if head[0].isupper() and not head.isupper():
            return self._is_plural(head.lower())
        people = head.islower() and head.endswith(tuple(self.lex.figures.get("trades", ())))
        return people and not self.lex.among("no_trades", head)

    def _by_noun(self, words: Sequence[str]) -> Harm:
        head = words[-1]
        if harm := self._harm_noun(head):
            return harm
        if self.lex.among("lives", head):
            near = {self._word(at) for at in range(self.low, self.high)}
            return Harm.KILLED if near & self.lex.words("lives_verbs") else Harm.NONE
        for word in words:
            if verb := self.verb(word):
                return verb
            if self.lex.among("injury_nouns", word):
                return Harm.INJURED
        return Harm.NONE

    def _harm_noun(self, word: str) -> Harm:
        if self.lex.among("death_nouns", word) or self.lex.among("toll_nouns", word):
            return Harm.KILLED
        if self.lex.among("injury_nouns", word):
            return Harm.INJURED
        return Harm.CASUALTIES if self.lex.among("casualty_nouns", word) else Harm.NONE

    def verb(self, word: str) -> Harm:
        """What a single verb or adjective says happened."""
        if self.lex.among("killed", word):
            return Harm.KILLED
        if self.lex.among("injured", word):
            return Harm.INJURED
        return Harm.HIT if self.lex.among("shot", word) else Harm.NONE

    def _verb_before(self) -> Harm:
        """ "killed 5", "wounding at least 4,310", "the loss of hundreds"."""
        at = self.quantity.first - 1
        start = self.toks[self.quantity.first].start
        for hedge in self.lex.hedges.finditer(self.text, self.toks[self.low].start, start):
            if self.text[hedge.end() : start].strip() == "":
                while at >= self.low and self.toks[at].start >= hedge.start():
                    at -= 1
        while self.lex.among("possessors", self._word(at)):
            at -= 1
        at -= self._further(at)
        if self.lex.among("of", self._word(at)) or self.lex.among("befalls", self._word(at)):
            return self._harm_noun(self._word(at - 1))
        if self.lex.among("levels", self._word(at)):
            near = [self._word(n) for n in range(self.low, at)]
            return Harm.CASUALTIES if self.lex.among("casualty_nouns", *near) else Harm.NONE
        if at < self.low:
            return Harm.NONE
        if self.lex.among("be", self._word(at)) or self.lex.among("consists", self._word(at)):
            return self._harm_noun(self._word(at - 1))
        return self.verb(self._word(at))

    def _further(self, at: int) -> int:
        """How many words end here that set people off from others: "injuring a further 30"."""
        if not any(self.lex.among(key, self._word(at)) for key in ("plus", "more_before")):
            return 0
        return 1 + self.lex.among("articles", self._word(at - 1))

    def _verb_after(self, at: int) -> Harm:
        """ "people were killed", "men who later died", "people dead", "others wounded"."""
        found = Harm.NONE
        for step in range(at, min(at + _REACH, self.high)):
            word = self._word(step)
            if verb := self.verb(word):
                if step + 1 == self.high < len(self.toks):
                    break  # "and injured 20": the verb belongs to the next number
                if verb is not Harm.HIT:
                    return verb
                if self._has_object(at, step):
                    break
                found = verb
            elif self.lex.among("fatal", word) or (found and self.lex.among("to_death", word)):
                return Harm.KILLED
            elif not self._passes(word):
                # "have suffocated to death"
                dead = self.lex.is_to_death(self._word(step + 1), self._word(step + 2))
                return Harm.KILLED if dead else found
        return found

    def _has_object(self, at: int, verb: int) -> bool:
        """ "One hit a school": what was counted did it; "two were hit the next day" it did not."""
        after = self._word(verb + 1)
        acts = any(self.lex.among(key, after) for key in ("articles", "definite", "relations"))
        return acts and not any(self.lex.among("be", self._word(n)) for n in range(at, verb))

    def _passes(self, word: str) -> bool:
        return self.lex.among("auxiliaries", word) or word.endswith(self._adverbs)

    def _toll(self) -> Harm:
        """ "the death toll rose to 41,000"."""
        near = [self._word(at) for at in range(self.low, self.quantity.first)]
        told = near if self._is_reached() else near[-_TOLL_REACH:]
        if self.lex.among("toll_nouns", *told) and self.quantity.value > 1:
            return Harm.KILLED
        return Harm.NONE

    def _total(self) -> tuple[int, int] | None:
        """The noun of "the number of injured stands at 40", "cut the number of cases to 7"."""
        if not self._is_reached():
            return None
        for at in range(self.quantity.first - 2, self.low, -1):
            if not self.lex.among("of", self._word(at)):
                continue
            if self.lex.among("totals", self._word(at - 1)):
                last = at + 1
                while last < self.quantity.first and self._is_counted(last):
                    last += 1
                return (at + 1, last) if last > at + 1 else None
        return None

    def _is_counted(self, at: int) -> bool:
        """Can the token stand in the noun of a total: "of injured", "of people killed"?"""
        word = self._word(at)
        moved = self.lex.among("movement", word) or self.lex.among("reached", word)
        return self.toks[at].is_word and not moved and word not in self.lex.stop_words

    def _is_reached(self) -> bool:
        """Does "to", "at" or "from" stand right before the number, or a hedge between?"""
        at = self.quantity.first - 1
        while self.lex.among("hedge_words", self._word(at)) and not self.lex.among(
            "reached", self._word(at)
        ):
            at -= 1
        return self.lex.among("reached", self._word(at)) or self.lex.among("from", self._word(at))

    def _continues(self, harm: Harm) -> bool:
        """Does a number without a noun go on with the noun of the count before it?"""
        between = [self._word(at) for at in range(self.low, self.quantity.first)]
        return bool(harm) or self.lex.among("joins", *between[-3:]) or "," in between[-3:]

    def _rate(self, after: int) -> str:
        """ "a day" and the like within two words of the noun."""
        after = max(after, self.quantity.last)
        until = min(after + _RATE_REACH, self.high, len(self.toks) - 1)
        if after > until:
            return ""
        stop = self.toks[until].end
        match = self.lex.rates.search(self.text, self.toks[after - 1].end, stop)
        if match is None or self.lex.among("not_rates", self._word(until), self._word(until - 1)):
            return ""
        return match.group()
