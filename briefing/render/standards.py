"""What WeasyPrint leaves to be done for PDF/UA-1 and PDF/A-3a in one file.

PDF/UA-1 (ISO 14289-1) wants its own claim in the metadata and a description of
each link that tells where it leads. PDF/A-3 (ISO 19005-3) wants every schema in
the metadata that it does not know itself to be described there (6.6.2.3.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from briefing.render.layout import Layout

_CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq>\
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_END = b"</rdf:RDF>"


def finisher(
    names: Mapping[int, str], pages: Mapping[str, int], layout: Layout
) -> Callable[[Any, Any], None]:
    """What WeasyPrint calls with its document and its PDF before the PDF is written."""

    def finish(_document: Any, pdf: Any) -> None:
        for thing in pdf.objects:
            if _type(thing) == "/Metadata":
                thing.stream = [part.replace(_END, _CLAIM + _END) for part in thing.stream]
            elif _type(thing) == "/Annot" and "Contents" in thing:
                _describe(thing, names, pages, layout)

        # WeasyPrint lists each attached file twice.
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])

    return finish


def _type(thing: Any) -> str:
    table = getattr(thing, "extra", thing)
    return str(table.get("Type", "")) if isinstance(table, dict) else ""


def _describe(
    link: Any, names: Mapping[int, str], pages: Mapping[str, int], layout: Layout
) -> None:
    """Say in words where a link leads: its source, a citation on a page, an address."""
    target = link["Contents"].string
    if match := re.fullmatch(r"source-(\d+)", target):
        number = int(match[1])
        words = layout.say("source_n", source=number, title=names[number])
    elif target.startswith("fold-"):
        words = layout.say("folds")
    elif target in pages:
        words = layout.say("citation_n", n=pages[target])
    else:
        words = target
    link["Contents"].string = words
