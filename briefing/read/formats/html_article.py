"""Which blocks of a page are its article.

Parts of the page whose markup says that they are something else are left out, unless
they hold most of the good text; and the container is the deepest element that still
holds nearly all that is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from briefing.language import CLOSERS
from briefing.model import Kind
from briefing.read.formats.html_above import labelled_above, said_above
from briefing.read.formats.html_blocks import END, HEADINGS, LEAST, LONG, Block, prose_size, weighed
from briefing.read.formats.html_boxes import (
    ENOUGH,
    SUMMARY,
    Dropped,
    boxes_of_prose,
    class_of_text,
    going_on,
    is_never_text,
    next_stories,
    set_aside,
)
from briefing.read.formats.html_pleas import asking_boxes, page_wording, pleading_boxes, stands_in

_CAPTION = re.compile(
    r"(?:\A|[\s_-])(?:wp-caption\w*|captions?|image-?(?:caption|credit|source)|photo-?credit|"
    r"(?:media|figure|img|photo|picture)[-_]*(?:caption|credit)|credits?|legend|copyright)"
    r"(?:[\s_-]|\Z)",
    re.I,
)
_DETAIL = re.compile(
    r"(?:\A|[\s_-])(?:by-?line|authors?|dateline|date|time-?stamp|stamp|published|posted|updated|"
    r"pub-?date|article-?(?:meta|info|date|author)|post-?(?:meta|info|date|author)|entry-?meta|"
    r"story-?(?:meta|date)|reading-?time|kicker|section-?label|category|eyebrow)(?:[\s_-]|\Z)",
    re.I,
)
_TOLD = re.compile(rf"[.。।](?:\s?[{CLOSERS}])*\s*\Z")
_NEARLY_ALL = 0.9
_BEGUN = 2
"""Paragraphs above most of a text that are its beginning, and no summary."""
MOST = 0.6
"""Of a page's prose: an article that holds less may not be all of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The article's blocks, and whether the page leaves no doubt about them.

    `headline` is the heading above it, "" without one; `times` and `authors` are what
    elements above its first paragraph say of themselves by their names. `never` are
    texts of the page that are no article's: consent, comments. `prose` counts the
    characters of the page that read like prose and may be an article's. `asides` are
    boxes of prose that were left out for what they call themselves: name and paragraphs.
    """

    container: Any
    blocks: tuple[Block, ...]
    sure: bool
    headline: str = ""
    times: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    prose: int = 0
    asides: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def details(self) -> dict[str, tuple[str, str]]:
        """The fields that the lines above the article tell."""
        found = {}
        if self.times:
            found["published"] = (self.times[0], "the time above the text")
        if self.authors:
            found["byline"] = (" | ".join(self.authors), "the byline above the text")
        return found


def article(root: Any, blocks: Sequence[Block]) -> Found:
    """The blocks of a page that are its article."""
    words = page_wording(root)
    asking = asking_boxes(blocks, words)
    every = blocks
    others = next_stories(root)
    blocks = [block for block in blocks if not stands_in(block.element, asking | others)]
    weights = weighed(blocks)
    total = prose_size(blocks)
    dropped = Dropped(weights, total, blocks)
    kept: list[Block] = []
    out: list[Block] = []
    for block in blocks:
        (out if block.element in dropped else kept).append(block)
    boxes = boxes_of_prose(out, dropped, words)
    if boxes and (joined := going_on(boxes, kept)):
        boxes = {box: inside for box, inside in boxes.items() if box not in joined}
        kept = [b for b in blocks if b.element not in dropped or stands_in(b.element, joined)]
    pleas = pleading_boxes(kept, weights, words)
    kept = [block for block in kept if not stands_in(block.element, pleas)]
    container = _container(root, kept)
    inside = _inside(kept, container)
    inside = _begun(kept, inside, container) + inside
    chosen = tuple(_trimmed(inside, kept))
    asides = tuple(set_aside(boxes))
    size = prose_size(chosen)
    left = prose_size(kept) + sum(len(text) for _, texts in asides for text in texts)
    sure = size >= 2 * ENOUGH and size >= MOST * left
    title = next((b.text for b in chosen if b.kind is Kind.HEADLINE), "")
    first = next((b.element for b in chosen if b.good), None)
    times, authors = said_above(root, first, dropped)
    authors = authors or labelled_above(root, first, dropped, words)
    # Asked for only where another extractor is going to be.
    gone = asking | pleas | others
    never = frozenset(
        b.text
        for b in every
        if not sure and (is_never_text(b.element) or stands_in(b.element, gone))
    )
    told = (*asides, *set_aside(_held(every, others)))
    return Found(container, chosen, sure, title, times, authors, never, left, told)


def _held(blocks: Sequence[Block], elements: Iterable[Any]) -> dict[Any, list[Block]]:
    return {one: [b for b in blocks if stands_in(b.element, {one})] for one in elements}


def _container(root: Any, kept: Sequence[Block]) -> Any:
    """The deepest element that holds nearly all good text."""
    weights = weighed(kept)
    element = next(root.iter("body"), root)
    total = weights.get(element, 0)
    named = _named(weights)
    if named is not None and weights[named] >= 0.4 * total and _heads(named, kept):
        element, total = named, weights[named]
    while True:
        heavy = [c for c in element if weights.get(c, 0) >= _NEARLY_ALL * total]
        if not total or not heavy or heavy[0].tag not in _CONTAINERS:
            return element
        element = heavy[0]
        total = max(weights[element], int(0.9 * total))


def _begun(kept: Sequence[Block], inside: Sequence[Block], container: Any) -> list[Block]:
    """Paragraphs of the text that stand above the element that holds the rest of it.

    They are of the text's own class, stand right beside that element, or several together
    below the headline. One paragraph in the headline's place is a summary.
    """
    last = kept.index(inside[0]) if inside else 0
    title = max((n for n in range(last) if kept[n].tag == "h1"), default=-1)
    headed = kept[title].element.getparent() if title >= 0 else None
    own = class_of_text(inside)
    places: dict[Any, list[tuple[int, Block]]] = {}
    for n, block in enumerate(kept[:last]):
        if block.tag == "p" and block.good:
            places.setdefault(block.element.getparent(), []).append((n, block))
    begun: list[Block] = []
    for place, found in places.items():
        alike = bool(own) and all(block.element.get("class") == own for _, block in found)
        beside = place is container.getparent() is not headed
        several = title >= 0 and len(found) >= _BEGUN
        if alike or (found[0][0] > title and (beside or several)):
            begun += [block for _, block in found]
    return begun


def _named(weights: dict[Any, int]) -> Any:
    """The one element that the page calls its article, if it holds more than a summary."""
    heavy = [one for one, weight in weights.items() if weight >= 2 * ENOUGH]
    for called in (
        [one for one in heavy if one.get("itemprop") == "articleBody"],
        [one for one in heavy if one.tag == "article"],
        [one for one in heavy if one.tag == "main" or one.get("role") == "main"],
    ):
        if len(called) == 1:
            return called[0]
    return None


def _heads(named: Any, kept: Sequence[Block]) -> bool:
    """Whether the page's headline can be that of an element: at most a summary parts them.

    Where more prose stands between, the element is a part of the article.
    """
    titles = [n for n, b in enumerate(kept) if b.tag == "h1"]
    if len(titles) != 1:
        return True
    inside = _inside(kept, named)
    between = kept[titles[0] : kept.index(inside[0])]
    return prose_size(between) <= SUMMARY * prose_size(inside)


_CONTAINERS = frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "form",
        "td",
        "table",
        "tbody",
        "tr",
        "center",
        "aside",
        "header",
        "footer",
        "details",
        "fieldset",
        "nav",
        "body",
        "span",
        "blockquote",
    ]
)


def _inside(blocks: Sequence[Block], container: Any) -> list[Block]:
    """The blocks in an element. They stand together, so only its edges are looked for."""
    within = {container}
    held = [stands_in(b.element, within) for b in blocks]
    first = held.index(True) if True in held else 0
    return [b for b, one in zip(blocks[first:], held[first:], strict=True) if one]


def _trimmed(inside: Sequence[Block], kept: Sequence[Block]) -> Iterator[Block]:
    """The article's blocks with their kinds, from its headline to its last good one."""
    top = next((n for n, b in enumerate(inside) if b.tag == "h1"), None)
    good = [n for n, b in enumerate(inside) if b.good]
    first = min(good, default=0)
    title = next((b for b in kept if b.tag == "h1"), None)
    if top is not None and top > first and _heads_most(inside, top):
        # Nothing of a story stands above its headline, but at times a summary of it.
        first = top
    if title is not None and (top is None or top > first):
        yield _as(title, Kind.HEADLINE)
    start = top if top is not None and top <= first else 0
    for block in inside[max(0, start - 3) : start]:
        if _DETAIL.search(_names(block.element)) and any(map(str.isdigit, block.text)):
            yield from _details(block)
    lists = _linked_lists(inside)
    for n, block in enumerate(inside[start:], start):
        above = n < first
        if above and _DETAIL.search(_names(block.element)):
            yield from _details(block)
        elif (kind := _kind(block, above, lists)) is not False:
            yield _as(block, kind)


def _heads_most(inside: Sequence[Block], top: int) -> bool:
    """Whether the page's only headline has most of the text below it."""
    only = sum(b.tag == "h1" for b in inside) == 1
    above, below = prose_size(inside[:top]), prose_size(inside[top:])
    return below > 2 * above if only else above < LONG


def _as(block: Block, kind: Kind | None) -> Block:
    return Block(block.element, block.text, block.linked, block.tag, kind)


def _details(block: Block) -> Iterator[Block]:
    """Byline and date above the story, a line each."""
    for line in block.text.split("\n"):
        kind = Kind.DATELINE if any(map(str.isdigit, line)) else Kind.CREDIT
        if len(line) < 2 * LONG:
            yield Block(block.element, line, 0, block.tag, kind)


def _kind(block: Block, above: bool, lists: frozenset[Any]) -> Kind | Literal[False] | None:
    """What a block of the article is; False where it is none of it."""
    size = len(block.text)
    if block.tag == "h1":
        return Kind.HEADLINE
    if _is_other(block, lists):
        return False
    if block.kind is Kind.CAPTION:
        return Kind.CAPTION
    if block.tag in HEADINGS:
        # Small headings above the text are at times its byline and day.
        small = above and block.tag not in {"h1", "h2"} and any(map(str.isdigit, block.text))
        return None if small and size < LONG else Kind.SUBHEAD
    listed = block.tag == "li" or (block.tag == "dd" and block.good)
    if not above and listed:
        return Kind.BODY
    stray = size < LEAST // 2 and not END.search(block.text) and block.tag not in {"p", "dt"}
    return False if stray and not above else None


def _is_other(block: Block, lists: frozenset[Any]) -> bool:
    """Captions, details, lists of links: what stands in an article and is none of it."""
    name, size = _names(block.element), len(block.text)
    if block.tag == "figcaption" or _has(block.element, "figure") or _CAPTION.search(name):
        return True
    if _is_captioned(block):
        return True
    if _DETAIL.search(name) and not block.good:
        return True
    if block.element.getparent() in lists or block.element in lists:
        return True
    return block.linked > 0.5 * size and not _is_linked_prose(block)


def _is_linked_prose(block: Block) -> bool:
    """Whether a block is prose though most of it is a link: it ends as a sentence does.

    What points to another story is as a rule a title: it has no end, or asks.
    """
    size = len(block.text)
    if size >= LONG:
        return bool(END.search(block.text))
    told = block.tag == "p" and size >= LEAST and bool(_TOLD.search(block.text))
    beside = (block.element.getprevious(), block.element.getnext())
    return told and any(one is not None and one.tag == "p" for one in beside)


def _is_captioned(block: Block) -> bool:
    """Whether a block stands beside a picture, all of it in an element called its caption."""
    if block.element.find(".//img") is None:
        return False
    named = (one for one in block.element if _CAPTION.search(one.get("class") or ""))
    return any(" ".join("".join(one.itertext()).split()) == block.text for one in named)


def _names(element: Any) -> str:
    """Class and id of an element, and of the one around it if that holds nothing else."""
    name = f"{element.get('class', '')} {element.get('id', '')}"
    outer = element.getparent()
    # Not by its length: lxml counts all children for that, and asked for each it is their square.
    alone = element.getprevious() is None and element.getnext() is None
    if outer is not None and alone and outer.tag not in {"body", "main", "article"}:
        name += f" {outer.get('class', '')}"
    return name


def _has(element: Any, tag: str) -> bool:
    for _ in range(4):
        if element is None:
            return False
        if element.tag == tag:
            return True
        element = element.getparent()
    return False


def _linked_lists(blocks: Iterable[Block]) -> frozenset[Any]:
    """Lists that are made of links: menus, further stories."""
    sizes: dict[Any, list[int]] = {}
    for block in blocks:
        if block.tag == "li":
            size = sizes.setdefault(block.element.getparent(), [0, 0])
            size[0] += len(block.text)
            size[1] += block.linked
    return frozenset(one for one, (size, linked) in sizes.items() if linked > 0.5 * size)
