"""Speed, as ratios of CPU time within one run: absolute times are noise on a shared machine.

    python -m benchmarks.speed [--floors FILE]

Each row compares two ways of doing the same, interleaved, and takes the best of
several rounds of both. `[speed]` in the floors file holds the least (`min`) or the
most (`max`) each ratio may be.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.texts import article_text, news_day, news_page, wire_day, write_day
from briefing.model import Article, Document
from briefing.read import read

Work = Callable[[], object]
ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--floors", metavar="FILE")
    arguments = parser.parse_args(argv)
    bounds: Mapping[str, Mapping[str, float]] = {}
    if arguments.floors:
        bounds = tomllib.loads(Path(arguments.floors).read_text("utf-8")).get("speed", {})
    below = 0
    for name, measure in MEASURES.items():
        ratio = measure()
        bound = bounds.get(name, {})
        fits = bound.get("min", 0.0) <= ratio <= bound.get("max", float("inf"))
        below += not fits
        words = ", ".join(f"{kind} {limit:g}" for kind, limit in bound.items())
        print(f"  {name:<40} {ratio:8.2f}   {words}{'' if fits else '   OUT OF BOUNDS'}")
    return 1 if below else 0


def ratio(one: Callable[[], float], other: Callable[[], float], rounds: int = 7) -> float:
    """Best cost of `one` over the best of `other`, measured in turns."""
    costs = [(one(), other()) for _ in range(rounds)]
    return min(c[0] for c in costs) / min(c[1] for c in costs)


def cpu(work: Work) -> float:
    """CPU seconds of this process for one call."""
    before = time.process_time()
    work()
    return time.process_time() - before


def child_cpu(*command: str) -> float:
    """CPU seconds of a command, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cold_start() -> float:
    """`briefing --help` over `python -c pass`."""
    help_verb = "import sys; from briefing.cli import main; sys.exit(main(['--help']))"
    return ratio(
        lambda: child_cpu(sys.executable, "-c", help_verb),
        lambda: child_cpu(sys.executable, "-c", "pass"),
        rounds=15,
    )


def splitter_against_pysbd() -> float:
    """pysbd over our sentence splitter, on the same English text."""
    import pysbd

    from briefing.language import language
    from briefing.read.sentences import split

    text = article_text(400)
    english, peer = language("en"), pysbd.Segmenter(language="en", clean=False)
    return ratio(
        lambda: cpu(lambda: peer.segment(text)),
        lambda: cpu(lambda: list(split(text, 0, len(text), english))),
        rounds=3,
    )


def pages_against_trafilatura() -> float:
    """trafilatura's extraction of a page with its metadata over ours, where ours is sure."""
    import trafilatura

    from briefing.read.formats.html import page

    markup = news_page()
    page(markup, None)
    trafilatura.bare_extraction(markup, favor_precision=True)
    return ratio(
        lambda: cpu(
            lambda: trafilatura.bare_extraction(
                markup, favor_precision=True, include_comments=False, with_metadata=True
            )
        ),
        lambda: cpu(lambda: page(markup, None)),
        rounds=9,
    )


def lexrank_against_sumy() -> float:
    """sumy's LexRank over ours, on 300 sentences."""
    from briefing.plugins import SUMMARIZERS, load

    sentences = [s for a in news_day(30, sentences=10) for s in a.sentences()]
    ours, sumys = (load(SUMMARIZERS, n, "benchmark")() for n in ("lexrank", "sumy-lexrank"))
    sumys.rank(sentences[:5])  # importing sumy is not ranking
    return ratio(
        lambda: cpu(lambda: sumys.rank(sentences)),
        lambda: cpu(lambda: ours.rank(sentences)),
        rounds=3,
    )


def ranked_many(name: str) -> float:
    """sumy's way over ours on 3,000 sentences, measured once; importing scipy is not ranking."""
    from briefing.plugins import SUMMARIZERS, load
    from briefing.summarize import kernels

    day = (article for article in _read(wire_day(600)))
    sentences = [s for article in day for s in article.sentences()][:3000]
    ours, sumys = (load(SUMMARIZERS, n, "benchmark")() for n in (name, f"sumy-{name}"))
    sumys.rank(sentences[:5])
    ours.rank(sentences[: kernels.MANY])
    return cpu(lambda: sumys.rank(sentences)) / min(
        cpu(lambda: ours.rank(sentences)) for _ in range(5)
    )


def _read(rows: Iterable[Mapping[str, str]]) -> Iterator[Article]:
    for number, row in enumerate(rows):
        document = Document(f"day#{number}", "application/json", json.dumps(row).encode())
        yield from (one for one in read(document) if isinstance(one, Article))


def growth_of_a_day() -> float:
    """CPU time a report of a day of 2,000 over that of one of 500, with the page: 1 is linear."""
    costs = []
    for articles in (500, 2000):
        with tempfile.TemporaryDirectory() as folder:
            day = Path(folder) / "day.jsonl"
            write_day(day, wire_day(articles))
            spent = child_cpu(
                sys.executable, "-m", "briefing", "make", str(day), "--out", folder,
                "--date", "2023-02-14", "--desk", str(ROOT / "desk.toml"),
                "--audience", "analyst", "--format", "html",
            )  # fmt: skip
            costs.append(spent / articles)
    return costs[1] / costs[0]


def live_reports() -> float:
    """CPU time a report of a live page of 1,000 over that of one of 100: 1 is linear."""
    texts = [article_text(n) for n in range(5, 10)]

    def cost(count: int) -> float:
        told = "".join(
            f"<div><time datetime='2023-02-14T10:00:00Z'>10:00</time><p>{texts[n % 5]}</p></div>"
            for n in range(count)
        )
        markup = f"<html><body><article><h1>As it happened</h1>{told}</article></body></html>"
        document = Document("live.html", "text/html", markup.encode())
        return cpu(lambda: read(document)) / count

    cost(10)
    return ratio(lambda: cost(1000), lambda: cost(100), rounds=3)


def two_readers() -> float:
    """Seconds of the clock in which one worker reads 2,000 pages over those of two.

    Two only where this process has two cores to itself.
    """
    from briefing.engine import Processes
    from briefing.pipeline import reading

    pages = [Document(f"{n}.html", "text/html", news_page().encode()) for n in range(2000)]

    def seconds(workers: int) -> float:
        before = time.perf_counter()
        for _ in reading(pages, Processes(workers)):
            pass
        return time.perf_counter() - before

    return ratio(lambda: seconds(1), lambda: seconds(2), rounds=1)


def ranking_against_reading() -> float:
    """The default's ranking of 2,000 sentences of one theme over reading them."""
    from briefing.plugins import SUMMARIZERS, load

    sentences = [s for a in news_day(80, sentences=25) for s in a.sentences()]
    ranking = load(SUMMARIZERS, "consensus", "benchmark")()
    return ratio(
        lambda: cpu(lambda: ranking.rank(sentences)),
        lambda: cpu(lambda: news_day(80, sentences=25)),
        rounds=3,
    )


def extra_audience() -> float:
    """The cost of a second audience over that of the first one.

    CPU time of `briefing make` with all formats of an audience: an edition for the
    analyst, and one for the analyst and the executive. The first includes reading,
    analysis, and the start of WeasyPrint with its fonts, which a night pays once.
    """
    one, two = [], []
    for _ in range(5):
        one.append(_edition_cost("--audience", "analyst"))
        two.append(_edition_cost("--audience", "analyst", "--audience", "executive"))
    return (min(two) - min(one)) / min(one)


def _edition_cost(*options: str) -> float:
    # A folder of its own for each run: kept prints would cost nothing.
    with tempfile.TemporaryDirectory() as out:
        return child_cpu(
            sys.executable, "-m", "briefing", "make", str(ROOT / "seeds"), "--out", out,
            "--date", "2023-02-14", "--desk", str(ROOT / "desk.toml"), *options,
        )  # fmt: skip


def linear_growth() -> float:
    """Analyzing 160 articles over analyzing 40, for each article: 1 is linear.

    The invented articles share nearly all their words, so this is a bad day.
    """
    from briefing.analyze import analyze
    from briefing.config import Desk

    few, many = news_day(40), news_day(160)
    cost = ratio(
        lambda: cpu(lambda: analyze(many, Desk())), lambda: cpu(lambda: analyze(few, Desk())), 2
    )
    return cost / 4


UNLIMITED = (
    "import briefing.engine as e; e.Processes.map = "
    "lambda self, work, values, lost, prepare=e.unprepared: "
    "(prepare(), map(work, list(values)))[1]\n"
)
"""Everything in one process, as a program without limits would do it."""
RUN = "import sys; from briefing.cli import main; sys.exit(main(sys.argv[1:]))"


def isolation() -> float:
    """CPU time of an edition in limited processes over that of one in a single process.

    A day of 150 reports and the samples, with page, mail and data: a morning without a
    print, whose own second and a half would hide the cost.
    """
    with tempfile.TemporaryDirectory() as folder:
        day = Path(folder) / "day.jsonl"
        write_day(day, wire_day(150))

        def cost(code: str) -> float:
            with tempfile.TemporaryDirectory() as out:
                return child_cpu(
                    sys.executable, "-c", code, "make", str(day), str(ROOT / "seeds"),
                    "--out", out, "--date", "2023-02-14", "--desk", str(ROOT / "desk.toml"),
                    "--audience", "analyst", "--format", "html,eml,json",
                )  # fmt: skip

        return ratio(lambda: cost(RUN), lambda: cost(UNLIMITED + RUN), rounds=5)


def long_prints() -> float:
    """CPU time a page of about 90 printed pages over that of about 30: 1 is linear."""
    from briefing.config import AudienceSettings, Desk
    from briefing.render.pdf import PdfRenderer
    from briefing.render.specimen import specimen

    audience = AudienceSettings("analyst", "analyst")
    renderer, brief = PdfRenderer(Desk(), audience), specimen(Desk(), audience)
    renderer.render(brief)  # starting WeasyPrint is not printing

    def cost(times: int) -> float:
        sections = [
            replace(s, title=f"{s.title} {n}") for n in range(times) for s in brief.sections
        ]
        printed: list[bytes] = []
        spent = cpu(
            lambda: printed.append(
                renderer.render(replace(brief, sections=tuple(sections))).content
            )
        )
        return spent / _pages(printed[0])

    return ratio(lambda: cost(57), lambda: cost(19), rounds=1)


def _pages(content: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(content))


MEASURES: Mapping[str, Callable[[], float]] = {
    "help over a bare Python": cold_start,
    "pysbd over our splitter": splitter_against_pysbd,
    "sumy's LexRank over ours": lexrank_against_sumy,
    "sumy's LexRank over ours, 3,000": partial(ranked_many, "lexrank"),
    "sumy's TextRank over ours, 3,000": partial(ranked_many, "textrank"),
    "trafilatura over our pages": pages_against_trafilatura,
    "ranking 2,000 sentences over reading": ranking_against_reading,
    "extra audience over the first": extra_audience,
    "limited processes over one": isolation,
    "growth from 40 to 160 articles": linear_growth,
    "growth from 500 to 2,000 reports": growth_of_a_day,
    "growth from 30 to 90 printed pages": long_prints,
    "growth from 100 to 1,000 live reports": live_reports,
    "one worker reading over two": two_readers,
}

if __name__ == "__main__":
    sys.exit(main())
