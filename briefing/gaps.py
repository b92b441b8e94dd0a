"""What is missing, said once: a file of a thousand empty records has one fault, not a thousand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefing.model import Gap

NAMED = 3
"""So many records of one file are named one by one."""
_RECORD = re.compile(r"(?P<file>.+)#(?P<number>\d+)", re.S)


def told_once(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The gaps in order of place and fault; records of one file with one fault are counted.

    A record's place is the file's with "#" and its number. Four and more of one fault
    are told by the first and the last of them: "feed.jsonl#3-90", "no text (17 records)".
    """
    found: dict[tuple[str, str], list[Gap]] = {}
    for gap in set(gaps):
        record = _RECORD.fullmatch(gap.where)
        found.setdefault((record["file"] + "#" if record else gap.where, gap.what), []).append(gap)
    told = [one for (file, _), like in found.items() for one in _summed(file, like)]
    return tuple(sorted(told, key=lambda gap: (gap.where, gap.what)))


def _summed(file: str, like: list[Gap]) -> list[Gap]:
    if len(like) <= NAMED:
        return like
    numbers = sorted(int(gap.where.removeprefix(file)) for gap in like)
    where = f"{file}{numbers[0]}-{numbers[-1]}"
    return [Gap(where, f"{like[0].what} ({len(like):,} records)")]
