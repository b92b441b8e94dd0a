"""Spellings of one name are one name, and two names stay two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.analyze.names import canonical, find_names, fold
from tests.fakes import article


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelenskyy", "Zelenskiy"),
        ("Zelenskyy", "Zelensky"),
        ("Kyiv", "Kiev"),
        ("Kirilenko", "Kyrylenko"),
        ("Donbas", "Donbass"),
        ("Zelenskiy", "Зеленський"),
        ("Müller", "Muller"),
        ("Odesa", "Odessa"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Slovakia", "Slovenia"),
        ("Niger", "Nigeria"),
        ("Mali", "Malta"),
        ("Hill", "Gill"),
        ("Dominica", "Dominican"),
        ("Putin", "Poutine"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def _one_name(first: str, second: str, *spellings: str) -> bool:
    keys = canonical(find_names([article(first, "a"), article(second, "b")]))
    return len({keys[s.lower()] for s in spellings}) == 1


def test_a_first_name_in_common_joins_spellings_that_differ_more() -> None:
    first = "On Monday governor Serhiy Haidai spoke to the press."
    assert _one_name(
        first, "The governor Sergiy Gaidai left town.", "Serhiy Haidai", "Sergiy Gaidai"
    )


def test_a_last_name_alone_means_the_one_full_name_it_can_mean() -> None:
    (name,) = [
        n
        for n in find_names([article("Today Anna Kowalska won. Later Kowalska thanked voters.")])
        if "Kowalska" in n.variants
    ]
    assert name.form == "Anna Kowalska"
    assert len(name.mentions) == 2
    assert name.kind == "person"


def test_two_people_of_one_last_name_stay_two() -> None:
    text = "In court Anna Kowalska faced Piotr Kowalski. Both Anna Berg and Maria Berg came."
    forms = {n.form for n in find_names([article(text)])}
    assert {"Anna Berg", "Maria Berg"} <= forms


def _named(text: str) -> dict[str, str]:
    """Spelling to kind, for all names of one article."""
    return {v: n.kind for n in find_names([article(text)]) for v in n.variants}


def test_what_is_of_a_place_belongs_to_its_name() -> None:
    text = (
        "Officials in Norway spoke of Estonia. The Norwegian fleet left, and Estonian ships "
        "followed. Critics in Latvia called the Latvian plan slow."
    )
    keys = canonical(find_names([article(text)]))
    assert keys["norwegian"] == keys["norway"]
    assert keys["estonian"] == keys["estonia"]
    assert keys["latvian"] == keys["latvia"] != keys["estonia"]
    forms = {n.form for n in find_names([article(text)])}
    assert {"Norway", "Estonia", "Latvia"} <= forms


def test_what_only_looks_like_a_place_does_not() -> None:
    text = "The town of Marl met with Martin, and a man from Niger met the Nigerian envoy Romana."
    keys = canonical(find_names([article(text)]))
    assert keys["nigerian"] != keys["niger"]
    assert keys["martin"] != keys["marl"]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("They reached the village of Stara Reka at noon.", "Stara Reka", "place"),
        ("She flew from New Haven to meet Carla Braga.", "New Haven", "place"),
        ("She flew from New Haven to meet Carla Braga.", "Carla Braga", "person"),
        ("Critics of the United Provinces met him.", "United Provinces", ""),
        ("Today Norwegian Trade Minister Ola Berg spoke.", "Ola Berg", "person"),
        ("He told Norwegian TV that it rained.", "Norwegian TV", ""),
        ("He praised the Olsen Brigade.", "Olsen Brigade", "organization"),
    ],
)
def test_a_name_is_told_by_what_stands_around_it(text: str, name: str, kind: str) -> None:
    assert _named(text)[name] == kind


def test_what_hangs_on_a_name_by_a_hyphen_is_no_part_of_it() -> None:
    named = _named("He drove a Norway-built lorry from September-November, its Commander-in-Chief.")
    assert set(named) == {"Norway"}


def test_a_body_named_in_another_order_is_one() -> None:
    first = "He left the Ministry of Trade in Oslo."
    keys = canonical(find_names([article(first, "a"), article("He sued the Trade Ministry.", "b")]))
    assert keys["ministry of trade"] == keys["trade ministry"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Staff of the Ports and Waters Agency came.", "Ports and Waters Agency"),
        ("The Ports and Waters Agency paid.", "Ports and Waters Agency"),
        ("He left the Ministry of Trade and Tourism.", "Ministry of Trade and Tourism"),
        ("The Centers for Flood Control and Relief rang.", "Centers for Flood Control and Relief"),
        ("The Office for the Study of Tides closed.", "Office for the Study of Tides"),
    ],
)
def test_a_body_with_two_fields_is_one_name(text: str, whole: str) -> None:
    (name,) = find_names([article(text)])
    assert (name.form, name.kind) == (whole, "organization")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Both Lomna and Harbour Board staff met.", {"Lomna", "Harbour Board"}),
        ("In the Kastel and Harbour Board feud the Kastel won.", {"Kastel", "Harbour Board"}),
        (
            "The Ministry of Trade and Oslo met. In Oslo rain fell.",
            {"Ministry of Trade", "Oslo"},
        ),
        ("The Ministry of Trade and NATO agreed.", {"Ministry of Trade", "NATO"}),
        ("The Ministry of Trade and Harbour Board met.", {"Ministry of Trade", "Harbour Board"}),
        ("He left for Bergen and for Oslo.", {"Bergen", "Oslo"}),
    ],
)
def test_two_names_with_an_and_between_stay_two(text: str, forms: set[str]) -> None:
    assert {name.form for name in find_names([article(text)])} == forms


def test_the_desks_aliases_are_one_name() -> None:
    text = "Ships crossed the East Sea at noon. Ships left the Sea of Japan in the evening."
    keys = canonical(find_names([article(text)], [("East Sea", "Sea of Japan")]))
    assert keys["east sea"] == keys["sea of japan"]


def test_calendar_words_and_first_words_are_no_names() -> None:
    names = find_names([article("However, rain fell on Monday. Capturing rain in May is usual.")])
    assert names == ()


@given(st.permutations(range(4)))
def test_the_order_of_articles_changes_nothing(order: list[int]) -> None:
    texts = [
        "On Monday governor Serhiy Haidai spoke.",
        "The governor Sergiy Gaidai left for Kyiv.",
        "From Kiev came Anna Berg.",
        "Later Berg met the mayor of Lviv.",
    ]
    articles = [article(t, str(n)) for n, t in enumerate(texts)]
    assert find_names([articles[n] for n in order]) == find_names(articles)


@given(st.text(max_size=300))
def test_any_text_ends_well(text: str) -> None:
    for name in find_names([article(text)]):
        assert name.form
        assert name.mentions
