"""What two sentences must agree in, so that one bears the other out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.analyze.claims import witnesses
from briefing.analyze.claims.facts import Facts
from briefing.analyze.claims.nodes import facts_of, spoken_in
from briefing.analyze.claims.similarity import (
    accord,
    against,
    counted_otherwise,
    same_day,
    similarity,
)
from briefing.analyze.claims.witnesses import bears_out, grounds, objection, repeats
from briefing.analyze.names import find_names
from tests.fakes import article

AROUND = (
    "Farmers blocked the border road with tractors. The orchestra opened its season with Sibelius. "
    "A ferry ran aground near the lighthouse. Shares of the brewer fell by a fifth. "
    "Schools in the valley reopened after the flu. Divers found a Roman anchor off the cape. "
    "Anna Berg and Karl Holm met in Norda. Miners of Sund asked for higher wages. "
    "The chess federation moved its congress. Snow closed the pass for lorries."
)


def _facts(one: str, other: str) -> tuple[Facts, Facts]:
    """What two sentences of the same day say, among those of a third article."""
    texts = {"a": one, "b": other, "c": AROUND}
    articles = [article(t, k, published="2024-03-08", outlet=k) for k, t in texts.items()]
    names = find_names(articles)
    sentences = [s for a in articles for s in a.sentences()]
    found = facts_of(sentences, spoken_in(sentences, names), names)
    return found[0], found[1]


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        (
            "Barges brought 4,350 tonnes of wheat to Norda, where bakers had run short.",
            "The governor thanked crews of the barges that hauled 4,350 tonnes of grain to Norda.",
            "4350 tonn",
        ),
        (
            "Dockers in Norda went on strike on Thursday over the price of bread.",
            "A strike of dockers halted all cranes in Norda on Thursday, ship owners complained.",
            "one day",
        ),
        (
            "After long talks dredging of the strait between Norda and Sund was agreed on.",
            "Pilots cheered the dredging of the strait between Norda and Sund, charted by hand.",
            "of 2 names",
        ),
        (
            "Storms let Norda Council ask the Sund Board on Friday to empty piers of Karlsholm.",
            "Norda Council wants the Sund Board to act on the piers of Karlsholm.",
            "of 3 names",
        ),
        (
            "“Fog or no fog, we shall count every single gull,” Karl Holm told Sund's anglers.",
            "Holm, who asked for patience, promised to “count every single gull” of Sund.",
            "both quote “count every single gull”",
        ),
    ],
)
def test_a_number_or_a_day_bears_out_what_other_words_tell(
    one: str, other: str, because: str
) -> None:
    found = grounds(*_facts(one, other))
    assert because in found
    assert not objection(*_facts(one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Barges brought 12 tonnes of wheat to Norda, where bakers had run short.",
            "A lorry with 12 tonnes of gravel fell into the canal.",
        ),
        (
            "Dockers in Norda went on strike on Thursday over the price of bread.",
            "Dockers in Norda will go on strike on Friday over the price of bread.",
        ),
        (
            "“We sold the mill for a song,” said Anna Berg, chief treasurer of the river board.",
            "“Nobody asked the anglers,” said Anna Berg, chief treasurer of the river board.",
        ),
        (
            "After long talks dredging of the strait between Norda and Sund was agreed on.",
            "Pilots cheered dredging 4,350 metres of the strait between Norda and Sund.",
        ),
        (  # who she is, twice, is no deed
            "The Sund first treasurer Anna Berg looked down at the harbour of Norda.",
            "The Sund first treasurer Anna Berg condemned a strike in Norda.",
        ),
    ],
)
def test_another_number_day_or_saying_bears_nothing_out(one: str, other: str) -> None:
    assert not grounds(*_facts(one, other))
    assert objection(*_facts(one, other))


@pytest.mark.parametrize(
    ("background", "news"),
    [
        (
            "Dockers in Norda went on strike on Thursday over the price of bread.",
            "The bishop condemned greed after dockers in Norda went on strike on Thursday.",
        ),
        (
            "A barge with 4,350 tonnes of wheat sank in a storm off Norda on Monday.",
            "Farmers, who lost 4,350 tonnes of wheat with a barge, were given oil by nuns.",
        ),
        (
            "A ban on nets passed the council of Norda when Anna Berg voted with Karl Holm.",
            "A swimmer lost his shoes while Anna Berg voted with Karl Holm for a ban on nets.",
        ),
    ],
)
def test_what_tells_but_the_background_of_a_sentence_does_not_bear_it_out(
    background: str, news: str
) -> None:
    one, lead = _facts(background, news)
    assert grounds(one, lead)
    assert not bears_out(one, lead)
    assert objection(one, lead) == "tells nothing of the main clause"
    # The other way round it does: the news tells the background too.
    assert bears_out(lead, one)


@pytest.mark.parametrize("pumps", ["six T-34 pumps", "six T 34 pumps", "a T-34 pump"])
def test_the_number_in_the_name_of_a_thing_counts_nothing(pumps: str) -> None:
    one, _ = _facts(f"Divers seized {pumps} and 12 lamps.", "Nobody seized a lamp.")
    assert "34" not in one.counts
    assert "12" in one.counts


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("At noon police arrested Anna Berg in Norda.", set()),
        ("At noon the ailing harbour treasurer Anna Berg left Norda.", {"harbour", "treasur"}),
    ],
)
def test_what_tells_who_a_person_is_holds_no_verb(sentence: str, told: set[str]) -> None:
    one, _ = _facts(sentence, "Snow fell.")
    assert {stem for stem in one.described if stem not in one.named} == told


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("Anna Berg, 34, was killed in Norda.", {}),
        ("Karl Holm, 20, and Anna Berg, 24, left Norda.", {}),
        ("Divers raised five rusty anchors off Sund.", {"5": "anchor"}),
        ("A choir of 31 was freed in Norda.", {"31": "choir"}),
        ("The crew of 23 was freed in Norda.", {"23": "crew"}),
        ("Norda mourned 12 deaths and tended 30 wounded.", {"12": "killed", "30": "injured"}),
    ],
)
def test_a_number_counts_what_the_figures_say(sentence: str, counts: dict[str, str]) -> None:
    assert _facts(sentence, "Snow fell.")[0].counts == counts


def test_other_sizes_of_a_group_are_two_facts() -> None:
    one, other = _facts(
        "A choir of 31 was freed in the old harbour of Norda on Monday.",
        "A choir of 32 was freed in the old harbour of Norda on Monday.",
    )
    assert "other numbers of one thing" in "; ".join(against(one, other))
    assert not similarity(one, other)


def test_a_list_of_the_dead_is_their_number() -> None:
    one, other = _facts(
        "A fire in a hostel of Norda killed two nurses and a cook.",
        "A fire in a hostel of Norda killed three people.",
    )
    assert bears_out(one, other)


def test_speech_is_borne_out_by_any_part_of_it() -> None:
    part, whole = _facts(
        "Fog or no fog, Karl Holm would count every single gull of Sund.",
        "“I hate the sea, but we shall count every single gull,” said Karl Holm of Sund.",
    )
    assert bears_out(part, whole) == bool(grounds(part, whole))


def test_who_tells_of_a_deed_of_his_own_is_who_did_it() -> None:
    told, done = _facts(
        "Anna Berg said that she had opened the lighthouse to visitors.",
        "The lighthouse was opened to visitors by Anna Berg.",
    )
    assert told.speaker
    assert not done.speaker
    silent = replace(told, names=told.names - {told.speaker})
    assert accord(told, done) > accord(silent, done)
    both = replace(done, speaker=told.speaker)
    assert accord(told, both) == accord(silent, both)


def test_a_few_common_words_in_other_spellings_are_chance() -> None:
    told, law = _facts(
        "We all think that the brewer did what it could for its shares.",
        "A brewer must by law have shares.",
    )
    assert accord(told, law) >= witnesses.ACCORD
    assert similarity(told, law) >= witnesses.ALIKE
    assert not grounds(told, law)
    assert "letters" in objection(told, law)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Divers brought up six jars, 12 anchors and 300 coins from the wreck off Norda.",
            "Divers brought up nine jars, 31 anchors and 300 coins from a wreck off Norda.",
        ),
        (
            "Between 40 and 80 percent of the quay of Sund was washed away, the office said.",
            "Of the quay of Sund 40 percent to 70 percent was washed away, the office said.",
        ),
        (
            "The storm over Norda has killed three people, the harbour office said.",
            "The storm over Norda has hurt three people, the harbour office said.",
        ),
    ],
)
def test_one_number_in_common_does_not_make_up_for_another_that_differs(
    one: str, other: str
) -> None:
    assert "umber" in "; ".join(against(*_facts(one, other)))
    assert not grounds(*_facts(one, other))
    assert objection(*_facts(one, other))


def test_one_place_and_a_day_are_not_enough_where_no_clause_agrees() -> None:
    told, other = _facts(
        "Students called for new marches in Norda on Thursday, after another night of looting.",
        "Norda was calm on Thursday: bakers sold bread, and the looting and the marches of "
        "eight days were over.",
    )
    assert same_day(told, other)
    assert not grounds(told, other)


def test_those_who_died_are_no_other_number_of_those_who_sheltered() -> None:
    told, more = _facts(
        "Two shells hit the school of Sund where 350 people had sought shelter, the mayor said.",
        "Two shells hit the school of Sund and killed 30 people in it, the mayor said.",
    )
    assert not counted_otherwise(told, more)
    assert not objection(told, more)


def test_the_number_of_a_road_counts_nothing_and_no_month_is_counted() -> None:
    told, other = _facts(
        "The bus left Highway 75, north of Norda, in the rain.",
        "A quake of magnitude 7.8 on February 6 tore the old quay of Sund.",
    )
    assert told.counts == {}
    assert other.counts == {"7.8": "magnitud"}
    assert _facts("A quake of 7.8 on February 6 tore the quay.", "It rained.")[0].counts == {
        "7.8": ""
    }


def test_measures_of_two_countries_are_held_against_each_other() -> None:
    told, other = _facts(
        "A stolen tram was pushed for 30 miles at speeds of 120 mph.",
        "A stolen tram was pushed for 48km at speeds of 193 km/h.",
    )
    assert told.counts == other.counts == {"48": "km", "190": "km"}
    slower, _ = _facts("A stolen tram was pushed at speeds of more than 100 mph.", "A.")
    assert not grounds(told, slower)


def test_two_estimates_of_one_distance_are_no_two_facts() -> None:
    told = "The lighthouse of Norda stands on a cliff about 310 miles north of the capital."
    near, far = (told.replace("310 miles", x) for x in ("320 miles", "650 km"))
    assert not objection(*_facts(told, near))
    assert objection(*_facts(told, far))
    people = told.replace("310 miles", "310 people"), told.replace("310 miles", "320 people")
    assert objection(*_facts(*people))


def test_what_happened_at_another_hour_is_another_fact() -> None:
    told = "The ferry from Norda hit the pier of Sund at 9:20 a.m., the harbour office said."
    same, later = (told.replace("9:20 a.m.", x) for x in ("about 10 a.m.", "4 pm"))
    assert not objection(*_facts(told, same))
    assert objection(*_facts(told, later))
    assert not objection(*_facts(told, told.replace("9:20 a.m.", "0820 GMT")))
    assert not objection(*_facts(told, told.replace(" at 9:20 a.m.", "")))


def test_what_is_too_short_to_be_taken_over_is_told_by_both() -> None:
    def told(text: str) -> str:
        one, other = (
            next(article(f"{text} {a}", a, outlet=a).sentences()) for a in ("Anglers.", "Bakers.")
        )
        facts, _ = _facts(text, text)
        return repeats(*(witnesses.Testimony(s, facts, s.article.id) for s in (one, other)))

    assert not told("No price was told.")
    assert "taken over" in told("No price was told for the mill that stands on the old quay.")


def test_a_sentence_that_stands_whole_in_a_longer_one_is_taken_over() -> None:
    def told(one: str, other: str) -> str:
        texts = (("a", one), ("b", other))
        sentences = [next(article(t, k, outlet=k).sentences()) for k, t in texts]
        said = zip(sentences, _facts(one, other), strict=True)
        return repeats(*(witnesses.Testimony(s, facts, s.article.id) for s, facts in said))

    note = "Anglers say nobody has mended the nets of the old quay since May."
    whole = (
        "While the council of Norda spoke of new lamps, anglers say nobody has mended the nets "
        "of the old quay since May, and a ferry with sand for it has been at anchor for weeks."
    )
    assert "words in a row" in told(note, whole)
    # Speech that both quote, and a few words in a row, are no text of another.
    said = note.replace("nobody", "“nobody").replace("May.", "May”.")
    assert not told(said, whole.replace("nobody", "“nobody").replace("May,", "May”,"))
    assert not told(note, whole.replace("mended the nets", "ever put a hand to the nets"))


def test_a_title_that_two_quote_is_no_speech_of_both() -> None:
    one, other = _facts(
        "Anglers of Sund saw “The Last Gull of Winter” in the rain.",
        "“The Last Gull of Winter” closed after a week.",
    )
    assert one.spoken == other.spoken == frozenset()


def test_more_than_a_number_and_less_than_it_are_two_numbers() -> None:
    over = "The bill for the harbour wall of Norda is thought to be over 90,000."
    under = "The board of Norda reckons that the bill for the wall could be as high as 90,000."
    again = "The board of Norda reckons that the bill for the wall will be more than 90,000."
    assert objection(*_facts(over, under))
    assert not objection(*_facts(over, again))
    far, near = (
        f"The ice on the lake of Sund holds {way} 120 kg, divers found."
        for way in ("over", "up to")
    )
    assert _facts(far, near)[0].bounds == {"120": 1}
    assert _facts(far, near)[1].bounds == {"120": -1}
    assert not objection(*_facts(over, over.replace("over ", "")))


def test_a_number_after_what_it_measures_is_of_it() -> None:
    first = "The observatory of Sund put the strength of the tremor at magnitude 6.1."
    assert objection(*_facts(first, first.replace("6.1", "7.2")))
    assert objection(*_facts(first, first.replace("magnitude 6.1", "a magnitude of 7.2")))
    assert not objection(*_facts(first, first.replace("magnitude", "a magnitude of")))


def test_what_a_picture_shows_bears_nothing_out() -> None:
    first = "The fire in the granary of Norda burned for two days, the mayor said."
    texts = (
        first,
        "The fire in the granary of Norda (pictured on Friday) burned for two days, it is said.",
        "The fire in the granary of Norda burned two days long.",
    )
    articles = [article(f"{t} {AROUND}", f"a{n}", outlet=f"a{n}") for n, t in enumerate(texts)]
    names = find_names(articles)
    sentences = [next(a.sentences()) for a in articles]
    facts = facts_of([s for a in articles for s in a.sentences()], {}, names)
    size = len(facts) // len(articles)
    told = [witnesses.Testimony(s, facts[size * n], f"o{n}") for n, s in enumerate(sentences)]
    assert [t.origin for t in witnesses.witnesses(told[0], told)] == ["o0", "o2"]


def test_the_titles_of_a_speaker_tell_nothing() -> None:
    one, _ = _facts("“We sold the mill,” said Anna Berg, chief treasurer of the river board.", "A.")
    told = {stem for clause in one.clauses for stem in clause}
    assert told == {"sold", "mill"}
    assert max(one.weights[stem] for stem in ("treasur", "river", "board")) < one.weights["mill"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"outlet": "Tidings"}, {"outlet": "tidings.example"}, True),
        ({"outlet": "The Tidings"}, {"outlet": "www.thetidings.co.example"}, True),
        ({"outlet": "Tidings"}, {"outlet": "Evening Tidings"}, False),
        ({"outlet": "Tidings"}, {"outlet": "tidings-of-norda.example"}, False),
    ],
)
def test_a_house_is_known_by_its_name_and_by_its_host(
    one: dict[str, str], other: dict[str, str], same: bool
) -> None:
    facts, _ = _facts("Barges brought wheat to Norda.", "A lorry fell into the canal.")
    told = [
        witnesses.Testimony(
            next(article(f"Barges of {n} brought wheat.", str(n), **how).sentences()), facts, str(n)
        )
        for n, how in enumerate((one, other))
    ]
    assert bool(told[0].houses & told[1].houses) is same
