"""Pages as browsers save them, and texts of word processors."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping, Sequence
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


def saved_page(encoding: str = "quoted-printable") -> bytes:
    whole = EmailMessage()
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = "https://post.example/2024/bridge"
    whole["Subject"] = "Another title"
    whole["Date"] = "Tue, 05 Mar 2024 10:00:00 +0000"
    whole.set_content(MARKUP, subtype="html", cte=encoding)
    whole["Content-Location"] = "https://post.example/2024/bridge"
    whole.add_related(b"x", "image", "png", cid="<1@mhtml.blink>")
    whole.add_related("<p>An advertisement.</p>", subtype="html")
    return bytes(whole)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_page_saved_in_one_file(encoding: str) -> None:
    article = only(MEDIA_TYPES[".mhtml"], saved_page(encoding))
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
    ("ending", "cure"), [(".zip", "unpack it"), (".doc", "save it as .docx"), (".msg", ".eml")]
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


def opendocument() -> bytes:
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
    return made.getvalue()


def test_an_opendocument_text() -> None:
    article = only(ODT, opendocument())
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


# --- Web archives, books, rich text --------------------------------------------------


def test_a_page_that_safari_saved() -> None:
    main = {
        "WebResourceData": MARKUP.replace("Ann Lee", "Ann Léa").encode("iso-8859-1"),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "iso-8859-1",
        "WebResourceURL": "https://post.example/2024/bridge",
    }
    whole = plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
    article = only(MEDIA_TYPES[".webarchive"], whole)
    assert body(article) == [sentence.replace("Ann Lee", "Ann Léa") for sentence in STORY]
    assert (article.title, article.url) == (TITLE, "https://post.example/2024/bridge")


@pytest.mark.parametrize("content", [b"bplist00", b"<plist/>", b"x", b"bplist00" + b"\xff" * 99])
def test_a_web_archive_that_is_none_is_told(content: bytes) -> None:
    (gap,) = read(Document("a", MEDIA_TYPES[".webarchive"], content))
    assert gap == Gap("a", "a web archive that cannot be taken apart")


def book(pages: Sequence[str], fields: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """An EPUB of these pages; `more` are further files of the archive."""
    kind = "media-type='application/xhtml+xml'"
    hrefs = (f"id='p{n}' href='text/p%20{n}.xhtml'" for n in range(len(pages)))
    items = "".join(f"<item {href} {kind}/>" for href in hrefs)
    spine = "".join(f"<itemref idref='p{n}'/>" for n in range(len(pages)))
    package = (
        "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='3.0'>"
        f"<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>{fields}</metadata><manifest>{items}"
        "<item id='nav' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>"
        f"</manifest><spine><itemref idref='nav'/>{spine}</spine></package>"
    )
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
            "<rootfile full-path='OPS/book.opf'/></rootfiles></container>",
        )
        archive.writestr("OPS/book.opf", package)
        archive.writestr(
            "OPS/nav.xhtml", "<html><body><nav><a href='x'>One.</a></nav></body></html>"
        )
        for n, text in enumerate(pages):
            archive.writestr(
                f"OPS/text/p {n}.xhtml",
                "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'>"
                f"<head><title>p</title></head><body>{text}</body></html>",
            )
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return held.getvalue()


FIELDS = (
    "<dc:title>Saved from the web</dc:title><dc:creator>Ann Lee</dc:creator>"
    "<dc:publisher>Harbour Post</dc:publisher><dc:date>2024-03-05</dc:date>"
    "<dc:source>https://post.example/2024/bridge</dc:source><dc:language>en</dc:language>"
)


def test_a_book_of_one_article() -> None:
    pages = [f"<h1>{TITLE}</h1>{story(*STORY[:2])}", story(*STORY[2:]), "<p>Cover</p>"]
    article = only(MEDIA_TYPES[".epub"], book(pages, FIELDS))
    assert body(article) == [*STORY]
    assert (article.title, article.byline, article.outlet) == (TITLE, "Ann Lee", "Harbour Post")
    assert (article.published, article.url) == ("2024-03-05", "https://post.example/2024/bridge")


def test_a_book_of_several_articles() -> None:
    pages = [f"<h2>{TITLE}</h2>{story(*STORY[:2])}", f"<h2>Ferries</h2>{story(*STORY[2:])}"]
    first, second = read(Document("a.epub", MEDIA_TYPES[".epub"], book(pages, FIELDS)))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert [first.uri, second.uri] == ["a.epub#1", "a.epub#2"]
    assert [first.title, second.title] == [TITLE, "Ferries"]
    assert [first.byline, first.url] == [None, None]  # whose each is the book does not say
    assert body(first) + body(second) == [*STORY]


def test_a_locked_book_is_told() -> None:
    locks = (
        "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><EncryptedData "
        "xmlns='http://www.w3.org/2001/04/xmlenc#'><CipherData><CipherReference "
        "URI='OPS/text/p%200.xhtml'/></CipherData></EncryptedData></encryption>"
    )
    whole = book([f"<h1>{TITLE}</h1>{story()}"], FIELDS, {"META-INF/encryption.xml": locks})
    (gap,) = read(Document("a", MEDIA_TYPES[".epub"], whole))
    assert gap == Gap("a", "a book that is locked for one reader")


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"x" * 99])
def test_a_book_that_is_none_is_told(content: bytes) -> None:
    (gap,) = read(Document("a", MEDIA_TYPES[".epub"], content))
    assert gap == Gap("a", "a damaged or locked document")


RICH = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Memo}{\author Desk}}"
    r"{\header Harbour Post\par}{\footer Page 1\par}\pard\b " + TITLE + r"\b0\par "
    r"By Ann Lee\par " + STORY[0].replace("Lund", r"L{\b un}d") + r"{\footnote A note.}\par "
    + STORY[1].replace(" piers", r"{\v  hidden} piers") + r"\par "
    r"\trowd\cellx1\cellx2 Cost\cell 9 million\cell\row\pard "
    r"Die F\'e4hre f\u228?hrt \u8222?bald\u8220?, sagte die B\'fcrgermeisterin am Montag.\par}"
)  # fmt: skip


def test_rich_text() -> None:
    article = only(MEDIA_TYPES[".rtf"], RICH.encode())
    said = "Die Fähre fährt „bald“, sagte die Bürgermeisterin am Montag."
    assert body(article) == [*STORY[:2], said]
    assert (article.title, article.byline) == (TITLE, "Ann Lee")


def test_what_only_calls_itself_rich_text_is_told() -> None:
    (gap,) = read(Document("a", MEDIA_TYPES[".rtf"], b"Dear desk, this is a note."))
    assert gap == Gap("a", "no rich text, whatever its name says")


@pytest.mark.parametrize("ending", [".epub", ".rtf", ".webarchive"])
def test_these_files_are_taken_from_a_folder(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a{ending}").write_bytes(b"x")
    (found,) = FolderSource({"path": "."}, "f", tmp_path).fetch()
    assert isinstance(found, Document)
    assert found.media_type == MEDIA_TYPES[ending]
