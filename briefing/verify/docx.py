"""What a Word document shows a reader, and a refusal of all that a brief has none of.

Our documents are plain: paragraphs, one table, links, footnotes. Whatever could hide a word,
strike it, show another one in its place or fetch one is refused, not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from briefing.verify.forms import Form, FormError, unpacked
from briefing.verify.words import Words, words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_NOTES = "word/footnotes.xml"
_STYLES = "word/styles.xml"
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/\w+\.(?:xml|jpe?g|emf|wmf)"
    r"|customXml/\w+\.xml|customXml/_rels/\w+\.xml\.rels|word/_rels/\w+\.xml\.rels"
    r"|word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering"
    r"|footnotes|endnotes|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|word/media/[\w.-]+|word/fonts/[\w.-]+"
)
_PLAIN = frozenset(
    re.findall(
        r"\w+",
        """
        document body p pPr pStyle bidi jc r rPr rStyle b bCs i iCs rtl lang t hyperlink
        bookmarkStart bookmarkEnd footnoteReference footnoteRef tbl tblPr tblW tblLook tblBorders
        tblLayout tblStyle top bottom insideH tblGrid gridCol tr trPr tblHeader cantSplit tc tcPr
        tcW sectPr pgSz pgMar cols docGrid headerReference footerReference titlePg type pgNumType
        footnotePr endnotePr numFmt pos vAlign pgBorders left right formProt textDirection
        lnNumType paperSrc noEndnote rtlGutter footnotes footnote separator continuationSeparator
        proofErr
        """,
    )
)
"""All elements of the body and the footnotes of our documents, and of Word's sections."""
_HIDING = frozenset(f"{_W}{n}" for n in ("vanish", "webHidden", "specVanish", "strike", "dstrike"))
_UNDER = "List Bullet 2"
_LEAST_SIZE = 8  # half points
_GROUND = frozenset({"ffffff", "fefefe"})
_SCHEMES = ("http://", "https://", "mailto:")
_FIELDS = ("PAGE", "NUMPAGES")


Styles = Mapping[str, tuple[str, str, ET.Element]]
"""Of each style by its id: its name, the id of what it is based on, and all of it."""
Pieces = tuple[tuple[int, Words], ...]
"""What a footnote says of each of its sources, by their numbers."""


def document(files: Mapping[str, bytes]) -> Form:
    """The form of a document's files. Raises `FormError`."""
    trees = _trees(files)
    told = [trees[_BODY], *(trees[name] for name in (_NOTES,) if name in trees)]
    for tree in told:
        _refuse_odd(tree)
    styles = _styles(trees[_STYLES])
    _refuse_hiding(styles, {style for tree in told for style in _used(tree)})
    cited = dict(_footnotes(told[1:]))
    rows = [(_named(p, styles), _text(p, cited)) for p in trees[_BODY].iter(f"{_W}p")]
    return Form(
        tuple(filter(None, (words(text) for _, text in rows))),
        tuple(_unseen(trees)),
        title=next((text for name, text in rows if name == "Title"), ""),
        under=tuple(words(text) for name, text in rows if name == _UNDER),
        footnotes=tuple(piece for pieces in cited.values() for piece in pieces),
    )


def running_words(path: Path) -> Iterator[str]:
    """The lines of heads and feet of a desk's own document; none of what is no document."""
    try:
        trees = _trees(unpacked(path.read_bytes(), "Word document"))
    except (OSError, FormError):
        return
    for name, tree in trees.items():
        if _RUNNING.fullmatch(name):
            for paragraph in tree.iter(f"{_W}p"):
                yield "".join(e.text or "" for e in paragraph.iter() if _says(e))


def _trees(files: Mapping[str, bytes]) -> Mapping[str, ET.Element]:
    for name in files:
        if not _PARTS.fullmatch(name):
            raise FormError(f"holds {name[:60]}, which a brief has none of")
    if _BODY not in files or _STYLES not in files:
        raise FormError("no Word document (it has no body)")
    trees = {name: _tree(name, c) for name, c in files.items() if name.endswith((".xml", ".rels"))}
    for name, tree in trees.items():
        if name.endswith(".rels"):
            _refuse_loading(name, tree)
    return trees


def _tree(name: str, content: bytes) -> ET.Element:
    if b"<!DOCTYPE" in content:
        raise FormError(f"{name}: declares a document type, which Word's files have none of")
    try:
        return ET.fromstring(content)  # noqa: S314  # no entities, and in a limited process
    except ET.ParseError as error:
        raise FormError(f"{name}: no XML ({error})") from None


# --- What is refused -----------------------------------------------------------------------


def _refuse_loading(name: str, tree: ET.Element) -> None:
    for relation in tree:
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            continue
        if not kind.endswith("/hyperlink") or not target.casefold().startswith(_SCHEMES):
            raise FormError(f"{name}: takes something from elsewhere ({target[:40]})")


def _refuse_odd(tree: ET.Element) -> None:
    for element in tree.iter():
        if element.tag != f"{_W}{_local(element)}" or _local(element) not in _PLAIN:
            raise FormError(f"holds <{_local(element)}>, which a brief has none of")


def _used(tree: ET.Element) -> Iterator[str]:
    for element in tree.iter():
        if element.tag in (f"{_W}pStyle", f"{_W}rStyle", f"{_W}tblStyle"):
            yield element.get(f"{_W}val", "")


def _styles(tree: ET.Element) -> Styles:
    """Each style's name, and what it is based on, by its id."""
    found = {}
    for style in tree.iter(f"{_W}style"):
        name, base = style.find(f"{_W}name"), style.find(f"{_W}basedOn")
        called = name.get(f"{_W}val", "") if name is not None else ""
        on = base.get(f"{_W}val", "") if base is not None else ""
        found[style.get(f"{_W}styleId", "")] = (called, on, style)
    return found


def _refuse_hiding(styles: Styles, used: set[str]) -> None:
    """A style that is used, or that one of these is based on, shows what it is put on."""
    left, seen = [*used, *(i for i, (name, _, _) in styles.items() if name == "Normal")], set()
    while left:
        one = left.pop()
        if one in seen or one not in styles:
            continue
        seen.add(one)
        name, base, style = styles[one]
        left.append(base)
        for element in style.iter():
            value = element.get(f"{_W}val", "").casefold()
            tiny = element.tag == f"{_W}sz" and value.isdecimal() and int(value) < _LEAST_SIZE
            pale = element.tag == f"{_W}color" and value in _GROUND
            hidden = element.tag in _HIDING and value not in ("0", "false", "off")
            if hidden or tiny or pale:
                raise FormError(f'its style "{name[:40]}" hides or strikes what it is put on')


# --- What is seen --------------------------------------------------------------------------


def _named(paragraph: ET.Element, styles: Styles) -> str:
    """The name of a paragraph's style."""
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    one = found.get(f"{_W}val", "") if found is not None else ""
    return styles[one][0] if one in styles else ""


def _text(paragraph: ET.Element, cited: Mapping[str, Pieces]) -> str:
    """What a paragraph says; a footnote's mark stands for the numbers of its sources."""
    parts = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag == f"{_W}footnoteReference":
            number = element.get(f"{_W}id", "")
            if number not in cited:
                raise FormError(f"cites footnote {number[:10]}, which it does not hold")
            parts.append("".join(f"[{n}]" for n, _ in cited[number]))
    return "".join(parts)


def _footnotes(trees: Sequence[ET.Element]) -> Iterator[tuple[str, Pieces]]:
    """Each footnote: the numbers of its sources, and what it says of each."""
    for note in (note for tree in trees for note in tree):
        if note.get(f"{_W}type") is not None:
            if "".join(note.itertext()).strip():
                raise FormError("says something in a separator of footnotes")
            continue
        text = "".join(e.text or "" for e in note.iter(f"{_W}t"))
        before, *parts = re.split(r"\[(\d+)\]", text)
        if words(before):
            raise FormError(f'says "{before.strip()[:40]}" in a footnote, of no source')
        told = zip(parts[::2], parts[1::2], strict=True)
        yield note.get(f"{_W}id", ""), tuple((int(n), words(said)) for n, said in told)


def _unseen(trees: Mapping[str, ET.Element]) -> Iterator[Words]:
    """Words in heads, feet, lists and elsewhere in the file."""
    for name, tree in trees.items():
        if _RUNNING.fullmatch(name) or name == "word/endnotes.xml":
            for paragraph in tree.iter(f"{_W}p"):
                yield words("".join(e.text or "" for e in paragraph.iter() if _says(e)))
            _refuse_fields(name, tree)
        elif name == "word/numbering.xml":
            for level in tree.iter(f"{_W}lvlText"):
                # One letter is a bullet of a font of signs.
                sign = level.get(f"{_W}val", "")
                yield words(sign) if len(sign) > 1 else ()
        elif name == _BODY:
            for link in tree.iter(f"{_W}hyperlink"):
                yield words(link.get(f"{_W}tooltip", ""))
        elif name == "docProps/core.xml":
            yield from (words(e.text or "") for e in tree if _local(e) in _DESCRIBING)


_DESCRIBING = ("title", "creator", "subject", "description", "keywords", "category")


def _refuse_fields(name: str, tree: ET.Element) -> None:
    for element in tree.iter():
        code = element.get(f"{_W}instr", "") if _local(element) == "fldSimple" else ""
        code = element.text or "" if element.tag == f"{_W}instrText" else code
        if code.strip() and code.split()[0].upper() not in _FIELDS:
            raise FormError(f"{name}: holds a field ({code.strip()[:30]})")


def _says(element: ET.Element) -> bool:
    return _local(element) in ("t", "delText")


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
