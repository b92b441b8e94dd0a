"""What was told before is known again; what was not, is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze import analyze, since
from briefing.analyze.changes import compare as comparing
from briefing.analyze.claims.facts import Facts
from briefing.analyze.claims.similarity import similarity
from briefing.config import Desk
from briefing.model import Analysis, Article, Change, ChangeKind, Figure, PastEdition, Theme
from tests.fakes import article

ELSEWHERE = (
    "Farmers blocked the border road with tractors. A ferry ran aground near the lighthouse. "
    "The orchestra opened its season with Sibelius. Schools reopened after the flu."
)
BRIDGE = "The harbour bridge at Orlova was closed to lorries after engineers found cracks."
AGAIN = "Cracks found by engineers have closed the Orlova harbour bridge to all lorries."
TOLL = "The Lesna Flood Office has recorded {} deaths in the Orlova valley, Hanna Brodek said."


def told(text: str, name: str, day: str, outlet: str = "") -> Article:
    return article(text, name, published=day, outlet=outlet or name, uri=f"{name}-{day}.txt")


def understood(*articles: Article) -> Analysis:
    return analyze(articles, Desk())


def past(day: str, *articles: Article, printed: bool = True) -> PastEdition:
    """The edition of a day, whose one audience printed every claim."""
    found = understood(*articles)
    places = tuple(claim.lead.position for claim in found.claims)
    briefs = {"analyst": places} if printed else {}
    return PastEdition(day, found.claims, found.figures, found.names, briefs)


def compare(today: Sequence[Article], *before: PastEdition) -> Analysis:
    return since(understood(*today), before)


def change_of(analysis: Analysis, start: str) -> Change:
    (found,) = (c for c in analysis.changes if c.after.startswith(start))
    return found


def figure_of(analysis: Analysis, value: float) -> Figure:
    (found,) = (f for f in analysis.figures if f.value == value)
    return found


# --- Claims ------------------------------------------------------------------------------


def test_without_a_past_nothing_is_compared() -> None:
    today = understood(told(BRIDGE, "gazette", "2024-05-02"))
    assert since(today, ()) is today
    assert (today.since, today.changes) == ("", ())


def test_every_claim_has_one_change_and_those_dropped_come_after() -> None:
    today = [told(f"{BRIDGE} {TOLL.format('1,310')}", "gazette", "2024-05-02")]
    found = compare(today, past("2024-05-01", told(ELSEWHERE, "courier", "2024-05-01")))
    assert found.since == "2024-05-01"
    kept = [c for c in found.changes if c.kind is not ChangeKind.DROPPED]
    assert [c.claim for c in kept] == [c.id for c in found.claims]
    assert found.changes[: len(kept)] == tuple(kept)
    assert {c.kind for c in kept} == {ChangeKind.NEW}
    assert all(c.before and not c.after for c in found.changes[len(kept) :])


def test_an_article_that_is_read_again_is_ongoing() -> None:
    again = told(f"{BRIDGE} {ELSEWHERE}", "gazette", "2024-05-01")
    found = compare([again], past("2024-05-01", again))
    assert {c.kind for c in found.changes} == {ChangeKind.ONGOING}
    assert all(c.before == c.after for c in found.changes)


def test_so_is_one_that_grew_at_its_address() -> None:
    before = told("He left.", "gazette", "2024-05-01")
    after = replace(told(f"He left. {BRIDGE}", "gazette", "2024-05-02"), uri=before.uri)
    found = compare([after], past("2024-05-01", before))
    assert change_of(found, "He left.").kind is ChangeKind.ONGOING
    assert change_of(found, BRIDGE).kind is ChangeKind.NEW


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from([BRIDGE, AGAIN, TOLL.format("1,310"), *ELSEWHERE.split(". ")]),
        min_size=1,
        max_size=6,
    ),
    st.text(max_size=60),
)
def test_a_day_compared_with_itself_has_no_news(sentences: list[str], noise: str) -> None:
    day = [told(f"{s}.", str(n), "2024-05-01") for n, s in enumerate([*sentences, noise])]
    found = compare(day, past("2024-05-01", *day))
    assert {c.kind for c in found.changes} <= {ChangeKind.ONGOING}


def test_the_same_fact_in_other_words_is_ongoing() -> None:
    found = compare(
        [told(AGAIN, "post", "2024-05-02")],
        past("2024-05-01", told(f"{BRIDGE} {ELSEWHERE}", "gazette", "2024-05-01")),
    )
    change = change_of(found, AGAIN)
    assert (change.kind, change.before) == (ChangeKind.ONGOING, BRIDGE)
    assert change.earlier is not None
    assert (change.earlier.edition, change.earlier.outlet) == ("2024-05-01", "gazette")


def test_the_same_of_a_new_day_is_an_update() -> None:
    patrol = "The coast guard of Orlova searched the wreck of the ferry near the harbour{}."
    found = compare(
        [told(patrol.format(" on Thursday"), "post", "2024-05-02")],
        past("2024-05-01", told(f"{patrol.format('')} {ELSEWHERE}", "gazette", "2024-05-01")),
    )
    change = change_of(found, "The coast guard")
    assert (change.kind, change.reasons) == (ChangeKind.UPDATED, ("day",))
    assert change.before == patrol.format("")


def test_what_tells_more_of_a_known_matter_is_an_update() -> None:
    before = "The audit court of Orlova announced that it is opening an inquiry into Ferry Lines."
    after = (
        "The audit court of Orlova widened its inquiry into Ferry Lines to the director, his two "
        "sons and the bank that lent to them."
    )
    found = compare(
        [told(after, "post", "2024-05-02")],
        past("2024-05-01", told(f"{before} {ELSEWHERE}", "gazette", "2024-05-01")),
    )
    change = change_of(found, after)
    assert (change.kind, change.reasons) == (ChangeKind.UPDATED, ("developed",))
    assert change.before == before


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("Salvage crews lifted more wagons out of the river at Orlova for a second day.", "day"),
        (
            "Divers resumed the hunt for wagons lost by the Orlova salvage company at dawn.",
            "developed",
        ),
    ],
)
def test_what_says_itself_that_it_goes_on_is_an_update(after: str, reason: str) -> None:
    before = "Crews of the Orlova salvage company lifted two wagons from the river by the weir."
    yesterday = past("2024-05-01", told(f"{before} {ELSEWHERE}", "gazette", "2024-05-01"))
    change = change_of(compare([told(after, "post", "2024-05-02")], yesterday), after)
    assert (change.kind, change.reasons) == (ChangeKind.UPDATED, (reason,))
    assert change.before == before
    plain = after.replace("for a second day", "with cranes").replace("resumed the", "gave up the")
    change = change_of(compare([told(plain, "post", "2024-05-02")], yesterday), plain)
    assert change.kind is not ChangeKind.UPDATED


def test_an_answer_is_an_update_of_what_it_answers() -> None:
    before = "Governor Ada Brook proposed a joint commission on the ferry dispute to the islanders."
    after = "The ferrymen of Vesk {} the proposal of the governor to mediate {}."
    yesterday = past("2024-05-01", told(f"{before} {ELSEWHERE}", "gazette", "2024-05-01"))
    between = "between them and the islanders"
    for word, what, kind in (
        ("accepted", between, ChangeKind.UPDATED),
        ("filed", between, ChangeKind.NEW),
        ("accepted", "in a strike of bakers at the capital", ChangeKind.NEW),
    ):
        text = after.format(word, what)
        change = change_of(compare([told(text, "post", "2024-05-02")], yesterday), text)
        assert change.kind is kind, text


def test_a_few_common_words_are_one_matter_on_one_theme_alone() -> None:
    before = "Any attempt to strip the ferrymen of Vesk of their seat would fail on a veto."
    after = "A new attempt to tow the grain barge off the sandbank failed on Thursday, pilots said."
    nearer = "A new attempt to tow the barge failed on Thursday, ferrymen said."
    yesterday = past("2024-05-01", told(f"{before} {ELSEWHERE}", "gazette", "2024-05-01"))
    for text, ours, theirs, kind in (
        (after, "port", "port", ChangeKind.UPDATED),
        (after, "port", "council", ChangeKind.NEW),
        (nearer, "port", "port", ChangeKind.UPDATED),
        (nearer, "port", "council", ChangeKind.NEW),
    ):
        today = understood(told(text, "post", "2024-05-02"))
        themes = (Theme("port", "The port"), Theme("council", "The council"))
        claims = tuple(replace(c, themes=(ours,)) for c in today.claims)
        earlier = tuple(replace(c, themes=(theirs,)) for c in yesterday.claims)
        found = since(
            replace(today, themes=themes, claims=claims), [replace(yesterday, claims=earlier)]
        )
        assert change_of(found, text).kind is kind, (text, theirs)


def test_the_same_person_on_a_matter_that_is_near_is_an_update() -> None:
    before = "Envoy Hanna Brodek will hold talks with the ferrymen of Vesk, the office said."
    after = (
        "The river envoy, Hanna Brodek, will travel to Vesk and to Alma next week, in the hope "
        "of an end to the dispute with the ferrymen."
    )
    yesterday = told(f"{before} Hanna Brodek is an envoy. {ELSEWHERE}", "gazette", "2024-05-01")
    found = compare([told(after, "post", "2024-05-02")], past("2024-05-01", yesterday))
    change = change_of(found, after)
    assert (change.kind, change.reasons) == (ChangeKind.UPDATED, ("developed",))


def test_what_nobody_asked_for_is_not_told_as_dropped() -> None:
    yesterday = past("2024-05-01", told(BRIDGE, "gazette", "2024-05-01"))
    today = understood(told(ELSEWHERE, "courier", "2024-05-02"))
    desk = replace(today, themes=(*today.themes, Theme("ports", "Ports")))
    assert dropped(since(desk, [yesterday])) == []
    on_ports = [replace(c, themes=("ports",)) for c in yesterday.claims]
    asked = replace(yesterday, claims=tuple(on_ports))
    assert dropped(since(desk, [asked])) == [BRIDGE]


@pytest.mark.parametrize(
    "after",
    [
        "The harbour crane at Orlova was sold to a museum after a long quarrel.",
        "The harbour bridge at Orlova was not closed to lorries after engineers found cracks.",
        "Pilots of Orlova walked out.",
    ],
)
def test_look_alikes_are_new(after: str) -> None:
    found = compare(
        [told(after, "post", "2024-05-02")],
        past("2024-05-01", told(f"{BRIDGE} {ELSEWHERE}", "gazette", "2024-05-01")),
    )
    assert change_of(found, after).kind is ChangeKind.NEW


def test_one_strike_and_another_day_are_two_facts() -> None:
    shelling = "Shelling of the fish market in Orlova killed {} porters on {}."
    found = compare(
        [told(shelling.format(5, "Thursday"), "post", "2024-05-02")],
        past("2024-05-01", told(shelling.format(3, "Wednesday"), "gazette", "2024-05-01")),
    )
    assert change_of(found, "Shelling").kind is ChangeKind.NEW


def test_other_numbers_are_an_update_that_tells_both() -> None:
    found = compare(
        [told(TOLL.format("1,310"), "gazette", "2024-05-02")],
        past("2024-05-01", told(TOLL.format("1,240"), "gazette", "2024-05-01")),
    )
    change = change_of(found, "The Lesna")
    assert (change.kind, change.reasons) == (ChangeKind.UPDATED, ("numbers",))
    assert (change.before, change.after) == (TOLL.format("1,240"), TOLL.format("1,310"))


def test_a_second_origin_is_an_update_and_a_lost_one_is_none() -> None:
    one = told(f"{BRIDGE} {ELSEWHERE}", "gazette", "2024-05-01")
    two = told(AGAIN, "post", "2024-05-02")
    found = compare([one, two], past("2024-05-01", one))
    (change,) = (c for c in found.changes if "bridge" in c.after)
    assert (change.kind, change.reasons) == (ChangeKind.UPDATED, ("corroborated",))
    found = compare([two], past("2024-05-01", one, two))
    assert [c.kind for c in found.changes if c.after] == [ChangeKind.ONGOING]


def test_the_latest_edition_that_told_it_is_named() -> None:
    first = past("2024-04-30", told(BRIDGE, "gazette", "2024-04-30"))
    then = past("2024-05-01", told(AGAIN, "post", "2024-05-01"))
    quiet = past("2024-05-02", told(ELSEWHERE, "courier", "2024-05-02"))
    found = compare([told(BRIDGE, "echo", "2024-05-03")], quiet, then, first)
    change = change_of(found, BRIDGE)
    assert change.earlier is not None
    assert (change.kind, change.earlier.edition) == (ChangeKind.ONGOING, "2024-05-01")


# --- Dropped -----------------------------------------------------------------------------


def dropped(analysis: Analysis) -> list[str]:
    return [c.before for c in analysis.changes if c.kind is ChangeKind.DROPPED]


def test_what_was_printed_and_nobody_tells_is_dropped_with_its_place() -> None:
    before = told(BRIDGE, "gazette", "2024-05-01")
    found = compare([told(ELSEWHERE, "courier", "2024-05-02")], past("2024-05-01", before))
    (change,) = (c for c in found.changes if c.kind is ChangeKind.DROPPED)
    assert (change.before, change.after, change.citations) == (BRIDGE, "", ())
    assert change.audiences == ("analyst",)
    assert change.earlier is not None
    cite = change.earlier.citation
    assert before.text[cite.start : cite.end] == BRIDGE
    assert change.earlier.sha256 == before.sha256


def test_only_the_last_edition_can_be_dropped_from() -> None:
    first = past("2024-04-30", told(BRIDGE, "gazette", "2024-04-30"))
    then = past("2024-05-01", told(ELSEWHERE, "courier", "2024-05-01"))
    today = [told("Pilots of Orlova walked out.", "post", "2024-05-02")]
    assert BRIDGE not in dropped(compare(today, then, first))


@pytest.mark.parametrize(
    "today",
    [
        "Orlova will open its harbour bridge to lorries again, though cracks remain.",
        "Engineers found 14 cracks in the harbour bridge at Orlova on Thursday.",
    ],
)
def test_what_something_of_today_comes_near_is_not_dropped(today: str) -> None:
    before = past("2024-05-01", told(f"{BRIDGE} {ELSEWHERE}", "gazette", "2024-05-01"))
    assert BRIDGE not in dropped(compare([told(today, "post", "2024-05-02")], before))


def test_of_an_edition_without_briefs_only_what_several_told_is_dropped() -> None:
    one, two = told(BRIDGE, "gazette", "2024-05-01"), told(AGAIN, "post", "2024-05-01")
    alone = told("Pilots of Vesk walked out over unpaid night shifts.", "courier", "2024-05-01")
    before = past("2024-05-01", one, two, alone, printed=False)
    found = compare([told(ELSEWHERE, "echo", "2024-05-02")], before)
    assert len(dropped(found)) == 1
    assert "bridge" in dropped(found)[0]


# --- Figures -----------------------------------------------------------------------------


def test_a_measure_keeps_its_values_in_order_of_their_days() -> None:
    days = [("2024-04-29", "1,100"), ("2024-04-30", "1,240"), ("2024-05-01", "1,240")]
    before = [past(d, told(TOLL.format(v), "gazette", d)) for d, v in days]
    found = compare([told(TOLL.format("1,310"), "gazette", "2024-05-02")], *reversed(before))
    figure = figure_of(found, 1310)
    assert [(p.edition, p.value) for p in figure.history] == [
        ("2024-04-29", 1100), ("2024-04-30", 1240), ("2024-05-01", 1240),
    ]  # fmt: skip
    assert figure.history[0].citation.text == TOLL.format("1,100")
    assert not figure.lowered


def test_a_running_total_that_fell_is_marked() -> None:
    before = past("2024-05-01", told(TOLL.format("1,310"), "gazette", "2024-05-01"))
    found = compare([told(TOLL.format("1,240"), "gazette", "2024-05-02")], before)
    assert figure_of(found, 1240).lowered


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TOLL.format("1,240"), "The Orlova Police have recorded 1,310 deaths in the valley."),
        (
            "Shelling of the market in Orlova killed 13 porters.",
            "Shelling of the market in Orlova killed 15 porters.",
        ),
        ("The port of Orlova has 40 cranes.", "The port of Orlova has 52 pilots."),
        ("The army sent 12 boats to Orlova.", "The army sent 900 boats to Orlova."),
    ],
)
def test_another_measure_has_no_part_in_it(before: str, after: str) -> None:
    found = compare(
        [told(after, "gazette", "2024-05-02")],
        past("2024-05-01", told(before, "gazette", "2024-05-01")),
    )
    assert [f.history for f in found.figures] == [()]


def test_a_past_dispute_keeps_both_values() -> None:
    text = "The quake in Orlova damaged {} houses on the hill, {} said on Wednesday."
    before = past(
        "2024-05-01",
        told(text.format("1,240", "the mayor"), "gazette", "2024-05-01"),
        told(text.format("1,610", "the governor"), "post", "2024-05-01"),
    )
    assert [len(f.disputes) for f in before.figures] == [1]
    found = compare([told(text.format("1,700", "the governor"), "post", "2024-05-02")], before)
    (value,) = figure_of(found, 1700).history
    assert (value.value, value.rivals) == (1610, (1240,))


def test_a_value_that_is_only_read_again_is_history() -> None:
    old = told(TOLL.format("1,240"), "gazette", "2024-05-01")
    new = told(f"{TOLL.format('1,310')} {ELSEWHERE}", "gazette", "2024-05-02")
    found = compare([old, new], past("2024-05-01", old))
    assert [f.value for f in found.figures if f.casualty] == [1310]
    assert [p.value for p in figure_of(found, 1310).history] == [1240]


# --- What must hold of any day -----------------------------------------------------------

_TEXTS = [BRIDGE, AGAIN, TOLL.format("1,240"), TOLL.format("1,310"), ELSEWHERE]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)), st.permutations(range(5)))
def test_the_order_of_the_input_changes_nothing(one: list[int], other: list[int]) -> None:
    today = [told(_TEXTS[n], f"t{n}", "2024-05-02") for n in range(5)]
    before = [told(f"{_TEXTS[n]} Bakers asked for gas.", f"b{n}", "2024-05-01") for n in range(5)]
    expected = compare(today, past("2024-05-01", *before))
    found = compare([today[n] for n in one], past("2024-05-01", *(before[n] for n in other)))
    assert found.changes == expected.changes
    assert found.figures == expected.figures


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=3), st.lists(st.text(max_size=80), max_size=3))
def test_any_texts_end_well(today: list[str], before: list[str]) -> None:
    then = [article(t, f"b{n}", language="und") for n, t in enumerate(before)]
    now = [article(t, f"t{n}", language="und") for n, t in enumerate(today)]
    found = compare(now, past("2024-05-01", *then))
    assert [c.claim for c in found.changes if c.claim] == [c.id for c in found.claims]


def test_work_grows_with_the_sentences_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []

    def counted(a: Facts, b: Facts) -> float:
        compared.append(1)
        return similarity(a, b)

    monkeypatch.setattr(comparing, "similarity", counted)
    steps = []
    for size in (20, 80):
        before = [_busy(n, "2024-05-01") for n in range(size)]
        today = [_busy(n + size // 2, "2024-05-02") for n in range(size)]
        compared.clear()
        compare(today, past("2024-05-01", *before))
        steps.append(len(compared))
    assert steps[0] > 0
    assert steps[1] <= 6 * steps[0]


def _busy(n: int, day: str) -> Article:
    """A report of which only the names are its own."""
    town, chief = f"Town{chr(97 + n % 26)}{chr(97 + n // 26)}ow", f"Chief{chr(97 + n % 26)}ek"
    text = (
        f"The council of {town} met {chief} over the new school on the hill. "
        f"Shops in {town} closed early because the square was under water."
    )
    return told(text, f"{town}-{day}", day)
