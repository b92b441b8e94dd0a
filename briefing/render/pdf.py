"""The printed brief: WeasyPrint, with bundled fonts and without any request.

Importing WeasyPrint costs more than printing nine pages, so it is imported here
alone, and one font configuration serves all audiences of a process.
"""

from __future__ import annotations

import gc
import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

from briefing.config import AudienceSettings, Desk
from briefing.errors import BriefingError, RenderError
from briefing.model import Artifact, Brief
from briefing.plugins import RENDERERS, load
from briefing.render.citing import PRINT, Ledger
from briefing.render.complete import check_complete
from briefing.render.culprit import place_of_fault
from briefing.render.environment import render_template
from briefing.render.fit import SMALLEST, filled, first_size, sizes
from briefing.render.folders import BASE, has_own_base, roots, shipped
from briefing.render.glyphs import spelled
from briefing.render.layout import Layout, closing, layout_of, rows_of_citations
from briefing.render.pages import fill, needed, pages_of, room_for
from briefing.render.shorter import shorter, weight
from briefing.render.standards import finisher

TEMPLATE = "print.html.j2"
MEDIA_TYPE = "application/pdf"
VARIANT = "pdf/a-3a"
FONT_SCHEME = "font:"
_WANTED = re.compile(r'<body[^>]* data-pages="(\d+)"')
_FACE = re.compile(r"@font-face\s*{[^}]*}")
_FAMILY = re.compile(r'font-family:\s*("[^"]+")')
_TAG = re.compile(r"<[^>]*>")
_ROOT = re.compile(r":root\s*{([^}]*)}")
_VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
_USE = re.compile(r"var\((--[\w-]+)\)")
_DRAWN = ' class="drawn'
_POINTS = re.compile(r"([\d.]+)pt")
_AT_LEAST = re.compile(r"max\(([\d.]+)pt,\s*([\d.]+)rem\)")
_NESTED = 3
_TRIES = 6
_A_LINK = 12
"""Characters that a citation takes, about."""
_TIGHTER = 0.93
"""How much less is tried after a cut that did not fit."""
_TEXT = re.compile(r">[^<]{60,}")
# An address is rather divided behind a stroke or a hyphen than inside a word.
_LONG = re.compile(r"(?=[^\s<>&;]{60})[^\s<>&;]{9,29}[-/?=_.]|[^\s<>&;]{30}(?=[^\s<>&;]{30})")
_ENDLESS = re.compile(r"[^\s<>&;]{270,}")
_FONT_TYPES = (".ttf", ".otf", ".woff2")


@dataclass(frozen=True, slots=True)
class _Set:
    """A document that was set, with the layout and the part of the brief it was set from."""

    document: Any
    layout: Layout
    brief: Brief


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
        data = load(RENDERERS, "json", "pdf")(self.desk, self.audience).render(brief)
        try:
            with _uncollected():
                document, pages = self._set(brief, layout)
                printed = _bound(document, pages, brief, layout, data)
        except (BriefingError, MemoryError):
            raise
        except Exception as error:  # as WeasyPrint fails on odd styles
            raise RenderError(self._blame(brief, layout, error)) from error
        return Artifact(f"{self.audience.name}.pdf", MEDIA_TYPE, printed)

    def _blame(self, brief: Brief, layout: Layout, error: Exception) -> str:
        """What WeasyPrint broke on, with the file and line of the style where one is to blame."""
        press = _press(*roots(self.desk))
        page = self._html(brief, layout)
        place = place_of_fault(
            self.desk,
            self.audience,
            page,
            lambda html: press.pages(html).write_pdf(pdf_variant=VARIANT),
        )
        what = "WeasyPrint cannot print this style" if place else "WeasyPrint cannot print this"
        return f"{place or TEMPLATE}: {what} ({type(error).__name__}: {error})"

    def _set(self, brief: Brief, layout: Layout) -> tuple[Any, Mapping[str, int]]:
        """The document, and the page of each anchor in it.

        Set once where it can be: again only to fit, or when more pages cite a
        source than there was room for.
        """
        told = sum(len(p.text) for section in brief.sections for p in section.points)
        links = sum(map(len, rows_of_citations(brief)))
        room = room_for(told, weight(brief) + _A_LINK * links)
        made = self._fitted(brief, replace(layout, room=room))
        document, layout, brief = made.document, made.layout, made.brief
        del made
        while not layout.room.holds(need := needed(document, pages := pages_of(document))):
            layout = replace(layout, room=layout.room.widened(need))
            del document
            gc.collect()  # two settings of a long brief need not be held at once
            document = self._pages(brief, layout)
        fill(document, pages, layout.room)
        return document, pages

    def _fitted(self, brief: Brief, layout: Layout) -> _Set:
        """The pages in a type that lets them fill as many pages as the template wants.

        What has no room on them in the smallest type is counted there and left to the web
        page. Where even that does not help, all is set in full size on as many pages as it
        takes.
        """
        html = self._html(brief, layout)
        wanted = int(found[1]) if (found := _WANTED.search(html)) else 0
        whole = self._sized(brief, layout, wanted, html)
        if not wanted or len(whole.document.pages) <= wanted:
            return whole
        return next(self._cut(brief, layout, wanted), whole)

    def _cut(self, brief: Brief, layout: Layout, wanted: int) -> Iterator[_Set]:
        """The longest part of the brief that was found to fit, in the largest type it has."""
        too_much = filled(self._pages(brief, replace(layout, size=SMALLEST)).pages) / wanted
        room = weight(brief) / too_much
        layout, tries = replace(layout, web=self._web(brief)), 0
        for cut, left_out in shorter(brief):
            if weight(cut) > room:
                continue
            fresh = replace(layout, left_out=left_out)
            made = self._sized(cut, fresh, wanted, self._html(cut, fresh))
            if len(made.document.pages) <= wanted:
                yield made
            if (tries := tries + 1) == _TRIES:
                return
            room *= _TIGHTER

    def _web(self, brief: Brief) -> str:
        """The address of the page that tells all, where the desk has one on the web."""
        mail, edition = self.desk.mail, brief.edition
        base = mail.web.rstrip("/") if mail and "html" in self.audience.formats else ""
        return f"{base}/{edition.date}/{edition.audience}.html" if base else ""

    def _sized(self, brief: Brief, layout: Layout, wanted: int, html: str) -> _Set:
        """The pages in the size that suits them best; `html` is their text in full size."""
        full = layout.size
        if wanted:
            characters = len(_TAG.sub("", html.partition("</style>")[2]))
            layout = replace(layout, size=first_size(characters, wanted, full))
        document = self._pages(brief, layout, html if layout.size == full else "")
        for size in sizes(document.pages, wanted, layout.size, full):
            sized = replace(layout, size=size)
            other = self._pages(brief, sized)
            if len(other.pages) <= (wanted or len(document.pages) - 1):
                return _Set(other, sized, brief)
        if wanted and len(document.pages) > wanted and layout.size < full:
            layout = replace(layout, size=full)
            document = self._pages(brief, layout, html)
        return _Set(document, layout, brief)

    def _pages(self, brief: Brief, layout: Layout, html: str = "") -> Any:
        return _press(*roots(self.desk)).pages(html or self._html(brief, layout))

    def _html(self, brief: Brief, layout: Layout) -> str:
        """The template's page, with nothing lost."""
        layout = replace(layout, _ledger=Ledger())
        html = render_template(self.desk, self.audience, TEMPLATE, brief, layout)
        return check_complete(html, brief, layout, TEMPLATE)


def get_ready(desk: Desk) -> None:
    """Import WeasyPrint and load our fonts: what takes longer than a page.

    A desk's own fonts and styles are left to the process that prints with them.
    """
    _import_weasyprint()
    if not has_own_base(desk):
        css = (shipped() / BASE / "print.css").read_text("utf-8")
        _tried(_press(*roots(desk)), "".join(_FACE.findall(css)))


def _nowhere(name: str) -> str | None:  # noqa: ARG001
    return None


def _import_weasyprint() -> None:
    """With its libraries found by the loader alone.

    It tries several names of each, and for each one that is another system's `ctypes` would
    ask the linker's cache, the compiler and the linker: eighty processes, a third of the
    import. On Linux it also tries the name by which the loader knows the library.
    """
    import ctypes.util

    find = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _nowhere
    try:
        import_module("weasyprint.text.fonts")
    finally:
        ctypes.util.find_library = find


@cache
def _tried(press: _Press, faces: str) -> None:
    """Neither a font nor a part of WeasyPrint is ready before something is set with it."""
    families = dict.fromkeys(_FAMILY.findall(faces))
    trial = "".join(f"<p style='font-family: {f}'>a <b>b</b> <i>c</i></p>" for f in families)
    trial = f'<html lang="en"><title>a</title><style>{faces}</style><a href="#a">{trial}</a>'
    press.pages(trial).write_pdf(pdf_variant=VARIANT)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without searching for garbage: boxes by the thousand, and all in use until the end."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _solved(html: str) -> str:
    """The page with the variables of `:root` filled in: a tenth of what WeasyPrint takes.

    `max(7pt, .8rem)`, which it does not know, becomes the larger of both.
    """
    head, end, body = html.partition("</style>")
    named = dict(pair for block in _ROOT.findall(head) for pair in _VARIABLE.findall(block))
    for _ in range(_NESTED):
        head = _USE.sub(lambda use: named.get(use[1], use[0]).strip(), head)
    size = float(found[1]) if (found := _POINTS.fullmatch(named.get("--size", "").strip())) else 0
    head = _AT_LEAST.sub(lambda m: f"{max(float(m[1]), float(m[2]) * size):.2f}pt", head)
    # WeasyPrint lets no style sheet into a drawing.
    color = named.get("--brand", "black").strip().replace('"', "")
    return head + end + body.replace(_DRAWN, f' color="{color}"{_DRAWN}')


def _breakable(html: str) -> str:
    """The page with places to break inside endless words, which else take minutes to set.

    Pango shapes all that is left of a text for each place to break in it, so in an endless
    word an element at each place keeps short what is left. The space without width before
    it tells WeasyPrint, which sees no place to break at the end of an element.
    """
    head, end, body = html.partition("</head>")
    return head + end + _TEXT.sub(_broken, body)


def _broken(text: re.Match[str]) -> str:
    place = "\\g<0>\N{ZERO WIDTH SPACE}"
    divided = _ENDLESS.sub(lambda word: _LONG.sub(f"{place}<wbr>", word[0]), text[0])
    return _LONG.sub(place, divided)


def _bound(
    document: Any, pages: Mapping[str, int], brief: Brief, layout: Layout, data: Artifact
) -> bytes:
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
        finisher=finisher({s.number: layout.name(s) for s in brief.sources}, pages, layout),
    )
    return written


class _Press:
    """WeasyPrint with our fonts, and with a fetcher that fetches nothing else."""

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        _import_weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = fonts
        self.configuration = FontConfiguration()
        self.fetcher = _fetcher(fonts)

    def pages(self, html: str) -> Any:
        """The laid out document. Raises `RenderError` when it asks for anything else."""
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        ready = _breakable(spelled(_solved(html)))
        page = HTML(string=ready, url_fetcher=self.fetcher, base_url=None)
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
