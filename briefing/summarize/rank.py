"""The summarizers that a desk can choose by name, ours and sumy's.

Each is a `Summarizer`: a score for each sentence, nothing else. Ours read the words
through `briefing.language`; sumy's get the same words through a tokenizer of ours,
so that NLTK's punkt download is never asked for. sumy and NLTK are imported when
one of them ranks, not before.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from briefing.errors import ConfigError
from briefing.language import Language, language, words
from briefing.model import Sentence
from briefing.summarize import kernels
from briefing.summarize.select import concepts, weigh
from briefing.summarize.vectors import Vectors

Scores = list[float]


def in_order(
    sentences: Sequence[Sentence], score: Callable[[Sequence[Sentence]], Sequence[float]]
) -> Scores:
    """Scores from a function that always sees the sentences in one order.

    Sums of floats depend on their order; the order of the input must not show.
    """
    order = sorted(range(len(sentences)), key=lambda i: sentences[i].position)
    found = dict(zip(order, score([sentences[i] for i in order]), strict=True))
    return [found[i] for i in range(len(sentences))]


class _Kernel:
    """A summarizer that is a kernel on bags of stems."""

    def kernel(self, bags: Sequence[kernels.Bag]) -> Scores:
        raise NotImplementedError

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        return in_order(sentences, lambda known: self.kernel([s.content for s in known]))


class LexRank(_Kernel):
    def kernel(self, bags: Sequence[kernels.Bag]) -> Scores:
        return kernels.lexrank(bags)


class TextRank(_Kernel):
    def kernel(self, bags: Sequence[kernels.Bag]) -> Scores:
        return kernels.textrank(bags)


class Reduction(_Kernel):
    """As in sumy, where sentences of one wording have one rating, the sum of theirs."""

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        copies = Counter(s.text for s in sentences)
        return [x * copies[s.text] for x, s in zip(super().rank(sentences), sentences, strict=True)]

    def kernel(self, bags: Sequence[kernels.Bag]) -> Scores:
        return kernels.reduction(bags)


class Centroid(_Kernel):
    def kernel(self, bags: Sequence[kernels.Bag]) -> Scores:
        return kernels.centroid(bags)


class Lsa:
    """`kernels.lsa` on the words that sumy's class would count."""

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        return in_order(sentences, self._rank)

    def _rank(self, sentences: Sequence[Sentence]) -> Scores:
        known = {stem for s in sentences for stem in s.content}
        return kernels.lsa([[w for w in _stems(s) if w in known] for s in sentences])


def _stems(sentence: Sentence) -> list[str]:
    own = language(sentence.article.language)
    return [own.stem(w) for w in words(sentence.text)]


class Coverage:
    """What a sentence alone would cover of the day's concepts, for its length."""

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        return in_order(sentences, self._rank)

    def _rank(self, sentences: Sequence[Sentence]) -> Scores:
        weights = weigh([version] for version in _by_article(sentences))
        return [
            math.fsum(weights[c] for c in concepts(s)) / max(1, len(words(s.text))) ** 0.5
            for s in sentences
        ]


class Lead:
    """The earlier in its article, the better."""

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        return in_order(sentences, self._rank)

    def _rank(self, sentences: Sequence[Sentence]) -> Scores:
        scores = {
            s: 1.0 / (1 + place)
            for version in _by_article(sentences)
            for place, s in enumerate(version)
        }
        return [scores[s] for s in sentences]


class Consensus:
    """The default: likeness to what the day's articles say, each article as a whole."""

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        return in_order(sentences, self._rank)

    def _rank(self, sentences: Sequence[Sentence]) -> Scores:
        vectors = Vectors(_by_article(sentences))
        return [vectors.centrality(s) for s in sentences]


def _by_article(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """The sentences of each article in text order; the input is in order of position."""
    found: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        found.setdefault(sentence.article.id, []).append(sentence)
    return list(found.values())


# --- sumy ------------------------------------------------------------------------------


class _Tokenizer:
    """What sumy asks of a tokenizer; `to_sentences` is never needed for ranking."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(words(text))

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return (paragraph,)


class _Sumy:
    """A sumy class as a `Summarizer`."""

    module: ClassVar[str]
    name: ClassVar[str]
    titles: ClassVar[bool] = False
    twin: ClassVar[str | None] = None
    """Ours with the same scores, for the classes of sumy that need numpy, which we do not."""

    def rank(self, sentences: Sequence[Sentence]) -> Scores:
        if not any(words(s.text) for s in sentences):
            return [0.0] * len(sentences)
        return in_order(sentences, self._rank)

    def _rank(self, sentences: Sequence[Sentence]) -> Scores:
        document = _document(sentences, self.titles)
        found: list[tuple[int, float]] = []

        def keep(infos: Sequence[Any]) -> Sequence[Any]:
            found.extend((info.order, float(info.rating)) for info in infos)
            return infos

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd input; the scores below are made finite
            self._summarizer(sentences)(document, keep)  # the count may be a callable
        scores = dict(found)
        return [_finite(scores.get(i, 0.0)) for i in range(len(sentences))]

    def _summarizer(self, sentences: Sequence[Sentence]) -> Any:
        from importlib import import_module
        from importlib.util import find_spec

        if self.twin and find_spec("numpy") is None:
            raise ConfigError(
                f'desk.summarizer: "sumy-{self.twin}" needs numpy, which is not installed; '
                f'choose "{self.twin}", which gives the same scores, or run: pip install numpy'
            )
        own = language(_main_language(sentences))
        made = getattr(import_module(f"sumy.summarizers.{self.module}"), self.name)(own.stem)
        self._prepare(made, own)
        return made

    def _prepare(self, summarizer: Any, own: Language) -> None:
        summarizer.stop_words = own.stop_words


class SumyLexRank(_Sumy):
    module, name, twin = "lex_rank", "LexRankSummarizer", "lexrank"


class SumyTextRank(_Sumy):
    module, name, twin = "text_rank", "TextRankSummarizer", "textrank"


class SumyLsa(_Sumy):
    module, name, twin = "lsa", "LsaSummarizer", "lsa"


class SumyLuhn(_Sumy):
    module, name = "luhn", "LuhnSummarizer"


class SumyKl(_Sumy):
    module, name = "kl", "KLSummarizer"


class SumyReduction(_Sumy):
    module, name = "reduction", "ReductionSummarizer"


class SumySumBasic(_Sumy):
    module, name = "sum_basic", "SumBasicSummarizer"


class SumyEdmundson(_Sumy):
    """Edmundson 1969, with the cue words of the language's file, if it has any."""

    module, name = "edmundson", "EdmundsonSummarizer"
    titles = True

    def _prepare(self, summarizer: Any, own: Language) -> None:
        # sumy refuses empty sets; a word that no text holds stands for none.
        table, nothing = own.section("summarize"), ("\0",)
        summarizer.bonus_words = table.get("bonus") or nothing
        summarizer.stigma_words = table.get("stigma") or nothing
        summarizer.null_words = own.stop_words or nothing


def _document(sentences: Sequence[Sentence], titles: bool) -> Any:
    """A sumy document with a paragraph for each article, headed by its title if wanted."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph
    from sumy.models.dom import Sentence as Line

    tokenizer = _Tokenizer()
    paragraphs = []
    for version in _by_article(sentences):
        title = version[0].article.title if titles else None
        heading = [Line(title, tokenizer, is_heading=True)] if title else []
        paragraphs.append(Paragraph([*heading, *(Line(s.text, tokenizer) for s in version)]))
    return ObjectDocumentModel(paragraphs)


def _main_language(sentences: Sequence[Sentence]) -> str:
    codes = sorted(s.article.language for s in sentences)
    return max(dict.fromkeys(codes), key=codes.count)


def _finite(score: float) -> float:
    # The order of a set leaks into the last digits of some of sumy's sums.
    return round(score, 10) if math.isfinite(score) else 0.0
