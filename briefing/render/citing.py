"""Sources as a rendering names them, and the citations that lead to them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from briefing.language import quoted
from briefing.model import Citation, Earlier, Reference
from briefing.render.amounts import Amounts
from briefing.render.pages import NARROW, Room
from briefing.render.plain import first_prose, folded, plain, safe_url, text_fragment
from briefing.render.saying import short

PAGE, PRINT, MAIL, EPUB = "page", "print", "mail", "epub"
FOLDED = 5
"""So many citations stand behind a sentence; the others are counted and one step away."""
_FIRST_WORDS = 6
_OPENING = 8
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""The form of a language's code (RFC 5646, 2.1)."""


@dataclass(frozen=True, slots=True)
class Fold:
    """The citations of one sentence that a print or a book lists behind its sources.

    `anchor` is the id of the list, `back` that of the place it was folded at; `text` is how
    the sentence begins, `links` are the citations by fives.
    """

    anchor: str
    back: str
    source: Reference
    text: str
    links: tuple[Markup, ...]


class Ledger:
    """Which citations one rendering has printed so far, and which of them it has folded."""

    def __init__(self) -> None:
        self.printed: dict[str, list[str]] = {}
        self.folds: list[Fold] = []
        self.lists: dict[tuple[Citation, ...], str] = {}
        self.opened = 0
        self.count = 0

    def note(self, article: str, anchor: str = "") -> str:
        """The anchor of the next citation of an article; of a folded one, that of its fold."""
        if not anchor:
            self.count += 1
            anchor = f"c{self.count}"
        anchors = self.printed.setdefault(article, [])
        if anchor not in anchors[-1:]:
            anchors.append(anchor)
        return anchor

    def fold(self) -> int:
        """The number of the next fold."""
        self.opened += 1
        return self.opened


@dataclass(frozen=True, slots=True)
class Citing(Amounts):
    """The sources of one rendering, and which citations it has printed so far.

    `link_base` stands before links to anchors that lie in another file. `room` is what is
    kept free for page numbers.
    """

    sources: Mapping[str, Reference]
    cited: Mapping[str, tuple[tuple[int, int], ...]] = field(repr=False)
    link_base: str = ""
    room: Room = NARROW
    _ledger: Ledger = field(default_factory=Ledger, repr=False)

    def source(self, citation: Citation) -> Reference:
        """The source of a citation."""
        return self.sources[citation.article]

    def heading(self, source: Reference) -> str:
        """The title of a source; without one its first words, by which it can be told apart."""
        if title := folded(source.title or ""):
            return title
        # Never a whole sentence: what is quoted stands where its citation is.
        words = first_prose(source.text)[:_FIRST_WORDS]
        ends = (n for n, word in enumerate(words) if n and self.stops(word))
        first = " ".join(words[: next(ends, len(words))])
        opening, closing = self.words.quotes
        return f"{opening}{short(first)}…{closing}" if first else self.say("untitled")

    def name(self, source: Reference) -> str:
        """A source in a few words: its outlet and title."""
        return ", ".join(folded(t) for t in (source.outlet, source.title) if t) or source.uri

    def direction(self, text: str) -> str:
        """How a text runs, "ltr" or "rtl", told by its first letter (UAX #9, rule P2)."""
        kinds = (unicodedata.bidirectional(c) for c in text)
        first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
        return "ltr" if first == "L" else "rtl"

    def foreign(self, source: Reference | Earlier) -> str:
        """The language of a source where it is known and not that of the layout; or nothing."""
        told = source.language if _LANGUAGE_TAG.fullmatch(source.language) else "und"
        return told if told not in ("und", self.language) else ""

    def speech(self, source: Reference | Earlier, text: str) -> Markup:
        """The attributes `lang` and `dir` of a text of a source, where they differ."""
        lang = self.foreign(source)
        named = Markup(' lang="{}"').format(lang) if lang else Markup("")
        rtl = self.direction(text) == "rtl"
        return named + (Markup(' dir="rtl"') if rtl else Markup(""))

    def url(self, address: str | None) -> str:
        """The address if it is http, https or mailto, else nothing."""
        return safe_url(address)

    def shown(self, address: str | None) -> str:
        """An address as it is printed: without scheme, and not too long."""
        bare = safe_url(address).partition("//")[2].removeprefix("www.").rstrip("/")
        return short(bare)

    def stops(self, text: str | None) -> bool:
        """Whether a text ends a sentence by itself."""
        return bool(text) and text.rstrip('”»"’) ')[-1:] in tuple(".?!…") if text else False

    def live(self, citation: Citation) -> str:
        """The address of the sentence on the live page, as a text fragment."""
        return text_fragment(self.source(citation).url, citation.text)

    # --- citations

    def anchor(self, citation: Citation) -> str:
        """The id of the quoted sentence in the source view."""
        return f"q{self.source(citation).number}-{citation.start}-{citation.end}"

    def href(self, citation: Citation) -> str:
        """Where a citation leads: its sentence on the page, its source elsewhere."""
        if self.format == PAGE:
            return f"{self.link_base}#{self.anchor(citation)}"
        return f"{self.link_base}#source-{self.source(citation).number}"

    def cite(self, citations: Sequence[Citation]) -> Markup:
        """Links to the sources, one a citation, numbered as the list of sources is.

        Beyond the first few they are folded: a link tells how many more there are. On the
        page it opens them, in print and book it leads to their list.
        """
        letters, shown = _letters(citations), self.first(citations)
        links = [self._link(c, letters[c]) for c in shown]
        # A print has narrow columns, in which a long row of numbers must break.
        between = Markup("&#8203;") if self.format == PRINT else Markup("")
        row = Markup('<span class="cites">{}</span>').format(between.join(links))
        if rest := citations[len(shown) :]:
            row += self._folded(citations[0], rest, letters)
        return row

    def first(self, citations: Sequence[Citation]) -> Sequence[Citation]:
        """The citations that stand behind a sentence; the others are counted."""
        # "and 1 more" would take more room than the one.
        return citations if len(citations) == FOLDED + 1 else citations[:FOLDED]

    def folds(self) -> tuple[Fold, ...]:
        """What print or book have folded so far, for the list behind their sources."""
        return tuple(self._ledger.folds)

    def _folded(
        self, first: Citation, rest: Sequence[Citation], letters: Mapping[Citation, str]
    ) -> Markup:
        number, more = self._ledger.fold(), self.say("and_more", len(rest))
        if self.format == PAGE:
            opened = Markup(" ").join(self._link(c, letters[c]) for c in rest)
            link = Markup(' <a class="more" href="#more-{0}">{1}</a>').format(number, more)
            return link + Markup('<span class="rest" id="more-{0}"> {1}</span>').format(
                number, opened
            )
        back, whole = f"f{number}", more.replace(" ", "\N{NO-BREAK SPACE}")
        links = [self._link(c, letters[c], back) for c in rest]
        # A sentence that is printed twice has one list of its other sources.
        anchor = self._ledger.lists.setdefault((first, *rest), f"fold-{number}")
        link = Markup(' <a class="more" id="{}" href="#{}">{}</a>').format(back, anchor, whole)
        if anchor != f"fold-{number}":
            return link
        rows = (Markup("&#8203;").join(links[n : n + FOLDED]) for n in range(0, len(links), FOLDED))
        words = first.text.split()
        text = " ".join(words[:_OPENING]) + (" …" if len(words) > _OPENING else "")
        self._ledger.folds.append(Fold(anchor, back, self.source(first), text, tuple(rows)))
        return link

    def _link(self, citation: Citation, letter: str, fold: str = "") -> Markup:
        source = self.source(citation)
        anchor = self._ledger.note(citation.article, fold)
        identity = Markup("") if fold else Markup(' id="{}"').format(anchor)
        return Markup(
            '<a class="cite"{} href="{}" data-cite="{}:{}:{}" aria-label="{}">[{}{}]</a>'
        ).format(
            identity,
            self.href(citation),
            source.number,
            citation.start,
            citation.end,
            self.say("source_n", source=f"{source.number}{letter}", title=self.name(source)),
            source.number,
            letter,
        )

    def citations(self, source: Reference) -> tuple[Citation, ...]:
        """The cited spans of a source, in the order of its text."""
        spans = self.cited.get(source.id, ())
        return tuple(Citation(source.id, a, b, quoted(source.text[a:b])) for a, b in spans)

    def cited_by(self, source: Reference) -> tuple[str, ...]:
        """The anchors of the citations of a source that were printed so far."""
        return tuple(self._ledger.printed.get(source.id, ()))

    def page_ref(self, anchor: str) -> Markup:
        """A link to an anchor that says its page; the print fills it in."""
        return self._page_refs((anchor,))

    def page_refs(self, source: Reference) -> Markup:
        """Links to the pages that cite a source, each page once; the print fills them in."""
        return self._page_refs(self.cited_by(source))

    def _page_refs(self, anchors: Sequence[str]) -> Markup:
        """Room for the numbers of the pages on which the anchors will stand."""
        number = "0" * self.room.digits
        links = [
            Markup('<a class="page-ref" href="#{}">{}</a>').format(anchor, number)
            for anchor in anchors[: self.room.pages]
        ]
        return Markup('<span class="page-refs" data-anchors="{}">{}</span>').format(
            " ".join(anchors), Markup(", ").join(links)
        )

    def paragraphs(self, source: Reference) -> tuple[Markup, ...]:
        """The text of a source with each cited span marked, paragraph by paragraph."""
        spans = self.cited.get(source.id, ())
        found = []
        for match in re.finditer(r"\S(?:.|\n(?![^\S\n]*\n))*", source.text):
            inside = [s for s in spans if s[0] < match.end() and s[1] > match.start()]
            found.append(_marked(source, match.start(), match.end(), inside))
        return tuple(found)


def _marked(source: Reference, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Markup:
    """A stretch of a source's text; spans that overlap share one mark."""
    out, at = Markup(""), start
    for group in _clusters(spans):
        low, high = max(start, group[0][0]), min(end, max(s[1] for s in group))
        ids = [f"q{source.number}-{a}-{b}" for a, b in group if a >= start]
        anchors = Markup("").join(Markup('<span id="{}"></span>').format(i) for i in ids[1:])
        identity = Markup(' id="{}"').format(ids[0]) if ids else Markup("")
        text = escape(plain(source.text[low:high]))
        out += escape(plain(source.text[at:low])) + Markup("<mark{}>{}{}</mark>").format(
            identity, anchors, text
        )
        at = high
    return out + escape(plain(source.text[at:end]))


def _letters(citations: Sequence[Citation]) -> Mapping[Citation, str]:
    """A letter for each of several citations of one article, in their order; else nothing."""
    beside = Counter(c.article for c in dict.fromkeys(citations))
    told: Counter[str] = Counter()
    letters: dict[Citation, str] = {}
    for citation in dict.fromkeys(citations):
        many = beside[citation.article] > 1
        letters[citation] = chr(97 + told[citation.article] % 26) if many else ""
        told[citation.article] += 1
    return letters


def _clusters(spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for span in sorted(spans):
        if groups and span[0] < max(s[1] for s in groups[-1]):
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups
