"""Mail, through the standard library (RFC 5322, RFC 2045 to 2049)."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from briefing.model import Document
from briefing.read.decode import UnreadableError, decode, sanitized
from briefing.read.formats.extracted import Extract, Stated, address_of
from briefing.read.formats.html import page


def read_mail(document: Document) -> tuple[Extract, ...]:
    """The article in a message. Raises `UnreadableError`."""
    message = BytesParser(policy=policy.default).parsebytes(document.body)
    try:
        part = message.get_body(("plain", "html"))
        found = _part(part, address_of(document)) if part else Extract("")
    except (LookupError, ValueError, AttributeError, KeyError) as error:
        raise UnreadableError(f"a message that cannot be taken apart: {error}") from error
    if not found.text.strip():
        raise UnreadableError("a message without text")
    return (Extract(found.text, found.marks, {**found.stated, **_mail_metadata(message)}),)


def _part(part: MIMEPart, address: str | None) -> Extract:
    raw = part.get_payload(decode=True)
    text = decode(raw if isinstance(raw, bytes) else b"", part.get_content_charset())
    if part.get_content_type() == "text/html":
        return page(text, address)
    return Extract(text)


def _mail_metadata(message: EmailMessage) -> Stated:
    stated: dict[str, tuple[str, str]] = {}
    subject = _header(message, "subject")
    if date := getattr(message["date"], "datetime", None):
        stated["published"] = (date.isoformat(), "the Date header")
    # Who sends to a list under a name is an outlet; a person's mail has no list.
    if message["list-id"] or message["list-unsubscribe"]:
        for sender in getattr(message["from"], "addresses", ())[:1]:
            if sender.display_name:
                name = " ".join(sanitized(sender.display_name).split())
                stated["outlet"] = (name, "the From header of a list")
                subject = re.sub(rf"^{re.escape(name)}\s*[|:–—-]\s*", "", subject)
    if subject:
        stated["title"] = (subject, "the Subject header")
    return stated


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(sanitized(str(message[name] or "")).split())
