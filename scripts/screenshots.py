"""The pictures of docs/images, from the sample edition: `python scripts/screenshots.py`.

Needs Chromium (BROWSER names another place than /usr/bin/chromium).
"""

from __future__ import annotations

import email
import email.policy
import os
import subprocess
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
DATE = "2023-02-14"
PRINT_WIDTH = 900  # pixels


def main() -> None:
    """Make the sample edition in a folder of its own and take its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "briefing", "make", "--date", DATE, "--out", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        edition = Path(folder) / DATE
        printed(edition / "analyst.pdf", IMAGES / "brief.png")
        with sync_playwright() as playwright:
            place = os.environ.get("BROWSER", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
            shot(browser, (edition / "analyst.html").read_text("utf-8"), "page.png", (1000, 900))
            shot(browser, mail(edition / "analyst.eml"), "mail.png", (375, 760))
            browser.close()


def printed(pdf: Path, image: Path) -> None:
    """The first page of a print."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=PRINT_WIDTH / page.get_width()).to_pil()
    picture.quantize(64).save(image, optimize=True)


def mail(path: Path) -> str:
    """The HTML part of a mail."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def shot(browser: Browser, html: str, name: str, size: tuple[int, int]) -> None:
    """What a window of this size shows of a page at first."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_content(html)
    page.screenshot(path=IMAGES / name)
    page.close()


if __name__ == "__main__":
    main()
