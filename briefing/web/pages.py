"""What each address of the preview shows.

Nothing is kept between two requests but what the articles say: desk file, note and
templates are read anew each time, so that a page can never be older than they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes, policy
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from threading import Lock
from urllib.parse import parse_qs, quote, unquote

from briefing.archive import editor_note
from briefing.config import AudienceSettings, Desk, read_desk
from briefing.errors import BriefingError
from briefing.model import Brief
from briefing.pipeline import Understood, brief_for, compare, edition_of, understand
from briefing.press import shown
from briefing.progress import Progress, silent
from briefing.render.folders import roots
from briefing.render.specimen import specimen

HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
ASSETS = {
    "/preview.css": "text/css; charset=utf-8",
    "/preview.js": "text/javascript; charset=utf-8",
}
SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
BRIEF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""A brief is one file: whatever its template asks of a host stays unasked."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; `policy` is its Content-Security-Policy, if it has one."""

    content: bytes
    media_type: str = HTML
    policy: str = BRIEF_POLICY
    status: int = 200


class Preview:
    """The desk's audiences as pages: with `inputs` the edition of these articles, else a specimen.

    `audiences` names those to show, all without any. The note is that of the
    edition of `day` in `out`.
    """

    def __init__(
        self,
        desk: Desk,
        day: date,
        out: Path,
        *,
        inputs: Sequence[Path] = (),
        audiences: Sequence[str] = (),
        progress: Progress = silent,
    ) -> None:
        """Reads and analyzes the inputs. Raises `NothingToReport` and `ConfigError`."""
        path = desk.folder / desk.file
        self._file = path if path.is_file() else None
        self._desk = desk
        self._day, self._out = day, out
        self._inputs, self._names = tuple(inputs), tuple(audiences)
        self._understood: tuple[Desk, Understood] | None = None
        self._reading, self._printing = Lock(), Lock()
        self._chosen(desk)
        if inputs:
            self._understand(desk, progress)

    def stamp(self) -> str:
        """Changes whenever a page would; up to the dash, only with the desk file."""
        desk, rest = hashlib.sha256(), hashlib.sha256()
        for path in self._watched():
            try:
                status = path.stat()
            except OSError:
                continue
            seen = f"{path}\0{status.st_mtime_ns}\0{status.st_size}\n".encode(errors="replace")
            (desk if path == self._file else rest).update(seen)
        return f"{desk.hexdigest()[:16]}-{rest.hexdigest()[:16]}"

    def page(self, target: str) -> Page:
        """What a request for `target` gets: a path, perhaps with a query."""
        path, _, query = target.partition("?")
        address = unquote(path)
        if address in ASSETS:
            return Page(_asset(address[1:]).encode(), ASSETS[address], SHELL_POLICY)
        # Before anything is read: a save during the rendering must not go unseen.
        stamp = self.stamp()
        try:
            desk = self._read()
            audiences = self._chosen(desk)
            if address == "/":
                wanted = parse_qs(query).get("audience", [audiences[0].name])[0]
                return self._shell(desk, audiences, wanted, stamp)
            for audience in audiences:
                for suffix, made in _FORMS.items():
                    if address == f"/{audience.name}{suffix}":
                        return made(self, desk, audience)
        except BriefingError as error:
            return _refusal(500, "This page cannot be made", str(error), stamp)
        known = "\n".join(f"/{a.name}{suffix}" for a in audiences for suffix in _FORMS)
        return _refusal(404, "No such page", f"There are:\n/\n{known}", stamp)

    # --- what is shown

    def _web(self, desk: Desk, audience: AudienceSettings) -> Page:
        return Page(self._made(desk, audience, "html"))

    def _mail(self, desk: Desk, audience: AudienceSettings) -> Page:
        return Page(self._part(desk, audience, "html"))

    def _text(self, desk: Desk, audience: AudienceSettings) -> Page:
        return Page(self._part(desk, audience, "plain"), TEXT)

    def _print(self, desk: Desk, audience: AudienceSettings) -> Page:
        # Fonts are not for two threads at once. And no policy: a browser's own reader
        # of PDF is made of scripts and styles.
        with self._printing:
            return Page(self._made(desk, audience, "pdf"), "application/pdf", "")

    def _part(self, desk: Desk, audience: AudienceSettings, kind: str) -> bytes:
        """The mail's text of a kind, "html" or "plain"."""
        # Files that it carries would be made anew on each save, and nobody sees them here.
        mail = self._made(desk, replace(audience, attach=()), "eml")
        part = message_from_bytes(mail, policy=policy.default).get_body((kind,))
        assert part is not None, "a mail has both parts"
        return str(part.get_content()).encode()

    def _made(self, desk: Desk, audience: AudienceSettings, form: str) -> bytes:
        return shown(self._brief(desk, audience), desk, audience, form).content

    def _brief(self, desk: Desk, audience: AudienceSettings) -> Brief:
        if self._inputs:
            return brief_for(audience, desk, self._understand(desk), self._day, self._out)
        sample = specimen(desk, audience)
        edition = edition_of(desk, self._day, audience.name, self._out)
        note = editor_note(self._out / self._day.isoformat(), audience.name)
        return replace(sample, edition=edition, note=note or sample.note)

    def _shell(
        self, desk: Desk, audiences: Sequence[AudienceSettings], wanted: str, stamp: str
    ) -> Page:
        """The frame around page and mail of the audience `wanted`. Raises `ConfigError`."""
        name = desk.audience(wanted).name
        html = _filled(
            "shell.html",
            stamp=stamp,
            desk=desk.name,
            name=name,
            file=quote(name),
            content="the articles given" if self._inputs else "a specimen with every feature",
            tabs=[_tab(audience.name, current=audience.name == name) for audience in audiences],
        )
        return Page(html, policy=SHELL_POLICY)

    # --- what is read

    def _read(self) -> Desk:
        """The desk as its file now says. Raises `ConfigError`."""
        if self._file is not None:
            self._desk = read_desk(self._file)
        return self._desk

    def _chosen(self, desk: Desk) -> Sequence[AudienceSettings]:
        return [desk.audience(name) for name in self._names] or desk.audiences

    def _understand(self, desk: Desk, progress: Progress = silent) -> Understood:
        """What the articles say; again only when the desk asks something else of them."""
        asked = replace(desk, audiences=(), mail=None, templates="", name="")
        with self._reading:
            if self._understood is None or self._understood[0] != asked:
                found = understand(desk, inputs=self._inputs, progress=progress)
                found = compare(found, desk, self._day, self._out)
                self._understood = (asked, found)
            return self._understood[1]

    def _watched(self) -> Iterator[Path]:
        if self._file is not None:
            yield self._file
        edition = self._out / self._day.isoformat()
        yield from sorted(edition.glob("note*.md"))
        for root in roots(self._desk):
            yield from sorted(root.rglob("*"))


_FORMS: dict[str, Callable[[Preview, Desk, AudienceSettings], Page]] = {
    ".html": Preview._web,
    "-mail.html": Preview._mail,
    ".txt": Preview._text,
    ".pdf": Preview._print,
}


# --- The preview's own pages ----------------------------------------------------------------


class _Markup(str):
    """HTML that is already escaped."""

    __slots__ = ()


def _tab(name: str, *, current: bool) -> _Markup:
    here = ' aria-current="page"' if current else ""
    return _Markup(f'<a href="/?audience={quote(name)}"{here}>{escape(name)}</a>')


def _refusal(status: int, title: str, message: str, stamp: str) -> Page:
    cure = "Correct it and save: this shows the result at once."
    html = _filled("refusal.html", stamp=stamp, title=title, message=message, cure=cure)
    return Page(html, policy=SHELL_POLICY, status=status)


def _filled(asset: str, /, **values: str | Sequence[_Markup]) -> bytes:
    """A page of ours with its values; texts are escaped."""
    written = {k: escape(v) if isinstance(v, str) else "\n".join(v) for k, v in values.items()}
    return Template(_asset(asset)).substitute(written).encode()


def _asset(name: str) -> str:
    return (files("briefing.web") / name).read_text("utf-8")
