"""What stands together on a page: a number and its source, a link and where it leads, a title
and its outlet, the key and its marks.

Templates are a desk's own, so no place in a page is known beforehand. What most rows of a page
have, each of them must have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Any

from briefing.verify.forms import Form, Link
from briefing.verify.layout import Layouts
from briefing.verify.words import Whole, Words, words

_NUMBER = re.compile(r"\[(\d+)[a-z]?\]")
_MOST_OWN = 2
"""Addresses of a mail that are no source's: its page on the web, and how to end it."""
_LEAST = 0.8
_SHOWN = 60


class Rows:
    """A brief's sources, to hold pages against them."""

    def __init__(
        self, brief: Mapping[str, Any], texts: Mapping[str, str], layouts: Layouts
    ) -> None:
        self.brief = brief
        self.layouts = layouts
        self.sources = {source["number"]: source for source in brief["sources"]}
        self.texts = texts
        earlier = [c["earlier"] for c in brief["changes"] if c["earlier"]]
        told = [source["url"] for source in (*brief["sources"], *earlier)]
        self.addresses = {address for address in told if address}

    @cached_property
    def quoted(self) -> Whole:
        """What is printed as a sentence: a title may say the same, or its beginning."""
        told = (row["text"] for row in _tables(self.brief) if "text" in row)
        return Whole((*told, *(row["what"] for row in self.brief["figures"])))

    @cached_property
    def paragraphs(self) -> Set[Words]:
        """Of the articles: one may begin with its own title."""
        return {words(part) for text in self.texts.values() for part in PARAGRAPH.findall(text)}

    def faults(self, kind: str, form: Form, days: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """`days` are the ways in which each date may be printed."""
        yield from self._links(kind, form.links)
        yield from self._sources(form, days)
        yield from self._key(form)
        if kind == "html":
            yield from self._articles(form)

    # --- Links

    def _links(self, kind: str, links: Iterable[Link]) -> Iterator[str]:
        own: dict[str, None] = {}
        for link in links:
            if number := _NUMBER.fullmatch(link.text.strip()):
                yield from self._cited(link, int(number[1]))
            elif not self._is_known(link):
                own[_base(link.href)] = None
                if kind != "mail" or self.layouts.whole.strange(words(link.text)):
                    yield f'leads to {link.href[:_SHOWN]} from "{link.text.strip()[:_SHOWN]}"'
        if len(own) > _MOST_OWN:
            yield f"leads to {', '.join(own)}, which are no sources"

    def strange_links(self, links: Iterable[Link]) -> Iterator[str]:
        """Addresses in a print: of sources, of its page on the web, of a note."""
        own = {_base(link.href) for link in links if not self._is_known(link)}
        page = f"{self.brief['edition']['audience']}.html"
        for address in sorted(own):
            if len(own) > 1 or not address.endswith(f"/{page}"):
                yield f"leads to {address[:_SHOWN]}"

    def _cited(self, link: Link, number: int) -> Iterator[str]:
        """A number of a source leads to it: on the page, in its list, or where it was."""
        source = self.sources.get(number)
        if source is None:
            yield f"cites [{number}], and there is no such source"
            return
        if link.cite and link.cite.split(":")[0] != str(number):
            yield f"shows [{number}] for a citation of source {link.cite.split(':')[0]}"
        place = link.href.partition("#")[2]
        if place == f"source-{number}" or place.startswith(f"q{number}-"):
            if link.cite and place[0] == "q" and place != f"q{link.cite.replace(':', '-')}":
                yield f"leads from {link.cite} to {place}"
        elif not source["url"] or _base(link.href) != _base(source["url"]):
            yield f"leads from [{number}] to {link.href[:_SHOWN]}"

    def _is_known(self, link: Link) -> bool:
        href = link.href
        if href.startswith("#") or not href:
            return True
        bases = {_base(address) for address in self.addresses}
        noted = href in self.brief.get("note", "")
        return _base(href) in bases or noted or href in self.layouts.sheets

    # --- Sources

    def _sources(self, form: Form, days: Mapping[str, Sequence[str]]) -> Iterator[str]:
        titled: dict[Words, list[Mapping[str, Any]]] = {}
        for source in self.brief["sources"]:
            title = words(source["title"] or "")
            if len(title) >= _KEY and not self.quoted.begins(title):
                titled.setdefault(title[:_KEY], []).append(source)
        blocks = (block for block in form.blocks if block not in self.paragraphs)
        rows = [row for block in blocks for row in _rows(block, titled)]
        yield from _wrong_numbers(rows)
        for what, told in (("outlet", _outlets), ("day", lambda s: _days(s, days))):
            yield from _mostly(rows, what, told)

    # --- The key

    def _key(self, form: Form) -> Iterator[str]:
        """Of the key to the marks, all of it."""
        seen = form.seen
        for phrases in self.layouts.key_phrases:
            found = [_holds(seen, words(phrase)) for phrase in phrases]
            if any(found) and all(found):
                return
        for phrases in self.layouts.key_phrases:
            found = [_holds(seen, words(phrase)) for phrase in phrases]
            if any(found):
                lost = phrases[found.index(False)]
                yield f'does not hold "{lost[:_SHOWN]}" in the key to its marks'
                return

    # --- Articles

    def _articles(self, form: Form) -> Iterator[str]:
        """An article that is opened is opened whole."""
        blocks = set(form.blocks)
        for source in self.brief["sources"]:
            parts = list(map(words, PARAGRAPH.findall(self.texts.get(source["id"], ""))))
            lost = [part for part in parts if part and part not in blocks]
            if lost and len(lost) <= max(1, (1 - _LEAST) * len(parts)) < len(parts):
                told = " ".join(lost[0])[:_SHOWN]
                yield f'leaves "{told}" out of sources/{source["id"]}.txt'


PARAGRAPH = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")
"""A paragraph of an article as a page shows it."""
_KEY = 3
_TIME = 2
"""Words of a time of day."""
_Row = tuple[int | None, Sequence[Mapping[str, Any]], Words]
"""The number before a title, the sources that have it, and the words behind it."""


def _tables(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in the data."""
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value
    for one in inner if isinstance(value, Mapping | list) else ():
        yield from _tables(one)


def _rows(block: Words, titled: Mapping[Words, Sequence[Mapping[str, Any]]]) -> Iterator[_Row]:
    """The block as a row of the sources, with its number or without."""
    for start in (0, 1):
        of = titled.get(block[start : start + _KEY], ())
        whole = {len(t): t for s in of if block[start:][: len(t := words(s["title"]))] == t}
        if whole and (not start or block[0].isdecimal()):
            title = whole[max(whole)]
            called = [s for s in of if words(s["title"]) == title]
            yield int(block[0]) if start else None, called, block[start + len(title) :]
            return


def _wrong_numbers(rows: Iterable[_Row]) -> Iterator[str]:
    for number, sources, _ in rows:
        if number is not None and all(source["number"] != number for source in sources):
            yield f'numbers "{sources[0]["title"][:_SHOWN]}" {number}, not {sources[0]["number"]}'


def _mostly(rows: Sequence[_Row], what: str, told: Any) -> Iterator[str]:
    """The rows that do not have what most have."""
    longer = [(sources, rest) for _, sources, rest in rows if rest]
    wrong = [
        sources[0]
        for sources, rest in longer
        if not any(_holds(f" {' '.join(rest)} ", way) for s in sources for way in told(s))
    ]
    if len(wrong) <= max(1, (1 - _LEAST) * len(longer)) < len(longer):
        yield from (f'does not give the {what} of "{s["title"][:_SHOWN]}" beside it' for s in wrong)


def _outlets(source: Mapping[str, Any]) -> Iterator[Words]:
    yield words(source["outlet"] or source["uri"])


def _days(source: Mapping[str, Any], days: Mapping[str, Sequence[str]]) -> Iterator[Words]:
    if source["published"]:
        told = map(words, days.get(source["published"], ()))
        yield from (day for day in told if len(day) > _TIME)
    else:
        yield ()


def _holds(seen: str, told: Words) -> bool:
    return not told or f" {' '.join(told)} " in seen


def _base(address: str) -> str:
    return address.partition("#")[0]
