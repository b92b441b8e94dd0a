"""Elements of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = f"{PARTS}/hyperlink"


def element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(f"{{{WORD}}}{name}", value)
    return element


def words_run(words: str, style: str = "") -> Any:
    run = element("w:r")
    if style:
        run.style = style
    run.add_t(words)
    return run


def flag(properties: Any, tag: str) -> None:
    from docx.oxml.ns import qn

    if properties.find(qn(tag)) is None:
        properties.append(element(tag))


def speak(run: Any, language: str) -> None:
    """Which language a run is in, so that its spelling is not held against another's."""
    run.get_or_add_rPr().append(element("w:lang", val=language, eastAsia=language, bidi=language))


def anchor(number: int) -> str:
    return f"source_{number}"


def bookmark(paragraph: Paragraph, number: int) -> None:
    """The place to which footnotes lead where a source is on no live page."""
    place = paragraph._p
    place.append(element("w:bookmarkStart", id=str(number), name=anchor(number)))
    place.append(element("w:bookmarkEnd", id=str(number)))
