"""How fast our rankings are beside sumy's, and what each part of the choice is worth.

    python benchmarks/ranking.py [SENTENCES ...]
    python benchmarks/ranking.py --data DIR

The first prints CPU seconds for each number of sentences (default 250, 500, 1000; sumy's
time grows with the square), drawn from a seeded generator with the word frequencies of
prose (Zipf's law). The second reads DIR/summaries.jsonl, scores it by DIR/score.py, and
prints ROUGE-2 recall in per cent for each summarizer alone, for the product, and for the
product with one part changed: a column for each language, then the means at 250, 175 and
100 words, each with the paired difference from the product and its standard error over
the rows. The rows of one topic resemble each other, so the error is rather larger.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from itertools import accumulate
from pathlib import Path
from typing import Any
from unittest.mock import patch

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.tasks import summaries
from briefing.model import Article, Kind, Sentence, Unit
from briefing.plugins import SUMMARIZERS, installed, load
from briefing.summarize import digest, select

RANKINGS = ("lexrank", "textrank", "reduction", "lsa")
VOCABULARY = 8000
WORDS = 22


SIZES = (250, 175, 100)
LATE = 10_000
CHANGES: Mapping[str, Mapping[str, object]] = {
    "no place": {"select.EARLY": 0.0},
    "place for 1": {"select.EARLY": 1.0},
    "place for 4": {"select.EARLY": 4.0},
    "no fitness": {"digest.fit.printable": list},
    "no content words": {"select.UNIGRAM": 0.0},
    "content words for 0.15": {"select.UNIGRAM": 0.15},
    "no discount of the rare": {"select.RARE": 1.0},
    "rare below 2": {"select.COMMON": 2},
    "rare below 4": {"select.COMMON": 4},
    "power 1": {"select.SHARPNESS": 1.0},
    "power 2": {"select.SHARPNESS": 2.0},
    "first five sentences": {"select.HORIZON": 5},
    "all sentences": {"select.HORIZON": LATE},
    "no exchanges": {"select._SWAPPED": 0},
    "only r = 1": {"select.TILTS": (1.0,)},
    "nothing cut short": {"digest.cut_short": lambda *_: []},
}
"""What is changed of the product, by the name of a module's own part."""

Topics = Mapping[str, tuple[Mapping[str, Any], Sequence[Article]]]
Scores = Mapping[tuple[int, str], float]
Choose = Callable[[Sequence[Article], Sequence[int]], Iterator[Sequence[Sentence]]]
"""The sentences of a summary of each size, best first."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, metavar="SENTENCES")
    parser.add_argument("--data", metavar="DIR", type=Path)
    arguments = parser.parse_args(argv)
    if arguments.data:
        return quality(arguments.data)
    return speed(arguments.sizes or [250, 500, 1000])


def quality(data: Path) -> int:
    """Print the table of ROUGE-2 recall."""
    scorer, topics = _scorer(data), _topics(data)
    ours = _scores(topics, scorer, _product)
    names = [n for n in sorted(installed(SUMMARIZERS)) if n != "consensus"]
    _print("ours", topics, ours, ours)
    for name in names:
        _print(name, topics, _scores(topics, scorer, _alone(name)), ours)
    for name, parts in CHANGES.items():
        with _changed(parts):
            _print(name, topics, _scores(topics, scorer, _product), ours)
    return 0


def _scorer(data: Path) -> Any:
    spec = spec_from_file_location("score", data / "score.py")
    assert spec, data
    assert spec.loader, data
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _topics(data: Path) -> Topics:
    lines = (data / "summaries.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return {row["id"]: (row, summaries.articles(row)) for row in rows}


def _product(articles: Sequence[Article], sizes: Sequence[int]) -> Iterator[Sequence[Sentence]]:
    return (digest.digest(articles, select.Budget(words=n, cut=True)) for n in sizes)


def _alone(name: str) -> Choose:
    """The best ranked sentences until the budget is full: what a summarizer does by itself."""
    ranking = load(SUMMARIZERS, name, "benchmark")()

    def best(articles: Sequence[Article], sizes: Sequence[int]) -> Iterator[Sequence[Sentence]]:
        sentences = [s for a in articles for s in a.sentences()]
        scores = ranking.rank(sentences)
        order = sorted(range(len(sentences)), key=lambda i: (-scores[i], i))
        return ([sentences[i] for i in order] for _ in sizes)

    return best


@contextmanager
def _changed(parts: Mapping[str, object]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in parts.items():
            stack.enter_context(patch(f"briefing.summarize.{name}", value))
        yield


def _scores(topics: Topics, scorer: Any, choose: Choose) -> Scores:
    """ROUGE-2 recall by size and topic, always against the whole references."""
    found = {}
    for key, (row, articles) in topics.items():
        for size, chosen in zip(SIZES, choose(articles, SIZES), strict=True):
            text = " ".join(s.text for s in chosen)
            said = {"sentences": [" ".join(text.split()[:size])]}
            found[size, key] = 100 * scorer.summaries([(row, said)])["rouge2_recall"]
    return found


def _print(name: str, topics: Topics, scores: Scores, ours: Scores) -> None:
    languages = dict.fromkeys(row["language"] for row, _ in topics.values())
    cells = []
    for code in languages:
        own = [scores[SIZES[0], key] for key, (row, _) in topics.items() if row["language"] == code]
        cells.append(f"{code} {statistics.fmean(own):5.2f}")
    for size in SIZES:
        apart = [scores[size, key] - ours[size, key] for key in topics]
        mean = statistics.fmean(scores[size, key] for key in topics)
        error = statistics.stdev(apart) / len(apart) ** 0.5
        cells.append(f"{size}: {mean:5.2f} ({statistics.fmean(apart):+5.2f} ± {error:.2f})")
    print(f"{name:<24} " + "  ".join(cells), flush=True)


def speed(sizes: Sequence[int]) -> int:
    """Print the table of times; 1 when a score differs by more than 1e-9."""
    same = True
    print(f"{'ranking':<10} {'sentences':>9} {'ours s':>8} {'sumy s':>8} {'ratio':>7}  same scores")
    for size in sizes:
        sentences = drawn(size)
        for name in RANKINGS:
            ours, left = timed(load(SUMMARIZERS, name, "benchmark")().rank, sentences)
            sumy, right = timed(load(SUMMARIZERS, f"sumy-{name}", "benchmark")().rank, sentences)
            equal = max(abs(a - b) for a, b in zip(left, right, strict=True)) < 1e-9
            same &= equal
            print(
                f"{name:<10} {size:>9} {ours:>8.3f} {sumy:>8.2f} {sumy / ours:>7.0f}  "
                f"{'yes' if equal else 'NO'}"
            )
    return 0 if same else 1


def drawn(size: int) -> list[Sentence]:
    """So many sentences of one article, the same in every run."""
    chance = random.Random(5)
    words = [f"w{''.join(chr(97 + int(d)) for d in str(n))}" for n in range(VOCABULARY)]
    heap = list(accumulate(1 / (n + 5) for n in range(VOCABULARY)))
    lines = [" ".join(chance.choices(words, cum_weights=heap, k=WORDS)) + "." for _ in range(size)]
    text = " ".join(lines)
    units, start = [], 0
    for line in lines:
        units.append(Unit(start, start + len(line), Kind.BODY, 0))
        start += len(line) + 1
    article = Article("drawn", "drawn.txt", text, tuple(units), "", language="en")
    return list(article.sentences())


def timed(
    rank: Callable[[Sequence[Sentence]], Sequence[float]], sentences: Sequence[Sentence]
) -> tuple[float, Sequence[float]]:
    """CPU seconds and scores; the imports of a first, small run do not count."""
    rank(sentences[:3])
    before = time.process_time()
    scores = rank(sentences)
    return time.process_time() - before, scores


if __name__ == "__main__":
    sys.exit(main())
