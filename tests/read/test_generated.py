"""Known sentences in documents made by chance: what is quoted is known, what is lost is told.

Of each form: pages with any classes and nesting, Markdown and mail in their dialects and
encodings, prints in columns. Each is drawn from its number, and so the same one each time:
Hypothesis draws others, even derandomized, as soon as a constant of the code it tests changes
or another module is loaded, since it puts such constants among what it draws.
"""

from __future__ import annotations

import html
import random
import textwrap
from collections.abc import Callable, Sequence
from email.message import EmailMessage

import pytest

from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.read.test_pages import NAMES

_WORDS = """
    harbour pilots council ferry storm repairs ministry long-term engineers Tuesday Ansell quay
    of the to and in by from after closed opened measured crossed 140 2,400 hours station a
    café Łódź naïve “soon” it’s Jørgensen 12% €30
""".split()  # noqa: SIM905 - a line of words reads better than a list
_BLOCKS = ("div", "section", "div", "article", "main")
_CHARSETS = ("utf-8", "utf-16", "windows-1252", "iso-8859-15")
_INLINE = ("a href='/x'", "em", "strong", "span", "b", "i", "mark", "abbr", "span lang='fr'", "u")

Story = list[list[str]]


def drawn(chance: random.Random, charset: str = "utf-8") -> Story:
    """Paragraphs of known sentences, long enough to be an article."""
    words = [w for w in _WORDS if w == w.encode(charset, "ignore").decode(charset)]

    def sentence() -> str:
        return f"The council {' '.join(chance.choices(words, k=chance.randint(9, 26)))} again."

    # One sentence alone below a headline sums the story up: it is no part of its text.
    parts = [2, *(chance.randint(1, 4) for _ in range(chance.randint(3, 7)))]
    return [[sentence() for _ in range(count)] for count in parts]


def known(story: Story) -> list[str]:
    return [sentence for paragraph in story for sentence in paragraph]


def holds(document: Document, story: Story) -> None:
    """Nothing is quoted that is not known; what is not quoted is said in a gap."""
    found = read(document)
    quoted = [s.quote for one in found if isinstance(one, Article) for s in one.sentences()]
    assert [one for one in quoted if one not in known(story)] == []
    lost = [one for one in known(story) if one not in quoted]
    assert not lost or any(isinstance(one, Gap) for one in found), lost
    assert len(lost) * 20 <= len(known(story)), lost


def marked(chance: random.Random, sentence: str, wrap: Callable[[str], str], most: int = 99) -> str:
    """A sentence with marks around a run of its words, at most so many."""
    words = sentence.split(" ")
    first = chance.randrange(1, len(words) - 2)
    last = chance.randrange(first + 1, min(first + 1 + most, len(words) - 1))
    run = wrap(" ".join(words[first:last]))
    return " ".join((*words[:first], run, *words[last:]))


# --- Pages ---------------------------------------------------------------------------


def _nested(chance: random.Random, inner: str) -> str:
    for _ in range(chance.randrange(6)):
        tag = chance.choice(_BLOCKS)
        inner = f"<{tag} class='c{chance.randrange(99)} wrap'>{inner}</{tag}>"
    return inner


def _inline(chance: random.Random, sentence: str) -> str:
    tag, name = chance.choice(_INLINE), chance.choice(NAMES)
    held = f" class='{name}'" if chance.random() < 0.7 else ""

    def wrap(run: str) -> str:
        text = f"<{tag}{held}>{run}</{tag.split(' ')[0]}>"
        return (
            f"<span class='{chance.choice(NAMES)}'>{text}</span>" if chance.random() < 0.3 else text
        )

    # A line that is mostly a link leads elsewhere, and is not read as prose.
    most = 4 if tag.startswith("a ") else 99
    return marked(chance, html.escape(sentence, quote=False), wrap, most)


def _rows(chance: random.Random, story: Story) -> str:
    rows = []
    for paragraph in story:
        text = chance.choice((" ", "\n  ")).join(_inline(chance, one) for one in paragraph)
        kind = chance.choice(("p", "p", "p", "div", "li"))
        one = f"<ul><li>{text}</li></ul>" if kind == "li" else f"<{kind}>{text}</{kind}>"
        rows.append(_nested(chance, one) if chance.random() < 0.3 else one)
        if chance.random() < 0.3:
            rows.append(
                "<aside class='related'><h4><a href='/o'>Ten walks to the sea</a></h4></aside>"
            )
    return "".join(rows)


def page(number: int) -> tuple[Document, Story]:
    """A drawn page, and the story on it."""
    chance = random.Random(number)
    charset = chance.choice(_CHARSETS)
    story = drawn(chance, charset)
    body = _nested(chance, f"<h1>Quays shut at Port Linden</h1>{_rows(chance, story)}")
    markup = (
        f"<html lang='en'><head><meta charset='{charset}'><title>Quays shut at Port Linden</title>"
        f"</head><body><nav><a href='/'>Home</a></nav>{body}<footer>About us</footer></body></html>"
    )
    return Document("a.html", "text/html", markup.encode(charset)), story


@pytest.mark.parametrize("number", range(300))
def test_pages(number: int) -> None:
    holds(*page(number))


def test_a_page_is_read_the_same_whatever_was_read_before() -> None:
    documents = [page(number)[0] for number in range(40)]
    alone = [read(one) for one in documents]
    chance = random.Random(1)
    for number in chance.choices(range(40), k=200):
        assert read(documents[number]) == alone[number]
        assert read(documents[0]) == alone[0]


# --- Markdown and mail ---------------------------------------------------------------

_SIGNS = (
    "*{}*",
    "**{}**",
    "_{}_",
    "[{}](https://orre.example/a)",
    "[[{}]]",
    "[[Orre|{}]]",
    "=={}==",
)


@pytest.mark.parametrize("number", range(25))
def test_markdown(number: int) -> None:
    chance = random.Random(number)
    story, width = drawn(chance), chance.randint(50, 90)
    blocks = ["# Quays shut at Port Linden"]
    for paragraph in story:
        text = " ".join(marked(chance, one, chance.choice(_SIGNS).format) for one in paragraph)
        lead = chance.choice(("", "", "", "> ", "- "))
        after = {"- ": "  "}.get(lead, lead)
        blocks.append(
            textwrap.fill(text, width, initial_indent=lead, subsequent_indent=after,
                          break_on_hyphens=False, break_long_words=False)
        )  # fmt: skip
    holds(Document("a.md", "text/markdown", "\n\n".join(blocks).encode()), story)


@pytest.mark.parametrize("number", range(25))
def test_mail(number: int) -> None:
    chance = random.Random(number)
    charset = chance.choice(("utf-8", "iso-8859-15", "windows-1252"))
    encoding = chance.choice(("quoted-printable", "base64", "8bit"))
    story = drawn(chance, charset)
    made = EmailMessage()
    made["From"] = "Harbour Gazette <news@harbourgazette.example>"
    made["Subject"] = "Quays shut at Port Linden"
    made["List-Id"] = "<daily.harbourgazette.example>"
    if chance.random() < 0.5:
        rows = "".join(f"<p>{' '.join(_inline(chance, one) for one in part)}</p>" for part in story)
        made.set_content("See the HTML.\n")
        made.add_alternative(rows, subtype="html", charset=charset, cte=encoding)
    else:
        wrapped = (textwrap.fill(" ".join(part), 72, break_on_hyphens=False) for part in story)
        made.set_content("\n\n".join(wrapped) + "\n", charset=charset, cte=encoding)
    holds(Document("a.eml", "message/rfc822", bytes(made)), story)


# --- Prints --------------------------------------------------------------------------


def _sheet(chance: random.Random) -> str:
    align, columns = chance.choice(("left", "justify")), chance.choice((1, 1, 2, 2, 3))
    return (
        f"@page {{ size: {chance.choice(('A4', 'letter'))}; margin: 22mm;"
        " @top-left { content: 'Harbour Gazette bulletin'; font: 8pt serif }"
        " @bottom-center { content: 'Page ' counter(page); font: 8pt serif } }"
        f"body {{ font: {chance.choice((9, 10.5, 12))}pt/1.35 'Noto Serif', serif;"
        f" text-align: {align}; columns: {columns}; column-gap: 8mm }}"
        "h1 { font-size: 18pt; column-span: all }"
        f"p {{ margin: 0 0 .6em; text-indent: {chance.choice((0, 1.5))}em }}"
    )


@pytest.mark.parametrize("number", [*range(4), 600])
def test_prints(number: int) -> None:
    from weasyprint import HTML

    chance = random.Random(number)
    story = drawn(chance)
    rows = "".join(f"<p>{html.escape(' '.join(part))}</p>" for part in story)
    sheet = _sheet(chance)
    page = f"<html lang=en><style>{sheet}</style><h1>Quays shut at Port Linden</h1>{rows}</html>"
    holds(Document("a.pdf", "application/pdf", HTML(string=page).write_pdf()), story)


def test_the_property_would_see_a_word_that_is_lost() -> None:
    story = [["The council closed the long quay at noon."]]
    text = "# Quays shut\n\nThe council closed the quay at noon."
    found = read(Document("a.md", "text/markdown", text.encode()))
    quoted: Sequence[str] = [
        s.quote for a in found if isinstance(a, Article) for s in a.sentences()
    ]
    assert quoted
    assert quoted[0] not in known(story)
