"""A forger of prints: what their pages draw is altered, operator by operator."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf

Operations = list[Any]
_SHOWS = {"Tj", "TJ"}
_WHITE = [Decimal(1), Decimal(1), Decimal(1)]


def _one(operator: str, *operands: Any) -> Any:
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(operator))


def _at(operations: Operations, *operators: str) -> list[int]:
    return [n for n, one in enumerate(operations) if str(one.operator) in operators]


def _shows(operations: Operations) -> list[int]:
    return _at(operations, *_SHOWS)


def _before(*made: Any) -> Callable[[Operations, random.Random], Operations]:
    """The operators before one of the texts."""

    def change(operations: Operations, draw: random.Random) -> Operations:
        n = draw.choice(_shows(operations))
        return [*operations[:n], *made, *operations[n:]]

    return change


def _without_text(operations: Operations, draw: random.Random) -> Operations:
    n = draw.choice(_shows(operations))
    return [*operations[:n], *operations[n + 1 :]]


def _twice(operations: Operations, draw: random.Random) -> Operations:
    n = draw.choice(_shows(operations))
    return [*operations[:n], operations[n], *operations[n:]]


def _exchanged(operations: Operations, draw: random.Random) -> Operations:
    a, b = sorted(draw.sample(_shows(operations), 2))
    made = list(operations)
    made[a], made[b] = made[b], made[a]
    return made


def _moved(operations: Operations, draw: random.Random) -> Operations:
    n = draw.choice(_at(operations, "Tm"))
    made, place = list(operations), list(operations[n].operands)
    place[4 + draw.randrange(2)] += Decimal(draw.choice((-300, -40, 40, 300)))
    made[n] = _one("Tm", *place)
    return made


def _sized(operations: Operations, draw: random.Random) -> Operations:
    n = draw.choice(_at(operations, "Tm"))
    made, place = list(operations), list(operations[n].operands)
    place[:4] = [Decimal(str(v)) * Decimal("0.02") for v in place[:4]]
    made[n] = _one("Tm", *place)
    return made


def _painted(operations: Operations, draw: random.Random) -> Operations:
    """Something white above all that was drawn so far."""
    n = draw.choice(_at(operations, "ET"))
    box = (Decimal(v) for v in (0, 0, 600, draw.choice((200, 800))))
    over = (_one("q"), _one("rg", *_WHITE), _one("re", *box), _one("f"), _one("Q"))
    return [*operations[: n + 1], *over, *operations[n + 1 :]]


def _clipped(operations: Operations, draw: random.Random) -> Operations:
    n = draw.choice(_at(operations, "BT"))
    box = (Decimal(v) for v in (0, 0, 1, 1))
    return [*operations[:n], _one("re", *box), _one("W"), _one("n"), *operations[n:]]


def _colours(operations: Operations, draw: random.Random) -> Operations:
    """The colour of warnings, of marks and of links."""
    n = draw.choice(_at(operations, "rg", "scn", "sc"))
    made = list(operations)
    some = [Decimal(str(draw.random())) for _ in operations[n].operands]
    made[n] = _one(str(operations[n].operator), *some)
    return made


WAYS: Mapping[str, Callable[[Operations, random.Random], Operations]] = {
    "a text less": _without_text,
    "a text twice": _twice,
    "two texts exchanged": _exchanged,
    "a text elsewhere": _moved,
    "a text too small to read": _sized,
    "a text that is not drawn": _before(_one("Tr", 3)),
    "a text in white": _before(_one("rg", *_WHITE)),
    "a text squeezed": _before(_one("Tz", 1)),
    "a text above its line": _before(_one("Ts", 400)),
    "white above it": _painted,
    "a text cut away": _clipped,
    "another colour": _colours,
}


def mutants(
    content: bytes, each: int, seed: str, ways: Iterable[str] = tuple(WAYS)
) -> Iterator[tuple[str, bytes]]:
    """A print altered in each of the ways, `each` times, at places drawn by lot."""
    draw = random.Random(seed)
    for how in ways:
        for _ in range(each):
            with pikepdf.open(BytesIO(content)) as document:
                pages = [p for p in document.pages if len(_texts(p)) > 1]
                page = draw.choice(pages)
                made = WAYS[how](list(pikepdf.parse_content_stream(page)), draw)
                page.Contents = document.make_stream(pikepdf.unparse_content_stream(made))
                saved = BytesIO()
                document.save(saved)
            yield how, saved.getvalue()


def _texts(page: Any) -> list[int]:
    return _shows(list(pikepdf.parse_content_stream(page)))
