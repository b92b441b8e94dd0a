"""A figure over the editions as a small line: where its points stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing.model import FigureRow, PastValue

WIDTH, HEIGHT, MARGIN = 100, 30, 4
"""Of the drawing, in its own units; a margin keeps the ends of the line within it."""
LEAST = 3
"""Fewer values than these make no trend."""
_WEEK, _NEAR = 7, 1  # days, and how far from a week ago an edition may be


def points(figure: FigureRow, day: str) -> tuple[tuple[float, float], ...]:
    """(x, y) of each value from the oldest to that of `day` (ISO); nothing for too few.

    x grows with the date, so that a day without an edition leaves its gap; y grows
    downwards, as in SVG, and a measure that never changed is a level line.
    """
    told = [(past.edition, past.value) for past in figure.history] + [(day, figure.value)]
    if len(told) < LEAST:
        return ()
    days = [float(date.fromisoformat(edition).toordinal()) for edition, _ in told]
    values = [value for _, value in told]
    across, up = _scaled(days, WIDTH), _scaled(values, HEIGHT)
    return tuple((x, HEIGHT - y) for x, y in zip(across, up, strict=True))


def _scaled(values: Sequence[float], length: int) -> list[float]:
    low, high = min(values), max(values)
    if low == high:
        return [length / 2] * len(values)
    room = length - 2 * MARGIN
    return [round(MARGIN + room * (value - low) / (high - low), 1) for value in values]


def week_ago(figure: FigureRow, day: str) -> PastValue | None:
    """What the edition of a week before `day` gave, or that of the day beside it."""
    today = date.fromisoformat(day)
    ages = [(today - date.fromisoformat(past.edition)).days - _WEEK for past in figure.history]
    near = [(abs(a), past.edition, past) for a, past in zip(ages, figure.history, strict=True)]
    found = min(near, key=lambda n: n[:2], default=None)
    return found[2] if found and found[0] <= _NEAR else None
