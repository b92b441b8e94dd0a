"""The printed brief: WeasyPrint, with bundled fonts and without any request.

Importing WeasyPrint costs more than printing nine pages, so it is imported here
alone, and one font configuration serves all audiences of a process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.model import Artifact, Brief
from briefing.plugins import RENDERERS, load
from briefing.render.complete import check_complete
from briefing.render.environment import render_template
from briefing.render.folders import roots
from briefing.render.layout import PRINT, Layout, Ledger, closing, layout_of
from briefing.render.standards import finisher

TEMPLATE = "print.html.j2"
MEDIA_TYPE = "application/pdf"
VARIANT = "pdf/a-3a"
FONT_SCHEME = "font:"
SIZES = (8.6, 7.7)
"""Type in points that is tried when the usual size needs more pages than wanted."""
_WANTED = re.compile(r'<body[^>]* data-pages="(\d+)"')
_ROOT = re.compile(r":root\s*{([^}]*)}")
_VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
_USE = re.compile(r"var\((--[\w-]+)\)")
_NESTED = 3
_TEXT = re.compile(r">[^<]{60,}")
_ENDLESS = re.compile(r"[^\s<>&;]{30}(?=[^\s<>&;]{30})")
_FONT_TYPES = (".ttf", ".otf", ".woff2")


class PdfRenderer:
    """`AUDIENCE.pdf`: PDF/A-3a and PDF/UA-1 at once, with the brief's JSON inside."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        """Raises `RenderError` with file and line, or with what the template lost.

        The same brief gives the same bytes.
        """
        layout = layout_of(brief, self.desk, self.audience, PRINT)
        document, layout = self._set(brief, layout)
        data = load(RENDERERS, "json", "pdf")(self.desk, self.audience).render(brief)
        return Artifact(
            f"{self.audience.name}.pdf", MEDIA_TYPE, _bound(document, brief, layout, data)
        )

    def _set(self, brief: Brief, layout: Layout) -> tuple[Any, Layout]:
        """The pages, in the largest type that keeps to the number of pages wanted.

        What does not fit even in the smallest is set in full size on as many pages
        as it takes: nothing is left out. A template that asks which page cites a
        source is set twice: only a draft tells.
        """
        html, layout = self._page(brief, layout)
        if wanted := _WANTED.search(html):
            return self._fitted(brief, layout, html, int(wanted[1]))
        if not layout.asks_pages:
            return self._press().pages(html), layout
        draft = self._press().pages(self._page(brief, layout, draft=True)[0])
        pages = {a: n for n, page in enumerate(draft.pages, 1) for a in page.anchors}
        html, layout = self._page(brief, layout, pages=pages)
        return self._press().pages(html), layout

    def _fitted(self, brief: Brief, layout: Layout, html: str, wanted: int) -> tuple[Any, Layout]:
        full = self._press().pages(html)
        if len(full.pages) <= wanted:
            return full, layout
        for size in SIZES:
            html, sized = self._page(brief, layout, size=size)
            pages = self._press().pages(html)
            if len(pages.pages) <= wanted:
                return pages, sized
        return full, layout

    def _page(self, brief: Brief, layout: Layout, **changes: Any) -> tuple[str, Layout]:
        """The template's HTML, whole unless it is a draft, and the layout that it used up."""
        layout = replace(layout, _ledger=Ledger(), **changes)
        html = render_template(self.desk, self.audience, TEMPLATE, brief, layout)
        return html if layout.draft else check_complete(html, brief, layout, TEMPLATE), layout

    def _press(self) -> _Press:
        return _press(*roots(self.desk))


def _solved(html: str) -> str:
    """The page with the variables of `:root` filled in: a tenth of what WeasyPrint takes."""
    head, end, body = html.partition("</style>")
    named = dict(pair for block in _ROOT.findall(head) for pair in _VARIABLE.findall(block))
    for _ in range(_NESTED):
        head = _USE.sub(lambda use: named.get(use[1], use[0]).strip(), head)
    return head + end + body


def _breakable(html: str) -> str:
    """The page with places to break inside endless words, which else take minutes to set."""
    return _TEXT.sub(
        lambda text: _ENDLESS.sub(lambda word: f"{word[0]}\N{ZERO WIDTH SPACE}", text[0]), html
    )


def _bound(document: Any, brief: Brief, layout: Layout, data: Artifact) -> bytes:
    """The pages as one PDF file."""
    from weasyprint import Attachment

    made = closing(brief)
    attachment = Attachment(
        string=data.content,
        name=data.name,
        description=layout.title,
        created=made,
        modified=made,
        relationship="Data",
    )
    digest = hashlib.sha256(data.content + layout.language.encode() + layout.paper.encode())
    written: bytes = document.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=digest.digest()[:16],
        attachments=[attachment],
        finisher=finisher({s.number: layout.name(s) for s in brief.sources}, layout),
    )
    return written


class _Press:
    """WeasyPrint with our fonts, and with a fetcher that fetches nothing else."""

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = fonts
        self.configuration = FontConfiguration()
        self.fetcher = _fetcher(fonts)

    def pages(self, html: str) -> Any:
        """The laid out document. Raises `RenderError` when it asks for anything else."""
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        page = HTML(string=_breakable(_solved(html)), url_fetcher=self.fetcher, base_url=None)
        try:
            return page.render(font_config=self.configuration)
        except FatalURLFetchingError as error:
            asked = error.__cause__ or error
            raise RenderError(f"{TEMPLATE}: {asked}; a print fetches nothing") from error


def _fetcher(fonts: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Refusing(URLFetcher):  # type: ignore[misc]
        """Hands out the bundled fonts; anything else ends the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            name = url.removeprefix(FONT_SCHEME)
            if not url.startswith(FONT_SCHEME) or name not in fonts:
                raise FatalURLFetchingError(f"the template asks for {url[:200]}")
            return URLFetcherResponse(url, fonts[name], {"Content-Type": "font/ttf"})

    return Refusing()


@cache
def _press(*places: Any) -> _Press:
    """One press for each pair of template folders; own fonts go before ours."""
    found: dict[str, bytes] = {}
    for place in reversed(places):
        folder = place / "base" / "fonts"
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix in _FONT_TYPES:
                found[path.name] = path.read_bytes()
    if not found:
        raise RenderError("templates/base/fonts: no font found; reinstall briefing")
    return _Press(found)
