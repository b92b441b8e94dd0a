"""Which blocks of a page are its article.

The page is cut into blocks, the runs of text that stand on lines of their own. A block
is good where it reads like prose: long enough, hardly linked, or ended like a sentence
(Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate detection using shallow text
features", find that such features of one block tell most). Then parts of the page whose
markup says that they are something else are left out, unless they hold most of the good
text; and the container is the deepest element that still holds nearly all that is left.
An inline element is never judged: it neither loses nor gains words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Literal

from briefing.language import known
from briefing.model import Kind
from briefing.read.clean import asks_consent, furniture
from briefing.read.formats.html_tree import INLINE, UNSEEN, Hidden, stands_inline
from briefing.read.wording import Wording, wording

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SURE = re.compile(
    r"(?:\A|[\s_-])(?:comments?|commentlist|disqus\w*|respond|replies|talkbacks?|user-?comments?|"
    r"usercentrics\w*|didomi\w*|truste\w*|cmp\w*|qc-cmp\w*|sp_message\w*|"
    r"cookies?|consent|gdpr|ccpa|"
    r"onetrust\w*|newsletters?|signup|sign-up|related|recirc\w*|more-on|"
    r"more-from|most-read|most-popular|popular|trending|recommend\w*|outbrain\w*|taboola\w*|"
    r"share|sharing|sharedaddy|addthis\w*|social|socials|share-?(?:bar|tools|buttons?|links?)|"
    r"social-?(?:bar|media|links?|icons?|share)|breadcrumbs?|pagination|pager|skip-?(?:link|nav)|"
    r"navbar|menu|topbar|toolbar|site-?(?:header|footer|nav)|page-?(?:header|footer)|masthead|"
    r"global-?(?:header|footer|nav)|popup|pop-up|popover|modal|lightbox|tooltip|hovercard|"
    r"hover-card|infobox-popup|overlay|promo|promos|promotion|advert\w*|ads|ad|ad-\w+|adslot|"
    r"sponsor\w*|author-?(?:bio|box|info|card)|bio|about-?(?:the-?)?author|tags|tag-?list|"
    r"topics|keywords|copyright|print-only|printonly|donate|donation|support-us|subscri\w*|"
    r"teasers?|also-read|footer|footnote-nav|jump-?links?|toc)(?:[\s_-]|\Z)",
    re.I,
)
_LIKELY = re.compile(
    r"(?:\A|[\s_-])(?:aside|sidebar|side-?bar|rail|right-?(?:col|column|rail)|widgets?|"
    r"paywall|regwall|banner|carousel|slideshow|read-?more|secondary|complementary|disclaimer)"
    r"(?:[\s_-]|\Z)",
    re.I,
)
_NEVER = re.compile(
    r"(?:\A|\s)(?:site-|page-|global-)?(?:cookies?|consent|gdpr|ccpa|onetrust\w*|comments?)(?=[\s_-]|\Z)",
    re.I,
)
"""What holds no article, even on a page that holds nothing else but by its headline."""
_OTHERS = re.compile(
    r"(?:\A|[\s_-])(?:user-?)?(?:comment\w*|disqus\w*|respond|replies|talkbacks?|bio|author|cookies?|consent)"
    r"(?=[\s_-]|\Z)",
    re.I,
)
"""What others say, and what is said of who wrote: prose as a rule, and no article's."""
_FEWEST_ASIDE = 3
"""Paragraphs of a box that may be a part of the article, whatever it calls itself."""
_NO_TEXT = frozenset(["hr", "nav"])
"""Elements that part what stands around them, and hold nothing of an article."""
_SURE_TAGS = frozenset(["nav", "footer", "menu", "dialog"])
_LIKELY_TAGS = frozenset(["aside", "header", "form", "details"])
_SURE_ROLES = frozenset(["navigation", "contentinfo", "search", "menu", "menubar", "toolbar"])
_LIKELY_ROLES = frozenset(["banner", "complementary"])
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
_POST = re.compile(
    r"(?:\A|[\s_-])(?:twitter-tweet|twitter-video|tweet|instagram-media|tiktok-embed|fb-post|"
    r"bluesky-embed|mastodon-embed|telegram-post|reddit-embed-bq|reddit-card)(?:[\s_-]|\Z)",
    re.I,
)
_AUTHOR = re.compile(r"(?:\A|[\s_-])(?:by-?line|author)(?:-?name)?(?:[\s_-]|\Z)", re.I)
_INFO = re.compile(
    r"(?:\A|[\s_-])(?:article|post|entry|story|news)[-_]{0,2}(?:meta|info)(?:[\s_-]|\Z)", re.I
)
_BAR = re.compile(r"\s[|·•]\s")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
_BLANK = re.compile(r"\n\s*\n")
_HANDLE = re.compile(r"\(@[\w.@-]{2,40}\)")
_END = re.compile(r"[.!?…;:؟۔。！？।](?:\s?[\"'”’»)\]])*\s*\Z")
_TOLD = re.compile(r"[.。।](?:\s?[\"'”’»)\]])*\s*\Z")
_WIDE = re.compile("[\u2e80-\uffdc]")
_LEAST = 40
_LONG = 120
"""Characters: what reads like prose even without an end mark."""
_LINKED = 0.35
_ENOUGH = 200
_NEARLY_ALL = 0.9
_HALF = 0.5
_BOXES = frozenset(["div", "section", "aside", "ul", "form", "blockquote"])
_LONGEST_BOX = 500
_LONGEST_PLEA = 20
"""Characters of a box, and words of a line in it, that can be a plea to the reader."""
MOST = 0.6
"""Of a page's prose: an article that holds less may not be all of it."""
_SUMMARY = 0.1
"""Of a text: the most that the lines between its headline and its first paragraph have."""
_LONGEST_ROW = 120
"""Characters. A longer row of a table is text that the table only lays out."""


@dataclass(slots=True)
class Block:
    """A run of text on lines of its own; `linked` characters of it stand in links.

    `good` tells that it reads like prose.
    """

    element: Any
    text: str
    linked: int
    tag: str
    kind: Kind | None = None
    good: bool = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.text)
        if self.tag in _HEADINGS or self.kind is Kind.CAPTION or self.linked > _LINKED * size:
            self.good = False
        elif size >= _LONG:
            self.good = True
        else:
            # A letter of Chinese, Japanese or Korean says as much as three others.
            size += 0 if self.text.isascii() else 2 * len(_WIDE.findall(self.text))
            ended = size >= _LEAST and bool(_END.search(self.text[-8:]))
            self.good = ended or size >= _LONG


@dataclass(slots=True)
class _Cutter:
    """One walk over the page, which cuts it into blocks."""

    hidden: Hidden
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0

    def walk(self, element: Any, owner: Any, inside_link: bool = False) -> None:
        """Cut an element; `owner` is the block element whose lines it stands on."""
        tag = element.tag
        block = tag not in INLINE and not stands_inline(element)
        if block:
            self.close(owner)
            owner = element
            if tag == "table" and self.table(element):
                return
        elif tag == "a":
            inside_link = inside_link or bool(element.get("href"))
        if tag == "q":
            # What a browser shows for it.
            self.parts.append("“")
            self.inner(element, owner, inside_link)
            self.parts.append("”")
        else:
            self.inner(element, owner, inside_link)
        if block:
            self.close(owner)

    def inner(self, element: Any, owner: Any, inside_link: bool) -> None:
        if element.text:
            self.add(element.text, inside_link)
        gone = self.hidden.elements
        for child in element:
            tag = child.tag
            if tag == "br":
                self.parts.append("\n")
            elif tag in _NO_TEXT:
                self.close(owner)
            elif not (tag in UNSEEN or child in gone or (child.get("class") and _pops_up(child))):
                if self.parts and tag in INLINE and _abuts(child, self.parts[-1]):
                    self.parts.append(" ")
                self.walk(child, owner, inside_link)
            if child.tail:
                self.add(child.tail, inside_link)

    def add(self, text: str, inside_link: bool) -> None:
        # A line end in the markup is a space: only <br> breaks a line.
        self.parts.append(text.replace("\n", " ") if "\n" in text else text)
        if inside_link:
            self.linked += len(text.strip())

    def close(self, owner: Any) -> None:
        """End a block."""
        if not self.parts:
            return
        raw, linked = "".join(self.parts), self.linked
        self.parts.clear()
        self.linked = 0
        if "\n" not in raw:
            self.block(owner, " ".join(raw.split()), linked)
            return
        for piece in _BLANK.split(raw):
            lines = (" ".join(line.split()) for line in piece.split("\n"))
            self.block(owner, "\n".join(line for line in lines if line), linked)

    def block(self, owner: Any, text: str, linked: int) -> None:
        if text:
            self.blocks.append(Block(owner, text, min(linked, len(text)), owner.tag))

    def table(self, element: Any) -> bool:
        """Cut a table of data into rows; False for one that lays out text."""
        rows = [row for row in element.iter("tr") if row not in self.hidden]
        cells = [[" ".join("".join(c.itertext()).split()) for c in row] for row in rows]
        texts = [" ".join(filter(None, row)) for row in cells]
        if not texts or max(map(len, texts)) > _LONGEST_ROW:
            return False
        if _is_one_column(cells) and any(Block(element, t, 0, "td").good for t in texts):
            return False
        for row, text in zip(rows, texts, strict=True):
            if text:
                self.blocks.append(Block(row, text, 0, "tr", Kind.CAPTION))
        return True


def _is_one_column(cells: Sequence[Sequence[str]]) -> bool:
    return all(sum(map(bool, row)) <= 1 for row in cells)


def _abuts(element: Any, before: str) -> bool:
    """Whether an element and its neighbour are set apart by a style alone.

    So stand names and dates in a row ("Ann Lee", "5 May"). No word of a text is written
    in two elements, the first of which ends small where the second begins large.
    """
    neighbour = element.getprevious()
    if neighbour is None or neighbour.tail or neighbour.tag != element.tag or not element.text:
        return False
    return before[-1:].islower() and element.text[0].isupper() and element.tag in {"span", "a"}


def _pops_up(element: Any) -> bool:
    """A card that is laid over the text, glued into a line: whole sentences in its class."""
    if not _CARD.search(element.get("class", "")):
        return False
    text = " ".join("".join(element.itertext()).split())
    return text.count(" ") >= 5 and text[0].isupper() and bool(_END.search(text))


_CARD = re.compile(
    r"(?:\A|[\s_-])(?:tooltip\w*|pop-?up\w*|popover\w*|hover-?card\w*|info-?card\w*)(?:[\s_-]|\Z)",
    re.I,
)


def cut(root: Any, hidden: Hidden) -> list[Block]:
    """All blocks of a page, in order."""
    body = next(root.iter("body"), root)
    cutter = _Cutter(hidden)
    cutter.walk(body, body)
    cutter.close(body)
    return cutter.blocks


# --- Which part ----------------------------------------------------------------------


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
    words = _wording_of(root)
    asking = _asking(blocks, words)
    every = blocks
    blocks = [block for block in blocks if not _stands_in(block.element, asking)]
    weights = _weights(blocks)
    total = _prose(blocks)
    dropped = _Dropped(weights, total, blocks)
    kept: list[Block] = []
    out: list[Block] = []
    for block in blocks:
        (out if block.element in dropped else kept).append(block)
    pleas = _pleas(kept, weights, words)
    kept = [block for block in kept if not _stands_in(block.element, pleas)]
    container = _container(root, kept)
    inside = _inside(kept, container)
    chosen = tuple(_trimmed(inside, kept))
    asides = tuple(_asides(out, dropped, words))
    size = _prose(chosen)
    left = _prose(kept) + sum(len(text) for _, texts in asides for text in texts)
    sure = size >= 2 * _ENOUGH and size >= MOST * left
    title = next((b.text for b in chosen if b.kind is Kind.HEADLINE), "")
    first = next((b.element for b in chosen if b.good), None)
    times, authors = _said_above(root, first, dropped)
    authors = authors or _labelled_above(root, first, dropped, words)
    # Asked for only where another extractor is going to be.
    gone = asking | pleas
    never = frozenset(
        b.text for b in every if not sure and (_never(b.element) or _stands_in(b.element, gone))
    )
    return Found(container, chosen, sure, title, times, authors, never, left, asides)


def _asides(
    out: Sequence[Block], dropped: _Dropped, words: Wording
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Boxes that are left out for their name and hold several paragraphs of plain prose."""
    known: dict[Any, Any] = {}
    counts = Counter(_box(block.element, dropped, known) for block in out if block.good)
    names = {
        box: " ".join(_names_of(box).split()) for box, n in counts.items() if n >= _FEWEST_ASIDE
    }
    boxes: dict[Any, list[Block]] = {
        box: [] for box, name in names.items() if name and not _OTHERS.search(name)
    }
    for block in out if boxes else ():
        if (box := _box(block.element, dropped, known)) in boxes:
            boxes[box].append(block)
    for box, inside in boxes.items():
        if any(b.linked or b.tag in _HEADINGS for b in inside):
            continue
        if not any(furniture(block.text, words) for block in inside):
            yield names[box], tuple(block.text for block in inside if block.good)


def _box(element: Any, dropped: _Dropped, known: dict[Any, Any]) -> Any:
    """The outermost part left out around an element that is left out; `known` are some of them."""
    inner = outer = element.getparent()
    if inner not in dropped:
        return element
    box = known.get(inner)
    if box is None:
        while outer in dropped:
            box, outer = outer, outer.getparent()
        known[inner] = box
    return box


# --- What asks something of the reader ------------------------------------------------


def _wording_of(root: Any) -> Wording:
    html = next(root.iter("html"), None)
    code = ((html.get("lang") if html is not None else "") or "")[:2].lower()
    return wording(code if code in known() else "en")


def _stands_in(element: Any, elements: Set[Any]) -> bool:
    if not elements:
        return False
    return element in elements or any(one in elements for one in element.iterancestors())


def _asking(blocks: Sequence[Block], words: Wording) -> Set[Any]:
    """The elements that ask to be allowed cookies: the largest that hold little else.

    Their names are many, and those that make such boxes for others change them.
    """
    found = [b for b in blocks if len(b.text) >= _LEAST and asks_consent(b.text, words)]
    if not found:
        return frozenset()
    asked = _sizes(found)
    every = _sizes(blocks)
    titled = {one for b in blocks if b.tag == "h1" for one in b.element.iterancestors()}
    boxes = set()
    for block in found:
        box = block.element
        outer = box.getparent()
        while outer is not None and outer.tag not in {"body", "html"} and outer not in titled:
            if asked[outer] < _HALF * every[outer]:
                break
            box, outer = outer, outer.getparent()
        boxes.add(box)
    return boxes


def _sizes(blocks: Iterable[Block]) -> dict[Any, int]:
    """For each element the characters of blocks in it."""
    sizes: dict[Any, int] = {}
    for block in blocks:
        for one in (block.element, *block.element.iterancestors()):
            sizes[one] = sizes.get(one, 0) + len(block.text)
    return sizes


def _pleas(kept: Sequence[Block], weights: dict[Any, int], words: Wording) -> Set[Any]:
    """Boxes of a few lines that begin with a plea, and of which nothing else tells news."""
    boxes: dict[Any, list[Block]] = {}
    for block in kept:
        box = block.element if block.tag in _BOXES else block.element.getparent()
        if box is not None and box.tag in _BOXES and weights.get(box, 0) <= _LONGEST_BOX:
            boxes.setdefault(box, []).append(block)
    return {box for box, inside in boxes.items() if len(inside) > 1 and _pleads(inside, words)}


def _pleads(inside: Sequence[Block], words: Wording) -> bool:
    first = next((b for b in inside if b.tag not in _HEADINGS), None)
    if first is None or not furniture(first.text, words):
        return False
    return all(
        furniture(b.text, words)
        or (b.text.count(" ") < _LONGEST_PLEA and not words.said.search(b.text))
        for b in inside
    )


def _never(element: Any) -> bool:
    around = (element, *element.iterancestors())
    return any(_NEVER.search(_names_of(one)) for one in around if one.tag not in {"html", "body"})


def _said_above(
    root: Any, first: Any, dropped: _Dropped
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Times and authors that elements above the first paragraph name."""
    times, authors = [], []
    for element in root.iter():
        if element is first:
            break
        tag = element.tag
        name, prop, rel = element.get("class", ""), element.get("itemprop", ""), element.get("rel")
        if not (name or prop or rel or tag == "time"):
            continue
        if tag == "time" or prop == "datePublished":
            when = element.get("datetime") or element.get("content")
            if when and element not in dropped:
                times.append(when)
        elif _INFO.search(name):
            # Beside a bar or dot the author stands before the day.
            who, bar, rest = _BAR.sub("|", _line_of(element), count=1).partition("|")
            if bar and any(map(str.isdigit, rest)) and _NAME.fullmatch(who):
                authors.append(who)
        elif rel == "author" or _AUTHOR.search(f"{name} {prop}"):
            lines = (" ".join(text.split()) for text in element.itertext())
            line = " | ".join(one for one in lines if one)
            if 0 < len(line) <= 200 and element not in dropped:
                authors.append(line)
    return tuple(times), tuple(dict.fromkeys(authors[:3]))


def _labelled_above(root: Any, first: Any, dropped: _Dropped, words: Wording) -> tuple[str, ...]:
    """The authors in a list of terms above the first paragraph."""
    above = takewhile(lambda element: element is not first, root.iter())
    told = (one for one in above if one.tag == "dd" and one not in dropped)
    return tuple(_line_of(one)[:200] for one in told if _is_labelled(one, words))[:3]


def _is_labelled(element: Any, words: Wording) -> bool:
    """Whether the term that a `dd` tells of is who wrote it: "By", "Author:"."""
    term = element.getprevious()
    if term is None or term.tag != "dt":
        return False
    label = _line_of(term).strip(" :")
    return bool(words.by.fullmatch(f"{label} ") or _AUTHOR.fullmatch(label.removesuffix("s")))


def _line_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _weights(blocks: Iterable[Block]) -> dict[Any, int]:
    """For each element the characters of good blocks in it."""
    weights: dict[Any, int] = {}
    for block in blocks:
        if block.good:
            element = block.element
            while element is not None:
                weights[element] = weights.get(element, 0) + len(block.text)
                element = element.getparent()
    return weights


class _Dropped:
    """Parts of the page that say of themselves that they are not the article."""

    def __init__(self, weights: dict[Any, int], total: int, blocks: Sequence[Block]) -> None:
        self.weights = weights
        self.known: dict[Any, bool] = {}
        self.named: dict[str, tuple[bool, bool]] = {}
        self.most = 0.5 * total
        self.sure_only = True
        self.titled: Any = None
        left = sum(len(b.text) for b in blocks if b.element not in self and b.good)
        if left < min(_ENOUGH, 0.15 * total):
            # The page calls everything something else: believe its words, not its names.
            self.sure_most = 0.5 * total
        else:
            self.sure_most = total
        self.most = 0.3 * max(left, 1)
        self.titled = self._titled(blocks)
        self.known.clear()
        self.sure_only = False

    def __contains__(self, element: Any) -> bool:
        found = self.known.get(element)
        if found is None and element is not None:
            found = self.known[element] = element.getparent() in self or self._itself(element)
        return bool(found)

    def _itself(self, element: Any) -> bool:
        tag = element.tag
        if tag in {"html", "body", "main"} or tag in INLINE:
            return False
        weight = self.weights.get(element, 0)
        role = element.get("role", "")
        sure, likely = self._told(_names_of(element))
        if sure or tag in _SURE_TAGS or role in _SURE_ROLES:
            few = self.sure_only or weight <= self.sure_most
            return few or (bool(_NEVER.search(_names_of(element))) and not self._is_titled(element))
        if self.sure_only:
            return False
        if likely or tag in _LIKELY_TAGS or role in _LIKELY_ROLES:
            other = self.titled is not None and not _akin(element, self.titled)
            return (weight <= self.most or other) and not _holds_title(element)
        return _is_teaser(element, weight) or _is_post(element)

    def _is_titled(self, element: Any) -> bool:
        """Whether an element holds the page's only headline, with prose, and it titles the page."""
        if not _holds_title(element):
            return False
        title = next(element.getroottree().iter("title"), None)
        told = _line_of(next(element.iter("h1")))
        return title is not None and bool(told) and told in _line_of(title)

    def _titled(self, blocks: Sequence[Block]) -> Any:
        """The element in which the page's only headline stands with prose; None without one."""
        titles = [b.element for b in blocks if b.tag == "h1"]
        for element in titles[0].iterancestors() if len(titles) == 1 else ():
            if self.weights.get(element, 0) >= 2 * _LEAST:
                return element
        return None

    def _told(self, names: str) -> tuple[bool, bool]:
        """Whether class and id surely, or likely, say that something is no article."""
        found = self.named.get(names)
        if found is None:
            # A name of many parts is an anchor made of a heading's words.
            parts = names.split()
            short = " ".join(n for n in parts if n.count("-") + n.count("_") <= 3)
            sure = bool(_SURE.search(short) or _POST.search(short))
            found = self.named[names] = (sure, bool(_LIKELY.search(short)))
        return found


def _names_of(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _akin(one: Any, other: Any) -> bool:
    """Whether one of two elements holds the other."""
    return one in (other, *other.iterancestors()) or other in one.iterancestors()


def _holds_title(element: Any) -> bool:
    return next(element.iter("h1"), None) is not None


def _is_teaser(element: Any, weight: int) -> bool:
    """A short element whose heading is a link: it tells of another story."""
    if element.tag not in {"li", "article", "div", "section"} or weight > 500:
        return False
    if _holds_title(element):
        return False
    for heading in element.iter("h2", "h3", "h4", "h5"):
        if _in_aside(heading, element):
            continue
        text = " ".join("".join(heading.itertext()).split())
        links = heading.iter("a")
        linked = sum(len(" ".join("".join(a.itertext()).split())) for a in links)
        outer = element.getparent()
        above = outer is not None and outer.tag == "a"
        return bool(text) and (linked >= 0.9 * len(text) or above)
    return False


def _in_aside(heading: Any, element: Any) -> bool:
    """Whether a heading is not an element's own, but that of something set into it."""
    around = takewhile(lambda one: one is not element, heading.iterancestors())
    return any(one.tag == "aside" for one in around)


def _is_post(element: Any) -> bool:
    """A quotation that ends in the name and handle of who posted it."""
    if element.tag != "blockquote":
        return False
    return bool(_HANDLE.search("".join(element.itertext())[-120:]))


def _container(root: Any, kept: Sequence[Block]) -> Any:
    """The deepest element that holds nearly all good text."""
    weights = _weights(kept)
    element = next(root.iter("body"), root)
    total = weights.get(element, 0)
    named = _named(root, weights)
    if named is not None and weights[named] >= 0.4 * total and _heads(named, kept):
        element, total = named, weights[named]
    while True:
        heavy = [c for c in element if weights.get(c, 0) >= _NEARLY_ALL * total]
        if not total or not heavy or heavy[0].tag not in _CONTAINERS:
            return element
        element = heavy[0]
        total = max(weights[element], int(0.9 * total))


def _named(root: Any, weights: dict[Any, int]) -> Any:
    """The one element that the page calls its article, if it holds more than a summary."""
    for path in ("//*[@itemprop='articleBody']", "//article", "//main|//*[@role='main']"):
        heavy = [one for one in root.xpath(path) if weights.get(one, 0) >= 2 * _ENOUGH]
        if len(heavy) == 1:
            return heavy[0]
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
    return _prose(between) <= _SUMMARY * _prose(inside)


def _prose(blocks: Iterable[Block]) -> int:
    """Characters of what reads like prose."""
    return sum(len(b.text) for b in blocks if b.good)


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
    held = [_stands_in(b.element, within) for b in blocks]
    first = held.index(True) if True in held else 0
    return [b for b, one in zip(blocks[first:], held[first:], strict=True) if one]


# --- Which blocks --------------------------------------------------------------------


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
    above, below = _prose(inside[:top]), _prose(inside[top:])
    return below > 2 * above if only else above < _LONG


def _as(block: Block, kind: Kind | None) -> Block:
    return Block(block.element, block.text, block.linked, block.tag, kind)


def _details(block: Block) -> Iterator[Block]:
    """Byline and date above the story, a line each."""
    for line in block.text.split("\n"):
        kind = Kind.DATELINE if any(map(str.isdigit, line)) else Kind.CREDIT
        if len(line) < 2 * _LONG:
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
    if block.tag in _HEADINGS:
        # Small headings above the text are at times its byline and day.
        small = above and block.tag not in {"h1", "h2"} and any(map(str.isdigit, block.text))
        return None if small and size < _LONG else Kind.SUBHEAD
    listed = block.tag == "li" or (block.tag == "dd" and block.good)
    if not above and listed:
        return Kind.BODY
    stray = size < _LEAST // 2 and not _END.search(block.text) and block.tag not in {"p", "dt"}
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
    if size >= _LONG:
        return bool(_END.search(block.text))
    told = block.tag == "p" and size >= _LEAST and bool(_TOLD.search(block.text))
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
