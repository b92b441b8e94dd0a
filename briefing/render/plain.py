"""Text and addresses of strangers, made harmless before they are printed."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SCHEMES = frozenset({"http", "https", "mailto"})
_READ_FOR_WORDS, _LINE_OF_PROSE = 800, 12
"""Letters that are looked at, and the words of a line that is no dateline."""
_WORDS_OF_A_FRAGMENT = 6
_LETTERS_OF_A_FRAGMENT = 300


def plain(text: str) -> str:
    """Without control characters, lone surrogates and bidi overrides.

    >>> plain("a\\x00b\\u202ec")
    'abc'
    """
    return _CONTROLS.sub("", text)


def folded(text: str) -> str:
    """On one line, white space folded, nothing harmful."""
    return " ".join(plain(text.replace("\r", " ")).split())


def first_prose(text: str) -> list[str]:
    """The words of a text's first line of prose; of a text in short lines, its first words.

    Place, day and author often have a line of their own above the first sentence.
    """
    lines = [folded(line).split() for line in text[:_READ_FOR_WORDS].splitlines()]
    prose = next((line for line in lines if len(line) >= _LINE_OF_PROSE), None)
    return prose or [word for line in lines for word in line]


def safe_url(url: str | None) -> str:
    """The address, or nothing when it is none that a reader may follow.

    >>> safe_url("https://example.org/a?b=c"), safe_url("javascript:alert(1)")
    ('https://example.org/a?b=c', '')
    """
    if not url or len(url) > 4000 or re.search(r'[\s<>"\\^`{|}]', url) or plain(url) != url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES:
        return ""
    return url if parts.scheme.lower() == "mailto" or parts.hostname else ""


def text_fragment(url: str | None, text: str) -> str:
    """The address of a sentence on a live page, or nothing where there is no page.

    The form is that of the WICG's "URL Fragment Text Directives": the first and
    the last words of a long sentence, all of a short one.
    """
    address = safe_url(url)
    if not address.lower().startswith(("http://", "https://")):
        return ""
    words = text.split()
    ends = [words]
    if len(words) > 2 * _WORDS_OF_A_FRAGMENT:
        ends = [words[:_WORDS_OF_A_FRAGMENT], words[-_WORDS_OF_A_FRAGMENT:]]
    if any(len(" ".join(end)) > _LETTERS_OF_A_FRAGMENT for end in ends):
        return address
    directive = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    joint = ":~:text=" if "#" in address else "#:~:text="
    return f"{address}{joint}{directive}"
