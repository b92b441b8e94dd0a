"""What a mail's text holds beside the article: headers of a forward, links, footers.

A text is a list of blocks here, each a paragraph with the kind that is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from briefing.language import known, language
from briefing.model import Kind
from briefing.read.formats.fragment import Block

LONGEST_NOTE = 120
"""Words. What stands above a forwarded message is a note; more than that is a text."""
_LONGEST_FOOT = 400
"""Characters of a paragraph in which a footer's wording can stand."""
_FIELD = re.compile(
    r"[\s>*|]*(?P<label>[^\W\d_][\w .'’/-]{0,24}?)[ \xa0]?\*?:\*?\s*(?P<value>\S.*)?\Z"
)
_MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+\w")
_LINK = re.compile(
    r"\s?(?:\([ \xa0]?(?:https?://|www\.)[^\s()]+[ \xa0]?\)|<(?:https?://|mailto:)[^\s<>]+>|\[(?:https?://)[^\s\]]+\])"
)
_LINK_LINE = re.compile(r"\W*(?:\[\d{1,3}\]:?\s*)?<?(?:https?://|www\.)\S+>?\W*\Z")
_REFERENCE = re.compile(r"^\s*\[(\d{1,3})\]:?\s*<?(?:https?://|www\.)\S+>?\s*$", re.M)
_STARS = re.compile(r"(?<!\S)\*{2,4}\s+(?=\S)|(?<=\S )\*\s+(?=\S)")
_RULER = re.compile(r"\s*([-=_~*#])\1{3,}\s*\Z")
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_QUOTED = re.compile(r"^(?:[ \t]{0,3}>[ \t]?)+", re.M)
_ANSWERED = re.compile(r"(?P<line>[^\n]*\S(?:\n[^\n]*\S)?)[ \t]*:\s*\Z")
_LONGEST_ANSWERED = 300
"""Characters of the line that tells who wrote what is quoted below it."""
_LONGEST_NAME = 8
"""Words of an outlet's name."""
_FEWEST_QUOTED = 3
"""Lines. A single one behind a mark is an aside."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the header of a forwarded message says of it."""

    sender: str = ""
    address: str = ""
    date: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Labels:
    """What mail clients of all languages call the fields of a header, in lower case."""

    fields: Mapping[str, str]
    prefixes: re.Pattern[str]
    footers: re.Pattern[str]
    pointers: re.Pattern[str]  # "Read on (https://...)" at a line's end


@cache
def _labels() -> _Labels:
    tables = [language(code).section("mail") for code in known()]
    fields = {
        label.lower(): name
        for name in ("from", "date", "subject", "to")
        for table in tables
        for label in table.get(name, ())
    }
    rows = list(chain.from_iterable(table.get("prefixes", ()) for table in tables))
    feet = list(chain.from_iterable(table.get("footers", ()) for table in tables))
    leads = list(chain.from_iterable(table.get("pointers", ()) for table in tables))
    return _Labels(
        fields,
        re.compile(rf"(?:(?:{'|'.join(map(re.escape, rows))})\s?(?:\[\d+\])?\s*:\s*)+", re.I),
        re.compile("|".join(feet), re.I),
        re.compile(
            rf"(?:(?<=[.!?…”\"»)])\s+|^\W*)(?:{'|'.join(leads)})\s*:?\s*[(<\[]?(?:https?://|www\.)[^\s<>\]]+[)>\]]?\s*$",
            re.I,
        ),
    )


def bare_subject(text: str) -> str:
    """A subject without "Fwd:" and the like before it."""
    prefix = _labels().prefixes.match(text)
    return text[prefix.end() :] if prefix else text


def forwarded(found: Sequence[Block]) -> tuple[Head | None, list[Block]]:
    """The header of the innermost message forwarded in a text, and what follows it.

    None, and the text as it is, where nothing is forwarded, or where what stands
    above the header is more than a note: then it is an answer with its thread below.
    """
    head: Head | None = None
    rest = list(found)
    while (place := _header(rest)) is not None:
        inner, above, below = place
        if len(above.split()) > LONGEST_NOTE or not any(text.strip() for text, _ in below):
            break
        head, rest = inner, below
    return head, rest


def _header(found: Sequence[Block]) -> tuple[Head, str, list[Block]] | None:
    """The first run of header fields: what they say, what is above, what is below."""
    lines = [(n, line) for n, (text, _) in enumerate(found) for line in text.split("\n")]
    start = 0
    while start < len(lines):
        values: dict[str, str] = {}
        end = start
        while end < len(lines):
            if field := _field(lines[end][1]):
                values.setdefault(*field)
            elif not (name := _continued(lines, end, values)):
                break
            else:
                values[name] = f"{values[name]} {lines[end][1].strip(' >*')}"
            end += 1
        if "from" in values and len(values) >= 3:
            above = "\n".join(line for _, line in lines[:start])
            return _head(values), above, _from(found, lines, end)
        start = max(end, start + 1)
    return None


def _continued(lines: Sequence[tuple[int, str]], n: int, values: dict[str, str]) -> str | None:
    """The field that a line between two fields goes on with: a long subject or list of readers."""
    last = next(reversed(values), None)
    between = n + 1 < len(lines) and lines[n][1].strip() and _field(lines[n + 1][1])
    return last if between and last in {"subject", "to"} else None


def _field(line: str) -> tuple[str, str] | None:
    match = _FIELD.match(line)
    name = _labels().fields.get(match["label"].strip().lower()) if match else None
    return (name, (match["value"] or "").strip(" *")) if match and name else None


def _from(found: Sequence[Block], lines: Sequence[tuple[int, str]], end: int) -> list[Block]:
    """The blocks from a line on."""
    if end >= len(lines):
        return []
    block = lines[end][0]
    left = "\n".join(line for n, line in lines[end:] if n == block)
    rest = [(left, found[block][1]), *found[block + 1 :]]
    if all(text.lstrip().startswith(">") for text, _ in rest if text.strip()):
        rest = [(_QUOTED.sub("", text), kind) for text, kind in rest]
    return rest


def _head(values: Mapping[str, str]) -> Head:
    sender = values.get("from", "")
    mailbox = _MAILBOX.search(sender)
    name = re.split(r"[<\[(]", sender, maxsplit=1)[0].strip(" \"'*") if mailbox else sender
    if mailbox and name == mailbox.group():
        name = ""
    address = mailbox.group() if mailbox else ""
    return Head(name, address, values.get("date", ""), bare_subject(values.get("subject", "")))


def is_outlet(name: str, address: str) -> bool:
    """Whether a sender is an outlet: its host bears its name, as no person's does."""
    host = address.rpartition("@")[2].lower()
    bare = re.sub(r"\W", "", re.sub(r"\Athe\s", "", name.lower()))
    if len(bare) < 4:
        return False
    # Of a name of one word the host must be no more: a person's host may begin with it.
    if " " not in name:
        return bare in host.split(".")
    plain = re.sub(r"\W", "", host)
    # A host leaves out the small words: "El Correo de Halden" writes from correohalden.
    words = name.split()
    large = "".join(word.lower() for word in words if len(word) > 3)
    named = name[0].isupper() and all(w.isalpha() and not w.isupper() for w in words)
    return bare in plain or (named and sum(len(w) > 3 for w in words) > 1 and large in plain)


# --- The text itself -----------------------------------------------------------------


def unquoted(text: str) -> str:
    """A text without the marks of quoting (">"), where most of its lines stand behind them."""
    told = [line for line in text.splitlines() if any(map(str.isalnum, line))]
    quoted = sum(bool(_QUOTED.match(line)) for line in told)
    most = quoted >= _FEWEST_QUOTED and 2 * quoted >= len(told)
    return _QUOTED.sub("", text) if most else text


def answered(text: str) -> tuple[Head | None, str]:
    """Who wrote what a letter mostly quotes, and the quotation: "On 5 March Ann Lee wrote:".

    None, and the text as it is, where nobody is named above it, or more than a note stands
    there.
    """
    bare = unquoted(text)
    first = _QUOTED.search(text)
    if bare == text or first is None:
        return None, bare
    above, quoted = text[: first.start()], unquoted(text[first.start() :])
    told = _ANSWERED.search(above[-_LONGEST_ANSWERED:])
    mailbox = _MAILBOX.search(told["line"]) if told else None
    if told is None or mailbox is None or len(above.split()) > LONGEST_NOTE:
        return None, bare
    address = mailbox.group()
    before = told["line"].partition(address)[0].rstrip(" <[(").split()[-_LONGEST_NAME:]
    names = (" ".join(before[n:]) for n in range(len(before)))
    name = next((one for one in names if is_outlet(one, address)), "")
    return Head(name, address, " ".join(told["line"].split())), quoted


def unflowed(text: str, *, delete: bool) -> str:
    """Lines that end in a blank go on on the next one (RFC 3676); `delete` is DelSp."""
    lines: list[str] = []
    soft = False
    for raw in text.split("\n"):
        line = raw.rstrip("\r")
        line = line[1:] if line.startswith(" ") else line
        flows = line.endswith(" ") and line != "-- "
        kept = line[:-1] if flows and delete else line
        if soft:
            lines[-1] += kept
        else:
            lines.append(kept)
        soft = flows
    return "\n".join(lines)


def plain_blocks(text: str) -> list[Block]:
    """A text part's paragraphs; links, which a mail client would not show, are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number in {match[1]: None for match in _REFERENCE.finditer(text)}:
        text = re.sub(rf"[ \xa0]?\[{number}\](?!:?\s*<?(?:https?:|www))", "", text)
    signature = _SIGNATURE.search(text)
    cut = signature.start() if signature else len(text)
    found = [block for part in re.split(r"\n[ \t]*\n", text[:cut]) for block in _parted(part)]
    rest = (block for part in re.split(r"\n[ \t]*\n", text[cut:]) for block in _parted(part))
    return [*found, *((part, Kind.BOILERPLATE) for part, _ in rest)]


def _parted(paragraph: str) -> Iterator[Block]:
    """A paragraph without links, parted at rulers; a line above a ruler is a heading."""
    waiting: list[str] = []
    for line in paragraph.split("\n"):
        if _RULER.match(line):
            if waiting:
                heading = len(waiting) == 1 and not _is_text(waiting[0])
                yield "\n".join(waiting), Kind.SUBHEAD if heading else None
            waiting = []
        elif not _LINK_LINE.match(line):
            bare = _STARS.sub("", _LINK.sub("", _labels().pointers.sub("", line)))
            if bare.strip() or not line.strip():
                waiting.append(bare)
    if any(line.strip() for line in waiting):
        yield "\n".join(waiting), None


def without_footers(found: Sequence[Block]) -> list[Block]:
    """The same with what a newsletter says of itself, above and below, marked."""
    feet = _labels().footers
    told = [n for n, (text, _) in enumerate(found) if _is_text(text) and not feet.search(text)]
    if not told:
        return list(found)
    last = next(
        (n for n, (text, _) in enumerate(found) if n > told[0] and feet.search(text)), len(found)
    )
    # A footer in the middle belongs to a box; below the last text it ends the letter.
    last = last if not [n for n in told if n > last] else max(told) + 1
    kept = []
    for n, (text, kind) in enumerate(found):
        chrome = n >= last or (feet.search(text) and len(text) < _LONGEST_FOOT)
        kept.append((text, Kind.BOILERPLATE if chrome else kind))
    return kept


def _is_text(text: str) -> bool:
    return len(text) > 60 and text.rstrip().endswith((".", "!", "?", "”", '"', "»", "…"))
