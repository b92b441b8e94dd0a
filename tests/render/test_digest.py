"""The same digest, the same print; whatever a template may print is in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.config import DEFAULT_AUDIENCES, Desk
from briefing.model import Brief
from briefing.render import print_digest
from briefing.render.specimen import specimen

DESK, AUDIENCE = Desk(name="Harbour"), DEFAULT_AUDIENCES[1]
BRIEF = specimen(DESK, AUDIENCE)


def test_the_same_brief_has_the_same_digest() -> None:
    again = specimen(DESK, AUDIENCE)
    assert print_digest(again, DESK, AUDIENCE) == print_digest(BRIEF, DESK, AUDIENCE)


@pytest.mark.parametrize(
    "changed",
    [
        replace(BRIEF, note="Another note."),
        replace(BRIEF, sources=(replace(BRIEF.sources[0], language="ar"), *BRIEF.sources[1:])),
        replace(BRIEF, sections=(replace(BRIEF.sections[0], discovered=True), *BRIEF.sections[1:])),
        replace(BRIEF, since="2026-11-20"),
        replace(BRIEF, changes=BRIEF.changes[1:]),
        replace(BRIEF, figures=(replace(BRIEF.figures[0], history=()), *BRIEF.figures[1:])),
        replace(
            BRIEF, takeaways=(replace(BRIEF.takeaways[0], voices=("X",)), *BRIEF.takeaways[1:])
        ),
    ],
    ids=["note", "language", "discovered", "since", "changes", "history", "voices"],
)
def test_what_a_template_prints_changes_it(changed: Brief) -> None:
    assert print_digest(changed, DESK, AUDIENCE) != print_digest(BRIEF, DESK, AUDIENCE)


def test_so_do_the_desk_and_the_audience() -> None:
    first = print_digest(BRIEF, DESK, AUDIENCE)
    assert print_digest(BRIEF, replace(DESK, name="Other"), AUDIENCE) != first
    assert print_digest(BRIEF, DESK, replace(AUDIENCE, paper="Letter")) != first
