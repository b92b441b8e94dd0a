"""Run the product over task files and compare with what it reached before.

    python benchmarks/quality.py --data DIR --out DIR [--days DIR] [--floors FILE] [--task NAME ...]

DIR holds some of `TASK.jsonl`, in the formats of the data's own README. For each,
predictions go to `OUT/TASK.jsonl`; tasks without a file are named. Where DIR holds
a `score.py`, its measures are printed beside their floors, and a measure below
its floor ends the run with exit 1. The task `days` is whole editions: each folder of
`--days` that holds a `day.json` is one annotated day, and the `score.py` beside them
makes its edition with the `briefing` of this environment.

The predictors in `benchmarks/tasks/` call the product's functions with the
product's defaults. They never see a gold field: it is dropped here, before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

FIELDS: Mapping[str, tuple[str, ...]] = {
    "summaries": ("id", "language", "words", "documents"),
    "stories": ("id", "title", "text", "published"),
    "claims": ("id", "a", "b"),
    "sentences": ("id", "text"),
    "tolls": ("id", "title", "text"),
    "pages": ("id", "url", "html"),
}
"""What a predictor may see of a row."""
DAYS = "days"
MOST = ".max"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    data, out = Path(arguments.data), Path(arguments.out)
    if not data.is_dir():
        print(f"{data}: no such folder, so there is nothing to measure", file=sys.stderr)
        return 0
    tasks = arguments.task or [*FIELDS, DAYS]
    floors = _floors(arguments.floors)
    below: list[str] = []
    for task in tasks:
        if task == DAYS:
            if measured := score_days(arguments.days):
                below += _compare(DAYS, measured, floors.get(DAYS, {}))
            continue
        if not (data / f"{task}.jsonl").is_file():
            print(f"{task}: no {task}.jsonl in the data, left out")
            continue
        seconds = predict(task, data, out)
        print(f"{task}: predicted in {seconds:.1f} s of CPU")
        below += _compare(task, score(task, data, out), floors.get(task, {}))
    for line in below:
        print(f"BELOW ITS FLOOR: {line}", file=sys.stderr)
    return 1 if below else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--days", metavar="DIR", help="annotated days, for the task of that name")
    parser.add_argument("--floors", metavar="FILE")
    parser.add_argument("--task", action="append", choices=[*FIELDS, DAYS])
    return parser


def predict(task: str, data: Path, out: Path) -> float:
    """Write `out/TASK.jsonl`; the CPU seconds it took."""
    before = time.process_time()
    predictor = import_module(f"benchmarks.tasks.{task}")
    out.mkdir(parents=True, exist_ok=True)
    with (out / f"{task}.jsonl").open("w", encoding="utf-8") as file:
        for row in predictor.predict(rows(task, data)):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return time.process_time() - before


def rows(task: str, data: Path) -> Iterator[dict[str, Any]]:
    """The rows of a task file without their gold."""
    with (data / f"{task}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                row = json.loads(line)
                yield {name: row[name] for name in FIELDS[task] if name in row}


def score(task: str, data: Path, out: Path) -> Mapping[str, float]:
    """Measures by `measure` or `group.measure`; empty where the data brings no scorer."""
    scorer = data / "score.py"
    if not scorer.is_file() or f'"{task}": (' not in scorer.read_text("utf-8"):
        return {}
    name = f"{task}.jsonl"
    command = [sys.executable, str(scorer), task, str(data / name), str(out / name), "--json"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(ran.stdout)
    groups = result.get("groups", {})
    return {
        **result["scores"],
        **{f"{group}.{m}": v for group, values in groups.items() for m, v in values.items()},
    }


def score_days(folder: str | None) -> Mapping[str, float]:
    """Measures of the annotated days, their mean by `measure`, each day's by `day.measure`.

    Shares are in percent. Empty, with a word on standard output, where there are none.
    """
    days = sorted(Path(folder).glob("*/day.json")) if folder else []
    if not folder or not days or not (scorer := Path(folder) / "score.py").is_file():
        print(f"{DAYS}: no annotated days in {folder or '--days'}, left out")
        return {}
    briefing = Path(sys.executable).with_name("briefing")
    sets = [str(day.parent) for day in days]
    command = [sys.executable, str(scorer), "--json", "--run", str(briefing), *sets]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(ran.stdout)
    print(f"{DAYS}: {len(days)} editions made, the mean of their measures")
    one = {f"{day}.{m}": v for day, values in result["sets"].items() for m, v in values.items()}
    return {name: _percent(name, v) for name, v in (result["mean"] | one).items() if v is not None}


def _percent(name: str, value: float) -> float:
    whole = name.endswith(("composite", "apart merged"))
    return value if whole else 100 * value


def _compare(
    task: str, measured: Mapping[str, float], floors: Mapping[str, float]
) -> Iterator[str]:
    """Print measures beside floors; give a line for each that fell below.

    A floor named `MEASURE.max` is the most that the measure may be.
    """
    most = {name.removesuffix(MOST): v for name, v in floors.items() if name.endswith(MOST)}
    least = {name: v for name, v in floors.items() if not name.endswith(MOST)}
    for name in _interesting(measured, [*least, *most]):
        value, floor, ceiling = measured.get(name), least.get(name), most.get(name)
        shown = "missing" if value is None else f"{value:7.4f}"
        bounds = f"   floor {floor:.4f}" if floor is not None else ""
        bounds += f"   at most {ceiling:.4f}" if ceiling is not None else ""
        print(f"  {name:<40} {shown}{bounds}")
        if floor is not None and (value is None or value < floor):
            yield f"{task}.{name}: {shown.strip()} < {floor}"
        if ceiling is not None and (value is None or value > ceiling):
            yield f"{task}.{name}: {shown.strip()} > {ceiling}"


def _interesting(measured: Mapping[str, float], bounded: Iterable[str]) -> Iterable[str]:
    return list(dict.fromkeys([*bounded, *(n for n in measured if "." not in n)]))


def _floors(path: str | None) -> Mapping[str, Mapping[str, float]]:
    if path is None:
        return {}
    table = tomllib.loads(Path(path).read_text("utf-8")).get("quality", {})
    return {task: dict(_flat(floors)) for task, floors in table.items()}


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", float(value)


if __name__ == "__main__":
    sys.exit(main())
