"""Does a form say what its brief says: nothing less, nothing more?

*Less* is a point, a theme, a figure, a change, a gap or a source of the JSON that the form
does not show. *More* is a word that comes neither from the JSON, nor from the sources, the
editor's note, the layout or the templates. Between them a sentence cannot be changed,
added or left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import product
from pathlib import Path
from typing import Any

from briefing.engine import Limits, Processes
from briefing.render.plain import first_prose, folded
from briefing.render.said import catalogue, codes
from briefing.render.saying import short
from briefing.render.timeline import DAYS
from briefing.render.wording import Wording
from briefing.verify.figures import Figures
from briefing.verify.forms import PAGES, Form, FormError, get_ready, read_form, read_mail
from briefing.verify.layout import Layouts, strings
from briefing.verify.marks import Marks, rating_of
from briefing.verify.retold import Retold, moved, zones_of
from briefing.verify.rows import PARAGRAPH, Rows
from briefing.verify.words import Words, words
from briefing.workers import MB

_FEW = {"pdf": 3}
"""From how many unknown words in a row on they are told; a print may be read out of order."""
_OPENING = 60
"""Words of an article that stand for its title where it has none."""
_SHOWN = 8
_COUNT = r"(\d{1,3}(?: \d{3})+|\d+)"
"""A number in words: thousands are parted, in each language in its way."""
_LONGEST_TITLE = 12
_FIRST = 6
_MOST_COUNTED = 200
"""Counts up to this many need no evidence; they are held against their points elsewhere."""
_FORMS_OF_DAYS = ("short", "long", "day", "time")
_LINK = re.compile(r"\]\([^()\s]*\)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\S+)?")

_Read = tuple[tuple[str, str, Form], ...]
"""Each form in a file, with where it is and its kind."""

_SECONDS, _SECONDS_A_MB = 10.0, 4.0
"""CPU time for reading a file: the page of 5,000 articles has 2 MB and needs two seconds."""
_MEMORY = 768 * MB

_UNORDERED = re.compile(r"[\u0590-\u08ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffdc]")
"""Scripts that run from right to left, or whose words are not divided."""


class Comparison:
    """One audience: its JSON, and what its forms may show."""

    def __init__(
        self,
        brief: Mapping[str, Any],
        analysis: Mapping[str, Any] | None,
        texts: Mapping[str, str],
        layouts: Layouts,
    ) -> None:
        self.brief = brief
        self.layouts = layouts
        self.spoken = "en"
        """The language in which a form was last found to tell a gap: it will tell the next so."""
        self.analysis = analysis
        self.texts = texts
        self.noted = f" {' '.join(words(_LINK.sub(' ', brief.get('note', ''))))} "
        self.rows = Rows(brief, texts, layouts)
        self.figures = Figures(brief["figures"], layouts.languages, _languages(analysis))
        self.marks = Marks(brief, layouts, self.figures)
        self.retold = Retold(brief, analysis, texts, layouts.desk) if analysis else None
        self.known = layouts.known.copy()
        self.known.phrases(strings(brief))
        self.known.phrases(_addresses(brief))
        self.known.phrases(_ratings(brief))
        said = [*(g["what"] for g in brief["gaps"]), *(o["why"] for o in brief["origins"])]
        for code in codes():
            self.known.phrases([catalogue(code).say(folded(message)) for message in said])
        if analysis is not None:
            self.known.phrases(strings([c["voices"] for c in analysis["claims"]]))
            self.known.phrases(strings(analysis["sources"]))
        openings = [words_of for t in texts.values() for words_of in (t.split(), first_prose(t))]
        names = (*_names(brief), *(" ".join(opening[:_OPENING]) for opening in openings))
        for name in names:
            self.known.name(name)
        self.named = {word for name in names for word in words(name)}
        self.opened = self.known.copy()
        """What a page may show, which opens the articles beside the brief."""
        for text in texts.values():
            self.opened.text(text)
            self.opened.phrases(text.splitlines())

    def faults(self, files: Mapping[str, bytes], data: bytes) -> Iterator[str]:
        """What is wrong with the forms of the audience, by name of file; `data` is its JSON."""
        forms: list[tuple[str, str, Form]] = []
        for found in self._limited(files):
            if isinstance(found, str):
                yield found
            else:
                forms += found
        for known in (self.known, self.opened):
            known.phrases(_titles([form for _, _, form in forms]))
        self._get_whole([form for _, _, form in forms])
        for name, kind, form in forms:
            if form.data is not None and list(form.data.values()) != [data]:
                yield f"{name}: carries other data than {self.brief['edition']['audience']}.json"
            yield from (f"{name}: {fault}" for fault in self._form(kind, form))

    def _limited(self, files: Mapping[str, bytes]) -> Iterator[_Read | str]:
        """Each file as read in a limited process: an edition may be anybody's."""
        size = sum(map(len, files.values())) / 1e6
        limits = Limits(_SECONDS + _SECONDS_A_MB * size, _MEMORY, _MEMORY)
        work = partial(self._tried, files)
        return Processes(1, limits, few=1).map(work, sorted(files), _unread, get_ready)

    def _tried(self, files: Mapping[str, bytes], name: str) -> _Read | str:
        try:
            return tuple(self._read(name, files))
        except FormError as error:
            return f"{name}: {error}"

    def _read(self, name: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, str, Form]]:
        kind = Path(name).suffix[1:]
        if kind == "eml":
            mail = read_mail(files[name])
            if mail.date is None or not _same_moment(mail.date, self.brief["edition"]["cutoff"]):
                raise FormError(f"dated {mail.date}, and not at the edition's cut-off")
            head = Form((), mail.head)
            yield from ((name, "head", head), (name, "txt", mail.text), (name, "mail", mail.html))
            yield from self._attached(name, mail.files, files)
        elif form := read_form(kind, files[name]):
            yield name, kind, form

    def _attached(
        self, name: str, attached: Mapping[str, bytes], files: Mapping[str, bytes]
    ) -> Iterator[tuple[str, str, Form]]:
        """What a mail carries: a file of the edition, or one that is held against it as well."""
        edition = self.brief["edition"]
        for called, content in attached.items():
            own = called.removeprefix(f"{edition['date']}-")
            if Path(own).stem != edition["audience"]:
                raise FormError(f"carries {called}, which is no file of this edition")
            if own in files:
                if files[own] != content:
                    raise FormError(f"carries another {own} than the edition")
            elif form := read_form(Path(own).suffix[1:], content):
                yield f"{name}: {called}", Path(own).suffix[1:], form

    def _get_whole(self, forms: Sequence[Form]) -> None:
        """What stands whole on a page."""
        seen = [form.seen for form in forms]
        spoken = [lang for lang in self.layouts.languages if _is_spoken(lang, seen)]
        self.days = _printed_days(self.brief, spoken)
        days = [text for told in self.days.values() for text in told]
        texts = [*self._values_of_brief(), *_titles(forms), *_printed(self.brief, spoken), *days]
        counts = [self.brief["edition"]["number"], len(self.brief["gaps"]), _MOST_COUNTED]
        counts += [len(self.analysis["sources"])] if self.analysis else []
        self.whole = self.layouts.whole.also(texts)
        self.whole.most = max(counts)
        paragraphs = (part for text in self.texts.values() for part in PARAGRAPH.findall(text))
        self.opened_whole = self.whole.also(paragraphs)
        self.opened_whole.most = self.whole.most

    def _values_of_brief(self) -> Iterator[str]:
        brief = self.brief
        yield from strings(brief)
        yield from _addresses(brief)
        yield from _ratings(brief)
        for code in codes():
            said = [*(g["what"] for g in brief["gaps"]), *(o["why"] for o in brief["origins"])]
            yield from (catalogue(code).say(folded(message)) for message in said)
        for figure in brief["figures"]:
            yield from figure["qualifier"].split(";")
        if self.analysis is not None:
            yield from strings([c["voices"] for c in self.analysis["claims"]])
            yield from strings(self.analysis["sources"])
            yield from (short(v) for c in self.analysis["claims"] for v in c["voices"])
        for source in brief["sources"]:
            if not source["title"]:
                first = first_prose(self.texts.get(source["id"], ""))[:_FIRST]
                yield from (" ".join(first[:size]) for size in range(1, len(first) + 1))

    # --- Less, and more

    def _form(self, kind: str, form: Form) -> Iterator[str]:
        if kind != "head":
            yield from self._less(kind, form)
            yield from (
                ()
                if kind == "pdf"
                else self.marks.faults(kind, form, whole=not self._left_out(form))
            )
        yield from self._more(kind, form)
        if kind in ("txt", "md", "docx"):
            yield from self._oftener(form)
        if kind == "docx":
            yield from self._following(form)
        yield from self._footnotes(form)
        if self.retold and kind in ("txt", "md"):
            yield from self._exactly(kind, form)
        if kind in ("html", "epub") and form.cites != self._cites():
            yield f"cites {len(form.cites or ())} places, and not those of its JSON"
        if kind in PAGES:
            yield from self.rows.faults(kind, form, self.days)
        if kind == "pdf":
            yield from self.rows.strange_links(form.links)
        for style in form.styles:
            if style not in self.layouts.sheets:
                yield f'a style hides something that no template hides: "{style[:80]}"'

    def _less(self, kind: str, form: Form) -> Iterator[str]:
        seen = form.seen
        needed = self._needed(seen)
        lost = [what for what, texts in needed if not all(_holds(seen, t) for t in texts)]
        if lost and kind in ("mail", "pdf") and len(lost) <= self._left_out(form):
            return
        if lost:
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            yield f"does not show {'; '.join(lost[:_SHOWN])}{more}"
        yield from self.figures.faults(kind, form)
        yield from self._days(form)

    def _said(self, seen: str, message: str) -> str:
        """What a gap says, in the language in which a form says it; else in English."""
        for code in sorted(codes(), key=lambda code: code != self.spoken):
            if _holds(seen, text := catalogue(code).say(message)):
                self.spoken = code
                return text
        return message

    def _needed(self, seen: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        brief = self.brief
        points = [*brief["takeaways"], *(p for s in brief["sections"] for p in s["points"])]
        for point in points:
            yield f'the point "{point["text"][:60]}"', (point["text"],)
        for section in brief["sections"]:
            yield f'the theme "{section["title"]}"', (section["title"],)
        for change in brief["changes"]:
            told = change["after"] or change["before"]
            yield f'the change "{told[:60]}"', (told,)
        for figure in brief["figures"]:
            yield f'the figure "{figure["what"]}"', (figure["what"], figure["attribution"])
        for gap in brief["gaps"]:
            yield f'the gap "{gap["where"]}"', (gap["where"], self._said(seen, gap["what"]))
        for source in brief["sources"]:
            called = source["title"] or source["outlet"] or ""
            yield f'the source "{source["uri"]}"', (called, source["outlet"] or "")

    def _left_out(self, form: Form) -> int:
        """How many points and rows a form tells that it leaves out, with the sources of them."""
        seen, most = form.seen, 0
        for before, after in self.layouts.left_out:
            told = rf" {' '.join(before)} {_COUNT} {' '.join(after)} ".replace("  ", " ")
            found = (int(number.replace(" ", "")) for number in re.findall(told, seen))
            most = max([most, *found])
        return most + len(self.brief["sources"]) if most else 0

    def _days(self, form: Form) -> Iterator[str]:
        """The edition's date and the key to the marks, in some language."""
        edition = self.brief["edition"]["date"]
        whole = " ".join((form.seen, *(f" {' '.join(block)} " for block in form.unseen)))
        if not any(f" {' '.join(day)} " in whole for day in self._dates(edition)):
            yield f"does not give the edition's date, {edition}"
        if not any(f" {' '.join(key)} " in form.seen for key in self.layouts.keys):
            yield "does not hold the key to its marks"

    def _dates(self, iso: str) -> Iterator[Words]:
        day = date.fromisoformat(iso[:10])
        for language in self.layouts.languages:
            yield words(language.day(day, "long"))
            yield words(language.day(day, "short"))

    def _cites(self) -> frozenset[str]:
        """The citations of a whole brief, as a page marks them."""
        numbers = {source["id"]: source["number"] for source in self.brief["sources"]}
        brief = self.brief
        rows = [*brief["takeaways"], *(p for s in brief["sections"] for p in s["points"])]
        rows += [*brief["figures"], *(d for f in brief["figures"] for d in f["disputes"])]
        rows += [s for f in brief["figures"] for s in f.get("superseded", ())]
        cites = [c for row in (*rows, *brief["changes"]) for c in row["citations"]]
        return frozenset(f"{numbers.get(c['article'])}:{c['start']}:{c['end']}" for c in cites)

    def _oftener(self, form: Form) -> Iterator[str]:
        """No sentence in a part of the brief in which the JSON does not have it."""
        brief = self.brief
        rows = [*brief["takeaways"], *(p for s in brief["sections"] for p in s["points"])]
        told = [row["text"] for row in rows]
        told += [text for c in brief["changes"] for text in (c["before"], c["after"]) if text]
        texts = [f" {' '.join(words(folded(text)))} " for text in told]
        others = [(f["what"], f["qualifier"], f["attribution"]) for f in brief["figures"]]
        beside = strings([others, brief["gaps"], brief["sources"], brief.get("note", "")])
        spoken = [*texts, *(f" {' '.join(words(folded(text)))} " for text in beside)]
        for text in dict.fromkeys(texts):
            most = sum(other.count(text) for other in spoken)
            if (found := form.seen.count(text)) > most:
                yield f'prints "{text.strip()[:60]}" {found} times, its JSON {most}'

    def _exactly(self, kind: str, form: Form) -> Iterator[str]:
        """Each line of a text as the data has it, in its place."""
        assert self.retold is not None
        try:
            fault = self.retold.fault(kind, form.text)
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
            fault = f"cannot be told from its JSON ({type(error).__name__}: {error})"
        if fault:
            yield fault

    def _following(self, form: Form) -> Iterator[str]:
        """The points that go on from the one before them stand below it, and no others."""
        rows = [(p["text"], False) for p in self.brief["takeaways"]]
        for section in self.brief["sections"]:
            rows += [(p["text"], n > 0 and "follows" in p) for n, p in enumerate(section["points"])]
        told = Counter(words(folded(text)) for text, follows in rows if follows)
        for text in {words(folded(text)): None for text, _ in rows}:
            found = sum(part[: len(text)] == text for part in form.under)
            if found != told[text]:
                shown = " ".join(text)[:60]
                yield f'has "{shown}" {found} times below a point, its JSON {told[text]}'

    def _footnotes(self, form: Form) -> Iterator[str]:
        """What a footnote says of a source is its outlet and its title."""
        sources = {source["number"]: source for source in self.brief["sources"]}
        for number, told in dict.fromkeys(form.footnotes):
            source = sources.get(number)
            if source is None:
                yield f"cites source {number} in a footnote, and its JSON has none"
                continue
            outlet, title = words(source["outlet"] or ""), words(source["title"] or "")
            named = told[: len(outlet)] == outlet and (title or told[len(outlet) :])
            if told and not (named and told[len(outlet) :][: len(title)] == title):
                yield f'calls source {number} "{" ".join(told)[:60]}" in a footnote'

    def _is_divided(self, run: Words) -> bool:
        """Part of a long name or address that a print had to divide at the end of a line."""
        return any("".join(run) in name for name in self.joined)

    @cached_property
    def joined(self) -> Sequence[str]:
        """Names and addresses of the sources without what parts their words."""
        return ["".join(words(name)) for name in _names(self.brief)]

    def _excused(self, run: Words) -> bool:
        """A word cut off at the end of a long name, or in a script that a print turns around."""
        cut = len(run) == 1 and any(name.startswith(run[0]) for name in self.named)
        return cut or bool(_UNORDERED.search("".join(run)))

    def _more(self, kind: str, form: Form) -> Iterator[str]:
        told: dict[str, None] = {}
        known = self.opened if kind == "html" else self.known
        blocks = form.blocks if kind not in PAGES else ()
        for block in form.blocks if kind in PAGES else ():
            if run := self._strange(kind, form, block):
                told[" ".join(run)] = None
        for block in (*blocks, *form.unseen):
            for run in known.unexplained(block):
                divided = kind == "pdf" and self._is_divided(run)
                if len(run) >= _FEW.get(kind, 1) and not divided and not self._excused(run):
                    told[" ".join(run)] = None
        if told:
            shown = ", ".join(f'"{run[:120]}"' for run in list(told)[:_SHOWN])
            more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
            yield (
                f"says {shown}{more}, which stands neither in its JSON nor in the sources, "
                f"nor in a template that is known (a desk's own are known with --desk)"
            )

    def _strange(self, kind: str, form: Form, block: Words) -> Words:
        """The words of a block at which it is no longer values one after another."""
        whole = self.opened_whole if kind == "html" else self.whole
        run = whole.strange(block)
        if not run or _within(block, self.noted) or (block in form.cut and whole.begins(block)):
            return ()
        return run


def _unread(name: str, reason: str) -> _Read | str:
    return f"{name}: cannot be read: {reason}"


def _languages(analysis: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The languages of the sources, ISO 639-1, where they are told."""
    sources = analysis["sources"] if analysis else ()
    return tuple(dict.fromkeys(source["language"] for source in sources))


def _names(brief: Mapping[str, Any]) -> Iterator[str]:
    """What is printed shortened where it is long."""
    for source in brief["sources"]:
        yield from filter(None, (source["url"], source["title"], source["outlet"]))


def _same_moment(one: datetime, iso: str) -> bool:
    """Whether a mail's Date is the cut-off; where one names no zone, on the same day."""
    try:
        other = datetime.fromisoformat(iso)
    except ValueError:  # that it is no moment is told of the JSON
        return False
    if one.tzinfo is None or other.tzinfo is None:
        return one.date() == other.date()
    return one == other.replace(microsecond=0)


def _is_spoken(language: Wording, seen: Iterable[str]) -> bool:
    """Whether a form is in a language: it has a day of it."""
    key = f" {' '.join(words(language.say('key')))} "
    return any(key in told for told in seen)


def _printed_days(
    brief: Mapping[str, Any], languages: Sequence[Wording]
) -> Mapping[str, Sequence[str]]:
    """Each date and time of a brief, in each way in which it may be printed."""
    days = dict.fromkeys(text for text in strings(brief) if _ISO.fullmatch(text))
    days.update(dict.fromkeys(_between(brief)))
    ways = list(product(languages, zones_of(brief["edition"]["cutoff"]), _FORMS_OF_DAYS))
    return {
        day: [lang.local(moved(day, zone), "UTC", form) for lang, zone, form in ways]
        for day in days
    }


def _between(brief: Mapping[str, Any]) -> Iterator[str]:
    """The days of a line of time: from the first source's on, where none may be of that day."""
    told = sorted(source["published"][:10] for source in brief["sources"] if source["published"])
    if told and (last := _date(told[-1])):
        for n in range(DAYS + 1):
            day = (last - timedelta(days=n)).isoformat()
            if day > told[0]:
                yield day


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.toordinal() > DAYS else None


def _printed(brief: Mapping[str, Any], languages: Iterable[Wording]) -> Iterator[str]:
    """Numbers and names as they are printed."""
    for language, figure in product(languages, brief["figures"]):
        for value in _numbers(figure):
            for amount in (language.number(value), language.sum(value)):
                yield amount
                yield language.money(figure["unit"], amount)
    yield from (short(folded(text)) for text in strings(brief))
    yield from (short(address) for address in _addresses(brief))


def _numbers(data: Any) -> Iterator[float]:
    """Each number of a figure, however deep."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _numbers(value) if key not in ("start", "end") else ()
    elif isinstance(data, list):
        for value in data:
            yield from _numbers(value)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield data


def _within(block: Words, text: str) -> bool:
    return f" {' '.join(block)} " in text


def _holds(seen: str, text: str) -> bool:
    told = words(folded(text))
    if f" {' '.join(told)} " in seen or not told:
        return True
    # A print divides words at the ends of lines, and turns those of some scripts around.
    if _UNORDERED.search(text):
        return all(word in seen for word in told)
    return "".join(told) in seen.replace(" ", "")


def _addresses(brief: Mapping[str, Any]) -> Iterator[str]:
    """Addresses without what no reader needs to see of them."""
    for source in brief["sources"]:
        yield re.sub(r"^\w+://(?:www\.)?", "", source["url"] or "").rstrip("/")


def _ratings(brief: Mapping[str, Any]) -> Iterator[str]:
    """The Admiralty codes of a brief's points: marks hold each against its own."""
    points = [*brief["takeaways"], *(p for s in brief["sections"] for p in s["points"])]
    yield from dict.fromkeys(rating_of(brief, point) for point in points)


def _titles(forms: Iterable[Form]) -> Iterator[str]:
    """What a desk calls its brief. It is in no JSON, so nothing is proved of it."""
    for form in forms:
        if len(words(form.title)) <= _LONGEST_TITLE:
            yield form.title
