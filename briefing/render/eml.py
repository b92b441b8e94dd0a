"""A brief as a mail: `AUDIENCE.eml`, text and HTML side by side (RFC 5322, RFC 2046).

The text part is the whole brief. The HTML part stays below the size at which Gmail
cuts a message off; what does not fit is counted, and linked where the desk has an
address on the web. Nothing asks the clock or chance: the Date is the edition's
cut-off, Message-ID and boundaries come from a digest of the content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from email.charset import QP, Charset
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.headers import (
    NOBODY_NAMED,
    address_header,
    list_headers,
    message_id,
    text_header,
)
from briefing.mime import attachment_name, message_bytes, with_files
from briefing.model import Artifact, Brief, Edition
from briefing.plugins import RENDERERS, load
from briefing.render.brand import resolved
from briefing.render.citing import MAIL
from briefing.render.environment import render_template
from briefing.render.layout import Layout, citations_of, layout_of
from briefing.render.plain import folded, safe_url
from briefing.render.text import as_text

TEMPLATE = "mail.html.j2"
MEDIA_TYPE = "message/rfc822"
LARGEST_HTML = 90_000
"""Bytes; Gmail shows no more than about 102,000 of a message."""

# A brief made without a [mail] table has no sender; RFC 2606 keeps this name free.
_NOBODY = "briefing@desk.invalid"
_LONGEST_SUBJECT = 150


class EmlRenderer:
    """`AUDIENCE.eml`. `files` are artifacts by format, of which some may be attached."""

    def __init__(
        self,
        desk: Desk,
        audience: AudienceSettings,
        files: Mapping[str, Artifact] = MappingProxyType({}),
    ) -> None:
        self.desk = desk
        self.audience = audience
        self.files = files

    def attaching(self, files: Mapping[str, Artifact]) -> EmlRenderer:
        """The same, with files that were already made."""
        return EmlRenderer(self.desk, self.audience, files)

    def render(self, brief: Brief) -> Artifact:
        """Raises `RenderError` for a template that fails, or a brief too large for a mail."""
        layout = self._layout(brief)
        text, html = as_text(brief, layout), self._html(brief, layout)
        digest = hashlib.sha256("\0".join((repr(brief.edition), text, html)).encode()).hexdigest()
        date = brief.edition.date
        files = [(attachment_name(date, made), made) for made in self._attached(brief)]
        body = with_files(_side_by_side(text, html, digest), files, digest)
        content = message_bytes(self._headers(brief.edition, layout, digest), body)
        return Artifact(f"{brief.edition.audience}.eml", MEDIA_TYPE, content)

    def _layout(self, brief: Brief) -> Layout:
        mail, edition = self.desk.mail, brief.edition
        layout = layout_of(brief, self.desk, self.audience, MAIL)
        web = mail.web.rstrip("/") if mail and "html" in self.audience.formats else ""
        page = f"{web}/{edition.folder}/{edition.audience}.html" if web else ""
        unsubscribe = safe_url(mail.unsubscribe) if mail else ""
        return replace(layout, link_base=page, unsubscribe=unsubscribe)

    # --- the HTML part

    def _html(self, brief: Brief, layout: Layout) -> str:
        """The largest HTML part that fits."""
        for shorter, left_out in _shorter(brief):
            fresh = replace(layout, left_out=left_out)
            html = self._inlined(shorter, fresh)
            if len(html.encode()) < LARGEST_HTML:
                return html
        raise RenderError(
            f"{layout.folder}/{TEMPLATE}: larger than {LARGEST_HTML:,} bytes even without points; "
            f"shorten the template"
        )

    def _inlined(self, brief: Brief, layout: Layout) -> str:
        from css_inline import CSSInliner

        html = resolved(render_template(self.desk, self.audience, TEMPLATE, brief, layout))
        inliner = CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
        return str(inliner.inline(html))

    # --- headers

    def _headers(self, edition: Edition, layout: Layout, digest: str) -> Iterator[tuple[str, str]]:
        mail = self.desk.mail
        sender = mail.sender if mail else _NOBODY
        yield "From", address_header(sender, "From")
        yield "To", NOBODY_NAMED  # who reads it changes, and is nothing for whoever has the file
        yield "Subject", text_header(_subject(edition, layout), "Subject")
        yield "Date", format_datetime(_moment(edition))
        yield "Message-ID", message_id(digest, sender)
        yield "Content-Language", self.audience.language
        yield "Auto-Submitted", "auto-generated"
        if mail:
            yield from list_headers(mail)

    # --- attachments

    def _attached(self, brief: Brief) -> Iterator[Artifact]:
        for form in self.audience.attach:
            if form == "eml":
                continue
            made = self.files.get(form)
            if made is None:
                place = f"{self.desk.file}: audience {self.audience.name}: attach"
                made = load(RENDERERS, form, place)(self.desk, self.audience).render(brief)
            yield made


def _empty(brief: Brief) -> Brief:
    return replace(brief, takeaways=(), sections=(), figures=(), changes=(), gaps=(), note="")


def _shorter(brief: Brief) -> Iterator[tuple[Brief, int]]:
    """The brief, then ever less of it, each with how many points, rows and sources are gone."""
    yield brief, 0
    whole = _size(brief)
    for points, rows in ((6, 24), (4, 16), (2, 10), (1, 6)):
        cut = _cut(brief, points, rows)
        yield cut, whole - _size(cut)
    for least in (replace(brief, sections=(), figures=(), changes=(), gaps=()), _empty(brief)):
        cut = _cut(least, 0, 0)
        yield cut, whole - _size(cut)


def _size(brief: Brief) -> int:
    rows = (brief.takeaways, brief.figures, brief.changes, brief.gaps, brief.sources)
    return sum(map(len, rows)) + sum(len(s.points) for s in brief.sections)


def _cut(brief: Brief, points: int, rows: int) -> Brief:
    """So many points a theme and rows a table, and the sources that these cite."""
    cut = replace(
        brief,
        sections=tuple(replace(s, points=s.points[:points]) for s in brief.sections),
        figures=brief.figures[:rows],
        changes=brief.changes[:rows],
        gaps=brief.gaps[:rows],
    )
    cited = {c.article for c in citations_of(cut)}
    return replace(cut, sources=tuple(s for s in brief.sources if s.id in cited))


# --- Message -------------------------------------------------------------------------------


def _side_by_side(text: str, html: str, digest: str) -> Message:
    both = MIMEMultipart("alternative", f"=_text_{digest[:24]}")
    both.attach(_text_part("plain", text))
    both.attach(_text_part("html", html))
    return both


def _text_part(kind: str, text: str) -> Message:
    utf8 = Charset("utf-8")
    utf8.body_encoding = QP
    part = MIMENonMultipart("text", kind)
    part.set_payload(text, utf8)
    return part


def _subject(edition: Edition, layout: Layout) -> str:
    who = ": ".join(dict.fromkeys((folded(edition.desk), folded(layout.title))))
    if len(who) > _LONGEST_SUBJECT:
        who = who[:_LONGEST_SUBJECT].rpartition(" ")[0] + " …"
    level = f"{folded(edition.tlp)} " if edition.tlp else ""
    return f"{level}{who}, {layout.local(edition.date, 'day')}"


def _moment(edition: Edition) -> datetime:
    """The cut-off, with the desk's zone where it names none."""
    moment = datetime.fromisoformat(edition.cutoff)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(edition.timezone))
