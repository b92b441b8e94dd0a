"""The mail: standards of its headers and parts, and an HTML part that mail programs can show."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
import subprocess
import sys
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.config import AudienceSettings, Desk
from briefing.headers import address_header, text_header
from briefing.model import Artifact, Brief, Gap, Section
from briefing.render.eml import LARGEST_HTML, EmlRenderer
from briefing.render.specimen import specimen
from tests.render.sample import AUDIENCE, DESK, MAIL, brief, hostile_brief

LANGUAGES = ("en", "uk", "ro", "de", "fr", "es")

# What the programs of caniemail's list draw, or leave out without harm to the text:
# Outlook on Windows knows no max-width (a conditional table stands in), table-layout
# or overflow-wrap (a very long word makes the mail wider).
PROPERTIES = {
    "background-color", "border-bottom", "border-collapse", "border-left", "border-top", "color",
    "display", "font-family", "font-size", "font-style", "font-weight", "letter-spacing",
    "line-height", "margin", "max-width", "overflow-wrap", "padding", "table-layout", "text-align",
    "text-decoration", "vertical-align", "width",
}  # fmt: skip


def content(one: Brief, desk: Desk = DESK, audience: AudienceSettings = AUDIENCE) -> bytes:
    return EmlRenderer(desk, audience).render(one).content


def message(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(raw: bytes, kind: str) -> str:
    body = message(raw).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class Page(HTMLParser):
    """Tags, addresses, handlers and text of the HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.styles: list[str] = []
        self._words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("href", "src")]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]
        self.styles += [v or "" for k, v in attrs if k == "style"]

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._words).split())


# --- Headers -------------------------------------------------------------------------------


def test_headers_say_who_what_when_and_how_to_leave() -> None:
    found = message(content(brief()))
    assert found["From"] == "Harbour desk <desk@example.org>"
    assert found["To"] == "readers:;"
    assert found["Subject"] == "Harbour: Morning brief, 14 Feb 2023"
    assert found["Date"] == "Tue, 14 Feb 2023 06:00:00 +0200"
    assert found["List-Id"] == "<harbour.desk.example.org>"
    assert found["List-Unsubscribe"] == f"<{MAIL.unsubscribe}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", found["Message-ID"])
    assert not found.defects


def test_one_click_is_promised_only_where_it_can_work() -> None:
    mail = replace(MAIL, unsubscribe="mailto:desk@example.org?subject=leave")
    found = message(content(brief(), replace(DESK, mail=mail)))
    assert found["List-Unsubscribe"] == "<mailto:desk@example.org?subject=leave>"
    assert found["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("to", [(), ("mira@example.org",), ("mira@example.org", "tom@example.org")])
def test_readers_do_not_see_one_another(to: tuple[str, ...]) -> None:
    raw = content(brief(), audience=replace(AUDIENCE, to=to))
    assert b"\r\nTo: readers:;\r\n" in raw
    assert b"mira@example.org" not in raw


def test_a_desk_without_mail_still_makes_a_valid_message() -> None:
    found = message(content(brief(), replace(DESK, mail=None)))
    assert found["From"] == "briefing@desk.invalid"
    assert found["List-Unsubscribe"] is None
    assert not found.defects


def test_hostile_text_adds_no_header_and_no_part() -> None:
    raw = content(hostile_brief())
    found = message(raw)
    assert found.keys() == message(content(brief())).keys()
    assert [p.get_content_type() for p in found.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert not found.defects


@given(st.text(max_size=300))
def test_any_text_is_one_header(text: str) -> None:
    head = f"Subject: {text_header(text, 'Subject')}\r\n\r\n".encode("ascii")
    found = message(head)
    assert found.keys() == ["Subject"]
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    shown = "".join(c if c.isprintable() else " " for c in text)
    assert "".join(str(found["Subject"]).split()) == "".join(shown.split())


@given(st.text(max_size=100))
@example("0@0")
def test_any_name_is_one_address(name: str) -> None:
    value = address_header(f"{name} <a@example.org>", "To")
    found = email.message_from_bytes(f"To: {value}\r\n\r\n".encode("ascii"))
    assert found.keys() == ["To"]
    assert "@" not in value or email.utils.getaddresses([value])[0][1] == "a@example.org"


# --- Parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("one", [brief(), hostile_brief()])
def test_lines_are_ascii_crlf_and_at_most_78(one: Brief) -> None:
    raw = content(one)
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert raw.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)


def test_both_parts_say_all_of_it() -> None:
    one = brief()
    raw = content(one)
    html = Page(part(raw, "html")).text
    text = " ".join(part(raw, "plain").split())
    points = [*one.takeaways, *(p for s in one.sections for p in s.points)]
    needed = [p.text for p in points] + [g.what for g in one.gaps]
    needed += ["Harbour Gazette", "Coast Courier", "sources differ", "others say 17", "14 cracks"]
    assert [words for words in needed if words not in html] == []
    assert [words for words in needed if words not in text] == []


def test_the_same_brief_is_the_same_mail_in_any_process() -> None:
    code = (
        "import sys; from tests.render.sample import AUDIENCE, DESK, brief;"
        "from briefing.render.eml import EmlRenderer;"
        "sys.stdout.buffer.write(EmlRenderer(DESK, AUDIENCE).render(brief()).content)"
    )
    root = Path(__file__).parents[2]
    made = [_output(code, root, {"PYTHONHASHSEED": seed}) for seed in ("1", "2")]
    assert made[0] == made[1] == content(brief())


def _output(code: str, cwd: Path, env: dict[str, str]) -> bytes:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=True).stdout


def test_what_the_audience_wants_is_attached() -> None:
    audience = replace(AUDIENCE, attach=("pdf", "json"))
    pdf = Artifact("analyst.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff")
    raw = EmlRenderer(DESK, audience).attaching({"pdf": pdf}).render(brief()).content
    attached = {a.get_filename(): a for a in message(raw).iter_attachments()}
    assert list(attached) == ["2023-02-14-analyst.pdf", "2023-02-14-analyst.json"]
    assert attached["2023-02-14-analyst.pdf"].get_content() == pdf.content
    assert attached["2023-02-14-analyst.pdf"].get_content_type() == "application/pdf"


# --- The HTML part -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["executive", "analyst", "public"])
def test_it_is_valid_html_in_every_language_and_look(language: str, template: str) -> None:
    audience = replace(AUDIENCE, language=language, template=template)
    html = part(content(specimen(DESK, audience), audience=audience), "html")
    html5lib.HTMLParser(strict=True).parse(html)
    assert len(html.encode()) < LARGEST_HTML


def test_hostile_text_brings_no_markup() -> None:
    page = Page(part(content(hostile_brief()), "html"))
    assert not page.tags & {"script", "img", "iframe", "form", "object", "svg", "link"}
    assert page.handlers == []
    assert all(re.match(r"(https?|mailto):|#", a) for a in page.addresses)
    assert not set("\u202e\u202c\x00\x1b") & set(page.text)


def test_only_rules_that_mail_programs_know_are_used() -> None:
    html = part(content(specimen(DESK, AUDIENCE)), "html")
    used = {rule.split(":")[0].strip() for s in Page(html).styles for rule in s.split(";")} - {""}
    assert used <= PROPERTIES
    assert "var(" not in html


def test_a_citation_leads_to_the_sentence_on_the_web() -> None:
    page = Page(part(content(brief()), "html"))
    assert "https://example.org/briefs/2023-02-14/analyst.html#q1-0-47" in page.addresses


def test_without_the_web_it_leads_to_the_live_article_or_the_list() -> None:
    html = part(content(brief(), replace(DESK, mail=replace(MAIL, web=""))), "html")
    page = Page(html)
    assert any(a.startswith("https://gazette.example/berths#:~:text=") for a in page.addresses)
    assert "#source-2" in page.addresses
    assert 'id="source-2"' in html


def large() -> Brief:
    one = brief()
    # Not the takeaway itself: a section that only repeats it is a line.
    points = (replace(one.sections[0].points[0], citations=one.takeaways[0].citations[:1]),) * 400
    return replace(one, sections=(Section("berths", "Berths", points),))


@pytest.mark.parametrize(("web", "told"), [(MAIL.web, "on the web"), ("", "in the plain text")])
def test_what_is_too_much_is_counted_and_stays_in_the_text(web: str, told: str) -> None:
    one = large()
    raw = content(one, replace(DESK, mail=replace(MAIL, web=web)))
    html = part(raw, "html")
    assert len(html.encode()) < LARGEST_HTML
    assert re.search(rf"39\d more points {told}", Page(html).text)
    assert part(raw, "plain").count("closed two berths") == 401


@settings(max_examples=20)
@given(st.text(max_size=200))
def test_any_gap_is_shown_as_it_is(text: str) -> None:
    raw = content(replace(brief(), gaps=(Gap("Wire", text),)))
    shown = "".join("".join(Page(part(raw, "html")).text.split()))
    kept = re.sub(
        r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef]", "", text
    )
    kept = re.sub(r"[\ufffe\uffff]", "", kept)
    assert "".join(kept.split()) in shown


def test_sources_that_do_not_fit_are_counted_where_all_points_do() -> None:
    """They would be hidden: nothing else of the brief is gone."""
    whole = brief()
    read_only = tuple(
        replace(whole.sources[0], id=f"{n:012x}", number=len(whole.sources) + n, title="x" * 400)
        for n in range(1, 150)
    )
    html = part(content(replace(whole, sources=(*whole.sources, *read_only))), "html")
    assert len(html.encode()) < LARGEST_HTML
    assert "x" * 400 not in html
    assert re.search(r"149 more ", html)
