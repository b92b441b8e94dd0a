"""How a language words what is not the article, compiled once.

English wording is always looked for too: the web around an article of any
language is often English. The tables are `boilerplate`, `marks` and `months` of
the language's file, and are described in `docs/languages.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

from briefing.language import language

_LABEL = r"\W*(?:{})\s?:\s*(?P<value>\S.*)\Z"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Wording:
    """Patterns of one language. All but `starts_` are searched anywhere."""

    whole: re.Pattern[str]  # a line that is nothing else is chrome
    starts: re.Pattern[str]  # a short paragraph that begins so is chrome
    advertised: re.Pattern[str]  # a line over what is paid for
    about: re.Pattern[
        str
    ]  # before what a sender is called, over what it says of itself; group: name
    digests: re.Pattern[str]  # what several reports under one name are called
    about_us: re.Pattern[str]  # the same without a name
    refers: re.Pattern[str]  # "it", "its": a sentence goes on about what was named
    references: re.Pattern[str]  # a heading over the sources of a text
    tail: re.Pattern[str]  # from here to the end it is chrome
    foot: re.Pattern[str]  # in a paragraph at the foot: it is no part of the text
    comments: re.Pattern[str]  # a line over readers' comments, with their number or without
    sentences: re.Pattern[str]  # a sentence that begins so is chrome
    promotion: tuple[re.Pattern[str], ...]  # two of them make an advertisement,
    invitation: re.Pattern[str]  # if it speaks to its reader
    consent: tuple[re.Pattern[str], ...]  # some of them together ask to be allowed cookies,
    address: re.Pattern[str]  # if it says "we" or "you"
    reader: re.Pattern[str]  # who reads is spoken to, or "we" are who writes
    writer: re.Pattern[str]  # "I" am who writes
    said: re.Pattern[str]
    notes: re.Pattern[str]  # corrections, updates
    credits: re.Pattern[str]
    captions: re.Pattern[str]
    caption_verbs: re.Pattern[str]
    stamps: re.Pattern[str]  # "Published", "Updated"
    labels: dict[str, re.Pattern[str]]  # "Title:", "Publication:"; group: value
    by: re.Pattern[str]
    by_within: re.Pattern[str]  # the same within a line
    bios: re.Pattern[str]
    reporting: re.Pattern[str]
    origin: re.Pattern[str]  # "originally appeared on X"
    outlet_words: frozenset[str]
    sections: frozenset[str]  # parts of a paper, which are no outlets
    date: re.Pattern[str]  # groups: day, month, year, in either order
    months: dict[str, int]
    weekday: re.Pattern[str]
    clock: re.Pattern[str]  # groups: h, m or hm, half, zone
    afternoon: re.Pattern[str]
    ago: re.Pattern[str]  # groups: units of time
    staff: re.Pattern[str]  # "staff", "wire staff": a newsroom, no person
    jobs: frozenset[str]  # words of a job: "reporter"
    contact: re.Pattern[str]  # "email the author"
    joins: re.Pattern[str]  # "and" between names
    article: re.Pattern[str]  # "the" before a name
    inner: frozenset[str]  # small words inside a name: "de", "van"
    changed: re.Pattern[str]  # "updated"
    day_first: bool  # of a date in numbers

    def may_date(self, text: str) -> bool:
        """False where a text names no month, told in a tenth of the time that `date` takes."""
        # What these become in lower case depends on what stands around them.
        if "Σ" in text or "İ" in text:
            return True
        low = text.lower()
        return any(name in low for name in self.months)


@cache
def wording(code: str) -> Wording:
    """What is known of a language, on top of English."""
    tongues = [language(c) for c in dict.fromkeys(("en", code))]

    def rows(section: str, key: str) -> list[str]:
        return list(chain.from_iterable(t.section(section).get(key, ()) for t in tongues))

    def either(section: str, key: str, frame: str = r"(?:{})") -> re.Pattern[str]:
        found = rows(section, key)
        return re.compile(frame.format("|".join(found)), re.I) if found else _NOTHING

    months = {
        name.lower(): number
        for tongue in tongues
        for number, names in enumerate(tongue.section("months").get("names", ()), 1)
        for name in names
    }
    # Not a quotation mark: what somebody says may begin as a page's furniture does.
    edge = r"[^\w\"“”«„‘]*"
    return Wording(
        whole=either("boilerplate", "whole", edge + r"(?:{})" + edge + r"\Z"),
        starts=either("boilerplate", "starts", edge + r"(?:{})"),
        advertised=either("boilerplate", "advertised", edge + r"(?:{})\W*\Z"),
        about=either("boilerplate", "about", edge + r"(?:{})\s*(?P<name>\S.{{1,60}})\Z"),
        digests=either(
            "boilerplate", "digests", edge + r"(?:{})(?:\W+(?:\w+\W+){{0,3}}\d.*)?\W*\Z"
        ),
        about_us=either("boilerplate", "about_us", edge + r"(?:{})" + edge + r"\Z"),
        refers=_words([*rows("summarize", "pronouns"), *rows("summarize", "possessives")]),
        references=either("boilerplate", "references", edge + r"(?:{})\W*\Z"),
        tail=either("boilerplate", "tail", edge + r"(?:{})"),
        foot=either("boilerplate", "foot"),
        comments=either(
            "boilerplate", "comments", r"\W*(?:\d[\d.,]*\s)?(?:{})(?:\s?\(\d+\))?\s?:?\W*\Z"
        ),
        sentences=either("boilerplate", "sentences", edge + r"(?:{})"),
        promotion=_each(rows("boilerplate", "promotion")),
        invitation=either("boilerplate", "invitation"),
        consent=_each(rows("boilerplate", "consent")),
        address=either("boilerplate", "address"),
        reader=either("boilerplate", "reader"),
        writer=either("boilerplate", "writer"),
        said=either("sentences", "said", r"\b(?:{})\b"),
        notes=either("boilerplate", "notes", edge + r"(?:{})"),
        credits=either("marks", "credits", edge + r"(?:{})"),
        captions=either("marks", "captions"),
        caption_verbs=either("marks", "caption_verbs", r"(?:\w[\w.'’-]*,?\s+){{1,7}}?(?:{})\b"),
        stamps=either("marks", "stamps", edge + r"(?:{})\b"),
        labels={
            "title": either("marks", "labels_title", _LABEL),
            "outlet": either("marks", "labels_outlet", _LABEL),
        },
        by=either("marks", "by", r"(?:{})\s+"),
        by_within=either("marks", "by", r"\b(?:{})\s+(?=[^\W\d_])"),
        bios=either("marks", "bios"),
        reporting=either("marks", "reporting", edge + r"(?:{})\s+"),
        origin=either("marks", "origin", r"(?:{})\s+"),
        outlet_words=frozenset(word.lower() for word in rows("marks", "outlet_words")),
        sections=frozenset(word.lower() for word in rows("marks", "sections")),
        date=_date(months),
        months=months,
        weekday=_weekday([day for row in rows("numbers", "weekdays") for day in row.split()]),
        clock=_clock([*rows("marks", "morning"), *rows("marks", "afternoon")]),
        afternoon=either("marks", "afternoon"),
        ago=either("marks", "ago"),
        staff=either("marks", "staff", r"(?:\A|\s)(?:{})\Z"),
        jobs=frozenset(word.lower() for word in rows("marks", "jobs")),
        contact=either("marks", "contact"),
        joins=either("numbers", "joins", r"\s+(?:{}|&)\s+"),
        inner=frozenset(rows("names", "inner")),
        changed=either("marks", "changed"),
        day_first=bool(language(code).section("marks").get("day_first", False)),
        article=either("themes", "articles", r"\A(?:{})\s+"),
    )


def _each(rows: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row, re.I) for row in dict.fromkeys(rows))


def _words(names: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})\b", re.I) if names else _NOTHING


def _weekday(names: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b\.?", re.I)


def _clock(halves: list[str]) -> re.Pattern[str]:
    """ "6:04 PM ET", "15.12 GMT", "1052 GMT", "06:30:00 +0000"."""
    half = rf"(?i:(?P<half>{'|'.join(halves)}))" if halves else "(?P<half>(?!))"
    zone = r"(?P<zone>[A-Za-z]{1,4}T|UTC|BST|MEZ|MESZ|MSK|Z|[+-]\d\d:?\d\d)"
    return re.compile(
        r"(?<![\d:.])(?:(?P<h>[0-2]?\d)[:.h](?P<m>[0-5]\d)(?:[:.][0-5]\d)?"
        rf"|(?P<hm>[0-2]\d[0-5]\d)(?=\s+{zone.replace('?P<zone>', '?:')}(?!\w)))"
        rf"\s*(?:{half})?\s*\(?(?:{zone}(?!\w))?"
    )


def _date(months: dict[str, int]) -> re.Pattern[str]:
    """ "Feb. 14, 2023", "14 February 2023", "14. Februar", "14 de febrero de 2023"."""
    names = "|".join(sorted(map(re.escape, months), key=lambda name: (-len(name), name)))
    year = r"(?:(?:,?\s+(?:del?\s+)?|-)(?P<year{0}>(?:19|20)\d\d)\b)?"
    # "mar. 5 mars": the day of the week is called as a month is elsewhere.
    alone = rf"(?!\s+(?:de\s+)?(?:{names})\b)"
    return re.compile(
        rf"\b(?P<month1>{names})\b\.?\s+(?P<day1>[0-3]?\d)(?:st|nd|rd|th)?\b{year.format(1)}{alone}"
        rf"|\b(?P<day2>[0-3]?\d)(?:st|nd|rd|th|\.|er)?(?:\s+(?:de\s+)?|-)(?P<month2>{names})\b\.?{year.format(2)}",
        re.I,
    )
