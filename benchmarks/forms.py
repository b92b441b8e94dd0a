"""The same articles in every form they come in: how many sentences come out whole.

    python -m benchmarks.forms --data DIR [--count 50] [--form NAME ...] [-v]

DIR holds `articles.jsonl` (title, text). Each text is read as JSON first: its body
sentences are the known ones. Then it is set in each form below and read again.
`whole` is the share of known sentences that come out as a body sentence, letter
for letter but for white space; `false` counts body sentences that are none of the
known ones, and `said` the gaps. Nothing of the texts is kept.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from briefing.model import Article, Document, Kind
from briefing.read import read

Text = Sequence[str]
"""Paragraphs."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints a line for each form."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", required=True, type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--form", action="append", choices=list(FORMS))
    parser.add_argument("-v", action="store_true", dest="told")
    arguments = parser.parse_args(argv)
    rows = [json.loads(line) for line in (arguments.data / "articles.jsonl").open()]
    step = max(1, len(rows) // arguments.count)
    chosen = rows[::step][: arguments.count]
    for name in arguments.form or FORMS:
        known = whole = false = said = 0
        for row in chosen:
            reference, paragraphs = _reference(row)
            found = read(FORMS[name](row["title"], paragraphs))
            got = [s for a in found if isinstance(a, Article) for s in _body(a)]
            lost = [s for s in reference if s not in got]
            wrong = [s for s in got if s not in reference]
            known, whole = known + len(reference), whole + len(reference) - len(lost)
            false, said = false + len(wrong), said + sum(not isinstance(a, Article) for a in found)
            if arguments.told:
                for mark, sentences in (("-", lost), ("+", wrong)):
                    for sentence in sentences:
                        print(f"   {mark} {row['title'][:24]!r}: {sentence}")
        print(f"{name:22} whole {100 * whole / known:5.1f}  of {known}  false {false}  said {said}")
    return 0


def _reference(row: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The known sentences, and the paragraphs they stand in."""
    blocks = [" ".join(line.split()) for line in row["text"].splitlines() if line.strip()]
    body = {"title": row["title"], "text": "\n\n".join(blocks)}
    (article, *_) = read(Document("a.json", "application/json", json.dumps(body).encode()))
    assert isinstance(article, Article)
    numbers = {u.paragraph for u in article.units if u.kind is Kind.BODY}
    spans: dict[int, tuple[int, int]] = {}
    for unit in article.units:
        low, _ = spans.get(unit.paragraph, (unit.start, unit.end))
        spans[unit.paragraph] = (low, unit.end)
    kept = [article.text[a:b] for n, (a, b) in spans.items() if n in numbers]
    return _body(article), kept


def _body(article: Article) -> list[str]:
    """Sentences without joiners of no width, which no print can hold."""
    return [sentence.quote.translate(_NO_WIDTH) for sentence in article.sentences()]


_NO_WIDTH = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


# --- The forms -----------------------------------------------------------------------


def _wrapped(
    title: str, paragraphs: Text, width: int, indent: str = "", between: str = "\n\n"
) -> str:
    blocks = (
        textwrap.fill(p, width, initial_indent=indent, break_on_hyphens=False) for p in paragraphs
    )
    return f"{title}\n\n" + between.join(blocks) + "\n"


def _text(width: int, indent: str = "", between: str = "\n\n") -> Callable[[str, Text], Document]:
    def made(title: str, paragraphs: Text) -> Document:
        body = _wrapped(title, paragraphs, width, indent, between)
        return Document("a.txt", "text/plain", body.encode())

    return made


def _json(title: str, paragraphs: Text) -> Document:
    article = {
        "source": {"id": None, "name": "Harbour Gazette"},
        "author": "Ida Marsh",
        "title": title,
        "publishedAt": "2024-03-05T07:30:00Z",
        "content": "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs),
    }
    envelope = {"status": "ok", "totalResults": 1, "articles": [article]}
    return Document("a.json", "application/json", json.dumps(envelope).encode())


def _markdown(title: str, paragraphs: Text) -> Document:
    lines = [f"# {title}", *(textwrap.fill(p, 80, break_on_hyphens=False) for p in paragraphs)]
    return Document("a.md", "text/markdown", "\n\n".join(lines).encode())


_FOOTER = (
    "You are receiving this email because you signed up at harbourgazette.example.\n\n"
    "Unsubscribe: https://harbourgazette.example/u?utm_source=mail&utm_medium=email\n\n"
    "Harbour Gazette, 1 Quay Street, Port Linden\nCopyright (C) 2024 Harbour Gazette Ltd"
)


def _message(title: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Harbour Gazette <news@harbourgazette.example>"
    message["To"] = "desk@example.org"
    message["List-Id"] = "<daily.harbourgazette.example>"
    message["Subject"] = title
    message["Date"] = "Mon, 04 Mar 2024 11:00:00 +0100"
    return message


def _flowed(text: str) -> str:
    """Soft breaks end in a blank (RFC 3676); lines are stuffed where they must be."""
    lines = []
    for block in text.split("\n\n"):
        rows = textwrap.wrap(block, 72, break_on_hyphens=False) or [""]
        rows = [f" {row}" if row.startswith((" ", ">", "From ")) else row for row in rows]
        lines.append(" \n".join(rows))
    return "\n\n".join(lines)


def _mail(*, flowed: bool) -> Callable[[str, Text], Document]:
    def made(title: str, paragraphs: Text) -> Document:
        message = _message(title)
        set_text = _flowed("\n\n".join(paragraphs)) if flowed else _wrapped("", paragraphs, 72)
        head = "View this email in your browser (https://harbourgazette.example/v?e=7)"
        message.set_content(f"{head}\n\n{set_text.strip()}\n\n{_FOOTER}\n")
        if flowed:
            message.set_param("format", "flowed")
        return Document("a.eml", "message/rfc822", bytes(message))

    return made


def _mail_html(title: str, paragraphs: Text) -> Document:
    message = _message(title)
    message.set_content("Your mail client does not show HTML.\n")
    rows = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    foot = "".join(f"<p>{html.escape(p)}</p>" for p in _FOOTER.split("\n\n"))
    message.add_alternative(
        "<html><body><table width='600'><tr><td><a href='https://x.example/v'>View in browser</a>"
        f"</td></tr><tr><td><h1>{html.escape(title)}</h1>{rows}</td></tr>"
        f"<tr><td>{foot}</td></tr></table></body></html>",
        subtype="html",
    )
    return Document("a.eml", "message/rfc822", bytes(message))


_SHEET = """
@page { size: A4; margin: 25mm 20mm;
  @top-left { content: "Harbour Gazette daily bulletin"; font: 8pt serif }
  @top-right { content: "5 March 2024"; font: 8pt serif }
  @bottom-center { content: "Page " counter(page) " of " counter(pages); font: 8pt serif } }
body { font: 10.5pt/1.35 "Noto Serif", serif; text-align: justify; HYPHENS columns: COLUMNS;
  column-gap: 8mm }
h1 { font-size: 18pt; text-align: left; column-span: all; hyphens: none }
p { margin: 0 0 GAPem 0; text-indent: INDENTem }
"""


def _pdf(
    columns: int, *, hyphens: bool, gap: float = 0.6, indent: float = 0
) -> Callable[[str, Text], Document]:
    def made(title: str, paragraphs: Text) -> Document:
        from weasyprint import HTML

        sheet = _SHEET.replace("COLUMNS", str(columns)).replace("GAP", str(gap))
        sheet = sheet.replace("INDENT", str(indent))
        sheet = sheet.replace("HYPHENS", "hyphens: auto;" if hyphens else "")
        rows = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
        page = f"<html lang=en><style>{sheet}</style><h1>{html.escape(title)}</h1>{rows}</html>"
        return Document("a.pdf", "application/pdf", HTML(string=page).write_pdf())

    return made


FORMS: Mapping[str, Callable[[str, Text], Document]] = {
    "text of 60 columns": _text(60),
    "text of 72 columns": _text(72),
    "text of 80 columns": _text(80),
    "text, indented": _text(72, "    ", "\n"),
    "text, unparted": _text(72, "", "\n"),
    "mail": _mail(flowed=False),
    "mail, flowed": _mail(flowed=True),
    "mail, HTML": _mail_html,
    "json": _json,
    "markdown": _markdown,
    "pdf": _pdf(1, hyphens=False),
    "pdf, hyphens": _pdf(1, hyphens=True),
    "pdf, indented": _pdf(1, hyphens=True, gap=0, indent=1.5),
    "pdf, two columns": _pdf(2, hyphens=False),
    "pdf, two, hyphens": _pdf(2, hyphens=True),
    "pdf, two, indented": _pdf(2, hyphens=True, gap=0, indent=1.5),
}


if __name__ == "__main__":
    sys.exit(main())
