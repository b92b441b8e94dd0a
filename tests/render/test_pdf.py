"""The print: both standards, the same bytes, only our fonts, nothing fetched."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.model import Brief
from briefing.render import render
from briefing.render.pages import Room
from briefing.render.specimen import specimen
from tests.conftest import ROOT
from tests.render.gate import faults
from tests.render.sample import HOSTILE, hostile_brief

DESK = Desk(name="Varn", timezone="Europe/Kyiv", folder=ROOT / "nowhere")
AUDIENCES = ("executive", "analyst", "public")


def printed(brief: Brief, audience: AudienceSettings, desk: Desk = DESK) -> bytes:
    return render(brief, desk, audience, ["pdf"])[0].content


@cache
def pdf_of(name: str, sources: int = 12, language: str = "en", paper: str = "A4") -> bytes:
    audience = AudienceSettings(name, name, language=language, paper=paper)
    return printed(specimen(DESK, audience, sources), audience)


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


@pytest.mark.parametrize("name", AUDIENCES)
def test_each_audience_meets_both_standards(name: str) -> None:
    assert faults(pdf_of(name), f"{name}.json") == []


def test_sixty_sources_and_a_language_of_their_own() -> None:
    assert faults(pdf_of("analyst", 60, "uk"), "analyst.json") == []


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_qpdf_finds_nothing(tmp_path: Path) -> None:
    for name in AUDIENCES:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf_of(name))
        checked = subprocess.run(
            ["qpdf", "--check", path], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_same_brief_gives_the_same_bytes_in_any_order_and_process() -> None:
    """Fonts and caches are shared by a process; what was printed before must not show."""
    script = (
        "import sys, hashlib; from tests.render.test_pdf import pdf_of;"
        "print(hashlib.sha256(pdf_of('public')).hexdigest(), *sorted(sys.argv[1:]))"
    )
    alone = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin", "HOME": "/root"},
    )
    pdf_of("analyst")
    assert alone.stdout.split()[0] == hashlib.sha256(pdf_of("public")).hexdigest()


def test_the_attached_json_is_the_brief() -> None:
    with pikepdf.open(io.BytesIO(pdf_of("analyst"))) as pdf:
        data = json.loads(pdf.attachments["analyst.json"].get_file().read_bytes())
    assert data["edition"]["audience"] == "analyst"
    assert len(data["sources"]) == 12


@pytest.mark.parametrize(
    ("paper", "size"),
    [
        ("A4", (595, 842)),
        ("Letter", (612, 792)),
        ("A5", (420, 595)),
        ("1404x1872@226", (447, 596)),
    ],
)
def test_the_paper_is_the_audience_s(paper: str, size: tuple[int, int]) -> None:
    page = pypdfium2.PdfDocument(pdf_of("executive", 12, "en", paper))[0]
    assert tuple(map(round, page.get_size())) == size


def short(audience: AudienceSettings) -> Brief:
    """As much as an executive's settings let through: two points a theme, twelve sources."""
    whole = replace(specimen(DESK, audience, 12), note="", changes=())
    sections = [replace(s, points=s.points[:2]) for s in whole.sections[:4]]
    return replace(whole, sections=tuple(sections), figures=whole.figures[:4])


def test_an_executive_has_one_page() -> None:
    audience = AudienceSettings("executive", "executive")
    with pikepdf.open(io.BytesIO(printed(short(audience), audience))) as pdf:
        assert len(pdf.pages) == 1


def test_citations_lead_to_sources_and_back() -> None:
    with pikepdf.open(io.BytesIO(pdf_of("analyst"))) as pdf:
        named = [
            str(a.Dest) for page in pdf.pages for a in page.get("/Annots") or () if "/Dest" in a
        ]
        words = [str(a.Contents) for page in pdf.pages for a in page.get("/Annots") or ()]
    assert {d for d in named if d.startswith("source-")} == {f"source-{n}" for n in range(1, 13)}
    assert [d for d in named if re.fullmatch(r"c\d+", d)]
    assert "Source 2: Northern Wire, Mine clearance starts in north basin" in words
    assert any(w.startswith("Citation on page ") for w in words)


def test_pages_are_numbered_and_sources_say_where_they_are_cited() -> None:
    text = text_of(pdf_of("analyst"))
    pages = len(pypdfium2.PdfDocument(pdf_of("analyst")))
    assert pages > 1
    for n in range(1, pages + 1):
        assert f"Page {n} of {pages}" in text
    assert re.search(r"cited\son\sp\.\s1, 2", text)


def _cited_on(content: bytes) -> list[list[int]]:
    """The pages named behind "cited on p.", for each source that is cited."""
    found = re.findall(r"cited\s+on\s+p\.\s+(\d+(?:,\s+\d+)*)", text_of(content))
    return [[int(n) for n in re.findall(r"\d+", pages)] for pages in found]


@pytest.mark.parametrize("name", ["analyst", "public"])  # an executive has one page
def test_each_source_names_each_page_that_cites_it_once(name: str) -> None:
    content = pdf_of(name)
    named = _cited_on(content)
    assert len(named) == 12
    assert all(pages == sorted(set(pages)) for pages in named)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        order: dict[Any, int] = {page.objgen: n for n, page in enumerate(pdf.pages, 1)}
        names: Any = pikepdf.NameTree(pdf.Root.Names.Dests)
        led = [
            (order[names[str(link.Dest)][0].objgen], str(link.Contents))
            for page in pdf.pages
            for link in page.get("/Annots") or ()
            if re.fullmatch(r"c\d+", str(link.get("/Dest", "")))
        ]
    assert [n for n, _ in led] == [n for pages in named for n in pages]
    assert [words for _, words in led] == [f"Citation on page {n}" for n, _ in led]


def test_a_source_cited_on_more_pages_than_there_was_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audience = AudienceSettings("public", "public")
    brief = specimen(DESK, audience, 12)
    repeated = [replace(s, title=f"{s.title} {n}") for n in range(5) for s in brief.sections]
    many = replace(brief, sections=tuple(repeated))
    expected = _cited_on(printed(many, audience))
    assert max(len(pages) for pages in expected) > 5
    assert max(max(pages) for pages in expected) > 9
    monkeypatch.setattr("briefing.render.pdf.room_for", lambda *_: Room(1, 1))
    assert _cited_on(printed(many, audience)) == expected


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_text_comes_out_in_reading_order_in_each_script() -> None:
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf_of("analyst"), capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())
    order = ["Morning brief", "Bottom line", "Key takeaways", "Figures to know", "Security",
             "Мер міста заявив в ефірі", "Economy and shipping", "Περίπου 60.000",
             "Flood on the Varn",
             "Școlile și grădinițele", "Also in the news", "What is missing", "Sources",
             "How to read this brief"]  # fmt: skip
    at = -1
    for words in order:
        found = re.search(re.escape(words), text[at + 1 :], re.IGNORECASE)
        assert found, words
        at += 1 + found.start()


def test_a_template_cannot_fetch(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    folder = tmp_path / "templates" / "mine"
    folder.mkdir(parents=True)
    for address in ("https://example.org/x.png", (tmp_path / "secret.txt").as_uri(), "font:../x"):
        (folder / "print.html.j2").write_text(
            '{% extends "base/print.html.j2" %}'
            f'{{% block logo %}}<img alt="logo" src="{address}">{{% endblock %}}'
        )
        audience = AudienceSettings("mine", "mine")
        desk = replace(DESK, folder=tmp_path)
        with pytest.raises(RenderError, match="asks for"):
            printed(specimen(desk, audience, 12), audience, desk)


def test_hostile_text_is_only_text() -> None:
    audience = AudienceSettings("analyst", "analyst")
    content = printed(hostile_brief(HOSTILE), audience)
    assert faults(content, "analyst.json") == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not any("/JavaScript" in str(obj) for obj in pdf.objects if "/S" in str(obj)[:50])


@pytest.mark.parametrize("word", ["W" * 10_000, "ab-" * 3_300])
def test_a_word_of_ten_thousand_characters_is_set(word: str) -> None:
    """In each field that a template prints; without places to break it takes many minutes."""
    audience = AudienceSettings("public", "public")
    brief = specimen(DESK, audience, 12)
    point, figure = brief.sections[0].points[0], brief.figures[0]
    quoted = replace(point, text=word, citations=(replace(point.citations[0], text=word),))
    evil = replace(
        brief,
        edition=replace(brief.edition, desk=word),
        takeaways=(quoted, quoted),
        sections=(replace(brief.sections[0], title=word, points=(quoted,)),),
        figures=(replace(figure, what=word, attribution=word, qualifier=word),),
        changes=(replace(brief.changes[0], before=word, after=word),),
        sources=tuple(
            replace(s, title=word, outlet=word, url=f"https://example.org/{word}")
            for s in brief.sources[:2]
        )
        + brief.sources[2:],
        gaps=(replace(brief.gaps[0], where=word, what=word),),
        note=word,
    )
    assert faults(printed(evil, audience), "public.json") == []


def test_ten_times_the_points_take_about_ten_times_the_pages() -> None:
    """Ninety pages come out whole; speed is measured by the benchmarks."""
    audience = AudienceSettings("public", "public")
    brief = specimen(DESK, audience, 12)
    many = tuple(replace(s, title=f"{s.title} {n}") for n in range(6) for s in brief.sections)
    content = printed(replace(brief, sections=many), audience)
    assert len(pypdfium2.PdfDocument(content)) > 10


# What WeasyPrint breaks on, in a style sheet or in an attribute of a template.
UNPRINTABLE = {
    "print.css": (
        "h1 { color: navy }\n\np.support {\n  letter-spacing: 1e9px;\n}\n",
        r"mine/print\.css:3: .*OverflowError",
    ),
    "brand.css": (
        "/* ours */\n:root { --brand: #123456 }\nh2, p { transform: matrix(0, 0, 0, 0, 0, 0) }\n",
        r"mine/brand\.css:3: .*KeyError",
    ),
    "print.html.j2": (
        (
            '{% extends "base/print.html.j2" %}\n{% block logo %}\n'
            '<p style="letter-spacing: 1e9px">Harbour</p>{% endblock %}'
        ),
        r"mine/print\.html\.j2:3: .*OverflowError",
    ),
}


@pytest.mark.parametrize("name", UNPRINTABLE)
def test_a_style_that_breaks_the_printer_is_told_with_file_and_line(
    tmp_path: Path, name: str
) -> None:
    source, told = UNPRINTABLE[name]
    folder = tmp_path / "templates" / "mine"
    folder.mkdir(parents=True)
    (folder / name).write_text(source)
    audience = AudienceSettings("mine", "mine")
    desk = replace(DESK, folder=tmp_path)
    with pytest.raises(RenderError, match=told) as caught:
        printed(specimen(desk, audience, 12), audience, desk)
    assert str(tmp_path) not in str(caught.value)
