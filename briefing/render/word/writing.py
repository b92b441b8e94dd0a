"""Blocks of a brief, written to the end of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.render.filters import markdown
from briefing.render.layout import Layout
from briefing.render.outline import Block, Entry, Heading, Line, Note, Source
from briefing.render.word.footnotes import Footnotes
from briefing.render.word.looks import MARK, SIDE
from briefing.render.word.note import Marked
from briefing.render.word.xml import LINK, PARTS, bookmark, element, flag, speak, words_run

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

_VALUE_WIDTH = 0.2  # of the table's width


class Writer:
    """Writes blocks to the end of a document, and their footnotes beside it."""

    def __init__(self, document: Document, layout: Layout) -> None:
        self.document = document
        self.layout = layout
        self.notes = Footnotes(document, layout)
        self.table: Table | None = None
        self.titled = False

    def write(self, block: Block) -> None:
        if not (isinstance(block, Entry) and (block.value or (self.table and block.follows))):
            self.table = None
        match block:
            case Heading():
                self._heading(block)
            case Line():
                # What follows the title at once tells of the edition.
                self._line(block.text, "Subtitle" if self.titled else "Normal")
            case Entry() if block.value or self.table:
                self._row(block)
            case Entry():
                self._entry(self._paragraph(_list(block)), block)
            case Note():
                self._note(block.text)
            case Source():
                self._source(block)
        self.titled = isinstance(block, Heading) and block.level == 1

    def close(self) -> None:
        self.notes.close()

    def _heading(self, heading: Heading) -> None:
        name = ("Title", "Heading 1", "Heading 2")[heading.level - 1]
        self._line(heading.text, name)

    def _line(self, text: str, style: str) -> None:
        self._run(self._paragraph(style), text)

    def _paragraph(self, style: str) -> Paragraph:
        return self.document.add_paragraph(style=style)

    def _entry(self, paragraph: Paragraph, entry: Entry, text: str = "") -> None:
        language = ""
        if entry.quoted and entry.citations:
            language = self.layout.foreign(self.layout.source(entry.citations[0]))
        self._run(paragraph, text or entry.text, language=language)
        self.notes.add(paragraph, entry.citations)
        if entry.remarks and not entry.value:
            mark, *others = entry.remarks
            whole = mark.replace(" ", "\N{NO-BREAK SPACE}")
            self._run(paragraph, f" –\N{NO-BREAK SPACE}{'; '.join((whole, *others))}", MARK)

    def _row(self, entry: Entry) -> None:
        """A figure is a row of the table; what disputes or precedes it stands in its cell."""
        if self.table is None:
            self.table = self._opened()
        cells = self.table.rows[-1].cells
        if not entry.value:
            self._entry(cells[1].add_paragraph(style=SIDE), entry, f"› {entry.text}")
            return
        row: _Row = self.table.add_row()  # type: ignore[no-untyped-call]
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        cells = row.cells
        value = cells[0].paragraphs[0]
        self._run(value, entry.value).bold = True
        self._entry(cells[1].paragraphs[0], entry)
        if entry.remarks:
            self._run(cells[1].add_paragraph(style=SIDE), "; ".join(entry.remarks))

    def _opened(self) -> Table:
        from docx.oxml import OxmlElement
        from docx.shared import Length

        section = self.document.sections[-1]
        width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        table: Table = self.document.add_table(1, 2)
        table.autofit = False
        ruled(table)
        for column, part in zip(table.columns, (_VALUE_WIDTH, 1 - _VALUE_WIDTH), strict=True):
            column.width = Length(int(width * part))
        head = table.rows[0]
        for cell, word in zip(head.cells, ("value", "measure"), strict=True):
            self._run(cell.paragraphs[0], self.layout.say(word), MARK)
        # A screen reader tells the heads of columns by this; Word repeats it on each page.
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        return table

    def _note(self, text: str) -> None:
        for style, runs in Marked.paragraphs(str(markdown(text))):
            paragraph = self._paragraph(style)
            for words, bold, italic in runs:
                run = self._run(paragraph, words)
                run.bold, run.italic = bold or None, italic or None

    def _source(self, source: Source) -> None:
        """The number is that of the whole brief, so it is text and no automatic one."""
        paragraph = self._paragraph("Normal")
        bookmark(paragraph, source.number)
        self._run(paragraph, f"[{source.number}] ")
        if source.url:
            self._link(paragraph, source.title, source.url)
        else:
            self._run(paragraph, source.title)
        self._run(paragraph, f"{source.stop} {', '.join(source.details)}", MARK)

    def _link(self, paragraph: Paragraph, text: str, address: str) -> None:
        link = element("w:hyperlink")
        relation = self.document.part.relate_to(address, LINK, is_external=True)
        link.set(f"{{{PARTS}}}id", relation)
        link.append(words_run(text, self.notes.link_style))
        paragraph._p.append(link)

    def _run(self, paragraph: Paragraph, text: str, style: str = "", language: str = "") -> Any:
        run = paragraph.add_run(text, style or None)
        if self.layout.direction(text) == "rtl":
            flag(paragraph._p.get_or_add_pPr(), "w:bidi")
            run.font.rtl = True
        if language:
            speak(run._r, language)
        return run


def _list(entry: Entry) -> str:
    return "List Bullet 2" if entry.follows else "List Bullet"


def ruled(table: Table) -> None:
    """A line below each row, and none beside."""
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color="C9CCD2"))
    properties = table._tbl.tblPr
    # The schema has them before these two.
    later = [child for child in properties if child.tag.endswith(("}tblLayout", "}tblLook"))]
    later[0].addprevious(borders) if later else properties.append(borders)
