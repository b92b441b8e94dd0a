"""The nouns of a brief, in order of birth, each a frozen value.

A `Document` is read into an `Article`; its text never changes afterwards. Every
later noun points back into that text by offsets: code points, end exclusive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date as _date
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from briefing.language import language, quoted


def article_id(uri: str, text: str) -> str:
    """The id of an article: 12 hexadecimal digits of the digest of both."""
    return sha256(f"{uri}\0{text}".encode()).hexdigest()[:12]


class Kind(StrEnum):
    """What a stretch of an article's text is. Only `BODY` is ever quoted."""

    BODY = "body"
    HEADLINE = "headline"
    SUBHEAD = "subhead"
    CAPTION = "caption"
    CREDIT = "credit"
    DATELINE = "dateline"
    BOILERPLATE = "boilerplate"


class Standing(StrEnum):
    """How well a claim is supported."""

    CORROBORATED = "corroborated"
    SINGLE_SOURCE = "single-source"
    DISPUTED = "disputed"


class ChangeKind(StrEnum):
    """How a claim relates to earlier editions."""

    NEW = "new"
    UPDATED = "updated"
    ONGOING = "ongoing"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as handed over, before anybody tried to understand them.

    `uri` is the path relative to the input folder, or the address: it names the
    document in an edition, so nothing of the machine may be in it. `media_type`
    is an IANA media type. A JSON body is an article, a list of them or an answer of
    a news interface (`docs/inputs.md`); `fields` are pairs of a field's name and the
    path at which the source says it lies. `source` is the name of the desk's source, ""
    for what was named by hand. `stated` is what the source says of the article, by field:
    owner and language go before what the document says itself, the others fill what it
    leaves open.
    """

    uri: str
    media_type: str
    body: bytes = field(repr=False)
    source: str = ""
    fetched: datetime | None = None
    fields: tuple[tuple[str, str], ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a line that is no sentence, and what it is.

    Units are in text order, do not overlap, and cover all that is not white
    space. `paragraph` counts from 0 through the whole text.
    """

    start: int
    end: int
    kind: Kind
    paragraph: int


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """A decoded text with marks on it, and what the text tells about itself.

    `published` is an ISO 8601 date or date-time, or None where there is no
    evidence; `modified` is when the outlet last changed it. `sha256` is the digest
    of the text, `document_sha256` that of the bytes it was read from. `evidence`
    tells for each inferred field where it was found.
    `language` is an ISO 639-1 code, or "und". `source` names the desk's source. Two
    articles are equal when their ids are: an id is a digest of address and text.
    """

    id: str
    uri: str
    text: str = field(repr=False)
    units: tuple[Unit, ...] = field(repr=False)
    sha256: str
    document_sha256: str = ""
    url: str | None = None
    outlet: str | None = None
    owner: str | None = None
    title: str | None = None
    byline: str | None = None
    agency: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str = "und"
    source: str = ""
    evidence: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _content: dict[tuple[int, int], tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    """What `Sentence.content` found, which dies with the day."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Article) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> tuple[object, ...]:
        # A mapping proxy cannot be pickled, and articles travel between processes.
        return (_article, tuple(self._plain(name) for name in _FIELDS))

    def _plain(self, name: str) -> object:
        value = getattr(self, name)
        return dict(value) if name == "evidence" else value

    def sentences(self, kind: Kind = Kind.BODY) -> Iterator[Sentence]:
        """The units of one kind, as sentences, in text order."""
        return (Sentence(self, u.start, u.end) for u in self.units if u.kind == kind)


_FIELDS = tuple(f.name for f in fields(Article) if f.init)


def _article(*values: object) -> Article:
    named = dict(zip(_FIELDS, values, strict=True))
    named["evidence"] = MappingProxyType(named["evidence"])  # type: ignore[arg-type]
    return Article(**named)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of an article's text. Its text is the slice: a quote cannot drift."""

    article: Article
    start: int
    end: int

    # As a dataclass makes them, but for what an article's own would cost: a day asks a million
    # times.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (
            self.start == other.start
            and self.end == other.end
            and self.article.id == other.article.id
        )

    def __hash__(self) -> int:
        return hash((self.article.id, self.start, self.end))

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The slice as it is printed: white space folded, a compound's line end closed."""
        return quoted(self.text)

    @property
    def content(self) -> tuple[str, ...]:
        """The stems of its words that are no stop words, in text order.

        Stories, claims, subjects and summaries all ask for them: each sentence is read once.
        """
        known, place = self.article._content, (self.start, self.end)
        found = known.get(place)
        if found is None:
            speech = language(self.article.language)
            found = known[place] = tuple(speech.content(self.text))
        return found

    @property
    def position(self) -> tuple[str, int, int]:
        """Sorts by article id, then by place in the text."""
        return (self.article.id, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject of the desk, or one found in the day's articles."""

    key: str
    title: str
    discovered: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A unit with the themes it belongs to, each with a score in (0, 1], best first."""

    sentence: Sentence
    kind: Kind
    paragraph: int
    themes: tuple[tuple[str, float], ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """One text, however often it was copied. Copies of one text are one witness.

    `articles` are ids in order, `why` says in words what shows the copy; it is
    empty for an article that stands alone.
    """

    id: str
    articles: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A person, place or organization under all its spellings in the day's articles.

    `kind` is person, place, organization, or "" where the text does not tell.
    """

    key: str
    form: str
    kind: str
    variants: tuple[str, ...]
    mentions: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """The sentences of the day that state one fact.

    `lead` is the member that the others support best, and is one of `members`.
    `origins` are origin ids; `voices` are the speakers quoted, so that one
    speaker in five outlets is seen to be one voice; `unvoiced` tells that an origin does
    not report the one there is: then the fact is more than what somebody said.
    `suspects` are members whose wording the others contradict (a corrupted copy), or
    that are torn by their form; they are never printed, even where the claim has no others.
    `copies` are members that repeat another one within its origin, as an outlet's
    many near copies do: never quoted, and cited where they changed no word.
    `disputes` are ids of claims that state otherwise. `see_also` are sentences of other
    articles that resemble the claim, best first; they are no members and count for nothing.
    `lesser` are members that fewer origins bear out than the lead: one that tells more.
    """

    id: str
    lead: Sentence
    members: tuple[Sentence, ...]
    origins: tuple[str, ...]
    themes: tuple[str, ...]
    standing: Standing
    voices: tuple[str, ...] = ()
    suspects: tuple[Sentence, ...] = ()
    disputes: tuple[str, ...] = ()
    copies: tuple[Sentence, ...] = ()
    see_also: tuple[Sentence, ...] = ()
    lesser: tuple[Sentence, ...] = ()
    unvoiced: bool = False

    @property
    def heard(self) -> tuple[str, ...]:
        """The voices as a reader is told of them."""
        return () if self.unvoiced else self.voices


@dataclass(frozen=True, slots=True)
class Dispute:
    """Another value given for the same measure."""

    value: float
    mentions: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Superseded:
    """An older value of the same measure; `as_of` is the ISO date of it, "" where unknown."""

    value: float
    as_of: str
    mentions: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that counts something, and all that says what it is worth.

    `value` is the number as stated; for a range it is the middle, with `low` and
    `high` its ends. `unit` is what is counted ("people", "kilometres", "%"),
    `what` says in words of the source what happened to it. `as_of` is an ISO
    date, `qualifier` the source's own caveat ("at least", "could not verify"). Of
    a part, `total` is the value of the figure before it that it adds up to with the others.
    `history` holds what earlier editions gave, oldest first; `lowered` marks a
    running total that is below the last of these. `superseded` are older values that
    reports of the day still give, newest first.
    """

    value: float
    low: float | None
    high: float | None
    unit: str
    what: str
    casualty: bool
    attribution: str
    as_of: str
    qualifier: str
    mentions: tuple[Sentence, ...]
    disputes: tuple[Dispute, ...] = ()
    themes: tuple[str, ...] = ()
    total: float | None = None
    history: tuple[PastValue, ...] = ()
    lowered: bool = False
    superseded: tuple[Superseded, ...] = ()


@dataclass(frozen=True, slots=True)
class PastValue:
    """What an earlier edition gave for a figure's measure.

    `edition` is its date. `rivals` are the values that it printed as disputing this
    one, `citation` is the sentence that gave it, in a source of that edition.
    """

    edition: str
    value: float
    low: float | None
    high: float | None
    rivals: tuple[float, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Earlier:
    """A claim as an earlier edition told it, with all that finds it there again.

    `edition` is that edition's date; the citation counts in its `sources/`, where
    the article's text has the digest `sha256`.
    """

    edition: str
    citation: Citation
    standing: Standing
    origins: int
    uri: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    sha256: str
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a claim since earlier editions.

    `before` is the sentence of the earlier edition, `after` that of today; a new
    claim has only the second, a dropped one only the first. `reasons` tell what
    was updated: "numbers", "disputed", "corroborated" or "origins". `claim` is the
    id of today's claim. `audiences` are those whose last brief printed a dropped
    claim.
    """

    kind: ChangeKind
    before: str
    after: str
    citations: tuple[Citation, ...] = ()
    earlier: Earlier | None = None
    reasons: tuple[str, ...] = ()
    claim: str = ""
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, said aloud: where, and what happened there."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was understood of the day, before anybody chose from it.

    `since` is the date of the last edition, where there is one to compare with; then
    `changes` holds one for each claim, and those that were dropped, in order of claim.
    `stories` are the ids of the articles that tell of one event, the largest story first.
    """

    articles: tuple[Article, ...]
    sentences: tuple[Labelled, ...]
    themes: tuple[Theme, ...]
    origins: tuple[Origin, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    names: tuple[Name, ...] = ()
    gaps: tuple[Gap, ...] = ()
    since: str = ""
    changes: tuple[Change, ...] = ()
    stories: tuple[tuple[str, ...], ...] = ()

    def origin_of(self) -> dict[str, str]:
        """Article id to origin id."""
        return {article: origin.id for origin in self.origins for article in origin.articles}


@dataclass(frozen=True, slots=True)
class PastEdition:
    """An earlier edition, as far as its folder tells.

    An article of it holds the sentences that were told of it at their places, and
    blanks for all else. `printed` maps each audience whose brief is there to the
    sentences that it printed, in order.
    """

    date: str
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    names: tuple[Name, ...]
    printed: Mapping[str, tuple[tuple[str, int, int], ...]]


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition before it is anybody's: `slot` is its time of day, "06:30", where a desk has many.

    `date` and `cutoff` are ISO 8601; `number` counts from 1.
    """

    date: str
    cutoff: str
    number: int
    slot: str = ""

    @property
    def name(self) -> str:
        """That of its folder: "2023-02-14", or "2023-02-14-0630"."""
        return self.date + (f"-{self.slot.replace(':', '')}" if self.slot else "")


@dataclass(frozen=True, slots=True)
class Edition:
    """Which brief this is. `date` and `cutoff` are ISO 8601; `number` counts from 1.

    `slot` is the edition's time of day, where a desk makes several a day; `tlp` how far the
    brief may be passed on, like "TLP:AMBER", where the audience has a level.
    """

    desk: str
    date: str
    cutoff: str
    audience: str
    number: int
    timezone: str = "UTC"
    slot: str = ""
    tlp: str = field(default="", repr=False)

    @property
    def day(self) -> _date:
        return _date.fromisoformat(self.date)

    @property
    def folder(self) -> str:
        """The name of the edition's folder, which all its audiences share."""
        return Issue(self.date, self.cutoff, self.number, self.slot).name


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of an article and the text that stands there, as `quoted` folds it."""

    article: str
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, sentence: Sentence) -> Citation:
        return cls(sentence.article.id, sentence.start, sentence.end, sentence.quote)


COPIES_CITED = 50
"""Sentences of one origin that one statement cites. The others say the same in the same words."""


def cited_copies(sentences: Iterable[Sentence], origin: Mapping[str, str]) -> list[Sentence]:
    """The first `COPIES_CITED` sentences of each origin, in the order given.

    `origin` is as `Analysis.origin_of` gives it. Copies are one witness: what a page cites
    grows with the witnesses, not with how often one of them was printed.
    """
    counted: Counter[str] = Counter()
    kept = []
    for sentence in sentences:
        key = origin.get(sentence.article.id, sentence.article.id)
        counted[key] += 1
        if counted[key] <= COPIES_CITED:
            kept.append(sentence)
    return kept


@dataclass(frozen=True, slots=True)
class Point:
    """One printed sentence. The first citation is the sentence quoted.

    `origins` counts independent texts. `follows` is true for a sentence that
    needs the point before it to be understood, and is printed right after it.
    `see_also` are sentences that resemble it and count for nothing.
    """

    text: str
    standing: Standing
    origins: int
    citations: tuple[Citation, ...]
    change: ChangeKind | None = None
    follows: bool = False
    voices: tuple[str, ...] = ()
    claim: str = ""
    see_also: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The points of one theme, best first. No points is a finding, and is printed."""

    theme: str
    title: str
    points: tuple[Point, ...]
    discovered: bool = False


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as printed: the fields of `Figure` with citations for sentences."""

    value: float
    low: float | None
    high: float | None
    unit: str
    what: str
    casualty: bool
    attribution: str
    as_of: str
    qualifier: str
    citations: tuple[Citation, ...]
    disputes: tuple[DisputeRow, ...] = ()
    total: float | None = None
    history: tuple[PastValue, ...] = ()
    lowered: bool = False
    superseded: tuple[SupersededRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """Another value for a figure's measure, with who gives it."""

    value: float
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SupersededRow:
    """An older value for a figure's measure, with the date of it and who still gives it."""

    value: float
    as_of: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as the brief lists it. `number` counts from 1, in printing order.

    `text` is the article's whole text, for the source view; it is no part of the
    JSON. `type`, `reliability` (A to F) and `licence` are what the desk says of its source.
    """

    id: str
    number: int
    uri: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    origin: str
    sha256: str
    language: str = "und"
    text: str = field(default="", repr=False)
    document_sha256: str = ""
    modified: str | None = None
    type: str | None = None
    reliability: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one source's articles in one edition.

    `seen` are entries that the source showed at most, `new` what had not been in an edition:
    `read`, `used`, still `waiting`, or set `aside`, each reason with how many. It was `asked`
    so many times, of which so many `failed`.
    """

    source: str
    seen: int
    new: int
    read: int
    used: int
    waiting: int = 0
    aside: tuple[tuple[str, int], ...] = ()
    asked: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Brief:
    """One audience's edition: everything that any layout may print, and no more.

    `since` is the date of the edition that `changes` compare with, "" without one. `account`
    tells of each source, where the edition comes from an archive.
    """

    edition: Edition
    takeaways: tuple[Point, ...]
    sections: tuple[Section, ...]
    figures: tuple[FigureRow, ...]
    changes: tuple[Change, ...]
    sources: tuple[Reference, ...]
    origins: tuple[Origin, ...]
    gaps: tuple[Gap, ...]
    note: str = ""
    articles_read: int = 0
    since: str = ""
    account: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A rendered file: its name inside the edition's folder, and its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one delivery. `status` is delivered, kept, refused or failed."""

    recipient: str
    status: str
    detail: str = ""
