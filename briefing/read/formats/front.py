"""Front matter: the fields that stand above a note, in YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.S)
_JSON = re.compile(r"\A;;;[ \t]*(?:json[ \t]*)?\n(.*?)\n;;;[ \t]*(?:\n|\Z)", re.S)
_NAMES = {
    "title": ("title", "headline"),
    "published": ("published", "date_published", "datepublished", "pubdate", "date"),
    "url": ("url", "link", "permalink", "canonical_url", "source", "source_url"),
    "outlet": (
        "outlet",
        "site",
        "site_name",
        "publisher",
        "publication",
        "publicationtitle",
        "publication_title",
        "newspaper",
        "website",
        "journal",
        "source",
    ),
    "byline": ("byline", "author", "authors", "creator", "creators"),
    "language": ("language", "lang"),
    "owner": ("owner",),
    "agency": ("agency",),
}
"""Where each field may stand. "created" is the day of the note, not of the article."""
_LINE = re.compile(
    r"[ \t]*(?:[-*][ \t]+)?\**(?P<key>[A-Za-z][A-Za-z _]{1,24})\**:{1,2}\**[ \t]+(?P<value>\S.*)"
)
_HEADING = re.compile(r"#{1,6}[ \t]")
_MOST_LINES = 20
_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,999}\|)?([^\[\]|]{0,999})\]\]")
_ADDRESS = re.compile(r"https?://\S+\Z")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields above a text, by our names, and the text below them.

    What cannot be parsed is left where it stands.
    """
    raw, rest = _parsed(text)
    listed, rest = _listed(rest)
    raw = {**listed, **raw}
    found = {}
    for name, keys in _NAMES.items():
        values = (_value(raw.get(key)) for key in keys)
        fitting = (v for v in values if v and bool(_ADDRESS.match(v)) == (name == "url"))
        if value := next(fitting, ""):
            found[name] = value
    return found, rest


def _listed(text: str) -> tuple[Mapping[str, Any], str]:
    """Fields that stand as lines above the text, below its title: "author:: Ann Lee".

    Two lines one below the other, of which one has a key that is known, are such.
    """
    lines = text.split("\n")
    start = next(
        (
            n
            for n, line in enumerate(lines[:_MOST_LINES])
            if line.strip() and not _HEADING.match(line)
        ),
        len(lines),
    )
    end = start
    fields = {}
    while end < len(lines) and (match := _LINE.fullmatch(lines[end].rstrip())):
        fields[match["key"].strip().lower().replace(" ", "_")] = match["value"].strip("* ")
        end += 1
    known = {key for keys in _NAMES.values() for key in keys}
    if end - start < 2 or not known & fields.keys():
        return {}, text
    return fields, "\n".join([*lines[:start], *lines[end:]])


def _parsed(text: str) -> tuple[Mapping[str, Any], str]:
    if block := _YAML.match(text):
        return _yaml(block[1]), text[block.end() :]
    try:
        if block := _TOML.match(text):
            return _lower(tomllib.loads(block[1])), text[block.end() :]
        if (block := _JSON.match(text)) and isinstance(fields := json.loads(block[1]), dict):
            return _lower(fields), text[block.end() :]
        if text.startswith("{"):
            fields, end = json.JSONDecoder().raw_decode(text)
            return _lower(fields), text[end:]
    except (ValueError, RecursionError):
        pass
    return {}, text


def _lower(fields: Any) -> Mapping[str, Any]:
    return {str(key).lower(): value for key, value in fields.items()}


def _yaml(block: str) -> Mapping[str, Any]:
    """The fields of a YAML block; {} where it is none.

    The base loader leaves every value a text: a date is read by who knows dates.
    """
    import yaml  # type: ignore[import-untyped]

    try:
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - makes no objects
    except (yaml.YAMLError, RecursionError):
        fields = dict(re.findall(r"^(\w+):[ \t]*[\"']?(.+?)[\"']?[ \t]*$", block, re.M))
    return _lower(fields) if isinstance(fields, dict) else {}


def _value(raw: Any) -> str:
    """A value on one line; lists of names are joined."""
    if isinstance(raw, list):
        # One level only: anchors of YAML make small files that are endless when unrolled.
        return ", ".join(filter(None, (_value(one) for one in raw if not isinstance(one, list))))
    if isinstance(raw, dict):
        name = raw.get("name")
        return _value(name) if isinstance(name, str) else ""
    if isinstance(raw, date):
        return raw.isoformat()
    return " ".join(_LINK.sub(r"\1", raw).split()) if isinstance(raw, str) else ""
