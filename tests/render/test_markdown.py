"""Markdown: what it shows is what was said, and nothing of a stranger becomes markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown
from markdown_it import MarkdownIt

from briefing.model import Brief, Gap
from briefing.render.markdown import MarkdownRenderer
from tests.render.sample import AUDIENCE, DESK, brief, hostile_brief

DIALECTS: Mapping[str, Callable[[str], str]] = {
    "commonmark": MarkdownIt("commonmark").render,
    "tables": MarkdownIt("js-default", {"html": True}).render,
    "original": markdown,
}
OURS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "em", "strong", "a", "blockquote"}


class Page(HTMLParser):
    """Tags, addresses and text of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.handlers: set[str] = set()
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for key, value in attrs if key in ("href", "src")}
        self.handlers |= {key for key, _ in attrs if key not in ("href", "start")}

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def rendered(one: Brief, dialect: str) -> Page:
    source = MarkdownRenderer(DESK, AUDIENCE).render(one).content.decode()
    return Page(DIALECTS[dialect](source))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_shows_every_point_with_its_source_and_mark(dialect: str) -> None:
    one = brief()
    page = rendered(one, dialect)
    for point in (*one.takeaways, *(p for s in one.sections for p in s.points)):
        assert f"{point.text} [1]" in page.text
    assert "on Monday. [1][2] – 2 origins – new" in page.text
    assert page.tags <= OURS
    assert any(link.startswith("https://gazette.example/berths#:~:text=") for link in page.links)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_hostile_text_is_shown_and_does_nothing(dialect: str) -> None:
    page = rendered(hostile_brief(), dialect)
    assert page.tags <= OURS
    assert page.links == set()
    assert page.handlers == set()
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in page.text
    assert "&amp; &#106;avascript: \\ | ~~~ ``` *** ___" in page.text


@pytest.mark.parametrize("dialect", DIALECTS)
@given(
    st.text("#*_`[]()<>&;!\\|~=+-.:1a \n{}\"'/", max_size=40)
    | st.sampled_from(["- x", "1. x", "# x", "===", "---", "[1]: javascript:x", "    x", "\tx"])
)
def test_any_text_is_shown_as_it_is(dialect: str, text: str) -> None:
    page = rendered(replace(brief(), gaps=(Gap(text, text),)), dialect)
    assert " ".join(f"{' '.join(text.split())}: {' '.join(text.split())}".split()) in page.text
    assert page.tags <= OURS
    assert all(link.startswith("https://gazette.example/berths") for link in page.links)


def test_a_point_that_leans_on_nothing_is_no_code() -> None:
    source = MarkdownRenderer(DESK, AUDIENCE).render(brief()).content.decode()
    assert "### Union, cracks\n\n- “We will not wait" in source


def test_the_note_keeps_its_emphasis_and_stands_apart() -> None:
    page = rendered(brief(), "commonmark")
    assert "blockquote" in page.tags
    assert "Mind the tide." in page.text
