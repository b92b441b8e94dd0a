"""A page as a tree, and what of it a reader sees.

The tree is libxml2's. `shown` walks over it plainly and knows nothing of articles: it
is what an article's sentences are proved against, so it shares no code with the
extractor but the question whether an element is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from briefing.read.decode import sanitized
from briefing.read.formats.nesting import shallow

UNSEEN = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "option",
        "datalist",
        "textarea",
        "input",
        "button",
        "title",
        "frame",
        "noframes",
        # Struck through: the outlet shows that it no longer says so.
        "del",
        "s",
        "strike",
    ]
)
"""Elements that show a reader no words, or words of a control."""
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "output",
        "picture",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "samp",
        "slot",
        "small",
        "source",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
"""Elements that stand within a line: they never end a word or a sentence."""
_FLOWS = re.compile(r"display\s*:\s*(?:inline(?:-block)?|contents)\b", re.I)
_FOR_THE_EAR = frozenset(
    [
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screenreader-text",
        "sr-text",
        "screen-reader-only",
        "assistive-text",
        "a11y-hidden",
        "u-visually-hidden",
    ]
)
"""Class names by which page builders hide what only a screen reader is to say."""
_ROLES = frozenset(["tooltip", "dialog", "alertdialog"])
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|\Z)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4}",
    re.I,
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[a-z-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_SIMPLE = re.compile(r"\s*([.#])([\w-]+)\s*")
_BODY = re.compile(r"<body[\s>]", re.I)
_OPENING = re.compile(
    r"<(?:article|aside|details|dialog|figure|footer|header|hgroup|main|nav|search|section)\b", re.I
)
"""What opens a body whose own tag was left out, as HTML allows (WHATWG HTML, 13.1.2.4).
libxml2 knows these from no older HTML and leaves them in the head."""
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")


def parsed(markup: str) -> Any:
    """The root of a page's tree; None where there is none."""
    from lxml.etree import ParserError, XMLSyntaxError

    markup = _DECLARED.sub("", markup)
    if not _BODY.search(markup):
        markup = _OPENING.sub(r"<body>\g<0>", markup, count=1)
    try:
        root, cut_off = _tree(markup)
        # Few pages are nested so deeply that they need the slower way.
        return _tree(shallow(markup))[0] if cut_off else root
    except (ParserError, XMLSyntaxError, ValueError):
        return None


def _tree(markup: str) -> tuple[Any, bool]:
    """A page's root, and whether the parser left out what is nested too deeply for it."""
    from lxml.etree import HTMLParser, fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = fromstring(markup.encode("utf-8", "replace"), parser)
    return root, any("depth" in error.message for error in parser.error_log)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of a page a reader does not see: by its tags, attributes and own style sheets.

    Of the style sheets in the page simple selectors outside media queries are believed.
    """

    elements: frozenset[Any]

    @classmethod
    def of(cls, root: Any) -> Hidden:
        classes, ids = _styled(root)
        told = root.xpath("//*[@hidden or @aria-hidden or @role or @style]")
        listed = (one for one in root.xpath("//*[@id]") if one.get("id") in ids) if ids else ()
        names = classes | _FOR_THE_EAR
        named = _bearing(root.xpath("//*[@class]"), names)
        hidden = [*(one for one in told if _says_hidden(one)), *listed, *named]
        shells = {"html", "body", *_awaiting(root, hidden)}
        return cls(frozenset(one for one in hidden if not {one, one.tag} & shells))

    def __contains__(self, element: Any) -> bool:
        """Whether a reader sees nothing of an element."""
        return element.tag in UNSEEN or element in self.elements


def _styled(root: Any) -> tuple[set[str], set[str]]:
    """Classes and ids that the page's own style sheets hide."""
    classes: set[str] = set()
    ids: set[str] = set()
    for style in root.iter("style"):
        for selectors, body in _RULE.findall(_AT_RULE.sub("", style.text or "")):
            if _INVISIBLE.search(body):
                for selector in selectors.split(","):
                    if match := _SIMPLE.fullmatch(selector):
                        (classes if match[1] == "." else ids).add(match[2])
    return classes, ids


def _awaiting(root: Any, hidden: Sequence[Any]) -> Iterator[Any]:
    """Hidden elements that hold nearly all of the page's paragraphs: a script is to show them."""
    if not hidden:
        return
    sizes = {p: len("".join(p.itertext())) for p in root.iter("p")}
    total = sum(sizes.values())
    for one in hidden:
        if total and sum(sizes[p] for p in one.iter("p")) > 0.9 * total:
            yield one
            yield from one.iterancestors()


def _bearing(elements: Iterable[Any], names: Set[str]) -> Iterator[Any]:
    """The elements that bear one of some class names; a page has few different classes."""
    known: dict[str, bool] = {}
    for element in elements:
        told = element.get("class")
        if told not in known:
            parts = told.split()
            # Of Bootstrap's `d-none d-md-block` the one is for small screens.
            none = "d-none" in parts and not any(
                p.startswith("d-") and p != "d-none" for p in parts
            )
            known[told] = none or not names.isdisjoint(parts)
        if known[told]:
            yield element


def stands_inline(element: Any) -> bool:
    """Whether an element stands within a line: by its tag, or as a browser shows it.

    An element that a page defines itself (with a hyphen in its name) is inline unless a
    style says otherwise, and so is any with such a style of its own. Pages lay out whole
    articles with both, so it is believed only amid words and with nothing but inline
    elements inside.
    """
    tag = element.tag
    if tag in INLINE:
        return True
    style = element.get("style")
    if "-" not in tag and not (style and _FLOWS.search(style)):
        return False
    before, outer = element.getprevious(), element.getparent()
    beside = (before.tail if before is not None else outer.text if outer is not None else "") or ""
    amid = beside.strip() or (element.tail or "").strip()
    return bool(amid) and all(
        inner.tag in INLINE for inner in element.iterdescendants() if isinstance(inner.tag, str)
    )


def _says_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("role") in _ROLES:
        return True
    if element.get("aria-hidden") == "true" and element.tag not in INLINE:
        return True
    return bool(_INVISIBLE.search(element.get("style") or ""))


def shown(root: Any, hidden: Hidden) -> str:
    """The words that a reader of the page sees, in order, wherever on it they stand.

    What is hidden is taken out of the tree, then libxml2 writes its text.
    """
    from lxml.etree import tostring

    for quoted in root.iter("q"):
        quoted.text = f"“{quoted.text or ''}"
        quoted.tail = f"”{quoted.tail or ''}"
    for element in [*hidden.elements, *root.iter(*UNSEEN)]:
        _take_out(element)
    return sanitized(tostring(root, method="text", encoding="unicode"))


def _take_out(element: Any) -> None:
    """Remove an element, but not the text behind it."""
    outer = element.getparent()
    if outer is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        outer.text = (outer.text or "") + (element.tail or "")
    outer.remove(element)
