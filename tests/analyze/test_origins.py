"""Copies of one text are one witness."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.analyze.origins import group_origins
from briefing.model import Article
from tests.fakes import article

FLOOD = (
    "The river rose four metres overnight and water entered the lower streets of the old town. "
    "Rescue crews brought some three hundred families to a school on the hill before dawn. "
    "The mayor asked residents to leave their cars and to keep the bridge free for ambulances. "
    "Engineers opened two gates of the reservoir upstream after its wall had begun to leak. "
    "Trains between the coast and the capital stopped running at noon until further notice."
)
OTHER = (
    "Farmers blocked the main road to the border with tractors to protest against grain prices. "
    "Their union wants the ministry to buy the surplus of last year before the harvest begins. "
    "Lorry drivers waited in a queue of twelve kilometres and were given tea by villagers. "
    "The government promised an answer by Friday and called the blockade out of proportion."
)
QUARRY = (
    "The quarry above the village has been closed since a wall of rock came down in the spring. "
    "Its owner wants to reopen the upper level and has filed for a permit with the district. "
    "Residents collected eight hundred signatures against more lorries on the school road."
)
HARVEST = (
    "Growers in the valley expect the smallest apple harvest in eleven years after late frosts. "
    "Insurance covers hail but not frost, and only every third orchard has sprinklers at all. "
    "A cooperative has begun to buy fruit across the border so that its press can go on running."
)
FERRY = (
    "The ferry to the northern island will run every second hour while its sister ship is mended. "
    "Islanders complained that the last boat now leaves before the evening shift ends."
)
SPEECH = (
    "“We will not leave a single household alone in this, we have the money, we have the people "
    "and we have the will to rebuild every street of this town before the winter comes back”"
)


def _rewritten(text: str, seed: int, share: float) -> str:
    """The text with a share of its words replaced."""
    chance = random.Random(seed)
    words = text.split()
    return " ".join(w if chance.random() > share else f"word{chance.random():.6f}" for w in words)


def _groups(*articles: Article) -> set[frozenset[str]]:
    return {frozenset(o.articles) for o in group_origins(articles)}


def test_a_text_and_its_rewriting_are_one_origin_with_the_reason_in_words() -> None:
    one, other = article(FLOOD, "one"), article(_rewritten(FLOOD, 1, 0.15), "other")
    (origin,) = group_origins([one, other])
    assert origin.articles == tuple(sorted((one.id, other.id)))
    assert "of the wording shared" in origin.why


def test_independent_reports_stand_alone() -> None:
    origins = group_origins([article(FLOOD, "one"), article(OTHER, "other")])
    assert len(origins) == 2
    assert all(o.why == "" for o in origins)


def test_words_that_both_quote_do_not_make_one_origin() -> None:
    one = article(f"{FLOOD} {SPEECH}, the mayor said.", "one")
    other = article(f"{OTHER} {SPEECH}, the mayor said.", "other")
    assert len(group_origins([one, other])) == 2


@pytest.mark.parametrize(
    "fields", [{"agency": "Northern Wire"}, {"outlet": "The Harbour Post"}, {"byline": "A. Holt"}]
)
def test_a_credit_in_common_is_no_copy(fields: dict[str, str]) -> None:
    shared = " ".join(FLOOD.split()[:15])
    one = article(f"{FLOOD} {FLOOD.replace('the', 'a')}", "one", **fields)
    other = article(f"{shared}. {OTHER} {OTHER.replace('the', 'that')}", "other", **fields)
    assert len(group_origins([one, other])) == 2


def test_a_paragraph_taken_over_leaves_the_rest_a_text_of_its_own() -> None:
    one = article(f"{FLOOD} {FERRY} {QUARRY}", "one")
    other = article(f"{OTHER} {HARVEST} {QUARRY}", "other")
    assert len(group_origins([one, other])) == 2


def test_a_stock_background_below_other_news_is_no_copy() -> None:
    """Half of the words are the same, and the news is not."""
    stock = f"{QUARRY} {HARVEST}"
    one = article(f"{FLOOD} {stock}", "one", outlet="The Harbour Post")
    other = article(f"{OTHER} {FERRY} {stock}", "other", outlet="The Harbour Post")
    assert len(group_origins([one, other])) == 2


def test_copies_of_copies_do_not_chain() -> None:
    """What two copies and a compilation share does not draw in its other source."""
    text, source = f"{FLOOD} {QUARRY}", f"{OTHER} {HARVEST}"
    copies = [article(text, "one"), article(text.replace("the", "that", 2), "copy")]
    other, both = article(source, "other"), article(f"{text} {source}", "both")
    assert frozenset({other.id}) in _groups(*copies, other, both)


def test_the_reason_counts_what_was_taken_over() -> None:
    one, other = article(f"{FLOOD} {OTHER}", "one"), article(FLOOD, "other")
    (origin,) = group_origins([one, other])
    assert origin.why == "100% of the wording shared, 5 of 5 sentences taken over"


def test_a_rewriting_in_scraps_is_known_by_its_scraps() -> None:
    """Every fourth word is another one, so that no run of eight is left."""
    text = f"{FLOOD} {OTHER} {QUARRY} {HARVEST} {FERRY}"
    words = text.split()
    spun = " ".join(w if n % 6 else f"{w.strip('.,')}er" for n, w in enumerate(words))
    cut = spun.replace(words[1], "Xeno", 1)
    assert len(group_origins([article(text, "one"), article(cut, "other")])) == 1


def _spun(text: str, every: int) -> str:
    """A text in which one word of some is another one."""
    return " ".join(
        w if n % every else w.replace(w.strip(".,"), f"x{w.strip('.,')}")
        for n, w in enumerate(text.split(), 1)
    )


def test_two_reports_that_share_some_sentences_of_a_release_are_two() -> None:
    """As many scraps as of a rewriting, but in half of one text: nobody rewrote it."""
    first, rest = FLOOD.split(" Rescue", 1)
    rewriting = article(f"{_spun(first, 6)} {_spun(f'Rescue{rest} {OTHER}', 4)}", "rewriting")
    whole = article(f"{FLOOD} {OTHER}", "whole")
    report = article(f"{FLOOD} {OTHER} {QUARRY} {HARVEST} {FERRY}", "report")
    assert len(group_origins([rewriting, whole])) == 1
    assert len(group_origins([rewriting, report])) == 2


def test_a_thousand_near_copies_are_one_origin_and_change_no_other() -> None:
    base = [article(FLOOD, "flood", outlet="A"), article(OTHER, "other", outlet="B")]
    flood = [article(_rewritten(FLOOD, n, 0.05), f"copy{n}", outlet="A") for n in range(1000)]
    groups = _groups(*base, *flood)
    assert frozenset({base[1].id}) in groups
    assert len(groups) == 2


@given(st.permutations(range(6)))
def test_the_order_of_articles_changes_nothing(order: list[int]) -> None:
    texts = [FLOOD, OTHER, _rewritten(FLOOD, 3, 0.2), _rewritten(OTHER, 4, 0.2), SPEECH, "Short."]
    articles = [article(text, str(n)) for n, text in enumerate(texts)]
    assert group_origins([articles[n] for n in order]) == group_origins(articles)


@given(st.lists(st.text(max_size=300), max_size=8))
def test_every_article_is_in_exactly_one_origin(texts: list[str]) -> None:
    articles = [article(text, str(n)) for n, text in enumerate(texts)]
    told = [a for o in group_origins(articles) for a in o.articles]
    assert sorted(told) == sorted(a.id for a in articles)
