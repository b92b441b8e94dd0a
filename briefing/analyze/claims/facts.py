"""What a sentence says, in a form in which two sentences can be compared."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, TypeVar
from zlib import crc32

from briefing.analyze.claims.counted import bound_of, counted_in, days_in, nouns_of, number_in
from briefing.analyze.claims.main_clause import main_clause
from briefing.analyze.claims.wording import Clauses, Lexicon, Word, lexicon_of
from briefing.analyze.figures import harmed
from briefing.analyze.figures.counts import Harm
from briefing.analyze.names import canonical, plain_forms
from briefing.analyze.vectors import Vector, neighbours, unit, widened
from briefing.language import Language, language, words
from briefing.model import Name

T = TypeVar("T")
Days = frozenset[tuple[str, int]]
Role = tuple[str, str, str]

# The digit first, and then what stands before it: a search looks for digits alone.
_RANGE = re.compile(r"(\d(?<![\d–-]\d)[\d.,]*) ?[–-] ?(?=\d[\d.,]*(?![\d–-]))")
_OPENING = ("“", '"', "«", "„")
SPOKEN = 0.3  # weight of the speaker's name: who speaks is not what is said
_LONGEST = 6  # words in a name that is looked for
_REACH = 6  # words between a deed and the one who did it
_NEAR = 3  # words after a denial in which the thing denied is named
_SCOPE = 6  # words after "not" or "will" that it concerns, within the clause
_TELLING = 3  # content words that tell a thing
_RUN, _TOLD_IN_RUN = 4, 2  # words of a speech by which it is known, content among them
_BITS = 8192  # for runs of letters, of which a long sentence has some 200
_RUN_OF_LETTERS = 4
DEED = 1.5  # weight of a word that tells what was done
_COMMON = 100  # sentences that share a word before it stops leading to others
_SEVERAL = 3  # dead or hurt, from which two reports hardly tell as many by chance
_CANDIDATES, _LIKE = 10, 0.1  # sentences told of as near, and their cosine: of no two facts below
_CLOSE, _ALIKE, _MORE = 5, 0.15, 2.0  # neighbours that widen, their likeness, what they weigh


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with what its article tells of it: who speaks, and the day of printing."""

    text: str
    language: str
    speaker: str = ""
    day: date | None = None


class Bag:
    """Weighted stems, ready to be aligned with others of which they are compared with many.

    `each` are the heads of the stems, in order, and `heads` are all of them.
    """

    __slots__ = ("each", "heads", "total", "weights")

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.total = sum(weights.values())
        self.each = tuple([head(s) for s in weights])
        self.heads = frozenset(self.each)


@cache
def head(stem: str) -> str:
    """What related words have in common: five letters; a number or a short word is whole."""
    return stem if stem[0].isdigit() else stem.lstrip("@")[:5]


class _Forgetful:
    """Beside the slots of a subclass, room for what its cached properties make."""

    def forget(self) -> None:
        """Let go of what was made; it is made anew where it is asked for."""
        self.__dict__.clear()


# A day has a hundred thousand of them: what they hold is in slots, and they are told apart by
# identity.
@dataclass(frozen=True, slots=True, eq=False)
class Facts(_Forgetful):
    """A sentence in comparable form.

    `weights` maps its content stems, in order, to their rarity: 1 for a word of one
    sentence only (inverse document frequency, Sparck Jones 1972, over its largest
    value), more where it tells a deed. Names stand in the words of their usual form,
    numbers as plain digits. `counts` maps each number to
    the stem counted; a measure is in the unit that stands for all of its kind, and
    `measured` are the numbers of such. `bounds`
    maps those that are no less (1) or no more (-1) than what is told: "over 90", "up to 90".
    `days` holds ("date", month * 100 + day) or ("weekday", n), and `times` are times of day
    in minutes.
    `roles` holds (deed, who did it, to whom), the deed a stem, the others names.
    `denied` and `planned` are the stems that a "not" and a "will" concern; `quoted`
    tells that the sentence begins with speech.
    `clauses` are its content stems clause by clause, without those that tell who speaks.
    `names` are the keys of the names in it, `named` the stems of these and of the titles
    and offices that tell who a person is, and `described` those of all that stands before a
    person and tells it, "the Welsh first minister Ann Berg". `vector` is the sentence's vector
    at length 1, and `around` holds those of its nearest neighbours with their likeness. `near`
    are the places of the ten sentences that are nearest by rare words, the nearest first.
    `letters` are its runs of four letters, as bits, and `spoken` those of four words in the
    speech that it quotes. `harmed` are the numbers of the dead and of the hurt, whoever they
    are, and `toll` has those of several that its main clause tells. `subject` and `predicate`
    are the stems of its main clause before its verb and from it on, where that is known,
    without names.
    """

    weights: Mapping[str, float]
    counts: Mapping[str, str]
    bounds: Mapping[str, int]
    days: Days
    roles: frozenset[Role]
    denied: frozenset[str]
    planned: frozenset[str]
    quoted: bool
    speaker: str
    clauses: tuple[frozenset[str], ...]
    names: frozenset[str]
    named: frozenset[str]
    vector: Vector = field(default_factory=dict)
    around: tuple[tuple[Vector, float], ...] = ()
    letters: int = 0
    spoken: frozenset[tuple[str, ...]] = frozenset()
    measured: frozenset[str] = frozenset()
    times: frozenset[int] = frozenset()
    near: tuple[int, ...] = ()
    harmed: Mapping[Harm, frozenset[float]] = field(default_factory=dict)
    subject: frozenset[str] = frozenset()
    predicate: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    toll: frozenset[tuple[Harm, float]] = frozenset()

    # A sentence is compared with many, and what it is compared by is made once; but of a large
    # day all of it together would take more room than the facts.

    @cached_property
    def bag(self) -> Bag:
        return Bag(self.weights)

    @cached_property
    def wider(self) -> Vector:
        """The sentence's vector with those of its nearest neighbours."""
        return widened(self.vector, self.around, _CLOSE, _MORE)

    @cached_property
    def worded(self) -> Mapping[str, float]:
        """Words that are no numbers."""
        return {s: w for s, w in self.weights.items() if not s[0].isdigit()}

    @cached_property
    def deeds(self) -> Bag:
        """Words that are neither name nor number."""
        return Bag({s: w for s, w in self.worded.items() if s not in self.named})

    @cached_property
    def told(self) -> Bag:
        """What the main clause tells of its subject."""
        return Bag({s: w for s, w in self.weights.items() if s in self.predicate})

    @cached_property
    def mainly(self) -> Bag:
        """All of the main clause."""
        every = self.subject | self.predicate
        return Bag({s: w for s, w in self.weights.items() if s in every})

    @cached_property
    def told_of(self) -> Bag:
        """What the main clause is about."""
        return Bag({s: w for s, w in self.weights.items() if s in self.subject})

    @cached_property
    def dates(self) -> frozenset[int]:
        return frozenset(n for kind, n in self.days if kind == "date")

    @cached_property
    def weekdays(self) -> frozenset[int]:
        return frozenset(n for kind, n in self.days if kind == "weekday")

    @cached_property
    def summed(self) -> str:
        """The sum of the numbers, in plain digits; "" of a single one."""
        if len(self.counts) < 2:
            return ""
        return f"{sum(float(n) for n in self.counts if '–' not in n):.12g}"

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What is counted."""
        return frozenset(self.counts.values()) - {""}


def read_facts(statements: Sequence[Statement], names: Sequence[Name]) -> list[Facts]:
    """The facts of sentences that are one another's context: what is rare here tells more."""
    read = list(map(_Reader(names).read, statements))
    df = Counter(stem for facts in read for stem in facts.weights)
    rarity = _Rarity(len(read))
    weights = [{s: rarity[w, df[s]] for s, w in facts.weights.items()} for facts in read]
    vectors = [unit(w) for w in weights]
    near = list(neighbours(vectors, _COMMON, _LIKE, _CANDIDATES))
    return [
        replace(
            facts,
            weights=own,
            vector=vector,
            around=tuple((vectors[m], alike) for m, alike in row[:_CLOSE] if alike >= _ALIKE),
            near=tuple(m for m, _ in row),
        )
        for facts, own, vector, row in zip(read, weights, vectors, near, strict=True)
    ]


def _toll(
    clauses: Clauses,
    main: tuple[frozenset[int], frozenset[int]],
    told: Mapping[Harm, frozenset[float]],
    code: str,
) -> Iterator[tuple[Harm, float]]:
    """How many were killed and hurt by the main clause, and not in its background."""
    if told:
        clause = " ".join(clauses.cased[n] for n in sorted(main[0] | main[1]))
        for harm, values in harmed(clause, code).items():
            for value in values & told.get(harm, frozenset()):
                if value >= _SEVERAL:
                    yield harm, value


class _Runs(dict[str, int]):
    """The bit that stands for a run of letters, told by a checksum (Bloom 1970): of so many bits
    few stand for two runs. A day has some ten thousand runs, and reads each a hundred times.
    """

    def __missing__(self, run: str) -> int:
        bit = self[run] = crc32(run.encode("utf-32-le")) % _BITS
        return bit

    def of(self, text: str) -> int:
        """The runs of four letters, blanks between words among them, as bits of one number."""
        data = " ".join(words(text))
        bits = bytearray(_BITS // 8)
        for bit in {
            self[data[n : n + _RUN_OF_LETTERS]] for n in range(len(data) - _RUN_OF_LETTERS + 1)
        }:
            bits[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(bits, "little")


def _spoken(clauses: Clauses, stops: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """The runs of words inside quotation marks that tell enough to know a speech by.

    Capitals alone are a title or a name.
    """
    if not any(clauses.quoted):
        return
    for n in range(len(clauses.low) - _RUN + 1):
        run = tuple(clauses.low[n : n + _RUN])
        told = [m for m, word in enumerate(run, n) if word not in stops]
        if len(told) < _TOLD_IN_RUN or not all(clauses.quoted[n : n + _RUN]):
            continue
        if any(clauses.cased[m][0].islower() for m in told):
            yield run


class _Rarity(dict[tuple[float, int], float]):
    """The weight of a stem by its factor and the sentences that have it: few values serve all."""

    def __init__(self, sentences: int) -> None:
        self._size = sentences + 1
        self._rarest = math.log2(self._size / 1.5)

    def __missing__(self, stem: tuple[float, int]) -> float:
        factor, spread = stem
        weight = self[stem] = factor * math.log2(self._size / (spread + 0.5)) / self._rarest
        return weight


class _Reader:
    """Turns sentences into facts; knows the names of the day."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._keys = canonical(names)
        self._runs = _Runs()
        self._sets: dict[frozenset[Any], frozenset[Any]] = {}
        self._persons = frozenset(n.key for n in names if n.kind == "person")
        self._forms = {spelling: form.split() for spelling, form in plain_forms(names).items()}
        # The most words of a name that begins with a word.
        self._longest: dict[str, int] = {}
        for spelling in self._keys:
            first, size = spelling.partition(" ")[0], min(_LONGEST, spelling.count(" ") + 1)
            self._longest[first] = max(size, self._longest.get(first, 0))

    def _set(self, found: Iterable[T]) -> frozenset[T]:
        """What was found as a set, taken again where an equal one is known: most are empty."""
        fresh = frozenset(found)
        return self._sets.setdefault(fresh, fresh)

    def read(self, statement: Statement) -> Facts:
        """Facts whose weights are not yet weighed by rarity."""
        own, lexicon = language(statement.language), lexicon_of(statement.language)
        text = _RANGE.sub(r"\1–", statement.text)
        clauses = Clauses(text)
        low = clauses.low
        placed = list(self._tokens(low, own, lexicon))
        days = self._set(days_in(low, lexicon, statement.day))
        told = harmed(statement.text, statement.language)
        nouns = nouns_of(statement.text, own, told)
        counted = list(counted_in(placed, clauses, own, nouns))
        said = _attribution(placed, clauses, statement, lexicon)
        named = self._set(self._naming(placed, clauses, lexicon))
        main = main_clause(clauses, lexicon)
        subject, predicate = (
            self._set({w.token for w in placed if w.place in part - said} - named) for part in main
        )
        return Facts(
            _emphasis(placed, clauses, said, lexicon),
            {number: noun for _, number, noun in counted},
            {n: way for place, n, _ in counted if (way := bound_of(place, clauses, lexicon))},
            days,
            self._set(_roles(placed, low, lexicon)),
            self._set(_concerned(placed, clauses, _denials(clauses, lexicon))),
            self._set(_concerned(placed, clauses, _plans(clauses, lexicon))),
            text[:1] in _OPENING,
            statement.speaker,
            tuple(map(self._set, _parts(placed, clauses, said, lexicon))),
            self._set(word.name for word in placed if word.name),
            named,
            letters=self._runs.of(statement.text),
            spoken=self._set(_spoken(clauses, own.stop_words)),
            measured=self._set(n for _, n, noun in counted if noun in lexicon.units),
            times=self._set(clauses.times),
            harmed=told,
            toll=self._set(_toll(clauses, main, told, statement.language)),
            subject=subject,
            predicate=predicate,
            described=self._set(self._describing(placed, clauses, own, lexicon)),
        )

    def _naming(self, placed: Sequence[Word], clauses: Clauses, lexicon: Lexicon) -> Iterator[str]:
        """The stems of names, and of the titles and offices that tell who a person is."""
        named = {word.place for word in placed if word.name}
        for word in placed:
            if word.name in self._persons:
                first = clauses.capitals(word.place)
                named |= {*range(first, word.place), *clauses.apposition(word.place, lexicon)}
        return (word.token for word in placed if word.place in named)

    def _describing(
        self, placed: Sequence[Word], clauses: Clauses, own: Language, lexicon: Lexicon
    ) -> Iterator[str]:
        """The stems of what stands before persons and tells who they are."""
        stops = own.stop_words - lexicon.inner
        persons = [word.place for word in placed if word.name in self._persons]
        places = {n for place in persons for n in clauses.described(place, stops, lexicon)}
        return (word.token for word in placed if word.place in places)

    def _tokens(self, low: Sequence[str], own: Language, lexicon: Lexicon) -> Iterator[Word]:
        """The content words in order; a name in the words of its usual form."""
        i = 0
        while i < len(low):
            size, spelling = self._name(low, i) if low[i] in self._longest else (0, "")
            if size:
                for n, word in enumerate(self._forms[spelling]):
                    if word not in own.stop_words:
                        token = lexicon.plain(own.stem(word))
                        yield Word(i + min(n, size - 1), token, self._keys[spelling])
            elif low[i][0].isdigit() or low[i] in lexicon.numbers:
                size, value = number_in(low, i, lexicon)
                yield Word(i, value)
            elif low[i] not in own.stop_words:
                stem = own.stem(low[i])
                if stem not in lexicon.say:
                    yield Word(i, lexicon.plain(stem))
            i += size or 1

    def _name(self, low: Sequence[str], start: int) -> tuple[int, str]:
        """How many words a name takes here, and its spelling; (0, "") where none stands."""
        longest = self._longest.get(low[start], 0)
        for size in range(min(longest, len(low) - start), 0, -1):
            if (spelling := " ".join(low[start : start + size])) in self._keys:
                return size, spelling
        return 0, ""


def _emphasis(
    placed: Sequence[Word], clauses: Clauses, said: Collection[int], lexicon: Lexicon
) -> dict[str, float]:
    """Weights of the content words: the speaker's name, title and office count little."""
    weights: dict[str, float] = {}
    for word in placed:
        deed = clauses.cased[word.place].lower().endswith(lexicon.deeds)
        weight = SPOKEN if word.place in said else DEED if deed else 1.0
        weights[word.token] = max(weight, weights.get(word.token, 0.0))
    return weights


def _attribution(
    placed: Sequence[Word], clauses: Clauses, statement: Statement, lexicon: Lexicon
) -> frozenset[int]:
    """The places of the words that tell who speaks: "acting head of the board, Ann Berg".

    That one speaker, with all titles, says two things makes these no more alike.
    """
    own = language(statement.language)
    named = [w.place for w in placed if statement.speaker and w.name == statement.speaker]
    found: set[int] = set()
    for place in named:
        found |= {place, *clauses.titles(place, own.stop_words - lexicon.inner)}
        found |= {*clauses.office(place, lexicon)}
    return frozenset(found)


def _parts(
    placed: Sequence[Word], clauses: Clauses, said: Collection[int], lexicon: Lexicon
) -> Sequence[Sequence[str]]:
    """The content stems of each clause; what is too short to tell a thing joins the one before."""
    parts: list[list[str]] = []
    last = -1
    for word in placed:
        if word.place in said:
            continue
        apart = clauses.parted(last, word.place, lexicon.joins)
        if not parts or (apart and len(parts[-1]) >= _TELLING):
            parts.append([])
        parts[-1].append(word.token)
        last = word.place
    if len(parts) > 1 and len(parts[-1]) < _TELLING:
        short = parts.pop()
        parts[-1] += short
    return parts


def _roles(placed: Sequence[Word], low: Sequence[str], lexicon: Lexicon) -> Iterator[Role]:
    """Who did what to whom, for each deed between two names; "was hit by" turns it round."""
    if len({word.name for word in placed if word.name}) < 2:
        return
    for n, deed in enumerate(placed):
        if deed.name or not low[deed.place].endswith(lexicon.deeds):
            continue
        before = next((w for w in reversed(placed[:n]) if w.name), None)
        after = next((w for w in placed[n + 1 :] if w.name), None)
        if before is None or after is None or before.name == after.name:
            continue
        if max(deed.place - before.place, after.place - deed.place) > _REACH:
            continue
        # "Accepted a plan by X": what is told of X is the plan.
        passive = not lexicon.agents.isdisjoint(low[deed.place + 1 : deed.place + 2])
        pair = (after.name, before.name) if passive else (before.name, after.name)
        yield (deed.token, *pair)


def _denials(clauses: Clauses, lexicon: Lexicon) -> Iterator[int]:
    """Where what is denied begins: after a "not" outside speech.

    Not where what is denied is what somebody says ("denied claims that"): both are told.
    """
    if lexicon.deny.isdisjoint(clauses.raw):
        return
    for n, word in enumerate(clauses.low):
        if clauses.raw[n] not in lexicon.deny or clauses.quoted[n] or clauses.hyphened(n):
            continue
        told = not lexicon.told.isdisjoint(clauses.low[n + 1 : n + 1 + _NEAR])
        if word and not told and not clauses.at(n, lexicon.undenied):
            yield n + 1


def _plans(clauses: Clauses, lexicon: Lexicon) -> Iterator[int]:
    """Where what is planned begins: after a "will" or an "intends to"."""
    if lexicon.plan.keys().isdisjoint(clauses.raw):
        return
    for n in range(len(clauses.low)):
        if size := clauses.at(n, lexicon.plan):
            yield n + size


def _concerned(placed: Sequence[Word], clauses: Clauses, starts: Iterable[int]) -> Iterator[str]:
    """The content words that follow one of the places in its clause."""
    places = {n for start in starts for n in clauses.scope(start, _SCOPE)}
    return (word.token for word in placed if word.place in places)
