"""Which changes an audience is told of, and in which order."""

from __future__ import annotations

from dataclasses import replace

from briefing.config import AudienceSettings, Desk, ThemeSettings
from briefing.model import (
    Analysis,
    Brief,
    Change,
    ChangeKind,
    Citation,
    Claim,
    Earlier,
    Edition,
    Figure,
    Kind,
    Labelled,
    Origin,
    Sentence,
    Standing,
    Superseded,
    Theme,
)
from briefing.summarize import summarize
from tests.fakes import article

EDITION = Edition("Orlova", "2024-05-02", "2024-05-02T06:00:00+00:00", "all", 2)
DESK = Desk(name="Orlova", themes=(ThemeSettings("town", "The town", ("Orlova",)),))
AUDIENCE = AudienceSettings("all", points=6, takeaways=1, also=0, changes=6)

TEXT = article(
    "The mayor of Orlova opened a bridge of steel over the river Lesna on Thursday.\n\n"
    "Pilots in the port of Orlova ended their strike over unpaid night shifts.\n\n"
    "The Flood Office of Orlova has counted 1,310 ruined houses along the dyke.\n\n"
    "A school of music in Orlova took in forty evacuees from the upper valley.",
    "gazette",
    published="2024-05-02",
)
ELSEWHERE = article("However, she left. Bakers of Vesk lit their ovens again after nine days.", "b")
OPENED, ENDED, HOUSES, SCHOOL = TEXT.sentences()


def earlier(sentence: Sentence, day: str = "2024-05-01") -> Earlier:
    source = sentence.article
    return Earlier(
        day, Citation.of(sentence), Standing.SINGLE_SOURCE, 1, source.uri, None, None, "Gazette",
        None, source.sha256, "en",
    )  # fmt: skip


def analysis(**kinds: ChangeKind) -> Analysis:
    """The day with a change for each sentence; new unless it is said otherwise."""
    claims = tuple(
        Claim(f"c{n}", s, (s,), ("o",), ("town",), Standing.SINGLE_SOURCE)
        for n, s in enumerate(TEXT.sentences())
    )
    told = [
        Change(
            kinds.get(c.id, ChangeKind.NEW),
            "The office had counted 900.",
            c.lead.quote,
            (Citation.of(c.lead),),
            claim=c.id,
        )
        for c in claims
    ]
    leaning, baking = ELSEWHERE.sentences()
    told += [
        Change(ChangeKind.DROPPED, s.quote, "", (), earlier(s), audiences=names)
        for s, names in ((leaning, ("all",)), (baking, ("all",)), (baking, ("others",)))
    ]
    return Analysis(
        articles=(TEXT,),
        sentences=tuple(
            Labelled(Sentence(TEXT, u.start, u.end), Kind.BODY, u.paragraph, (("town", 1.0),))
            for u in TEXT.units
        ),
        themes=(Theme("town", "The town"),),
        origins=(Origin("o", (TEXT.id,)),),
        claims=claims,
        figures=(),
        since="2024-05-01",
        changes=tuple(told),
    )


def brief(audience: AudienceSettings = AUDIENCE, **kinds: ChangeKind) -> Brief:
    return summarize(analysis(**kinds), DESK, audience, EDITION)


def test_a_point_knows_what_became_of_its_claim() -> None:
    found = brief(c1=ChangeKind.ONGOING, c2=ChangeKind.UPDATED)
    told = {p.text: p.change for p in found.sections[0].points}
    assert told[OPENED.quote] is ChangeKind.NEW
    assert told[ENDED.quote] is ChangeKind.ONGOING
    assert told[HOUSES.quote] is ChangeKind.UPDATED
    assert found.since == "2024-05-01"


def test_without_a_past_no_point_is_marked() -> None:
    day = replace(analysis(), since="", changes=())
    found = summarize(day, DESK, AUDIENCE, EDITION)
    assert {p.change for p in found.sections[0].points} == {None}
    assert (found.changes, found.since) == ((), "")


def test_new_comes_first_then_changed_then_dropped_and_nothing_that_goes_on() -> None:
    short = replace(AUDIENCE, takeaways=0, points=1)
    found = brief(short, c0=ChangeKind.UPDATED, c1=ChangeKind.ONGOING)
    kinds = [c.kind.value for c in found.changes]
    assert kinds == sorted(kinds, key=["new", "updated", "dropped"].index)
    assert {"new", "updated", "dropped"} == set(kinds)
    assert ENDED.quote not in {c.after for c in found.changes}


def test_what_is_told_today_has_its_citations_and_what_was_told_its_place() -> None:
    for change in brief(c2=ChangeKind.UPDATED).changes:
        if change.kind is ChangeKind.DROPPED:
            assert change.earlier is not None
            assert change.earlier.citation.text == change.before
        else:
            assert change.citations[0].text == change.after


def test_news_that_is_printed_has_its_mark_there_and_is_not_told_twice() -> None:
    found = brief(replace(AUDIENCE, points=1))
    printed = {p.text for p in (*found.takeaways, *(p for s in found.sections for p in s.points))}
    told = {c.after for c in found.changes if c.kind is ChangeKind.NEW}
    assert OPENED.quote in printed
    assert told
    assert printed.isdisjoint(told)


def test_an_audience_is_told_what_its_own_brief_dropped_and_what_stands_alone() -> None:
    gone = [c.before for c in brief().changes if c.kind is ChangeKind.DROPPED]
    assert gone == ["Bakers of Vesk lit their ovens again after nine days."]


def test_an_update_is_told_though_no_point_prints_it() -> None:
    short = replace(AUDIENCE, points=1)
    found = brief(short, c2=ChangeKind.UPDATED)
    told = [c.after for c in found.changes if c.kind is ChangeKind.UPDATED]
    assert told == [HOUSES.quote]


FURTHER = article(
    "A dredger of the harbour board reached Orlova on Thursday with a crew of nine.\n\n"
    "However, the council of Orlova closed the customs house on Thursday after a fire.\n\n"
    "Beekeepers in Malin lost forty hives on Thursday to a swarm of hornets.",
    "courier",
    published="2024-05-02",
)


def further(audience: AudienceSettings, desk: Desk = DESK) -> list[str]:
    """The news told beyond the points, on a day with a second report."""
    day = analysis()
    claims = tuple(
        Claim(f"f{n}", s, (s,), ("p",), keys, Standing.SINGLE_SOURCE)
        for n, (s, keys) in enumerate(
            zip(FURTHER.sentences(), (("town",), ("town",), ()), strict=True)
        )
    )
    new = (
        Change(ChangeKind.NEW, "", c.lead.quote, (Citation.of(c.lead),), claim=c.id) for c in claims
    )
    units = (
        Labelled(c.lead, Kind.BODY, n, tuple((k, 1.0) for k in c.themes))
        for n, c in enumerate(claims)
    )
    whole = replace(
        day,
        articles=(*day.articles, FURTHER),
        sentences=(*day.sentences, *units),
        themes=tuple(Theme(t.key, t.title) for t in desk.themes),
        origins=(*day.origins, Origin("p", (FURTHER.id,))),
        claims=(*day.claims, *claims),
        changes=(*day.changes, *new),
    )
    found = summarize(whole, desk, audience, EDITION)
    return [c.after for c in found.changes if c.kind is ChangeKind.NEW]


def test_news_may_lean_on_a_connective_and_be_on_no_theme() -> None:
    short = replace(AUDIENCE, points=1, changes=20)
    told = further(short)
    assert any(text.startswith("However, the council") for text in told)
    assert any(text.startswith("Beekeepers") for text in told)


def test_news_of_people_killed_leads_the_list() -> None:
    short = replace(AUDIENCE, takeaways=0, points=1, changes=20)
    last = [c.after for c in brief(short).changes if c.kind is ChangeKind.NEW][-1]
    day = analysis()
    sentence = next(s for s in TEXT.sentences() if s.text == last)
    figure = Figure(40, None, None, "evacuees", last, True, "", "", "", (sentence,))
    harmed = summarize(replace(day, figures=(figure,)), DESK, short, EDITION)
    told = [p.text for s in harmed.sections for p in s.points]
    assert last in told or harmed.changes[0].after == last


def test_an_audience_of_some_themes_is_told_their_news_alone() -> None:
    themes = (*DESK.themes, ThemeSettings("bees", "Bees", ("hives",)))
    short = replace(AUDIENCE, points=1, changes=20, themes=("town",))
    told = further(short, replace(DESK, themes=themes))
    assert any(text.startswith("However, the council") for text in told)
    assert not any(text.startswith("Beekeepers") for text in told)


def test_the_audience_caps_them_and_the_kinds_take_turns() -> None:
    short = replace(AUDIENCE, takeaways=0, points=1)
    three = brief(replace(short, changes=3), c0=ChangeKind.UPDATED).changes
    assert [c.kind for c in three] == [ChangeKind.NEW, ChangeKind.UPDATED, ChangeKind.DROPPED]
    assert [c.kind for c in brief(replace(AUDIENCE, changes=1), c2=ChangeKind.UPDATED).changes] == [
        ChangeKind.UPDATED
    ]


def test_the_audience_can_do_without_and_keeps_the_marks() -> None:
    found = brief(replace(AUDIENCE, changes=0))
    assert found.changes == ()
    assert found.sections[0].points[0].change is ChangeKind.NEW


def test_numbers_that_a_report_of_today_renews_do_not_lead() -> None:
    """A report of yesterday that is still in the window, and one of today with other numbers."""
    day = analysis()
    old = next(c for c in day.claims if c.lead == OPENED)
    renewed = replace(
        day.changes[2],
        kind=ChangeKind.UPDATED,
        reasons=("numbers",),
        earlier=earlier(old.lead),
    )
    one = replace(AUDIENCE, points=1, takeaways=0)
    plain = summarize(day, DESK, one, EDITION)
    assert plain.sections[0].points[0].text == OPENED.quote
    changes = (*day.changes[:2], renewed, *day.changes[3:])
    found = summarize(replace(day, changes=changes), DESK, one, EDITION)
    assert found.sections[0].points[0].text != OPENED.quote


def test_what_a_newer_number_replaces_is_told_beside_it_and_is_no_point() -> None:
    older = Superseded(1310, "", (HOUSES,))
    figure = Figure(
        1500, None, None, "houses", SCHOOL.quote, False, "", "", "", (SCHOOL,), superseded=(older,)
    )
    found = summarize(replace(analysis(), figures=(figure,)), DESK, AUDIENCE, EDITION)
    printed = [p.text for s in found.sections for p in s.points]
    assert HOUSES.quote not in printed
    assert OPENED.quote in printed
    (row,) = found.figures
    assert [(s.value, s.citations[0].text) for s in row.superseded] == [(1310, HOUSES.quote)]
