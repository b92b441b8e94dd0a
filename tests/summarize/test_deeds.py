"""How much of what happened in one sentence another one told before it."""

from __future__ import annotations

import pytest

from briefing.model import Sentence
from briefing.summarize import sections
from briefing.summarize.deeds import Deeds
from tests.fakes import article
from tests.summarize.test_merit import AUDIENCE, analysis, brief

SEIZED = "Harbour guards of Norda seized a smuggling schooner on Tuesday and jailed its crew."
AGAIN = "The smuggling schooner was seized by guards at the harbour and its crew jailed."
VOTED = "Norda's assembly voted on Tuesday to raise berth fees for visiting yachts."
RUM = "Rum that the seized schooner held was poured into the harbour by its guards."


def _sentence(text: str) -> Sentence:
    of = article(text, text)
    return Sentence(of, of.units[0].start, of.units[0].end)


def test_one_event_in_other_words_is_told_again_and_another_is_not() -> None:
    first, again, other = map(_sentence, (SEIZED, AGAIN, VOTED))
    deeds = Deeds((first, again, other), {})
    assert deeds.told_again(again, [first]) > 0.2
    assert deeds.told_again(other, [first]) < 0.1
    assert deeds.told_again(again, [other, first]) == deeds.told_again(again, [first])
    assert deeds.told_again(again, []) == 0.0


def test_words_that_report_one_thing_are_one() -> None:
    one, same, other = map(
        _sentence,
        ("Gunmen killed the mayor.", "Gunmen murdered the mayor.", "Gunmen admired the mayor."),
    )
    deeds = Deeds((one, same, other), {})
    assert deeds.told_again(same, [one]) > deeds.told_again(other, [one])


def test_a_name_in_common_is_no_event_in_common() -> None:
    one = _sentence("On Monday Jane Ferrow opened a school.")
    other = _sentence("On Tuesday Jane Ferrow left for Lomna.")
    assert Deeds((one, other), {}).told_again(other, [one]) == 0.0


def test_a_number_of_its_own_is_news() -> None:
    first, rum = _sentence(SEIZED), _sentence(RUM)
    plain = Deeds((first, rum), {}).told_again(rum, [first])
    assert 0.0 < Deeds((first, rum), {rum: (40.0,)}).told_again(rum, [first]) < plain
    both = {rum: (40.0,), first: (40.0,)}
    assert Deeds((first, rum), both).told_again(rum, [first]) == plain


def test_a_month_of_its_own_is_news() -> None:
    first = _sentence(SEIZED)
    then, may = _sentence("Its seized schooner sails again."), _sentence("In May it sails again.")
    seen = (first, then, may)
    assert Deeds(seen, {}).told_again(then, [first]) > Deeds(seen, {}).told_again(may, [first])


LEADS = (
    SEIZED,
    "On Tuesday 3 guards boarded a schooner off the harbour, where its smuggling crew was seized.",
    "A smuggling crew sits in jail since Tuesday, when guards seized its schooner and 40 barrels.",
    "The harbour of Norda holds a schooner that guards seized on Tuesday for smuggling 40 barrels.",
)
THINGS = [
    "bridge",
    "mill",
    "tower",
    "library",
    "theatre",
    "bakery",
    "bandstand",
    "museum",
    "orchard",
    "laundry",
]


def test_takeaways_do_not_lead_again_with_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [f"The {thing} of the town is painted and swept." for thing in THINGS]
    texts = (*LEADS, "\n\n".join((VOTED, *other)))
    day = analysis(*(article(t, t, published="2024-05-02") for t in texts))
    monkeypatch.setattr(sections, "ALIKE_ABOVE", 1.1)  # so that only the event can tell
    assert VOTED in [p.text for p in brief(day, AUDIENCE).takeaways][:2]
    monkeypatch.setattr(sections, "TOLD_AGAIN", 0.0)
    assert VOTED not in [p.text for p in brief(day, AUDIENCE).takeaways][:2]
