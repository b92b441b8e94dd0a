"""Footnotes: which sources a sentence has (ISO/IEC 29500-1, 17.11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from briefing.model import Citation, Reference
from briefing.render.citing import FOLDED
from briefing.render.layout import Layout
from briefing.render.plain import folded
from briefing.render.word.xml import LINK, PARTS, WORD, anchor, element, words_run

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.part import Part
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

FOOTNOTES = f"{PARTS}/footnotes"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NO_NOTES = (
    f'<w:footnotes xmlns:w="{WORD}" xmlns:r="{PARTS}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/>'
    "</w:r></w:p></w:footnote></w:footnotes>"
)
"""The two that Word wants in every document that has footnotes (17.11)."""


class Footnotes:
    """The footnotes of a document: which sources a sentence has, each with its address."""

    def __init__(self, document: Document, layout: Layout) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        self.layout = layout
        part = document.part
        there = [
            relation.target_part
            for relation in part.rels.values()
            if relation.reltype == FOOTNOTES and not relation.is_external
        ]
        if there:
            self.part: Part = there[0]
            self.root = parse_xml(self.part.blob)
            for note in list(self.root):
                if note.get(f"{{{WORD}}}type") is None:
                    self.root.remove(note)
        else:
            name = PackURI("/word/footnotes.xml")
            self.part = Part(name, _FOOTNOTES_TYPE, b"", part.package)
            part.relate_to(self.part, FOOTNOTES)
            self.root = parse_xml(_NO_NOTES)
        styles = document.styles
        self.text_style = styles["footnote text"].style_id
        self.mark_style = styles["footnote reference"].style_id
        self.link_style = styles["Hyperlink"].style_id
        self.number = max((int(n.get(f"{{{WORD}}}id", "0")) for n in self.root), default=0)

    def add(self, paragraph: Paragraph, citations: Sequence[Citation]) -> None:
        """A footnote behind what the paragraph says so far; nothing where nothing is cited."""
        if not citations:
            return
        self.number += 1
        mark = element("w:footnoteReference", id=str(self.number))
        run = paragraph.add_run(style="footnote reference")
        run._r.append(mark)
        note = element("w:footnote", id=str(self.number))
        inside = element("w:p")
        inside.get_or_add_pPr().style = self.text_style
        note.append(inside)
        self.root.append(note)
        own = element("w:r")
        own.style = self.mark_style
        own.append(element("w:footnoteRef"))
        inside.append(own)
        self._told(inside, citations)

    def _told(self, inside: BaseOxmlElement, citations: Iterable[Citation]) -> None:
        first: dict[int, Citation] = {}
        for citation in citations:
            first.setdefault(self.layout.source(citation).number, citation)
        for place, (number, citation) in enumerate(first.items()):
            inside.append(words_run("; " if 0 < place <= FOLDED else " "))
            live = self.layout.live(citation)
            link = element("w:hyperlink")
            if live:
                link.set(f"{{{PARTS}}}id", self.part.relate_to(live, LINK, is_external=True))
            else:
                link.set(f"{{{WORD}}}anchor", anchor(number))
            link.append(words_run(f"[{number}]", self.link_style))
            inside.append(link)
            # Of very many sources the first are named, and the others stand in the list.
            if place < FOLDED:
                inside.append(words_run(f" {self._name(self.layout.source(citation))}"))

    def _name(self, source: Reference) -> str:
        told = (folded(source.outlet or ""), self.layout.heading(source))
        return ", ".join(filter(None, told))

    def close(self) -> None:
        """Put what was added into the document."""
        from lxml import etree

        self.part._blob = etree.tostring(  # a part of a kind that docx has no class for
            self.root, encoding="UTF-8", standalone=True
        )
