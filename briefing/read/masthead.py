"""Whether a few words are the name of an outlet."""

from __future__ import annotations

import re

from briefing.read.wording import Wording

_DOMAIN = re.compile(r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,12}", re.I)
_PARTS = re.compile(r"(?P<left>.{3,}?)\s+(?P<bar>[|–—-])\s+(?P<right>[^|]{3,})")
_LONGEST = 8


def is_masthead(name: str, words: Wording) -> bool:
    """A short name in capitals that holds a word of the trade, or an internet domain.

    A capitalized name alone is no evidence: after a headline's dash stands as
    often who said it.
    """
    parts = [part.strip(".,:") for part in name.split()]
    if not 0 < len(parts) <= _LONGEST or not name[0].isalnum() or ", " in name:
        return False
    if _DOMAIN.fullmatch(name):
        return True
    capital = all(part[:1].isupper() or not part.isalpha() or len(part) <= 3 for part in parts)
    low = {part.lower() for part in parts}
    return capital and bool(low & words.outlet_words) and not low <= words.sections


def parted(line: str, words: Wording) -> tuple[str, str | None]:
    """A headline without the masthead before or behind it, and the masthead."""
    for match in (_PARTS.fullmatch(line), _last_part(line)):
        if match:
            left, right = match["left"].strip(), match["right"].strip()
            for title, name in ((left, right), (right, left)):
                if _can_stand(title, name) and is_masthead(name, words):
                    return title, name
            # A bar, unlike a dash, is no punctuation: what is short behind it is no headline.
            if match["bar"] == "|" and _can_stand(left, right) and _is_name(right):
                return left, None
    return line, None


def _last_part(line: str) -> re.Match[str] | None:
    return re.fullmatch(r"(?P<left>.{3,})\s+(?P<bar>[|–—-])\s+(?P<right>[^|–—]{2,60})", line)


def _can_stand(title: str, name: str) -> bool:
    return len(title) > len(name) or len(title.split()) >= 4


def _is_name(name: str) -> bool:
    return name.count(" ") < 4 and all(part[:1].isupper() for part in name.split())


_BRACKETED = re.compile(r"(?P<title>.*\S)\s+\((?P<name>[^()]+)\)")
_BESIDE = re.compile(r"\s+(?:[|–—·•»«:-]|::|--)\s+|\s*\|\s*")
_SECTION = re.compile(
    r"(?P<title>.{12,}?)\s*(?P<bar>\||\s[–—·•»«-]\s)\s*(?P<section>[^|–—·•»«]{2,30})"
)


def without_outlet(title: str, outlet: str) -> str:
    """A title without its outlet's name before or behind it."""
    name = _key(outlet)
    bars = list(_BESIDE.finditer(title))
    front, colon, rest = title.partition(": ")
    if colon and rest.strip() and name and _key(front) == name:
        return without_outlet(rest.strip(), outlet)
    if (inside := _BRACKETED.fullmatch(title)) and name and _key(inside["name"]) == name:
        return inside["title"]
    if not name or not bars:
        return title
    for bar in bars:
        if _names(_key(title[: bar.start()]), name):
            return without_outlet(title[bar.end() :], outlet)
    for bar in reversed(bars):
        last = title[bar.end() :]
        if _names(_key(last), name) or _is_short_for(last, outlet):
            return without_outlet(title[: bar.start()].rstrip(), outlet)
    return title


def without_section(title: str, words: Wording) -> str:
    """A title without the part of the paper behind it, as stands before an outlet's name.

    Behind a bar whatever is short and named, behind a dash what is called a section.
    """
    found = _SECTION.fullmatch(title)
    if not found:
        return title
    section = found["section"].strip()
    low = {part.lower() for part in section.split()}
    sure = low <= words.sections or (found["bar"] == "|" and _is_name(section))
    return found["title"].rstrip() if sure else title


def _names(part: str, outlet: str) -> bool:
    """Whether a part of a title is the outlet's name, perhaps shorter or longer by an edition."""
    if len(part) < 3 or len(outlet) < 3:
        return part == outlet
    return part == outlet or (
        min(len(part), len(outlet)) * 2 > max(len(part), len(outlet))
        and (part.startswith(outlet) or outlet.startswith(part))
    )


def _is_short_for(part: str, outlet: str) -> bool:
    """Whether a part of a title is the initials of an outlet of several words: "HNN"."""
    initials = "".join(word[0] for word in re.findall(r"\w+", outlet))
    return part.isupper() and 3 <= len(part) <= 6 and part == initials.upper()


def _key(name: str) -> str:
    """A name for comparing: letters and digits in lower case, without an article or top domain."""
    low = re.sub(r"(?:\.[a-z]{2,12}){1,2}\Z", "", name.strip().lower())
    return re.sub(r"\W+", "", re.sub(r"\A(?:the|www)\b\W*", "", low))
