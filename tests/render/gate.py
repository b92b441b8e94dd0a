"""The rules of PDF/UA-1 and PDF/A-3a that can be checked without veraPDF.

Each rule that WeasyPrint was seen to break has a check here, by number of the
standard where it has one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

FONTS = re.compile(
    r"[A-Z]{6}\+(?:Source-Serif-Pro(?:-Semi-Bold|-Italic)?|Inter(?:-Semi-Bold)?|Brief-(?:Arabic|Hebrew)(?:-Semi-Bold|-Bold|-Italic|-Oblique)?|Noto-[\w-]+)$"
)
"""The bundled fonts, and the one family that is named for other scripts."""


def faults(content: bytes, data: str) -> list[str]:
    """What speaks against a PDF whose attached JSON is called `data`; nothing is good."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        rules = (_document, _pages, _metadata, _links, _fonts, _structure)
        return [*(fault for rule in rules for fault in rule(pdf)), *_attachment(pdf, data)]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not bool(root.MarkInfo.Marked):
        yield "not tagged (UA 7.1)"
    if not str(root.get("/Lang", "")):
        yield "no language (UA 7.2)"
    if not bool(root.ViewerPreferences.DisplayDocTitle):
        yield "the title is not displayed (UA 7.1)"
    if "/OutputIntents" not in root:
        yield "no output intent (A 6.2.3)"
    if "/Outlines" not in root:
        yield "no bookmarks"
    if "/ID" not in pdf.trailer or pdf.is_encrypted or "/JavaScript" in root.get("/Names", {}):
        yield "no identifier, encrypted, or with scripts"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"page {number}: tab order does not follow the structure (UA 7.18.3)"
        for name, image in (page.resources.get("/XObject") or {}).items():
            if image.get("/Interpolate", False):
                yield f"page {number}: {name} is interpolated (A 6.2.8)"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    text = pdf.Root.Metadata.read_bytes().decode()
    if text.count("<rdf:RDF") != 1:
        yield "more than one RDF in the metadata"
    with pdf.open_metadata() as xmp:
        for key, value in {
            "pdfuaid:part": "1",
            "{http://www.aiim.org/pdfa/ns/id/}part": "3",
            "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
        }.items():
            full = key.replace("pdfuaid:", "{http://www.aiim.org/pdfua/ns/id/}")
            if xmp.get(full) != value:
                yield f"metadata does not claim {key} {value}"
        if xmp.get("dc:title") != str(pdf.docinfo["/Title"]):
            yield "two titles"
    if "pdfaExtension:schemas" not in text:
        yield "the UA schema is not described (A 6.6.2.3.3)"


def _links(pdf: pikepdf.Pdf) -> Iterator[str]:
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for number, page in enumerate(pdf.pages, 1):
        for link in page.get("/Annots") or ():
            words = str(link.get("/Contents", ""))
            if not words or re.fullmatch(r"(?:source-|c|theme-)\d+", words):
                yield f'page {number}: a link says "{words}" (UA 7.18.5)'
            if "/StructParent" not in link or not int(link.get("/F", 0)) & 4:
                yield f"page {number}: a link that is not tagged or not printed"
            elif str(parents[int(link.StructParent)].S) != "/Link":
                yield f'page {number}: the link "{words}" is not in a Link (UA 7.18.5)'
            action: Any = link.get("/A", {})
            address = str(action.get("/URI", "https:"))
            if not address.startswith(("http:", "https:", "mailto:")) or "/JS" in action:
                yield f"page {number}: a link to {address}"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for font in (page.resources.get("/Font") or {}).values():
            name = str(font.BaseFont).removeprefix("/")
            inner = font.DescendantFonts[0].FontDescriptor
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.keys()):
                yield f"{name} is not embedded (A 6.2.11.4)"
            if "/ToUnicode" not in font:
                yield f"{name} has no text layer"
            if not FONTS.match(name):
                yield f"{name} was not meant to be used"


_PARENTS = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/Lbl": {"/LI"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
}
_CHILDREN = {"/L": {"/LI", "/Caption"}, "/LI": {"/LBody", "/Lbl"}, "/TR": {"/TH", "/TD"}}


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Lists and tables are made of what they may be made of; no heading level is skipped."""
    level = 0
    for parent, node in _nodes(pdf.Root.StructTreeRoot, ""):
        kind = str(node.S)
        if parent not in _PARENTS.get(kind, {parent}):
            yield f"{kind} in {parent} (UA 7.2)"
        if kind not in _CHILDREN.get(parent, {kind}):
            yield f"{parent} holds {kind} (UA 7.2)"
        if kind == "/Figure" and not str(node.get("/Alt", "")):
            yield "a figure without a description (UA 7.3)"
        if match := re.fullmatch(r"/H(\d)", kind):
            if int(match[1]) > level + 1:
                yield f"heading {match[1]} after {level} (UA 7.4.2)"
            level = int(match[1])


def _nodes(node: Any, parent: str) -> Iterator[tuple[str, Any]]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield parent, kid
            yield from _nodes(kid, str(kid.S))


def _attachment(pdf: pikepdf.Pdf, data: str) -> Iterator[str]:
    found = [(str(f.UF), str(f.AFRelationship)) for f in pdf.Root.AF]
    if found != [(data, "/Data")]:
        yield f"attached is {found} (A 6.8)"
    if "/Subtype" not in pdf.Root.AF[0].EF.F:
        yield "the attached file has no type"
