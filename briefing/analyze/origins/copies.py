"""One article stands for its many near copies, sentence by sentence.

An outlet that floods the day with copies of one text, each changed a little by a
machine, says one thing once. Of such a crowd the best supported text is read whole,
and of the others only what it does not hold. What they repeat is put back afterwards
as further members of the claims, cited but never quoted, or as suspects where they
changed a number, a name or a denial.

Support is what copies say of a wording: word triples that more of them have in common
are less likely an error of copying (the majority principle of textual criticism; the
text that has most of them is the medoid of Kaufman and Rousseeuw 1990, found without
comparing all pairs).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from briefing.analyze.origins.group import agreement, triples, worth
from briefing.language import language, words
from briefing.model import Article, Claim, Figure, Kind, Labelled, Origin, Sentence, Unit

CROWD = 8  # near copies from which a text is held for copied in bulk
LOOSE = 0.25  # least share of a near copy's triples in the text it repeats,
NEAR = 1.15  # and least sum of that share and of its sentences' words in any order
_SAME = 0.5  # share of its words in another by which a sentence repeats it
_PIECES = 0.7  # share of its words anywhere in the text from which a sentence is no news
_NEXT_TO_NOTHING = 4  # content words below which a piece of a crowd's copy is no news
_WORSE = 0.85  # share of a repeat's support below which a wording gives way to it
_SPELLED = 0.85  # share of letters by which a word is another one misspelt
_OFTEN = 0.2  # share of a crowd that makes another number an update, not an error

_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A sentence of a near copy, and the one it repeats. `sound` tells whether it says the same."""

    sentence: Sentence
    of: Sentence
    sound: bool


@dataclass(frozen=True, slots=True)
class Own:
    """The day without what near copies repeat, and what they repeat, in text order."""

    articles: tuple[Article, ...]
    repeats: tuple[Repeat, ...]


class _Version:
    """A text as it is compared with others that are nearly the same."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._head: _Version | None = None
        self._shared: Sequence[Counter[Unit]] = ()
        self.plain = tuple(words(" ".join(article.text[u.start : u.end] for u in article.units)))

    @cached_property
    def triples(self) -> frozenset[int]:
        return frozenset(triples(self.plain))

    @cached_property
    def bags(self) -> Mapping[Unit, frozenset[str]]:
        own = language(self.article.language)
        return {
            u: frozenset(own.content(self.article.text[u.start : u.end]))
            for u in self.article.units
        }

    @cached_property
    def index(self) -> Mapping[str, Sequence[Unit]]:
        """Units by the stems in them."""
        found: dict[str, list[Unit]] = defaultdict(list)
        for one, bag in self.bags.items():
            for stem in sorted(bag):
                found[stem].append(one)
        return found

    @cached_property
    def body(self) -> Sequence[Unit]:
        return [u for u in self.article.units if u.kind is Kind.BODY]

    def shared(self, head: _Version) -> Sequence[Counter[Unit]]:
        """For each body unit the units of `head`, with how many words they have in common."""
        if head is not self._head:
            self._head, index = head, head.index
            self._shared = [
                Counter(u for stem in self.bags[one] for u in index.get(stem, ()))
                for one in self.body
            ]
        return self._shared

    def held(self, head: _Version) -> float:
        """Share of the words of its sentences that stand together in one sentence of `head`."""
        held = sum(max(shared.values(), default=0) for shared in self.shared(head))
        return held / max(1, sum(len(self.bags[u]) for u in self.body))


def set_copies_aside(articles: Sequence[Article], origins: Sequence[Origin]) -> Own:
    """What each article says of its own, in the order given."""
    by_id = {a.id: a for a in articles}
    repeats: list[Repeat] = []
    for origin in origins:
        family = [_Version(by_id[key]) for key in origin.articles]
        if len(family) > CROWD:
            weights = agreement(list({v.plain: v.triples for v in family}.values()))
            for head, copies in _families(family, weights):
                repeats += _repeats(head, copies, weights)
    gone = {r.sentence.position for r in repeats}
    reduced = (_reduced(a, gone) for a in articles)
    return Own(tuple(a for a in reduced if a), tuple(repeats))


def standing(origins: Sequence[Origin], own: Own) -> tuple[Origin, ...]:
    """The origins with only those articles that say something of their own."""
    left = {a.id for a in own.articles}
    kept = (replace(o, articles=tuple(a for a in o.articles if a in left)) for o in origins)
    return tuple(o for o in kept if o.articles)


def _reduced(article: Article, gone: set[tuple[str, int, int]]) -> Article | None:
    """The article without the sentences that it repeats; None when no sentence is left."""
    units = tuple(u for u in article.units if (article.id, u.start, u.end) not in gone)
    if len(units) == len(article.units):
        return article
    return replace(article, units=units) if any(u.kind is Kind.BODY for u in units) else None


# --- Which text stands for which ---------------------------------------------------------


def _families(
    family: Sequence[_Version], weights: Mapping[int, float]
) -> Iterator[tuple[_Version, list[_Version]]]:
    """Each text that a crowd repeats, with the crowd."""

    def rank(version: _Version) -> tuple[float, int, str, str]:
        alone = sum(not weights[t] for t in version.triples)
        article = version.article
        return (-worth(version.triples, weights), alone, article.published or "", article.uri)

    left = sorted(family, key=rank)
    while len(left) > CROWD:
        head, *left = left
        crowd = _crowd([v for v in left if _is_near(v, head)], head)
        if crowd:
            yield head, crowd
            gone = {v.article.id for v in crowd}
            left = [v for v in left if v.article.id not in gone]


def _is_near(version: _Version, head: _Version) -> bool:
    share = len(version.triples & head.triples) / max(1, len(version.triples))
    return share >= LOOSE and share + version.held(head) >= NEAR


def _crowd(near: Sequence[_Version], head: _Version) -> list[_Version]:
    """Of near copies those of the outlet that made many, and those that tell no other one.

    What is taken for a masthead of a garbled copy may be any words of the text.
    """
    said = set(head.plain)
    outlets = Counter(v.article.outlet or "" for v in near)
    many = [name for name, _ in outlets.most_common() if name]
    floods = [
        name for name in many if sum(outlets[n] for n in many if _one_outlet(n, name)) >= CROWD
    ]
    if not floods and outlets[""] < CROWD:
        return []

    def one_of_them(outlet: str) -> bool:
        return said.issuperset(words(outlet)) or any(_one_outlet(outlet, name) for name in floods)

    return [v for v in near if one_of_them(v.article.outlet or "")]


def _one_outlet(one: str, other: str) -> bool:
    """Whether a masthead is another one misspelt, or with words lost."""
    mine, theirs = set(words(one)), set(words(other))
    return mine <= theirs or theirs <= mine or _like(one, other)


def _like(one: str, other: str) -> bool:
    """Whether two words or names are one, errors of spelling allowed."""
    mine, theirs = Counter(one.lower()), Counter(other.lower())
    return 2 * (mine & theirs).total() >= _SPELLED * (mine.total() + theirs.total())


def _support(sentence: Sentence, weights: Mapping[int, float]) -> float:
    """The mean weight of a sentence's triples."""
    found = [weights.get(t, 0.0) for t in triples(tuple(words(sentence.text)))]
    return round(math.fsum(found) / max(1, len(found)), 9)


# --- Which sentence repeats which --------------------------------------------------------


def _repeats(
    head: _Version, copies: Sequence[_Version], weights: Mapping[int, float]
) -> Iterator[Repeat]:
    """What the copies repeat. Of each sentence the best confirmed version is the one repeated."""
    everything = frozenset(stem for bag in head.bags.values() for stem in bag)
    body = {u.start for u in head.body}
    versions: dict[Sentence, list[Sentence]] = defaultdict(list)
    for copy in copies:
        for one, of in _aligned(copy, head, everything):
            first = Sentence(head.article, of.start, of.end)
            versions[first].append(Sentence(copy.article, one.start, one.end))
    said = frozenset(_NUMBER.findall(head.article.text))
    trust = _WORSE * max((_support(first, weights) for first in versions), default=0.0)
    for first, others in versions.items():
        # What is furniture in the best text is so in its copies, whatever it looks like there.
        model = _best(first, others, said, trust, weights) if first.start in body else first
        yield from _judged(model, [s for s in (first, *others) if s != model], said)


def _best(
    first: Sentence,
    others: Sequence[Sentence],
    said: frozenset[str],
    trust: float,
    weights: Mapping[int, float],
) -> Sentence:
    """The first version, unless it is less confirmed than `trust`, or most have other numbers."""
    new = Counter(_numbers(s) - said for s in others)
    most = next((n for n, count in new.items() if n and 2 * count > len(others)), None)
    if most is not None:
        others = [s for s in others if most <= _numbers(s)]
    elif _support(first, weights) >= trust:
        return first
    best = max(others, key=lambda s: _support(s, weights))  # the first of the best
    outvoted = most is not None or _support(first, weights) < _WORSE * _support(best, weights)
    return best if outvoted else first


def _judged(model: Sentence, others: Sequence[Sentence], said: frozenset[str]) -> Iterator[Repeat]:
    """The versions of a sentence; not those whose other numbers many have, which are news."""
    known = said | _numbers(model)
    spread = Counter(_numbers(s) - known for s in others)
    for sentence in others:
        new = _numbers(sentence) - known
        if not (new and spread[new] >= max(2, _OFTEN * len(others))):
            sound = _numbers(sentence) <= _numbers(model) and _says_as_much(sentence, model)
            yield Repeat(sentence, model, sound)


def _aligned(
    copy: _Version, head: _Version, everything: frozenset[str]
) -> Iterator[tuple[Unit, Unit]]:
    """Body units of a copy with the units of `head` that they repeat."""
    bags = [copy.bags[u] for u in copy.body]
    found = [
        _repeated(bag, shared, head, everything)
        for bag, shared in zip(bags, copy.shared(head), strict=True)
    ]
    every = _filled(found, bags, head.article.units, everything)
    yield from ((one, of) for one, of in zip(copy.body, every, strict=True) if of)


def _filled(
    found: Sequence[Unit | None],
    bags: Sequence[frozenset[str]],
    units: Sequence[Unit],
    everything: frozenset[str],
) -> list[Unit | None]:
    """With what stands where a sentence is missing, or says next to nothing of its own."""
    place = {u.start: n for n, u in enumerate(units)}
    filled: list[Unit | None] = list(found)
    for n, bag in enumerate(bags):
        if filled[n] is None:
            before = filled[n - 1] if n else None
            after = next((u for u in found[n + 1 : n + 2]), None)
            low = place[before.start] if before else -1
            high = place[after.start] if after else len(units) if n + 1 == len(found) else -1
            if high - low >= 2:
                filled[n] = units[low + 1]
            elif len(bag) < _NEXT_TO_NOTHING or _misspelt(bag, everything):
                filled[n] = units[max(low, 0)]
    return filled


def _repeated(
    bag: frozenset[str], shared: Counter[Unit], head: _Version, everything: frozenset[str]
) -> Unit | None:
    """The unit of `head` that has most of the words, if it has enough of them."""
    if not shared:
        return None
    best = min(shared, key=lambda u: (-shared[u] / len(bag | head.bags[u]), u.start))
    pieces = len(bag & everything) >= _PIECES * len(bag)
    remade = shared[best] >= _SAME * len(bag)
    return best if pieces or remade else None


def _misspelt(bag: frozenset[str], other: frozenset[str]) -> bool:
    """Whether most words of a bag stand in the other, errors of spelling allowed."""
    known = sum(any(_like(stem, theirs) for theirs in other) for stem in bag)
    return known >= _PIECES * len(bag)


def _numbers(sentence: Sentence) -> frozenset[str]:
    return frozenset(_NUMBER.findall(sentence.text))


def _says_as_much(copy: Sentence, of: Sentence) -> bool:
    """Whether a copy, or a piece, has the denials of its text, and the names in their order."""
    own = language(copy.article.language)
    denials = frozenset(own.section("claims").get("deny", ()))
    denied, meant = ({w for w in words(s.text) if w in denials} for s in (copy, of))
    if denied != meant and (denied - meant or 2 * len(copy.text) > len(of.text)):
        return False
    left = iter(_names(of))
    return all(name in left for name in _names(copy))


def _names(sentence: Sentence) -> Iterator[str]:
    """Capitalized words, in order; not those that any sentence may open with."""
    stop = language(sentence.article.language).stop_words
    found = (w.removesuffix("'s").removesuffix("’s") for w in _WORD.findall(sentence.text))
    return (w for w in found if w[0].isupper() and w.lower() not in stop)


# --- Putting them back -------------------------------------------------------------------


def labelled_again(
    articles: Iterable[Article], labels: Sequence[Labelled], repeats: Sequence[Repeat]
) -> tuple[Labelled, ...]:
    """A label for every unit of every article; a repeat has the themes of what it repeats."""
    known = {row.sentence.position: row for row in labels}
    of = {r.sentence.position: known.get(r.of.position) for r in repeats}

    def label(article: Article, unit: Unit) -> Labelled:
        sentence = Sentence(article, unit.start, unit.end)
        place = sentence.position
        if (row := known.get(place)) is not None:
            return replace(row, sentence=sentence)
        if (first := of.get(place)) is not None:
            themes, reasons = first.themes, first.reasons
            return Labelled(sentence, unit.kind, unit.paragraph, themes, reasons)
        return Labelled(sentence, unit.kind, unit.paragraph)

    return tuple(label(a, u) for a in articles for u in a.units)


def cited_again(claims: Sequence[Claim], own: Own) -> tuple[Claim, ...]:
    """The claims with the sentences of near copies among their members."""
    by: dict[Sentence, list[Repeat]] = defaultdict(list)
    for repeat in own.repeats:
        by[repeat.of].append(repeat)
    return tuple(_cited(claim, by) for claim in claims)


def _cited(claim: Claim, by: Mapping[Sentence, Sequence[Repeat]]) -> Claim:
    found = [r for m in claim.members for r in by.get(m, ())]
    sound = [r.sentence for r in found if r.sound and r.of not in claim.suspects]
    lost = [r.sentence for r in found if not r.sound or r.of in claim.suspects]
    return replace(
        claim,
        members=_ordered([*claim.members, *(r.sentence for r in found)]),
        suspects=_ordered([*claim.suspects, *lost]),
        copies=_ordered(sound),
    )


def _ordered(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    return tuple(sorted(sentences, key=lambda s: s.position))


def counted_again(figures: Iterable[Figure], repeats: Sequence[Repeat]) -> Iterator[Figure]:
    """The figures with the near copies that changed no word of a mention among the mentions."""
    by: dict[Sentence, list[Sentence]] = defaultdict(list)
    for repeat in repeats:
        if repeat.sound and words(repeat.sentence.text) == words(repeat.of.text):
            by[repeat.of].append(repeat.sentence)
    for figure in figures:
        again = _ordered(s for m in dict.fromkeys(figure.mentions) for s in by.get(m, ()))
        yield replace(figure, mentions=(*figure.mentions, *again))
