"""Which figures are printed as one row: those that one clause gives.

"7,199 · 11,756: it had verified the deaths of 7,199 civilians and injuries to 11,756" tells two
figures in the room of one, and the clause is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefing.model import Citation, FigureRow

_MOST = 4
"""Values before one clause: more are no longer read in one glance."""

Together = tuple[FigureRow, ...]


def together(rows: Iterable[FigureRow]) -> tuple[Together, ...]:
    """Rows in their order, neighbours in one group where they say the same but for the value.

    A row with more to say (rivals, older values, a past) stands alone: what belongs to which value
    must be seen, and so does one that other sources give, since each is cited with its figure. The
    first of a group speaks for all: it is a part of a total where they all are.
    """
    groups: list[list[FigureRow]] = []
    for row in rows:
        last = groups[-1] if groups else []
        if last and len(last) < _MOST and _alike(last[0], row):
            last.append(row)
        else:
            groups.append([row])
    return tuple(map(_as_one, groups))


def first_groups(rows: Sequence[FigureRow], most: int) -> tuple[FigureRow, ...]:
    """The rows of the first `most` groups."""
    return tuple(rows[: sum(map(len, together(rows)[:most]))])


def _as_one(group: Sequence[FigureRow]) -> Together:
    first, *others = group
    if any(row.total != first.total for row in others):
        first = replace(first, total=None)
    return first, *others


def _alike(one: FigureRow, other: FigureRow) -> bool:
    return _is_plain(one) and _is_plain(other) and _said(one) == _said(other)


def _is_plain(row: FigureRow) -> bool:
    more = row.disputes or row.superseded or row.history or row.lowered
    return bool(row.what) and not more


def _said(row: FigureRow) -> tuple[str, Citation, frozenset[Citation], str, str, frozenset[str]]:
    """What two rows have in common but their value; a hedge that the clause tells is seen there."""
    told = row.what.casefold()
    doubts = frozenset(d for d in row.qualifier.split("; ") if d and d.casefold() not in told)
    cited = row.citations[0], frozenset(row.citations)
    return row.what, *cited, row.attribution, row.as_of, doubts
