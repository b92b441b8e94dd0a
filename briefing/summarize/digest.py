"""Articles on one matter -> the sentences that tell it: the plain core of a section."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.model import Article, Sentence
from briefing.plugins import Summarizer
from briefing.summarize import fit
from briefing.summarize.rank import LexRank
from briefing.summarize.select import Budget, Passage, choose, cut_short, promising, weigh


def digest(
    articles: Iterable[Article], budget: Budget, ranking: Summarizer | None = None
) -> list[Sentence]:
    """The body sentences worth printing, best first, each article being its own origin.

    Of a budget that is cut at its words, the last sentences may run over.
    """
    bodies = [list(a.sentences()) for a in sorted(articles, key=lambda a: (a.uri, a.id))]
    sources = [[body] for body in bodies]
    weights = weigh(sources)
    fit_to_print = fit.printable(promising((s for body in bodies for s in body), weights))
    passages = [Passage(s) for s in fit_to_print]
    wanted = choose(passages, sources, weights, ranking or LexRank(), budget)
    chosen = [p.main for p in wanted]
    return [*chosen, *cut_short(fit_to_print, chosen, weights, budget)]
