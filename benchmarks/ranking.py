"""How much faster our rankings are than sumy's, at the same scores.

    python benchmarks/ranking.py [SENTENCES ...]

Prints CPU seconds for each number of sentences (default 250, 500, 1000; sumy's time grows
with the square). The sentences are drawn from a seeded generator with the word
frequencies of prose (Zipf's law).
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from briefing.model import Article, Kind, Sentence, Unit
from briefing.plugins import SUMMARIZERS, load

RANKINGS = ("lexrank", "textrank", "reduction", "lsa")
VOCABULARY = 8000
WORDS = 22


def main(argv: Sequence[str]) -> int:
    """Print the table; exit 1 when a score differs by more than 1e-9."""
    same = True
    print(f"{'ranking':<10} {'sentences':>9} {'ours s':>8} {'sumy s':>8} {'ratio':>7}  same scores")
    for size in [int(a) for a in argv] or [250, 500, 1000]:
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
    raise SystemExit(main(sys.argv[1:]))
