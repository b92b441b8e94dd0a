"""Document -> Article: decode, extract, mark, and learn who published it.

The text of an article is fixed here, once. Everything later is marks on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType

from briefing.language import language
from briefing.model import Article, Document, Gap
from briefing.read.clean import mark
from briefing.read.decode import UnreadableError
from briefing.read.formats import extract
from briefing.read.formats.extracted import Extract, address_of
from briefing.read.metadata import infer, language_of
from briefing.read.proof import plain, proved
from briefing.read.told import OWN_FIELDS, forced_language, with_stated
from briefing.read.wording import wording

__all__ = ["get_ready", "lost", "plain", "read", "shows"]

_UNPROVED = "sentences read from it that do not stand so in the original, and are not quoted: {}"

_PARSERS = {
    "text/html": "trafilatura",
    "application/xhtml+xml": "trafilatura",
    "message/rfc822": "trafilatura",
    "application/pdf": "pypdfium2",
}
"""What takes long to import. Half of all mail has HTML in it."""


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
    except Exception as error:  # noqa: BLE001
        # Parsers of foreign formats fail in ways of their own; one file never stops a morning.
        return (Gap(document.uri, f"cannot be read: {type(error).__name__}: {error}"[:200]),)


def _read(document: Document) -> tuple[Article | Gap, ...]:
    found = extract(document)
    address = address_of(document)
    digest = hashlib.sha256(document.body).hexdigest()
    own = () if sum(bool(one.text) for one in found) == 1 else OWN_FIELDS
    told = {name: value for name, value in document.stated.items() if name not in own}
    found = tuple(with_stated(one, told) for one in found)
    if address:
        where = {"url": (address, "the address it was fetched from")}
        found = tuple(replace(one, stated={**where, **one.stated}) for one in found)
    read_one = [_article(_uri(document, one), one, document, digest) for one in found if one.text]
    missing = [gap for _, gaps in read_one for gap in gaps]
    missing += [Gap(document.uri, what) for one in found if not one.text for what in one.missing]
    return (*(article for article, _ in read_one), *missing)


def _uri(document: Document, found: Extract) -> str:
    return f"{document.uri}#{found.part}" if found.part else document.uri


def shows(document: Document) -> tuple[str, ...]:
    """What a document shows its reader, for each article in it, in the form of `plain`.

    Found by the walk that proves, not by the one that reads, where the format has two.
    """
    try:
        found = extract(document)
    except UnreadableError:
        return ()
    return tuple(plain(one.text if one.shown is None else one.shown) for one in found)


def lost(document: Document, reason: str) -> tuple[Article | Gap, ...]:
    """The gap of a document that cost too much, or that ended the process it was read in."""
    return (Gap(document.uri, f"not read: {reason}"),)


def get_ready(media_types: Iterable[str]) -> None:
    """Import the parsers of these types: once for all processes that are forked after."""
    for module in sorted({_PARSERS.get(of, "json") for of in media_types}):
        import_module(module)


def _article(
    uri: str, found: Extract, document: Document, digest: str
) -> tuple[Article, tuple[Gap, ...]]:
    """An article, and what of it is missing."""
    text = found.text
    code = forced_language(found.stated) or language_of(text, found.stated)
    words = wording(code)
    units, unproved = proved(text, mark(text, language(code), found.marks), found.shown)
    fields = infer(text, units, words, found.stated, document.fetched)
    article = Article(
        id=hashlib.sha256(f"{uri}\0{text}".encode()).hexdigest()[:12],
        uri=uri,
        text=text,
        units=units,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        document_sha256=digest,
        language=code,
        source=document.source,
        evidence=MappingProxyType({name: where for name, (_, where) in sorted(fields.items())}),
        **{name: value for name, (value, _) in fields.items()},
    )
    said = (*found.missing, *((_UNPROVED.format(unproved),) if unproved else ()))
    return article, tuple(Gap(uri, what) for what in said)
