"""JSON that can be trusted to have its form, before anything in it is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from briefing.render.json import SCHEMA, schema

ANALYSIS = "analysis.json"
_TOLD = 20


class DataError(ValueError):
    """`faults` are lines with their places."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def load(name: str, content: bytes) -> Mapping[str, Any]:
    """The data of a JSON file that meets the schema for its name. Raises `DataError`."""
    try:
        data = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_number)
    except RecursionError:
        raise DataError(f"{name}: nested too deep") from None
    except ValueError as error:
        raise DataError(f"{name}: not JSON ({error})") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise DataError(f"{name}: schema: not a brief of schema {SCHEMA}")
    faults = list(_faults(name, data))
    if faults:
        more = [f"{name}: and more of this kind"] if len(faults) > _TOLD else []
        raise DataError(*faults[:_TOLD], *more)
    return data


def _faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    validator = _validator("analysis" if name == ANALYSIS else "brief")
    try:
        for error in validator.iter_errors(data):
            yield f"{name}: {place(error.instance_path)}: {error.message[:200]}"
    except (ValueError, OverflowError) as error:  # a number that JSON Schema has no room for
        yield f"{name}: {error}"


def place(path: list[str | int]) -> str:
    """Where a value stands, as in JavaScript.

    >>> place(["sections", 0, "points", 1, "text"])
    'sections[0].points[1].text'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the whole"


@cache
def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema(name), validate_formats=True)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # One reader takes the first of two values, another the last.
        twice = next(key for key, _ in pairs if sum(key == k for k, _ in pairs) > 1)
        raise ValueError(f'the key "{twice}" stands twice in one object')
    return found


def _number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")
