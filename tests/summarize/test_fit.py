"""What may be printed, and what must go with it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from briefing.model import Kind, Sentence, Unit
from briefing.summarize import fit
from tests.fakes import article


def one(text: str, language: str = "en") -> Sentence:
    made = article(text, language=language, units=(Unit(0, len(text), Kind.BODY, 0),))
    return next(made.sentences())


@pytest.mark.parametrize(
    "text",
    [
        "The river Oder rose by two metres in the old town on Wednesday.",
        "Police said they had found the car near the harbour.",
        "In her speech to the council, Mayor Anna Lind asked for pumps.",
        "“We need pumps now,” the mayor of Port Alma told reporters.",
        "A man was arrested after he set fire to a shed, police said.",
        "The finance ministry of Norway said it would pay for the pumps.",
        "It was reported on Friday that the dam near Port Alma had failed.",
        "This week the council of Port Alma votes on the plan.",
        "The US asked its allies for 40 pumps and 12 boats.",
        "Erik Berg won the stage in a time of 5h 34' 28\" on Friday.",
        "Forty people (among them two children) were taken to hospital.",
        "Two hours after the dam near Port Alma broke, the water reached the harbour.",
        "The bus that left Port Alma at noon never arrived.",
        "Anna Lind said of Erik Berg: “He built the dam near Port Alma.”",
        "Engineers of the water board said the board had warned the council.",
        "The ferry operator Alma Lines said it had sold the boats.",
    ],
)
def test_a_good_sentence_is_whole_and_stands_alone(text: str) -> None:
    assert fit.is_whole(one(text))
    assert fit.stands_alone(one(text))


@pytest.mark.parametrize(
    "text",
    [
        "However, the dam held through the night.",
        "Norway, meanwhile, rejected the plans of Port Alma for a dam.",
        "During the talks Anna Lind asked the council of Port Alma for money.",
        "He believed the actual number to be higher.",
        "It said the dam would be rebuilt.",
        "Its engineers had warned of that for years.",
        "The ministry said the dam would be rebuilt.",
        "Norway rejected it.",
        "On Tuesday she asked the council for money.",
        "On the eve of the vote, he called the mayor.",
        "“The dam will be rebuilt.”",
        "“Such claims are baseless,” the ministry of Norway said on Tuesday.",
        "We should keep calm and trust the engineers.",
        "A source in Oslo said this would cost more than the old dam.",
        "“The dam will hold,” he said.",
        "The same day, Anna Lind left the council of Port Alma.",
        "Just the previous week, Port Alma had voted on the dam.",
        "Two days later, Anna Lind left the council.",
        "If it is passed, this would close the harbour of Port Alma.",
        "The dam near Port Alma will hold until spring, the ministry said in a bulletin.",
        "“We spoke of the dam. He shared his plans for the harbour,” the council of Alma said.",
        "“He knew about the crack,” Anna Lind told the council.",
        "Nordic engineers say it was nothing but luck.",
        "Post-war, he worked on dams in Norway.",
        "During her hearing on Wednesday, officials described what the witnesses had seen.",
        "Among its customers, one in four asked for the money back.",
    ],
)
def test_a_sentence_that_points_back_does_not_stand_alone(text: str) -> None:
    assert not fit.stands_alone(one(text))


@pytest.mark.parametrize(
    "text",
    [
        "and the dam near Port Alma held through the night.",
        "The dam near Port Alma held through the",
        "The mayor said “the dam near Port Alma will hold.",
        "The mayor (a former engineer asked for pumps.",
        "The mayor called The boats of the harbour are ready to sail.",
        "The town had seen a series of explosions. bomb on the market.",
        "MORE NEWS FROM PORT ALMA AND THE HARBOUR.",
        "Read more.",
        "Who will pay for the new dam near Port Alma?",
    ],
)
def test_a_broken_sentence_is_not_whole(text: str) -> None:
    assert not fit.is_whole(one(text))


def test_a_capital_in_a_name_is_not_a_break() -> None:
    assert fit.is_whole(one("The mayor told The Port Alma Herald that the dam will hold."))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Cependant, le barrage a tenu toute la nuit.", "fr"),
        ("Er forderte mehr Geld vom Rat der Stadt.", "de"),
        ("Однак дамба біля міста вистояла до ранку.", "uk"),
        ("To by podle starosty znamenalo konec přehrady.", "cs"),
    ],
)
def test_other_languages_know_what_points_back(text: str, language: str) -> None:
    assert not fit.stands_alone(one(text, language))


def test_a_thing_that_the_article_has_brought_in_is_known_only_after_that() -> None:
    text = (
        "The ferry left Port Alma at noon with forty people. "
        "The ferry sank within an hour. "
        "The ferry Alma Star had sailed since 1990. "
        "The ferries of Norway are safe, Anna Lind said. "
        "The matter has drawn wide attention."
    )
    alone = [fit.stands_alone(s) for s in article(text).sentences()]
    assert alone == [True, False, True, True, False]


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("Port Alma has been building dams for decades.", True),
        ("The harbour is known as the oldest of the coast.", True),
        ("The council voted on the dam last year.", True),
        ("The council of Port Alma voted on the dam on Tuesday.", False),
        ("“It has been so for decades,” Anna Lind told the council.", False),
    ],
)
def test_background_is_what_has_long_been_so(text: str, background: bool) -> None:
    assert fit.is_background(one(text)) == background


def test_a_language_without_knowledge_still_works() -> None:
    sentence = one("Joki nousi kaksi metriä vanhassa kaupungissa keskiviikkona.", "und")
    assert fit.is_whole(sentence)
    assert fit.stands_alone(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "The Herald could not independently verify the numbers.",
        "The figures have not been independently confirmed.",
        "Engineers believe the real number to be much higher.",
        "It was not possible to verify the reports.",
    ],
)
def test_a_caveat_is_known_and_never_stands_for_itself(text: str) -> None:
    assert fit.is_caveat(one(text))
    assert not fit.is_own_matter(one(text))


def test_a_caveat_on_another_matter_does_not_travel() -> None:
    long = one(
        "Mayor Anna Lind said on Monday that the sale of the harbour to a firm from abroad "
        "had not been confirmed but was very likely."
    )
    assert fit.is_caveat(long)
    assert not fit.qualifies(long, same_paragraph=False)


def test_printable_prefers_whole_sentences_that_stand_alone() -> None:
    good, back = one("The river Oder rose by two metres on Friday."), one("It said so on Friday.")
    broken = one("and then the river Oder")
    assert fit.printable([good, back, broken]) == [good]
    assert fit.printable([back, broken]) == [back]
    assert fit.printable([broken]) == [broken]
    assert fit.printable([]) == []


def test_a_thing_is_known_by_what_stands_before_the_sentence_alone() -> None:
    text = "Rain fell on Alma. The ferry sank at noon. A ferry from Oslo turned back."
    made = article(text, units=(Unit(0, 18, Kind.BODY, 0), Unit(19, 42, Kind.BODY, 0)))
    before, after = Sentence(made, 19, 42), Sentence(made, 43, len(text))
    assert not fit.stands_alone(before)  # it names nothing, and something was told already
    named = replace(made, text=text.replace("sank at noon", "left Oslo now"), id="2")
    assert fit.stands_alone(Sentence(named, 19, 43))
    repeated = replace(made, text=text.replace("Rain fell on Alma", "A ferry for Alma "), id="3")
    assert not fit.stands_alone(Sentence(repeated, 19, 42))
    assert fit.stands_alone(after)


def test_an_article_is_read_once_however_many_of_its_sentences_are_judged() -> None:
    text = "Later, Berg said he saw it. The ferry of Lind's men sank. " * 300
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^.]+\.", text)]
    made = article(text, units=tuple(Unit(a, b, Kind.BODY, 0) for a, b in spans))
    fit._first_written.cache_clear()
    fit._names_inside.cache_clear()
    for sentence in made.sentences():
        fit.stands_alone(sentence)
    assert fit._first_written.cache_info().misses <= 1
    assert fit._names_inside.cache_info().misses <= 1
    assert fit._names_inside(made) >= {"Berg", "Lind", "Lind's"}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Rescuers in boats reached the ship, then the crew, at noon.", 2),
        ("Rescuers in boats reached the ship that lay off Alma.", 0),
        ("Rescuers in boats reached the ship of a rival.", 0),
        ("Rescuers in boats reached the lighthouse.", 0),
        ("“We saw the ship,” Anna Lind of Port Alma said.", 0),
    ],
)
def test_a_thing_told_before_is_taken_for_known(text: str, known: int) -> None:
    made = article(f"A ship with a crew of nine ran aground off Alma. {text}")
    assert fit.known_things(list(made.sentences())[1]) == known
    assert fit.known_things(next(article(text).sentences())) == 0


def test_what_a_caption_says_is_not_whole() -> None:
    assert not fit.is_whole(one("The port of Alma (pictured on Friday) was closed for a day."))
    assert not fit.is_whole(one("The port of Alma in this photo was closed for a whole day."))
    assert not fit.is_whole(one("Mayor Anna Lind opens a bridge in Alma on May 2, 2024."))
    assert fit.is_whole(one("Mayor Anna Lind opened the bridges in Alma on May 2, 2024."))
    assert fit.is_whole(one("Anna Lind pictured a port without ships for a day."))


def test_a_role_behind_an_opening_is_known_from_a_sentence_before() -> None:
    text = article(
        "The company of Alma makes pumps.\n\nWith 13 offices and a staff of 350, the company"
        " builds 900 pumps a year.\n\nIn Port Alma on Monday, the company opened a school."
    )
    first, behind, placed = text.sentences()
    assert [fit.stands_alone(s) for s in (first, behind, placed)] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("However, the governor of Alma closed the northern bridge on Friday.", True),
        ("But Alma's governor Ada Brook closed the northern bridge on Friday.", True),
        ("It comes as the governor of Alma closed the northern bridge on Friday.", True),
        ("However, he closed the northern bridge on Friday.", False),
        ("But that was a mistake, and it cost them the bridge.", False),
        ("The governor of Alma closed the northern bridge on Friday.", False),
        ("But Alma lost.", False),
    ],
)
def test_what_leans_on_a_connective_alone_is_known(text: str, tied: bool) -> None:
    assert fit.is_tied_loosely(one(text)) is tied
