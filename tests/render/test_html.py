"""The web page: whole, self-contained, each citation in its context, nothing of strangers runs."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from briefing.config import AudienceSettings, Desk
from briefing.model import Brief
from briefing.render import render
from briefing.render.layout import citations_of
from briefing.render.plain import plain, safe_url, text_fragment
from briefing.render.specimen import specimen
from tests.conftest import ROOT
from tests.render.sample import brief, hostile_brief

DESK = Desk(name="Varn", timezone="Europe/Kyiv", folder=ROOT / "nowhere")


class Page(HTMLParser):
    """Tags, ids, attributes and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.marked: dict[str, str] = {}
        self._mark: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        self.names |= named.keys()
        if "id" in named:
            self.ids.append(named["id"] or "")
        if "href" in named:
            self.links.append(named["href"] or "")
        if tag == "mark":
            self._mark = named.get("id") or ""
            self.marked[self._mark] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._mark is not None:
            self.marked[self._mark] += data


def html_of(brief: Brief, name: str = "analyst") -> str:
    return render(brief, DESK, AudienceSettings(name, name), ["html"])[0].content.decode()


@pytest.fixture(scope="module", params=["executive", "analyst", "public"])
def page(request: pytest.FixtureRequest) -> Page:
    name = request.param
    return Page(html_of(specimen(DESK, AudienceSettings(name, name)), name))


def test_ids_are_unique_and_every_inner_link_leads_somewhere(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_nothing_is_asked_of_another_host(page: Page) -> None:
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(page.tags)
    assert not {"src", "srcset", "style"} & page.names


def test_each_citation_opens_its_sentence_in_its_article() -> None:
    brief = specimen(DESK, AudienceSettings("analyst", "analyst"))
    page = Page(html_of(brief))
    numbers = {s.id: s.number for s in brief.sources}
    for citation in citations_of(brief):
        anchor = f"q{numbers[citation.article]}-{citation.start}-{citation.end}"
        assert f"#{anchor}" in page.links
        assert " ".join(page.marked[anchor].split()) == citation.text


def test_links_to_live_articles_carry_a_text_fragment(page: Page) -> None:
    assert [link for link in page.links if "#:~:text=" in link]
    assert any("#comments:~:text=" in link for link in page.links)


def test_hostile_text_is_only_text() -> None:
    html = html_of(hostile_brief())
    page = Page(html)
    assert not {"script", "img", "iframe"} & set(page.tags)
    assert not {name for name in page.names if name.startswith("on")}
    assert {re.split(r"[:#]", link)[0] for link in page.links} <= {"", "http", "https", "mailto"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", html)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//x.example", "ftp://x.example", "https://",
     "http:x",
     "https://x.example/\nBcc:", 'https://x.example/"', "JaVaScRiPt:1", " https://x.example", ""],
)  # fmt: skip
def test_only_addresses_that_a_reader_may_follow(url: str) -> None:
    assert safe_url(url) == ""


def test_a_text_fragment_names_the_ends_of_a_long_sentence() -> None:
    words = " ".join(f"w{n}" for n in range(30))
    found = text_fragment("https://x.example/a", words)
    assert found == (
        "https://x.example/a#:~:text=w0%20w1%20w2%20w3%20w4%20w5,w24%20w25%20w26%20w27%20w28%20w29"
    )
    assert (
        text_fragment("https://x.example/a", "a-b, c") == "https://x.example/a#:~:text=a%2Db%2C%20c"
    )
    assert plain("a\u202eb\x00c") == "abc"


def test_a_source_without_a_title_is_told_by_its_first_words() -> None:
    one = brief()
    untitled = replace(one.sources[0], title=None)
    html = html_of(replace(one, sources=(untitled, *one.sources[1:])))
    first = " ".join(untitled.text.split()[:6])
    assert f"“{first}…”</cite>" in html


@pytest.mark.parametrize(
    ("name", "said"),
    [("Varn", "Varn desk"), ("My desk", "My desk"), ("Deskbound", "Deskbound desk")],
)
def test_a_desk_is_called_a_desk_once(name: str, said: str) -> None:
    one = brief()
    html = html_of(replace(one, edition=replace(one.edition, desk=name)))
    assert f'<p class="desk">{said} · ' in html


def test_the_label_of_a_citation_holds_what_it_shows() -> None:
    shown = re.findall(r'aria-label="([^"]*)">\[(\d+[a-z]?)\]</a>', html_of(brief()))
    assert shown
    assert [(label, text) for label, text in shown if f" {text}:" not in label] == []


def test_the_page_does_not_import_weasyprint() -> None:
    script = (
        "import sys; from tests.render.test_html import *;"
        "html_of(specimen(DESK, AudienceSettings('analyst', 'analyst')));"
        "print([m for m in ('weasyprint', 'nltk', 'sklearn', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
