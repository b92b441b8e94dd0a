"""An edition may be anybody's: what breaks a parser is a fault with a place, and costs little."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from briefing.archive.originals import prove
from briefing.errors import VerifyError
from briefing.model import Document
from briefing.verify import verify
from tests.verify.forge import resum, rewrite


def _nested(levels: int = 12) -> bytes:
    """A print of which each form draws the next ten times: 10 to the power of its levels."""
    resources = b"/Resources<</Font<</F 3 0 R>>/XObject<</X %d 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R" + resources % 6 + b">>",
        b"<</Length 5>>stream\n/X Do\nendstream",
    ]
    for level in range(levels):
        last = level == levels - 1
        drawn = b"BT /F 11 Tf 72 700 Td (Piers) Tj ET" if last else b"/X Do " * 10
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]" + resources % (7 + level)
        objects.append(b"<<%s/Length %d>>stream\n%s\nendstream" % (form, len(drawn), drawn))
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>"


def _broken_book(content: bytes) -> bytes:
    """Its directory says that the files begin before the book does."""
    at = content.rindex(b"PK\x05\x06")
    return content[: at + 16] + b"\xff\xff\xff\x7f" + content[at + 20 :]


def _late(data: dict[str, Any]) -> None:
    data["edition"]["cutoff"] = "2024-05-02T33:59:00+00:00"


def test_a_print_that_ends_its_reader_is_a_fault_and_no_crash(edition: Path) -> None:
    (edition / "analyst.pdf").write_bytes(_nested())
    resum(edition)
    with pytest.raises(VerifyError, match=r"analyst\.pdf: cannot be read: "):
        verify(edition)


def test_a_book_with_a_false_directory_is_a_fault(edition: Path) -> None:
    (book,) = edition.glob("analyst.epub")
    book.write_bytes(_broken_book(book.read_bytes()))
    resum(edition)
    with pytest.raises(VerifyError, match=r"analyst\.epub: cannot be read"):
        verify(edition)


def test_an_hour_that_there_is_not_is_a_fault(edition: Path) -> None:
    """The mail is held against it, too."""
    for name in ("analyst.json", "analysis.json"):
        rewrite(edition / name, _late)
    resum(edition)
    with pytest.raises(VerifyError, match=r"analyst\.json: edition\.cutoff"):
        verify(edition)


def _abort(_: Document) -> Iterable[str]:
    os.abort()


def _fail(_: Document) -> Iterable[str]:
    raise KeyError("Kids")


@pytest.mark.parametrize(
    ("shows", "told"), [(_abort, "ended by signal 6"), (_fail, "KeyError: 'Kids'")]
)
def test_a_kept_document_that_breaks_its_parser_is_a_fault(
    shows: Callable[[Document], Iterable[str]], told: str, tmp_path: Path
) -> None:
    body = b"Two piers were closed."
    digest = hashlib.sha256(body).hexdigest()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / f"{digest}.txt").write_bytes(body)
    cited = {"article": "a1", "start": 0, "end": 22, "text": "Two piers were closed."}
    data = {"sources": [{"id": "a1", "document_sha256": digest}], "points": [cited]}
    (tmp_path / "analyst.json").write_text(json.dumps(data))
    assert prove(tmp_path, lambda d: (d.body.decode(),), str).quotations == 1
    with pytest.raises(VerifyError, match=rf"documents/{digest}\.txt: cannot be read: {told}"):
        prove(tmp_path, shows, str)
