"""Values of mail headers (RFC 5322, RFC 2047) that cannot bring in a header of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import Header
from email.utils import formataddr, parseaddr

from briefing.config import MailSettings

LINE = 78
"""The line length that RFC 5322, 2.1.1, asks for."""
NOBODY_NAMED = "readers:;"
"""An empty group (RFC 5322, 3.4). Filters look askance at "undisclosed-recipients" beside money."""

_ADDRESS = re.compile(r"(?:https?://|mailto:)[!#-;=?-\[\]_a-z~]{1,4000}")
_LONGEST_WORD = 50
_LONGEST_PLAIN_NAME = 40
_LONGEST_NAME = 120


def text_header(text: str, name: str) -> str:
    """Any text as the value of the header `name`, in lines of at most 78 characters.

    >>> text_header("One\\r\\nBcc: two", "Subject")
    'One Bcc: two'
    """
    line = _one_line(text)
    plain = line.isascii() and "=?" not in line
    # Encoded words can be divided anywhere, long words in plain text nowhere.
    plain = plain and all(len(word) <= _LONGEST_WORD for word in line.split())
    return Header(line, "us-ascii" if plain else "utf-8", LINE, name).encode(linesep="\r\n")


def address_header(address: str, name: str) -> str:
    """`Name <mailbox@domain>` as the value of the header `name`; the domain in ASCII.

    A mailbox that no header can hold (RFC 6531 alone allows it) is not named.

    >>> address_header("Bücher <a@bücher.example>", "To")
    '=?utf-8?q?B=C3=BCcher?= <a@xn--bcher-kva.example>'
    """
    plain = " ".join(address.split())
    # parseaddr takes the first thing with an @ for the mailbox, be it in the name.
    named = re.fullmatch(r"([^\"<>]*@[^\"<>]*)<([^<>]*)>", plain)
    who, mailbox = (named[1].strip(), named[2]) if named else parseaddr(plain)
    mailbox = ascii_domain(mailbox)
    if not re.fullmatch(r"[!-;=?A-~]+@[!-;=?A-~]+", mailbox):
        return NOBODY_NAMED
    who = _one_line(who)[:_LONGEST_NAME]
    if who.isascii() and "=?" not in who and len(who) <= _LONGEST_PLAIN_NAME:
        return formataddr((who, mailbox))
    encoded = Header(who, "utf-8", LINE, name).encode(linesep="\r\n")
    joint = " " if len(encoded) + len(mailbox) < LINE - 20 else "\r\n "
    return f"{encoded}{joint}<{mailbox}>"


def message_id(digest: str, sender: str) -> str:
    """The Message-ID of a content at its sender's domain: the same content has the same.

    >>> message_id("0123456789abcdef" * 4, "Desk <desk@example.org>")
    '<0123456789abcdef0123456789abcdef@example.org>'
    """
    domain = ascii_domain(parseaddr(sender)[1]).rpartition("@")[2]
    return f"<{digest[:32]}@{domain}>"


def list_headers(mail: MailSettings) -> Iterator[tuple[str, str]]:
    """List-Id (RFC 2919), List-Unsubscribe (RFC 2369) and its one-click form (RFC 8058)."""
    if mail.list_id:
        yield "List-Id", f"<{''.join(re.sub(r'.*<|>.*', '', mail.list_id).split())}>"
    if _ADDRESS.fullmatch(address := mail.unsubscribe):
        yield "List-Unsubscribe", f"<{address}>"
        if address.startswith("https:"):
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def ascii_domain(mailbox: str) -> str:
    """The mailbox with its domain in the form that the DNS knows (RFC 5890)."""
    local, at, domain = mailbox.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return mailbox


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
