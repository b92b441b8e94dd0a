"""A form that cannot be made costs that form: the others are written, and say what is missing."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from briefing import press
from briefing.archive import Prints
from briefing.errors import RenderError
from briefing.model import Artifact
from briefing.press import Printed, printed, shown
from briefing.render import get_ready, render
from briefing.render.environment import Sandbox
from briefing.workers import MB, Limits
from tests.conftest import Run
from tests.render.sample import AUDIENCE, DESK, brief

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
DESK_FILE = """
[desk]
name = "Harbour"
timezone = "UTC"
[[audience]]
name = "analyst"
template = "mine"
formats = ["html", "md", "json", "eml"]
attach = ["html", "md"]
[[audience]]
name = "public"
formats = ["html", "json"]
"""
STORY = "The old bridge at Arden was closed on Monday, police said. Divers found nine cracks.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "desk.toml").write_text(DESK_FILE)
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "templates" / "mine").mkdir(parents=True)
    return tmp_path


def made(briefing: Run, desk: Path, code: int) -> str:
    done = briefing(*("make", "story.txt", "--date", "2023-02-14", "--out", "out"), cwd=desk)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_template_with_a_mistake_costs_its_form(briefing: Run, desk: Path) -> None:
    (desk / "templates/mine/page.html.j2").write_text("\n{{ surprise }}")
    said = made(briefing, desk, 4)
    assert "briefing: analyst.html: not made: templates/mine/page.html.j2:2: 'surprise'" in said
    edition = desk / "out/2023-02-14"
    names = {p.name for p in edition.iterdir()}
    assert "analyst.html" not in names
    assert names >= {"analyst.md", "analyst.json", "analyst.eml", "public.html", "analysis.json"}
    brief = json.loads((edition / "analyst.json").read_bytes())
    gaps = {gap["where"]: gap["what"] for gap in brief["gaps"]}
    assert gaps["analyst.html"].startswith("not made: templates/mine/page.html.j2:2")
    assert "analyst.html" in (edition / "analyst.md").read_text()
    assert "analyst.html" not in (edition / "public.json").read_text()
    mail = message_from_bytes((edition / "analyst.eml").read_bytes())
    assert [p.get_filename() for p in mail.walk() if p.get_filename()] == ["2023-02-14-analyst.md"]
    assert briefing("verify", edition).returncode == 0


def test_a_style_of_the_desk_with_a_mistake_costs_the_prints(briefing: Run, desk: Path) -> None:
    """Several prints share what is loaded before, and nothing of the desk's own is in that."""
    (desk / "templates/base").mkdir()
    (desk / "templates/base/print.css").write_text("{% nothing %}")
    text = DESK_FILE.replace('"html", "json"', '"html", "pdf"').replace('"md", ', '"pdf", ')
    (desk / "desk.toml").write_text(text)
    said = made(briefing, desk, 4)
    for name in ("analyst", "public"):
        assert f"{name}.pdf: not made: templates/base/print.css:1" in said
    names = {p.name for p in (desk / "out/2023-02-14").iterdir()}
    assert names >= {"analyst.html", "public.html", "analyst.json", "analysis.json"}


def test_what_formats_share_is_compiled_before_the_processes_part(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_ = Sandbox.compile

    def noted(self: Sandbox, source: Any, name: Any = None, *rest: Any, **more: Any) -> Any:
        compiled.append(name)
        return compile_(self, source, name, *rest, **more)

    monkeypatch.setattr(Sandbox, "compile", noted)
    monkeypatch.setattr("briefing.render.environment.lookup", lambda *_: None)  # none is kept
    one = replace(DESK, folder=desk)
    formats = ("html", "pdf", "eml", "epub")
    get_ready(one, formats)
    shared = set(compiled)
    assert {"base/parts.html.j2", "base/page.css", "base/mail.html.j2"} <= shared
    compiled.clear()
    render(brief(), one, AUDIENCE, formats)
    assert not [name for name in compiled if name.startswith("base/") and name in shared]
    # A short print has a style of its own, and few are short.
    assert {name for name in compiled if name.startswith("base/")} <= {"base/small.css"}


def test_what_is_the_desks_own_is_not_compiled_before(desk: Path) -> None:
    (desk / "templates/base").mkdir()
    (desk / "templates/base/page.css").write_text("{% nothing %}")
    get_ready(replace(DESK, folder=desk), ["html"])


def test_what_was_made_before_is_not_left_in_its_place(briefing: Run, desk: Path) -> None:
    made(briefing, desk, 0)
    assert (desk / "out/2023-02-14/analyst.html").exists()
    (desk / "templates/mine/page.html.j2").write_text("{{ surprise }}")
    made(briefing, desk, 4)
    assert not (desk / "out/2023-02-14/analyst.html").exists()


def test_nothing_is_written_when_nothing_can_be_made(briefing: Run, desk: Path) -> None:
    for name in ("analyst", "public"):
        folder = desk / "templates" / ("mine" if name == "analyst" else name)
        folder.mkdir(exist_ok=True)
        (folder / "page.html.j2").write_text("{{ surprise }}")
    done = briefing(
        *("make", "story.txt", "--date", "2023-02-14", "--out", "out", "--format", "html"), cwd=desk
    )
    assert done.returncode == 4
    assert done.stderr.count("surprise") == 2
    assert not (desk / "out/2023-02-14/SHA256SUMS").exists()


def forms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bad: Callable[[str], object]) -> Printed:
    """Of the sample brief, where `bad` is called with the name of each form before it is made."""

    def trapped(*arguments: Any) -> tuple[Artifact, ...]:
        bad(arguments[3][0])
        return render(*arguments)

    monkeypatch.setattr(press, "render", trapped)
    return printed(DESK, [(brief(), AUDIENCE)], ("md", "html", "json"), Prints(tmp_path))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (os.abort, "ended by signal 6"),
        (lambda: dict[str, str]()["x"], "KeyError: 'x'"),
        (lambda: bytes(2**40), "more than [0-9]+ MB of memory"),
    ],
)
def test_a_renderer_that_breaks_costs_its_form(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: Callable[[], object], reason: str
) -> None:
    found = forms(monkeypatch, tmp_path, lambda form: how() if form == "html" else None)
    assert [a.name for a in found.artifacts] == ["analyst.md", "analyst.json"]
    (unmade,) = found.unmade
    assert unmade.name == "analyst.html"
    gaps = [gap for gap in found.briefs[0].gaps if gap.where == "analyst.html"]
    assert [gap.what for gap in gaps] == [f"not made: {unmade.what.splitlines()[0]}"]
    assert re.match(reason, unmade.what)


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wrong() -> None:
    raise RenderError("templates/mine/page.html.j2:3: no such filter")


@pytest.mark.parametrize(
    ("how", "cure"),
    [
        (os.abort, "another try will not mend"),
        (lambda: dict[str, str]()["x"], "another try will not mend"),
        (_wrong, "mend it, and see whether others have faults"),
        (_killed, "when the machine has more memory free"),
        (lambda: bytes(2**40), "for a smaller brief lower points"),
    ],
)
def test_the_advice_fits_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: Callable[[], object], cure: str
) -> None:
    found = forms(monkeypatch, tmp_path, lambda form: how() if form == "html" else None)
    (unmade,) = found.unmade
    reason, told = unmade.what.split("\n")
    assert cure in told
    assert ("memory free" in told) == (how is _killed)
    assert 'take "html" from' in told
    assert cure not in reason


def test_a_form_whose_process_is_killed_is_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def killed(form: str) -> None:
        mark = tmp_path / form
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    found = forms(monkeypatch, tmp_path, killed)
    assert not found.unmade
    plain = render(brief(), DESK, AUDIENCE, ("md", "html", "json"))
    assert found.artifacts == plain


def test_one_form_alone_is_made_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(brief(), DESK, AUDIENCE, "md").name == "analyst.md"
    monkeypatch.setattr(press, "render", lambda *_: os.abort())
    with pytest.raises(RenderError, match="ended by signal 6"):
        shown(brief(), DESK, AUDIENCE, "md")


def _endless() -> None:
    while True:
        pass


def test_a_form_that_takes_too_long_names_the_limit_and_the_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def renders(one: Any, desk: Any, audience: Any, formats: Any, made: Any = ()) -> Any:
        if formats == ("md",):
            _endless()
        return render(one, desk, audience, formats, made)

    monkeypatch.setattr(press, "render", renders)
    monkeypatch.setattr(press, "_limits", lambda _: Limits(1, 1024 * MB, 256 * MB))
    made = printed(DESK, [(brief(), AUDIENCE)], ("md", "json"), Prints(Path("nowhere")))
    (unmade,) = made.unmade
    limit, cure = unmade.what.split("\n")
    sources = len(brief().sources)
    assert limit == f"more than 1 CPU-s, the limit of one file of an edition with {sources} sources"
    assert f'points, also or figures of the audience "{AUDIENCE.name}"' in cure
    assert unmade.gap.what == f"not made: {limit}"
