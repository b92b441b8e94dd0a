"""`kind = "jsonl"`: one article a line (https://jsonlines.org), as scrapers and exports write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from briefing.collect.decoding import inflated
from briefing.collect.http import MB
from briefing.collect.local import FileSource
from briefing.collect.refusal import NoAnswerError
from briefing.model import Document, Gap

LARGEST = 256 * MB
"""Bytes of a file, unpacked."""
MOST = 100_000
"""Articles in one file. Each is told if it cannot be read, and more are no news."""
_JSON = (b"{", b"[")


class JsonlSource(FileSource):
    """The lines of a file, or of all such files in a folder, packed or not."""

    endings = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")

    def opened(
        self,
        path: Path,
        uri: str,
        since: datetime | None,  # noqa: ARG002
    ) -> Iterator[Document | Gap]:
        if path.stat().st_size > LARGEST:
            raise NoAnswerError(f"larger than {LARGEST // MB} MB; cut it into several files")
        body = path.read_bytes()
        body = inflated([body], LARGEST) if body.startswith(b"\x1f\x8b") else body
        # A line says when it was published, if at all, in a field that its reader knows.
        yield from lines_of(body, uri, self.name)

    def version(self, document: Document) -> str:
        """The line alone: many a scraper writes its file anew each night, or drops old lines."""
        return sha256(document.body).hexdigest()


def lines_of(body: bytes, uri: str, name: str) -> Iterator[Document | Gap]:
    """One document a line; the read room parses each. Lines of no JSON are told by the run."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    lines = [line.strip() for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    if not any(lines):
        yield Gap(uri, "an empty file")
    written = [(number, line) for number, line in enumerate(lines, 1) if line]
    left = MOST
    for like_json, group in groupby(written, lambda row: row[1][:1] in _JSON):
        run = list(group)
        if len(run) > 1 and not like_json:
            where = f"{uri}#{run[0][0]}-{run[-1][0]}"
            yield Gap(where, f"not read: {len(run):,} lines that are no article in JSON")
            continue
        for number, line in run[:left]:
            yield Document(f"{uri}#{number}", "application/json", line, name)
        if len(run) > left:
            where = f"{uri}#{run[left][0]}-{written[-1][0]}"
            yield Gap(where, f"not read: no file holds more than {MOST:,} articles")
            return
        left -= len(run)
