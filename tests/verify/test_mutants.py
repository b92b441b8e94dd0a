"""Forms harmed at random, each with digests that fit: not one word of them is free."""

from __future__ import annotations

import email
import email.policy
import json
import random
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.texts import write_day
from briefing.config import read_desk
from briefing.errors import VerifyError
from briefing.pipeline import make
from briefing.verify import verify
from briefing.verify.agreement import Agreement
from briefing.verify.retold import Retold
from tests.days import DAYS, DESK
from tests.verify.forge import resum

MUTANTS = 150
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")


def _retold(edition: Path) -> Retold:
    load = {n: json.loads((edition / f"{n}.json").read_bytes()) for n in ("analyst", "analysis")}
    texts = {p.stem: p.read_bytes().decode() for p in (edition / "sources").glob("*.txt")}
    return Retold(load["analyst"], load["analysis"], texts)


def _lines(edition: Path, form: str) -> str:
    content = (edition / f"analyst.{form}").read_bytes()
    if form != "eml":
        return content.decode()
    part = email.message_from_bytes(content, policy=email.policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _mutants(text: str, seed: str) -> Iterator[tuple[str, str]]:
    """Words and numbers left out, doubled, changed, moved: what was done, and the text."""
    draw = random.Random(seed)
    # The title of a brief is in no JSON.
    found = [m.span() for m in _TOKEN.finditer(text) if m.start() > text.index("\n")]
    for _ in range(MUTANTS):
        (a, b), (c, d) = sorted(draw.sample(found, 2))
        one, other = text[a:b], text[c:d]
        how = draw.choice(("left out", "doubled", "exchanged", "replaced", "before another"))
        made = {
            "left out": text[:a] + text[b:],
            "doubled": f"{text[:b]} {text[a:]}",
            "exchanged": text[:a] + other + text[b:c] + one + text[d:],
            "replaced": text[:a] + other + text[b:],
            "before another": f"{text[:a]}{other} {text[a:]}",
        }[how]
        if made != text:
            yield f"{how}: {one!r}, {other!r}", made


@pytest.mark.parametrize("form", ["txt", "md", "eml"])
def test_no_word_of_a_form_of_lines_is_free(edition: Path, form: str) -> None:
    retold, text = _retold(edition), _lines(edition, form)
    kind = "md" if form == "md" else "txt"
    assert not retold.fault(kind, text)
    missed = [how for how, made in _mutants(text, form) if not retold.fault(kind, made)]
    assert not missed


def test_a_fault_of_a_line_tells_both_sides(edition: Path) -> None:
    path = edition / "analyst.md"
    before = path.read_text()
    path.write_text(before.replace("Valley Gazette,", "Coast Courier,", 1))
    assert path.read_text() != before
    resum(edition)
    with pytest.raises(VerifyError, match=r"analyst\.md: says .*Coast Courier.* its JSON .*Valley"):
        verify(edition)


def test_a_change_may_be_told_by_another_sentence_of_its_claim(edition: Path) -> None:
    """The brief prints what it ranks first, the analysis what was read first."""
    brief, analysis = (
        json.loads((edition / f"{name}.json").read_bytes()) for name in ("analyst", "analysis")
    )
    change = next(c for c in brief["changes"] if c["earlier"] and c["citations"])
    there = next(c for c in analysis["changes"] if c["before"] == change["before"])
    claim = next(c for c in analysis["claims"] if c["id"] == there["claim"])
    other = next(c["lead"] for c in analysis["claims"] if c["id"] != there["claim"])
    claim["members"].append(other)
    told = {**change, "after": other["text"], "citations": [other]}

    def faults(row: dict[str, object]) -> list[str]:
        found = Agreement(analysis).faults("analyst.json", {**brief, "changes": [row]})
        return [fault for fault in found if "changes" in fault]

    assert not faults(told)
    assert faults({**told, "reasons": ["day"]})
    claim["members"].remove(other)
    assert faults(told)


MARK = re.compile(r'<span class="marks">.*?</span></span>', re.S)


def test_no_mark_of_a_page_is_free(page: Path, tmp_path: Path) -> None:
    """The mark of the next point is no mark of the one before it."""
    edition = Path(shutil.copytree(page, tmp_path / page.name))
    text = (edition / "analyst.html").read_text()
    found = [m.span() for m in MARK.finditer(text)]
    passed = [
        n for n, (a, b) in enumerate(found) if not _faults_of(edition, "html", text[:a] + text[b:])
    ]
    assert len(found) > 3
    assert not passed


def _faults_of(edition: Path, form: str, made: str) -> str:
    (edition / f"analyst.{form}").write_text(made)
    resum(edition)
    try:
        verify(edition)
    except VerifyError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("themes", ["none", "one without news"])
def test_sections_that_no_theme_foresaw_and_empty_ones_are_told_as_such(
    tmp_path: Path, themes: str
) -> None:
    desk = DESK.replace('window = "36h"', "")
    if themes == "none":
        desk = re.sub(r"\[\[theme\]\].*?(?=\[\[audience)", "", desk, flags=re.S)
    else:
        desk = desk.replace('["port", "harbour", "quay", "pilots", "bridge"]', '["opera"]')
    (tmp_path / "desk.toml").write_text(desk)
    write_day(tmp_path / "day.jsonl", (dict(a) for day in DAYS.values() for a in day))
    made = make(
        read_desk(tmp_path / "desk.toml"),
        date(2024, 5, 3),
        tmp_path / "out",
        inputs=[tmp_path / "day.jsonl"],
        formats=["json", "txt", "md"],
    )
    assert verify(made.folder).forms


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of all three days' articles in one."""
    folder = tmp_path_factory.mktemp("page")
    write_day(folder / "day.jsonl", (dict(a) for day in DAYS.values() for a in day))
    (folder / "desk.toml").write_text(DESK.replace('window = "36h"', ""))
    made = make(
        read_desk(folder / "desk.toml"),
        date(2024, 5, 3),
        folder / "out",
        inputs=[folder / "day.jsonl"],
        formats=["html", "json"],
    )
    return made.folder


PAGE: dict[str, tuple[str, str, str]] = {
    "another number on a link": (r">\[1\]</a>", ">[2]</a>", "shows .2. for a citation of source 1"),
    "a link elsewhere": (r'href="#q1[^"]*"', 'href="https://x.example/"', "leads from .1."),
    "a link more": (r"</h1>", '</h1><a href="https://x.example/">web</a>', "leads to https"),
    "no number behind a point": (r'<span class="cites">.*?</span>', "", "cites nothing behind"),
    "a word less": (r"<span class=\"said\">\w+ ", '<span class="said">', "says"),
    "no mark": (r'<span class="marks">.*?</span></span>', "", "does not mark"),
    "another outlet": (r"<b>Valley Gazette</b>", "<b>Coast Courier</b>", "outlet of"),
    "another day": (
        r"</b>, <span class=\"fact\">\d",
        '</b>, <span class="fact">2',
        "(?:day of|says)",
    ),
    "a line of the key less": (r"<dt>(?:(?!<dt>).)*?</dd>\n", "", "in the key to its marks"),
    "a paragraph of an article less": (r"<p>Ferries (?:(?!</p>).)*</p>", "", "out of sources/"),
    "another value": (r'class="num">1,455', 'class="num">1,240', "does not give 1,455 for"),
    "an older value": (r">1,240 earlier", ">1,310 earlier", "does not give 1,240 before"),
}


@pytest.mark.parametrize("what", PAGE)
def test_what_stands_together_on_a_page_is_held_together(
    page: Path, tmp_path: Path, what: str
) -> None:
    wanted, instead, told = PAGE[what]
    edition = Path(shutil.copytree(page, tmp_path / page.name))
    before = (edition / "analyst.html").read_text()
    made = re.sub(wanted, instead, before, count=1, flags=re.S)
    assert made != before
    assert re.search(told, _faults_of(edition, "html", made))
