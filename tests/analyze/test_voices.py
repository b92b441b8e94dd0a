"""A speaker is the subject of the saying; who is only named speaks not."""

from __future__ import annotations

import pytest

from briefing.analyze.claims.nodes import spoken_in
from briefing.analyze.claims.voices import speakers
from briefing.analyze.names import find_names
from tests.fakes import article

KNOWN = (
    "Anna Berg met Karl Holm. President Anna Berg and minister Karl Holm signed. "
    "The port lies in Norda, near the town of Sund. Marta Lind sang. Mr Holm and Ms Lind ate."
)


def _speakers(text: str) -> list[str]:
    """Who speaks in each sentence of a text, in the names' usual forms; "" for nobody."""
    articles = [article(text, "a"), article(KNOWN, "b")]
    names = find_names(articles)
    spoken = spoken_in((s for a in articles for s in a.sentences()), names)
    forms = {n.key: n.form for n in names}
    who = (spoken.get(s.position, "") for s in articles[0].sentences())
    return [forms.get(key, key) for key in who]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Harbour police chief Anna Berg said the quay was shut.", "Anna Berg"),
        ("The quay was shut, according to harbour police chief Anna Berg.", "Anna Berg"),
        ("The paper's Karl Holm in Norda says the quay is shut.", "Karl Holm"),
        ("“The quay is shut,” said analyst Karl Holm in Norda.", "Karl Holm"),
        ("The head of the Port Board, Mr Karl Holm, said the quay was shut.", "Karl Holm"),
        ("Anna Berg, chair of the Port of Norda, said the quay was shut.", "Anna Berg"),
        ("Anna Berg earlier told reporters that the quay was shut.", "Anna Berg"),
        ("Norda officials said the quay was shut.", "Norda officials"),
        ("Norda has two confirmed cases of the cattle disease.", ""),
        ("Norda has rarely acknowledged losses of cattle.", ""),
        ("Karl Holm walked along the shut quay of Norda.", ""),
        ("The clerk of the town of Norda said the quay was shut.", ""),
        ("Minister Holm said the quay was shut.", "Karl Holm"),
        ("Wardens of the harbour in Norda, Sund, said the quay was shut.", ""),
        ("In Norda, Anna Berg said the quay was shut.", "Anna Berg"),
    ],
)
def test_the_subject_of_the_saying_speaks(text: str, who: str) -> None:
    assert _speakers(text) == [who]


def test_he_is_the_last_person_who_spoke_and_no_place() -> None:
    text = (
        "Karl Holm said the quay was shut. Norda said on Monday it had no money. "
        "He said the ferry would wait."
    )
    assert _speakers(text)[2] == "Karl Holm"


def test_where_only_a_place_spoke_he_is_nobody() -> None:
    assert _speakers("Norda said the quay was shut. He said the ferry would wait.")[1] == ""


def test_of_two_in_one_sentence_the_first_one_speaks() -> None:
    text = "Karl Holm said the quay was shut. Anna Berg said it was open, she wrote on Monday."
    assert _speakers(text) == ["Karl Holm", "Anna Berg"]
    assert _speakers("Karl Holm sang. He said Anna Berg told all.")[1] == ""


NAMES = {"norda": "norda", "holm": "karl holm", "karl holm": "karl holm", "berg": "berg"}
KINDS = {"norda": "place", "karl holm": "person", "berg": "person"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The quay was shut, the Norda Courier reported.", ""),
        ("Ida Holm said the quay was shut.", ""),
        ("Minister Holm said the quay was shut.", "karl holm"),
        ("But Holm said the quay was shut.", "karl holm"),
        ("Ida Berg said the quay was shut.", "berg"),
    ],
)
def test_a_part_of_a_name_that_is_not_known_is_nobody_else(text: str, who: str) -> None:
    of = article(text, "a")
    assert speakers(of, NAMES, KINDS) == ({(0, len(text)): who} if who else {})


def test_behind_somebody_whom_no_name_is_known_for_a_pronoun_is_nobody() -> None:
    of = article("Karl Holm said the quay was shut. Ida Moss said it was open. She said so.", "a")
    assert list(speakers(of, NAMES, KINDS).values()) == ["karl holm"]


def test_it_is_no_person() -> None:
    text = "Karl Holm said the quay was shut. It said the ferry would wait."
    assert _speakers(text)[1] == ""
