"""The page and the mail before the field's own checkers, and a reader's walk in a browser.

Each test needs an outside program and skips with its name where that is absent;
`.ci/run` installs all of them.
"""

from __future__ import annotations

import email
import email.policy
import json
import shutil
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

NODE_MODULES = ROOT / "tests" / "tools" / "node_modules"
AUDIENCES = ("executive", "analyst", "public")
WIDTHS = (320, 375, 1000)

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


@pytest.fixture(scope="module")
def pages(sample_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages and mails of all audiences, by name."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for audience in AUDIENCES:
        found[audience] = sample_edition / f"{audience}.html"
        mail = folder / f"{audience}-mail.html"
        mail.write_text(html_of(sample_edition / f"{audience}.eml"), "utf-8")
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


@pytest.mark.parametrize("audience", AUDIENCES)
def test_mail_clients_support_what_the_mail_uses(pages: dict[str, Path], audience: str) -> None:
    package("caniemail")
    script = ROOT / "tests" / "tools" / "mail_support.mjs"
    command = [program("node"), str(script), str(pages[f"{audience}-mail"])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    unsupported = json.loads(done.stdout)
    assert sorted(unsupported.keys() - UNSUPPORTED_BUT_HARMLESS.keys()) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = program("chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(
    pages: dict[str, Path], browser: Any, width: int, scheme: str
) -> None:
    axe = package("axe-core", "axe.min.js").read_text("utf-8")
    faults = []
    for name, path in pages.items():
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.goto(path.as_uri())
        page.evaluate(axe)
        result = page.evaluate("axe.run()")
        for violation in result["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:3]
            faults.append((name, violation["id"], violation["help"], targets))
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            faults.append((name, "scrolls sideways", overflow, []))
        page.close()
    assert faults == []


def test_a_page_asks_no_other_host(pages: dict[str, Path], browser: Any) -> None:
    for name, path in pages.items():
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == [], name
        page.close()


def test_a_reader_walks_from_a_citation_to_its_source_and_back(
    pages: dict[str, Path], browser: Any
) -> None:
    page = browser.new_page()
    page.goto(pages["analyst"].as_uri())
    citation = page.locator("main a.cite, main .cite a, main sup a").first
    citation.click()
    target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    marked = page.locator(f'[id="{target}"]')
    assert marked.count() == 1
    assert marked.is_visible()
    text = marked.inner_text()
    brief = json.loads(pages["analyst"].with_suffix(".json").read_bytes())
    first = brief["takeaways"][0]["citations"][0]["text"]
    assert " ".join(text.split()) == first
    page.go_back()
    assert page.evaluate("location.hash") == ""
    background = "getComputedStyle(document.documentElement).backgroundColor"
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(background)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(background)
    assert dark != light
    assert page.pdf()[:5] == b"%PDF-"
    page.close()


def test_the_mail_looks_like_no_spam(sample_edition: Path) -> None:
    command = [program("spamassassin"), "-t", "-L"]
    mail = (sample_edition / "analyst.eml").read_bytes()
    done = subprocess.run(command, input=mail, capture_output=True, check=False, timeout=300)
    message = email.message_from_bytes(done.stdout)
    status = str(message["X-Spam-Status"])
    score = float(status.split("score=")[1].split()[0])
    assert score < 0.5, status
