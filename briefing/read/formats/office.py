"""Texts of word processors: Word (ECMA-376) and OpenDocument (ISO/IEC 26300).

Both are archives of XML. The text is what the reader of the document sees: struck-out
changes, hidden text, comments, footnotes and text boxes are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from briefing.model import Document, Kind
from briefing.read.decode import LARGEST, UnreadableError
from briefing.read.formats.extracted import Extract, joined
from briefing.read.formats.fragment import Block

_LONGEST_ROW = 120
"""Characters. A longer row of a table is text that the table only lays out."""
_UNSEEN = frozenset(
    {"del", "moveFrom", "instrText", "txbxContent", "pict", "Fallback"}
    | {"annotation", "annotation-end", "note", "tracked-changes", "custom-shape", "frame"}
)
_BREAKS = frozenset({"br", "cr", "line-break"})
_BLANKS = frozenset({"tab", "s"})


def read_word(document: Document) -> tuple[Extract, ...]:
    """The text of a .docx file. Raises `UnreadableError`."""
    return _read(document.body, "word/document.xml")


def read_opendocument(document: Document) -> tuple[Extract, ...]:
    """The text of an .odt file. Raises `UnreadableError`."""
    return _read(document.body, "content.xml")


def _read(body: bytes, member: str) -> tuple[Extract, ...]:
    root = parsed_xml(unpacked(body, member))
    start = next((one for one in root.iter() if _name(one) in {"body", "text"}), root)
    text, marks = joined(list(_blocks(start)))
    return (Extract(text, marks),)


def unpacked(body: bytes, member: str) -> bytes:
    """A file of an archive. Raises `UnreadableError`, also for more than `LARGEST` bytes."""
    try:
        with ZipFile(BytesIO(body)) as archive, archive.open(member) as opened:
            xml = opened.read(LARGEST + 1)
    except (BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise UnreadableError("a damaged or locked document") from error
    except RuntimeError as error:  # how zipfile says that a member is encrypted
        raise UnreadableError("a damaged or locked document") from error
    if len(xml) > LARGEST:
        raise UnreadableError("more text than any article has")
    return xml


def parsed_xml(xml: bytes) -> Any:
    """The root of a tree of XML that fetches nothing. Raises `UnreadableError`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("a damaged or locked document") from error


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _blocks(element: Any) -> Iterator[Block]:
    """The paragraphs in an element, in order, each with the kind that its style tells."""
    for child in element:
        name = _name(child)
        if name in {"p", "h"}:
            if text := _line(child):
                yield text, _kind(child, name)
        elif name in {"tbl", "table"}:
            yield from _table(child)
        elif name and name not in _UNSEEN:
            yield from _blocks(child)


def _table(element: Any) -> Iterator[Block]:
    rows = [row for row in element.iter() if _name(row) in {"tr", "table-row"}]
    texts = [" ".join(text for text, _ in _blocks(row)) for row in rows]
    if max(map(len, texts), default=0) > _LONGEST_ROW:
        for row in rows:
            yield from _blocks(row)
    else:
        yield from ((text, Kind.CAPTION) for text in texts if text)


def _line(paragraph: Any) -> str:
    lines = ("".join(_parts(paragraph))).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _parts(element: Any) -> Iterator[str]:
    name = _name(element)
    if name in _UNSEEN or (name == "r" and _is_hidden(element)):
        return
    if name in _BREAKS or name in _BLANKS:
        yield "\n" if name in _BREAKS else " "
    # Of Word's elements only `t` holds text; OpenDocument's mix it with others.
    spoken = name == "t" or "opendocument" in element.tag.partition("}")[0]
    if spoken and element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield from _parts(child)
        if spoken and child.tail:
            yield child.tail


def _is_hidden(run: Any) -> bool:
    return any(_name(one) == "vanish" for child in run for one in child if _name(child) == "rPr")


def _kind(paragraph: Any, name: str) -> Kind | None:
    style = next((one for one in paragraph.iter() if _name(one) == "pStyle"), paragraph)
    told = next((v for k, v in style.attrib.items() if k.endswith(("}val", "}style-name"))), "")
    low = str(told).lower().replace("_20_", " ")
    if low.startswith("title"):
        return Kind.HEADLINE
    if low.startswith("caption"):
        return Kind.CAPTION
    level = next((v for k, v in paragraph.attrib.items() if k.endswith("}outline-level")), "")
    if level == "1" or low in {"heading1", "heading 1"}:
        return Kind.HEADLINE
    return Kind.SUBHEAD if name == "h" or low.startswith(("heading", "subtitle")) else None
