"""How large the type may be, told from pages that were set in another size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

SMALLEST = 9.0
"""Points below which nothing is set to save a page."""
_LEAST = 0.93
"""How far type may shrink to save a last page with next to nothing on it."""
_SHORT = 8
"""Pages up to which one page less is worth another setting."""
_NEARLY_EMPTY = 0.2
_SPARE = 0.985
_POWER = 0.8
_HOPELESS = 0.85
_ENOUGH = 0.85
"""A page filled so far is a full page."""
_A_PAGE = 4_200
"""Characters of a brief on a page in full size, tables and rules included."""


def first_size(characters: int, wanted: int, size: float) -> float:
    """The size to begin with for so many characters on `wanted` pages; `size` at most.

    A guess that is rather too small: one setting is then enough on most days. What
    cannot fit is not tried.
    """
    guess = _fitting(characters / _A_PAGE, wanted, size)
    return size if guess < _HOPELESS * SMALLEST else _within(guess, size)


def sizes(pages: Sequence[Any], wanted: int, size: float, full: float) -> Iterator[float]:
    """The sizes in points to try next, largest first, for pages that were set in `size`.

    They are to fill `wanted` pages, in `full` size at most. When that is 0, they
    are to fit on one page less, but only where that page is nearly empty.
    """
    used = filled(pages)
    if wanted and used > wanted:
        first = _fitting(used, wanted, size)
        if first < _HOPELESS * SMALLEST:
            return
        first = _within(first, full)
        tries = dict.fromkeys((first, round((first + SMALLEST) / 2, 2), SMALLEST))
        yield from (smaller for smaller in tries if smaller < size)
    elif wanted and size < full and used < _ENOUGH * wanted:
        yield _within(_fitting(used, wanted, size), full)
    elif not wanted and 1 < len(pages) <= _SHORT and used < len(pages) - 1 + _NEARLY_EMPTY:
        saving = _fitting(used, len(pages) - 1, size)
        if saving >= max(SMALLEST, _LEAST * size):
            yield saving
            if saving > SMALLEST and _LEAST * size <= SMALLEST:
                yield SMALLEST


def _within(size: float, full: float) -> float:
    return min(full, max(SMALLEST, size))


def _fitting(used: float, wanted: int, size: float) -> float:
    """Text takes paper by the area of its type, rules and margins by their height."""
    return round(size * math.pow(_SPARE * wanted / used, _POWER), 2)


def filled(pages: Sequence[Any]) -> float:
    """How many pages are filled, in pages."""
    last = pages[-1]._page_box
    top = last.content_box_y()
    bottom = max(
        (box.position_y + box.margin_height() for box in last.children[0].descendants()
         if box.element_tag not in ("html", "body") and hasattr(box, "height")),
        default=top,
    )  # fmt: skip
    filled = (bottom - top) / last.height
    return len(pages) - 1 + min(1.0, max(0.0, float(filled)))
