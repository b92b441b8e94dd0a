"""One fact in several articles is one claim; look-alikes are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze.claims import group, group_claims
from briefing.analyze.claims.facts import Statement, read_facts
from briefing.analyze.claims.group import Matters, _score, _scores, candidates
from briefing.analyze.claims.nodes import _nodes, nodes_of
from briefing.analyze.claims.weighing import ONE_FACT
from briefing.analyze.names import find_names
from briefing.analyze.origins import group_origins
from briefing.analyze.vectors import linked
from briefing.model import Article, Claim, Kind, Labelled, Sentence, Standing
from tests.fakes import article

BACKGROUND = (
    "Farmers blocked the border road with tractors. The ministry promised an answer. "
    "A ferry ran aground near the lighthouse. The orchestra opened its season with Sibelius. "
    "Shares of the brewer fell. Schools in the valley reopened after the flu."
)

ELSEWHERE = (
    "Divers found a Roman anchor off the cape. The airline cancelled flights to both islands. "
    "A court in the north freed three trawler captains. Snow closed the pass for lorries. "
    "The chess federation moved its congress. Bakers asked for cheaper gas before winter."
)


def _claims(
    articles: Sequence[Article], stories: Sequence[Sequence[str]] = ()
) -> tuple[Claim, ...]:
    units = [
        Labelled(Sentence(a, u.start, u.end), u.kind, u.paragraph)
        for a in articles
        for u in a.units
    ]
    return group_claims(units, group_origins(articles), find_names(articles), stories)


MARKET = (
    "Apples were cheap at the market. The choir of the mine sang twice. Foxes took nine hens. "
    "The lift of the tower stood still. A play about bees was put off. Pupils painted the fence."
)


def _corroborated(*articles: Article) -> bool:
    """Whether several of the articles state a fact together, beside one that states others."""
    return any(len(c.origins) > 1 for c in _claims([*articles, article(BACKGROUND, "z")]))


def _told_together(*articles: Article) -> bool:
    """Whether sentences of several of the articles are one claim, whoever counts."""
    claims = _claims([*articles, article(BACKGROUND, "z")])
    return any(len({m.article for m in c.members}) > 1 for c in claims)


def _together(one: str, other: str, day: str = "2024-03-06") -> bool:
    """Whether two sentences of two articles come out as one claim."""
    articles = [
        article(one, "a", published=day, outlet="A"),
        article(other, "b", published=day, outlet="B"),
        article(BACKGROUND, "c"),
    ]
    return any(len(c.members) > 1 for c in _claims(articles))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The Norwegian minister on Monday accused Denmark of hiding the oil spill.",
            "Norway's minister claimed Monday that Denmark was hiding an oil spill off its coast.",
        ),
        (
            "Villagers repelled wolves on a dozen farms on Sunday, rangers said.",
            "Villagers repelled wolves on one farm in Ald, five in Bo and six in Cord on Sunday.",
        ),
        (
            "Denmark has said that any sale of the frigates would make Norway a party to the feud.",
            "Berg spoke, denying Danish claims that a sale of frigates would make Norway a party.",
        ),
        (
            "The dam at Orlova burst on Monday, killing 12 villagers.",
            "Twelve villagers died when the Orlova dam burst on Monday.",
        ),
        (
            "Parliament approved the budget on Tuesday after a debate of nine hours.",
            "After a nine-hour debate the parliament approved the budget.",
        ),
        (
            "The dam at Orlova burst on Monday, killing no more than 12 villagers.",
            "Twelve villagers died when the Orlova dam burst on Monday.",
        ),
        (
            "Anna Berg said the no-anchor zone off Orlova keeps trawlers from the cable.",
            "Trawlers are kept from the cable by the anchor zone off Orlova, Anna Berg said.",
        ),
        (
            "The ministry had not been asked, but the dam at Orlova burst on Monday evening.",
            "The dam at Orlova burst on Monday evening.",
        ),
        (
            "Volodymyr Zelenskyy flew to Kyiv to inspect the damaged bridge.",
            "Volodymyr Zelenskiy flew to Kiev to inspect the damaged bridge.",
        ),
    ],
)
def test_one_fact_in_other_words_is_one_claim(one: str, other: str) -> None:
    assert _together(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The dam at Orlova burst, killing 12 villagers.",
            "The dam at Orlova burst, killing 47 villagers.",
        ),
        (
            "The storm at Orlova has ruined as many as 4,000-5,000 crates of pears.",
            "The storm at Orlova has ruined as many as 5,000-9,000 crates of pears.",
        ),
        (
            "The storm at Orlova has ruined 4-5,000 crates of pears.",
            "The storm at Orlova has ruined 5,000 crates of pears.",
        ),
        (
            "The dam at Orlova burst on Monday, the ministry said.",
            "The dam at Orlova did not burst on Monday, the ministry said.",
        ),
        (
            "Shelling hit the port of Orlova on Monday evening.",
            "Shelling hit the port of Orlova on Sunday evening.",
        ),
        (
            "The ministry confirmed that the dam at Orlova had burst.",
            "The ministry confirmed that the dam at Orlova had not burst.",
        ),
        (
            "Norway's coast guard rammed a Danish trawler off Orlova on Monday.",
            "Denmark's coast guard rammed a Norwegian trawler off Orlova on Monday.",
        ),
        (
            "Anna Berg said the bridge at Orlova would be rebuilt by autumn.",
            "Anna Berg said the schools of the valley lacked teachers.",
        ),
    ],
)
def test_look_alikes_stay_apart(one: str, other: str) -> None:
    assert not _together(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The army was checking the matter.", "For a list of prices, check out our page."),
        ("It was freezing cold.", "“Freeze,” he shouted."),
        ("They managed to stop the fire.", "The firm that managed both lifts was sold."),
    ],
)
def test_a_few_common_words_are_chance(one: str, other: str) -> None:
    assert not _corroborated(article(f"{one} {ELSEWHERE}", "a"), article(f"{other} {MARKET}", "b"))


LEADS = (
    "Dockers of the port went on strike over night shifts.",
    "A strike of dockers over night shifts closed the port.",
    "The port was closed, for its dockers want no night shifts.",
    "Night shifts of the port, its dockers say, were never agreed.",
    "The dockers of Sund load rye by night and ask for shifts by day.",
)


def _likeness(*articles: Article) -> float:
    """The score of the likest pair of sentences that names no one, of two articles."""
    names = find_names(articles)
    units = [Labelled(s, Kind.BODY, 0) for a in articles for s in a.sentences()]
    nodes = _nodes(units, {}, {}, names)
    scores = _scores(nodes, Matters(names, ()))
    return max(v for (a, b), v in scores.items() if not nodes[a].facts.names | nodes[b].facts.names)


def test_what_sentences_were_compared_by_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def kept(*day: Any) -> Any:
        nodes, spoken = nodes_of(*day)
        made.extend(nodes)
        return nodes, spoken

    monkeypatch.setattr(group, "nodes_of", kept)
    assert _claims([article(f"{lead} {MARKET}", str(n)) for n, lead in enumerate(LEADS)])
    assert made
    assert not any(vars(node.facts) for node in made)
    assert made[0].facts.bag.total
    assert vars(made[0].facts)


def test_sets_that_are_equal_are_held_once() -> None:
    ferry, hens = read_facts(
        [Statement("The ferry ran aground.", "en"), Statement("Foxes took nine hens.", "en")], ()
    )
    assert ferry.denied is ferry.planned
    assert ferry.denied is hens.denied


def test_pairs_that_are_not_compared_change_no_group() -> None:
    day = [article(f"{lead} {BACKGROUND} {ELSEWHERE}", str(n)) for n, lead in enumerate(LEADS)]
    names = find_names(day)
    nodes = _nodes([Labelled(s, Kind.BODY, 0) for a in day for s in a.sentences()], {}, {}, names)
    matters = Matters(names, ())
    every = {
        (a, b): value
        for a, b in candidates(nodes)
        if (value := _score(nodes[a], nodes[b], matters, 0.0))
    }
    groups = linked(len(nodes), _scores(nodes, matters), ONE_FACT)
    assert groups == linked(len(nodes), every, ONE_FACT)
    assert any(len(group) > 1 for group in groups)


def test_articles_on_other_matters_rarely_state_one_fact() -> None:
    fact = "The inspectors found cracks in the hull and closed the yard for a week."
    like = "The yard is closed since a crack was found, to which divers will be sent."
    first = article(f"{fact} {ELSEWHERE} Anna Berg of Orlova and Piotr Lem of Casta spoke.", "a")
    other = article(f"{like} {MARKET} Jon Wu of Tamsin and Ida Moss of Perrow spoke.", "b")
    again = article(f"{like} {MARKET} Anna Berg of Orlova and Piotr Lem of Casta spoke.", "b")
    assert _likeness(first, again) > 1.4 * _likeness(first, other)


def test_two_events_that_many_reports_tell_bear_nothing_out_for_each_other() -> None:
    fact = "Masked men emptied the safe of the savings bank in Orlova before dawn."
    told = [article(f"{fact} {ELSEWHERE} Clerk {n} wept.", f"o{n}") for n in range(6)]
    like = "Masked men emptied the safe of the savings bank in Casta before dawn."
    others = [article(f"{like} {MARKET} Guard {n} slept.", f"c{n}") for n in range(6)]

    def crosses(stories: Sequence[Sequence[str]]) -> bool:
        claims = _claims([*told, *others], stories)
        return any({m.article in told for m in c.members} == {True, False} for c in claims)

    stories = [[a.id for a in told], [a.id for a in others]]
    assert crosses([])
    assert not crosses(stories)


def test_a_member_that_fewer_bear_out_than_the_lead_is_known() -> None:
    told = {
        "a": "The dam at Orlova burst on Monday and drowned the orchards of the valley.",
        "b": "The dam at Orlova burst on Monday, and engineers of the ministry were mending a "
        "sluice, for which they had asked for money.",
        "c": "Engineers of the ministry were mending a sluice of the dam at Orlova on Monday.",
    }
    around = (BACKGROUND, ELSEWHERE, MARKET)
    day = [article(f"{t} {x}", k, outlet=k) for (k, t), x in zip(told.items(), around, strict=True)]
    (claim,) = (c for c in _claims(day) if len(c.members) > 1)
    assert claim.lead.quote == told["b"]
    assert {m.quote for m in claim.lesser} == {told["a"], told["c"]}
    (alone, *_) = _claims(day[:1])
    assert not alone.lesser


def test_the_news_leads_where_another_tells_it_as_background() -> None:
    told = {
        "a": "The bishop left a feast after the dam at Orlova burst on Monday night.",
        "b": "The dam at Orlova burst on Monday night, when rain had filled it for weeks.",
    }
    around = (ELSEWHERE, MARKET)
    day = [article(f"{t} {x}", k, outlet=k) for (k, t), x in zip(told.items(), around, strict=True)]
    (claim,) = (c for c in _claims(day) if len(c.members) > 1)
    assert claim.lead.quote == told["b"]
    assert len(claim.origins) == 2


def test_what_all_bear_out_leads_before_one_that_tells_more_of_its_own() -> None:
    more = (
        "The dam at Orlova burst on Monday night, and a museum of old looms in the next valley "
        "lost its roof to the storm."
    )
    whole = "The dam at Orlova burst on Monday night, said villagers."
    for names in (("a", "b"), ("b", "a")):
        told = zip(names, (more, whole), (ELSEWHERE, MARKET), strict=True)
        day = [article(f"{t} {x}", k, outlet=k) for k, t, x in told]
        (claim,) = (c for c in _claims(day) if more in {m.quote for m in c.members})
        assert len(claim.origins) > 1
        assert claim.lead.quote == whole


def test_a_name_in_both_sentences_makes_other_matters_no_hindrance() -> None:
    fact = "Anna Berg found cracks in the hull of the ferry and closed the yard for a week."
    like = "The ferry yard is closed since a crack in a hull was found by Anna Berg."
    first = article(f"{fact} {ELSEWHERE} Piotr Lem of Casta and Al Ro spoke to Bo Sund.", "a")
    other = article(f"{like} {MARKET} Jon Wu of Tamsin and Ida Moss of Perrow spoke.", "b")
    assert _told_together(first, other)


def test_every_body_sentence_is_in_exactly_one_claim() -> None:
    articles = [article(BACKGROUND, "a"), article(BACKGROUND.replace("valley", "hills"), "b")]
    claims = _claims(articles)
    told = sorted(m.position for c in claims for m in c.members)
    body = sorted(s.position for a in articles for s in a.sentences(Kind.BODY))
    assert told == body
    assert all(c.lead in c.members for c in claims)


def test_copies_do_not_corroborate_and_independent_reports_do() -> None:
    fact = "Parliament approved the budget on Tuesday after a debate of nine hours."
    same = "After nine hours of debate the budget was approved by parliament on Tuesday."
    copies = [article(f"{fact} {BACKGROUND}", n, outlet=n) for n in ("a", "b")]
    (claim,) = (c for c in _claims(copies) if "budget" in c.lead.text)
    assert claim.standing is Standing.SINGLE_SOURCE
    for outlet, standing in (("B", Standing.CORROBORATED), ("A", Standing.SINGLE_SOURCE)):
        reports = [
            article(f"{fact} {BACKGROUND}", "a", outlet="A"),
            article(f"{same} {ELSEWHERE}", "b", outlet=outlet),
        ]
        (claim,) = (c for c in _claims(reports) if "budget" in c.lead.text)
        assert claim.standing is standing


BUDGET = "Parliament approved the budget on Tuesday after a debate of nine hours."
PASSED = "After nine hours of debate the budget was approved by parliament on Tuesday."


def _budget(one: str, other: str, **fields: tuple[str, str]) -> Claim:
    """The claim on the budget of two otherwise independent articles."""
    mine, theirs = ({name: pair[n] for name, pair in fields.items()} for n in (0, 1))
    articles = [
        article(f"{one} {BACKGROUND}", "a", **{"outlet": "A", **mine}),
        article(f"{other} {ELSEWHERE}", "b", **{"outlet": "B", **theirs}),
    ]
    return next(c for c in _claims(articles) if "budget" in c.lead.text)


def test_a_sentence_taken_over_is_a_member_and_no_second_witness() -> None:
    claim = _budget(BUDGET, BUDGET.replace("after", "following"))
    assert len(claim.members) == 2
    assert (len(claim.origins), claim.standing) == (1, Standing.SINGLE_SOURCE)


def test_speech_that_both_quote_is_witnessed_by_both() -> None:
    said = "“We approved the budget after nine hours because the mine needs its pumps,” {}"
    claim = _budget(said.format("Anna Berg said."), said.format("Anna Berg told reporters."))
    assert len(claim.origins) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"agency": ("Northern Wire", "Northern Wire")},
        {"owner": ("Harbour Group", "Harbour Group")},
        {"outlet": ("Northern Wire", "B"), "agency": ("", "northern wire")},
    ],
)
def test_one_house_is_one_witness(fields: dict[str, tuple[str, str]]) -> None:
    assert len(_budget(BUDGET, PASSED).origins) == 2
    assert len(_budget(BUDGET, PASSED, **fields).origins) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Orlova police captain Anna Berg, head of the harbour unit, named the three drivers.",
            "Orlova police captain Anna Berg, head of the harbour unit, closed the budget hearing.",
        ),
        (
            "The Red Crescent of Orlova sent a budget for two field kitchens.",
            "The Red Crescent of Orlova counted nine hundred families without a roof.",
        ),
    ],
)
def test_one_who_speaks_twice_does_not_corroborate(one: str, other: str) -> None:
    assert not _corroborated(
        article(f"{one} {ELSEWHERE}", "a", outlet="A"), article(f"{other} {MARKET}", "b")
    )


def _reports(leads: Sequence[str]) -> list[Article]:
    """Three reports of as many outlets that have nothing in common but their leads."""
    around = (BACKGROUND, ELSEWHERE, MARKET)
    return [
        article(f"{lead} {other}", str(n), outlet=str(n))
        for n, (lead, other) in enumerate(zip(leads, around, strict=True))
    ]


def test_sentences_of_a_claim_do_not_speak_against_each_other() -> None:
    """Both tell the twelve dead of the first; how many were hurt they tell otherwise."""
    texts = [
        "A mudslide at Orlova killed twelve people on Sunday and hurt many others, officials said.",
        "A mudslide at Orlova killed twelve people on Sunday and hurt 90 others, officials said.",
        "A mudslide at Orlova killed twelve people on Sunday and hurt 60 others, officials said.",
    ]
    told = [{m.text for m in c.members} for c in _claims(_reports(texts))]
    assert not any({texts[1], texts[2]} <= members for members in told)


def test_witnesses_are_held_against_the_lead_and_never_chain() -> None:
    """Each of the outer two agrees with the middle one, and not with the other."""
    texts = [
        "The dam at Orlova burst on Monday and water filled the cellars of the old mill.",
        "Water filled the mill's cellars on Monday and forty cows drowned in their stable.",
        "Forty cows drowned in their stable on Monday when the farm of Piotr Lem stood open.",
    ]
    assert max(len(c.origins) for c in _claims(_reports(texts))) <= 2


def test_what_resembles_a_claim_is_named_and_counts_for_nothing() -> None:
    """The same people on the same day make a likeness; what they did makes the fact."""
    met = "Anna Berg of Orlova, Piotr Lem and Ida Moss of Perrow {} on Monday."
    praised, closed = met.format("praised the choir"), met.format("closed the mine")
    articles = [
        article(f"{praised} {BACKGROUND} Anna Berg and Piotr Lem and Ida Moss spoke.", "a"),
        article(f"{closed} {ELSEWHERE} Anna Berg saw Piotr Lem and Ida Moss.", "b"),
    ]
    claims = {c.lead.quote: c for c in _claims(articles)}
    assert closed in [s.quote for s in claims[praised].see_also]
    assert praised in [s.quote for s in claims[closed].see_also]
    assert len(claims[praised].members) == len(claims[praised].origins) == 1


@pytest.mark.parametrize(
    ("other", "resembles"),
    [
        ("Two women and a nurse died when flames ate a ward in Perrow.", True),
        ("Two women died when flames ate a ward in Perrow.", False),
        ("Wards are shut in Perrow, where flames killed two women and a nurse.", False),
    ],
)
def test_what_tells_one_toll_in_its_own_words_resembles_it(other: str, resembles: bool) -> None:
    """As its news, and not in the background of other news."""
    lead = "A blaze in the hospital of Perrow has killed three people, the mayor said."
    around = "Ida Moss and Piotr Lem spoke in Perrow."
    articles = [
        article(f"{lead} {around} {BACKGROUND}", "a"),
        article(f"{other} {around} {ELSEWHERE}", "b"),
    ]
    claims = {c.lead.quote: c for c in _claims(articles)}
    assert (other in [s.quote for s in claims[lead].see_also]) is resembles


def test_one_speaker_in_two_outlets_is_one_voice() -> None:
    articles = [
        article("“The bridge will be rebuilt by autumn,” Anna Berg said on Monday.", "a"),
        article("Anna Berg said on Monday that the bridge will be rebuilt by autumn.", "b"),
    ]
    (claim,) = _claims(articles)
    assert claim.voices == claim.heard == ("Anna Berg",)


def test_what_an_outlet_tells_by_itself_is_more_than_one_voice() -> None:
    articles = [
        article("Anna Berg said on Monday that the bridge will be rebuilt by autumn.", "a"),
        article("On Monday it was told that the bridge will be rebuilt by autumn.", "b"),
    ]
    (claim,) = _claims(articles)
    assert len(claim.origins) == 2
    assert claim.voices == ("Anna Berg",)
    assert claim.heard == ()


def test_a_copy_that_blames_the_counter_is_a_suspect_and_never_leads() -> None:
    articles = [
        article(
            "The relief agency said on Monday it had killed 5,120 villagers in the floods.", "a"
        ),
        article(
            "The relief agency said on Monday it had recorded 5,120 deaths in the floods.", "b"
        ),
    ]
    (claim,) = (c for c in _claims(articles) if len(c.members) > 1)
    assert [s.article.uri for s in claim.suspects] == ["a.txt"]
    assert claim.lead.article.uri == "b.txt"


def test_a_flood_of_near_copies_changes_no_count() -> None:
    fact = "Parliament approved the budget on Tuesday after a debate of nine hours."
    same = "After nine hours of debate the budget was approved by parliament on Tuesday."
    base = [
        article(f"{fact} {BACKGROUND}", "a", outlet="A"),
        article(f"{same} {ELSEWHERE}", "b", outlet="B"),
    ]
    flood = [article(f"{fact} {BACKGROUND} Copy {n}.", f"f{n}", outlet="A") for n in range(300)]
    before = next(c for c in _claims(base) if "budget" in c.lead.text)
    after = next(c for c in _claims([*base, *flood]) if "budget" in c.lead.text)
    assert len(after.members) == len(before.members) + 300
    assert len(after.origins) == len(before.origins) == 2


@settings(max_examples=20)
@given(st.permutations(range(4)))
def test_the_order_of_the_input_changes_nothing(order: list[int]) -> None:
    fact = "Parliament approved the budget on Tuesday after a debate of nine hours."
    texts = [fact, fact.replace("approved", "passed"), BACKGROUND, f"{BACKGROUND} {fact}"]
    articles = [article(t, str(n)) for n, t in enumerate(texts)]
    assert _claims([articles[n] for n in order]) == _claims(articles)


@settings(max_examples=40)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_ends_well(texts: list[str]) -> None:
    articles = [article(t, str(n), language="und") for n, t in enumerate(texts)]
    told = [m.position for c in _claims(articles) for m in c.members]
    assert len(told) == len(set(told))


def test_other_dead_are_another_fact_whatever_they_are_called() -> None:
    one = article("In Karsk, two people were killed and four wounded by shelling on Monday.", "a")
    two = article("Shelling on Monday killed three civilians and wounded six in Lomna.", "b")
    same = article("Shelling killed two civilians and wounded four in Karsk on Monday.", "c")
    assert not _corroborated(one, two)
    assert _corroborated(one, same)
