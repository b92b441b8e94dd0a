"""A day of millions of articles on several machines, simulated: how many cores it takes.

    python -m benchmarks.cluster [--articles 10000000] [--cores 16]

Articles arrive as the world writes, most of them by day. They are read in tasks of 200
by the first core that is free; now and then a core is lost, and what it had is done
again. At the cut-off each shard, which holds the stories of one part of the world's
news, is analyzed on a core of its own. Costs are those measured (`docs/scale.md`).
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DAY = 86_400.0
TASK = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What the day is, and what it runs on. Costs in CPU seconds an article."""

    articles: int = 10_000_000
    cores: int = 16
    shard: int = 5_000
    reading: float = 0.0025
    analyzing: float = 0.020
    lost: float = 0.001  # share of the tasks in which their machine dies


@dataclass(frozen=True, slots=True)
class Outcome:
    """How busy the cores are, and how long anything waits; in seconds."""

    busy: float
    slowest_read: float
    after_cutoff: float
    again: int


def simulated(plan: Plan, seed: int = 1) -> Outcome:
    """One day of the plan."""
    dice = random.Random(seed)
    free = [0.0] * plan.cores
    work = worst = 0.0
    again = 0
    for ready in _arrivals(plan.articles // TASK):
        cost = TASK * plan.reading
        begun = max(ready, heapq.heappop(free))
        if dice.random() < plan.lost:
            # The machine dies in the middle, and the task begins anew on the next free core.
            heapq.heappush(free, begun + 60 + cost * dice.random())
            begun, again = max(begun + cost, heapq.heappop(free)), again + 1
        heapq.heappush(free, begun + cost)
        work += cost
        worst = max(worst, begun + cost - ready)
    return Outcome(work / (plan.cores * DAY), worst, _analyzed(plan, free), again)


def _arrivals(tasks: int) -> Iterator[float]:
    """When each task is full: three times as many articles at noon as at midnight."""
    for n in range(tasks):
        share = (n + 1) / tasks
        low, high = 0.0, 1.0
        for _ in range(30):
            middle = (low + high) / 2
            told = middle - math.sin(2 * math.pi * middle) / (4 * math.pi)
            low, high = (middle, high) if told < share else (low, middle)
        yield high * DAY


def _analyzed(plan: Plan, free: Sequence[float]) -> float:
    """Seconds from the cut-off until the last shard is analyzed."""
    cores = [max(DAY, moment) for moment in free]
    heapq.heapify(cores)
    for _ in range(-(-plan.articles // plan.shard)):
        heapq.heappush(cores, heapq.heappop(cores) + plan.shard * plan.analyzing)
    return max(cores) - DAY


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=Plan().articles)
    parser.add_argument("--cores", type=int, nargs="+", default=[2, 4, 8, 16, 64, 128])
    asked = parser.parse_args(argv)
    print("| cores | busy reading | slowest reading | shards analyzed after | tasks done again |")
    print("|---:|---:|---:|---:|---:|")
    for cores in asked.cores:
        one = simulated(Plan(articles=asked.articles, cores=cores))
        print(
            f"| {cores} | {one.busy:.0%} | {one.slowest_read:,.1f} s "
            f"| {one.after_cutoff / 60:,.0f} min | {one.again} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
