"""Editions as they were made hold, and each fault has its place."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from datetime import date
from glob import glob
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.archive.sums import SUMS
from briefing.cli import main
from briefing.config import read_desk
from briefing.errors import VerifyError
from briefing.pipeline import make
from briefing.verify import editions, verify
from briefing.verify.agreement import _standings
from briefing.verify.compare import Comparison
from briefing.verify.words import Known, words
from tests.conftest import Run
from tests.days import write_desk
from tests.verify.forge import resum, rewrite

ARTICLE = """The old pier at Zelenka was reopened on Monday after two years of repairs.

The council paid for new planks and for 40 lamps. "It is as good as new," said the mayor, Ida Rask.
"""
README = Path(__file__).parents[2] / "README.md"


def test_editions_as_made_hold(made: Path) -> None:
    first, second = (verify(folder) for folder in editions([made]))
    assert (first.briefs, first.forms, first.beyond) == (2, 7, 0)
    assert second.citations > 20
    assert set(second.contents) == {
        line[66:] for line in (made / "2024-05-02" / SUMS).read_text().splitlines()
    }


def test_an_edition_may_be_copied_anywhere(made: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(made / "2024-05-02", tmp_path / "kept")
    assert verify(Path(copy)).beyond > 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found(data: st.DataObject, made: Path, tmp_path: Path) -> None:
    folder = made / "2024-05-01"
    victim = data.draw(st.sampled_from(sorted(p for p in folder.rglob("*") if p.is_file())))
    before = victim.read_bytes()
    content = bytearray(before)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = (content[place] + data.draw(st.integers(1, 255))) % 256
    victim.write_bytes(bytes(content))
    try:
        with pytest.raises(VerifyError):
            verify(folder)
    finally:
        victim.write_bytes(before)


def _point(data: dict[str, Any]) -> dict[str, Any]:
    return next(p for s in data["sections"] for p in s["points"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: _point(d).update(text="Two trunks."), r"points\[0\]: prints"),
        (lambda d: _point(d)["citations"][0].update(start=3), r"citations\[0\]: quotes"),
        (lambda d: _point(d)["citations"][0].update(end=40_000), "is no span of sources/"),
        (lambda d: _point(d)["citations"][0].update(article="x"), "article 'x' is not in sources/"),
        (lambda d: _point(d).update(citations=[]), r"points\[0\].citations: \[\] has less than 1"),
        (lambda d: _point(d).update(citations=None), r"points\[0\].citations: null is not"),
        (lambda d: _point(d)["citations"][0].pop("start"), '"start" is a required property'),
        (lambda d: _point(d)["citations"][0].update(edition="1999-01-01"), "Additional properties"),
        (lambda d: d["sources"][0].update(sha256="0" * 64), r"sources\[0\]: .* another sha256"),
        (
            lambda d: d["sources"][0].update(uri="x.txt"),
            "the id of another text, or of another uri",
        ),
        (lambda d: d["sources"][0].update(outlet="Else"), "outlet: 'Else', but the analysis has"),
        (lambda d: _point(d).update(standing="corroborated", origins=2), "but it cites 1"),
        (lambda d: d["figures"][0].update(value=9), r"figures\[0\]: not as the analysis has it"),
        (lambda d: d["edition"].update(audience="board"), "is another's"),
        (lambda d: d["edition"].update(date="2024-05-03"), "but it lies in 2024-05-02"),
    ],
)
def test_a_forged_brief_is_told_with_its_place(
    edition: Path, change: Callable[[dict[str, Any]], Any], told: str
) -> None:
    rewrite(edition / "analyst.json", change)
    resum(edition)
    with pytest.raises(VerifyError, match=rf"analyst\.json: .*{told}"):
        verify(edition)


# --- What is quoted of an earlier edition ------------------------------------------------


def _earlier(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda d: change(next(c for c in d["changes"] if c["earlier"]))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["earlier"].update(text="It was open."), "quotes"),
        (lambda c: c["earlier"].update(end=40_000), "is no span"),
        (lambda c: c["earlier"].update(sha256="0" * 64), "changed since it was quoted"),
        (lambda c: c["earlier"].update(edition="1999-01-01"), "no source of an earlier edition"),
        (lambda c: c["earlier"].update(edition="2024-05-02"), "no source of an earlier edition"),
        (lambda c: c["earlier"].update(article="../x"), "no source of an earlier edition"),
        (lambda c: c.update(before="It fell."), "before is"),
        (lambda c: c.update(after="It fell."), "after is"),
    ],
)
def test_a_forged_change_is_found(
    edition: Path, change: Callable[[dict[str, Any]], Any], told: str
) -> None:
    for name in ("analyst.json", "analysis.json"):
        rewrite(edition / name, _earlier(change))
    resum(edition)
    with pytest.raises(VerifyError, match=told):
        verify(edition)


def test_so_is_an_earlier_text_that_was_changed(edition: Path) -> None:
    for path in (edition.parent / "2024-05-01" / "sources").iterdir():
        path.write_text(path.read_text() + "Or was it?")
    with pytest.raises(VerifyError, match=r"2024-05-01/sources/.*changed since it was quoted"):
        verify(edition)


def test_it_is_counted_where_the_earlier_edition_is_gone(edition: Path) -> None:
    here = verify(edition)
    shutil.rmtree(edition.parent / "2024-05-01")
    gone = verify(edition)
    assert gone.beyond > here.beyond == 0
    assert gone.citations + gone.beyond == here.citations


# --- The editor, and templates of a desk's own -------------------------------------------


def test_a_note_is_told_in_the_data_and_in_all_forms(tmp_path: Path) -> None:
    desk_file = write_desk(tmp_path)
    folder = tmp_path / "output" / "2024-05-01"
    folder.mkdir(parents=True)
    (folder / "note.md").write_text("Please *mind* the lowered bridge near Zelenka.")
    make(read_desk(desk_file), date(2024, 5, 1), tmp_path / "output")
    assert verify(folder).forms == 6
    assert "Zelenka" in json.loads((folder / "analyst.json").read_bytes())["note"]
    (folder / "note.md").write_text("Something else.")
    with pytest.raises(VerifyError, match=r"note\.md: not what analyst\.json prints"):
        verify(folder)


def test_words_of_a_desks_own_template_are_known_with_its_desk(tmp_path: Path) -> None:
    desk_file = write_desk(tmp_path)
    own = tmp_path / "templates" / "analyst"
    own.mkdir(parents=True)
    (own / "page.html.j2").write_text(
        '{% extends "base/page.html.j2" %}{% block masthead %}{{ super() }}'
        "<p>Strictly between you, us and the harbour cat</p>{% endblock %}"
    )
    desk = read_desk(desk_file)
    make(desk, date(2024, 5, 1), tmp_path / "output", formats=("html", "json"))
    folder = tmp_path / "output" / "2024-05-01"
    assert verify(folder, desk=desk).forms == 1
    with pytest.raises(VerifyError, match=r'says "strictly between you us.*with --desk'):
        verify(folder)


# --- The command line --------------------------------------------------------------------


def test_the_commands_of_the_readme_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of our own program, in their order, in the folder that they make."""
    text = README.read_text("utf-8").partition("## Your first own desk")[2].partition("```\n")[0]
    lines = [line.partition("#")[0] for line in re.findall(r"(?m)^\$ (.*)$", text)]
    ours = [part for line in lines for part in line.split("&&") if part.split()[0] == "briefing"]
    assert [shlex.split(line)[1] for line in ours] == [
        "init",
        "check",
        "make",
        "make",
        "verify",
        "read",
    ]
    monkeypatch.setenv("HOME", str(tmp_path))
    for line in ours:
        words = shlex.split(line)[1:]
        here = [sorted(glob(w)) if "*" in w else [w] for w in words]  # noqa: PTH207  # as a shell does
        given = [str(Path(w).expanduser()) for found in here for w in found]
        if given[0] == "read":
            given[-1] = "the"
        assert main(given) == 0, line
        if given[0] == "init":
            monkeypatch.chdir(tmp_path / "desk")
            Path("articles/pier.txt").write_text(ARTICLE)
    told = capsys.readouterr().out
    assert "say what their sources say" in told


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["."], ["2024-05-01", "2024-05-02"]),
        (["2024-05-02"], ["2024-05-02"]),
        (["2024-05-02", "2024-05-01", "feed.atom", "index.html"], ["2024-05-02", "2024-05-01"]),
        (["2024-05-02/analyst.pdf", "2024-05-02"], ["2024-05-02"]),
    ],
)
def test_what_stands_for_an_edition(made: Path, names: list[str], found: list[str]) -> None:
    assert [folder.name for folder in editions(made / name for name in names)] == found


@pytest.mark.parametrize("name", ["nowhere", "empty", "lonely.txt"])
def test_what_is_no_edition_is_told(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "lonely.txt").write_text("x")
    assert main(["verify", str(tmp_path / name)]) == 1
    assert f"{name}: no such edition" in capsys.readouterr().err


def test_every_edition_is_looked_at_and_every_fault_told(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (out / "2024-05-01" / "analyst.txt").write_text("x")
    assert main(["verify", str(out)]) == 1
    told = capsys.readouterr()
    assert "2024-05-01/analyst.txt: changed" in told.err
    assert "2024-05-02: " in told.out


# --- Words -------------------------------------------------------------------------------


@given(st.lists(st.text(min_size=1, max_size=20), max_size=5), st.text(max_size=60))
def test_what_is_known_is_explained(phrases: list[str], text: str) -> None:
    known = Known()
    known.phrases(phrases)
    known.text(text)
    for phrase in phrases:
        assert not list(known.unexplained(words(phrase)))


def test_a_sentence_nobody_wrote_is_not_explained() -> None:
    known = Known()
    known.text("The bridge at Orlova was closed to lorries on Thursday after cracks were found.")
    known.phrases(["single source", "Harbour Post"])
    shown = (
        "The bridge at Orlova was closed to lorries single source 12 Harbour Post resigned today"
    )
    assert list(known.unexplained(words(shown))) == [("resigned", "today")]


def test_a_sentence_that_is_printed_for_its_own_news_may_stand_alone() -> None:
    claim = {"standing": "corroborated", "origins": 3, "members": ["a", "b", "c"]}
    assert set(_standings(claim, ["a"])) == {("corroborated", 3), ("single-source", 1)}
    claim |= {"disputes": ["d"]}
    assert set(_standings(claim, ["a"])) == {("corroborated", 3), ("disputed", 1)}
    assert set(_standings(claim, ["a", "b"])) == {("corroborated", 3)}
    disputed = {**claim, "standing": "disputed"}
    assert set(_standings(disputed, ["a"])) == {("disputed", 3), ("disputed", 1)}


def test_an_address_may_be_divided_at_the_end_of_a_line() -> None:
    source = {"url": "https://dyke.example/flood/nation/2024", "title": None, "outlet": "Dyke"}
    brief: Any = {"sources": [source]}
    one = Comparison.__new__(Comparison)
    one.brief = brief
    assert one._is_divided(("flood", "n", "ation"))
    assert not one._is_divided(("no", "flood", "at", "all"))


def test_a_mail_that_leaves_out_thousands_is_what_it_says(briefing: Run, tmp_path: Path) -> None:
    """ "1,176 more points": the number is parted as the language parts it."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("Two piers of Alma were closed on Monday, the mayor said.\n")
    for number in range(1100):
        (folder / f"{number}.xyz").touch()
    audience = '[[audience]]\nname = "all"\ntemplate = "analyst"\nformats = ["eml", "json"]\n'
    desk = '[desk]\nname = "Alma"\ntimezone = "UTC"\n' + audience
    (tmp_path / "desk.toml").write_text(desk)
    made = briefing("make", "in", "--date", "2023-02-14", "--out", "out", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    checked = briefing("verify", "out/2023-02-14", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
