"""Styles, paper, and what stands on every page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from briefing.render.layout import Layout
from briefing.render.word.xml import WORD, element, words_run

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.styles.style import BaseStyle

MARK, SIDE = "Brief Mark", "Brief Remark"
"""Styles of ours: how well a sentence is supported, and what stands beside it."""
_SERIF, _SANS = "Georgia", "Arial"
_MILLIMETRES = {"A4": (210, 297), "A5": (148, 210), "Letter": (215.9, 279.4)}
_INCHES = re.compile(r"([\d.]+)in ([\d.]+)in")


def dress(document: Document, layout: Layout, colours: Mapping[str, str]) -> None:
    """The looks of a desk that has no document of its own: its colours, on its paper."""
    _paper(document.sections[0], layout)
    ink, quiet = _hex(colours, "--ink", "1b1b1f"), _hex(colours, "--quiet", "55585f")
    brand = _hex(colours, "--brand", "1b3a5c")
    small = layout.is_small
    looks = (
        ("Normal", _SERIF, 10 if small else 10.5, ink, False, (0, 4)),
        ("Title", _SERIF, 18 if small else 24, ink, True, (0, 2)),
        ("Subtitle", _SANS, 8.5, quiet, False, (0, 10)),
        ("Heading 1", _SANS, 11, brand, True, (14, 4)),
        ("Heading 2", _SERIF, 12, ink, True, (8, 3)),
        ("List Bullet", _SERIF, 10 if small else 10.5, ink, False, (0, 4)),
        ("List Bullet 2", _SERIF, 10, ink, False, (0, 4)),
        ("List Number", _SERIF, 9, ink, False, (0, 3)),
        ("Quote", _SERIF, 10.5, ink, False, (0, 4)),
        ("Header", _SANS, 8.5, quiet, True, (0, 0)),
        ("Footer", _SANS, 8, quiet, False, (0, 0)),
    )
    for name, font, size, colour, bold, space in looks:
        _style(document.styles[name], font, size, colour, bold=bold, space=space)
    for name in ("Title", "Subtitle"):
        # The default document draws a line below, and sets these in blue and wide.
        _drop(document.styles[name].element, "w:pBdr", "w:spacing", "w:kern", "w:i", "w:iCs")
        _style(document.styles[name], space=(0, 4 if name == "Title" else 12))
    spoken = document.styles.element.find(f".//{{{WORD}}}rPrDefault//{{{WORD}}}lang")
    if spoken is not None:
        for name in ("val", "eastAsia", "bidi"):
            spoken.set(f"{{{WORD}}}{name}", layout.language)
    _lighten(document)


def _lighten(document: Document) -> None:
    """Without the ninety styles of tables, the picture and the twin of the default document."""
    from docx.enum.style import WD_STYLE_TYPE

    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()
    for rels in (document.part.rels, document.part.package.rels):
        for name, relation in list(rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/customXml", "/thumbnail")):
                del rels[name]


def _paper(section: Section, layout: Layout) -> None:
    from docx.shared import Inches, Length, Mm

    width: Length
    height: Length
    if screen := _INCHES.fullmatch(layout.paper):
        width, height = Inches(float(screen[1])), Inches(float(screen[2]))
    else:
        across, down = _MILLIMETRES[layout.paper]
        width, height = Mm(across), Mm(down)
    section.page_width, section.page_height = width, height
    margin = Mm(12) if layout.is_small else Mm(20)
    section.left_margin = section.right_margin = margin
    section.top_margin = section.bottom_margin = margin


def complete(document: Document) -> None:
    """The styles that a brief needs and a document may lack."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    kinds = WD_STYLE_TYPE
    wanted = {
        "Title": kinds.PARAGRAPH, "Subtitle": kinds.PARAGRAPH, "Heading 1": kinds.PARAGRAPH,
        "Heading 2": kinds.PARAGRAPH, "List Bullet": kinds.PARAGRAPH, "Quote": kinds.PARAGRAPH,
        "List Bullet 2": kinds.PARAGRAPH, "Header": kinds.PARAGRAPH, "Footer": kinds.PARAGRAPH,
        "List Number": kinds.PARAGRAPH, SIDE: kinds.PARAGRAPH, "footnote text": kinds.PARAGRAPH,
        "footnote reference": kinds.CHARACTER, "Hyperlink": kinds.CHARACTER,
        MARK: kinds.CHARACTER,
    }  # fmt: skip
    there = {style.name for style in document.styles}
    for name, kind in wanted.items():
        if name in there:
            continue
        style = document.styles.add_style(name, kind)
        if name == "footnote reference":
            style.font.superscript = True
        elif name == "footnote text":
            _style(style, size=8.5, space=(0, 0))
        elif name == "Hyperlink":
            style.font.color.rgb = RGBColor.from_string("1B3A5C")
        elif name == SIDE:
            _style(style, _SANS, 8, "55585f", space=(0, 3))
        elif name == MARK:
            _style(style, _SANS, 8, "55585f")


def _style(
    style: BaseStyle,
    font: str = "",
    size: float = 0,
    colour: str = "",
    *,
    bold: bool | None = None,
    space: tuple[float, float] | None = None,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor
    from docx.styles.style import CharacterStyle, ParagraphStyle

    assert isinstance(style, CharacterStyle)  # the others are of tables and lists
    if font:
        # A theme's font goes before one that is named, so that goes.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(name), font)
    if size:
        style.font.size = Pt(size)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour.upper())
    if bold is not None:
        style.font.bold = bold
    if space and isinstance(style, ParagraphStyle):
        before, after = space
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)


def _drop(element: BaseOxmlElement, *tags: str) -> None:
    from docx.oxml.ns import qn

    for tag in tags:
        for found in list(element.iter(qn(tag))):
            found.getparent().remove(found)


def _hex(colours: Mapping[str, str], name: str, otherwise: str) -> str:
    """A colour as Word has it: six digits. Others of CSS's forms are not known to it."""
    found = re.fullmatch(r"#([0-9a-fA-F]{6})", colours.get(name, ""))
    return found[1] if found else otherwise


def mark(document: Document, level: str) -> None:
    """The TLP label at the head of every page, as FIRST's standard wants it."""
    if not level:
        return
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for section in document.sections:
        heads = [section.header]
        if section.different_first_page_header_footer:
            heads.append(section.first_page_header)
        for head in heads:
            first = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
            marked = first.insert_paragraph_before(level) if first.text else first
            if marked is first:
                marked.add_run(level)
            marked.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def foot(document: Document, layout: Layout) -> None:
    """What a brief promises, and the number of the page."""
    foot = document.sections[0].footer
    paragraph = foot.paragraphs[0]
    paragraph.add_run(f"{layout.say('promise')} · ")
    told = layout.say("page", page="\x01", pages="\x02")
    for part in re.split("([\x01\x02])", told):
        if part in ("\x01", "\x02"):
            field = element("w:fldSimple", instr="PAGE" if part == "\x01" else "NUMPAGES")
            field.append(words_run("1"))
            paragraph._p.append(field)
        elif part:
            paragraph.add_run(part)
