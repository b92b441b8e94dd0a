"""Prints harmed at random, each with digests that fit: made again, none of them is the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from briefing.config import Desk, read_desk
from briefing.errors import VerifyError
from briefing.pipeline import make
from briefing.verify import verify
from briefing.verify.forms import read_form
from briefing.verify.remade import fault_of_print
from briefing.verify.retold import Retold
from tests.conftest import Run
from tests.days import DAYS, DESK, write_desk
from tests.verify.forge import resum
from tests.verify.prints import WAYS, mutants


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """With an edition of two days."""
    desk = read_desk(write_desk(tmp_path_factory.mktemp("prints"), DESK))
    for day in list(DAYS)[:2]:
        make(desk, date.fromisoformat(day), desk.folder / "output", formats=("json", "pdf"))
    return desk


@pytest.fixture(scope="module")
def printed(desk: Desk) -> Path:
    return desk.folder / "output" / "2024-05-02"


def retold(edition: Path, desk: Desk) -> Retold:
    load = {n: json.loads((edition / f"{n}.json").read_bytes()) for n in ("analyst", "analysis")}
    texts = {p.stem: p.read_bytes().decode() for p in (edition / "sources").glob("*.txt")}
    return Retold(load["analyst"], load["analysis"], texts, desk)


def test_a_print_made_again_is_the_same(printed: Path, desk: Desk) -> None:
    assert verify(printed, desk=desk, remake=True).remade == 1
    assert verify(printed, desk=desk).remade == 0


def test_rows_alike_at_the_edges_of_pages_are_no_running_title() -> None:
    from weasyprint import HTML

    rows = "".join(
        f"<p>Harbour {n}: {n} ferries called there, none of which stayed.</p>" for n in range(300)
    )
    foot = "@bottom-left { content: 'Page ' counter(page) }"
    style = f"@page {{ @top-left {{ content: 'Harbour brief' }} {foot} }}"
    form = read_form(
        "pdf", HTML(string=f"<title>t</title><style>{style}</style>{rows}").write_pdf()
    )
    assert form is not None
    assert all(f" harbour {n} {n} ferries called there " in form.seen for n in range(300))
    assert " page " not in form.seen
    assert " harbour brief " not in form.seen


@pytest.mark.parametrize("how", WAYS)
def test_no_mutant_of_a_print_is_the_print_made_again(printed: Path, desk: Desk, how: str) -> None:
    told = retold(printed, desk)
    content = (printed / "analyst.pdf").read_bytes()
    for _, made in mutants(content, 1, how, (how,)):
        fault = fault_of_print(told, desk, made)
        assert "not the print that" in fault or "cannot be read" in fault


def test_a_mutant_is_told_with_its_page(
    printed: Path, desk: Desk, tmp_path: Path, briefing: Run
) -> None:
    edition = tmp_path / printed.name
    edition.mkdir()
    for path in (p for p in printed.rglob("*") if p.is_file()):
        (edition / path.relative_to(printed)).parent.mkdir(exist_ok=True)
        (edition / path.relative_to(printed)).write_bytes(path.read_bytes())
    ((_, made),) = mutants((edition / "analyst.pdf").read_bytes(), 1, "1", ("white above it",))
    (edition / "analyst.pdf").write_bytes(made)
    resum(edition)
    with pytest.raises(VerifyError, match=r"analyst\.pdf: .*on page \d"):
        verify(edition, desk=desk, remake=True)
    done = briefing("verify", edition, "--remake", cwd=tmp_path)
    assert done.returncode == 2
    assert "name it with --desk FILE" in done.stderr


def test_a_print_of_another_desk_is_told_as_such(printed: Path, desk: Desk) -> None:
    other = read_desk(
        write_desk(desk.folder.parent / "other", DESK.replace('"analyst"', '"board"'))
    )
    with pytest.raises(VerifyError, match=r"cannot be printed again: .*analyst"):
        verify(printed, desk=other, remake=True)


def test_a_key_finds_every_mutant_of_a_print(desk: Desk, tmp_path: Path) -> None:
    """Also where neither desk nor version are known that made it."""
    minisign = pytest.importorskip("minisign", reason="the extra sign is not installed")
    pair = minisign.KeyPair.generate()
    key = bytes(pair.public_key.to_base64()).decode()
    (tmp_path / "key").write_bytes(bytes(pair.secret_key))
    signing = write_desk(tmp_path, DESK.replace('"36h"', '"36h"\nsign_key = "key"'))
    first = date.fromisoformat(next(iter(DAYS)))
    make(read_desk(signing), first, tmp_path / "output", formats=("json", "pdf"))
    edition = tmp_path / "output" / first.isoformat()
    assert verify(edition, key=key).signed
    for how, made in mutants((edition / "analyst.pdf").read_bytes(), 1, "key"):
        (edition / "analyst.pdf").write_bytes(made)
        resum(edition)
        with pytest.raises(VerifyError, match="not made with this key"):
            verify(edition, key=key)
        assert how in WAYS
