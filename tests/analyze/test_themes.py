"""Themes by term, field, count and context, on texts written for the purpose."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze.themes import DeskThemes
from briefing.analyze.themes.context import read_lines
from briefing.analyze.themes.subjects import Subject
from briefing.analyze.themes.terms import TermIndex
from briefing.analyze.themes.weighing import Text, sights
from briefing.config import ThemeSettings
from briefing.language import language
from briefing.model import Article, Kind, Unit
from briefing.plugins import THEMES, ThemeFinder, load
from tests.fakes import article

ORVEK = ThemeSettings("orvek", "Orvek flood", ("Orvek", "Lissa dam"))
GRAIN = ThemeSettings("grain", "Grain exports", ("grain", "wheat", "corn"))
TOLL = ThemeSettings("toll", "Dead and injured", ("killed", "injured", "dead"), needs="figure")
ARMS = ThemeSettings("arms", "Arms supply", ("weapons", "ammunition", "howitzers"))
DESK = (ORVEK, GRAIN, TOLL, ARMS)


def page(*lines: str | tuple[Kind, str], paragraphs: str = "", **fields: Any) -> Article:
    """An article of one unit a line; `paragraphs` has a "+" for each line that joins the last."""
    rows = [(Kind.BODY, line) if isinstance(line, str) else line for line in lines]
    text = "\n".join(line for _, line in rows)
    starts = [0, *accumulate(len(line) + 1 for _, line in rows)]
    numbers = accumulate(0 if paragraphs[n : n + 1] == "+" else 1 for n in range(len(rows)))
    units = tuple(
        Unit(start, start + len(line), kind, number)
        for start, (kind, line), number in zip(starts, rows, numbers, strict=False)
    )
    return article(text, units=units, **fields)


def themes(*articles: Article, desk: tuple[ThemeSettings, ...] = DESK) -> list[list[str]]:
    return [[key for key, _ in row.themes] for row in DeskThemes(desk).find(articles)]


def test_the_finder_is_installed_under_its_name() -> None:
    assert isinstance(load(THEMES, "terms", "here")(DESK), ThemeFinder)


def test_terms_match_inflected_and_derived_words_and_spellings_of_a_name() -> None:
    desk = (
        ThemeSettings("a", "Zelmenka", ("Zelmenskiy",)),
        ThemeSettings("b", "Morvia", ("Morvia",)),
        ThemeSettings("c", "Fighter jets", ("fighter jet",)),
    )
    found = themes(
        page("Zelmensky spoke.", "The Morvian army left.", "Two fighter jets landed."), desk=desk
    )
    assert found == [["a"], ["b"], ["c"]]


def test_terms_match_in_british_and_american_spelling() -> None:
    desk = (
        ThemeSettings("a", "The river", ("River Organization",)),
        ThemeSettings("b", "Boats", ("harbour",)),
    )
    found = themes(page("A River Organisation met.", "Gulls left Sund's harbor."), desk=desk)
    assert found == [["a"], ["b"]]


def test_a_name_is_not_a_common_word() -> None:
    desk = (ThemeSettings("march", "March party", ("March",)),)
    assert themes(page("They march at noon.", "The party March won."), desk=desk) == [[], ["march"]]


def test_a_short_stem_does_not_match_other_words() -> None:
    assert themes(page("The armed men of the army left.")) == [[]]


def test_a_weapon_alone_is_not_its_supply() -> None:
    found = themes(
        page("Their commander keeps sending more men and more weapons to the hills."),
        page(
            "The ministers agreed to deliver weapons to the besieged republic.",
            "Ammunition and howitzers will follow.",
        ),
    )
    assert found == [[], ["arms"], ["arms"]]


def test_words_of_the_field_count_together_with_what_the_title_asks_for() -> None:
    assert themes(page("The alliance will provide tanks.")) == [["arms"]]
    assert themes(page("The tanks stood in the museum.")) == [[]]


def test_an_excluded_term_vetoes() -> None:
    desk = (ThemeSettings("orvek", "Orvek flood", ("Orvek",), exclude=("football",)),)
    found = themes(page("Orvek is under water.", "The football club of Orvek won."), desk=desk)
    assert found == [["orvek"], []]


def test_several_labels_where_right() -> None:
    assert themes(page("Wheat worth millions was lost in Orvek."))[0] == ["orvek", "grain"]


@pytest.mark.parametrize(
    "follower",
    [
        "He rejected it.",
        "It has been there for a century.",
        "However, the mayor blamed the rain.",
        "Such claims are baseless.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_shares_its_theme(follower: str) -> None:
    found = themes(page("The mayor of Orvek closed the bridge.", follower, paragraphs=" +"))
    assert found == [["orvek"], ["orvek"]]


def test_a_new_paragraph_with_a_subject_of_its_own_does_not() -> None:
    found = themes(
        page("The mayor of Orvek closed the bridge.", "Bakers in the capital went on strike.")
    )
    assert found == [["orvek"], []]


def test_a_quotation_of_several_sentences_stays_together() -> None:
    found = themes(
        page(
            "“Orvek needs boats. ",
            "My cellar is full.",
            "Nobody came,” a baker said.",
            paragraphs=" ++",
        )
    )
    assert found == [["orvek"]] * 3


def test_a_definite_noun_takes_up_the_name() -> None:
    found = themes(
        page(
            "Water rose in the town of Orvek.",
            "Corn became dearer in the capital.",
            "Boats were sent to the flooded town.",
        )
    )
    assert found == [["orvek"], ["grain"], ["orvek"]]


def test_a_heading_holds_its_section_together_once_a_sentence_names_the_theme() -> None:
    found = themes(
        page(
            (Kind.SUBHEAD, "Water rises in Orvek"),
            "The parliament discussed wheat.",
            "Orvek was cut off at dawn.",
            "Boats carried families to the school.",
            "Both bridges are closed.",
            (Kind.SUBHEAD, "Strike of the bakers"),
            "Bakers in the capital went on strike.",
        )
    )
    assert found == [[], ["grain"], ["orvek"], ["orvek"], ["orvek"], [], []]


def test_what_most_of_an_article_is_on_its_bare_sentences_are_on_too() -> None:
    told = [f"Orvek lost its bridge number {n}." for n in range(6)]
    inside = themes(page(*told[:3], "Nobody slept.", *told[3:]))
    alone = themes(page(*told), page("Cats were fed.", "Nobody slept.", "Doors stayed shut."))
    assert (inside[3], alone[-2]) == (["orvek"], [])


def test_words_that_other_articles_use_on_a_theme_tell_it() -> None:
    told = page(*(f"Orvek has {n} sandbags and sluices." for n in range(12)))
    other = page(*(f"Clerks count {n} stamps and seals." for n in range(12)))
    new = ("Cooks arrived.", "Sandbags and sluices are short.", "Clerks left.")
    rows = DeskThemes(DESK).find([told, other, page(*new, id="new")])
    seen = {s.quote: s for s in (r.sentence for r in rows) if s.article.id == "new"}
    first = {told.id, other.id, "new"}
    sights = DeskThemes(DESK).sights([told, other, page(*new, id="new")], first)
    words = {(s, key): seen.words for s, key, seen, _ in sights if s.article.id == "new"}
    assert words[seen[new[1]], "orvek"] > 0 > words[seen[new[2]], "orvek"]
    assert words[seen[new[0]], "orvek"] == 0


def test_no_article_is_judged_by_words_that_only_it_uses() -> None:
    one = page(*(f"Orvek has {n} sandbags." for n in range(12)))
    sights = list(DeskThemes(DESK).sights([one], {one.id}))
    assert sights
    assert {seen.words for _, _, seen, _ in sights} == {0.0}


def test_a_sentence_with_terms_of_two_themes_is_on_both() -> None:
    found = themes(page("The Lissa dam at Orvek spared wheat and corn."))
    assert sorted(found[0]) == ["grain", "orvek"]


def test_another_theme_ends_the_section() -> None:
    found = themes(
        page(
            (Kind.SUBHEAD, "Water rises in Orvek"),
            "Orvek was cut off at dawn.",
            "Exports of wheat and corn fell by half.",
        )
    )
    assert found == [[], ["orvek"], ["grain"]]


def test_only_body_text_has_themes() -> None:
    kinds = [kind for kind in Kind if kind is not Kind.BODY]
    assert themes(page(*((kind, "Orvek under water.") for kind in kinds))) == [[]] * len(kinds)


@pytest.mark.parametrize(
    "counted",
    [
        "The flood killed 214 villagers.",
        "The army is losing hundreds of dead soldiers a day.",
        "Officials recorded 31 deaths and 400 injuries.",
        "A dozen people were injured.",
        "The ministry put its losses of Monday at 900 soldiers.",
        "They verified the deaths of 7,040 villagers and men.",
        "A girl has died of the fever in Alma.",
        "The shell killed another woman, the office said.",
    ],
)
def test_a_theme_of_figures_takes_what_is_counted(counted: str) -> None:
    assert themes(page(counted), desk=(TOLL,)) == [["toll"]]


@pytest.mark.parametrize(
    "other",
    [
        "They inflicted heavy losses on the killed general's men.",
        "The army lost 40 tanks.",
        "He was killed on 12 May 2019.",
        "Thousands more troops arrive at a high casualty rate.",
    ],
)
def test_a_theme_of_figures_leaves_the_rest(other: str) -> None:
    assert themes(page(other), desk=(TOLL,)) == [[]]


def test_a_word_that_only_a_stemmer_takes_for_a_term_is_none() -> None:
    offices = ThemeSettings("offices", "Inside the office", ("office", "employees"))
    found = themes(
        page("Officers stood in the rain.", "Clerks left the office by the stairs."),
        desk=(offices,),
    )
    assert found == [[], ["offices"]]


def test_caveats_and_parts_follow_the_count() -> None:
    found = themes(
        page(
            "The office recorded 31 deaths.",
            "However, it believes the actual number to be higher.",
            "Most of the dead were children.",
            "Bakers in the capital went on strike.",
            "The mayor of the capital met them.",
            "They want bread to cost more.",
            "The minister believes the actual number of voters to be higher.",
            paragraphs=" ++",
        ),
        desk=(TOLL,),
    )
    assert found == [["toll"], ["toll"], ["toll"], [], [], [], []]


def test_a_caveat_without_a_count_before_is_none() -> None:
    assert themes(page("It believes the actual number to be higher."), desk=(TOLL,)) == [[]]


def test_figures_of_other_kinds() -> None:
    votes = ThemeSettings("votes", "Votes counted", ("votes", "ballots"), needs="figure")
    found = themes(
        page(
            "The party won 4,310 votes.",
            "The votes disappointed the party.",
            "The party has 4,310 members.",
        ),
        desk=(votes,),
    )
    assert found == [["votes"], [], []]


def test_a_count_joins_what_is_on_the_matter_of_a_theme_of_figures() -> None:
    flood = ThemeSettings("homes", "Flooded homes", ("flooded", "homes"), needs="figure")
    found = themes(
        page(
            "Flooded homes stood empty along the river in 3 parishes.",
            "Flooded homes stood empty along the river.",
        ),
        desk=(flood,),
    )
    assert found == [["homes"], []]


def test_a_title_that_lists_matters_asks_for_one_of_them() -> None:
    listed = ThemeSettings("law", "Charges, bail and court", ("indicted",))
    plain = ThemeSettings("law", "Indictments", ("indicted",))
    text = "A lawyer waited outside the court of Vell with the bail in a bag."
    assert themes(page(text), desk=(listed,)) == [["law"]]
    assert themes(page(text), desk=(plain,)) == [[]]


def test_a_word_of_the_field_that_the_whole_day_uses_tells_no_theme_apart() -> None:
    storm = ThemeSettings("storm", "The storm", ("storm",))
    plain = "Floods closed the {} road, the wind tore at roofs."
    roads = ["north", "south", "old", "new", "long", "low", "high", "coast"]
    first = "The storm reached Vell, a hurricane by noon."
    day = page(first, *(plain.format(road) for road in roads))
    assert sum(map(bool, themes(day, desk=(storm,)))) == 1
    rare = page(first, plain.format("north"), paragraphs=" +")
    assert themes(rare, desk=(storm,)) == [["storm"], ["storm"]]


def test_reasons_tell_the_theme_and_the_evidence() -> None:
    row = DeskThemes(DESK).find([page("The mayor of Orvek closed the bridge.")])[0]
    assert row.reasons == ('orvek: names "Orvek"',)


def test_copies_do_not_change_what_others_get() -> None:
    report = page("Orvek was cut off.", "Bakers went on strike.", "Orvek needs boats.", id="a")
    copies = [page(*["Orvek bakers strike for boats."] * 4, id=f"c{n:03}") for n in range(50)]
    assert themes(report, *copies)[:3] == themes(report)


def test_a_language_without_knowledge_finds_terms() -> None:
    desk = (ThemeSettings("o", "Орвек", ("Орвек",)),)
    assert themes(page("Орвек 12.", "x", language="und"), desk=desk) == [["o"], []]
    assert themes(page("У місті Орвек вода.", language="uk"), desk=desk) == [["o"]]
    assert themes(page("Вода в Орвеку.", language="uk")) == [["orvek"]]


def test_latin_terms_match_names_in_another_script() -> None:
    assert themes(page("Орвек під водою.", language="uk")) == [["orvek"]]


@pytest.mark.parametrize("text", ["", "the of and", "Orvek", "…", "12"])
def test_texts_of_almost_nothing(text: str) -> None:
    assert len(themes(page(text))) == 1


WORDS = st.sampled_from(
    ["Orvek", "the town", "She", "wheat", "killed", "12", "“", "”", ".", "Lissa"]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.randoms())
def test_every_unit_once_and_the_order_of_articles_changes_nothing(
    texts: list[list[str]], random: object
) -> None:
    articles = [page(*lines, id=f"{n}") for n, lines in enumerate(texts)]
    rows = DeskThemes(DESK).find(articles)
    assert [(r.sentence.start, r.kind) for r in rows] == [
        (u.start, u.kind) for a in articles for u in a.units
    ]
    assert all(0 < score <= 1 for row in rows for _, score in row.themes)
    turned = DeskThemes(DESK).find(articles[::-1])
    key = {(r.sentence.article.id, r.sentence.start): r.themes for r in turned}
    assert all(key[r.sentence.article.id, r.sentence.start] == r.themes for r in rows)


def test_what_only_did_the_harm_is_not_what_a_sentence_is_about() -> None:
    harm = "The hospital counted 40 deaths, mostly from howitzers and ammunition that blew up."
    supply = "The allies delivered howitzers and ammunition, paid for by a fund."
    assert "arms" not in themes(page(harm))[0]
    assert "arms" in themes(page(supply))[0]


def test_what_a_theme_of_figures_excludes_is_on_no_other_theme_for_it() -> None:
    toll = ThemeSettings("toll", "Dead", ("killed", "dead"), exclude=("ferry",), needs="figure")
    found = themes(
        page("The ferry came to the newly opened quay with eleven lorries of bread."),
        page("Grain and wheat left Lissa by rail."),
        desk=(ORVEK, GRAIN, toll),
    )
    assert found == [[], ["grain"]]


def test_a_term_of_the_whole_day_tells_no_theme_from_another() -> None:
    """The man of whom all reports speak, whichever theme lists him; not one of his own theme."""

    def common(clues_of_another: float) -> float:
        lines = 30
        text = Text(
            stems=[frozenset()] * lines,
            scores=[[1.0] * lines, [0.0] * lines],
            clues=[[4.6] * lines, [clues_of_another] * lines],
            terms=[[["Lind"]] * lines, [[]] * lines],
        )
        (rows,) = sights([text], [(), ()], [False, False])
        assert rows[0][5] is not None
        return rows[0][5].common

    assert common(4.0) > 4.6 / 2
    assert common(0.0) == 0.0


def test_the_name_of_a_theme_that_fills_a_day_is_none_of_these() -> None:
    grain = ThemeSettings("grain", "Grain", ("barley",))
    orvek = ThemeSettings("orvek", "Orvek", ("Orvek",))
    day = [page(f"The Orvek mayor spoke of dyke {n}.", f"Orvek waits, day {n}.") for n in range(9)]
    assert all("orvek" in found for found in themes(*day, desk=(grain, orvek)))


def test_an_article_is_silent_on_a_theme_that_it_says_nothing_of() -> None:
    speech = language("en")
    theme = ThemeSettings("arms", "Arms supply", ("howitzer",), exclude=("arms race",))
    subject = Subject(theme, speech, TermIndex())

    def silent(*texts: str) -> bool:
        return subject.silent([n for text in texts for n in read_lines(article(text))])

    assert silent("The ferry left at noon.", "Its crew had slept.")
    assert not silent("The ferry left at noon.", "It carried two howitzers.")
    assert not silent("Seven weapons were aboard.")  # a word of the field
    assert not silent("They feared an arms race.")  # what excludes a line is told, too


def test_what_an_article_is_silent_on_is_scored_as_if_it_were_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    themes = [
        ThemeSettings("arms", "Arms supply", ("howitzer", "shell")),
        ThemeSettings("quay", "Port strike", ("docker", "Port Alma")),
    ]
    texts = (
        "Dockers in Port Alma went on strike. They want shorter shifts. The port is shut.",
        "Two howitzers reached the border. Shells came with them. The crews had trained for it.",
        "The ferry left at noon. Its crew had slept. Nobody was aboard.",
    )
    articles = [article(text) for text in texts]
    found = DeskThemes(themes).find(articles)
    monkeypatch.setattr(Subject, "silent", lambda *_: False)
    assert DeskThemes(themes).find(articles) == found
