"""Words as all rooms read them."""

from __future__ import annotations

import pytest

from briefing.language import language, placed_words, quoted, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It's 11,756.5 – so the U.N.", ["it's", "11,756.5", "so", "the", "u", "n"]),
        ("It's 11,756.5 - so the U.N.", ["it's", "11,756.5", "so", "the", "u", "n"]),
        ("rock'n'roll' 'tis 3,, 4.", ["rock'n'roll", "tis", "3", "4"]),
        ("rock’n’roll’ ‘tis 3,, 4.", ["rock'n'roll", "tis", "3", "4"]),
        ("a_b 7th _x 3.a", ["a", "b", "7", "th", "x", "3", "a"]),
        ("Łódź, ÉTÉ 12", ["łódź", "été", "12"]),
        ("", []),
    ],
)
def test_words_are_the_same_in_ascii_and_beside_other_letters(text: str, found: list[str]) -> None:
    assert words(text) == [word for word, _ in placed_words(text)] == found
    assert words(f"{text} ж") == [*found, "ж"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("one line", "one line"),
        (" one line ", "one line"),
        ("one  line", "one line"),
        ("one\tline", "one line"),
        ("one\xa0line", "one line"),
        ("one\u2009 line\u2028", "one line"),
        ("one\nline", "one line"),
        ("a long-\nterm line", "a long-term line"),
        ("soft\u00adhyphen", "soft\u00adhyphen"),
    ],
)
def test_white_space_is_folded_whatever_it_is(text: str, printed: str) -> None:
    assert quoted(text) == printed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisations", "organizations"),
        ("analysed", "analyzed"),
        ("harbour", "harbor"),
        ("neighbourhood", "neighborhood"),
        ("licence", "license"),
        ("centres", "centers"),
        ("kilometre", "kilometer"),
        ("programmes", "programs"),
    ],
)
def test_two_spellings_of_a_word_are_one(one: str, other: str) -> None:
    english = language("en")
    assert english.spelled(one) == english.spelled(other) == other


def test_other_words_and_other_languages_stay_as_they_are() -> None:
    for word in ("hour", "four", "source", "evidence", "analysis", "rise", "more", "there"):
        assert language("en").spelled(word) == word
    assert language("de").spelled("organisation") == "organisation"
