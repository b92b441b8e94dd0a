"""What is never parted at the end of a line: ranges, large sums, days of a month."""

from __future__ import annotations

import re
from functools import cache

from briefing.language import known, language

_RANGE = r"\d[\d.,]{0,15}[–—-]\d[\d.,]{0,15}"
_LEAST_SCALE = 1000


@cache
def whole() -> re.Pattern[str]:
    """Finds "45-50", "$39 million", "24 February" in a text.

    A sentence is quoted in its own language, so the words of all languages are known.
    """
    tongues = [language(code) for code in known()]
    months = {n for t in tongues for names in t.section("months").get("names", ()) for n in names}
    scales = {
        word
        for t in tongues
        for word, value in t.section("numbers").get("multipliers", {}).items()
        if value >= _LEAST_SCALE and len(word) > 1
    }
    month, scale = map(_any_of, (months, scales))
    number = rf"(?<![\w.,])(?:[€$£]\s?)?(?:{_RANGE}|\d[\d.,]{{0,15}})"
    return re.compile(
        rf"(?<!\w)(?:{month})\.? \d{{1,2}}(?!\d)|{number} (?:{scale})(?!\w)"
        rf"|(?<![\w.,])\d{{1,2}}\.? (?:{month})(?!\w)|{_RANGE}",
        re.IGNORECASE,
    )


def _any_of(words: set[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
