"""Bytes to text, and the one place where characters are dropped.

A byte order mark decides (Unicode 16, 23.8), then what the document declares,
then UTF-8 if it is valid, then charset-normalizer's guess. At the door are dropped
control characters but tab and line ends, lone surrogates, and bidirectional
embeddings, overrides and isolates (CVE-2021-42574): a reader cannot see them, and
they can make a sentence read as what it is not. Nothing else is touched.
"""

from __future__ import annotations

import codecs
import re

LARGEST = 16 * 1024 * 1024
"""Bytes of text or markup. The longest novels have 4 MB; no article is longer."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b")) + b"\x7f"
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
_SAMPLE = 64 * 1024
_CP1252_PUNCTUATION = bytes([0x85, *range(0x91, 0x98), 0xA0, 0xAB, 0xB0, 0xBB])
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)


class UnreadableError(Exception):
    """A document that holds no article; the message says why, for a `Gap`."""


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`, sanitized. Raises `UnreadableError` for what is no text at all."""
    if not body.strip():
        raise UnreadableError("an empty file")
    if len(body) > LARGEST:
        size, most = len(body) / 2**20, LARGEST // 2**20
        raise UnreadableError(f"{size:.0f} MB of text; no article is longer than {most} MB")
    text = sanitized(_decoded(body, declared))
    if not text.strip():
        raise UnreadableError("no text in it")
    return text


def sanitized(text: str) -> str:
    """The text without what no reader should meet; a clean text is returned as it is."""
    return _UNSEEN.sub("", text)


def declared_charset(markup: bytes) -> str | None:
    """The encoding an HTML or XML document names in its head (HTML Standard, 13.2.3.2)."""
    head = markup[:4096]
    found = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    return found[1].decode("ascii", "replace") if found else None


def told_charset(media_type: str) -> str | None:
    """The encoding that a server named beside the media type (RFC 9110, 8.3.2)."""
    found = _CHARSET.search(media_type)
    return found[1] if found else None


def _decoded(body: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    sample = body[:_SAMPLE]
    if wide := _unmarked_utf16(sample):
        return body.decode(wide, "replace")
    if reason := _binary(sample):
        raise UnreadableError(f"not text but {reason}")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    meant = _known(declared) or (None if _mostly_utf8(body) else _guessed(body))
    return body.decode(meant or "utf-8", "replace")


def _known(declared: str | None) -> str | None:
    """A declared encoding that can be meant: one that exists, makes text, and is not UTF-8."""
    try:
        name = codecs.lookup(declared or "").name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    if name in {"iso8859-1", "ascii"}:
        return "cp1252"  # what browsers take these labels for (Encoding Standard, 4.2)
    return None if name.startswith("utf") else name


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is one of very few values, 0 among them."""
    if b"\0" not in sample or len(sample) < 8:
        return None
    for encoding, high, low in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        counts = sorted((high.count(value) for value in set(high)), reverse=True)
        few = sum(counts[:3]) >= 0.98 * len(high) and b"\0" in high
        if few and low.count(0) <= 0.02 * len(low) and len(set(low)) > len(counts):
            return encoding
    return None


def _binary(sample: bytes) -> str | None:
    for magic, name in _MAGIC.items():
        if sample.startswith(magic):
            return name
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return "binary data" if controls > max(4, 0.02 * len(sample)) else None


def _mostly_utf8(body: bytes) -> bool:
    """Whether bytes above ASCII are UTF-8 with damage rather than another encoding."""
    text = body[: 16 * _SAMPLE].decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sound = len(re.findall("[\x80-\ufffc\U00010000-\U0010ffff]", text))
    return sound >= damaged


def _guessed(body: bytes) -> str | None:
    first = next(i for i, byte in enumerate(body) if byte > 127) if not body.isascii() else 0
    sample = body[max(0, first - 1000) : first + _SAMPLE]
    high = sample.translate(None, bytes(range(128)))
    if not high.translate(None, _CP1252_PUNCTUATION):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else None
