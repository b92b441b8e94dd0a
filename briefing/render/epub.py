"""A brief as a book: `AUDIENCE.epub`, after W3C's EPUB 3.3 and EPUB Accessibility 1.1.

One XHTML document that is its own table of contents. Dates inside are the
edition's, the identifier is a digest of the content, and nothing is compressed,
since compressors differ: the same brief is the same file everywhere.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.model import Artifact, Brief
from briefing.render.brand import resolved
from briefing.render.citing import EPUB
from briefing.render.complete import check_complete
from briefing.render.environment import render_template
from briefing.render.layout import Layout, layout_of
from briefing.render.packed import packed
from briefing.render.plain import folded

TEMPLATE = "epub.xhtml.j2"
MEDIA_TYPE = "application/epub+zip"

_PACKAGE = "brief/package.opf"
_DOCUMENT = "brief.xhtml"
_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{_PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityHazard", "none"),
)


class EpubRenderer:
    """`AUDIENCE.epub`, from the audience's `epub.xhtml.j2`."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        """Raises `RenderError` with file and line, or for a template that is no XML."""
        layout = layout_of(brief, self.desk, self.audience, EPUB)
        page = self._document(brief, layout)
        package = _package(brief, layout, page)
        # The media type comes first and stored, at a fixed place for `file` (OCF 3.3, 4.2).
        content = packed(
            (
                ("mimetype", MEDIA_TYPE.encode()),
                ("META-INF/container.xml", _CONTAINER.encode()),
                (_PACKAGE, package),
                (f"brief/{_DOCUMENT}", page.encode()),
            )
        )
        return Artifact(f"{brief.edition.audience}.epub", MEDIA_TYPE, content)

    def _document(self, brief: Brief, layout: Layout) -> str:
        html = render_template(self.desk, self.audience, TEMPLATE, brief, layout)
        check_complete(html, brief, layout, TEMPLATE)
        # The filter `markdown` writes HTML, in which these two need no closing and no declaration.
        page = resolved(html).replace("<br>", "<br/>").replace("&nbsp;", "&#160;")
        try:
            ET.fromstring(page)  # noqa: S314  # our own output, without entities of a stranger
        except ET.ParseError as error:
            raise RenderError(f"{layout.folder}/{TEMPLATE}: the page is no XML: {error}") from error
        return page


def _package(brief: Brief, layout: Layout, page: str) -> bytes:
    """The package document: what the book is, and what is in it."""
    ET.register_namespace("", _OPF)
    ET.register_namespace("dc", _DC)
    root = ET.Element(f"{{{_OPF}}}package", {"version": "3.0", "unique-identifier": "id"})
    metadata = ET.SubElement(root, f"{{{_OPF}}}metadata")
    identity = ET.SubElement(metadata, f"{{{_DC}}}identifier", {"id": "id"})
    identity.text = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, page)}"
    for name, text in _described(brief, layout):
        ET.SubElement(metadata, f"{{{_DC}}}{name}").text = text
    for name, text in (("dcterms:modified", layout.stamp(brief)), *_ACCESS):
        ET.SubElement(metadata, f"{{{_OPF}}}meta", {"property": name}).text = text
    manifest = ET.SubElement(root, f"{{{_OPF}}}manifest")
    document = {"id": "brief", "href": _DOCUMENT, "properties": "nav"}
    document["media-type"] = "application/xhtml+xml"
    ET.SubElement(manifest, f"{{{_OPF}}}item", document)
    spine = ET.SubElement(root, f"{{{_OPF}}}spine")
    ET.SubElement(spine, f"{{{_OPF}}}itemref", {"idref": "brief"})
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True))


def _described(brief: Brief, layout: Layout) -> Iterator[tuple[str, str]]:
    edition = brief.edition
    day = layout.local(edition.date, "long")
    yield "title", f"{folded(edition.desk)}: {folded(layout.title)}, {day}"
    yield "language", layout.language
    yield "creator", folded(edition.desk) or "briefing"
    yield "date", edition.date
