"""Numbers that count something: what, how many, who says so, as of when, how sure.

`find_figures` makes the day's table, `toll` tells what one report says of the
dead and the hurt of its incident, `counts_something` and `counts_casualties`
tell whether a sentence belongs to a theme that needs figures. How it works and
what it cannot do: docs/figures.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from briefing.analyze.figures import context, measures
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.toll import Toll, toll
from briefing.model import Article, Figure, Sentence

__all__ = ["Toll", "counts_casualties", "counts_something", "find_figures", "toll"]

_CAVEAT_REACH = 3


def find_figures(articles: Sequence[Article], origin_of: Mapping[str, str]) -> tuple[Figure, ...]:
    """The figures of the day, weightiest first; the order of `articles` changes nothing.

    `origin_of` maps article ids to origin ids; an article without one is its own.
    """
    return measures.figures(measures.rows(measures.mentions(articles, origin_of)))


def counts_something(sentence: Sentence) -> bool:
    """Does the sentence count anything, or qualify a count shortly before it?"""
    return bool(measures.figures_in(sentence.quote, sentence.article.language)) or _qualifies(
        sentence, casualties=False
    )


def counts_casualties(sentence: Sentence) -> bool:
    """Does the sentence count people killed or hurt, or qualify such a count?"""
    return _counts_harm(sentence) or _qualifies(sentence, casualties=True)


def _counts_harm(sentence: Sentence) -> bool:
    code = sentence.article.language
    lex = lexicon(code)
    if any(c.harm for c in measures.figures_in(sentence.quote, code)):
        return True
    words = re.findall(r"[^\W\d_]+", sentence.quote.lower())
    return any(
        lex.among("casualty_nouns", a) and lex.among("casualty_measures", b)
        for a, b in pairwise(words)
    )


def _qualifies(sentence: Sentence, *, casualties: bool) -> bool:
    """Is it a caveat on a figure of one of the three body sentences before it?"""
    article = sentence.article
    if not context.is_caveat(sentence.quote, article.language):
        return False
    before = [s for s in article.sentences() if s.start < sentence.start][-_CAVEAT_REACH:]
    if casualties:
        return any(_counts_harm(s) for s in before)
    return any(measures.figures_in(s.quote, article.language) for s in before)
