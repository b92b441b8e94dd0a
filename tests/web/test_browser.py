"""The preview in a real browser. Skips with its name what is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.standards.test_page_and_mail import package, program
from tests.web.servers import PATIENCE, Shown, serving

OURS = "{% block key %}{{ super() }}<p>Our own words</p>{% endblock %}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = program("chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    with serving(tmp_path) as one:
        yield one


def opened(shown: Shown, browser: Any, **options: Any) -> Any:
    page = browser.new_page(**options)
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(shown.server.address)
    page.get_by_text("reloads on save").wait_for()
    return page


def scrolled_to(page: Any, place: int) -> bool:
    """Whether the brief's frame comes to be there; our policy forbids Playwright's own polling."""
    for _ in range(int(PATIENCE * 20)):
        if page.evaluate("Math.round(frames[0].scrollY)") == place:
            return True
        page.wait_for_timeout(50)
    return False


def test_a_save_is_seen_in_place_and_a_mistake_until_it_is_corrected(
    shown: Shown, browser: Any
) -> None:
    page = opened(shown, browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    frame = page.frame_locator("iframe >> nth=0")
    frame.get_by_text("Key takeaways").wait_for()
    page.evaluate("frames[0].scrollTo({ top: 700, behavior: 'instant' })")
    right = shown.page.read_text("utf-8")
    shown.page.write_text(right + OURS, "utf-8")
    frame.get_by_text("Our own words").wait_for(state="attached")
    assert scrolled_to(page, 700)
    shown.page.write_text(right + "{% block %}", "utf-8")
    frame.get_by_text("templates/analyst/page.html.j2:").wait_for()
    shown.page.write_text(right + OURS, "utf-8")
    frame.get_by_text("Our own words").wait_for(state="attached")
    assert scrolled_to(page, 700)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(shown.server.address).netloc}
    page.close()


def test_a_save_of_the_desk_changes_the_tabs(shown: Shown, browser: Any) -> None:
    page = opened(shown, browser)
    file = shown.folder / "desk.toml"
    right = file.read_text("utf-8")
    file.write_text("[desk]\nname = 3\n", "utf-8")
    page.get_by_text("desk.toml: desk.name: ").wait_for()
    file.write_text(right.replace('name = "executive"', 'name = "public"'), "utf-8")
    page.get_by_role("link", name="public").click()
    page.frame_locator("iframe >> nth=1").locator("table").first.wait_for()
    assert page.get_by_role("link", name="public").get_attribute("aria-current") == "page"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_axe_finds_no_violation_in_our_own_pages(
    shown: Shown, browser: Any, width: int, scheme: str
) -> None:
    axe = package("axe-core", "axe.min.js").read_text("utf-8")
    size = {"width": width, "height": 800}
    page = opened(shown, browser, viewport=size, color_scheme=scheme, bypass_csp=True)
    for address in ("", "nobody.html"):
        page.goto(shown.server.address + address)
        page.evaluate(axe)
        found = page.evaluate("axe.run({ exclude: 'iframe' })")["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
