"""A brief as a Word document: `AUDIENCE.docx` (ISO/IEC 29500, transitional).

For offices that go on writing in it: real styles, headings, lists, a table whose head is
repeated, and a footnote for what each sentence cites. The desk may own the looks: a
`document.docx` in the audience's folder of templates, or in `base`, gives styles, page,
header and footer; what its body says is left out. Dates inside are the edition's, so the
same brief is the same file everywhere.

template   the desk's document, emptied
looks      styles and paper where the desk has none; what stands on every page
writing    blocks of the brief -> paragraphs and a table; footnotes: what they cite
note       the editor's Markdown -> runs; xml: elements that the library has no words for
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from briefing.config import AudienceSettings, Desk
from briefing.model import Artifact, Brief
from briefing.render.brand import variables
from briefing.render.folders import BASE, candidates, folder_of, roots
from briefing.render.layout import Layout, closing, layout_of
from briefing.render.outline import outline
from briefing.render.packed import packed
from briefing.render.plain import folded

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["DocxRenderer"]

TEMPLATE = "document.docx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_PROPERTY = 255


class DocxRenderer:
    """`AUDIENCE.docx`, from the audience's `document.docx` where there is one."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        """Raises `RenderError` with the file, for a template that is no Word document."""
        from briefing.render.word.looks import complete, dress, foot, mark
        from briefing.render.word.writing import Writer

        layout = layout_of(brief, self.desk, self.audience, "text")
        document, is_own = self._opened()
        if not is_own:
            dress(document, layout, self._colours())
        complete(document)
        writer = Writer(document, layout)
        for block in outline(brief, layout):
            writer.write(block)
        writer.close()
        mark(document, folded(brief.edition.tlp))
        if not is_own:
            foot(document, layout)
        describe(document, brief, layout)
        return Artifact(f"{brief.edition.audience}.docx", MEDIA_TYPE, saved(document))

    def _opened(self) -> tuple[Document, bool]:
        """The document to write into, and whether it is the desk's own."""
        from docx import Document

        from briefing.render.word.template import emptied

        places = roots(self.desk)
        for folder in (folder_of(self.audience), BASE):
            for root, path in candidates(places, f"{folder}/{TEMPLATE}"):
                place = f"{root.name}/{path.parent.name}/{TEMPLATE}"
                return emptied(path, place), True
        return Document(), False

    def _colours(self) -> Mapping[str, str]:
        places = roots(self.desk)
        sheets = [
            path.read_text("utf-8", "replace")
            for folder in (BASE, folder_of(self.audience))
            for _, path in candidates(places, f"{folder}/brand.css")
        ]
        return variables("\n".join(sheets))


def describe(document: Document, brief: Brief, layout: Layout) -> None:
    """Fill in the document's properties: whose it is, its day, and when the edition was closed."""
    about = document.core_properties
    desk = folded(brief.edition.desk)
    day = layout.local(brief.edition.date, "long")
    about.title = f"{desk}: {folded(layout.title)}, {day}"[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = desk[:_LONGEST_PROPERTY] or "briefing"
    about.comments = about.keywords = about.subject = about.category = ""
    about.language = layout.language
    about.revision = 1
    about.created = about.modified = closing(brief).replace(microsecond=0)


def saved(document: Document) -> bytes:
    """The document's parts in the order in which the library writes them, undated."""
    stream = BytesIO()
    document.save(stream)
    with ZipFile(stream) as container:
        return packed((name, container.read(name)) for name in container.namelist())
