"""Who wrote it: the persons of a byline, without what stands around their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.read.masthead import is_masthead
from briefing.read.wording import Wording

_BREAK = re.compile(r"[\r\n|•·/;]+|\s[–—-]\s|(?<=\w)\s*\(|\)\s*|\s{3,}")
_LIST = re.compile(r",\s*(?:\band\b\s*)?", re.I)
_MAIL = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_SEAM = re.compile(r"(?<=[^\W\d_])(?<![A-Z])(?=[A-Z])")
_CAPITALS = re.compile(r"[^\W\d_]{3,}")
_MOST_WORDS = 5
_MOST = 12


def persons(value: str, words: Wording, outlet: str = "") -> str:
    """The names of persons in a stated author or a byline, joined by commas; "" for none.

    A job, a newsroom, a date, an address, the outlet's own name are no persons. A line
    that holds nothing else than names stays as it is.
    """
    line = " ".join(_MAIL.sub(" ", value).split(" "))
    if by := words.by.match(line.strip()):
        line = line.strip()[by.end() :]
    names = list(dict.fromkeys(_names(line, words, outlet)))[:_MOST]
    whole = " ".join(line.split()).strip(" ,.;")
    plain = words.joins.sub(", ", whole)
    return whole if plain == ", ".join(names) else ", ".join(names)


def _names(line: str, words: Wording, outlet: str) -> Iterator[str]:
    for piece in _BREAK.split(line):
        for part in _LIST.split(words.joins.sub(", ", piece.strip())):
            name = _unglued(_without_place(part.split(), words).strip(" ,.:;*–—-"), words)
            if name and _is_person(name, words, outlet):
                yield _cased(name, words)


def _unglued(name: str, words: Wording) -> str:
    """A name without the stamp that a page sets apart by its style alone: "LeePublished"."""
    for seam in _SEAM.finditer(name):
        if words.stamps.match(name, seam.start()):
            return name[: seam.start()]
    return name


def _cased(name: str, words: Wording) -> str:
    """A name set in capitals as it is spelled; initials keep theirs."""
    parts = name.split()
    if not name.isupper() or sum(len(part) > 2 for part in parts) < 2:
        return name
    return " ".join(
        part.lower() if part.lower() in words.inner else _CAPITALS.sub(_small, part)
        for part in parts
    )


def _small(match: re.Match[str]) -> str:
    return match[0].capitalize()


def _without_place(parts: list[str], words: Wording) -> str:
    """A name up to the small word behind it: "Ann Lee in Bergen"."""
    ends = (n for n, part in enumerate(parts) if part.islower() and part not in words.inner)
    end = next(ends, len(parts))
    return " ".join(parts[:end] if end >= 2 else parts)


def _is_person(name: str, words: Wording, outlet: str) -> bool:
    parts = name.split()
    if not 2 <= len(parts) <= _MOST_WORDS or any(map(str.isdigit, name)) or ":" in name:
        return False
    if words.article.match(name):
        return False  # "The Associated Papers"
    if not parts[0][0].isupper() or not parts[-1][0].isupper() or not parts[-1][-1].isalpha():
        return False
    if not all(part[0].isupper() or part.lower() in words.inner for part in parts):
        return False
    low = {part.lower().strip(".,'’") for part in parts}
    if low & words.jobs or low & words.months.keys() & _first(parts) or words.contact.search(name):
        return False
    if words.staff.search(name) or words.weekday.fullmatch(parts[0]):
        return False
    return name.casefold() != outlet.casefold() and not is_masthead(name, words)


def _first(parts: list[str]) -> set[str]:
    """The first word in lower case where a month would stand before a year or day."""
    return {parts[0].lower().strip(".,")} if len(parts[-1]) <= 2 else set()


def with_job(line: str, words: Wording) -> str:
    """The name in "Ann Lee, Harbour Reporter", a line that says what it is by a job; else ""."""
    name, _, rest = " ".join(line.split()).partition(", ")
    jobs = words.jobs & {part.lower().strip(".,") for part in rest.split()}
    return persons(name, words) if jobs and len(rest.split()) <= _MOST_WORDS else ""


def newsroom(value: str, words: Wording) -> str:
    """The outlet in a byline that names a newsroom or where somebody writes; else "".

    "By the Harbour Post wire staff", "By Ann Lee, NP".
    """
    line = " ".join(value.split()).strip(" ,.")
    if by := words.by.match(line):
        line = line[by.end() :]
    if staff := words.staff.search(line):
        before = line[: staff.start()].strip()
        if before.endswith(","):
            return ""  # a person and a job
        name = words.article.sub("", before.rpartition(", ")[2])
        return name if _is_name(name) and not {w.lower() for w in name.split()} & words.jobs else ""
    name = line.rpartition(", ")[2] if ", " in line else ""
    if not _is_name(name):
        return ""
    acronym = name.isupper() and 2 <= len(name) <= 6 and " " not in name
    return name if acronym or is_masthead(name, words) else ""


def _is_name(name: str) -> bool:
    return bool(name) and len(name.split()) <= 4 and all(part[0].isupper() for part in name.split())
