"""What earlier editions gave for the measures of today.

Two days are compared as two reports of one day are (`figures`), with more care:
a value that belongs to another measure would draw a line that nobody told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from briefing.analyze.figures import context, wording
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.mentions import Mention, figures_in, is_alone
from briefing.analyze.figures.same import (
    OTHER_NUMBER,
    alike,
    compatible,
    same_measure,
    same_noun,
    same_size,
    same_thing,
)
from briefing.model import Citation, Figure, PastEdition, PastValue, Sentence

_MENTIONS = 3  # sentences of a row that are compared
_COMMON = 100  # mentions that share a name before it stops leading to candidates

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One value of a measure with its mentions; of an earlier edition also its rivals."""

    value: float
    low: float | None
    high: float | None
    mentions: tuple[Mention, ...]
    rivals: tuple[float, ...] = ()


def with_history(figures: Sequence[Figure], past: Sequence[PastEdition]) -> tuple[Figure, ...]:
    """The figures, each with what the editions in `past` gave for its measure.

    In an edition no value belongs to two figures, and no figure has two values. A value
    that was told before and is told anew by a fresh report is history, and no figure of
    today: the older report is merely still within the desk's window.
    """
    figures = list(_current(figures, past))
    today = [_row(f, f.value, f.low, f.high, f.mentions) for f in figures]
    history: list[list[tuple[PastValue, Mention, Mention]]] = [[] for _ in figures]
    for edition in sorted(past, key=lambda e: e.date):
        rows = list(_past_rows(edition.figures))
        for n, m, old, new in _paired(today, rows):
            told = Citation.of(old.sentence)
            row = rows[m]
            value = PastValue(edition.date, row.value, row.low, row.high, row.rivals, told)
            history[n].append((value, old, new))
    return tuple(_with(f, found) for f, found in zip(figures, history, strict=True))


def _with(figure: Figure, found: Sequence[tuple[PastValue, Mention, Mention]]) -> Figure:
    if not found:
        return figure
    _, old, new = found[-1]
    return replace(figure, history=tuple(v for v, _, _ in found), lowered=_undercuts(new, old))


def _current(figures: Sequence[Figure], past: Iterable[PastEdition]) -> Iterator[Figure]:
    """The figures without those that are only read again and go on in a fresh one."""
    told = {m.position for e in past for f in e.figures for m in f.mentions}
    again = [all(m.position in told for m in f.mentions) for f in figures]
    rows = [_row(f, f.value, f.low, f.high, f.mentions) for f in figures]
    fresh = [row for row, old in zip(rows, again, strict=True) if not old]
    stale = [n for n, f in enumerate(figures) if again[n] and not f.disputes]
    pairs = _paired(fresh, [rows[n] for n in stale])
    gone = {stale[m] for _, m, old, new in pairs if _later(old, new)}
    return (figure for n, figure in enumerate(figures) if n not in gone)


def _later(old: Mention, new: Mention) -> bool:
    """Does a fresh report give the measure another value, as of no earlier day?"""
    changed = old.count.quantity.value != new.count.quantity.value
    return changed and _day(old) <= _day(new)


def _day(mention: Mention) -> str:
    return mention.as_of or (mention.sentence.article.published or "")[:10]


# --- Rows --------------------------------------------------------------------------------


def _past_rows(figures: Iterable[Figure]) -> Iterator[_Row]:
    """The values of earlier figures, a disputed one under each of its values."""
    for figure in figures:
        values = (figure.value, *(d.value for d in figure.disputes))
        rows = [_row(figure, figure.value, figure.low, figure.high, figure.mentions)]
        rows += [_row(figure, d.value, None, None, d.mentions) for d in figure.disputes]
        for n, row in enumerate(rows):
            yield replace(row, rivals=values[:n] + values[n + 1 :])


def _row(
    figure: Figure,
    value: float,
    low: float | None,
    high: float | None,
    sentences: Sequence[Sentence],
) -> _Row:
    # Who gives a disputed value is not told of the figure, but of the sentence alone.
    who = figure.attribution if value == figure.value else ""
    when = figure.as_of if value == figure.value else ""
    found = (_mention(s, value, who, when) for s in sentences[:_MENTIONS])
    return _Row(value, low, high, tuple(m for m in found if m))


def _mention(sentence: Sentence, value: float, who: str, when: str) -> Mention | None:
    """The first count of a sentence that has the value; None where it has none."""
    code, text = sentence.article.language, sentence.quote
    kept = figures_in(text, code)
    count = next((c for c in kept if c.quantity.value == value), None)
    if count is None:
        return None
    return Mention(
        sentence=sentence,
        count=count,
        alone=is_alone(count, kept),
        origin="",
        attribution=who or context.attribution([text], 0, code),
        as_of=when,
        hedge=context.hedge(text, count, code),
        caveat="",
        day=when,
        speaker_acts=False,
        what=wording.what(text, count, code),
    )


# --- Pairs -------------------------------------------------------------------------------


def _paired(
    today: Sequence[_Row], rows: Sequence[_Row]
) -> Iterator[tuple[int, int, Mention, Mention]]:
    """(figure of today, earlier row, the two mentions that match), each of both at most once."""
    fits = []
    for n, m in _candidates(today, rows):
        pairs = ((a, b) for a in rows[m].mentions for b in today[n].mentions)
        same = [(_closeness(a, b), a, b) for a, b in pairs if _same_speaker(a, b)]
        same = [s for s in same if _continues(s[1], s[2])]
        if same:
            best = max(same, key=lambda s: s[0])
            fits.append((best[0], -n, -m, best[1], best[2]))
    taken: set[tuple[str, int]] = set()
    for _, n, m, old, new in sorted(fits, key=lambda f: f[:3], reverse=True):
        if not taken & {("today", n), ("past", m)}:
            taken |= {("today", n), ("past", m)}
            yield -n, -m, old, new


def _candidates(today: Sequence[_Row], rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """Pairs of rows that give one value, or count one thing and share a name."""
    index: dict[Key, list[int]] = defaultdict(list)
    for m, row in enumerate(rows):
        for key in _keys(row):
            index[key].append(m)
    found = {
        (n, m)
        for n, row in enumerate(today)
        for key in _keys(row)
        if len(where := index.get(key, [])) <= _COMMON
        for m in where
    }
    return sorted(found)


def _keys(row: _Row) -> set[Key]:
    named = {(m.thing, m.rate, name) for m in row.mentions for name in m.names}
    return {*named, *((m.thing, row.value) for m in row.mentions)}


def _continues(old: Mention, new: Mention) -> bool:
    """Are two mentions of different editions one measure, whatever it stood at?

    A count of dead or hurt goes on only as a running total or at a rate: two strikes
    are two counts. A value that changed needs a name in common.
    """
    x, y = old.count.quantity, new.count.quantity
    if (x.value, x.low, x.high) == (y.value, y.low, y.high):
        return same_measure(replace(old, as_of=new.as_of), new)
    if x.vague or y.vague or not same_thing(old, new):
        return False
    if not (old.alone and new.alone and same_noun(old, new) and same_size(x.value, y.value)):
        return False
    if old.total != new.total or old.part or new.part:
        return False
    if new.harms and not new.rate and not (old.running and new.running):
        return False
    if not old.names & new.names or len(old.names ^ new.names) > len(old.names & new.names):
        return False
    return alike(old.told, new.told, OTHER_NUMBER)


def _undercuts(new: Mention, old: Mention) -> bool:
    """Is a running total lower than it was, and not by its rounding alone?"""
    falls = new.count.quantity.value < old.count.quantity.value
    return falls and old.running and new.running and not compatible(new, old)


def _same_speaker(a: Mention, b: Mention) -> bool:
    """Does one speaker give both, as far as both are known?"""
    one, other = _speaker(a), _speaker(b)
    return not (one and other) or bool(one & other)


def _speaker(mention: Mention) -> set[str]:
    return set(lexicon(mention.code).language.content(mention.attribution))


def _closeness(a: Mention, b: Mention) -> tuple[object, ...]:
    """Sorts by speaker in common, then by words in common, then by value in common."""
    spoken = bool(_speaker(a) & _speaker(b))
    shared = len(a.told & b.told) / (len(a.told | b.told) or 1)
    return (spoken, round(shared, 9), a.count.quantity.value == b.count.quantity.value)
