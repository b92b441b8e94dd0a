"""The user's guide says what the code says: no verb, option, setting or part is missing."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefing.cli import parser
from briefing.collect.folder import LINES, MEDIA_TYPES
from briefing.config import (
    AudienceSettings,
    Desk,
    MailSettings,
    SourceSettings,
    ThemeSettings,
    parse_desk,
)
from briefing.plugins import DELIVERERS, RENDERERS, SOURCES, SUMMARIZERS, THEMES

DOCS = Path(__file__).parents[1] / "docs"
ROOT = DOCS.parent
SETTINGS = {
    "[desk]": Desk,
    "[[source]]": SourceSettings,
    "[[theme]]": ThemeSettings,
    "[[audience]]": AudienceSettings,
    "[mail]": MailSettings,
}
GROUPS = {
    "Sources": SOURCES,
    "Themes": THEMES,
    "Summarizers": SUMMARIZERS,
    "Renderers": RENDERERS,
    "Deliverers": DELIVERERS,
}


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@cache
def sections(name: str) -> dict[str, str]:
    """The text below each `## ` heading of a page."""
    parts = re.split(r"^## (.+)$", page(name), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page(name), flags=re.M | re.S)


# --- docs/cli.md -------------------------------------------------------------------------


def verbs() -> dict[str, argparse.ArgumentParser]:
    (actions,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(actions.choices)


def test_every_verb_has_its_section() -> None:
    told = set(sections("cli.md")) - {"Exit codes"}
    assert told == set(verbs())
    assert {f"[`{verb}`](#{verb})" for verb in told} <= set(re.findall(r"\[`.+?\)", page("cli.md")))


@pytest.mark.parametrize("verb", verbs())
def test_every_option_is_told(verb: str) -> None:
    rows = [row[0].strip("`") for row in table(sections("cli.md")[verb])]
    told = {name for name in rows if re.match(r"--|[A-Z]+$", name)}
    everywhere = {"--quiet", "--verbose", "--help"}
    wanted = {_told(action) for action in verbs()[verb]._actions}
    assert told == {name for name in wanted if name.split()[0] not in everywhere}
    assert all(f"`{name}`" in page("cli.md") for name in everywhere)


def _told(action: argparse.Action) -> str:
    words = [*action.option_strings[-1:], *([str(action.metavar)] if action.metavar else [])]
    return " ".join(words)


def test_every_exit_code_is_told() -> None:
    told = re.findall(r"^\| (\d+) \|", sections("cli.md")["Exit codes"], flags=re.M)
    epilog = parser().epilog or ""
    assert told == re.findall(r"(\d+) [a-z]", epilog)


# --- docs/desk.md ------------------------------------------------------------------------


def settings() -> list[tuple[str, Field[Any]]]:
    return [(head, f) for head, kind in SETTINGS.items() for f in fields(kind) if f.metadata]


@pytest.mark.parametrize(("head", "spec"), settings(), ids=lambda v: getattr(v, "name", v))
def test_every_setting_is_told_with_its_default(head: str, spec: Field[Any]) -> None:
    key = spec.metadata["key"] or spec.name
    rows = [row for row in table(sections("desk.md")[head]) if row[0] == f"`{key}`"]
    assert len(rows) == 1, key
    told = rows[0][2]
    if spec.default is MISSING:
        assert told == "*needed*"
    elif (head, key) == ("[[audience]]", "template"):
        assert told == "the audience's name"
    elif spec.default in (None, ""):
        assert told == "none"
    else:
        assert tomllib.loads(f"v = {told.strip('`')}")["v"] == _as_toml(spec.default)


def _as_toml(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 3600:.0f}h"
    return list(value) if isinstance(value, tuple) else value


def test_no_setting_is_told_that_is_none() -> None:
    for head, kind in SETTINGS.items():
        known = {f.metadata.get("key") or f.name for f in fields(kind) if f.metadata}
        told = {row[0].strip("`") for row in table(sections("desk.md")[head])}
        assert told - {"path"} <= known, head


@pytest.mark.parametrize("example", blocks("desk.md", "toml"))
def test_examples_of_the_desk_file_are_valid(example: str) -> None:
    raw = tomllib.loads(example)
    if "mail" not in raw:
        raw["desk"] = {"name": "Example", **raw.get("desk", {})}
    assert parse_desk(raw, Path("desk.toml")).audiences


# --- docs/inputs.md ----------------------------------------------------------------------


def test_every_input_format_is_told() -> None:
    told = {
        ending for row in table(page("inputs.md")) for ending in re.findall(r"`(\.\w+)`", row[0])
    }
    assert told == {*MEDIA_TYPES, *LINES}


def test_every_sample_is_told() -> None:
    told = {row[0].strip("`") for row in table(sections("inputs.md")["The samples"])}
    assert told == {path.name for path in (ROOT / "seeds").iterdir()}


# --- docs/plugins.md ---------------------------------------------------------------------


@pytest.mark.parametrize("head", GROUPS)
def test_every_part_of_ours_is_told(head: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = {row[0].strip("`") for row in table(sections("plugins.md")[head])}
    assert told == set(project["entry-points"][GROUPS[head]])


# --- All pages ---------------------------------------------------------------------------


def pages() -> list[Path]:
    return sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])


@pytest.mark.parametrize("path", pages(), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", path.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        other = path.parent / name if name else path
        assert other.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", other.read_text("utf-8"), flags=re.M)
            assert anchor in {_anchor(head) for head in heads}, target


def _anchor(head: str) -> str:
    """As GitHub makes them: lower case, spaces to dashes, punctuation dropped."""
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
