"""Counts what reading, analyzing and summing up a text takes: calls, and characters searched.

    python -m tests.operations SIZE [NAME ...]

For each kind of text one line of JSON: its name, and for each step the counts at SIZE
characters and at twice as many. Time is noise on a shared machine; these numbers are
the same on each. `cProfile` counts calls, of our functions and of what is built in. What
happens inside an expression's engine it does not see, so here each expression that
`briefing` compiles counts the characters it is led over. That is why this is a process
of its own: the expressions are compiled when the modules are imported.
"""

from __future__ import annotations

import cProfile
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

LEAD = (
    "ALMA, Feb 14 (Wire) - The council of Alma closed two piers on Monday after a storm. "
    "Four sailors were injured, the harbour master said.\n\n"
)
_WORDS = (
    "the", "of", "a", "in", "council", "harbour", "minister", "storm", "vessel", "strike", "report",
    "budget", "court", "police", "region", "closed", "said", "killed", "rejected", "delayed",
    "approved", "injured", "left", "ordered", "on Monday", "in Alma", "its", "and",
)  # fmt: skip


def prose(size: int) -> str:
    """Sentences of words drawn at random, with names, numbers and quotations among them."""
    dice = random.Random(4)
    syllables = [c + v for c in "bdfgklmnprst" for v in "aeiou"]
    names = ["".join(dice.choices(syllables, k=3)).capitalize() for _ in range(900)]
    parts: list[str] = []
    while len(parts) * 50 < size:
        words = dice.choices(_WORDS, k=dice.randint(7, 22))
        words[dice.randrange(len(words))] = dice.choice(names)
        words[dice.randrange(len(words))] = str(dice.randint(2, 9_000))
        said = ", the minister said." if dice.random() < 0.2 else "."
        parts.append(" ".join(words).capitalize() + said)
        if dice.random() < 0.2:
            parts[-1] = f"“{parts[-1]}”"
        parts.append("\n\n" if dice.random() < 0.25 else " ")
    return "".join(parts)


def _sentences(token: str) -> Callable[[int], str]:
    """Numbered sentences made of a token, four a paragraph."""

    def made(size: int) -> str:
        middle = token * max(1, 60 // len(token))
        count = size // (len(middle) + 12)
        rows = (f"The {middle} x{n}. " + "\n\n" * (n % 4 == 0) for n in range(count))
        return "".join(rows)

    return made


def _lines(token: str) -> Callable[[int], str]:
    return lambda size: "".join(f"{token} {n}\n" for n in range(size // (len(token) + 5)))


def _endless(token: str) -> Callable[[int], str]:
    return lambda size: token * (size // len(token))


TEXTS: Mapping[str, Callable[[int], str]] = {
    "prose": prose,
    "one sentence again and again": _sentences("council of Alma closed two piers "),
    "abbreviations": _sentences("U.S. Jan. Mr. "),
    "times of day": _sentences("5 a.m. "),
    "roman numerals": _sentences("I. II. "),
    "percentages": _sentences("50% of "),
    "counts": _sentences("3 killed and 4 wounded, "),
    "sums": _sentences("1 million to 2 million "),
    "names": _sentences("Aa Bb Cc "),
    "bodies": _sentences("Bank of "),
    "quotations": _sentences("“a” he said, "),
    "punctuation": _sentences(". . . ! ? "),
    "addresses": _sentences("http://a.b/ c@d.e "),
    "dates": _sentences("Feb 14, 2023 "),
    "lines of one character": _lines("x"),
    "lines of a list": _lines("- A b, 3 c"),
    "headings": _lines("ALMA COUNCIL"),
    "blanks": _endless(" \n"),
    "one word": _endless("x"),
    "digits": _endless("1,"),
    "open quotes": _endless("“"),
    "brackets": _endless("(["),
    "accents": _endless("e\u0301"),
    "slashes": _endless("/a"),
    "bylines": _endless("By A. B. and "),
}


class Counting:
    """A compiled expression that adds up the characters it is led over."""

    characters = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        found = self._pattern.search(text, *bounds)
        _count((found.end() if found else _end(text, bounds)) - _start(bounds))
        return found

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        found = self._pattern.match(text, *bounds)
        _count(found.end() - found.start() if found else 1)
        return found

    def fullmatch(self, text: str, *bounds: int) -> re.Match[str] | None:
        found = self._pattern.fullmatch(text, *bounds)
        _count(found.end() - found.start() if found else 1)
        return found

    def finditer(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        at = _start(bounds)
        for found in self._pattern.finditer(text, *bounds):
            _count(found.end() - at)
            at = found.end()
            yield found
        _count(_end(text, bounds) - at)

    def findall(self, text: str, *bounds: int) -> list[Any]:
        _count(_end(text, bounds) - _start(bounds))
        return self._pattern.findall(text, *bounds)

    def sub(self, new: Any, text: str, *rest: int) -> str:
        _count(len(text))
        return self._pattern.sub(new, text, *rest)

    def split(self, text: str, *rest: int) -> list[Any]:
        _count(len(text))
        return self._pattern.split(text, *rest)


def _count(characters: int) -> None:
    Counting.characters += max(0, characters)


def _start(bounds: tuple[int, ...]) -> int:
    return bounds[0] if bounds else 0


def _end(text: str, bounds: tuple[int, ...]) -> int:
    return min(bounds[1], len(text)) if len(bounds) > 1 else len(text)


def count_expressions() -> None:
    """From here on `briefing` compiles its expressions to such as count."""
    compiled = re.compile

    def ours() -> bool:
        return str(sys._getframe(2).f_globals.get("__name__", "")).startswith("briefing")

    def compile_(pattern: Any, flags: Any = 0) -> Any:
        found = compiled(pattern, flags)
        return Counting(found) if ours() else found

    def by_name(name: str) -> Callable[..., Any]:
        plain = getattr(re, name)

        def call(pattern: Any, *given: Any, **named: Any) -> Any:
            if ours() and not named:
                pattern = pattern if isinstance(pattern, Counting) else Counting(compiled(pattern))
                return getattr(pattern, name)(*given)
            return plain(pattern, *given, **named)

        return call

    setattr(re, "compile", compile_)  # noqa: B010
    for name in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
        setattr(re, name, by_name(name))


def counted(text: str) -> dict[str, int]:
    """Calls and characters of each step for an article of that text."""
    from briefing.analyze import analyze
    from briefing.config import read_desk
    from briefing.model import Article, Document
    from briefing.pipeline import edition_of
    from briefing.read import read
    from briefing.summarize import summarize

    desk = read_desk(Path(__file__).parents[1] / "desk.toml")
    audience, day, out = desk.audience("analyst"), date(2023, 2, 14), Path("nowhere")
    found: dict[str, int] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        profile, before = cProfile.Profile(), Counting.characters
        result = profile.runcall(work)
        found[f"{name}: calls"] = sum(row.callcount for row in profile.getstats())
        found[f"{name}: characters"] = Counting.characters - before
        return result

    document = Document("a.txt", "text/plain", text.encode())
    articles = [a for a in step("read", lambda: read(document)) if isinstance(a, Article)]
    if articles:
        analysis = step("analyze", lambda: analyze(articles, desk))
        edition = edition_of(desk, day, audience.name, out)
        step("summarize", lambda: summarize(analysis, desk, audience, edition))
    return found


def main() -> None:
    count_expressions()
    size, names = int(sys.argv[1]), sys.argv[2:] or list(TEXTS)
    counted(LEAD + prose(2_000))  # what is loaded once is no work of a text
    for name in names:
        one, two = (counted(f"{LEAD}{TEXTS[name](n)}\n\n{LEAD}") for n in (size, 2 * size))
        counts = {step: (one[step], two[step]) for step in two if step in one}
        sys.stdout.write(json.dumps({"name": name, "counts": counts}) + "\n")


if __name__ == "__main__":
    main()
