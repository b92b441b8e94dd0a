"""Letters that no font here has: print gives their numbers, not empty boxes.

Which writings are looked for, and which package has them, is data (`glyphs.toml`);
our own fonts have Latin, Greek, Cyrillic, Arabic and Hebrew. What the system's fonts
have is asked of fontconfig, as Pango does when it sets the page; where there is no
fontconfig nothing can be told.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TEXT = re.compile(r">[^<]+")
_MOST_NAMED = 8
"""Letters of one writing that a message names."""


@dataclass(frozen=True, slots=True)
class _Writing:
    name: str
    package: str
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Unprintable:
    """Letters of one writing that no font here has, in order of code point."""

    writing: str
    package: str
    letters: str

    def __str__(self) -> str:
        shown = " ".join(self.letters[:_MOST_NAMED])
        more = " ..." if len(self.letters) > _MOST_NAMED else ""
        return (
            f"no font of this machine has these letters ({self.writing}): {shown}{more}; "
            f"in print they stand as [U+...], the number of the letter; install {self.package}"
        )


def unprintable(texts: Iterable[str]) -> tuple[Unprintable, ...]:
    """What of these texts no font here can print, by writing."""
    letters = sorted(filter(_is_rare, frozenset[str]().union(*texts)))
    return tuple(_lacking(letters, _has())) if letters else ()


def spelled(html: str) -> str:
    """A page in which letters that no font here has stand as their numbers: "[U+5317]".

    An empty box could be any letter; a number can be looked up, and `verify` reads it back.
    """
    missing = "".join(one.letters for one in unprintable([html]))
    if not missing:
        return html
    head, end, body = html.partition("</head>")
    runs = re.compile(f"[{re.escape(missing)}]+")
    return head + end + _TEXT.sub(lambda text: runs.sub(_numbers, text[0]), body)


def _numbers(run: re.Match[str]) -> str:
    return "[" + " ".join(f"U+{ord(letter):04X}" for letter in run[0]) + "]"


@cache
def _is_rare(letter: str) -> bool:
    """Whether a letter is of a writing that is looked for; the fonts are not asked of others."""
    code = ord(letter)
    rare = any(low <= code <= high for writing in _writings() for low, high in writing.blocks)
    return rare and unicodedata.category(letter) != "Cn"


def _lacking(letters: Sequence[str], has: Callable[[int], bool]) -> Iterator[Unprintable]:
    for writing in _writings():
        found = [
            letter
            for letter in letters
            if any(low <= ord(letter) <= high for low, high in writing.blocks)
            and not has(ord(letter))
        ]
        if found:
            yield Unprintable(writing.name, writing.package, "".join(found))


@cache
def _writings() -> tuple[_Writing, ...]:
    table = tomllib.loads((files(__package__) / "glyphs.toml").read_text("utf-8"))
    return tuple(
        _Writing(row["name"], row["package"], tuple((low, high) for low, high in row["blocks"]))
        for row in table["writing"]
    )


# --- What the system's fonts have ----------------------------------------------------


class _FontSet(ctypes.Structure):
    """`FcFontSet` of fontconfig."""

    _fields_ = (
        ("nfont", ctypes.c_int),
        ("sfont", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


@cache
def _has() -> Callable[[int], bool]:
    """Tells of a code point whether a font of the system has it."""
    name = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
    try:
        library = ctypes.CDLL(name)
        sets = _charsets(library)
        asks = library.FcCharSetHasChar
    except (OSError, AttributeError):
        return lambda _: True
    asks.argtypes, asks.restype = (ctypes.c_void_p, ctypes.c_uint32), ctypes.c_int
    return cache(lambda code: any(asks(one, code) for one in sets))


def _charsets(library: ctypes.CDLL) -> list[ctypes.c_void_p]:
    """The set of characters of each font. They live as long as the process."""
    pointer = ctypes.c_void_p
    library.FcPatternCreate.restype = library.FcObjectSetCreate.restype = pointer
    library.FcObjectSetAdd.argtypes = (pointer, ctypes.c_char_p)
    library.FcFontList.argtypes = (pointer, pointer, pointer)
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    library.FcPatternGetCharSet.argtypes = (
        pointer,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(pointer),
    )
    wanted = library.FcObjectSetCreate()
    library.FcObjectSetAdd(wanted, b"charset")
    listed = library.FcFontList(None, library.FcPatternCreate(), wanted)
    found = []
    for n in range(listed.contents.nfont if listed else 0):
        one = pointer()
        if library.FcPatternGetCharSet(listed.contents.fonts[n], b"charset", 0, one) == 0:
            found.append(one)
    return found
