"""An analyst is told why a sentence ranks as it does and where it is printed."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from briefing.config import read_desk
from briefing.pipeline import Understood, brief_for, understand, why

ROOT = Path(__file__).parents[2]
DESK = read_desk(ROOT / "desk.toml")
DAY = date(2023, 2, 14)


@cache
def understood() -> Understood:
    return understand(DESK, inputs=[ROOT / "seeds"])


def test_a_printed_sentence_is_told_with_its_place_and_its_points(tmp_path: Path) -> None:
    brief = brief_for(DESK.audience("analyst"), DESK, understood(), DAY, tmp_path)
    section = brief.sections[0]
    point = next(p for p in section.points if not p.follows)
    number = section.points.index(point) + 1
    (answer, *_) = why(understood(), DESK, DAY, point.text)
    assert f"analyst: {section.title}, point {number}" in answer.printed
    ranking = next(r for r in answer.rankings if r.theme == section.title)
    assert 1 <= ranking.place <= ranking.among
    assert len(ranking.reasons) >= 3


def test_the_places_of_a_theme_are_each_taken_once() -> None:
    analysis = understood().analysis
    theme = analysis.themes[0].title
    texts = {c.lead.quote for c in analysis.claims if analysis.themes[0].key in c.themes}
    rows = [r for t in sorted(texts) for a in why(understood(), DESK, DAY, t) for r in a.rankings]
    places = [r.place for r in rows if r.theme == theme and r.place]
    assert len(places) == len(set(places)) > 3


def test_what_another_sentence_speaks_for_is_told_so() -> None:
    claim = next(c for c in understood().analysis.claims if len(c.origins) > 1 and c.themes)
    answers = [a for m in claim.members for a in why(understood(), DESK, DAY, m.quote)]
    ranked = [a for a in answers if any(r.place for r in a.rankings)]
    others = [a for a in answers if a.rankings and not any(r.place for r in a.rankings)]
    assert ranked
    assert others
    assert all(r.reasons for a in others for r in a.rankings)


def test_what_is_no_body_text_has_no_rank() -> None:
    headline = next(u for u in understood().analysis.sentences if u.kind == "headline")
    answers = why(understood(), DESK, DAY, headline.sentence.quote)
    own = [a for a in answers if a.explanation.kind == "headline"]
    assert own
    assert all(a.rankings == () for a in own)
