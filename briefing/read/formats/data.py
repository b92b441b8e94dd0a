"""JSON: one article, a list of them, or what a news interface answers.

What the interfaces call the parts of an article is data, in `interfaces.toml`; a
source that calls them otherwise says so with `fields` of its own.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from briefing.language import CLOSERS
from briefing.model import Document, Kind
from briefing.read.decode import UnreadableError, decode, sanitized
from briefing.read.formats.extracted import FIELDS, Extract, Mark, joined
from briefing.read.formats.fragment import blocks, is_markup, without_entities
from briefing.read.formats.walks import seen_markup

_MOST_KEYS = 100
_DEEPEST = 6
"""Steps inward; no interface wraps its articles more deeply."""
_LONGEST_PLACEHOLDER = 120
_LONGEST_TEASER = 1000
"""Characters. A longer text that ends in an ellipsis may have been written so."""
_LEFT_OUT = re.compile(r"\s*(?:\.{3,}|…)?\s*\[(?:\.{3}|…)?\s*\+?(?P<count>\d+)\s*\w+\]\s*\Z")
"""NewsAPI's "… [+2219 chars]" and GNews's "... [3021 chars]"."""
_TRAILS_OFF = re.compile(
    r"(?:\s*\[(?:\.{3}|…)\]|\s*(?:\.{3}|…)(?:\s+[^\W\d_]+(?: [^\W\d_]+){0,3})?)[\s»>→]*\Z"
)
"""With what leads on to the whole, as "... Read more"."""
_NOTE = 100
"""Characters. No note of what is left out is longer."""
_END = re.compile(rf"[.!?؟۔。！？।][{CLOSERS}]*\Z")
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*"
    r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class _Names:
    """Where the parts of an article lie; paths of keys."""

    articles: Sequence[str]
    single: Sequence[str]
    placeholders: Sequence[str]
    wrapped: Sequence[str]
    outlet_of_all: Sequence[str]
    named: Mapping[str, str]
    fields: Mapping[str, Sequence[str]]


def read_json(document: Document) -> tuple[Extract, ...]:
    """The articles of an object, in order, each with its place in the list.

    What of them holds no text is told with the last one. Raises `UnreadableError`.
    """
    try:
        answer = json.loads(decode(document.body))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error
    if not isinstance(answer, dict) and not _holds_objects(answer):
        raise UnreadableError(f"expected a JSON object, got {type(answer).__name__}")
    names = _names(document.fields)
    rows = _rows(answer, names)
    if rows is None:
        assert isinstance(answer, dict)  # a list always has rows
        inside = (_at(answer, path) for path in names.single if not _text(answer, names))
        answer = next((one for one in inside if isinstance(one, dict)), answer)
        if (found := _article(answer, names, "")) is None:
            raise UnreadableError(_no_text(answer))
        return (found,)
    outlet = _first(answer, names.outlet_of_all) or _named(answer, names)
    return tuple(_all(rows, names, outlet if isinstance(outlet, str) else ""))


def _holds_objects(answer: Any) -> bool:
    return isinstance(answer, list) and (not answer or any(isinstance(a, dict) for a in answer))


def _all(rows: Sequence[Any], names: _Names, outlet: str) -> Iterator[Extract]:
    bare = []
    for number, row in enumerate(rows, 1):
        found = _article(row, names, outlet) if isinstance(row, dict) else None
        if found is None:
            bare.append(number)
        else:
            part = str(number) if len(rows) > 1 else ""
            yield replace(found, part=part)
    if bare:
        which = ", ".join(map(str, bare[:10])) + (", ..." if len(bare) > 10 else "")
        told = f"{len(bare)} of {len(rows)} entries hold no text of an article: {which}"
        yield Extract("", missing=(told,))
    if not rows:
        raise UnreadableError("an answer without articles")


def _no_text(answer: Any) -> str:
    if not isinstance(answer, dict):
        return 'no "text" in it'
    keys = ", ".join(f'"{key}"' for key in list(answer)[:8])
    return f'no "text" in it, only {keys}; name it in the source: fields = {{ text = "..." }}'


# --- Where things lie ----------------------------------------------------------------


@cache
def _names(own: tuple[tuple[str, str], ...]) -> _Names:
    """The table, with the names of a source before those we know."""
    table = tomllib.loads((files(__package__) / "interfaces.toml").read_text("utf-8"))
    chosen = dict(own)
    fields = {
        name: ([chosen[name]] if name in chosen else paths)
        for name, paths in table["fields"].items()
    }
    articles = [chosen["articles"]] if "articles" in chosen else table["articles"]
    single = [] if "articles" in chosen else table["single"]
    return _Names(
        articles,
        single,
        table["placeholders"],
        table["wrapped"],
        table["outlet_of_all"],
        table["named"],
        fields,
    )


def _rows(answer: Any, names: _Names) -> list[Any] | None:
    """The list of articles in an answer; None where the answer is the article."""
    if isinstance(answer, list):
        return [_unwrapped(row, names) for row in answer]
    if _text(answer, names):
        return None
    for path in names.articles:
        found = _at(answer, path)
        if isinstance(found, dict) and found and all(isinstance(v, dict) for v in found.values()):
            found = list(found.values())
        if isinstance(found, list) and (not found or isinstance(found[0], dict)):
            return [_unwrapped(row, names) for row in found]
    return None if _at_any(answer, names.single) else _searched(answer, names)


def _at_any(answer: Any, paths: Sequence[str]) -> bool:
    return any(isinstance(_at(answer, path), dict) for path in paths)


def _searched(answer: Mapping[str, Any], names: _Names) -> list[Any] | None:
    """The first list, few steps inward, most of whose entries hold the text of an article."""
    level: list[Mapping[str, Any]] = [answer]
    for _ in range(_DEEPEST // 2):
        values = [value for one in level for value in list(one.values())[:_MOST_KEYS]]
        for value in values:
            if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
                rows = [_unwrapped(row, names) for row in value]
                if 2 * sum(bool(_text(row, names)) for row in rows) > len(rows):
                    return rows
        inner: list[Mapping[str, Any]] = [value for value in values if isinstance(value, dict)]
        keyed = [_unwrapped(one, names) for one in inner]
        # Articles may lie by their keys.
        if len(level) == 1 and len(inner) == len(values) > 1 and _are_texts(keyed, names):
            return keyed
        level = inner
    return None


def _are_texts(rows: Sequence[Any], names: _Names) -> bool:
    return all(isinstance(row, dict) and _text(row, names) for row in rows)


def _unwrapped(row: Any, names: _Names) -> Any:
    if isinstance(row, dict) and _text(row, names):
        return row
    inner = (row[key] for key in names.wrapped if isinstance(row, dict) and key in row)
    return next((one for one in inner if isinstance(one, dict)), row)


def _at(row: Any, path: str) -> Any:
    """What lies at a path of keys; a key may itself hold dots."""
    if isinstance(row, dict) and path in row:
        return row[path]
    for key in path.split("."):
        if isinstance(row, list):
            row = row[0] if row else None
        row = row.get(key) if isinstance(row, dict) else None
    return row


def _first(row: Any, paths: Sequence[str]) -> Any:
    return next((found for path in paths if (found := _at(row, path))), None)


def _named(answer: Any, names: _Names) -> Any:
    return next((_at(answer, path) for key, path in names.named.items() if _at(answer, key)), None)


# --- One article ---------------------------------------------------------------------


def _article(row: Mapping[str, Any], names: _Names, outlet: str) -> Extract | None:
    """The article of an object; None where it holds no text."""
    raw = _text(row, names)
    brief = next(filter(None, (_prose(_at(row, p)) for p in names.fields["summary"])), "")
    text, marks = _read(raw or brief)
    text, marks, missing = _cut(text, marks, whole=bool(raw))
    field = raw or brief
    if raw and missing and brief:
        other = _cut(*_read(brief), whole=False)
        if len(other[0]) > len(text):
            text, marks, missing = other
            field = brief
    if not text.strip():
        return None
    stated = dict(_stated(row, names))
    if outlet:
        stated.setdefault("outlet", (" ".join(sanitized(outlet).split()), "the answer's title"))
    return Extract(text, marks, stated, missing, shown=_seen(field))


def _seen(field: str) -> str:
    """What a reader of a field sees."""
    plain = without_entities(field)
    return seen_markup(plain) if is_markup(plain) else sanitized(plain)


def _text(row: Mapping[str, Any], names: _Names) -> str:
    found = (_prose(_at(row, path)) for path in names.fields["text"])
    return next((text for text in found if text and not _stands_in(text, names)), "")


def _stands_in(text: str, names: _Names) -> bool:
    """Whether a field only says that its text is not handed over."""
    start = text[:_LONGEST_PLACEHOLDER].lower()
    short = len(text) < _LONGEST_PLACEHOLDER
    return short and any(words in start for words in names.placeholders)


def _prose(value: Any, depth: int = 0) -> str:
    """A text, or the paragraphs of a list; "" for all else."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, list) and depth < _DEEPEST:
        return "\n\n".join(filter(None, (_prose(one, depth + 1) for one in value)))
    if isinstance(value, dict) and depth:
        return _prose(value.get("text") or value.get("content"), depth + 1)
    return ""


def _read(raw: str) -> tuple[str, tuple[Mark, ...]]:
    """A field's text without markup; one without any is left as it is."""
    plain = without_entities(raw)
    if is_markup(plain):
        return joined(blocks(plain))
    return sanitized(plain), ()


def _cut(
    text: str, marks: tuple[Mark, ...], *, whole: bool
) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """The text without the note of what is left out, and a mark on its last, cut sentence.

    A summary, unlike a `whole` text, is cut where it does not end as a sentence does.
    """
    # From the end on: a text of dots alone would be searched once for each of them.
    note = _LEFT_OUT.search(text, max(0, len(text) - _NOTE))
    kept = text[: note.start()] if note else text.rstrip()
    trails = _TRAILS_OFF.search(kept, max(0, len(kept) - _NOTE))
    kept = kept[: trails.start()] if trails else kept
    loose = trails and "[" not in trails.group() and whole and len(text) > _LONGEST_TEASER
    cut = note or (trails and not loose) or not (whole or _END.search(kept[-8:]))
    if not cut:
        missing = () if whole else ("only a summary of it was handed over",)
        return text, marks, missing
    end = len(kept.rstrip())
    count = int(note["count"]) if note else 0
    said = f"; {count} characters more are told of" if count else ""
    missing = (f"truncated by who handed it over{said}; its last, cut sentence is not quoted",)
    inside = tuple(mark for mark in marks if mark[1] <= end)
    return kept[:end], (*inside, (max(0, end - 1), end, Kind.BOILERPLATE)), missing


def _stated(row: Mapping[str, Any], names: _Names) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in FIELDS:
        for path in names.fields[name]:
            # Most of the many names are another interface's, and a list may have many rows.
            here = path in row or path.partition(".")[0] in row
            if here and (value := _value(name, _at(row, path))):
                yield name, (value, f'the field "{path}"')
                break


def _value(name: str, raw: Any) -> str:
    """A field's value on one line; "" where it cannot be such a field."""
    if name == "byline" and isinstance(raw, list):
        return ", ".join(filter(None, (_value(name, one) for one in raw)))
    if isinstance(raw, dict) and name == "published":
        raw = raw.get("$date")
    if isinstance(raw, dict):
        raw = next((raw[k] for k in ("name", "title", "full_name") if raw.get(k)), None)
    if name == "published":
        return _moment(raw)
    if not isinstance(raw, str):
        return ""
    text = " ".join(sanitized(_line(raw)).split())
    address = text.startswith(("http://", "https://", "//", "www."))
    return text if address == (name == "url") or name == "title" else ""


def _line(raw: str) -> str:
    plain = without_entities(raw)
    return " ".join(text for text, _ in blocks(plain)) if is_markup(plain) else plain


def _moment(raw: Any) -> str:
    """A date as ISO 8601 where it is one of the interfaces' own forms, else as it stands."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        seconds = raw / 1000 if raw > 1e11 else raw
        try:
            moment = datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return ""
        return moment.isoformat() if _FIRST_YEAR <= moment.year <= _LAST_YEAR else ""
    if not isinstance(raw, str):
        return ""
    text = " ".join(sanitized(raw).split())
    if found := _MOMENT.fullmatch(text):
        zone = found["zone"] or ""
        zone = "+00:00" if zone in {"Z", "UTC", "GMT"} else zone
        return f"{found['day']}T{found['time']}{zone}"
    return text
