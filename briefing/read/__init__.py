"""Document -> Article: decode, extract, mark, and learn who published it.

The text of an article is fixed here, once. Everything later is marks on it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import MappingProxyType

from briefing.language import language, ready_to_detect
from briefing.model import Article, Document, Gap, Kind, Unit, article_id
from briefing.read.clean import mark
from briefing.read.decode import UnreadableError
from briefing.read.formats import extract, reader
from briefing.read.formats.extracted import Extract, Stated, address_of
from briefing.read.metadata import infer, language_of
from briefing.read.proof import Seen, plain, proved
from briefing.read.told import OWN_FIELDS, forced_language, with_stated
from briefing.read.wording import wording

__all__ = ["get_ready", "lost", "plain", "read", "shows"]

_UNPROVED = "sentences read from it that do not stand so in the original, and are not quoted: {}"

_ENDLESS = "stretches of more than {:,} characters without the end of a sentence, not quoted: {}"

LONGEST_TEXT = 4_000_000
"""Characters. The longest novels have no more, and no article is longer."""
MOST_UNITS = 10_000
MOST_REPORTS = 1_000
"""Of one page, mail, print or book. A file of data may hold any number of articles."""
"""Sentences and other lines of an article. A day of live reports has a tenth of that."""
_DATA = "application/json"
LONGEST_UNIT = 2_000
"""Characters. What goes on longer without an end is no sentence: nobody is quoted so."""
LONGEST_FIELD = 2_000
"""Characters of a title, name or address. A longer one is none."""

_PARAGRAPH = re.compile(r"\n\n(?=\S)")

_PARSERS = {
    "text/html": "lxml.html",
    "application/xhtml+xml": "lxml.html",
    "message/rfc822": "lxml.html",
    "multipart/related": "lxml.html",
    "application/x-webarchive": "lxml.html",
    "application/epub+zip": "lxml.html",
    "application/rtf": "striprtf.striprtf",
    "application/pdf": "pypdfium2",
}
"""What takes long to import. Half of all mail has HTML in it."""
_PAGES = ("text/html", "application/xhtml+xml", "multipart/related", "application/x-webarchive")
_SECOND, _MANY = "trafilatura", 16
"""What reads pages that our own reader is not sure of, and so many pages are sure to have some.
Importing it takes as long as reading ten."""


def read(document: Document) -> tuple[Article | Gap, ...]:
    """The articles in a document, then the gaps that say what of it is missing.

    Never raises, and never comes back empty-handed. Where a document holds several
    articles, each has the place within it behind the address: `review.pdf#2`.
    """
    try:
        return _read(document)
    except UnreadableError as reason:
        return (Gap(document.uri, str(reason)),)
    except MemoryError:
        raise  # this process is of no more use: who limits it knows what to say
    except RecursionError:
        return (Gap(document.uri, "cannot be read: nested too deeply"),)
    except Exception as error:  # noqa: BLE001
        # Parsers of foreign formats fail in ways of their own; one file never stops a morning.
        return (Gap(document.uri, f"cannot be read: {type(error).__name__}: {error}"[:200]),)


def _read(document: Document) -> tuple[Article | Gap, ...]:
    found, more = _first(document, extract(document))
    address = address_of(document)
    own = () if sum(bool(one.text) for one in found) == 1 else OWN_FIELDS
    told = {name: value for name, value in document.stated.items() if name not in own}
    found = tuple(with_stated(one, told) for one in found)
    if address:
        where = {"url": (address, "the address it was fetched from")}
        found = tuple(replace(one, stated={**where, **one.stated}) for one in found)
    original = _Original(document, hashlib.sha256(document.body).hexdigest(), _walks(found))
    read_one = [_bounded(_uri(document, one), one, original) for one in found if one.text]
    missing = [gap for _, gaps in read_one for gap in gaps]
    missing += [Gap(document.uri, what) for one in found if not one.text for what in one.missing]
    return (*(article for article, _ in read_one if article), *missing, *more)


def _first(
    document: Document, found: Sequence[Extract]
) -> tuple[Sequence[Extract], tuple[Gap, ...]]:
    """The reports of a document, no more than one has, and a gap for those beyond."""
    beyond = len(found) - MOST_REPORTS
    if beyond <= 0 or document.media_type.partition(";")[0].strip() == _DATA:
        return found, ()
    what = f"{len(found):,} reports; no document has {MOST_REPORTS:,}: {beyond:,} are not read"
    return found[:MOST_REPORTS], (Gap(document.uri, what),)


@dataclass(frozen=True, slots=True)
class _Original:
    """A document, its digest, and what it shows: each text once, by identity."""

    document: Document
    digest: str
    walks: Mapping[int, Container[str]]

    def seen(self, found: Extract) -> Container[str] | None:
        return self.walks.get(id(found.shown))


def _walks(found: Iterable[Extract]) -> dict[int, Container[str]]:
    """The reports of one page share what it shows."""
    shown = {id(one.shown): one.shown for one in found if one.shown is not None}
    return {key: Seen(one) if isinstance(one, str) else one for key, one in shown.items()}


def _uri(document: Document, found: Extract) -> str:
    return f"{document.uri}#{found.part}" if found.part else document.uri


def shows(document: Document) -> tuple[Container[str], ...]:
    """What a document shows its readers, in the form of `plain`.

    Found by the walk that proves, not by the one that reads, where the format has two.
    """
    try:
        found = extract(document)
    except UnreadableError:
        return ()
    shown = {id(one.shown): one.shown for one in found if one.shown is not None}
    own = (one.text for one in found if one.shown is None)
    return tuple(plain(one) if isinstance(one, str) else one for one in (*shown.values(), *own))


def lost(document: Document, reason: str) -> tuple[Article | Gap, ...]:
    """The gap of a document that cost too much, or that ended the process it was read in."""
    return (Gap(document.uri, f"not read: {reason}"),)


def get_ready(media_types: Iterable[str]) -> None:
    """Load what reads documents of these types: once for all processes that are forked after."""
    met = Counter(of.partition(";")[0].strip() for of in media_types)
    modules = {_PARSERS.get(of, "json") for of in met}
    if sum(met[of] for of in _PAGES) >= _MANY:
        modules.add(_SECOND)
    for module in sorted(modules):
        import_module(module)
    for media_type in sorted(met):
        reader(media_type)
    ready_to_detect()


def _bounded(
    uri: str, found: Extract, original: _Original
) -> tuple[Article | None, tuple[Gap, ...]]:
    """An article that is no longer than articles are, and what of it is missing."""
    if len(found.text) > LONGEST_TEXT:
        return None, (Gap(uri, f"{len(found.text):,} characters; no article has {LONGEST_TEXT:,}"),)
    if (paragraphs := 1 + len(_PARAGRAPH.findall(found.text))) > MOST_UNITS:
        return None, (Gap(uri, f"{paragraphs:,} paragraphs; no article has {MOST_UNITS:,}"),)
    article, gaps = _article(uri, found, original)
    if len(article.units) > MOST_UNITS:
        return None, (Gap(uri, f"{len(article.units):,} sentences; no article has {MOST_UNITS:,}"),)
    return article, gaps


def _article(uri: str, found: Extract, original: _Original) -> tuple[Article, tuple[Gap, ...]]:
    """An article, and what of it is missing."""
    text = found.text
    code = forced_language(found.stated) or language_of(text, found.stated)
    words = wording(code)
    authors = found.stated.get("byline", ("", ""))[0]
    marked = mark(text, language(code), found.marks, authors)
    units, unproved = proved(text, marked, original.seen(found))
    units, endless = _with_ends(units)
    # Before and after: what is endless is not taken apart, and nothing endless is made of it.
    fields = infer(text, units, words, _short(found.stated), original.document.fetched)
    fields = _short(fields)
    article = Article(
        id=article_id(uri, text),
        uri=uri,
        text=text,
        units=units,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        document_sha256=original.digest,
        language=code,
        source=original.document.source,
        evidence=MappingProxyType({name: where for name, (_, where) in sorted(fields.items())}),
        **{name: value for name, (value, _) in fields.items()},
    )
    said = (
        *found.missing,
        *((_UNPROVED.format(unproved),) if unproved else ()),
        *((_ENDLESS.format(LONGEST_UNIT, endless),) if endless else ()),
    )
    return article, tuple(Gap(uri, what) for what in said)


def _short(fields: Stated) -> dict[str, tuple[str, str]]:
    return {name: told for name, told in fields.items() if len(told[0]) <= LONGEST_FIELD}


def _with_ends(units: Sequence[Unit]) -> tuple[tuple[Unit, ...], int]:
    """The units, with those marked as no text that go on without end; and how many do."""
    endless = sum(unit.end - unit.start > LONGEST_UNIT for unit in units)
    marked = (
        replace(unit, kind=Kind.BOILERPLATE) if unit.end - unit.start > LONGEST_UNIT else unit
        for unit in units
    )
    return tuple(marked) if endless else tuple(units), endless
