"""The desk's own document, which a brief is written into."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from briefing.errors import RenderError

if TYPE_CHECKING:
    from docx.document import Document

_LARGEST = 20_000_000
_MOST_PARTS = 2_000


def emptied(path: Path, place: str) -> Document:
    """A desk's document without what its body says, and without what it would fetch."""
    from docx import Document

    try:
        content = path.read_bytes()
        with ZipFile(BytesIO(content)) as container:
            entries = container.infolist()
        if len(entries) > _MOST_PARTS or sum(e.file_size for e in entries) > _LARGEST:
            raise RenderError(f"{place}: larger than {_LARGEST:,} bytes when unpacked")
        document = Document(BytesIO(content))
    except RenderError:
        raise
    except (OSError, BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise RenderError(
            f"{place}: not a Word document ({type(error).__name__}: {error}); "
            f"save the template as .docx"
        ) from None
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    _unbind(document)
    return document


def _unbind(document: Document) -> None:
    """Without links to a template elsewhere, and without fields that show other data."""
    from docx.oxml.ns import qn

    for part in (document.part, *_parts(document)):
        for tag in ("w:attachedTemplate", "w:dataBinding"):
            for found in list(part.element.iter(qn(tag))):
                found.getparent().remove(found)
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith("/attachedTemplate"):
                del part.rels[name]


def _parts(document: Document) -> list[Any]:
    """The parts of settings, headers and footers."""
    return [
        relation.target_part
        for relation in document.part.rels.values()
        if not relation.is_external
        and relation.reltype.endswith(("/header", "/footer", "/settings"))
    ]
