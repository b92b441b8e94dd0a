"""What is made of the program's own files is kept for the next run, and never trusted blindly."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing.config import read_desk
from briefing.kept import keep, kept, lookup
from briefing.language import language
from briefing.render import get_ready
from briefing.render.environment import Sandbox, _environment

SAMPLE = Path(__file__).parents[1] / "desk.toml"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    return tmp_path


def made(calls: list[int]) -> Callable[[], object]:
    def make() -> object:
        calls.append(1)
        return {"rows": ["one", "two"], "n": len(calls)}

    return make


def files(cache: Path) -> list[Path]:
    return [path for path in sorted(cache.rglob("*")) if path.is_file()]


def test_it_is_made_once_of_one_source(cache: Path) -> None:
    calls: list[int] = []
    assert [kept("t", b"a", made(calls)) for _ in range(3)] == [
        {"rows": ["one", "two"], "n": 1}
    ] * 3
    assert kept("t", b"b", made(calls)) == {"rows": ["one", "two"], "n": 2}
    assert len(files(cache)) == 1  # the newest goes over the older


def test_what_is_cut_short_or_changed_is_made_again(cache: Path) -> None:
    keep("t", b"a", ["whole"])
    (file,) = files(cache)
    whole = file.read_bytes()
    for broken in (b"", whole[:20], whole[:-1], whole[:-2] + b"xy", b"\0" * len(whole)):
        file.write_bytes(broken)
        assert lookup("t", b"a") is None
    file.write_bytes(whole)
    assert lookup("t", b"a") == ["whole"]


def test_where_nothing_may_be_written_it_is_made_each_time(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept("t", b"a", made(calls))
    assert not files(cache)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (cache / "taken").write_text("a file where a folder should be")
    monkeypatch.setattr(sys, "pycache_prefix", str(cache / "taken"))
    kept("t", b"a", made(calls))
    assert len(calls) == 2
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    kept("t", b"a", made(calls))
    assert len(calls) == 3


@pytest.fixture
def fresh() -> Iterator[None]:
    for known in (language, _environment):
        known.cache_clear()
    yield
    for known in (language, _environment):
        known.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_a_language_from_the_cache_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    first = language("uk")
    language.cache_clear()
    monkeypatch.setattr("briefing.language._tables", lambda _: pytest.fail("read once more"))
    again = language("uk")
    assert again is not first
    assert again._data == first._data


@pytest.mark.usefixtures("fresh")
def test_our_templates_are_compiled_in_one_run_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = read_desk(SAMPLE)
    get_ready(desk, ["html"])
    _environment.cache_clear()
    monkeypatch.setattr(Sandbox, "compile", lambda *_, **__: pytest.fail("compiled once more"))
    get_ready(desk, ["html"])


@pytest.mark.usefixtures("fresh")
def test_other_bounds_compile_them_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = read_desk(SAMPLE)
    get_ready(desk, ["html"])
    _environment.cache_clear()
    monkeypatch.setattr("briefing.render.environment._compiler", lambda: "another")
    seen: list[object] = []
    monkeypatch.setattr("marshal.loads", lambda _: seen.append(1))
    get_ready(desk, ["html"])
    assert not seen
