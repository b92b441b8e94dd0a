"""What a sentence is worth on the day, and what becomes a takeaway for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from briefing.config import AudienceSettings, Desk, ThemeSettings
from briefing.model import (
    Analysis,
    Article,
    Brief,
    Claim,
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
from briefing.summarize.merit import Merits
from briefing.summarize.passages import Day
from briefing.summarize.rank import Consensus
from briefing.summarize.vectors import Vectors
from tests.fakes import article

EDITION = Edition("Alma", "2024-05-02", "2024-05-02T06:00:00+00:00", "all", 1)
DESK = Desk(
    name="Alma",
    themes=(
        ThemeSettings("dam", "The dam", ("dam",)),
        ThemeSettings("port", "The port", ("port",)),
    ),
)
AUDIENCE = AudienceSettings("all", points=3, takeaways=3, figures=0, also=0)
LEAD = "The dam above Alma broke on Wednesday and killed nine people in the valley."
TEXT = (
    f"{LEAD}\n\n"
    "Engineers closed 4 sluices of the dam on Wednesday night.\n\n"
    "The dam had been inspected by the province in 1998, when 2 cracks were found.\n\n"
    "Dockers in the port of Alma stopped work for 24 hours on Wednesday.\n\n"
    "Cranes in the port have been painted in green for decades.\n\n"
    "Nobody likes dams.\n\n"
)


def labels(of: Article) -> tuple[Labelled, ...]:
    return tuple(
        Labelled(s, u.kind, u.paragraph, tuple((k, 1.0) for k in ("dam", "port") if k in s.text))
        for u in of.units
        for s in [Sentence(of, u.start, u.end)]
    )


def analysis(*articles: Article, **fields: object) -> Analysis:
    rows = tuple(row for a in articles for row in labels(a))
    claims = tuple(
        Claim(f"c{n:02}", r.sentence, (r.sentence,), (r.sentence.article.uri,),
              tuple(k for k, _ in r.themes), Standing.SINGLE_SOURCE)
        for n, r in enumerate(rows)
    )  # fmt: skip
    origins = tuple(Origin(a.uri, (a.id,)) for a in articles)
    found = (Theme("dam", "The dam"), Theme("port", "The port"))
    return replace(Analysis(articles, rows, found, origins, claims, ()), **fields)  # type: ignore[arg-type]


ONE = article(TEXT, "one", published="2024-05-02")
TWO = article(
    "Nine people were killed in the valley when the dam above Alma broke on Wednesday.\n\n"
    "Rescuers from 3 provinces searched the valley below Alma with dogs on Thursday.",
    "two",
    published="2024-05-02",
)


def worth(day: Analysis, start: str) -> float:
    known = Day(day)
    claim = next(c for c in day.claims if c.lead.text.startswith(start))
    merits = Merits(known, Consensus())
    candidate = merits.candidate(claim)
    assert candidate is not None
    return merits.of(candidate)


def brief(day: Analysis, audience: AudienceSettings = AUDIENCE, desk: Desk = DESK) -> Brief:
    return summarize(day, desk, audience, EDITION)


def test_what_is_told_first_and_of_the_day_is_worth_more_than_what_long_was() -> None:
    day = analysis(ONE, TWO)
    found = [worth(day, start) for start in ("The dam above", "Engineers", "Cranes")]
    assert found == sorted(found, reverse=True)
    assert worth(day, "The dam had been inspected") < worth(day, "Dockers")


def test_independent_origins_are_worth_more_the_second_time_they_double() -> None:
    day = analysis(ONE, TWO)
    first, *rest = day.claims
    backed = [replace(first, origins=tuple("abcd"[:n])) for n in (1, 2, 4)]
    found = [worth(replace(day, claims=(c, *rest)), "The dam above") for c in backed]
    assert found == sorted(found)
    assert math.isclose(found[2] - found[1], found[1] - found[0])


def test_the_parts_sum_to_the_worth_and_each_has_words() -> None:
    day = analysis(ONE, TWO)
    known = Day(day)
    merits = Merits(known, Consensus())
    for claim in day.claims:
        if candidate := merits.candidate(claim):
            parts = list(merits.parts(claim, candidate.quote))
            assert math.isclose(merits.of(candidate), math.fsum(x for x, _ in parts))
            assert all(why for _, why in parts)


def test_the_main_story_is_the_first_takeaway_and_the_first_point_of_its_theme() -> None:
    found = brief(analysis(ONE, TWO))
    assert found.takeaways[0].text == LEAD == found.sections[0].points[0].text


def test_a_takeaway_does_not_repeat_another_and_need_not_lead_a_theme() -> None:
    texts = [p.text for p in brief(analysis(ONE, TWO)).takeaways]
    assert LEAD in texts
    assert not any(text.startswith("Nine people") for text in texts)
    assert any(text.startswith("Rescuers") for text in texts)  # it has no theme of the desk


def test_the_only_point_of_a_theme_is_no_takeaway_again() -> None:
    short = replace(AUDIENCE, points=1, takeaways=1)
    found = brief(analysis(ONE, TWO), short)
    assert [p.text for p in found.takeaways] == [LEAD]
    assert found.sections[0].points
    assert LEAD not in [p.text for p in found.sections[0].points]


def test_a_section_ends_where_nothing_more_is_worth_it() -> None:
    points = brief(analysis(ONE, TWO), replace(AUDIENCE, points=9)).sections[1].points
    assert points[0].text.startswith("Dockers")
    long = article(TEXT + "Green is the colour of the port.\n\n" * 1, "one", published="2024-05-02")
    more = brief(analysis(long, TWO), replace(AUDIENCE, points=9)).sections[1].points
    assert len(more) <= max(2, len(points))


def test_an_older_value_of_what_has_a_newer_one_does_not_lead() -> None:
    day = analysis(ONE, TWO)
    lead = next(c.lead for c in day.claims if c.lead.text == LEAD)
    newer = next(c.lead for c in day.claims if c.lead.text.startswith("Rescuers"))
    told = Figure(
        12, None, None, "people", "were killed", True, "", "", "", (newer,),
        superseded=(Superseded(9, "", (lead,)),),
    )  # fmt: skip
    assert brief(day).takeaways[0].text == LEAD
    assert brief(replace(day, figures=(told,))).takeaways[0].text != LEAD


class Painters:
    """Likes nothing but paint."""

    def rank(self, sentences: Sequence[Sentence]) -> list[float]:
        return [float("painted" in s.text) for s in sentences]


def test_a_summarizer_that_the_desk_chose_decides() -> None:
    known = Day(analysis(ONE, TWO))
    merits = Merits(known, Painters())
    found = [c for c in map(merits.candidate, known.claims) if c]
    assert "painted" in max(found, key=merits.of).quote.text


def test_a_thousand_copies_of_one_text_weigh_as_one() -> None:
    copies = tuple(
        article(TWO.text + " " * n, f"two{n}", published="2024-05-02") for n in range(50)
    )
    origins = (Origin("one.txt", (ONE.id,)), Origin("two", tuple(a.id for a in copies)))
    plain = analysis(ONE, copies[0])
    many = replace(plain, articles=(ONE, *copies), origins=origins)
    assert worth(plain, "The dam above") == worth(many, "The dam above")


def test_likeness_is_symmetric_and_one_with_itself() -> None:
    every = [list(a.sentences()) for a in (ONE, TWO)]
    vectors = Vectors(every)
    one, other = every[0][0], every[1][0]
    assert vectors.likeness(one, other) == vectors.likeness(other, one) > 0.5
    assert math.isclose(vectors.likeness(one, one), 1.0)
    assert Vectors([]).centrality(one) == 0.0


def test_a_report_that_does_not_concern_the_desk_is_no_takeaway_before_one_that_does() -> None:
    far = article(
        "A storm sank 3 ferries off Lomna on Thursday, killing 90 people and 4 sailors.\n\n"
        "Divers brought 12 of the drowned ashore on Thursday night.",
        "far",
        published="2024-05-02",
    )
    day = analysis(ONE, TWO, far)
    two = replace(AUDIENCE, takeaways=2)
    told = [p.citations[0].article for p in brief(day, two).takeaways]
    assert far.id not in told
    without = brief(replace(day, themes=()), two, Desk(name="Alma"))
    assert far.id in [p.citations[0].article for p in without.takeaways]


def test_a_report_of_many_matters_concerns_the_desk_in_some_places_only() -> None:
    letter = article(
        "The port of Alma opened a crane.\n\n"
        + "A choir of Lomna sang by the old mill.\n\n" * 6
        + "A storm sank 3 ferries off Lomna on Thursday, killing 90 people and 4 sailors.\n\n"
        "Divers brought 12 of the drowned ashore on Thursday night.",
        "letter",
        published="2024-05-02",
    )
    day = Day(analysis(letter))
    opened, *_, sank, _ = letter.sentences()
    assert day.concern[opened] > 0
    assert day.concern[sank] == 0


def test_a_subject_that_nobody_asked_for_does_not_repeat_the_takeaways() -> None:
    storm = article(
        "A storm sank 3 ferries off Lomna on Thursday, killing 90 people and 4 sailors.\n\n"
        "Rescuers from Vesk found 31 passengers on a sandbank on Thursday morning.",
        "storm",
        published="2024-05-02",
    )
    day = analysis(ONE, storm)
    wind = Theme("wind", "The storm", discovered=True)
    claims = tuple(
        replace(c, themes=("wind",)) if c.lead.article == storm else c for c in day.claims
    )
    rows = tuple(
        replace(r, themes=(("wind", 1.0),)) if r.sentence.article == storm else r
        for r in day.sentences
    )
    day = replace(day, themes=(*day.themes, wind), claims=claims, sentences=rows)
    found = brief(day, replace(AUDIENCE, takeaways=6, also=1))
    above = {p.text for p in found.takeaways}
    told = {p.text for s in found.sections if s.discovered for p in s.points}
    assert any(t.startswith("A storm sank") for t in above)
    assert above.isdisjoint(told)


def test_what_stands_below_a_picture_as_well_is_not_printed() -> None:
    scene = "The dam above Alma has fed the mills of 14 villages since spring."
    plain = article(f"{scene} A crane was lowered from its crest on Thursday.", "plain")
    below = "Photo: a keeper of the dam."
    picture = article(f"{below}\n\n{scene}", "picture")
    pictured = replace(
        picture, units=tuple(replace(unit, kind=Kind.CAPTION) for unit in picture.units)
    )
    without, marked = Day(analysis(plain)), Day(analysis(plain, pictured))
    (first, second) = plain.sentences()
    assert without.printable(first)
    assert not marked.printable(first)
    assert marked.printable(second)


def test_takeaways_do_not_tell_one_measure_twice() -> None:
    other = article(
        "Police of the valley counted 14 dead below Alma on Wednesday, after the water had gone.",
        "other",
        published="2024-05-02",
    )
    day = analysis(ONE, other)
    lead, *rest, count = day.claims
    rival = replace(lead, disputes=(count.id,), standing=Standing.DISPUTED)
    told = brief(replace(day, claims=(rival, *rest, count))).takeaways
    assert len({p.claim for p in told} & {lead.id, count.id}) == 1


def test_a_theme_of_a_minority_of_its_members_is_no_theme_of_a_claim() -> None:
    day = analysis(ONE, TWO)
    dam, port = (
        r.sentence for r in day.sentences if r.sentence.text.startswith(("The dam ab", "Do"))
    )
    one = replace(day.claims[0], lead=port, members=(port, dam), themes=("dam", "port"))
    assert set(Day(day).themes(one)) == {"port"}
    assert set(Day(day).themes(replace(one, lead=dam))) == {"dam"}


def test_a_member_that_tells_the_fact_in_passing_is_a_takeaway_for_its_news() -> None:
    """Who bears out the fact does not bear out the news; another wording of it is no news."""
    passing = (
        "Sund opened 2 schools to families on Thursday and sent bread up the coast road, "
        "where the dam that broke killed nine people."
    )
    reworded = "Nine died below Alma on Wednesday, when the dam broke, a magistrate told 3 papers."
    three = article(f"{passing}\n\n{BACKGROUND}", "three", published="2024-05-02")
    four = article(f"{reworded}\n\n{BACKGROUND}", "four", published="2024-05-02")
    day = analysis(ONE, TWO, three, four)
    told = [c.lead.text for c in day.claims]
    fact = [told.index(t) for t in (LEAD, TWO.text.split("\n")[0], passing, reworded)]
    members = tuple(day.claims[n].lead for n in fact)
    one = replace(day.claims[fact[0]], members=members, origins=("one", "two", "three", "four"))
    rest = [c for n, c in enumerate(day.claims) if n not in fact]
    made = brief(replace(day, claims=(one, *rest)), replace(AUDIENCE, takeaways=5))
    raised = {p.text: p for p in made.takeaways}
    assert raised[passing].origins == 1
    assert raised[passing].standing is Standing.SINGLE_SOURCE
    assert [p.origins for p in raised.values() if p.claim == one.id and p.text != passing] == [4]


def test_a_member_that_fewer_bear_out_does_not_speak_for_its_claim() -> None:
    fuller = "Nine died below Alma on Wednesday, when the dam broke, and 40 mules fled to Sund."
    day = analysis(ONE, TWO, article(f"{fuller}\n\n{BACKGROUND}", "x", published="2024-05-02"))
    told = [c.lead.text for c in day.claims]
    lead, more = (day.claims[told.index(t)].lead for t in (LEAD, fuller))
    claim = replace(day.claims[0], lead=lead, members=(lead, more), origins=("one", "x"))

    def quoted(claim: Claim) -> str:
        merits = Merits(Day(replace(day, claims=(claim,))), Consensus())
        candidate = merits.candidate(claim)
        assert candidate
        return candidate.quote.text

    assert quoted(replace(claim, lesser=(lead,))) == fuller
    assert quoted(replace(claim, lesser=(more,))) == LEAD


BACKGROUND = "Bakers of Sund asked for cheaper gas before winter, and 2 ferries ran late on Friday."


def test_what_counts_people_killed_or_hurt_is_worth_more() -> None:
    plain = analysis(ONE, TWO)
    lead = plain.claims[0].lead
    figure = Figure(9, None, None, "people", lead.text, True, "", "", "", (lead,))
    barrels = replace(figure, casualty=False)
    harmed, counted = replace(plain, figures=(figure,)), replace(plain, figures=(barrels,))
    assert math.isclose(worth(harmed, "The dam") - worth(plain, "The dam"), 1.0)
    assert worth(counted, "The dam") == worth(plain, "The dam")
    single = replace(plain, figures=(replace(figure, value=1),))
    assert worth(single, "The dam") == worth(plain, "The dam")
    assert worth(harmed, "Engineers") == worth(plain, "Engineers")


def test_no_sentence_is_told_twice_though_its_article_is_taken_for_another_language() -> None:
    other = replace(article(f"{LEAD}\n\nKniha je tam.", "three"), language="cs")
    told = brief(analysis(ONE, other))
    assert [p.text for p in told.takeaways].count(LEAD) == 1
    assert [p.text for s in told.sections for p in s.points].count(LEAD) <= 1
