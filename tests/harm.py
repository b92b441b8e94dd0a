"""What no output may hold, whatever was in the text it was made from: a judge for each form.

Each gives the faults it found, an empty list for a harmless file.
"""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from xml.etree import ElementTree as ET

import html5lib
import pikepdf
import pypdfium2
from markdown import markdown
from markdown_it import MarkdownIt

SCHEMES = {"http", "https", "mailto"}
# Tags that run, load, post or redirect something.
ACTIVE = {
    "script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button", "textarea",
    "img", "image", "picture", "video", "audio", "source", "math", "base", "template",
    "noscript", "portal",
}  # fmt: skip
# All that a picture of ours is drawn with.
DRAWING: Mapping[str, set[str]] = {
    "svg": {"viewBox", "width", "height", "role", "class"},
    "title": set(),
    "polyline": {"points", "fill", "stroke", "stroke-width"},
    "circle": {"cx", "cy", "r", "fill"},
}
ADDRESSES = {"href", "src", "action", "formaction", "background", "poster", "xlink:href", "cite"}
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LOADS = re.compile(r"url\(|@import|expression\(|(?<![-\w])behavior\s*:|-moz-binding", re.IGNORECASE)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type", "MIME-Version",
}  # fmt: skip


def of_address(address: str) -> Iterator[str]:
    """An address of another kind than those a reader may follow."""
    # Browsers drop controls and white space in front of a scheme and inside it.
    bare = re.sub(r"[\x00-\x20]", "", address)
    scheme = re.match(r"([^/?#:]*):", bare)
    if scheme and scheme[1].lower() not in SCHEMES:
        yield f"an address of the scheme {scheme[1][:20]!r}"
    if bare.startswith(("//", "\\")):
        yield f"an address of a host without a scheme: {bare[:40]!r}"


def of_text(text: str) -> Iterator[str]:
    """Controls and overrides of the writing direction."""
    for found in sorted(set(UNSEEN.findall(text))):
        yield f"the character U+{ord(found):04X}"


def of_drawing(drawing: ET.Element) -> Iterator[str]:
    """Shapes and a title in a picture, with none but their own measures."""
    for element in drawing.iter():
        tag, names = element.tag, {str(name) for name in element.attrib}
        if tag not in DRAWING or not names <= DRAWING[tag]:
            yield f"in a picture: {tag} with {sorted(names)}"
    if drawing.get("role") != "img":
        yield "a picture that is not told as one"


def of_html(html: str) -> list[str]:
    """As a browser parses it (WHATWG HTML, 13.2)."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    pictures = (fault for drawing in tree.iter("svg") for fault in of_drawing(drawing))
    faults = [*of_text(html), *pictures]
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2].lower()
        if tag in ACTIVE:
            faults.append(f"the tag {tag}")
        if tag == "link" and element.get("rel") != "alternate":
            faults.append("a link that loads something")
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            faults.append("a page that leads elsewhere by itself")
        if LOADS.search(element.text or "" if tag == "style" else element.get("style", "")):
            faults.append(f"a style of {tag} that loads something")
        for name, value in element.attrib.items():
            if str(name).lower().startswith("on") or name == "srcdoc":
                faults.append(f"the handler {name}")
            if str(name).lower() in ADDRESSES:
                faults += of_address(value)
    return faults


def of_mail(raw: bytes) -> list[str]:
    """Headers of ours only, the two parts, and nothing in either."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    faults = [f"the header {name}" for name in message if name not in HEADERS]
    faults += [f"{n} twice" for n in HEADERS if len(message.get_all(n, [])) > 1]
    faults += [f"defect: {defect}" for part in message.walk() for defect in part.defects]
    kinds = [part.get_content_type() for part in message.walk()]
    if kinds != ["multipart/alternative", "text/plain", "text/html"]:
        faults.append(f"the parts {kinds}")
    if not raw.isascii() or re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        faults.append("bytes that a server would change")
    if max(map(len, raw.split(b"\r\n"))) > 78:
        faults.append("a line longer than 78 characters")
    for value in message.values():
        faults += of_text(str(value))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    if plain is None or html is None:
        return [*faults, "a part missing"]
    text = str(plain.get_content()).replace("\r\n", "\n")
    return [*faults, *of_lines(text.encode()), *of_html(str(html.get_content()))]


def of_lines(raw: bytes) -> list[str]:
    """Plain text: nothing that a terminal obeys or a spreadsheet reckons."""
    text = raw.decode()
    formulas = re.findall(r"(?m)^[=+\-@\t].*", text)
    return [*of_text(text), *(f"a formula: {line[:30]!r}" for line in formulas)]


def of_markdown(raw: bytes) -> list[str]:
    """In three dialects, with HTML let through."""
    text = raw.decode()
    dialects: Mapping[str, Callable[[str], str]] = {
        "commonmark": MarkdownIt("commonmark").render,
        "tables": MarkdownIt("js-default", {"html": True, "linkify": False}).render,
        "original": markdown,
    }
    found = [(name, fault) for name, made in dialects.items() for fault in of_html(made(text))]
    return [*of_text(text), *(f"{name}: {fault}" for name, fault in found)]


def of_json(raw: bytes) -> list[str]:
    """Text is data there, quoted to the letter: it has to parse, and to keep to its strings."""
    json.loads(raw)
    # JSON leaves DEL and what comes after as they are; its own syntax bars the rest.
    return [f"the byte {c}" for c in sorted({c for c in raw if c < 0x20 and c != 0x0A})]


def of_book(raw: bytes) -> list[str]:
    """Each document of an EPUB, which has to be XML as well."""
    faults = []
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        assert book.testzip() is None
        for name in book.namelist():
            text = book.read(name).decode()
            faults += list(of_text(text))
            if name != "mimetype":
                ET.fromstring(text)
            if name.endswith(".xhtml"):
                faults += of_html(text.partition("?>")[2])
    return faults


def of_word(raw: bytes) -> list[str]:
    """Each part of a Word document: text and addresses alone, no field, macro or object."""
    faults = []
    with zipfile.ZipFile(io.BytesIO(raw)) as document:
        assert document.testzip() is None
        for name in document.namelist():
            text = document.read(name).decode()
            faults += list(of_text(text))
            root = ET.fromstring(text)
            for relation in root if name.endswith(".rels") else ():
                if relation.get("TargetMode") == "External":
                    faults += of_address(relation.get("Target", ""))
            kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
            odd = kinds & {"instrText", "object", "altChunk", "drawing", "pict", "control", "ins"}
            faults += [f"{name}: <{kind}>" for kind in sorted(odd)]
    return faults


def of_feed(raw: bytes) -> list[str]:
    """Atom: text constructs stay plain text, addresses are those a reader may follow."""
    faults = list(of_text(raw.decode()))
    for element in ET.fromstring(raw).iter():
        if element.get("type", "text") in ("html", "xhtml"):
            faults.append("text that a reader takes for markup")
        faults += of_address(element.get("href", ""))
    return faults


def of_pdf(raw: bytes) -> list[str]:
    """No script, no start of a program, no file sent, and only addresses to follow."""
    faults = []
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        if "/OpenAction" in pdf.Root or "/AA" in pdf.Root:
            faults.append("something that happens by itself")
        for one in pdf.objects:
            if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                continue
            kind = str(one.get("/S", ""))
            if kind in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"):
                faults.append(f"the action {kind}")
            for action in (one, one.get("/A")):
                if isinstance(action, pikepdf.Dictionary) and "/URI" in action:
                    faults += of_address(str(action["/URI"]))
    pages = pypdfium2.PdfDocument(raw)
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    # PDFium writes U+FFFE, U+0002 or the like for a hyphen at the end of a line.
    return faults + [fault for fault in of_text(text) if fault[-4:] not in ("0002", "000D")]


JUDGES: Mapping[str, Callable[[bytes], list[str]]] = {
    "html": lambda raw: of_html(raw.decode()),
    "eml": of_mail,
    "txt": of_lines,
    "md": of_markdown,
    "json": of_json,
    "epub": of_book,
    "docx": of_word,
    "atom": of_feed,
    "pdf": of_pdf,
}
"""By the ending of the file."""
