"""Copies whose wording went wrong are set aside; sound sentences never are."""

from __future__ import annotations

import pytest

from briefing.analyze.claims import group_claims
from briefing.analyze.claims.corrupt import corrupted, torn
from briefing.analyze.names import find_names
from briefing.analyze.origins import group_origins
from briefing.model import Article, Claim, Labelled, Sentence
from tests.fakes import article


def sentence(text: str) -> Sentence:
    return Sentence(article(text), 0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "The harbour office called on March 3 that the pier was safe to walk on.",
        "The harbour office called on Monday that the pier was safe to walk on.",
        "Mayor Ann Lee called On the day before the vote, she met the union.",
        "Governor Tom Ray called Trained divers are searching the wreck.",
        "The ferry sank within minutes, the coast guard said Norwegian early on Friday morning.",
    ],
)
def test_torn_sentences_are_told_by_their_form(text: str) -> None:
    assert torn(sentence(text))
    assert corrupted([sentence(text)]) == {0}


@pytest.mark.parametrize(
    "text",
    [
        "The mayor called on Monday for calm after that night.",
        "She called that decision wrong, and on March 3 that was confirmed.",
        "A film called On the Pier opened in Lund.",
        "Ann Lee called The Harbour Post to complain.",
        "Tom Ray called Reading a fine town.",
        "The coast guard said Norway on Friday sent two ships.",
        "“We will raise the ferry,” said Vell on Monday.",
        "The harbour will stay shut, said Berg late on Tuesday.",
        "The coast guard said Friday that it had sent two ships.",
        "The minister told The Northern Press that the bridge is safe.",
        "He told Parliament on Friday.",
        "“The ferry is late,” the captain said early on Friday morning.",
    ],
)
def test_sound_sentences_are_not_torn(text: str) -> None:
    assert not torn(sentence(text))


def test_a_masthead_in_one_report_and_not_in_the_other_is_no_error() -> None:
    one = "The captain told The Northern Press that the ferry was late."
    other = "The captain told the Northern Press on Friday that the ferry was late."
    assert not corrupted([sentence(one), sentence(other)])
    stray = "The captain called The coastal alliance saw no reason to sail."
    plain = "The captain said the coastal alliance saw no reason to sail."
    assert corrupted([sentence(stray), sentence(plain)]) == {0}


def claims(*articles: Article) -> tuple[Claim, ...]:
    units = [
        Labelled(Sentence(a, u.start, u.end), u.kind, u.paragraph)
        for a in articles
        for u in a.units
    ]
    return group_claims(units, group_origins(articles), find_names(articles))


SPOILT = (
    "The harbour office called on March 3 that the pier of Lund was safe to walk on. "
    "Parliament approved the budget on Tuesday after nine hours of loud debate."
)
CLEAN = "Parliament approved the budget on Tuesday after a debate of nine loud hours."


def test_a_torn_sentence_is_a_suspect_even_alone() -> None:
    found = claims(article(SPOILT, "a"))
    torn_one = next(c for c in found if "harbour" in c.lead.text)
    assert torn_one.suspects == (torn_one.lead,)
    assert torn_one.origins
    assert not next(c for c in found if "budget" in c.lead.text).suspects


@pytest.mark.parametrize(("spoilt", "clean"), [("a", "b"), ("b", "a")])
def test_a_spoilt_article_leads_no_claim_that_another_tells(spoilt: str, clean: str) -> None:
    day = [
        article(SPOILT, spoilt, id=spoilt * 12),
        article(CLEAN, clean, id=clean * 12),
        article("Bakers asked for cheaper gas. A ferry ran aground.", "c"),
    ]
    claim = next(c for c in claims(*day) if "budget" in c.lead.text)
    assert len(claim.members) == 2
    assert claim.lead.article.id == clean * 12
