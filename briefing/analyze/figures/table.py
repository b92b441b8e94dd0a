"""Rows as the figures of a day, weightiest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log
from typing import TypeVar

from briefing.analyze.figures import context, rows, telling
from briefing.analyze.figures.again import told_again
from briefing.analyze.figures.fit import Row, fit, is_prominent, is_trivial, reads_alone
from briefing.analyze.figures.mentions import Mention, Sort
from briefing.analyze.figures.rivals import relate
from briefing.analyze.figures.same import alike
from briefing.analyze.stories import Events
from briefing.model import Dispute, Figure, Sentence, Superseded

T = TypeVar("T")

_SAME_SUM = 0.3
_BORNE = 0.5  # what the log of its origins adds
_LATE = 1.0  # what a row loses that stands at the very end of each article: reports end on the past
_SIZE = 0.1  # what the log of a toll's size adds to how much the day speaks of it


def as_figures(
    grouped: Sequence[Sequence[Mention]], events: Events | None = None
) -> tuple[Figure, ...]:
    """Rows as figures, the newest and best supported value before its rivals, weightiest first.

    The parts of a total stand right after it.
    """
    ordered = sorted(grouped, key=_support)
    total_of = parts_of(ordered)
    relations = relate(ordered, total_of, events)
    weights = _weights(ordered)
    parts: defaultdict[int, list[Mention]] = defaultdict(list)
    for part, total in total_of.items():
        parts[total] += ordered[part]
    made: list[_Made] = []
    taken: set[int] = set()
    for n in sorted(range(len(ordered)), key=lambda n: (_aside(ordered[n]), n)):
        row = ordered[n]
        if n in taken or n in relations.replaced or _is_nothing(row, relations.rivals[n]):
            continue
        if n in total_of and row[0].count.of and row[0].count.quantity.value == 1:
            continue  # the one cook beside two nurses, all told with the three
        older = sorted(relations.older[n] - taken, key=lambda k: _newest(ordered[k]))
        rivals = sorted(relations.rivals[n] - taken - set(older))
        taken.update((n, *older, *rivals))
        figure = replace(
            _figure(row, parts[n]),
            disputes=by_value(_dispute(ordered[k]) for k in rivals),
            superseded=_once(_superseded(ordered[k]) for k in older),
            total=ordered[total_of[n]][0].count.quantity.value if n in total_of else None,
        )
        weight = weights[total_of.get(n, n)]
        others = [m for k in (*rivals, *older) for m in ordered[k]]
        made.append(_Made((weight, n in total_of, place(row)), figure, row, others))
    made.sort(key=lambda one: one.order)
    once = list(_told_once(made, events))
    return _once(once[n].figure for n in fit([one.shown for one in once], events))


@dataclass(frozen=True)
class _Made:
    """A figure with its place in the table and its row."""

    order: tuple[object, ...]
    figure: Figure
    row: Sequence[Mention]
    others: Sequence[Mention]
    again: Sequence[Mention] = ()

    @cached_property
    def lead(self) -> Mention:
        """The mention whose words are printed."""
        return _lead_first(self.row)[0]

    @property
    def plain(self) -> bool:
        """Whether it says nothing but its value: no rival, no older value, no part of a total."""
        figure = self.figure
        return not (figure.disputes or figure.superseded) and figure.total is None

    @property
    def shown(self) -> Row:
        """What decides whether it is printed."""
        return Row(
            lead=self.lead,
            what=self.figure.what,
            told=[m for m in (*self.row, *self.again) if not m.aside] or self.row,
            others=self.others,
            disputed=bool(self.figure.disputes),
            newer=bool(self.figure.superseded),
            part=self.figure.total is not None,
        )

    @property
    def reads(self) -> bool:
        """Whether the words that are printed need no sentence before them."""
        return _reads(self.lead)

    @property
    def taken_up(self) -> bool:
        """Whether the words that are printed take up what was told before."""
        return self.lead.definite


def _told_once(made: Sequence[_Made], events: Events | None) -> Iterator[_Made]:
    """The figures without those that say no more than another, whose sources join its own."""

    # Who says more stays, and what stands by itself rather than "the two wounded" or "these two".
    def last(n: int) -> tuple[object, ...]:
        return made[n].plain, made[n].taken_up, not made[n].reads, n

    stay = sorted(range(len(made)), key=last)
    found = told_again([made[n].row for n in stay], events)
    into = {stay[n]: stay[k] for n, k in found.items() if made[stay[n]].plain}
    more: defaultdict[int, list[Sentence]] = defaultdict(list)
    again: defaultdict[int, list[Mention]] = defaultdict(list)
    for n, k in into.items():
        more[k] += made[n].figure.mentions
        again[k] += made[n].row
    for n, one in enumerate(made):
        if n not in into:
            figure = replace(one.figure, mentions=_once((*one.figure.mentions, *more[n])))
            yield replace(one, figure=figure, again=again[n])


def _once(told: Iterable[T]) -> tuple[T, ...]:
    """ "Two were over 60, two over 50": what one sentence tells twice is told once."""
    return tuple(dict.fromkeys(told))


def _aside(row: Sequence[Mention]) -> bool:
    """Does every mention of a row tell nothing of the day, or one that it holds at any time?"""
    return all(m.aside for m in row) or any(m.generic for m in row)


def _is_nothing(row: Sequence[Mention], rivals: Collection[int]) -> bool:
    """Is a row none of the table? Where a place lies is told only if it is disputed."""
    placed = row[0].sort is Sort.UNIT and row[0].count.quantity.value
    return _aside(row) and not (placed and rivals)


def parts_of(ordered: Sequence[Sequence[Mention]]) -> dict[int, int]:
    """For each row that is a part of a total, the place of the row of the total.

    "One in Karsk, some five in Lomna and six in Ardania" are the dozen of another
    sentence that tells the same, or of the beginning of their own.
    """
    stated: defaultdict[object, list[int]] = defaultdict(list)
    sentences: defaultdict[
        tuple[tuple[str, int, int], tuple[str, str, str]], list[tuple[int, Mention]]
    ] = defaultdict(list)
    for n, row in enumerate(ordered):
        stated[(*row[0].measured, row[0].count.quantity.value)].append(n)
        for mention in row:
            quantity = mention.count.quantity
            if quantity.value and not (quantity.vague or quantity.unit):
                sentences[mention.sentence.position, mention.measured].append((n, mention))
    found: dict[int, int] = {}
    for (_, same), told in sentences.items():
        for n, mention in ((n, m) for n, m in told if m.count.of):
            totals = stated.get((*same, float(mention.count.of)), ())[: rows.COMPARED]
            total = next((t for t in totals if _adds_up([(n, mention)], ordered[t])), None)
            if total is not None:
                found[n] = total
        told.sort(key=lambda pair: pair[1].count.start)
        for parts in (told, told[1:]):
            if len(parts) < 2:
                break
            value = sum(m.count.quantity.value for _, m in parts)
            totals = stated.get((*same, value), ())[: rows.COMPARED]
            total = next((t for t in totals if _adds_up(parts, ordered[t])), None)
            if total is not None:
                found.update((n, total) for n, _ in parts if n != total)
                break
    return {n: total for n, total in found.items() if total not in found}


def _adds_up(parts: Sequence[tuple[int, Mention]], total: Sequence[Mention]) -> bool:
    """Does a row tell the sum of what one sentence tells by parts?"""
    one = parts[0][1]
    return any(
        m.count.start < one.count.start
        if m.sentence == one.sentence
        else (m.day == one.day or not (m.day and one.day)) and alike(m.stems, one.stems, _SAME_SUM)
        for m in total[: rows.COMPARED]
    )


def _support(row: Sequence[Mention]) -> tuple[object, ...]:
    """Sorts by number of origins, then the latest (an unknown day may be), then the largest."""
    latest = "" if any(not m.when[0] for m in row) else max(m.when[0] for m in row)
    newest = _reversed(latest) if latest else _reversed("9999-12-31")
    return (-len({m.origin for m in row}), newest, -row[0].count.quantity.value, place(row))


def _weights(grouped: Sequence[Sequence[Mention]]) -> list[tuple[object, ...]]:
    """Sorts rows: dead and hurt, what the day's reports speak of most; lengths and trifles last.

    How much the day speaks of a row is the mean log of the origins that have the
    words of its clause, as far as they tell numbers.
    """
    said: Counter[str] = Counter()
    for _, stem in {(m.origin, stem) for row in grouped for m in row for stem in m.stems}:
        said[stem] += 1

    def weight(row: Sequence[Mention]) -> tuple[object, ...]:
        lead = _lead_first(row)[0]
        told = [log(1 + said[stem]) for stem in sorted(lead.clause)]
        harmed = any(m.count.harm or m.sort is Sort.BODIES for m in row)
        heard = sum(told) / (len(told) or 1)
        value = lead.count.quantity.value
        # A toll of thousands goes before two dead in a village that more reports name.
        borne = _BORNE * log(len({m.origin for m in row}))
        late = _LATE * harmed * min(m.sentence.start / len(m.sentence.article.text) for m in row)
        weighed = round(heard + _SIZE * log(1 + value) * harmed + borne - late, 6)
        hidden = not is_prominent(row)
        return (is_trivial(lead), hidden, not harmed, lead.distance, -weighed, -value, place(row))

    return [weight(row) for row in grouped]


def place(row: Sequence[Mention]) -> tuple[object, ...]:
    return min((*m.sentence.position, m.count.start) for m in row)


def _reversed(day: str) -> int:
    return -int(day.replace("-", "") or 0)


def _lead_first(row: Sequence[Mention]) -> list[Mention]:
    """The mention that describes the row best comes first, in the language of most.

    One that tells of another time stands back where another does not, and so does one that makes
    the speaker the killer, or whose words are no sentence or point back.
    """
    languages = Counter(m.code for m in row)
    ordered = sorted(
        row,
        key=lambda m: (
            m.aside,
            m.speaker_acts,
            -languages[m.code],
            not m.count.harm,
            not m.attribution,
            m.count.inherited,
            not m.as_of,
            not m.caveat,
            not m.hedge,
            m.sentence.position,
        ),
    )
    first = next(filter(_reads, ordered), ordered[0])
    return [first, *(m for m in ordered if m is not first)]


def _reads(mention: Mention) -> bool:
    """Do the words that would be printed of a mention need no sentence before them?"""
    words = telling.told(mention.sentence.quote, mention.count, mention.code)
    return reads_alone(mention, words)


def _figure(row: Sequence[Mention], parts: Sequence[Mention] = ()) -> Figure:
    """A row as a figure; the sentences of its `parts` bear it out too."""
    ordered = _lead_first(row)
    lead = ordered[0]
    quantity = lead.count.quantity
    return Figure(
        value=float(quantity.value),
        low=quantity.low,
        high=quantity.high,
        unit=lead.count.noun,
        what=telling.told(lead.sentence.quote, lead.count, lead.code),
        casualty=any(m.count.harm for m in row),
        attribution=_first(m.attribution for m in ordered),
        as_of=_first(m.as_of for m in ordered),
        qualifier=_qualifier(ordered),
        mentions=_sentences((*ordered, *parts)),
    )


def _dispute(row: Sequence[Mention]) -> Dispute:
    return Dispute(float(row[0].count.quantity.value), _sentences(_lead_first(row)))


def _newest(row: Sequence[Mention]) -> tuple[object, ...]:
    """Sorts the newest value first."""
    return (_reversed(max(m.when[0] for m in row)), -row[0].count.quantity.value, place(row))


def by_value(rivals: Iterable[Dispute]) -> tuple[Dispute, ...]:
    """Rivals in their order, those of one value as one that all their sentences tell."""
    found: dict[float, Dispute] = {}
    for rival in rivals:
        known = found.get(rival.value)
        mentions = (*known.mentions, *rival.mentions) if known else rival.mentions
        found[rival.value] = Dispute(rival.value, _once(mentions))
    return tuple(found.values())


def _superseded(row: Sequence[Mention]) -> Superseded:
    ordered = _lead_first(row)
    as_of = _first(m.as_of for m in ordered)
    return Superseded(float(row[0].count.quantity.value), as_of, _sentences(ordered))


def _sentences(row: Iterable[Mention]) -> tuple[Sentence, ...]:
    return _once(m.sentence for m in row)


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _qualifier(row: Sequence[Mention]) -> str:
    """The first hedge of a row, and of its caveats the first of each kind."""
    kinds: dict[int, str] = {}
    for mention in row:
        if mention.caveat:
            kinds.setdefault(context.caveat_kind(mention.caveat, mention.code), mention.caveat)
    return "; ".join(filter(None, (_first(m.hedge for m in row), *kinds.values())))
