"""A theme of the desk as it is looked for in one language, and what a sentence says on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from briefing.analyze.figures import counts_something
from briefing.analyze.themes.context import Line
from briefing.analyze.themes.counted import counted
from briefing.analyze.themes.terms import Term, TermIndex, Token, stem, tokens
from briefing.config import ThemeSettings
from briefing.language import Language

# Log-odds. A name or a phrase decides; so does a word, unless it is but one half of
# the title: of "Arms supply", a weapon alone says nothing of its being supplied.
_NAME, _PHRASE, _WORD, _HALF = 4.6, 4.0, 4.0, 2.2
_AGAIN, _ASPECT, _MUCH_ASPECT, _RELATED, _TAKEN_UP = 1.6, 2.0, 3.2, 1.2, 2.8
_AND_MORE = 0.6  # each further word of the field
_COUNTED, _OF_THE_COUNT = 5.0, 4.0
_EXCLUDED = -20.0
_MEANS = -2.6  # "killed by shells": what did it is not what it is about
_REACH = 6  # words within which a list of means goes on
_FAR = 8  # lines after which a name is too far away to be taken up


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason for a theme, or against it: log-odds, and words for the reader."""

    weight: float
    why: str


class Subject:
    """What to look for: terms, words of their field, and the title's other half."""

    def __init__(
        self,
        theme: ThemeSettings,
        speech: Language,
        index: TermIndex,
        common: frozenset[str] = frozenset(),
    ) -> None:
        """`index` finds the terms of all themes in one reading of a line; `common` are stems
        that the whole day uses, which tell no theme from another."""
        self.key = theme.key
        self.counts = theme.needs == "figure"
        self._speech = speech
        self._table = speech.section("themes")
        self._nouns = frozenset(self._table.get("nouns", ()))
        self._excluded = index.add(Term(t, speech) for t in theme.exclude)
        terms = [Term(t, speech) for t in theme.terms]
        related = self._table.get("related", ())
        fields = [frozenset(stem(word, speech) for word in words) for words in related]
        known = _words_of(terms)
        listed = _listed(theme.title, theme.terms, speech)
        if listed:
            more, aspect = listed, frozenset[str]()
        else:
            more, aspect = _halves(theme.title, fields, known, terms, speech)
        nearest = _nearest(fields, known, more)
        title = [w.stem for w in tokens(theme.title, speech) if w.word not in speech.stop_words]
        terms += _missing(more, terms, () if listed else title)
        # Of a title of several words, one alone need not be on the theme: not every
        # company is taken over, and not every protest is one in the city named.
        named = _union(t.stems for t in terms if t.name)
        self._parted = not listed and (bool(aspect) or not named.isdisjoint(title))
        self._guessed = {t for t in more if not t.name and len(title) > 1}
        own = frozenset[str]().union(*(t.stems for t in terms))
        self._aspect = aspect - own
        self._related = _union(nearest) - own - self._aspect - common
        self._terms = index.add(terms)
        self._names = self._terms.names
        self._own_words = frozenset(w for t in terms for w in t.words)
        self.words = own | self._aspect | self._related
        """Stems that say something by themselves, and need not be learned."""
        self._field = own | self._related
        self._telling = self._field | self._aspect
        # Then a line has a word of a field only where its stems tell so.
        self._stops = self._telling & _stop_stems(speech)

    def silent(self, lines: Sequence[Line]) -> bool:
        """Whether no line says anything on the theme itself: most articles on most themes.

        None has one of the terms, or a word of the field. It may count all the same.
        """
        if any(not self._telling.isdisjoint(line.stems) for line in lines):
            return False
        if any(self._terms.find(n.words) or self._excluded.find(n.words) for n in lines):
            return False
        # "Provided" is a stop word with the stem of "provides".
        return not self._stops or not any(w.stem in self._stops for n in lines for w in n.words)

    def named(self, line: Line) -> bool:
        """Whether one of the terms stands in a line."""
        return bool(self._terms.find(line.words))

    def terms(self, line: Line) -> list[str]:
        """Those of the terms that stand in a line."""
        return [term.text for term in self._terms.find(line.words)]

    def touched(self, line: Line) -> bool:
        """Whether a line has a name of the theme, or a word of its field with what the
        title asks for besides."""
        if self._names.find(line.words):
            return True
        told = self.named(line) or not self._related.isdisjoint(line.stems)
        return told and not (self._parted and self._aspect.isdisjoint(line.stems))

    def clues(self, lines: Sequence[Line], nouns: Collection[str]) -> list[tuple[Clue, ...]]:
        """For each line what it says itself; nothing where it is no body text.

        `nouns` are those of `nouns_of_names`.
        """
        found = self._told(lines, nouns)
        return [clues if line.body else () for line, clues in zip(lines, found, strict=True)]

    def counted(self, lines: Sequence[Line]) -> list[tuple[Clue, ...]]:
        """For each line what it counts of the theme, or says of such a count."""
        return list(self._counted(lines))

    def counts_in(self, line: Line) -> bool:
        """Whether a line counts anything."""
        return bool(counts_something(line.text, self._speech.code))

    def repeated(self, before: Line, line: Line) -> str:
        """A word of the title's other half that the line before has too, or nothing.

        Nothing for a theme of names, which many a fight or sale does not concern.
        """
        stems = self._aspect & before.stems if self._related else frozenset[str]()
        return min((w.word for w in line.words if w.stem in stems), default="")

    def nouns_of_names(self, line: Line) -> Iterator[str]:
        """The nouns a line says right next to a name of the theme: "the town of X", "X, a town"."""
        named = self._names.find(line.words)
        words = [w.word for w in line.words] if named else []
        for spans in named.values():
            for start, end in spans:
                before = words[max(0, start - 2) : start]
                if before[-1:] == ["of"]:
                    before.pop()
                after = words[end + 1 : end + 4] if words[end : end + 1] in (["a"], ["the"]) else []
                yield from (w for w in (*before[-1:], *after) if w in self._nouns)

    def _counted(self, lines: Sequence[Line]) -> Iterator[tuple[Clue, ...]]:
        reasons = counted(lines, self._terms, self._own_words, self._speech)
        for line, reason in zip(lines, reasons, strict=True):
            if reason is None or self._excluded.find(line.words):
                yield ()
            else:
                itself, why = reason
                yield (Clue(_COUNTED if itself else _OF_THE_COUNT, why),)

    def _told(self, lines: Sequence[Line], nouns: Collection[str]) -> Iterator[tuple[Clue, ...]]:
        last, just, alone = -_FAR, False, self._alone(lines)
        for i, line in enumerate(lines):
            # Right after the name any such noun may be meant, later only one said beside it.
            meant = self._nouns if just else nouns if i - last < _FAR else ()
            named = bool(self._names.find(line.words))
            yield tuple(self._says(line, "" if named else self._taken_up(line, meant), alone))
            last = i if named else last
            just = named and line.body

    def _says(self, line: Line, taken: str, alone: bool) -> Iterator[Clue]:
        if self._excluded.find(line.words):
            yield Clue(_EXCLUDED, "has an excluded term")
            return
        weights = {t: self._weight(t, alone) for t in self._terms.find(line.words)}
        terms = sorted(weights, key=lambda t: (-weights[t], t.text))
        for n, term in enumerate(terms[:4]):
            yield Clue(_AGAIN if n else weights[term], f'names "{term.text}"')
        if taken:
            yield Clue(_TAKEN_UP, f'takes up the name with "{taken}"')
        related, aspect = self._hits(line, self._related), self._hits(line, self._aspect)
        if len(related) > bool(terms):
            weight = _RELATED + _AND_MORE * min(len(related) - 1, 2)
            yield Clue(weight, f"has words of the field: {', '.join(related)}")
        if aspect and (terms or taken or related):
            yield Clue(_ASPECT, f"has what the title asks for: {', '.join(aspect)}")
        elif len(aspect) > 2 and self._related:
            yield Clue(_MUCH_ASPECT, f"has much of what the title asks for: {', '.join(aspect)}")
        if self._parted and not aspect and (means := self._means(line)):
            yield Clue(_MEANS, f'names it only as a means ("{means}")')

    def _means(self, line: Line) -> str:
        """The word by which all of the field in a line is told as what did something, or ""."""
        if not self._may_have(line, self._field):
            return ""
        means = self._table.get("means", ())
        places = [n for n, w in enumerate(line.words) if w.stem in self._field]
        found = [
            next((w.word for w in line.words[max(0, n - _REACH) : n] if w.word in means), "")
            for n in places
        ]
        return found[0] if found and all(found) else ""

    def _may_have(self, line: Line, stems: frozenset[str]) -> bool:
        """False where no word of a line has one of these stems, told without its words."""
        return bool(self._stops) or not stems.isdisjoint(line.stems)

    def _hits(self, line: Line, stems: frozenset[str]) -> list[str]:
        """The words of a line that have one of the stems, one for each stem."""
        if not self._may_have(line, stems):
            return []
        return sorted({w.stem: w.word for w in line.words if w.stem in stems}.values())

    def _weight(self, term: Term, alone: bool) -> float:
        if term.name:
            return _NAME
        if term.phrase:
            return _PHRASE
        return _HALF if self._parted or alone or term in self._guessed else _WORD

    def _alone(self, lines: Sequence[Line]) -> bool:
        """Whether an article has but one word of the theme, which may be of another sense.

        A word has one sense in an article (Gale, Church and Yarowsky 1992), and where
        it is that of the theme, other words of the theme stand near by.
        """
        if not self._related:
            return False
        touched = (line for line in lines if self._may_have(line, self._field))
        found = {w.stem for line in touched for w in line.words if w.stem in self._field}
        phrases = {t.text for line in lines for t in self._terms.find(line.words)}
        return len(found | phrases) < 2

    def _taken_up(self, line: Line, nouns: Collection[str]) -> str:
        """The definite noun for a name said before: "the town", "the eastern city's defenders"."""
        if not nouns:
            return ""
        articles = self._table.get("articles", ())
        for i, word in enumerate(line.words):
            if word.word.removesuffix("'s") in nouns:
                before = line.words[max(0, i - 2) : i]
                if any(w.word in articles for w in before) and not _capital_inside(before):
                    return " ".join(["the", word.word.removesuffix("'s")])
        return ""


def _stop_stems(speech: Language) -> frozenset[str]:
    return frozenset(stem(word, speech) for word in speech.stop_words)


def _words_of(terms: Sequence[Term]) -> frozenset[str]:
    """Stems of the terms that are plain words, or of the phrases where there are none."""
    plain = [t for t in terms if not t.name]
    single = [t for t in plain if not t.phrase] or plain
    return _union(t.stems for t in single)


def _halves(
    title: str,
    fields: Sequence[frozenset[str]],
    known: frozenset[str],
    terms: Sequence[Term],
    speech: Language,
) -> tuple[list[Term], frozenset[str]]:
    """The words of the title that are terms too, and the field of its other half.

    Of "Arms supply" with terms for arms, "arms" is one more term, and the words of
    supplying are the aspect that a sentence on the theme should have. Of a title
    with a name in it the name is a term.
    """
    words = [w for w in tokens(title, speech) if w.word not in speech.stop_words]
    near = {w: max((len(f & known) for f in fields if w.stem in f), default=0) for w in words}
    most = max(near.values(), default=0)
    names = [n for n in _names_in(title, speech) if not any(n.stems & f for f in fields)]
    named = _union(n.stems for n in names) | _union(t.stems for t in terms)
    subject = [Term(w.word, speech) for w in words if most and near[w] == most]
    others = [w for w in words if w.stem not in named and (not most or near[w] < most)]
    aspect = _union(f for w in others for f in fields if w.stem in f)
    return [*names, *subject], aspect


def _listed(title: str, terms: Sequence[str], speech: Language) -> list[Term]:
    """Of a title that lists several matters those told in a word, else nothing.

    "Charges and court" is two matters, of which a sentence need have but one. A capital
    makes a name where the desk's terms write the word with one, for the first of a
    title has it anyway.
    """
    joins = frozenset(speech.section("themes").get("lists", ()))
    parts: list[list[Token]] = [[]]
    end = 0
    for word in tokens(title, speech):
        if word.word in joins or "," in title[end : word.start]:
            parts.append([])
        if word.word not in joins | speech.stop_words:
            parts[-1].append(word)
        end = word.end
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return []
    named = " ".join(terms)
    single = [part[0] for part in parts if len(part) == 1]
    return [Term(w.text if w.text in named else w.word, speech) for w in single]


def _missing(more: Iterable[Term], terms: Sequence[Term], title: Sequence[str]) -> list[Term]:
    """Those of the title's terms that the desk does not give.

    Common words only where the title has none of the desk's terms.
    """
    given = {t.stems for t in terms}
    told = not _union(given).isdisjoint(title)
    return [t for t in more if t.stems not in given and (t.name or not told)]


def _names_in(title: str, speech: Language) -> Iterator[Term]:
    """Words with a capital that stand together in a title.

    The first word has one whatever it is, and counts only before another. Where all
    words have one, as some write titles, none is known to be a name.
    """
    words = tokens(title, speech)
    if all(w.capital for w in words if w.word not in speech.stop_words):
        return
    for capital, run in groupby(words, key=lambda w: w.capital):
        name = list(run)
        if capital and (name[0].start or len(name) > 1):
            yield Term(title[name[0].start : name[-1].end], speech)


def _nearest(
    fields: Sequence[frozenset[str]], known: frozenset[str], subject: Sequence[Term]
) -> list[frozenset[str]]:
    """The fields that the title names, or else those with most of the terms."""
    named = [f for f in fields if f & known and any(t.stems & f for t in subject if not t.name)]
    most = max((len(f & known) for f in named or fields), default=0)
    return [f for f in named or fields if most and len(f & known) == most]


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _capital_inside(words: Sequence[Token]) -> bool:
    return any(w.capital and w.start for w in words)
