"""The weights of pairs that may state one fact, fitted to annotated days.

    python -m benchmarks.claims --days DIR

Each folder of `--days` with a `day.json` is a day annotated sentence by sentence, as for
the task `days` of `quality.py`. Judged are the pairs of sentences of two articles that are
compared at all and of which one states a claim of the annotation. Printed are, for each
day, the average precision of likeness alone and of the weights that were fitted without
any day of its subject, with the precision and recall of these from `ONE_FACT` on, and then
the weights fitted to all, as `briefing/analyze/claims/weighing.py` has them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from statistics import fmean

import numpy as np

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.logistic import Numbers, logistic
from benchmarks.themes import plain
from briefing.analyze.claims.group import OTHER_MATTER, Matters, candidates, on_two_matters
from briefing.analyze.claims.nodes import Node, nodes_of
from briefing.analyze.claims.weighing import ONE_FACT, Sights, sights
from briefing.analyze.stories import group_stories
from briefing.config import read_desk
from briefing.model import Sentence
from briefing.pipeline import understand

RIDGE = 0.2


@dataclass(frozen=True, slots=True)
class Sample:
    """What is seen of the judged pairs of a day, a row each, and which of them are one fact."""

    name: str
    sights: Numbers
    same: Numbers

    @property
    def subject(self) -> str:
        return self.name.partition("-")[0]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--days", metavar="DIR", type=Path, required=True)
    options = parser.parse_args(argv)
    days = [sample(p.parent) for p in sorted(options.days.glob("*/day.json"))]
    print(f"{'in percent':16}{'likeness':>10}{'left out':>10}{'P':>8}{'R':>8}{'pairs':>8}")
    rows = []
    for day in days:
        weights = fitted([d for d in days if d.subject != day.subject])
        found = probabilities(day, weights)
        on = found >= ONE_FACT
        rows.append(
            (
                average_precision(day.same, day.sights[:, 1]),
                average_precision(day.same, found),
                100 * float(day.same[on].mean()) if on.any() else 0.0,
                100 * float(day.same[on].sum() / day.same.sum()),
            )
        )
        told = "".join(f"{v:{w}.1f}" for v, w in zip(rows[-1], (10, 10, 8, 8), strict=True))
        print(f"{day.name:16}{told}{len(day.same):8}")
    means = [fmean(column) for column in zip(*rows, strict=True)]
    print(f"{'mean':16}{means[0]:10.1f}{means[1]:10.1f}{means[2]:8.1f}{means[3]:8.1f}")
    bias, *weights_of_all = (round(float(w), 3) for w in fitted(days))
    print(f"BIAS = {bias}\nWEIGHTS = {Sights(*weights_of_all)}")
    return 0


def sample(folder: Path) -> Sample:
    analysis = understand(read_desk(folder / "desk.toml"), inputs=[folder / "articles"]).analysis
    nodes, _ = nodes_of(analysis.sentences, analysis.origins, analysis.names)
    matters = Matters(analysis.names, group_stories(analysis.articles))
    stated = Stated(folder)
    told = [stated.by(node) for node in nodes]
    rows = []
    for a, b in candidates(nodes):
        one, other = told[a], told[b]
        across = nodes[a].sentence.article != nodes[b].sentence.article
        if across and one is not None and other is not None and (one or other):
            part = OTHER_MATTER if on_two_matters(nodes[a], nodes[b], matters) else 1.0
            seen = sights(nodes[a].facts, nodes[b].facts, part)
            rows.append((1.0, *seen, float(bool(one & other))))
    found: Numbers = np.array(rows, float)
    return Sample(folder.name, found[:, :-1], found[:, -1])


class Stated:
    """The claims that the body sentences of a day state by its annotation."""

    def __init__(self, folder: Path) -> None:
        self._rows: dict[str, list[tuple[str, frozenset[str]]]] = {}
        head, *lines = (folder / "sentences.tsv").read_text("utf-8").splitlines()
        for line in filter(str.strip, lines):
            row = dict(zip(head.split("\t"), line.split("\t"), strict=False))
            claims = frozenset(map(str.strip, row["claims"].split(","))) - {"-", ""}
            if row["kind"] == "body" and plain(row["text"]):
                rows = self._rows.setdefault(row["id"].rpartition(":")[0], [])
                rows.append((plain(row["text"]), claims))

    def by(self, node: Node) -> frozenset[str] | None:
        """The claims that a sentence or one of its copies states; None where none is judged."""
        found = [claims for unit in node.units for claims in self._of(unit.sentence)]
        return frozenset().union(*found) if found else None

    def _of(self, sentence: Sentence) -> Iterator[frozenset[str]]:
        text = plain(sentence.quote)
        file = PurePath(sentence.article.uri).name.partition("#")[0]
        return (c for row, c in self._rows.get(file, ()) if row in text or text in row)


def fitted(days: Sequence[Sample]) -> Numbers:
    """Bias and weights.

    A day of many pairs counts more than one of few, but no more than its root. What a veto
    decides is in it too: it teaches how little letters in common tell by themselves.
    """
    x = np.vstack([day.sights for day in days])
    y = np.concatenate([day.same for day in days])
    counts = np.concatenate([np.full(len(day.same), len(day.same) ** -0.5) for day in days])
    counts /= counts.mean()
    return logistic(x, y, RIDGE, counts)


def probabilities(day: Sample, weights: Numbers) -> Numbers:
    vetoed = day.sights[:, 1] == 0.0
    found: Numbers = np.where(vetoed, 0.0, 1 / (1 + np.exp(-day.sights @ weights)))
    return found


def average_precision(wanted: Numbers, score: Numbers) -> float:
    """The mean of the precision at each pair that is one fact, in percent."""
    right = wanted[np.argsort(-score, kind="stable")]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return 100 * float((precision * right).sum() / max(1.0, right.sum()))


if __name__ == "__main__":
    sys.exit(main())
