"""The user's guide says what the code says: no verb, option, setting or part is missing."""

from __future__ import annotations

import argparse
import re
import sqlite3
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime, time, timedelta
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
from briefing.errors import ConfigError
from briefing.model import (
    Article,
    Artifact,
    Brief,
    Citation,
    DisputeRow,
    Document,
    Edition,
    FigureRow,
    Gap,
    Reference,
)
from briefing.plugins import (
    DELIVERERS,
    RENDERERS,
    SOURCES,
    SUMMARIZERS,
    THEMES,
    Deliverer,
    Renderer,
    Source,
    Summarizer,
    ThemeFinder,
    load,
)
from briefing.read import read
from tests.fakes import article

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
    if isinstance(value, timedelta) and value < timedelta(hours=1):
        return f"{value.total_seconds() / 60:.0f}m"
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 3600:.0f}h"
    return list(value) if isinstance(value, tuple) else value


def test_no_setting_is_told_that_is_none() -> None:
    for head, kind in SETTINGS.items():
        known = {f.metadata.get("key") or f.name for f in fields(kind) if f.metadata}
        told = {row[0].strip("`") for row in table(sections("desk.md")[head])}
        assert told - {"path", "fields"} <= known, head


@pytest.mark.parametrize("example", blocks("desk.md", "toml"))
def test_examples_of_the_desk_file_are_valid(example: str) -> None:
    raw = tomllib.loads(example)
    if "mail" not in raw:
        raw["desk"] = {"name": "Example", **raw.get("desk", {})}
    assert parse_desk(raw, Path("desk.toml")).audiences


# --- docs/sources.md -----------------------------------------------------------------------


KINDS = sorted(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][SOURCES]
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_of_source_is_told(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[str] = []
    monkeypatch.setattr(
        "briefing.collect.options.Options.done", lambda self: known.extend(self.known)
    )
    load(SOURCES, kind, "")({"url": "https://example.org/", "path": "in"}, "S", Path())
    rows = table(sections("sources.md")[f"`{kind}`"])
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row[0])] == known


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


def example(module: str, name: str) -> Any:
    """The part that the page shows, as if its package were installed."""
    (code,) = (b for b in blocks("plugins.md", "python") if b.startswith(f"# my_parts/{module}.py"))
    names: dict[str, Any] = {}
    exec(compile(code, f"{module}.py", "exec"), names)
    return names[name]


def test_the_package_names_every_example() -> None:
    package = tomllib.loads(blocks("plugins.md", "toml")[0])["project"]["entry-points"]
    assert set(package) == set(GROUPS.values())
    shown = {re.findall(r"my_parts/(\w+)", b)[0] for b in blocks("plugins.md", "python")}
    named = [value for parts in package.values() for value in parts.values()]
    assert shown == {value.split(":")[0].removeprefix("my_parts.") for value in named}
    for value in named:
        module, name = value.removeprefix("my_parts.").split(":")
        assert isinstance(example(module, name), type)


@pytest.mark.parametrize("text", blocks("plugins.md", "toml")[1:])
def test_examples_of_desks_with_plugins_are_valid(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.config.known_formats", lambda: ("pdf", "csv"))
    assert parse_desk(tomllib.loads(text), Path("desk.toml")).audiences


def test_the_example_of_a_source(tmp_path: Path) -> None:
    (tmp_path / "cms").mkdir()
    with closing(sqlite3.connect(tmp_path / "cms/stories.sqlite")) as database, database:
        database.execute("CREATE TABLE stories (slug, headline, body, published)")
        database.executemany(
            "INSERT INTO stories VALUES (?, ?, ?, ?)",
            [("b", "New", "The port closed.", "2023-02-14"), ("a", "Old", "x", "2023-02-01")],
        )
    newsroom = example("newsroom", "Newsroom")
    source = newsroom({"database": "cms/stories.sqlite"}, "Own", tmp_path)
    assert isinstance(source, Source)
    (document,) = source.fetch(datetime(2023, 2, 10, tzinfo=UTC))
    assert isinstance(document, Document)
    (story,) = read(document)
    assert isinstance(story, Article)
    assert (story.title, story.outlet, story.text) == ("New", "Own", "The port closed.")
    assert [d.uri for d in source.fetch(None)] == ["a.json", "b.json"]  # type: ignore[union-attr]
    (gap,) = newsroom({"database": "none.sqlite"}, "Own", tmp_path).fetch(None)
    assert isinstance(gap, Gap)
    with pytest.raises(ConfigError, match="database: missing"):
        newsroom({}, "Own", tmp_path)


def test_the_example_of_a_theme_finder() -> None:
    finder = example("patterns", "Patterns")([ThemeSettings("port", "Port", (r"port\b",))])
    assert isinstance(finder, ThemeFinder)
    (first, second) = finder.find([article("The Port is closed. Reports say so.")])
    assert first.themes == (("port", 1.0),)
    assert second.themes == ()


def test_the_example_of_a_summarizer() -> None:
    summarizer = example("numbers_first", "NumbersFirst")()
    assert isinstance(summarizer, Summarizer)
    sentences = list(article("He left. It cost 1,200 of 3.5 million.").sentences())
    low, high = summarizer.rank(sentences)
    assert low < high


def test_the_example_of_a_renderer() -> None:
    renderer = example("figures_csv", "FiguresCsv")(Desk(), AudienceSettings("board"))
    assert isinstance(renderer, Renderer)
    artifact = renderer.render(small_brief())
    assert artifact.name == "board.csv"
    assert artifact.content.decode().splitlines()[1:] == ["1200,people,'=killed,UN,,,1,1300"]


def test_the_example_of_a_deliverer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = example("paper", "Paper")
    monkeypatch.setattr(paper, "command", (sys.executable, "-c", "import sys; sys.stdin.read()"))
    pages = [Artifact("a.pdf", "application/pdf", b"%PDF-"), Artifact("a.txt", "text/plain", b"")]
    deliverer = paper(Desk(folder=tmp_path), AudienceSettings("board"))
    assert isinstance(deliverer, Deliverer)
    statuses = [[r.status for r in deliverer.deliver(small_brief(), pages)] for _ in range(2)]
    monkeypatch.setattr(paper, "command", ("no-such-program",))
    other = [Artifact("b.pdf", "application/pdf", b"%PDF-1")]
    assert [*statuses, [r.status for r in deliverer.deliver(small_brief(), other)]] == [
        ["delivered"],
        ["kept"],
        ["failed"],
    ]


def small_brief() -> Brief:
    said = article("The UN counted 1,200. The mayor counted 1,300.", "one")
    first, second = (Citation.of(sentence) for sentence in said.sentences())
    row = FigureRow(
        1200, None, None, "people", "=killed", True, "UN", "", "", (first,),
        (DisputeRow(1300, (second,)),),
    )  # fmt: skip
    source = Reference(said.id, 1, said.uri, None, None, None, None, "o", said.sha256)
    edition = Edition("Desk", "2023-02-14", "2023-02-14T06:00:00+00:00", "board", 1)
    return Brief(edition, (), (), (row,), (), (source,), (), ())


# --- docs/languages.md -------------------------------------------------------------------


def language_keys() -> set[tuple[str, str]]:
    """Every table and key that some language's file has."""
    return {
        (head, key)
        for path in (ROOT / "briefing/languages").rglob("*.toml")
        for head, values in tomllib.loads(path.read_text("utf-8")).items()
        if isinstance(values, dict)
        for key in values
    }


def told_language_keys() -> set[tuple[str, str]]:
    return {
        (head.strip("[]"), row[0].strip("`"))
        for head, text in sections("languages.md").items()
        for row in table(text)
    }


def test_every_key_of_a_language_is_told() -> None:
    assert language_keys() - told_language_keys() == set()


def test_every_key_told_of_a_language_is_read() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "briefing").rglob("*.py"))
    assert {(head, key) for head, key in told_language_keys() if f'"{key}"' not in code} == set()


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
