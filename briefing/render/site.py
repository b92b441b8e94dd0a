"""The folder of editions as a small site: `index.html` and an Atom feed (RFC 4287).

Both are made from the editions that lie there and from nothing else, so that they
can be made again at any time and are the same each time.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from briefing.config import FORMATS, AudienceSettings, Desk
from briefing.model import Artifact, Brief
from briefing.render.citing import PAGE
from briefing.render.environment import render_template
from briefing.render.json import brief_of
from briefing.render.layout import layout_of
from briefing.render.plain import folded

INDEX, FEED = "index.html", "feed.atom"
TEMPLATE = "index.html.j2"
ENTRIES = 60
"""So many briefs the feed holds, the newest first."""

_ATOM = "http://www.w3.org/2005/Atom"
_NAME = re.compile(r"\d{4}-\d\d-\d\d(-\d{4})?")
_READABLE = ("html", "pdf", "epub", "docx", "txt", "md", "eml", "json")


@dataclass(frozen=True, slots=True)
class Listed:
    """One brief of an edition, and its files as pairs of format and address."""

    brief: Brief
    files: tuple[tuple[str, str], ...]


def site(out: Path, desk: Desk) -> tuple[Artifact, ...]:
    """Index and feed over the editions in `out`; nothing where there is none.

    Addresses are relative, and absolute in the feed of a desk that says where it is
    on the web. A file that is no brief of ours is passed over. Raises `RenderError`
    for a template that fails.
    """
    found = list(_listed(out, desk))
    if not found:
        return ()
    audience = next(iter(desk.audiences), AudienceSettings("analyst", "analyst"))
    html = _index(found, desk, audience)
    return (
        Artifact(INDEX, "text/html", html.encode()),
        Artifact(FEED, "application/atom+xml", _feed(found[:ENTRIES], desk, audience)),
    )


def _listed(out: Path, desk: Desk) -> Iterator[Listed]:
    """The briefs in the folder, newest edition first, in it by audience."""
    days = (p for p in out.iterdir() if _NAME.fullmatch(p.name) and p.is_dir())
    for folder in sorted(days, key=lambda p: p.name, reverse=True):
        for path in sorted(folder.glob("*.json")):
            try:
                brief = brief_of(json.loads(path.read_bytes()))
            except (OSError, ValueError, KeyError, TypeError):
                continue
            files = tuple(_files(path))
            if brief.edition.folder == folder.name and files:
                edition = replace(brief.edition, timezone=desk.timezone)
                yield Listed(replace(brief, edition=edition), files)


def _files(data: Path) -> Iterator[tuple[str, str]]:
    for form in sorted(FORMATS, key=_READABLE.index):
        path = data.with_suffix(f".{form}")
        if path.is_file():
            yield form, f"{data.parent.name}/{quote(path.name)}"


def _index(found: Sequence[Listed], desk: Desk, audience: AudienceSettings) -> str:
    newest = found[0].brief
    layout = layout_of(newest, desk, audience, PAGE)
    issues = [tuple(rows) for _, rows in groupby(found, lambda x: x.brief.edition.folder)]
    days = [(rows[0].brief.edition.date, rows) for rows in issues]
    return render_template(desk, audience, TEMPLATE, newest, layout, days=days, feed=FEED)


# --- The feed ------------------------------------------------------------------------------


def _feed(found: Sequence[Listed], desk: Desk, audience: AudienceSettings) -> bytes:
    ET.register_namespace("", _ATOM)
    layout = layout_of(found[0].brief, desk, audience, PAGE)
    web = desk.mail.web.rstrip("/") + "/" if desk.mail and desk.mail.web else ""
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", _identity(desk.name))
    _add(feed, "title", folded(desk.name))
    _add(feed, "updated", max(map(_closed, found)).isoformat())
    _add(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", folded(desk.name))
    if web:
        _link(feed, "self", f"{web}{FEED}", "application/atom+xml")
        _link(feed, "alternate", f"{web}{INDEX}", "text/html")
    for one in found:
        edition = one.brief.edition
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", _identity(edition.desk, edition.folder, edition.audience))
        day = layout.local(edition.date, "long")
        _add(entry, "title", f"{folded(edition.desk)}: {day} ({folded(edition.audience)})")
        _add(entry, "updated", _closed(one).isoformat())
        _link(entry, "alternate", f"{web}{one.files[0][1]}")
        told = " ".join(folded(p.text) for p in one.brief.takeaways)
        _add(entry, "summary", told or layout.say("nothing"))
    ET.indent(feed)
    return bytes(ET.tostring(feed, "utf-8", xml_declaration=True)) + b"\n"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: ET.Element, kind: str, address: str, media_type: str = "") -> None:
    named = {"rel": kind, "href": address} | ({"type": media_type} if media_type else {})
    ET.SubElement(parent, f"{{{_ATOM}}}link", named)


def _identity(*parts: str) -> str:
    """The same for the same edition, wherever and however often it is made."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts))}"


def _closed(one: Listed) -> datetime:
    edition = one.brief.edition
    moment = datetime.fromisoformat(edition.cutoff)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(edition.timezone))
