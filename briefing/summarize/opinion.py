"""Opinion pieces: known by what they are called, by their address, and by who speaks in them.

The words are data of the language, `summarize.opinion`, `disclaimers` and `first_person`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from briefing.language import language, words
from briefing.model import Article, Kind
from briefing.summarize import fit

_CALLED = 4  # words of a line that can call the article something
_FEW, _SHARE = 3, 0.15  # sentences, and share of them, in which an author says "I"


@dataclass(frozen=True, slots=True)
class _Wording:
    names: frozenset[str]
    disclaimers: re.Pattern[str] | None
    first_person: frozenset[str]


@cache
def _wording(code: str) -> _Wording:
    table = language(code).section("summarize")
    said = "|".join(table.get("disclaimers", ()))
    return _Wording(
        frozenset(table.get("opinion", ())),
        re.compile(rf"\b(?:{said})", re.IGNORECASE) if said else None,
        frozenset(table.get("first_person", ())),
    )


def is_opinion(article: Article) -> bool:
    """Whether an article tells what its author thinks, rather than what happened."""
    own = _wording(article.language)
    return (
        any(_calls(line, own) for line in _headings(article))
        or any(" ".join(words(part)) in own.names for part in _path(article))
        or bool(own.disclaimers and own.disclaimers.search(article.text))
        or _speaks(article, own)
    )


def _headings(article: Article) -> Iterator[str]:
    """The title, and each line that is no body text."""
    yield article.title or ""
    for unit in article.units:
        if unit.kind is not Kind.BODY:
            yield article.text[unit.start : unit.end]


def _calls(line: str, own: _Wording) -> bool:
    """Whether a line calls the article an opinion: "Opinion", "Comment | ...", "Editorial: ..."."""
    first, *_ = re.split(r"[:|–—]| - ", line, maxsplit=1)
    found = words(first)
    return 0 < len(found) <= _CALLED and " ".join(found) in own.names


def _path(article: Article) -> Sequence[str]:
    return urlsplit(article.url or "").path.lower().split("/")[:-1]


def _speaks(article: Article, own: _Wording) -> bool:
    """Whether the author speaks as "I" in many sentences, outside quotations.

    In the first half: below a report may stand what its readers say.
    """
    every = list(article.sentences())
    body = every[: (len(every) + 1) // 2]
    said = sum(not own.first_person.isdisjoint(fit.words_outside(s)) for s in body)
    return said >= max(_FEW, _SHARE * len(body))
