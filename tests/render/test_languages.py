"""A layout in another language has no English of ours left in it."""

from __future__ import annotations

import email
import email.policy
import io
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from briefing.config import AudienceSettings
from briefing.model import Brief
from briefing.render import render
from briefing.render.citing import PRINT
from briefing.render.environment import render_template
from briefing.render.layout import layout_of
from briefing.render.said import catalogue
from briefing.render.site import site
from briefing.render.specimen import specimen
from briefing.render.wording import wording
from tests.conftest import ROOT
from tests.render.sample import DESK

LANGUAGES = ("uk", "ro", "de", "fr", "es")
TEMPLATES = ("executive", "analyst", "public")
WORD = re.compile(r"[A-Za-z]{3,}")
READ_ALOUD = ("aria-label", "title", "alt", "data-label")


class Shown(HTMLParser):
    """What a page shows or has read aloud: its text, and the attributes that are words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script")
        self.words += [value or "" for name, value in attrs if name in READ_ALOUD]
        named = dict(attrs)
        if tag == "meta" and named.get("name") in ("description", "keywords"):
            self.words.append(named.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def texts_of(noun: Any) -> Iterator[str]:
    """All that a brief says in the words of others."""
    if isinstance(noun, str):
        yield noun
    elif isinstance(noun, tuple):
        for one in noun:
            yield from texts_of(one)
    elif is_dataclass(noun):
        for field in fields(noun):
            yield from texts_of(getattr(noun, field.name))


def phrases(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield re.sub(r"{.*?}", " ", raw)
    elif isinstance(raw, dict):
        for one in raw.values():
            yield from phrases(one)
    elif isinstance(raw, list):
        for one in raw:
            yield from phrases(one)


@cache
def said_in(code: str) -> frozenset[str]:
    """The words that the layout may use in a language."""
    files = [ROOT / f"briefing/render/wording/{code}.toml", ROOT / "templates/public/words.toml"]
    own = [tomllib.loads(path.read_text("utf-8")) for path in files]
    said = [*phrases(own[0]), *phrases(own[1].get(code, {})), *catalogue(code).messages.values()]
    return frozenset(word.lower() for text in said for word in WORD.findall(text))


@cache
def english() -> frozenset[str]:
    return said_in("en")


def forms(one: Brief, audience: AudienceSettings) -> Iterator[tuple[str, str]]:
    desk = replace(DESK, audiences=(audience,))
    made = {
        a.name.rpartition(".")[2]: a.content
        for a in render(one, desk, audience, ("html", "eml", "txt", "md", "epub"))
    }
    yield "page", " ".join(Shown(made["html"].decode()).words)
    mail = email.message_from_bytes(made["eml"], policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    html = mail.get_body(("html",))
    assert html is not None
    yield "mail", " ".join([mail["Subject"], *Shown(str(html.get_content())).words])
    for form in ("txt", "md"):
        yield form, re.sub(r"\]\([^)]*\)|https?://\S+", "]", made[form].decode())
    with zipfile.ZipFile(io.BytesIO(made["epub"])) as book:
        yield "book", " ".join(Shown(book.read("brief/brief.xhtml").decode()).words)
    layout = layout_of(one, desk, audience, PRINT)
    print_page = render_template(desk, audience, "print.html.j2", one, layout)
    yield "print", " ".join(Shown(print_page).words)


def left_over(text: str, one: Brief, code: str) -> set[str]:
    """English words of ours in a text, which neither the brief nor the language brought in."""
    theirs = {word.lower() for t in texts_of(one) for word in WORD.findall(t)}
    found = {word.lower() for word in WORD.findall(text)}
    return (found & english()) - theirs - said_in(code)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_form_of_a_brief_has_english_of_ours(template: str, code: str) -> None:
    audience = AudienceSettings(template, template, language=code)
    one = specimen(DESK, audience, 12)
    for form, text in forms(one, audience):
        assert left_over(text, one, code) == set(), form
        assert said_in(code) & {w.lower() for w in WORD.findall(text)} or code == "uk", form


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_index_has_no_english_of_ours(code: str, tmp_path: Any) -> None:
    audience = AudienceSettings("analyst", "analyst", language=code)
    desk = replace(DESK, audiences=(audience,))
    one = specimen(desk, audience, 12)
    folder = tmp_path / one.edition.date
    folder.mkdir()
    for artifact in render(one, desk, audience, ("html", "json")):
        (folder / artifact.name).write_bytes(artifact.content)
    index, feed = (page.content.decode() for page in site(tmp_path, desk))
    assert left_over(" ".join(Shown(index).words), one, code) == set()
    assert left_over(re.sub(r"<[^>]*>", " ", feed), one, code) == set()


def test_the_search_finds_english_where_it_is_left() -> None:
    audience = AudienceSettings("analyst", "analyst", language="uk")
    one = specimen(DESK, audience, 12)
    assert left_over("<h2>Key takeaways</h2>", one, "uk")
    english_one = dict(forms(one, replace(audience, language="en")))
    assert len(left_over(english_one["page"], one, "uk")) > 20


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_phrase_is_the_english_one(code: str) -> None:
    """A phrase that is spelled as in English is a name or a sign, or was forgotten."""
    theirs, ours = wording("en").phrases, wording(code).phrases
    same = {key for key in theirs if theirs[key] == ours[key]}
    assert {key for key in same if WORD.search(re.sub(r"{\w+}", "", str(ours[key])))} <= SHARED


SHARED = {"logo", "sources", "cited"}
"""Logo in German, Logo and Sources in French."""
