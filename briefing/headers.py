"""Values of mail headers (RFC 5322, RFC 2047) that cannot bring in a header of their own."""

from __future__ import annotations

from email.header import Header
from email.utils import formataddr, parseaddr

LINE = 78
"""The line length that RFC 5322, 2.1.1, asks for."""

_LONGEST_WORD = 50
_LONGEST_NAME = 120


def text_header(text: str, name: str) -> str:
    """Any text as the value of the header `name`, in lines of at most 78 characters.

    >>> text_header("One\\r\\nBcc: two", "Subject")
    'One Bcc: two'
    """
    folded = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    words = folded.split()
    plain = folded.isascii() and all(len(word) <= _LONGEST_WORD for word in words)
    # Encoded words can be divided anywhere, long words in plain text nowhere.
    charset = "us-ascii" if plain and "=?" not in folded else "utf-8"
    return Header(folded, charset, LINE, name).encode(linesep="\r\n")


def address_header(address: str, name: str) -> str:
    """`Name <mailbox@domain>` as the value of the header `name`; the domain in ASCII.

    >>> address_header("Bücher <a@bücher.example>", "To")
    '=?utf-8?b?QsO8Y2hlcg==?= <a@xn--bcher-kva.example>'
    """
    who, mailbox = parseaddr(" ".join(address.split()))
    if not who:
        return ascii_domain(mailbox)
    encoded = text_header(who[:_LONGEST_NAME], name)
    if encoded == who:
        return formataddr((who, ascii_domain(mailbox)))
    joint = " " if len(encoded) + len(mailbox) < LINE // 2 else "\r\n "
    return f"{encoded}{joint}<{ascii_domain(mailbox)}>"


def ascii_domain(mailbox: str) -> str:
    """The mailbox with its domain in the form that the DNS knows (RFC 5890)."""
    local, at, domain = mailbox.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return mailbox
