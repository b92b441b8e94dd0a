"""Parts of a page that say of themselves, by tag, role or class, that they are no article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import takewhile
from typing import Any

from briefing.read.clean import furniture
from briefing.read.formats.html_blocks import (
    END,
    HEADINGS,
    LEAST,
    Block,
    line_of,
    names_of,
    prose_size,
    weighed,
)
from briefing.read.formats.html_tree import INLINE, Hidden
from briefing.read.wording import Wording

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
    r"teasers?|also-read|footer|foot-?notes?|end-?notes?|footnote-nav|jump-?links?|toc|references|"
    r"ref-?list|bibliography|citations)(?:[\s_-]|\Z)",
    re.I,
)
_TEASER = re.compile(r"(?:teasers?|promos?|promotion)(?=[\s_-]|\Z)", re.I)
_LIKELY = re.compile(
    r"(?:\A|(?<!with)(?<!without)(?<!has)(?<!no)[\s_-])(?:aside|side-?bar(?!-(?:grid|layout))|"
    r"rail|right-?(?:col|column|rail)|widgets?|"
    r"paywall|regwall|banner|carousel|slideshow|read-?more|secondary|complementary|disclaimer)"
    r"(?:[\s_-]|\Z)",
    re.I,
)
_OWN = re.compile(
    r"(?:\A|[\s_-])(?:article|story|post|entry)[-_]*(?:content|body|text)(?=\s|\Z)", re.I
)
"""What holds an article's text stands beside a sidebar, whose name it may bear as well."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z]{3})")
"""Where a word of a name begins that is written in one ("InlinePromo"); no made-up "xkAdRq"."""
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
_MAINLY = 0.7
_FEWEST_PROSE, _FEWEST_ASIDE = 2, 3
"""Paragraphs of a box that may be a part of the article, whatever it calls itself."""
_SURE_TAGS = frozenset(["nav", "footer", "menu", "dialog"])
_LIKELY_TAGS = frozenset(["aside", "header", "form", "details"])
_SURE_ROLES = frozenset(["navigation", "contentinfo", "search", "menu", "menubar", "toolbar"])
_LIKELY_ROLES = frozenset(["banner", "complementary"])
_POST = re.compile(
    r"(?:\A|[\s_-])(?:twitter-tweet|twitter-video|tweet|instagram-media|tiktok-embed|fb-post|"
    r"bluesky-embed|mastodon-embed|telegram-post|reddit-embed-bq|reddit-card)(?:[\s_-]|\Z)",
    re.I,
)
_SIGNED = re.compile(r"(?:\A|[\s_-])(?:by-?line|author)(?:[\s_-]|\Z)", re.I)
"""A heading that is who wrote the text."""
_HANDLE = re.compile(r"\(@[\w.@-]{2,40}\)")
ENOUGH = 200
SUMMARY = 0.1
"""Of a text: the most that the lines between its headline and its first paragraph have."""


def set_aside(boxes: Mapping[Any, Sequence[Block]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of boxes of prose that are left out for their name, the larger ones: name and paragraphs."""
    for box, inside in boxes.items():
        good = tuple(block.text for block in inside if block.good)
        if len(good) >= _FEWEST_ASIDE:
            yield " ".join(names_of(box).split()), good


def next_stories(root: Any) -> Set[Any]:
    """Articles that a page goes on with below its own: each with a headline of its own.

    Its own is the one whose headline is the page's title.
    """
    titles = {one: line_of(one) for one in root.iter("h1")}
    if len(titles) < 2:
        return frozenset()
    told = line_of(next(root.iter("title"), root))
    stories = {
        next((one for one in title.iterancestors("article")), None): bool(text) and text in told
        for title, text in titles.items()
    }
    stories.pop(None, None)
    if list(stories.values()).count(True) != 1:
        return frozenset()
    own = next(story for story, is_own in stories.items() if is_own)
    return {story for story in stories if not _akin(story, own)}


def hidden_prose(container: Any, hidden: Hidden) -> int:
    """Characters of paragraphs that an article holds and its page does not show.

    So pages keep what they show to those who have paid. 0 for less than a few sentences,
    and for boxes that say that they are none of the text.
    """
    size = 0
    for one in hidden.elements:
        around = frozenset(one.iterancestors())
        if container in around and not (around & hidden.elements or _SURE.search(names_of(one))):
            texts = (line_of(paragraph) for paragraph in one.iter("p"))
            size += sum(len(text) for text in texts if len(text) >= LEAST and END.search(text))
    return size if size >= 2 * ENOUGH else 0


def going_on(boxes: Mapping[Any, Sequence[Block]], kept: Sequence[Block]) -> Set[Any]:
    """Boxes of prose that the article goes on in: the name of a teaser alone speaks against it.

    Its text stands before such a box, below the same element; a short box may be what it says.
    Above the text it is its beginning if its paragraphs are of the text's own class.
    """
    likely = [
        box
        for box, inside in boxes.items()
        if not _SURE.search(_TEASER.sub(" ", names_of(box))) and prose_size(inside) >= ENOUGH
    ]
    weights = weighed(kept) if likely else {}
    own = class_of_text(kept) if likely else None
    return {
        box
        for box in likely
        if any(weights.get(one, 0) > LEAST for one in box.itersiblings(preceding=True))
        or (own and all(b.element.get("class") == own for b in boxes[box] if b.good))
    }


def class_of_text(blocks: Sequence[Block]) -> str | None:
    """The class of most prose, None where it has none: a page styles its text all alike."""
    sizes: Counter[str | None] = Counter()
    for block in blocks:
        if block.good:
            sizes[block.element.get("class")] += len(block.text)
    name, size = max(sizes.items(), key=lambda one: one[1], default=(None, 0))
    return name if size > _MAINLY * sizes.total() else None


def boxes_of_prose(
    out: Sequence[Block], dropped: Dropped, words: Wording
) -> Mapping[Any, Sequence[Block]]:
    """Boxes that are left out for their name and hold paragraphs of plain prose."""
    known: dict[Any, Any] = {}
    counts = Counter(_box(block.element, dropped, known) for block in out if block.good)
    names = {
        box: " ".join(names_of(box).split()) for box, n in counts.items() if n >= _FEWEST_PROSE
    }
    boxes: dict[Any, list[Block]] = {
        box: [] for box, name in names.items() if name and not _OTHERS.search(name)
    }
    for block in out if boxes else ():
        if (box := _box(block.element, dropped, known)) in boxes:
            boxes[box].append(block)
    return {
        box: inside
        for box, inside in boxes.items()
        if not any(b.linked or b.tag in HEADINGS or furniture(b.text, words) for b in inside)
    }


def _box(element: Any, dropped: Dropped, known: dict[Any, Any]) -> Any:
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


def is_never_text(element: Any) -> bool:
    """Whether an element, or one around it, is named after consent or comments."""
    around = (element, *element.iterancestors())
    return any(_NEVER.search(names_of(one)) for one in around if one.tag not in {"html", "body"})


class Dropped:
    """Parts of the page that say of themselves that they are not the article."""

    def __init__(self, weights: dict[Any, int], total: int, blocks: Sequence[Block]) -> None:
        self.weights = weights
        self.known: dict[Any, bool] = {}
        self.named: dict[str, tuple[bool, bool]] = {}
        self.marked = _marked(weights)
        self.most = 0.5 * total
        self.sure_only = True
        self.titled: Any = None
        self.sure_most: float = total
        self.left = self._left(blocks)
        if self.left < min(ENOUGH, 0.15 * total):
            # The page calls everything something else: believe its words, not its names.
            self.sure_most = 0.5 * total
            self.known.clear()
            self.left = self._left(blocks)
        self.most = 0.3 * max(self.left, 1)
        self.titled = self._titled(blocks)
        self.known.clear()
        self.sure_only = False

    def _left(self, blocks: Sequence[Block]) -> int:
        """Characters of prose that stand in no part left out."""
        return sum(len(b.text) for b in blocks if b.good and b.element not in self)

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
        sure, likely = self._told(names_of(element))
        if sure or tag in _SURE_TAGS or role in _SURE_ROLES:
            few = weight <= self.sure_most
            return few or (bool(_NEVER.search(names_of(element))) and not self._is_titled(element))
        if self.sure_only:
            return False
        if likely or tag in _LIKELY_TAGS or role in _LIKELY_ROLES:
            other = self.titled is not None and not _akin(element, self.titled)
            if tag == "p" and likely:
                weight = max(
                    self.marked[one] for one in names_of(element).split() if self._told(one)[1]
                )
            return (weight <= self.most or other) and not _holds_title(element)
        return _is_teaser(element, weight) or _is_post(element)

    def _is_titled(self, element: Any) -> bool:
        """Whether an element holds the page's only headline, with prose, and it titles the page."""
        if not _holds_title(element):
            return False
        title = next(element.getroottree().iter("title"), None)
        told = line_of(next(element.iter("h1")))
        return title is not None and bool(told) and told in line_of(title)

    def _titled(self, blocks: Sequence[Block]) -> Any:
        """The element of the page's only headline and of its text; None without one.

        A headline may stand with nothing but a summary in a box of its own.
        """
        titles = [b.element for b in blocks if b.tag == "h1"]
        least = max(2 * LEAST, SUMMARY * self.left)
        for element in titles[0].iterancestors() if len(titles) == 1 else ():
            if self.weights.get(element, 0) >= least:
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
            spelt = short if short.islower() else _HUMP.sub("-", short)
            likely = bool(_LIKELY.search(short) or (spelt != short and _SURE.search(spelt)))
            likely = likely and not _OWN.search(spelt)
            found = self.named[names] = (sure, likely)
        return found


def _marked(weights: Mapping[Any, int]) -> Counter[str]:
    """For each class of paragraphs the characters of good ones in it.

    A class of most of a text marks what may be read, and names no box: the text behind a
    wall is called after it.
    """
    sizes: Counter[str] = Counter()
    for element, weight in weights.items():
        if element.tag == "p" and (names := element.get("class")):
            sizes.update(dict.fromkeys(names.split(), weight))
    return sizes


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
        if _in_aside(heading, element) or _SIGNED.search(names_of(heading)):
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
