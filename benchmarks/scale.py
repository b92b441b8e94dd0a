"""What days of growing size cost: CPU time and memory of an edition with its page.

    python -m benchmarks.scale 100 1000 5000 [--from articles.jsonl] [--svg FILE]

The days are those of `benchmarks.texts`. One run each: CPU time on a shared machine is
good to a fifth or so.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.texts import day_of, wire_day, write_day

Row = tuple[int, float, int]
"""Articles, CPU seconds of all processes, megabytes of the largest."""

Place = Callable[[float, float], tuple[float, float]]

ROOT = Path(__file__).resolve().parents[1]
_WIDTH, _HEIGHT, _LEFT, _FOOT = 640, 360, 64, 44


def measured(articles: int, source: Path | None = None) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        day = Path(folder) / "day.jsonl"
        write_day(day, day_of(source, articles) if source else wire_day(articles))
        command = [
            sys.executable, "-m", "briefing", "make", str(day), "--out", folder,
            "--date", "2023-02-14", "--desk", str(ROOT / "desk.toml"),
            "--audience", "analyst", "--format", "html",
        ]  # fmt: skip
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"a day of {articles} articles ends with {child.returncode}")
    return articles, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def plot(rows: Sequence[Row]) -> str:
    """CPU seconds over articles as SVG, both axes by tens; a thin line is linear."""
    most = max(rows)
    across = math.ceil(math.log10(most[0]))
    up = math.ceil(math.log10(max(cpu for _, cpu, _ in rows)))

    def at(articles: float, cpu: float) -> tuple[float, float]:
        x = _LEFT + (math.log10(articles) - 1) / (across - 1) * (_WIDTH - _LEFT - 20)
        return x, (_HEIGHT - _FOOT) * (1 - math.log10(max(cpu, 1)) / up) + 8

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(n, cpu) for n, cpu, _ in rows))
    first, last = at(10, most[1] * 10 / most[0]), at(*most[:2])
    return "\n".join(
        (
            (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'font-family="sans-serif" font-size="12" fill="#444">'),
            *_grid(across, up, at),
            (f'<line x1="{first[0]:.1f}" y1="{first[1]:.1f}" x2="{last[0]:.1f}" '
            f'y2="{last[1]:.1f}" stroke="#bbb" stroke-dasharray="4"/>'),
            f'<polyline points="{line}" fill="none" stroke="#0b5" stroke-width="2"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0b5"><title>{n:,} articles: '
              f"{cpu:.1f} CPU-s, {mb} MB</title></circle>"
              for n, cpu, mb in rows for x, y in [at(n, cpu)]),
            f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 6}" text-anchor="middle">articles</text>',
            '<text x="12" y="20">CPU-s</text></svg>\n',
        )
    )  # fmt: skip


def _grid(across: int, up: int, place: Place) -> Iterator[str]:
    for n in range(1, across + 1):
        x, y = place(10**n, 1)
        yield f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{10**n:,}</text>'
    for n in range(up + 1):
        x, y = place(10, 10**n)
        yield f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{_WIDTH - 20}" y2="{y:.1f}" stroke="#eee"/>'
        yield f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10**n:,}</text>'


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE")
    parser.add_argument("--svg", type=Path, metavar="FILE")
    asked = parser.parse_args(argv)
    rows = [measured(articles, asked.source) for articles in sorted(asked.articles)]
    print("| articles | CPU-s | ms an article | MB |\n|---:|---:|---:|---:|")
    for articles, cpu, memory in rows:
        print(f"| {articles:,} | {cpu:.1f} | {1000 * cpu / articles:.1f} | {memory} |")
    if asked.svg:
        asked.svg.write_text(plot(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
