"""Opinion pieces are known as such, and quoted only under the name of their author."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from briefing.model import Article, Kind
from briefing.summarize.opinion import is_opinion
from tests.fakes import article
from tests.summarize.test_merit import AUDIENCE, ONE, TWO, analysis, brief

REPORT = "The dam above Alma broke on Wednesday. Nine people were killed in the valley."
THOUGHT = (
    "The dam of Alma should never have been built by the province, with 40 known cracks.\n\n"
    "Every engineer of the dam ought to resign on Thursday before the council of Alma meets."
)


def headed(heading: str, **fields: Any) -> Article:
    text = f"{heading}\n\n{THOUGHT}"
    units = article(text).units
    return article(
        text, units=(replace(units[0], kind=Kind.SUBHEAD), *units[1:]), published="2024-05-02",
        **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    [
        article(REPORT, title="Opinion: The dam was doomed"),
        article(REPORT, title="Comment | The dam was doomed"),
        article(REPORT, url="https://alma.example/opinion/2024/dam"),
        article(REPORT + " The views expressed here are those of the author."),
        article(" ".join(f"I saw the dam {n} times." for n in "abcdefgh")),
        headed("EDITORIAL"),
    ],
)
def test_what_an_author_thinks_is_known(piece: Article) -> None:
    assert is_opinion(piece)


@pytest.mark.parametrize(
    "piece",
    [
        article(REPORT, title="Public opinion turns on the dam"),
        article(REPORT, url="https://alma.example/news/opinion-poll-on-the-dam"),
        article(f"{REPORT} “I saw it. I ran. I was lucky,” said Anna Lind of Alma."),
        article(" ".join([REPORT] * 4 + ["I never liked that dam."] * 4)),  # readers, below it
    ],
)
def test_a_report_is_none(piece: Article) -> None:
    assert not is_opinion(piece)


def test_an_opinion_is_no_takeaway_and_has_its_author_for_a_voice() -> None:
    column = headed("OPINION", byline="Ada Brandt")
    found = brief(analysis(ONE, TWO, column), replace(AUDIENCE, points=9, takeaways=9))
    printed = [p for s in found.sections for p in s.points if p.citations[0].article == column.id]
    assert all(p.citations[0].article != column.id for p in found.takeaways)
    assert all(p.voices == ("Ada Brandt",) for p in printed)


def test_an_opinion_without_an_author_is_not_quoted() -> None:
    column = headed("OPINION")
    found = brief(analysis(ONE, TWO, column), replace(AUDIENCE, points=9, takeaways=9))
    cited = [p.citations[0].article for s in found.sections for p in s.points]
    assert column.id not in cited
