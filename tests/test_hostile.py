"""Hostile text in every field of a brief, in every form it is given out in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from briefing.config import FORMATS
from briefing.model import Brief, Citation
from briefing.render import render
from briefing.render.json import JsonRenderer
from briefing.render.site import site
from tests.conftest import Run
from tests.harm import JUDGES, of_address, of_html, of_text
from tests.render.sample import AUDIENCE, DESK, brief

TEXTS = {
    "script": "<script>alert(1)</script></script><svg onload=alert(1)>",
    "handler": "x\" onmouseover=\"alert(1)\" x='' onfocus=alert(2) autofocus tabindex=1 '",
    "end of style": "</style></title></textarea>--><img src=x onerror=alert(1)><!--",
    "end of data": "]]></a></p></dd><iframe srcdoc='<script>alert(1)</script>'>",
    "markdown": "[x](javascript:alert(1)) <javascript:alert(2)> ![x](data:text/html,a) [a]: x:y",
    "address": "javascript:alert(1)//https://example.org",
    "entities": "&lt;script&gt; &#x3c;img src=x onerror=alert(1)&#x3e; &#106;avascript:alert(1)",
    "template": "{{ 7 * 7 }}{% for x in range(9) %}{{ x }}{% endfor %}${7*7}#{7*7}",
    "header": "Berths\r\nBcc: all@example.org\r\nContent-Type: text/html\r\n\r\n<script>x</script>",
    "header in Unicode": "Berths\u2028Bcc: a@x.example\u2029\x85Bcc: b@x.example\x0bCc: c@x",
    "encoded word": "=?utf-8?q?x=0D=0ABcc:=20all@example.org?=",
    "boundary": "--=_text_\r\n--=_\r\nContent-Type: text/html\r\n\r\n<img src=x>",
    "formula": "=cmd|' /C calc'!A0",
    "other formulas": "+1+1 \n-2+3\n@SUM(A1)\n\t=1+1\n\r=2",
    "bidi": "a\u202egnp.exe\u202c \u2066b\u2069 \u202dc \u2067d",
    "controls": "\x00\x01\x1b[31mred\x1b]0;title\x07\x9b2J\x7f\u2028\ufffe\uffff",
    "endless word": "W" * 10_000,
    "style": "x; background: url(https://evil.example/x.png) } body { display: none } @import 'x'",
    "conditional": "<!--[if mso]><script>alert(1)</script><![endif]--><!---->",
    "backslashes": "\\0 \\x3cscript\\x3e \\\" \\' ` ``` ~~~ | --- *** ___ # 1. -",
}
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    'https://x.example/" onclick="alert(1)',
    "https://x.example/\r\nBcc: all@example.org",
    "https://x.example/'><script>alert(1)</script>",
    "https://x.example/a_(b)[c]*d*",
)

# What the edition itself sets, by rules of its own: digests, numbers, times and names of files.
OURS = {
    "Edition.date", "Edition.cutoff", "Edition.slot", "Edition.timezone", "Edition.audience",
    "Citation.article", "Reference.id", "Reference.sha256", "Reference.origin", "Origin.id",
    "Origin.articles", "Section.theme", "Point.claim",
}  # fmt: skip


def spoilt(noun: Any, evil: str, address: str, seen: set[str]) -> Any:
    """The noun with `evil` in each text and `address` in each address; `seen` collects fields."""
    if isinstance(noun, Citation):
        seen.add("Citation.text")
        return Citation(noun.article, 0, len(evil), evil)
    if is_dataclass(noun) and not isinstance(noun, type):
        return replace(noun, **dict(_fields(noun, evil, address, seen)))
    if isinstance(noun, tuple):
        return tuple(spoilt(one, evil, address, seen) for one in noun)
    return noun


def _fields(noun: Any, evil: str, address: str, seen: set[str]) -> Iterator[tuple[str, Any]]:
    for field in fields(noun):
        value, name = getattr(noun, field.name), f"{type(noun).__name__}.{field.name}"
        texts = isinstance(value, tuple) and value and isinstance(value[0], str)
        if name in OURS or isinstance(value, Enum):
            continue
        if isinstance(value, str) or texts:
            seen.add(name)
            said = address if field.name in ("url", "uri") else evil
            yield field.name, tuple(said for _ in value) if texts else said
        elif isinstance(value, tuple) or is_dataclass(value):
            yield field.name, spoilt(value, evil, address, seen)


def hostile(evil: str, address: str = "https://example.org/a#b") -> Brief:
    """A brief whose texts are all `evil`, its citations still spans of its sources."""
    one: Brief = spoilt(brief(), evil, address, set())
    return one


def test_every_text_of_a_brief_is_tried() -> None:
    """A field that is added to a noun of the brief is hostile in these tests, too."""
    seen: set[str] = set()
    spoilt(brief(), "x", "y", seen)
    assert {"Edition.desk", "Point.text", "Point.voices", "Section.title", "FigureRow.unit",
            "FigureRow.what", "FigureRow.attribution", "FigureRow.as_of", "FigureRow.qualifier",
            "Change.before", "Change.after", "Reference.title", "Reference.outlet",
            "Reference.published", "Reference.language", "Reference.url", "Reference.uri",
            "Reference.text", "Citation.text", "Origin.why", "Gap.where", "Gap.what",
            "Brief.note"} <= seen  # fmt: skip


def faults(one: Brief, folder: Path, formats: tuple[str, ...]) -> list[str]:
    """What is wrong in each form of the brief, and in the site around it."""
    found = []
    day = folder / one.edition.date
    day.mkdir(parents=True, exist_ok=True)
    for artifact in render(one, DESK, AUDIENCE, formats):
        (day / artifact.name).write_bytes(artifact.content)
        found += _judged(artifact.name, artifact.content)
    (day / "analyst.json").write_bytes(JsonRenderer(DESK, AUDIENCE).render(one).content)
    pages = site(folder, DESK)
    assert [page.name for page in pages] == ["index.html", "feed.atom"]
    for page in pages:
        found += _judged(page.name, page.content)
    return found


def _judged(name: str, content: bytes) -> list[str]:
    return [f"{name}: {fault}" for fault in JUDGES[name.rpartition(".")[2]](content)]


ALL_BUT_PRINT = tuple(form for form in FORMATS if form != "pdf")


def test_every_form_has_a_judge() -> None:
    assert set(FORMATS) | {"atom"} == set(JUDGES)


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_text_is_only_text_in_every_form(kind: str, tmp_path: Path) -> None:
    assert faults(hostile(TEXTS[kind]), tmp_path, ALL_BUT_PRINT) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hostile_address_leads_nowhere_in_any_form(address: str, tmp_path: Path) -> None:
    assert faults(hostile("Two berths.", address), tmp_path, ALL_BUT_PRINT) == []


def test_the_print_holds_none_of_it_either(tmp_path: Path) -> None:
    """All at once, in words that WeasyPrint can set: endless ones take it a minute."""
    one = hostile(" ".join(text[:200] for text in TEXTS.values()), "javascript:alert(1)")
    first, *others = one.sources
    sources = (replace(first, url="https://example.org/a#b"), *others)
    assert faults(replace(one, sources=sources), tmp_path, ("pdf",)) == []


@pytest.mark.parametrize("template", ["executive", "public"])
def test_other_looks_hold_none_of_it(template: str, tmp_path: Path) -> None:
    audience = replace(AUDIENCE, template=template)
    one = hostile(" ".join(TEXTS.values()))
    for artifact in render(one, DESK, audience, ("html", "eml", "epub", "docx")):
        assert _judged(artifact.name, artifact.content) == []


# --- From the door to the last output ------------------------------------------------------

STORY = (
    "The harbour bridge reopened on Monday after repairs, the port authority said. "
    "The mayor said that the works had cost 3 million euros. {evil} "
    "Two trucks crossed the bridge in the first hour, according to the police.\n"
)
DESK_FILE = """
[desk]
name = "Harbour"
[[theme]]
key = "bridge"
title = "The bridge"
terms = ["bridge"]
[[audience]]
name = "analyst"
formats = ["html", "eml", "txt", "md", "json", "epub", "docx", "pdf"]
"""


def test_hostile_articles_come_out_harmless_in_every_form(briefing: Run, tmp_path: Path) -> None:
    day = tmp_path / "day"
    day.mkdir()
    rows = []
    for n, evil in enumerate(TEXTS.values()):
        shown = evil[:300]
        row = {"title": f"Bridge {n} {shown}", "outlet": shown, "byline": shown, "language": shown,
               "url": ADDRESSES[n % len(ADDRESSES)], "published": "2023-02-13",
               "text": STORY.format(evil=f"The bridge is {shown}, he said.")}  # fmt: skip
        rows.append(json.dumps(row))
    (day / "all.jsonl").write_text("\n".join(rows))
    (day / "page.html").write_text(
        f'<html><head><title>{TEXTS["script"]}</title><link rel=canonical href="javascript:x">'
        f"</head><body><article><p>{STORY.format(evil=TEXTS['end of style'])}</p></article></body>"
    )
    (day / "<img src=x onerror=alert(1)>.txt").write_text(STORY.format(evil="A.\u202eB"))
    (tmp_path / "desk.toml").write_text(DESK_FILE)
    done = briefing("make", day, "--desk", tmp_path / "desk.toml", "--out", tmp_path / "out",
                    "--date", "2023-02-14")  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = sorted(p for p in (tmp_path / "out").rglob("*") if p.suffix[1:] in JUDGES)
    assert {p.suffix[1:] for p in made} == set(JUDGES)
    # The articles themselves are kept to the letter, less what no reader should meet.
    kept = [p for p in made if p.parent.name == "sources"]
    assert [fault for path in kept for fault in of_text(path.read_text("utf-8"))] == []
    ours = [p for p in made if p not in kept]
    assert [fault for path in ours for fault in _judged(path.name, path.read_bytes())] == []
    data = json.loads((tmp_path / "out/2023-02-14/analyst.json").read_bytes())
    assert data["sources"]
    assert not [f for s in data["sources"] if s["url"] for f in of_address(s["url"])]
    assert not [
        c for c in "\u202e\u202c\u2066\x00\x1b" if c in json.dumps(data, ensure_ascii=False)
    ]


def test_the_judges_are_awake() -> None:
    """Each fault that they look for is found where it is."""
    for bad in (
        *("<script>x</script>", "<svg/onload=x>", "<img src=x>", "<p onclick=x>", "\x1b[31m"),
        *('<a href="javascript:x">', '<a href=" jav\nascript:x">', "<a href='//x'>", "\u202e"),
        *("<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=x>"),
        "<p style='background: url(x)'>",
    ):
        assert of_html(f"<!doctype html><title>x</title>{bad}"), bad
    assert JUDGES["txt"](b"x\n=1+1")
    assert JUDGES["md"](b"[x](javascript:x)")
    assert JUDGES["md"](b"<img src=x>")
    assert JUDGES["eml"](b"From: a@x\r\nBcc: b@x\r\n\r\nx")
    assert JUDGES["json"](b'{"a":\t1}')
    assert of_html("<!doctype html><p><a href='https://x.example/#:~:text=a:b'>x</a>") == []
