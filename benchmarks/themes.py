"""The weights of the second reading of themes, fitted to annotated days.

    python -m benchmarks.themes --days DIR [--articles DIR]

Each folder of `--days` with a `day.json` is a day annotated sentence by sentence, as for
the task `days` of `quality.py`; `--articles` are the five sample articles, whose themes
stand in `tests/gold/real.json`. Printed are, for each day, the F1 of the first reading and
of the second one whose weights were fitted without any day of its subject, over themes
that are not of figures, and then the weights fitted to all, as `weighing.py` has them.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from statistics import fmean
from typing import Any

import numpy as np

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.logistic import Numbers, logistic
from briefing.analyze.origins import group_origins
from briefing.analyze.themes.finder import DeskThemes
from briefing.analyze.themes.weighing import ON, Sights
from briefing.config import Desk, read_desk
from briefing.model import Article, Sentence
from briefing.pipeline import understand

ROOT = Path(__file__).resolve().parents[1]
RIDGE = 1.0
CAREFUL = 0.42
"""Probability from which a sentence is on a theme: annotators gave most sentences one, and
a fitted .5 leaves out too many; a lower bound fills themes on days of other matters."""
OWN = 2
"""How often the sample counts, which is small, and the only day with much outside its desk."""

Label = Callable[[Sentence, str], bool | None]
"""Whether a sentence is on a theme by the annotation; None where that does not judge it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is seen of the judged sentences of a day, a row for each theme of each."""

    name: str
    sights: Numbers
    on: Numbers
    first: Numbers

    @property
    def subject(self) -> str:
        return self.name.partition("-")[0]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--days", metavar="DIR", type=Path, required=True)
    parser.add_argument("--articles", metavar="DIR", type=Path)
    options = parser.parse_args(argv)
    days = [sample_of_day(p.parent) for p in sorted(options.days.glob("*/day.json"))]
    own = [sample_of_articles(options.articles)] if options.articles else []
    print(f"{'F1 in percent':16}{'first':>8}{'left out':>10}")
    rows = []
    for day in [*days, *own]:
        # The sample may be on the subject of a day.
        others = [d for d in days if d.subject != day.subject]
        weights = fitted([*others, *(d for d in own * OWN if d.subject != day.subject)])
        rows.append((f1(day.on, (day.first >= ON).astype(float)), f1(day.on, judged(day, weights))))
        print(f"{day.name:16}{rows[-1][0]:8.1f}{rows[-1][1]:10.1f}")
    first, again = (fmean(column) for column in zip(*rows[: len(days)], strict=True))
    print(f"{'mean of days':16}{first:8.1f}{again:10.1f}")
    bias, *weights_of_all = (round(float(w), 3) for w in fitted([*days, *own * OWN]))
    print(f"BIAS = {bias}\nWEIGHTS = {Sights(*weights_of_all)}")
    return 0


def sample_of_day(folder: Path) -> Sample:
    desk = read_desk(folder / "desk.toml")
    rows: dict[str, list[tuple[str, bool | None, frozenset[str]]]] = {}
    head, *lines = (folder / "sentences.tsv").read_text("utf-8").splitlines()
    for line in filter(str.strip, lines):
        row = dict(zip(head.split("\t"), line.split("\t"), strict=False))
        judged = row["kind"] == "body" and row["grade"] in "12"
        themes = frozenset(map(str.strip, row["themes"].split(",")))
        rows.setdefault(row["id"].rpartition(":")[0], []).append(
            (plain(row["text"]), judged or None, themes)
        )

    def label(sentence: Sentence, theme: str) -> bool | None:
        text = plain(sentence.quote)
        file = PurePath(sentence.article.uri).name.partition("#")[0]
        found = (r for r in rows.get(file, ()) if text in r[0] or (r[0] and r[0] in text))
        _, judged, themes = next(found, ("", None, frozenset[str]()))
        return judged and theme in themes

    return sample(folder.name, desk, understand(desk, inputs=[folder / "articles"]), label)


def sample_of_articles(folder: Path) -> Sample:
    desk = read_desk(ROOT / "desk.toml")
    gold = json.loads((ROOT / "tests/gold/real.json").read_text("utf-8"))["themes"]

    def label(sentence: Sentence, theme: str) -> bool | None:
        return f"{sentence.article.uri[:3]}:{sentence.start}" in gold[theme]

    name = f"{desk.name.casefold()}-sample"
    return sample(name, desk, understand(desk, inputs=[folder]), label)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def sample(name: str, desk: Desk, understood: Any, label: Label) -> Sample:
    rows = list(_rows(desk, understood.analysis.articles, label))
    seen = np.array([[1.0, *sights] for sights, _, _ in rows])
    on, first = (np.array([row[k] for row in rows], float) for k in (1, 2))
    return Sample(name, seen, on, first)


def _rows(
    desk: Desk, articles: Sequence[Article], label: Label
) -> Iterator[tuple[Sights, bool, float]]:
    first = {origin.articles[0] for origin in group_origins(articles)}
    for sentence, theme, seen, score in DeskThemes(desk.themes).sights(articles, first):
        judged = label(sentence, theme)
        if judged is not None:
            yield seen, judged, score


def fitted(days: Sequence[Sample]) -> Numbers:
    """Bias and weights; the bias moved so that `CAREFUL` is enough."""
    x = np.vstack([day.sights for day in days])
    y = np.concatenate([day.on for day in days])
    weights = logistic(x, y, RIDGE)
    weights[0] -= math.log(CAREFUL / (1 - CAREFUL))
    return weights


def judged(day: Sample, weights: Numbers) -> Numbers:
    found: Numbers = (day.sights @ weights >= 0).astype(float)
    return found


def f1(wanted: Numbers, found: Numbers) -> float:
    total = wanted.sum() + found.sum()
    return float(200 * (wanted * found).sum() / total) if total else 0.0


if __name__ == "__main__":
    sys.exit(main())
