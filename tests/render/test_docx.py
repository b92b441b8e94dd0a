"""The Word document opens, says what the brief says, and takes on the desk's own looks."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt

from briefing.config import Desk
from briefing.errors import RenderError
from briefing.model import Brief
from briefing.render.word import DocxRenderer
from briefing.verify.docx import running_words
from briefing.verify.forms import read_form
from tests.render.sample import AUDIENCE, COURIER, DESK, EDITION, brief, hostile_brief

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(one: Brief, desk: Desk = DESK) -> bytes:
    artifact = DocxRenderer(desk, AUDIENCE).render(one)
    assert artifact.name == "analyst.docx"
    return artifact.content


def opened(one: Brief, desk: Desk = DESK) -> Any:
    return Document(BytesIO(made(one, desk)))


def test_headings_points_and_table_have_words_own_styles() -> None:
    document = opened(brief())
    told = [(p.style.name, p.text) for p in document.paragraphs]
    assert told[0][0] == "Title"
    heads = [text for style, text in told if style == "Heading 1"]
    assert {"Bottom line", "Figures to know", "Sources", "What is missing"} <= set(heads)
    points = [text for style, text in told if style == "List Bullet"]
    assert any(text.startswith(brief().takeaways[0].text) for text in points)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Value", "Measure"]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    assert len(table.rows) == 1 + len(brief().figures)


def test_every_sentence_has_a_footnote_that_names_and_links_its_sources() -> None:
    one = brief()
    form = read_form("docx", made(one))
    assert form is not None
    names = {source.number: source for source in one.sources}
    assert {number for number, _ in form.footnotes} <= set(names)
    told = {number: " ".join(said) for number, said in form.footnotes}
    number = next(n for n, source in names.items() if source.outlet == "Harbour Gazette")
    assert told[number] == "harbour gazette two berths closed"
    with zipfile.ZipFile(BytesIO(made(one))) as container:
        links = container.read("word/_rels/footnotes.xml.rels").decode()
    assert "https://gazette.example/berths#:~:text=" in links


def test_a_hostile_brief_stays_text_and_leads_nowhere() -> None:
    content = made(hostile_brief())
    assert read_form("docx", content) is not None
    with zipfile.ZipFile(BytesIO(content)) as container:
        rels = "".join(container.read(n).decode() for n in container.namelist() if "_rels" in n)
    outside = re.findall(r'Target="([^"]*)" TargetMode="External"|TargetMode="External"', rels)
    assert all(target.startswith(("http://", "https://", "mailto:")) for target in outside)


def test_the_same_brief_is_the_same_file() -> None:
    assert made(brief()) == made(brief())
    with zipfile.ZipFile(BytesIO(made(brief()))) as container:
        assert {entry.date_time for entry in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(made(brief())) < 150_000


def test_it_tells_its_name_language_and_moment() -> None:
    about = opened(brief()).core_properties
    assert about.title.startswith("Harbour: Morning brief")
    assert (about.language, about.author) == ("en", "Harbour")
    assert about.created.isoformat().startswith("2023-02-14T04:00:00")


def test_another_language_and_direction_are_told_to_word() -> None:
    one = brief()
    (dispute,) = one.figures[0].disputes
    (spoken,) = dispute.citations
    assert spoken.article == COURIER.id
    point = replace(one.takeaways[0], text="שלום לכולם היום", citations=(spoken,))
    xml = opened(replace(one, takeaways=(point,))).element.body.xml
    assert "<w:bidi/>" in xml
    assert "<w:rtl/>" in xml
    assert 'w:lang w:val="uk"' in xml


def test_the_label_of_the_traffic_light_protocol_stands_on_every_page() -> None:
    document = opened(replace(brief(), edition=replace(EDITION, tlp="TLP:AMBER")))
    assert document.sections[0].header.paragraphs[0].text == "TLP:AMBER"
    assert document.paragraphs[0].text == "TLP:AMBER"


def test_an_editors_note_keeps_its_emphasis() -> None:
    document = opened(replace(brief(), note="Watch the **quay** today.\n\n- one\n- *two*"))
    runs = [run for p in document.paragraphs for run in p.runs]
    assert [run.text for run in runs if run.bold and run.text == "quay"] == ["quay"]
    assert [run.text for run in runs if run.italic] == ["two"]


# --- The desk's own document ---------------------------------------------------------------


def _with_template(folder: Path, content: bytes, where: str = "analyst") -> Desk:
    place = folder / "templates" / where
    place.mkdir(parents=True)
    (place / "document.docx").write_bytes(content)
    return replace(DESK, folder=folder)


def _template() -> bytes:
    document = Document()
    document.add_paragraph("Type the report here.")
    document.sections[0].header.paragraphs[0].text = "Ministry of Harbours"
    document.sections[0].page_width = Mm(180)
    document.styles["Heading 1"].font.size = Pt(19)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("where", ["analyst", "base"])
def test_a_desks_own_document_gives_styles_page_and_header(tmp_path: Path, where: str) -> None:
    document = opened(brief(), _with_template(tmp_path, _template(), where))
    assert document.sections[0].header.paragraphs[0].text == "Ministry of Harbours"
    assert round(document.sections[0].page_width.mm) == 180
    assert document.styles["Heading 1"].font.size == Pt(19)
    assert not [p for p in document.paragraphs if "Type the report" in p.text]
    assert any("Bottom line" in p.text for p in document.paragraphs)


def test_it_may_have_footnotes_and_lack_our_styles(tmp_path: Path) -> None:
    first = Document(BytesIO(made(brief())))
    for style in list(first.styles):
        if style.name in ("Brief Mark", "Brief Remark", "Title", "List Bullet 2"):
            style.delete()
    stream = BytesIO()
    first.save(stream)
    again = made(brief(), _with_template(tmp_path, stream.getvalue()))
    form = read_form("docx", again)
    assert form is not None
    assert form.footnotes == getattr(read_form("docx", made(brief())), "footnotes", None)


@pytest.mark.parametrize("content", [b"", b"PK nothing", b"<html>", _template()[:2000]])
def test_what_is_no_word_document_is_named_with_its_cure(tmp_path: Path, content: bytes) -> None:
    desk = _with_template(tmp_path, content)
    with pytest.raises(RenderError, match=r"templates/analyst/document\.docx: not a Word document"):
        made(brief(), desk)


def test_verify_knows_the_words_of_a_desks_own_header(tmp_path: Path) -> None:
    _with_template(tmp_path, _template())
    (line,) = filter(None, running_words(tmp_path / "templates" / "analyst" / "document.docx"))
    assert line == "Ministry of Harbours"
