"""Groups of people in a sentence and what befell them.

A group is a list of people ("a man, his wife and two children"), a number of
them, or a name. What befell it is told by the verb before it ("killed two
men") or after it ("two men were shot and later died"), found by word lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from briefing.analyze.figures.counts import Harm
from briefing.analyze.figures.lexicon import Lexicon, lexicon
from briefing.analyze.figures.numbers import quantities
from briefing.analyze.figures.tokens import Quantity, Token, tokens

_ADJECTIVES = 7
_VERB_REACH = 6
_TAIL_REACH = 22
_TOLL_REACH = 12
_LEAST_TOLL = 2
_LIVES_REACH = 6
_HYPHENS = frozenset("-‐‑–")


@dataclass(frozen=True, slots=True)
class Group:
    """People named together. `first` and `last` are token indices, end exclusive.

    `counted` is true where a number says how many, `fresh` where the group is
    introduced ("a man", "two others") and not referred back to ("the man",
    "he"), `other` where it is set off from people told of before ("another").
    `parts` are the sizes of the members of a list, in text order. `names` are full names in
    lower case. `active` is true where the fate comes
    from a verb before the group, of which somebody else is the subject, `running` where
    it is told as the toll so far, which holds the others of its line.
    """

    first: int
    last: int
    size: int
    fate: Harm = Harm.NONE
    counted: bool = False
    fresh: bool = False
    other: bool = False
    itself: bool = False
    suspect: bool = False
    active: bool = False
    running: bool = False
    names: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()


@lru_cache(maxsize=1 << 16)
def groups(text: str, code: str) -> tuple[Group, ...]:
    """The groups of a sentence whose fate it tells, in text order."""
    lex = lexicon(code)
    if not lex.may_harm(text):
        return ()
    toks = tokens(text, code)
    finder = _Finder(toks, lex, {q.first: q for q in quantities(toks, code)})
    found = finder.find()
    fates = _Fates(toks, lex)
    told = [
        fates.of(g, found[n + 1].first if n + 1 < len(found) else len(toks))
        for n, g in enumerate(found)
    ]
    return tuple(g for g in told if g.fate)


class _Finder:
    """Finds groups: lists of people, joined by commas and "and"."""

    def __init__(self, toks: Sequence[Token], lex: Lexicon, numbers: dict[int, Quantity]) -> None:
        self.toks = toks
        self.lex = lex
        self.numbers = numbers
        self.adverbs = tuple(lex.figures.get("adverbs", ())) or ("\0",)

    def word(self, at: int) -> str:
        return self.toks[at].lower if 0 <= at < len(self.toks) else ""

    def find(self) -> list[Group]:
        found: list[Group] = []
        at = 0
        while at < len(self.toks):
            person = self._person(at)
            if person is None:
                at += 1
                continue
            if found and self._joined(found[-1], person):
                before = found.pop()
                person = _merged(before, person, named=self._names(before, person))
            at = person.last
            if self._is_part(person.first):
                person = replace(person, fresh=False)
            found.append(person)
        return [self._told_once(group) for group in found]

    def _told_once(self, group: Group) -> Group:
        """A list in commas or dashes may say who was counted: "five, a cook and four nurses,"."""
        closed = self.word(group.last) == "," or self.word(group.last) in _HYPHENS
        if closed and len(group.parts) > 2 and group.size == 2 * group.parts[0]:
            return replace(group, size=group.parts[0])
        return group

    def _is_part(self, at: int) -> bool:
        """ "including", "of whom" before a group: it was told of before."""
        before = self.word(at - 1)
        return self.lex.among("part_words", before, f"{self.word(at - 2)} {before}")

    def _joined(self, a: Group, b: Group) -> bool:
        """Are only a comma or an "and" between two members of one list?"""
        between = [self.word(n) for n in range(a.last, b.first)]
        if len(between) == 1 and between[0] in _HYPHENS:
            # "three workers - two nurses and a cook -", but not "Four dead - Karsk"
            return a.counted and not a.parts and not self._is_name(b.first)
        joint = [w for w in between if w != ","]
        if a.itself or b.itself or a.running or not between or len(between) > 2:
            return False
        if a.fate and b.fate and a.fate is not b.fate:
            return False  # "12 deaths and 30 injuries"
        if not joint and not (a.fresh and b.fresh):
            return False
        if len(joint) > 1 and self.lex.among("relations", joint[-1]):
            joint.pop()  # "a couple and their two children"
        return all(self.lex.among("joins", w) for w in joint) and not (
            b.other and b.counted and not joint
        )

    def _names(self, a: Group, b: Group) -> bool:
        """Is the second member a name for the first: "his daughter, Ann"?"""
        if a.counted and b.names:
            return len(a.names) < a.size
        if a.counted or b.counted or not self._is_name(b.first):
            return False
        comma_only = all(self.word(n) == "," for n in range(a.last, b.first))
        return comma_only and not a.names and not self._is_name(a.first)

    def _person(self, at: int) -> Group | None:
        return self._fated_part(at) or self._counted(at) or self._described(at) or self._named(at)

    def _fated_part(self, at: int) -> Group | None:
        """ "Four were shot, one fatally", "one of whom died": of those told of before it.

        `numbers` leaves out such a "one".
        """
        number = self.numbers.get(at)
        size = int(number.value if number else self.lex.small.get(self.word(at), 0))
        if at == 0 or not size or (number and (number.unit or number.vague)):
            return None
        last = number.last if number else at + 1
        owners = ("possessors", "relatives")
        of_them = self.lex.among("of", self.word(last)) and any(
            self.lex.among(key, self.word(last + 1)) for key in owners
        )
        last += 2 * of_them
        if self._is_fatally(last):
            return Group(at, last + 1, size, Harm.KILLED, counted=True)
        told = of_them and number is None and self._fate_near(last)
        return Group(at, last, size, counted=True) if told else None

    def _is_fatally(self, at: int) -> bool:
        """Is it an adverb of death, and no word for people or harm behind it?"""
        word, after = self.word(at), self.word(at + 1)
        fatal = self.lex.among("fatal", word) and word.endswith(self.adverbs)
        return fatal and (not after[:1].isalpha() or after in self.lex.stop_words)

    def _counted(self, at: int) -> Group | None:
        """ "two men", "three others", "the four victims", "5 people", "4 dead"."""
        quantity = self.numbers.get(at)
        if quantity is None or quantity.unit or quantity.vague or quantity.value > 1e9:
            return None
        last = quantity.last
        other = False
        while self.lex.among("plus", self.word(last)):
            other, last = True, last + 1
        if self.lex.among("of", self.word(last)):
            return self._part(at, last + 1, int(quantity.value))
        if harm := self._deaths(at, last, int(quantity.value)):
            return harm
        noun = self._noun(last)
        if noun == last:
            noun = self._anybody(last)
        if noun == last and (toll := self._toll(at, last, int(quantity.value))):
            return toll
        told = self._fate_near(last) or self._is_fate(self.word(self._before_hedges(at)))
        if noun == last and not (other or told or self._goes_on(at, last)):
            return None
        return Group(at, noun, int(quantity.value), counted=True, fresh=True, other=other)

    def _before_hedges(self, at: int) -> int:
        """The index of the word before a number and what hedges it: "injuring more than 90"."""
        at -= 1
        while self.lex.among("hedge_words", self.word(at)):
            at -= 1
        return at

    def _goes_on(self, at: int, last: int) -> bool:
        """ "Four died and seven were taken to hospital": people, as the number before."""
        joined = self.lex.among("joins", self.word(at - 1))
        counted = any(n < at for n in self.numbers)
        return joined and counted and self.lex.among("be", self.word(last))

    def _toll(self, at: int, last: int, size: int) -> Group | None:
        """ "The death toll rose to 63", "the number of people killed has risen to 21"."""
        start = self._before_hedges(at) + 1
        if size < _LEAST_TOLL or not self._rises_to(start, at):
            return None
        told: list[str] = []
        for step in range(start - 1, max(-1, start - 1 - _TOLL_REACH), -1):
            if step in self.numbers or not self.toks[step].is_word:
                break
            told.append(self.word(step))
        hurt = self.lex.among("injured", *told) or self.lex.among("injury_nouns", *told)
        dead = self.lex.among("killed", *told) or self.lex.among("death_nouns", *told)
        if not (
            self.lex.among("toll_nouns", *told)
            or (self.lex.among("totals", *told) and (hurt or dead))
        ):
            return None
        fate = Harm.INJURED if hurt and not dead else Harm.KILLED
        return Group(at, last, size, fate, counted=True, fresh=True, running=True)

    def _rises_to(self, start: int, at: int) -> bool:
        return any(self.lex.among("reached", self.word(n)) for n in range(start - 1, at))

    def _deaths(self, first: int, at: int, size: int) -> Group | None:
        """ "five new deaths", "30 injuries"."""
        for last in range(at, at + 3):
            word = self.word(last)
            for key, fate in (("deaths", Harm.KILLED), ("injuries", Harm.INJURED)):
                if self.lex.among(key, word):
                    return Group(first, last + 1, size, fate, counted=True, fresh=True)
            if self.lex.among("lives", word) and self._are_found(first, last):
                return Group(first, last + 1, size, Harm.KILLED, counted=True, fresh=True)
            if word in self.lex.stop_words or not word.isalpha():
                break
        return None

    def _are_found(self, first: int, last: int) -> bool:
        """ "Pulled two more bodies", "ten bodies have been recovered"."""
        near = range(
            max(0, self._before_hedges(first) - 1), min(last + _LIVES_REACH, len(self.toks))
        )
        return any(self.lex.among("lives_verbs", self.word(n)) for n in near)

    def _anybody(self, at: int) -> int:
        """The end of a plural noun that is told to be dead or hurt: "two bailiffs were shot"."""
        plural = tuple(self.lex.figures.get("plurals", ())) or ("\0",)
        for last in range(at, min(at + 3, len(self.toks))):
            token = self.toks[last]
            if not token.is_word or token.is_capital or token.lower in self.lex.stop_words:
                return at
            if token.lower.endswith(plural) and self.lex.among("be", self.word(last + 1)):
                return last + 1 if self._fate_near(last + 1) else at
        return at

    def _part(self, first: int, at: int, size: int) -> Group | None:
        """ "two of the victims", "one of them": a part of people told of before."""
        while at in self.numbers or any(
            self.lex.among(key, self.word(at)) for key in ("possessors", "relatives")
        ):
            at += 1
        last = max(at, self._noun(at))
        return Group(first, last, size, counted=True)

    def _fate_near(self, at: int) -> bool:
        """Does a fate follow a bare number, as in "2 killed", "one was wounded"?"""
        while self.lex.among("auxiliaries", self.word(at)) or self.word(at).endswith("ly"):
            at += 1
        return self._is_fate(self.word(at))

    def _is_fate(self, word: str) -> bool:
        return any(self.lex.among(key, word) for key in ("killed", "injured", "shot", "fatal"))

    def _noun(self, at: int) -> int:
        """The end of the noun of people from `at` on, adjectives passed; `at` if none."""
        for last in range(at, min(at + _ADJECTIVES + 1, len(self.toks))):
            word = self.word(last)
            if self.lex.among("people", word):
                return self._last_person(last) + 1
            if self.lex.among("age_after", word):
                after = self._noun(last + 1) if last - at < _ADJECTIVES else last + 1
                return after if after > last + 1 else last + 1
            stop = word in self.lex.stop_words or not (
                self.toks[last].is_word
                or self.toks[last].is_number
                or word in _HYPHENS
                or (word == "." and "." in self.word(last - 1))
            )
            if stop or self._is_verb(word):
                break
        return at

    def _last_person(self, at: int) -> int:
        """The last noun of a chain: "police officer"."""
        while self.lex.among("people", self.word(at + 1)):
            at += 1
        return at

    def _is_verb(self, word: str) -> bool:
        return any(self.lex.among(key, word) for key in ("killed", "shot", "reporting")) or (
            self.lex.among("auxiliaries", word)
        )

    def _described(self, at: int) -> Group | None:
        """ "a 13-year-old boy", "another person", "his wife", "the victim", "himself", "he"."""
        word = self.word(at)
        if self.lex.among("themselves", word):
            return Group(at, at + 1, 1, itself=True)
        if self.lex.among("personal", word):
            return Group(at, at + 1, 1)
        other = self.lex.among("another", word)
        fresh = other or self.lex.among("articles", word) or self.lex.among("relations", word)
        if self.lex.among("people", word) and not self._plural(at):
            return self._bare(at)
        if not (fresh or self.lex.among("definite", word)):
            age = self.toks[at].is_number or word in self.lex.small
            if not (age and self.lex.among("age_after", self.word(at + 4), self.word(at + 2))):
                return None
            last = self._noun(at)
            name, end = self._name(last)
            return Group(at, end, 1, fresh=True, names=name) if last > at else None
        last = self._noun(at + 1)
        if self.lex.among("ordinal_people", self.word(at + 1)) and (
            self.lex.among("articles", word) and self.lex.among("be", self.word(at + 2))
        ):
            return Group(at, at + 2, 1, fresh=True, other=True)  # "a third was hurt"
        if last == at + 1:
            return Group(at, at + 1, 1, fresh=True, other=True) if other else None
        size = 2 if self.lex.among("pairs", self.word(last - 1)) else 1
        name, end = self._name(last)
        if self.lex.among("collective", self.word(last - 1)) or self._plural(last - 1):
            return None
        suspect = self.lex.among("suspects", *(self.word(n) for n in range(at + 1, last)))
        return Group(at, end, size, fresh=fresh, other=other, suspect=suspect, names=name)

    def _bare(self, at: int) -> Group | None:
        """ "girl killed": headlines leave articles out."""
        if self.lex.among("collective", self.word(at)):
            return None
        last = self._noun(at)
        return Group(at, last, 2 if self.lex.among("pairs", self.word(last - 1)) else 1, fresh=True)

    def _plural(self, at: int) -> bool:
        """ "the victims": how many is not said."""
        return self.lex.among("plural_people", self.word(at))

    def _name(self, at: int) -> tuple[tuple[str, ...], int]:
        """A full name from `at` on, an apposition's comma passed: the name, and its end."""
        start = at + 1 if self.word(at) == "," else at
        last = start
        while last < len(self.toks) and self._is_name(last):
            last += 1
        if last - start < 2:
            return (), at
        return (" ".join(t.lower for t in self.toks[start:last] if t.is_word),), last

    def _is_name(self, at: int) -> bool:
        token = self.toks[at]
        if token.text == ".":
            before = self.toks[at - 1].text
            return len(before) == 1 or before in {"Jr", "Sr", "St"}
        word = token.lower
        return (
            token.is_word
            and token.is_capital
            and word not in self.lex.stop_words
            and word not in self.lex.weekdays
            and word not in self.lex.months
            and not self.lex.among("people", word)
            and not self._is_fate(word)
            and not word.endswith(self.adverbs)
        )

    def _named(self, at: int) -> Group | None:
        """ "John Doe", with ", 23" after it."""
        if not self._is_name(at) or self.lex.among("place_before", self.word(at - 1)):
            return None
        if at and self._is_name(at - 1):
            return None
        last = at
        while last < len(self.toks) and self._is_name(last):
            last += 1
        words = [t.lower for t in self.toks[at:last] if t.is_word]
        names = (" ".join(words),) if len(words) >= 2 else ()
        if self._age_follows(last):
            return Group(at, last + 2, 1, fresh=True, names=names)
        return Group(at, last, 1, fresh=bool(names), names=names)

    def _age_follows(self, at: int) -> bool:
        return (
            self.word(at) == ","
            and at + 1 < len(self.toks)
            and self.toks[at + 1].text.isdigit()
            and len(self.toks[at + 1].text) <= 2
        )


def _merged(a: Group, b: Group, *, named: bool) -> Group:
    """Two members of a list as one; with `named`, the second only names the first."""
    parts = (*(a.parts or (a.size,)), 0 if named else b.size)
    return replace(
        a,
        last=b.last,
        size=sum(parts),
        fresh=a.fresh or b.fresh,
        counted=a.counted or b.counted,
        names=(*a.names, *b.names),
        parts=parts,
    )


class _Fates:
    """Tells the fate of a group from the words around it."""

    def __init__(self, toks: Sequence[Token], lex: Lexicon) -> None:
        self.toks = toks
        self.lex = lex
        self.adverbs = tuple(lex.figures.get("adverbs", ())) or ("\0",)

    def word(self, at: int) -> str:
        return self.toks[at].lower if 0 <= at < len(self.toks) else ""

    def of(self, group: Group, stop: int) -> Group:
        """The group with its fate: by the verb after it, else by the one before."""
        if group.fate:
            return group
        after = self._after(group.last, stop)
        before = self._before(group)
        if before is Harm.KILLED or (before and not after):
            if before is Harm.HIT:
                before = self._tail(group.last, stop) or before
            return replace(group, fate=before, active=True)
        return replace(group, fate=after)

    def verb(self, word: str) -> Harm:
        if self.lex.among("killed", word):
            return Harm.KILLED
        if self.lex.among("injured", word):
            return Harm.INJURED
        return Harm.HIT if self.lex.among("shot", word) else Harm.NONE

    def _before(self, group: Group) -> Harm:
        """ "killing two men", "the death of a boy", "shot and killed his wife"."""
        at = group.first - 1
        while at >= 0 and (
            self.lex.among("hedge_words", self.word(at))
            or self.lex.among("possessors", self.word(at))
        ):
            at -= 1
        if self.word(at).endswith("'s"):
            at -= 1
            while self.word(at) in _HYPHENS or self.word(at - 1) in _HYPHENS:
                at -= 1
            at -= self.lex.among("relations", self.word(at))
        if self.lex.among("of", self.word(at)):
            noun = self.word(at - 1)
            return Harm.KILLED if self.lex.among("death_of", noun) else Harm.NONE
        verb = self.verb(self.word(at))
        if not verb and self.lex.among("hitting", self.word(at)):
            verb = Harm.HIT
        if verb is Harm.HIT and self.lex.among("fatal", self.word(at - 1)):
            return Harm.KILLED
        passive = any(self.lex.among("be", self.word(n)) for n in range(at - 2, at))
        return Harm.NONE if passive and verb else verb

    def _after(self, at: int, stop: int) -> Harm:
        """ "was shot and killed", ", 23, of Pasadena, died", "in critical condition"."""
        at = self._attribute(self._apposition(at), stop)
        fatal = False
        for step in range(at, min(at + _VERB_REACH, len(self.toks))):
            word = self.word(step)
            if any(self.lex.among(key, word) for key in ("not", "active_verbs", "hitting")):
                break
            if verb := self.verb(word):
                return self._passive(verb, step, stop, fatal=fatal)
            owned = self.lex.among("relations", self.word(step - 1))
            if owned and any(self.lex.among(key, word) for key in ("death_nouns", "lives")):
                return Harm.KILLED  # "fell to their deaths", "lost their lives"
            if self.lex.among("hurt_signs", word):
                return self._tail(step, stop) or Harm.INJURED
            adverb = word.endswith(self.adverbs)
            fatal = fatal or self.lex.among("fatal", word)
            if fatal and not adverb:
                return Harm.KILLED
            passes = any(self.lex.among(k, word) for k in ("auxiliaries", "passing", "relations"))
            if not (adverb or passes):
                dead = self.lex.is_to_death(self.word(step + 1), self.word(step + 2))
                return Harm.KILLED if dead else Harm.NONE
        return Harm.NONE

    def _passive(self, verb: Harm, at: int, stop: int, *, fatal: bool) -> Harm:
        """The fate of those who were killed or hit; none where they did it to others."""
        if self._is_active(at) and not self.lex.among("intransitive", self.word(at)):
            return Harm.NONE
        if fatal:
            return Harm.KILLED
        if verb is Harm.HIT:
            return self._tail(at + 1, stop) or Harm.HIT
        return verb

    def _is_active(self, at: int) -> bool:
        """Has the verb an object right after it, and no "was" before it?"""
        before = {self.word(n) for n in range(max(0, at - 4), at)}
        if self.lex.among("be", *before):
            return False
        after = self.word(at + 1)
        if self.lex.among("joins", after):
            return self.verb(self.word(at + 2)) is not Harm.NONE and self._is_active(at + 2)
        return bool(after) and (
            any(
                self.lex.among(key, after)
                for key in (
                    "articles",
                    "definite",
                    "relations",
                    "another",
                    "themselves",
                    "people",
                    "small",
                    "objects",
                )
            )
            or self.toks[at + 1].is_number
            or (
                self.toks[at + 1].is_word
                and self.toks[at + 1].is_capital
                and after not in self.lex.stop_words
            )
        )

    def _tail(self, at: int, stop: int) -> Harm:
        """What became of people shot, in the rest of their clause: dead, or hurt."""
        for step in range(at, min(at + _TAIL_REACH, stop, len(self.toks))):
            word = self.word(step)
            if self.verb(word) and (word.endswith("ing") or self._is_active(step)):
                break
            if any(self.lex.among(key, word) for key in ("killed", "fatal", "to_death")):
                return Harm.KILLED
            if self.lex.among("hurt_signs", word) or self.lex.among("injured", word):
                return Harm.INJURED
        return Harm.NONE

    def _apposition(self, at: int) -> int:
        """The index after ", of Pasadena," and the like, and after the dash that ends a list."""
        if self.word(at) != ",":
            return at + (self.word(at) in _HYPHENS)
        if self._opens_verb(at + 1):
            return at + 1
        for step in range(at + 1, min(at + 10, len(self.toks))):
            if self.word(step) == ",":
                return step + 1
        return at + 1

    def _attribute(self, at: int, stop: int) -> int:
        """The index of the verb after "in his 50s" and the like; `at` where there is none."""
        if not self.lex.among("within", self.word(at)):
            return at
        for step in range(at + 1, min(at + 9, stop)):
            if self.lex.among("be", self.word(step)):
                return step
            if not (self.toks[step].is_word or self.toks[step].is_number):
                break
        return at

    def _opens_verb(self, at: int) -> bool:
        word = self.word(at)
        return self.lex.among("be", word) or self.verb(word) is not Harm.NONE
