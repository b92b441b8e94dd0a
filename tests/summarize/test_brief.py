"""The verb of the room: one brief from one analysis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config import AudienceSettings, Desk, ThemeSettings
from briefing.model import (
    COPIES_CITED,
    Analysis,
    Article,
    Claim,
    Dispute,
    Edition,
    Figure,
    Gap,
    Kind,
    Labelled,
    Origin,
    Sentence,
    Standing,
    Theme,
)
from briefing.render.analysis import analysis_as_data
from briefing.summarize import apparatus, fit, merits_of, summarize
from tests.fakes import article

EDITION = Edition("Harbour", "2024-05-02", "2024-05-02T06:00:00+00:00", "all", 1)
FLOOD = ThemeSettings("flood", "The flood", ("river",))
STRIKE = ThemeSettings("strike", "The dock strike", ("strike",))
DESK = Desk(name="Harbour", themes=(FLOOD, STRIKE))
AUDIENCE = AudienceSettings("all", points=3, takeaways=2, figures=1, also=0)

NORTH = article(
    "The river Oder rose by two metres in the old town on Wednesday. "
    "It flooded the market hall and two streets behind it. "
    "Nobody could be independently verified as missing.\n\n"
    "Dockers in Port Alma began a strike over night shifts on Wednesday.",
    "north",
    published="2024-05-02",
)
SOUTH = article(
    "On Wednesday the river Oder rose two metres in the old town. "
    "However, the mayor called it harmless.\n\n"
    "A strike over night shifts began at the docks in Port Alma.",
    "south",
    published="2024-05-01",
)
WIND = article(
    "A storm closed the airport of Alma for six hours on Thursday.\n\n"
    "Rescuers from Norway took forty people out of the old town by boat.\n\n"
    "The river Oder has been known for decades for its ice, its ferries and its long dry summers, "
    "when barges wait for weeks before the locks of Alma and the river smells of mud.",
    "wind",
    published="2024-05-02",
)
COPY = article(SOUTH.text + " ", "zcopy", published="2024-05-01")


def sentence(of: Article, start: str) -> Sentence:
    return next(s for s in of.sentences() if s.text.startswith(start))


def claim(name: str, theme: str, *members: Sentence, **fields: object) -> Claim:
    origins = tuple(sorted({s.article.uri for s in members}))
    many = Standing.CORROBORATED if len(origins) > 1 else Standing.SINGLE_SOURCE
    made = Claim(name, members[0], members, origins, (theme,), many)
    return replace(made, **fields)  # type: ignore[arg-type]


def analysis(*articles: Article, claims: tuple[Claim, ...], **fields: object) -> Analysis:
    themes = {m: c.themes for c in claims for m in c.members}
    labels = tuple(
        Labelled(s, u.kind, u.paragraph, tuple((key, 1.0) for key in themes.get(s, ())))
        for a in articles
        for u in a.units
        for s in [Sentence(a, u.start, u.end)]
    )
    origins = tuple(Origin(a.uri, (a.id,)) for a in articles)
    found = (Theme("flood", "The flood"), Theme("strike", "The dock strike"))
    made = Analysis(articles, labels, found, origins, claims, ())
    return replace(made, **fields)  # type: ignore[arg-type]


ROSE = claim("c1", "flood", sentence(NORTH, "The river"), sentence(SOUTH, "On Wednesday"))
WALKED = claim("c2", "strike", sentence(NORTH, "Dockers"), sentence(SOUTH, "A strike"))
MARKET = claim("c3", "flood", sentence(NORTH, "It flooded"))
DAY = analysis(NORTH, SOUTH, claims=(ROSE, WALKED, MARKET))


def test_a_section_for_each_theme_in_the_order_of_the_desk() -> None:
    brief = summarize(DAY, DESK, AUDIENCE, EDITION)
    assert summarize(DAY, DESK, AUDIENCE, EDITION, merits=merits_of(DAY, DESK)) == brief
    assert [s.title for s in brief.sections] == ["The flood", "The dock strike"]
    assert brief.articles_read == 2


def test_the_first_citation_is_the_sentence_quoted_and_each_other_article_follows() -> None:
    point = summarize(DAY, DESK, AUDIENCE, EDITION).sections[1].points[0]
    assert point.text == point.citations[0].text == WALKED.lead.quote
    assert [c.article for c in point.citations] == [NORTH.id, SOUTH.id]
    assert (point.origins, point.standing) == (2, Standing.CORROBORATED)


def test_a_sentence_that_points_back_is_printed_right_after_what_it_points_to() -> None:
    points = summarize(DAY, DESK, AUDIENCE, EDITION).sections[0].points
    follower = next(n for n, p in enumerate(points) if p.text.startswith("It flooded"))
    assert points[follower].follows
    assert points[follower - 1].text == sentence(NORTH, "The river").quote


def test_a_claim_is_printed_under_a_theme_that_its_printed_sentence_is_on() -> None:
    # The lead was taken for a line on another theme, for what stands around it.
    lead, told = sentence(SOUTH, "However"), sentence(NORTH, "The river")
    both = replace(claim("c1", "flood", lead, told), themes=("flood", "strike"))
    day = analysis(NORTH, SOUTH, claims=(both,))
    own = {lead: "strike", told: "flood"}
    labels = (
        replace(u, themes=((own[u.sentence], 0.9),) if u.sentence in own else ())
        for u in day.sentences
    )
    brief = summarize(replace(day, sentences=tuple(labels)), DESK, AUDIENCE, EDITION)
    assert {p.text: s.theme for s in brief.sections for p in s.points} == {told.quote: "flood"}


def test_takeaways_span_the_themes_and_stand_alone() -> None:
    takeaways = summarize(DAY, DESK, AUDIENCE, EDITION).takeaways
    assert {p.claim for p in takeaways} == {"c1", "c2"}
    assert not any(p.follows for p in takeaways)


def test_a_second_point_of_a_theme_is_no_takeaway_before_the_first_of_another() -> None:
    late = claim("c4", "wind", sentence(WIND, "A storm"))
    wind = Theme("wind", "The storm", discovered=True)
    extra = claim("c5", "flood", sentence(WIND, "Rescuers"))
    found = (*DAY.themes, wind)
    day = analysis(NORTH, SOUTH, WIND, claims=(ROSE, WALKED, extra, late), themes=found)
    audience = replace(AUDIENCE, takeaways=3, also=1)
    brief = summarize(day, DESK, audience, EDITION)
    assert len(brief.sections[0].points) > 1
    assert {p.claim for p in brief.takeaways} == {"c1", "c2", "c4"}


def test_background_stands_after_the_news_however_much_it_says() -> None:
    long = claim("c4", "flood", sentence(WIND, "The river Oder"))
    day = analysis(NORTH, SOUTH, WIND, claims=(ROSE, long))
    points = summarize(day, DESK, AUDIENCE, EDITION).sections[0].points
    assert [p.claim for p in points] == ["c1", "c4"]


def test_one_fact_in_two_wordings_is_printed_once() -> None:
    one = article("Anna Lind accused Norway on Monday of plotting to sell the old harbour.", "one")
    two = article("Lind claimed that Norway was plotting the sale of the harbour of Alma.", "two")
    other = article("Norway will lend Alma forty pumps and twelve boats this week.", "three")
    claims = tuple(
        claim(f"c{n}", "flood", next(a.sentences())) for n, a in enumerate((one, two, other))
    )
    day = analysis(one, two, other, claims=claims)
    points = summarize(day, DESK, AUDIENCE, EDITION).sections[0].points
    assert len(points) == 2
    assert {"c2"} < {p.claim for p in points}


def test_a_claim_of_two_themes_is_printed_under_the_better_one() -> None:
    both = replace(WALKED, themes=("flood", "strike"))
    day = analysis(NORTH, SOUTH, claims=(ROSE, both))
    labels = tuple(
        replace(u, themes=(("flood", 0.7), ("strike", 1.0))) if len(u.themes) == 2 else u
        for u in day.sentences
    )
    brief = summarize(replace(day, sentences=labels), DESK, replace(AUDIENCE, points=1), EDITION)
    assert [[p.claim for p in s.points] for s in brief.sections] == [["c1"], ["c2"]]


SENTENCES = (
    "The river Oder rose by two metres in the old town on Wednesday.",
    "However, the mayor called it harmless.",
    "It flooded the market hall and two streets.",
    "The figures could not be independently verified.",
    "Rescuers from Norway took forty people out of the old town.",
    "Port Alma has been building dams for decades.",
    "“The dam will hold.”",
    "The ministry said the dam would be rebuilt.",
    "Dockers in Port Alma began a strike over night shifts.",
    "Anna Lind asked the council of Port Alma for pumps.",
    "and the dam",
)
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True).map(" ".join)


@settings(max_examples=60)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=4, unique=True),
    labels=st.lists(st.sampled_from(["flood", "strike"]), min_size=20, max_size=20),
    size=st.integers(1, 4),
)
def test_what_holds_of_every_brief(texts: list[str], labels: list[str], size: int) -> None:
    articles = tuple(article(text, f"a{n}") for n, text in enumerate(texts))
    every = [s for a in articles for s in a.sentences()]
    claims = tuple(
        claim(f"c{n:02}", theme, s) for n, (s, theme) in enumerate(zip(every, labels, strict=False))
    )
    audience = replace(AUDIENCE, points=size, takeaways=2)
    brief = summarize(analysis(*articles, claims=claims), DESK, audience, EDITION)
    body = {(s.article.id, s.start): s for s in every}
    order = {key: n for n, key in enumerate(body)}
    printed = [[p.citations[0] for p in s.points] for s in brief.sections]
    flat = [(c.article, c.start) for cites in printed for c in cites]
    assert len(set(flat)) == len(flat)
    for section, cites in zip(brief.sections, printed, strict=True):
        assert not section.points or not section.points[0].follows
        for n, (shown, cite) in enumerate(zip(section.points, cites, strict=True)):
            assert fit.is_whole(body[cite.article, cite.start])
            if shown.follows:  # right after the sentence before it in its article
                before = cites[n - 1]
                assert before.article == cite.article
                assert order[before.article, before.start] + 1 == order[cite.article, cite.start]
            else:
                assert fit.is_own_matter(body[cite.article, cite.start])
    assert len({p.claim for p in brief.takeaways}) == len(brief.takeaways) <= 2
    for raised in brief.takeaways:
        cite = raised.citations[0]
        assert fit.is_own_matter(body[cite.article, cite.start])


def test_copies_are_cited_but_count_as_one_origin_and_are_no_gaps() -> None:
    copied = sentence(COPY, "A strike")
    walked = claim("c2", "strike", *WALKED.members, copied)
    origins = (Origin("n", (NORTH.id,)), Origin("s", (SOUTH.id, COPY.id), "same words"))
    day = analysis(NORTH, SOUTH, COPY, claims=(ROSE, walked), origins=origins)
    brief = summarize(day, DESK, AUDIENCE, EDITION)
    point = brief.sections[1].points[0]
    assert (len(point.citations), point.origins) == (3, 2)
    # Nothing is missing where an article is a copy: the sources tell it.
    assert origins[1] in brief.origins
    assert not any("copy" in gap.what for gap in brief.gaps)


def test_a_sentence_taken_over_is_cited_and_is_no_witness() -> None:
    """A claim counts witnesses; its point must not count those whom the claim does not."""
    north, south = sentence(NORTH, "The river Oder rose"), sentence(SOUTH, "On Wednesday")
    told = claim("c1", "flood", north, south, origins=(NORTH.uri,))
    told = replace(told, standing=Standing.SINGLE_SOURCE)
    brief = summarize(analysis(NORTH, SOUTH, claims=(told,)), DESK, AUDIENCE, EDITION)
    (point,) = (p for s in brief.sections for p in s.points if p.text == north.quote)
    assert len(point.citations) == 2
    assert (point.origins, point.standing) == (1, Standing.SINGLE_SOURCE)


def test_a_contradicted_copy_is_neither_quoted_nor_cited_but_named() -> None:
    walked = replace(WALKED, suspects=(sentence(SOUTH, "A strike"),))
    brief = summarize(analysis(NORTH, SOUTH, claims=(walked,)), DESK, AUDIENCE, EDITION)
    point = brief.sections[1].points[0]
    assert [c.article for c in point.citations] == [NORTH.id]
    assert any(g.where == SOUTH.uri and "told otherwise" in g.what for g in brief.gaps)


def test_a_theme_without_a_match_is_an_empty_section_and_a_gap() -> None:
    brief = summarize(analysis(NORTH, SOUTH, claims=(WALKED,)), DESK, AUDIENCE, EDITION)
    assert brief.sections[0].points == ()
    assert any(g.where == "The flood" for g in brief.gaps)


def test_an_audience_chooses_and_orders_its_themes() -> None:
    audience = replace(AUDIENCE, themes=("strike",))
    assert [s.theme for s in summarize(DAY, DESK, audience, EDITION).sections] == ["strike"]


def test_without_themes_the_day_is_one_section() -> None:
    bare = replace(DAY, themes=())
    brief = summarize(bare, Desk(), AUDIENCE, EDITION)
    assert len(brief.sections) == 1
    assert brief.sections[0].points


def test_no_audience_hides_a_dispute_or_a_gap() -> None:
    plain = Figure(
        2, None, None, "metres", "rose", False, "", "", "", (sentence(NORTH, "The river"),)
    )
    other = Dispute(3, (sentence(SOUTH, "On Wednesday"),))
    fell = replace(plain, what="fell", unit="feet")
    figures = (plain, fell, replace(fell, unit="yards", disputes=(other,)))
    gap = Gap("Radio Alma", "no answer in 20 s")
    audience = replace(AUDIENCE, figures=1)
    brief = summarize(replace(DAY, figures=figures), DESK, audience, EDITION, gaps=(gap,))
    assert [f.unit for f in brief.figures] == ["metres", "yards"]
    assert gap in brief.gaps


def test_the_values_of_one_clause_are_one_row_of_an_audiences_figures() -> None:
    told = (sentence(NORTH, "The river"),)
    plain = Figure(2, None, None, "metres", "rose", False, "", "", "", told)
    figures = (plain, replace(plain, unit="hours"), replace(plain, what="fell", unit="feet"))
    brief = summarize(replace(DAY, figures=figures), DESK, replace(AUDIENCE, figures=1), EDITION)
    assert [f.unit for f in brief.figures] == ["metres", "hours"]


def test_sources_are_numbered_by_first_citation_and_hold_all_that_was_read() -> None:
    unused = article("Nothing of this is quoted anywhere in the brief.", "aaa")
    day = analysis(unused, NORTH, SOUTH, claims=(ROSE, WALKED))
    brief = summarize(day, DESK, AUDIENCE, EDITION)
    assert [r.number for r in brief.sources] == [1, 2, 3]
    assert brief.sources[0].id == brief.takeaways[0].citations[0].article
    assert brief.sources[-1].id == unused.id
    assert brief.sources[-1].text == unused.text


def test_of_a_large_day_the_cited_sources_are_listed_and_a_gap_counts_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apparatus, "LISTED", 2)
    unused = article("Nothing of this is quoted anywhere in the brief.", "aaa")
    day = analysis(unused, NORTH, SOUTH, claims=(ROSE, WALKED))
    brief = summarize(day, DESK, AUDIENCE, EDITION)
    assert {r.id for r in brief.sources} == {NORTH.id, SOUTH.id}
    assert brief.gaps[-1].where == "analysis.json"
    assert brief.gaps[-1].what.endswith(": 1 article")
    assert brief.articles_read == 3


def test_the_order_of_the_input_changes_nothing() -> None:
    turned = replace(
        DAY, articles=DAY.articles[::-1], sentences=DAY.sentences[::-1], claims=DAY.claims[::-1]
    )
    assert summarize(turned, DESK, AUDIENCE, EDITION) == summarize(DAY, DESK, AUDIENCE, EDITION)


def test_what_is_no_body_is_never_quoted() -> None:
    units = tuple(replace(u, kind=Kind.CAPTION) for u in NORTH.units)
    captioned = article(NORTH.text, "captioned", units=units)
    caption = Sentence(captioned, units[0].start, units[0].end)
    day = analysis(captioned, SOUTH, claims=(claim("c1", "flood", caption),))
    assert summarize(day, DESK, AUDIENCE, EDITION).sections[0].points == ()


def test_of_very_many_copies_of_one_text_a_page_cites_the_first() -> None:
    """It used to cite, list and print all three thousand: 4 MB for one witness."""
    copies = [article(SOUTH.text, f"copy{n:03}", published="2024-05-01") for n in range(120)]
    rose = claim("c1", "flood", sentence(NORTH, "The river"), sentence(SOUTH, "On Wednesday"))
    told = tuple(sentence(one, "On Wednesday") for one in copies)
    rose = replace(rose, members=(*rose.members, *told))
    origins = (Origin("north", (NORTH.id,)), Origin("south", (SOUTH.id, *(c.id for c in copies))))
    fields = (2, None, None, "metres", "rose", False, "", "2024-05-01", "")
    counted = Figure(*fields, mentions=rose.members, disputes=(), themes=("flood",))
    day = analysis(*(NORTH, SOUTH, *copies), claims=(rose,), origins=origins, figures=(counted,))
    made = summarize(day, DESK, AUDIENCE, EDITION)
    (point,) = (p for p in made.takeaways if p.claim == "c1")
    assert len(point.citations) == 1 + COPIES_CITED
    assert point.origins == 2
    (row,) = made.figures
    assert len(row.citations) == 1 + COPIES_CITED
    (whole,) = analysis_as_data(day, EDITION)["figures"]
    assert len(whole["citations"]) == len(row.citations)
    assert len(analysis_as_data(day, EDITION)["claims"][0]["members"]) == 122
