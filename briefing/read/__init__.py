"""Document -> Article: decode, extract, mark, and learn who published it.

The text of an article is fixed here, once. Everything later is marks on it.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType

from briefing.language import language
from briefing.model import Article, Document, Gap
from briefing.read.clean import mark
from briefing.read.decode import UnreadableError
from briefing.read.formats import extract
from briefing.read.formats.extracted import Extract, address_of
from briefing.read.metadata import infer, language_of
from briefing.read.wording import wording

__all__ = ["read"]


def read(document: Document) -> tuple[Article | Gap, ...]:
    """The articles in a document, then the gaps that say what of it is missing.

    Never raises, and never comes back empty-handed. Where a document holds several
    articles, each has the place within it behind the address: `review.pdf#2`.
    """
    try:
        return _read(document)
    except UnreadableError as reason:
        return (Gap(document.uri, str(reason)),)
    except Exception as error:  # noqa: BLE001
        # Parsers of foreign formats fail in ways of their own; one file never stops a morning.
        return (Gap(document.uri, f"cannot be read: {type(error).__name__}: {error}"[:200]),)


def _read(document: Document) -> tuple[Article | Gap, ...]:
    found = extract(document)
    many = len(found) > 1
    uris = [f"{document.uri}#{n}" if many else document.uri for n in range(1, len(found) + 1)]
    address = address_of(document)
    articles = [_article(uri, address, one) for uri, one in zip(uris, found, strict=True)]
    missing = [Gap(uri, what) for uri, one in zip(uris, found, strict=True) for what in one.missing]
    return (*articles, *missing)


def _article(uri: str, address: str | None, found: Extract) -> Article:
    text = found.text
    code = language_of(text, found.stated)
    words = wording(code)
    units = mark(text, language(code), found.marks)
    fields = infer(text, units, words, found.stated)
    if address:
        fields.setdefault("url", (address, "the address it was fetched from"))
    return Article(
        id=hashlib.sha256(f"{uri}\0{text}".encode()).hexdigest()[:12],
        uri=uri,
        text=text,
        units=units,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        language=code,
        evidence=MappingProxyType({name: where for name, (_, where) in sorted(fields.items())}),
        **{name: value for name, (value, _) in fields.items()},
    )
