"""The marks: what every line of a text is. Marks, never cuts.

Each paragraph is judged by its form and wording first, then by its neighbours:
a heading belongs to what follows it, a line said twice is a caption, the chrome
of a page stands together. What is left is body and is split into sentences. No
rule knows an outlet.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from briefing.language import CLOSERS, Language
from briefing.model import Kind, Unit
from briefing.read.comments import Line, first_comment
from briefing.read.dateline import dateline, day_prefix
from briefing.read.dates import written
from briefing.read.feet import abouts, feet, references, trailers
from briefing.read.masthead import is_masthead
from briefing.read.outlets import address_line
from briefing.read.paragraphs import paragraphs
from briefing.read.sentences import quotations, split
from briefing.read.wording import Wording, wording

_LONGEST_CHROME = 30
_LONGEST_PARAGRAPH = 20_000
"""Characters. What goes on longer is no line with a meaning of its own, and costs to search."""
_LONGEST_PROMOTION = 90
_LONGEST_HEADING = 16
_LONGEST_HEADLINE = 32
_LONGEST_LABEL = 6
_LONGEST_CONSENT = 160
_LONGEST_STAMP = 20
_BULLET = re.compile(r"(?:[►▶▪●‣⁃◦■◆•·❖✔➤→]+|[*–—-](?=\s))\s*")
_END = re.compile(rf"[.!?…;؟۔。！？।](?:\s?[{CLOSERS}])*\Z")
_BAR = re.compile(r"\s[|/•·]\s")
_KICKER = re.compile(r"(?P<kicker>[^:]{4,60}): \S")
_BYLINE_END = re.compile(r"(?:[^\d.!?…]|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.){2,120}\.?\Z")
_ADDRESS = re.compile(r"\S+@\S+|(?<!\w)@\w+|https?://\S+")
_AGENCY_CREDIT = re.compile(
    r"\b[A-Z]{2,}/[A-Z]\w+|\w/[A-Z]{2,}\b|\bvia [A-Z][A-Z]+\b|\bvia [A-Z]\w+ [A-Z]\w+"
    r"|\w/(?:(?:[A-Z][\w.'’-]*|&) ?){1,5}(?:\)|/|\Z)"
)
_OWNED = re.compile(r"\w\s?(?:©|\(c\))\s?[^\W\d][^.!?;]{1,40}\Z", re.I)
"""A picture's line, with the name of who owns it behind."""
_CREDITED = re.compile(r"[.!?]\s\((?:[A-Z]{2,6}|[A-Z]\w+/[^()]{2,30})\)\Z")
"""A picture's sentence, with its agency in brackets behind it."""
_SIGN_OFF = re.compile(r"(?:[–—/(\[-]+\s?[A-Z][\w.& /-]{1,25}[)\]]?|\([^()]{1,12}\))\Z")
_HANDLE = re.compile(r"\(@\w{2,30}\)\s+")
_OPENING = ('"', "“", "«", "„")
_QUOTED = re.compile('["“”«»„]')
_CLOCK_LEAD = re.compile(
    r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?(?:\s\(?[A-Z]{2,5}\)?|\sUhr)?\s+[–—|-]\s+(?=[^\W\d])"
)
"""The time of an entry of a live report before its first words."""
_LEAST_CONSENT = 4
_LEAST_SAID, _SAID_AGAIN, _SAID_BY_ONE = 4, 0.5, 0.75
"""Content words of a standfirst, and the share of them that the paragraph below has too."""
_CHROME = frozenset({Kind.BOILERPLATE, Kind.CREDIT, Kind.CAPTION, Kind.DATELINE})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A span of the text and what it is, once that is known."""

    start: int
    end: int
    text: str
    kind: Kind | None = None

    @property
    def words(self) -> int:
        return self.text.count(" ") + self.text.count("\xa0") + 1

    @property
    def finished(self) -> bool:
        return bool(_END.search(self.text[-8:]))

    @property
    def line(self) -> bool:
        """Short and without an end: a heading, a name, a label."""
        return not self.finished and self.words <= _LONGEST_HEADING


def mark(
    text: str,
    tongue: Language,
    stated: Sequence[tuple[int, int, Kind]] = (),
    authors: str = "",
) -> tuple[Unit, ...]:
    """The units of a text, in order; they cover all that is not white space.

    `stated` are kinds that the markup already tells: of a paragraph where a span
    begins with it, else of the sentences that the span touches. `authors` is the byline
    that is told elsewhere.
    """
    found = list(_stated(text, stated))
    words = wording(tongue.code)
    found = [
        replace(p, kind=_alone(p, n, words) or p.kind)
        if p.kind in (None, Kind.BODY) and len(p.text) <= _LONGEST_PARAGRAPH
        else p
        for n, p in enumerate(found)
    ]
    for judge in (_twice, _promotions, references, trailers, _after_tail, abouts):
        found = judge(found, words)
    found = _headings(_head(feet(found, words, authors), words), words)
    found = _standfirst(_something(found), tongue, words)
    begun = {p.start for p in found}
    inside = [span for span in stated if span[0] not in begun]
    return tuple(_touched(_units(text, found, tongue, words), inside))


def furniture(text: str, words: Wording) -> bool:
    """Whether a paragraph alone tells that it is a plea, a link line or a consent text."""
    p = Paragraph(0, len(text), text)
    return _alone(p, 1, words) is Kind.BOILERPLATE or _promotes(p, words)


def asks_consent(text: str, words: Wording) -> bool:
    """Whether a text asks its reader to be allowed cookies: some signs, and nobody quoted."""
    if text.count(" ") > _LONGEST_CONSENT or not words.address.search(text):
        return False
    if _QUOTED.search(text) or words.said.search(text):
        return False
    return sum(bool(pattern.search(text)) for pattern in words.consent) >= _LEAST_CONSENT


# --- One paragraph by itself ---------------------------------------------------------


def _alone(p: Paragraph, place: int, words: Wording) -> Kind | None:
    """What form and wording tell, or None."""
    bullet = _BULLET.match(p.text)
    bare = p.text[bullet.end() :] if bullet else p.text
    if not any(map(str.isalnum, p.text)) or address_line(p.text):
        return Kind.BOILERPLATE
    # A whole sentence that tells who said it is the story's, whatever its first words are.
    told = p.finished and p.words > _LONGEST_LABEL and bool(words.said.search(p.text))
    short = p.words <= _LONGEST_CHROME and not told
    if words.stamps.match(p.text) and _is_stamp(p, words):
        return Kind.DATELINE
    if words.whole.match(bare) or (short and words.starts.match(bare)) or words.tail.match(bare):
        return Kind.BOILERPLATE
    noted = words.notes.match(bare) and p.words <= _LONGEST_PROMOTION
    if noted or asks_consent(p.text, words):
        return Kind.BOILERPLATE
    if _is_credit(p, words):
        return Kind.CREDIT
    if (handle := _HANDLE.search(p.text)) and words.date.match(p.text, handle.end()):
        return Kind.BOILERPLATE  # the foot of a post shown in the text
    if _is_stamp(p, words) or _is_filed(p, words):
        return Kind.DATELINE
    if _is_caption(p, words, told=told) or (place and _is_row(p)):
        return Kind.CAPTION
    if place and _is_teaser(p):
        return Kind.BOILERPLATE
    return None


def _is_credit(p: Paragraph, words: Wording) -> bool:
    inner = p.text.strip("()[]_*– —-")
    bracketed = p.text.startswith(("(", "["))
    if words.credits.match(inner) and (bracketed or not p.finished or p.words <= 25):
        return True
    if (by := words.by.match(inner)) and p.words <= 25:
        # Beside the names may stand an address, or when it was.
        if any(map(str.isdigit, p.text)) and _is_stamp(p, words):
            return False  # it is the day's line, which tells the names as well
        names = _ADDRESS.sub("", _BAR.split(inner[by.end() :], maxsplit=1)[0]).strip(" ,|")
        if _BYLINE_END.match(names):
            return words.article.sub("", names)[:1].isupper()
    if p.words > 12 or p.finished or re.search(r"[.!?]\s", p.text):
        return False
    # A dash without a blank stands before the name of who was quoted.
    return bool(_AGENCY_CREDIT.search(p.text) or re.match(r"(?:—|–|--)[^\W\d_]", p.text))


def _is_stamp(p: Paragraph, words: Wording) -> bool:
    """A line that holds a date and hardly anything else."""
    if p.words > _LONGEST_STAMP or not any(map(str.isdigit, p.text)):
        return False
    if words.ago.search(p.text) and p.words <= _LONGEST_LABEL:
        return True
    rest = _undated(p.text, words)
    dated = len(rest) < len(p.text)
    if dated and _is_dated_byline(rest, words):
        return True
    if _BAR.search(p.text) and not p.finished and dated:
        return True
    rest = words.weekday.sub("", rest)
    stamp = words.stamps.match(rest)
    if stamp and (dated or re.search(r"\d:\d\d", rest)):
        rest = words.clock.sub("", rest[stamp.end() :])
        return len(re.findall(r"[^\W\d_]{4,}", rest)) <= 2
    if dated and is_masthead(rest.strip(" ,.|–—-"), words):
        return True
    left = re.findall(r"[^\W\d_]{3,}", words.clock.sub("", rest))
    return dated and sum(word not in words.inner for word in left) <= 1


def _is_dated_byline(rest: str, words: Wording) -> bool:
    """Whether what stands beside a date is "By Ann Lee", without or with a weekday and a time."""
    by = words.by.match(rest.lstrip("()[]_*– —-"))
    names = words.clock.sub("", words.weekday.sub("", rest[by.end() :])) if by else ""
    names = names.strip(" ,.|•·–—-()")
    return (
        bool(by) and 0 < len(names.split()) <= _LONGEST_LABEL and not re.search(r"[\d.!?]", names)
    )


def _undated(line: str, words: Wording) -> str:
    """A line without its dates."""
    if prefix := day_prefix(line, 0, len(line)):
        return line[prefix.end() :]
    found = written(line, words)
    spans = [(one.start, one.end) for one in found] or [
        match.span() for match in islice(words.date.finditer(line), 1)
    ]
    for start, end in reversed(spans):
        line = line[:start] + line[end:]
    return line


def _is_filed(p: Paragraph, words: Wording) -> bool:
    """A dateline on a line of its own."""
    line = dateline(p.text, 0, len(p.text), words) if p.words <= 12 else None
    return line is not None and line.end == len(p.text)


def _is_caption(p: Paragraph, words: Wording, *, told: bool) -> bool:
    """`told` is known to tell who said it, which a caption does not."""
    if p.words > 60 or p.text.startswith(('"', "“", "«", "„")):
        return False
    if not told and words.captions.search(p.text) and not words.said.search(p.text):
        return True
    if not p.finished:
        owned = p.words > _LONGEST_LABEL and bool(_OWNED.search(p.text))
        if owned or _AGENCY_CREDIT.search(p.text[-60:]):
            return True
    if _CREDITED.search(p.text) and words.caption_verbs.match(p.text):
        return not words.said.search(p.text)
    return _pictures(p, words)


def _pictures(p: Paragraph, words: Wording) -> bool:
    """One present-tense sentence that ends in a place and a full date tells of a picture."""
    # A full date ends in its year, and few paragraphs do.
    if p.words > 45 or not any(map(str.isdigit, p.text[-3:])):
        return False
    if not words.caption_verbs.match(p.text):
        return False
    dates = [m for m in words.date.finditer(p.text) if m["year1"] or m["year2"]]
    if not dates or len(p.text) - dates[-1].end() > 2:
        return False
    return p.text[: dates[-1].start()].count(",") >= 1


def _is_row(p: Paragraph) -> bool:
    """A row of a table: figures with a label."""
    if p.finished:
        return False
    parts = p.text.split()
    figures = sum(not part.isalpha() and any(map(str.isdigit, part)) for part in parts)
    return figures >= 2 and figures * 5 >= len(parts) * 2


def _is_teaser(p: Paragraph) -> bool:
    """ "IN CAPITALS: What another article says", without an end mark."""
    match = _KICKER.match(p.text)
    if not match or p.finished or p.words > 25:
        return False
    kicker = match["kicker"]
    return kicker.isupper() and kicker.count(" ") >= 1 and not p.text.isupper()


# --- Neighbours ----------------------------------------------------------------------


def _twice(found: list[Paragraph], words: Wording) -> list[Paragraph]:  # noqa: ARG001
    """A line that follows itself belongs to a picture: its text and its alternative text.

    At the top the headline may come twice, or the first sentence as its summary.
    """
    marked = list(found)
    first = next((n for n, p in enumerate(found) if p.kind is None and p.finished), 0)
    for n, (a, b) in enumerate(pairwise(found)):
        if a.text == b.text and a.words > 3 and a.kind is None and b.kind is None:
            above = n <= max(1, first)
            top = Kind.CAPTION if a.finished else Kind.HEADLINE
            marked[n] = replace(a, kind=top if above else Kind.CAPTION)
            marked[n + 1] = replace(b, kind=top if above else Kind.CAPTION)
            if above and a.finished:
                marked[n + 1] = b
    return marked


def _promotions(found: list[Paragraph], words: Wording) -> list[Paragraph]:
    """An advertisement of the outlet's own, with the heading right above it."""
    marked = list(found)
    for n, p in enumerate(found):
        paid = bool(n) and found[n - 1].line and bool(words.advertised.match(found[n - 1].text))
        if p.kind is None and (_promotes(p, words) or (paid and _offers(p, words))):
            marked[n] = replace(p, kind=Kind.BOILERPLATE)
            above = marked[n - 1] if n > 1 else None
            if above and above.line and above.kind in (None, Kind.SUBHEAD):
                marked[n - 1] = replace(above, kind=Kind.BOILERPLATE)
    return marked


def _offers(p: Paragraph, words: Wording) -> bool:
    """Whether what stands below "Advertisement" speaks to its reader; else the story goes on."""
    short = p.words <= _LONGEST_PROMOTION and not words.said.search(p.text)
    return short and bool(words.reader.search(p.text))


def _promotes(p: Paragraph, words: Wording) -> bool:
    if p.words > _LONGEST_PROMOTION:
        return False
    if not words.invitation.search(p.text) or words.said.search(p.text):
        return False
    return sum(bool(pattern.search(p.text)) for pattern in words.promotion) >= 2


def _after_tail(found: list[Paragraph], words: Wording) -> list[Paragraph]:
    """Comments and the like: from their heading on, nothing is the article.

    Such a line above the text only leads down to the comments.
    """
    told = next((n for n, p in enumerate(found) if p.kind is None and p.finished), len(found))
    tails = (n for n, p in enumerate(found) if n > told and p.line and words.tail.match(p.text))
    first = next(tails, len(found))
    comment = first_comment([Line(p.text, p.kind) for p in found], words)
    first = first if comment is None else min(first, comment - 1)
    return [replace(p, kind=Kind.BOILERPLATE) if n > first else p for n, p in enumerate(found)]


def _head(found: list[Paragraph], words: Wording) -> list[Paragraph]:
    """The headline, and the lines between it and the text."""
    found = [
        replace(p, kind=Kind.BOILERPLATE) if _is_nameplate(found, n, words) else p
        for n, p in enumerate(found)
    ]
    marked = list(found)
    top = next((n for n, p in enumerate(found) if p.kind in (None, Kind.HEADLINE)), None)
    first = None if top is None or top > 4 else _headline(found, top, words)
    if top is None or first is None:
        return marked
    # Nothing of a story stands above its headline: it is a teaser of another one.
    for n in range(top, first):
        marked[n] = replace(found[n], kind=found[n].kind or Kind.BOILERPLATE)
    marked[first] = replace(found[first], kind=Kind.HEADLINE)
    for n, p in enumerate(found[first + 1 : first + 6], first + 1):
        if p.kind is None and not p.line:
            break
        if p.kind is None:
            marked[n] = replace(p, kind=_under_headline(p, last=n + 1 == len(found)))
    return marked


def _headline(found: list[Paragraph], top: int, words: Wording) -> int | None:
    """Where the headline is: the first line, or one right above the date below a teaser."""
    heads = _heads(found, top, words)
    if heads and (found[top].kind is Kind.HEADLINE or not found[top].finished):
        return top
    dated = _dated_line(found, top)
    return dated if dated is not None else top if heads else None


def _dated_line(found: Sequence[Paragraph], first: int) -> int | None:
    """A line near the top that stands right above the date, below chrome: a headline."""
    for n in range(max(first, 1), min(first + 5, len(found) - 1)):
        p, above, below = found[n], found[n - 1], found[n + 1]
        if p.kind is None and p.line and above.kind in _CHROME and below.kind is Kind.DATELINE:
            return n
    return None


def _is_nameplate(found: Sequence[Paragraph], n: int, words: Wording) -> bool:
    """A line among the first that names the outlet, told by its words or by its return."""
    p = found[n]
    if n > 3 or p.kind is not None or not p.line or p.words > 6 or n + 1 == len(found):
        return False
    if is_masthead(p.text, words) or (not n and _stands_over_headline(found)):
        return True
    chrome = (other.text for other in found[n + 1 :] if other.kind in _CHROME)
    return p.words <= 4 and p.text[0].isupper() and any(p.text in text for text in chrome)


def _stands_over_headline(found: Sequence[Paragraph]) -> bool:
    """Whether a name and a day stand first, and then a line with who wrote it below."""
    day, title, signed = (*found[1:4], *[None] * 3)[:3]
    if not (day and title and signed) or found[0].words > 4:
        return False
    named = all(part[:1].isupper() for part in found[0].text.split())
    below = day.kind is Kind.DATELINE and title.kind is None and title.line
    return named and below and signed.kind is Kind.CREDIT


def _heads(found: list[Paragraph], n: int, words: Wording) -> bool:
    """Whether a paragraph is the headline: unfinished, or parted from the text by chrome.

    A first sentence that tells who said so is the story's own; the title is left empty.
    """
    p, after = found[n], found[n + 1 :]
    if p.kind is Kind.HEADLINE:
        return True
    if not after or p.words > _LONGEST_HEADLINE:
        return False
    if not p.finished:
        return p.text[0] not in "(["
    one = not re.search(r"[.!?][\"'”’]?\s+[A-Z]", p.text)
    alone = n == 0 and one and p.words <= _LONGEST_HEADING and not words.said.search(p.text)
    return alone and after[0].kind in _CHROME


def _under_headline(p: Paragraph, last: bool) -> Kind:
    names = p.text.split()
    if 2 <= len(names) <= 4 and all(name[:1].isupper() for name in names) and not last:
        return Kind.CREDIT
    return Kind.CAPTION if len(names) <= 4 else Kind.SUBHEAD


def _headings(found: list[Paragraph], words: Wording) -> list[Paragraph]:  # noqa: ARG001
    """Lines between paragraphs; a line with nothing below it heads nothing."""
    marked = list(found)
    below = False
    for n in range(len(found) - 1, -1, -1):
        p = found[n]
        if p.kind is None and p.line and not _BULLET.match(p.text):
            heads = below or p.words > _LONGEST_LABEL
            marked[n] = replace(p, kind=Kind.SUBHEAD if heads else Kind.BOILERPLATE)
        elif p.kind in (None, Kind.BODY):
            below = True
    return marked


def _something(found: list[Paragraph]) -> list[Paragraph]:
    """A text of lines alone still says something: its longest lines are the body."""
    if any(p.kind in (None, Kind.BODY) for p in found):
        return found
    lines = (Kind.HEADLINE, Kind.SUBHEAD)
    keep = [p for p in found if p.kind in lines] or [p for p in found if p.line][:1]
    chosen = {p.start for p in keep[1:] or keep}
    return [replace(p, kind=None) if p.start in chosen else p for p in found]


def _standfirst(found: list[Paragraph], tongue: Language, words: Wording) -> list[Paragraph]:
    """A sentence above the story that sums it up: the next paragraph tells the same again.

    Of what a story itself begins with, the paragraph after it repeats less than half.
    """
    told = (None, Kind.BODY)
    first = next((n for n, p in enumerate(found) if p.kind in told), len(found))
    following = next((p for p in found[first + 1 :] if p.kind in told), None)
    if following is None or not found[first].finished:
        return found
    p = found[first]
    second = islice(split(p.text, 0, len(p.text), tongue), 1, None)
    if any(True for _ in second) or dateline(p.text, 0, len(p.text), words):
        return found
    says = set(tongue.content(p.text))
    more = set(tongue.content(following.text))
    # One that tells who said it is as often the story's own beginning.
    share = _SAID_BY_ONE if words.said.search(p.text) else _SAID_AGAIN
    if not _LEAST_SAID <= len(says) < len(more) or len(says & more) < share * len(says):
        return found
    return [*found[:first], replace(p, kind=Kind.SUBHEAD), *found[first + 1 :]]


def _stated(text: str, spans: Sequence[tuple[int, int, Kind]]) -> Iterator[Paragraph]:
    """The paragraphs, each with the kind of the span that begins with it or before it."""
    waiting = deque(spans)
    kind, until = None, 0
    for start, end in paragraphs(text):
        while waiting and waiting[0][0] <= start:
            begins, upto, told = waiting.popleft()
            kind, until = (told, upto) if begins == start else (kind, until)
        yield Paragraph(start, end, text[start:end], kind if start < until else None)


def _touched(units: Iterable[Unit], spans: Sequence[tuple[int, int, Kind]]) -> Iterator[Unit]:
    """The units, each with the kind of the last span that touches it. Spans are in order."""
    waiting = deque(spans)
    for unit in units:
        kind = unit.kind
        while waiting and waiting[0][0] < unit.end:
            _, end, told = waiting[0]
            kind = told if end > unit.start else kind
            if end > unit.end:
                break
            waiting.popleft()
        yield replace(unit, kind=kind)


# --- Units ---------------------------------------------------------------------------


def _units(
    text: str, found: Sequence[Paragraph], tongue: Language, words: Wording
) -> Iterator[Unit]:
    bodies = 0
    for number, p in enumerate(found):
        if p.kind in (None, Kind.BODY):
            goes_on = any(q.text.startswith(_OPENING) for q in found[number + 1 : number + 2])
            spans = _body(text, p, tongue, words, first=bodies < 3, goes_on=goes_on)
            bodies += 1
        elif p.kind is Kind.CAPTION:
            spans = _caption(text, p, tongue, words)
        else:
            spans = iter([(p.start, p.end, p.kind)])
        for start, end, kind in spans:
            yield Unit(start, end, kind, number)


def _body(
    text: str, p: Paragraph, tongue: Language, words: Wording, *, first: bool, goes_on: bool
) -> Iterator[tuple[int, int, Kind]]:
    """What leads in, then the sentences, each with what it is."""
    start = p.start
    for end, kind in _lead_in(text, p, words, first):
        solid = start + len(text[start:end].rstrip())
        yield start, solid, kind
        start = end
    spans = list(quotations(text, split(text, start, p.end, tongue), goes_on=goes_on))
    for n, (low, high) in enumerate(spans):
        yield (
            low,
            high,
            _sentence_kind(text[low:high], words, first=n == 0, last=n + 1 == len(spans)),
        )


def _lead_in(text: str, p: Paragraph, words: Wording, first: bool) -> Iterator[tuple[int, Kind]]:
    """Ends of a glued date, a bullet and a dateline before the first sentence."""
    start = p.start
    if first and (day := day_prefix(text, start, p.end)) and day.end() < p.end:
        start = day.end()
        yield start, Kind.DATELINE
    if (clock := _CLOCK_LEAD.match(text, start, p.end)) and clock.end() < p.end:
        start = clock.end()
        yield start, Kind.DATELINE
    if (bullet := _BULLET.match(text, start, p.end)) and bullet.end() < p.end:
        start = bullet.end()
        yield start, Kind.BOILERPLATE
    if (line := dateline(text, start, p.end, words)) and line.end < p.end:
        yield line.end, Kind.DATELINE


def _sentence_kind(sentence: str, words: Wording, first: bool, last: bool) -> Kind:
    if not any(map(str.isalnum, sentence)):
        return Kind.BOILERPLATE
    if words.sentences.match(sentence) and not words.said.search(sentence):
        return Kind.BOILERPLATE
    if sentence[0] in "([" and words.credits.match(sentence.strip("()[]")):
        return Kind.CREDIT
    if last and not first:
        if _SIGN_OFF.match(sentence):
            return Kind.CREDIT
        # A lone word in lower case is what an editor or a machine left behind.
        if " " not in sentence and sentence[0].islower():
            return Kind.BOILERPLATE
    return Kind.BODY


def _caption(
    text: str, p: Paragraph, tongue: Language, words: Wording
) -> Iterator[tuple[int, int, Kind]]:
    for n, (low, high) in enumerate(split(text, p.start, p.end, tongue)):
        credit = n and (_AGENCY_CREDIT.search(text, low, high) or words.credits.match(text, low))
        yield low, high, Kind.CREDIT if credit else Kind.CAPTION
