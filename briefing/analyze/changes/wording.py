"""What a sentence says itself of being news: it tells that something goes on.

The wording is data of the language, `claims.again`.
"""

from __future__ import annotations

import re
from functools import cache

from briefing.language import language
from briefing.model import Sentence

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")


def says_again(sentence: Sentence) -> bool:
    """Whether what a sentence tells has begun before, by its own words outside quotations."""
    again = _again(sentence.article.language)
    return bool(again and again.search(_QUOTED.sub(" ", sentence.quote)))


@cache
def _again(code: str) -> re.Pattern[str] | None:
    said = language(code).section("claims").get("again", ())
    return re.compile(rf"\b(?:{'|'.join(said)})\b", re.IGNORECASE) if said else None
