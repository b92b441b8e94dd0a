"""Pages as browsers save them, and texts of word processors."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from briefing.collect.folder import MEDIA_TYPES, FolderSource
from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.read.test_pages import STORY, TITLE, page, story

WORD, ODT = MEDIA_TYPES[".docx"], MEDIA_TYPES[".odt"]


def only(media_type: str, body: bytes) -> Article:
    (article,) = read(Document("a", media_type, body))
    assert isinstance(article, Article)
    return article


def body(article: Article) -> list[str]:
    return [sentence.quote for sentence in article.sentences()]


MARKUP = page(f"<article><h1>{TITLE}</h1>{story()}</article>")


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_page_saved_in_one_file(encoding: str) -> None:
    whole = EmailMessage()
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = "https://post.example/2024/bridge"
    whole["Subject"] = "Another title"
    whole["Date"] = "Tue, 05 Mar 2024 10:00:00 +0000"
    whole.set_content(MARKUP, subtype="html", cte=encoding)
    whole["Content-Location"] = "https://post.example/2024/bridge"
    whole.add_related(b"x", "image", "png", cid="<1@mhtml.blink>")
    whole.add_related("<p>An advertisement.</p>", subtype="html")
    article = only(MEDIA_TYPES[".mhtml"], bytes(whole))
    assert body(article) == [*STORY]
    assert (article.title, article.url) == (TITLE, "https://post.example/2024/bridge")
    assert article.published is None  # the day it was saved is none of the article


def test_a_saved_file_without_a_page_is_told() -> None:
    (gap,) = read(Document("a", MEDIA_TYPES[".mht"], b"Content-Type: image/png\n\nx"))
    assert gap == Gap("a", "a saved page without a page in it")


def test_a_saved_page_knows_where_it_is_from() -> None:
    above = "<!-- saved from url=(0032)https://post.example/2024/bridge -->\n"
    made = MARKUP.replace("<html", f"{above}<html", 1)
    assert only("text/html", made.encode()).url == "https://post.example/2024/bridge"


@pytest.mark.parametrize("name", ["Bridge_files", "Bridge-Dateien", "Bridge_fichiers"])
def test_the_parts_of_a_saved_page_are_no_articles(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / "Bridge.html").write_text(MARKUP)
    (tmp_path / name / "saved_resource.html").write_text(MARKUP)
    (tmp_path / "Bridge files").mkdir()
    (tmp_path / "Bridge files" / "other.txt").write_text("x")
    found = [one.uri for one in FolderSource({"path": "."}, "f", tmp_path).fetch()
             if isinstance(one, Document)]  # fmt: skip
    assert found == ["Bridge files/other.txt", "Bridge.html"]


@pytest.mark.parametrize(
    ("ending", "cure"), [(".zip", "unpack it"), (".rtf", "save it as .docx"), (".msg", ".eml")]
)
def test_what_is_not_read_is_told_with_what_to_do(tmp_path: Path, ending: str, cure: str) -> None:
    (tmp_path / f"a{ending}").write_text("x")
    (gap,) = FolderSource({"path": "."}, "f", tmp_path).fetch()
    assert isinstance(gap, Gap)
    assert cure in gap.what


def word() -> bytes:
    made = docx.Document()
    made.add_heading(TITLE, 0)
    made.add_paragraph("By Ann Lee")
    first = made.add_paragraph("The council of Lund voted on ")
    first.add_run("Monday").bold = True
    first.add_run(" unseen").font.hidden = True
    first.add_run(STORY[0].partition("Monday")[2])
    for sentence in STORY[1:]:
        made.add_paragraph(sentence)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cost", "9 million"
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def test_a_word_document() -> None:
    article = only(WORD, word())
    assert body(article) == [*STORY]
    assert (article.title, article.byline) == (TITLE, "Ann Lee")


def test_changes_in_a_word_document_are_as_it_shows_them() -> None:
    held = BytesIO(word())
    with ZipFile(held) as archive:
        xml = archive.read("word/document.xml").decode()
    changed = xml.replace(
        "<w:t>Monday</w:t></w:r>",
        "<w:t>Mon</w:t></w:r><w:del><w:r><w:delText>ths</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>day</w:t></w:r></w:ins>",
    )
    assert changed != xml
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", changed)
    assert body(only(WORD, made.getvalue())) == [*STORY]


def test_an_opendocument_text() -> None:
    names = ("office", "text", "style")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    first = STORY[0].replace("close the old", "<text:span>close<text:s/>the</text:span> old")
    rows = "".join(f"<text:p>{one}</text:p>" for one in (first, *STORY[1:]))
    xml = (
        f"<office:document-content {spaces}><office:body><office:text><text:h text:outline-level"
        f"='1'>{TITLE}</text:h>{rows}<text:p>Gone.<office:annotation><text:p>Why?</text:p>"
        "</office:annotation></text:p></office:text></office:body></office:document-content>"
    )
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("content.xml", xml)
    article = only(ODT, made.getvalue())
    assert body(article) == [*STORY, "Gone."]
    assert article.title == TITLE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", word()[:900], b"x" * 99])
@pytest.mark.parametrize("media_type", [WORD, ODT])
def test_a_damaged_document_is_told(media_type: str, content: bytes) -> None:
    assert read(Document("a", media_type, content)) == (Gap("a", "a damaged or locked document"),)


def test_a_document_that_unpacks_without_end_is_not_unpacked() -> None:
    made = BytesIO()
    with ZipFile(made, "w", compression=8) as archive:
        archive.writestr("word/document.xml", b" " * 40_000_000)
    (gap,) = read(Document("a", WORD, made.getvalue()))
    assert isinstance(gap, Gap)
    assert "more text" in gap.what
