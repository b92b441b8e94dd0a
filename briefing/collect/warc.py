"""`kind = "warc"`: the pages of a web archive (ISO 28500), as crawlers write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing.collect.http import MB
from briefing.collect.local import FileSource
from briefing.collect.options import Options
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import absolute, plain_url
from briefing.collect.web import older
from briefing.collect.world import parsed
from briefing.model import Document, Gap

_TYPES = ("text/html", "application/xhtml+xml", "application/pdf")
_LARGEST = 16 * MB
"""Bytes of one page, unpacked."""
_PART = 24 * MB
"""Bytes of pages that a worker hands over at once."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Where in a file to begin, and what is wanted of it."""

    path: str
    start: int


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was archived; `date` is when, in ISO 8601."""

    url: str
    media_type: str
    body: bytes
    date: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The pages of a part, what was wrong in it, and where the next begins (-1: nowhere)."""

    pages: tuple[_Page, ...]
    faults: tuple[tuple[str, str], ...]
    further: int


class WarcSource(FileSource):
    """The pages in web archives, packed or not; each address once, as it was archived last.

    `follow` is a regular expression that an address must contain.
    """

    endings = (".warc", ".warc.gz")

    def take(self, options: Options) -> None:
        self.follow = options.pattern("follow")

    def opened(self, path: Path, uri: str, since: datetime | None) -> Iterator[Document | Gap]:
        latest: dict[str, Document] = {}
        for read in _parts(path):
            yield from (Gap(url or uri, what) for url, what in read.faults)
            for page in read.pages:
                document = self._document(page)
                if not older(page.date, since) and self._wanted(document.uri):
                    latest[document.uri] = document
        yield from latest.values()

    def _wanted(self, uri: str) -> bool:
        return self.follow is None or bool(self.follow.search(uri))

    def _document(self, page: _Page) -> Document:
        try:
            archived = datetime.fromisoformat(page.date)
        except ValueError:
            archived = None
        uri = plain_url(page.url)
        return Document(uri, page.media_type, page.body, self.name, archived)


def _parts(path: Path) -> Iterator[_Read]:
    """A file, part by part, each read in a limited worker."""
    start = 0
    while start >= 0:
        read = parsed(_read, _Part(str(path), start), "warcio")
        yield read
        start = read.further


def _read(part: _Part) -> _Read:
    """The pages from an offset on, up to a part's size."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages: list[_Page] = []
    faults: list[tuple[str, str]] = []
    size, end = 0, -1
    with Path(part.path).open("rb") as file:
        file.seek(part.start)
        records = ArchiveIterator(file)
        try:
            for record in records:
                if size > _PART:
                    end = records.get_record_offset()
                    break
                page, fault = _page(record)
                pages += [page] if page else []
                faults += (
                    [(record.rec_headers.get_header("WARC-Target-URI") or "", fault)]
                    if fault
                    else []
                )
                size += len(page.body) if page else 0
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            faults.append(("", f"damaged; what stood before was read ({error})"[:160]))
    if part.start == 0 and not pages and faults:
        raise NoAnswerError(f"not a web archive: {faults[0][1]}"[:160])
    return _Read(tuple(pages), tuple(faults), end)


def _page(record: Any) -> tuple[_Page | None, str]:
    """The page in a record, or why it could not be taken; neither for what is no page."""
    headers = record.http_headers
    if record.rec_type not in ("response", "resource"):
        return None, ""
    if record.rec_type == "response" and (not headers or headers.get_statuscode() != "200"):
        return None, ""
    kind = (headers or record.rec_headers).get_header("Content-Type") or ""
    told = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    url = absolute(told, "")
    if kind.partition(";")[0].strip().lower() not in _TYPES or url is None:
        return None, ""
    body = record.content_stream().read(_LARGEST + 1)
    if len(body) > _LARGEST:
        return None, f"a page of more than {_LARGEST // MB} MB"
    return _Page(url, kind.lower(), body, record.rec_headers.get_header("WARC-Date") or ""), ""
