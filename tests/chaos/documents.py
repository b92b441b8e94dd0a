"""Documents that break readers, drawn at random from all kinds we know. The seed tells all."""

from __future__ import annotations

import json
import os
import random
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

GOOD = (
    "ALMA, Feb 14 (Wire) - The council of Alma closed two piers on Monday after a storm. "
    "Four sailors were injured, the harbour master said.\n"
)
TOKENS = (
    *(
        "Jan. Feb. ",
        "Mr. ",
        "U.S. ",
        "I. II. ",
        "A B C ",
        "he said, ",
        "“a” ",
        "(",
        "[",
        "* ",
        "- ",
    ),
    *("1,", "1 000 ", "at least ", "By A. B. and ", "a-", "Bank of ", ". . . ", "! ? ", "\u200d"),
    *("e\u0301", "漢字", "\n", "\t", "\xa0", "x", "between 1 and ", "3 killed, ", "—", "#a ", "&"),
)

Dice = random.Random
Draw = Callable[[Dice, int], bytes]


def _page(body: str, head: str = "") -> bytes:
    paragraph = f"<p>{GOOD}</p>"
    return (
        f"<!doctype html><title>Piers</title>{head}<article><h1>Piers closed</h1>"
        f"{paragraph}{body}{paragraph}</article>"
    ).encode()


def _tags(dice: Dice, size: int) -> bytes:
    tag = dice.choice(("div", "b", "p", "table", "tr", "td", "li", "font", "svg", "br", "a", "i"))
    closing = dice.random() < 0.5
    text = f"<{tag}>x" * (size // 5)
    return _page(text + (f"</{tag}>" * (size // 5) if closing else ""))


def _attributes(dice: Dice, size: int) -> bytes:
    many = "".join(f" a{n}='{n}'" for n in range(size // 12))
    return _page(
        dice.choice((f"<p{many}>x</p>", f"<p title='{'x' * size}'>x</p>", "<a b='" * size))
    )


def _entities(_: Dice, size: int) -> bytes:
    rows = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 12}">' for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "{"x" * 60}">{rows}]>'
    return f"{head}<html><body><p>{GOOD}</p><p>{'&g;' * (size // 1000)}</p></body></html>".encode()


def _markup(dice: Dice, size: int) -> bytes:
    pieces = "<", "<!--", "\"'", "<a ", "&#x", "<![CDATA[", "<script>", "</", '<p a="'
    piece = dice.choice(pieces)
    return _page(piece * (size // len(piece)))


def _linked_data(dice: Dice, size: int) -> bytes:
    deep = '{"a":' * size + "1" + "}" * size
    wide = json.dumps({"@type": "NewsArticle", "headline": "x" * size, "author": "by " * size})
    return _page("", f'<script type="application/ld+json">{dice.choice((deep, wide))}</script>')


def _text(dice: Dice, size: int) -> bytes:
    piece = dice.choice(TOKENS) + (dice.choice(TOKENS) if dice.random() < 0.3 else "")
    return f"{GOOD}\n{piece * (size // max(1, len(piece)))}\n\n{GOOD}".encode()


def _noise(dice: Dice, size: int) -> bytes:
    return dice.randbytes(size)


def _markdown(dice: Dice, size: int) -> bytes:
    piece = dice.choice(("[", "![", "[x](", "**a", "__a _", "> ", "<!--", "`", "# ", "- * _ ", "|"))
    front = f"---\ntitle:{' ' * size}x\n---\n" if dice.random() < 0.2 else ""
    return f"{front}# Piers\n\n{GOOD}\n{piece * (size // len(piece))}\n\n{GOOD}".encode()


def _mail(dice: Dice, size: int) -> bytes:
    head = "From: Wire <wire@alma.example>\r\nSubject: Piers"
    extra = dice.choice(
        (
            "\r\n x" * (size // 4),
            "\r\nX-A: b" * (size // 8),
            "\r\nList-Id: " + "(" * size,
            "\r\nTo: " + '"a" <a@b.example>, ' * (size // 20),
            "\r\nDate: " + "Tue, 14 Feb 2023 " * (size // 17),
            "\r\nContent-Type: text/plain; " + "; ".join(f"p*{n}=x" for n in range(size // 10)),
            "".join(
                f'\r\nContent-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}'
                for n in range(min(size // 40, 3000))
            ),
            "\r\nContent-Type: message/rfc822\r\n" * min(size // 40, 2000),
        )
    )
    return f"{head}{extra}\r\n\r\n{GOOD}".encode()


def _json(dice: Dice, size: int) -> bytes:
    deep = '{"text":' + "[" * size + "]" * size + "}"
    rows = (
        deep,
        json.dumps({"text": GOOD, "x": "y" * size}),
        '{"text": "\\ud800 ' + "x" * size + '"}',
        '{"text": "' + GOOD.strip() + '", "published": ' + "9" * size + "}",
        json.dumps([{"text": GOOD}] * (size // 100)),
        "{" + ",".join(f'"text": "{n}"' for n in range(size // 12)) + "}",
    )
    return dice.choice(rows).encode()


def _lines(dice: Dice, size: int) -> bytes:
    junk = dice.choice(("1\n", "{}\n", "[]\n", '{"text": 3}\n', "\n", '"\n', "{\n"))
    return (junk * (size // 10)).encode() + json.dumps({"text": GOOD}).encode()


def _pdf(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(out))
    )


def printed(text: str) -> bytes:
    """A PDF of one page with a line of text."""
    told = b"BT /F1 9 Tf 40 700 Td (%s) Tj ET" % text.encode("latin-1", "replace")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9999 792]/Contents 4 0 R%s>>"
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            _stream(told),
            page % b"/Resources<</Font<</F1 3 0 R>>>>",
        ]
    )


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def _print(dice: Dice, size: int) -> bytes:
    """Forms within forms, a stream that swells, pages without end, or only half a file."""
    kind = dice.choice(("forms", "bomb", "half", "pages"))
    text = b"BT /F1 11 Tf 72 700 Td (Two piers were closed on Monday.) Tj ET"
    resources = b"/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R%s>>" % resources
    content = _stream(text)
    pages = b"<</Type/Pages/Count 1/Kids[5 0 R]>>"
    forms: list[bytes] = []
    if kind == "forms":
        depth = dice.randint(4, 30)
        content = _stream(b"/X Do " * 8)
        for n in range(depth):
            inner = b"/Resources<</Font<</F1 3 0 R>>/XObject<</X %d 0 R>>>>" % (7 + n)
            body = b"/X Do " * 8 if n < depth - 1 else text
            form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]" + inner
            forms.append(_stream(body, form))
    elif kind == "bomb":
        swollen = zlib.compress(text + b" (a) Tj" * (size * 20), 9)
        content = _stream(swollen, b"/Filter/FlateDecode")
    elif kind == "pages":
        pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (size, b"5 0 R " * (size // 10))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    made = _pdf([catalog, pages, font, content, page, *forms])
    return made[: dice.randrange(len(made))] if kind == "half" else made


KINDS: Mapping[str, tuple[str, Draw]] = {
    "tags": (".html", _tags),
    "attributes": (".html", _attributes),
    "entities": (".xhtml", _entities),
    "markup": (".html", _markup),
    "linked data": (".html", _linked_data),
    "text": (".txt", _text),
    "noise": ("", _noise),
    "markdown": (".md", _markdown),
    "mail": (".eml", _mail),
    "json": (".json", _json),
    "lines": (".jsonl", _lines),
    "print": (".pdf", _print),
}
_ENDINGS = (".txt", ".html", ".pdf", ".eml", ".md", ".json", ".jsonl", ".xhtml")
_NAMES = ("bell\x07", "\u202eturned", "two\nlines", "x" * 120, "a b", "ї", "-rf", "%s{}", "q?#&")


def write_all(folder: Path, dice: Dice, largest: int = 200_000) -> list[str]:
    """One document of each kind in `folder`, and things that are none; names as in gaps."""
    names = []
    for number, (kind, (ending, draw)) in enumerate(KINDS.items()):
        name = f"{number:02}-{kind}{ending or dice.choice(_ENDINGS)}"
        (folder / name).write_bytes(draw(dice, dice.randrange(1000, largest)))
        names.append(name)
    odd = dice.choice(_NAMES) + ".txt"
    (folder / odd).write_text(GOOD.replace("two", "nine"))
    os.mkfifo(folder / "pipe.txt")
    (folder / "link.txt").symlink_to(dice.choice(("/etc/hostname", "good.txt", "nowhere", ".")))
    return [*names, "pipe.txt", "link.txt"]
