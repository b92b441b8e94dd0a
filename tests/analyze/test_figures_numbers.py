"""Numbers in text, and what only looks like one that counts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze.figures import harmed
from briefing.analyze.figures.counts import Harm, counts
from briefing.analyze.figures.mentions import figures_in
from briefing.analyze.figures.numbers import quantities
from briefing.analyze.figures.tokens import tokens


def values(text: str, code: str = "en") -> list[float]:
    return [q.value for q in quantities(tokens(text, code), code)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred and five people", 205),
        ("twenty-one houses", 21),
        ("a dozen villages", 12),
        ("two dozen villages", 24),
        ("12,340 refugees", 12_340),
        ("18\u00a0000 tickets", 18_000),
        ("1\u202f200\u202f000 tickets", 1_200_000),
        ("18\u2009000 tickets", 18_000),
        ("1.2 million people", 1_200_000),
        ("three thousand people", 3_000),
        ("$1.5 billion", 1_500_000_000),
        ("$5m in aid", 5_000_000),
        ("20% of voters", 20),
        ("20 per cent of voters", 20),
        ("100% of the ballots", 100),
        ("$12-million in aid", 12_000_000),
        ("$1.2bn in aid", 1_200_000_000),
        ("€3 million", 3_000_000),
        ("3.5%", 3.5),
        ("tens of thousands of men", 10_000),
        ("hundreds of thousands of men", 100_000),
        ("a quake of magnitude 7.8", 7.8),
        ("twice as many tanks", 2),
        ("three times more than in May", 3),
        ("a stock of 33m masks", 33_000_000),
        ("a 5m fence", 5),
        ("€3,1 billion", 3_100_000_000),
        ("Rs. 300 crore", 3_000_000_000),
        ("Some 5,00,000 voters", 500_000),
        ("A lakh voters", 100_000),
        ("0.5 percentage points", 0.5),
        ("the 2,400-strong crew", 2_400),
        ("raised the alert level to phase 5", 5),
        ("sold 4, 050 boats", 4_050),
        ("half a million voters", 500_000),
        ("half a dozen villages", 6),
        ("a quarter of a million voters", 250_000),
        ("three quarters of a million voters", 750_000),
        ("two and a half million voters", 2_500_000),
        ("$2 and a half billion", 2_500_000_000),
        ("a million and a half voters", 1_500_000),
        ("On May 5, 300 people sang", 300),
    ],
)
def test_numbers_in_words_and_digits(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10-15 people", 10, 15),
        ("between 3 and 5 men", 3, 5),
        ("four or five men", 4, 5),
        ("2 to 3 million people", 2_000_000, 3_000_000),
        ("9-10,000 troops", 9_000, 10_000),
        ("between 50% and 70% of them", 50, 70),
        ("40 percent to 70 percent of them", 40, 70),
        ("40 per cent to 70 per cent of them", 40, 70),
        ("from 10 to 15 people came", 10, 15),
        ("the $3 million to $5 million bracket", 3_000_000, 5_000_000),
        ("between €30 and €50", 30, 50),
        ("a loan ($3- $5 million)", 3_000_000, 5_000_000),
    ],
)
def test_ranges(text: str, low: float, high: float) -> None:
    (found,) = quantities(tokens(text, "en"), "en")
    assert (found.low, found.high, found.value) == (low, high, (low + high) / 2)


@pytest.mark.parametrize(
    "text",
    [
        "Sales reached $13 billion, up from $12 billion.",
        "Its share rose to 13% from 12%.",
        "The bid grew to $13 billion from $12 billion.",
    ],
)
def test_what_a_value_came_from_is_the_older_one(text: str) -> None:
    one, other = counts(text, "en")
    assert not one.quantity.former
    assert other.quantity.former


def test_whence_people_came_is_no_older_value() -> None:
    assert not any(c.quantity.former for c in counts("Some 40 came 20 miles from 3 towns.", "en"))


def test_two_signs_make_no_range() -> None:
    assert [q.high for q in quantities(tokens("for $5m or £9m", "en"), "en")] == [None, None]
    aside = "It paid $3 million - $5 million less than planned."
    assert [q.high for q in quantities(tokens(aside, "en"), "en")] == [None, None]


@pytest.mark.parametrize(
    ("text", "former", "latter", "noun"),
    [
        ("The death toll rose from 125 to 301.", 125, 301, "people"),
        ("The number of dead climbed from four to 12.", 4, 12, "dead"),
        ("Checks cut the number of cases, once thought high, from 20 to 7.", 20, 7, "cases"),
        ("The price was raised from $4 to $5.", 4, 5, "dollars"),
        ("Turnout rose from 40 percent to 70 percent.", 40, 70, "%"),
    ],
)
def test_from_one_value_to_another_is_no_range(
    text: str, former: float, latter: float, noun: str
) -> None:
    one, other = counts(text, "en")
    assert (one.quantity.value, one.quantity.former) == (former, True)
    assert (other.quantity.value, other.quantity.former) == (latter, False)
    assert one.noun == other.noun == noun


@pytest.mark.parametrize(
    "text",
    [
        "on February 13",
        "on 13 February 2023",
        "Feb. 12, 2023.",
        "since 2014",
        "the source of their 1974 letters",
        "the 2016 campaign began",
        "a 13-year-old boy",
        "aged 45",
        "Jane Roe, 45, of Leeds",
        "at 7:30 p.m.",
        "at 7 p.m.",
        "the 17th Brigade",
        "Falcon 9 rockets",
        "the Hewn Curve 8900 features a camera",
        "its new Curve 8900 telephone",
        "an F-35 jet",
        "Section 230 of the act",
        "page 3",
        "call 911",
        "call (555) 555-0123",
        "in the 1200 block of Elm Street",
        "at 300 West 1st Street",
        "they won 3-1",
        "one of them left",
        "they hugged one another",
        "no one came",
        "a two-day meeting",
        "for eight months",
        "in his 70s",
        "The Man of the Seven Hills sang",
        "the 515 Swift was grounded",
        "he was 90 and slept",
        "they are 100% sure",
        "Article 5 of the treaty",
        "Resolution 1887 was read",
        "sold 4, 350 boats",
        "a third of a million voters",
        "a third million-dollar deal",
        "two and a half years",
        "the mother of three left",
        "a father of two girls",
        "along the U.S. 12 bridge",
        "he rang six times",
        "with a Hewn™ 12 pump",
        "after 40 mins of play",
        "it was the second one to hit the quay",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("It is 70 light-years away.", ["light-years"]),
        ("They lost 300 U.S. ships.", ["U.S. ships"]),
        ("Some 80 nurses sang and another 90 marched in Karsk.", ["nurses", "nurses"]),
        ("Between the two raids, 20 were killed.", ["raids", "people"]),
        ("Five mines were laid, of which four exploded, they said.", ["mines", "mines"]),
        ("They sold 80 boats at home and 700 worldwide.", ["boats", "boats"]),
        ("Six of the town's stone bridges fell.", ["stone bridges"]),
        ("They freed 30 federal and local clerks.", ["federal and local clerks"]),
        ("It has 40 fishing, farming and church clubs.", ["fishing, farming and church clubs"]),
        ("They sold 30 sheep and left.", ["sheep"]),
        ("They found 14 AK-47 rifles.", ["AK-47 rifles"]),
        ("They work in three Hays villages.", ["Hays villages"]),
        ("They freed 30 Texans.", ["Texans"]),
        ("In the U.S. 40 farms closed.", ["farms"]),
        ("They struck twice in 10 raids.", ["raids"]),
        ("It fails one in 300 readers, and one in every ten sheep is lame.", []),
        ("Nine out of ten nurses left.", []),
        ("Two barns burned and one shell hit a road.", ["barns", "shell"]),
    ],
)
def test_what_is_counted(text: str, nouns: list[str]) -> None:
    assert [c.noun for c in counts(text, "en")] == nouns


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "Three people were killed and five wounded.", [(3, "killed"), (5, "injured")]),
        (
            "en",
            "They recorded 710 civilian deaths and 93 injuries.",
            [(710, "killed"), (93, "injured")],
        ),
        ("en", "The death toll rose to 41,000.", [(41_000, "killed")]),
        ("en", "The number of injured stands at 740.", [(740, "injured")]),
        ("en", "The number of people killed has reached 40.", [(40, "killed")]),
        ("en", "Some 36 UN guards were killed.", [(36, "killed")]),
        ("en", "The army destroyed 12 tanks.", [(12, "")]),
        ("en", "The dead included four women.", [(4, "killed")]),
        ("en", "Between the two raids, 20 were killed.", [(2, ""), (20, "killed")]),
        ("en", "They mourn 300 U.S. deaths.", [(300, "killed")]),
        ("en", "Nine men were burnt to death.", [(9, "killed")]),
        ("en", "Nine men have suffocated to death.", [(9, "killed")]),
        ("en", "It killed 15 and wounded another 90.", [(15, "killed"), (90, "injured")]),
        ("en", "It killed 10, injuring a further 30.", [(10, "killed"), (30, "injured")]),
        ("en", "Shells hit 20 towns.", [(20, "")]),
        ("en", "It suffers the loss of hundreds of troops a day.", [(100, "casualties")]),
        ("de", "Drei Menschen wurden getötet und fünf verletzt.", [(3, "killed"), (5, "injured")]),
        ("fr", "Trois personnes ont été tuées et cinq blessées.", [(3, "killed"), (5, "injured")]),
        ("es", "Murieron y hay 7.199 muertos y 12 heridos.", [(7_199, "killed"), (12, "injured")]),
        ("ro", "Trei persoane au fost ucise și cinci rănite.", [(3, "killed"), (5, "injured")]),
        ("uk", "Загинули двоє людей, ще п'ятеро поранені.", [(2, "killed"), (5, "injured")]),
        ("pl", "Straty to 1.234 domy.", [(1_234, "")]),
    ],
)
def test_what_befell_those_counted(code: str, text: str, expected: list[tuple[float, str]]) -> None:
    assert [(c.quantity.value, c.harm.value) for c in counts(text, code)] == expected


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("fr", "un million et demi de francs", 1_500_000),
        ("es", "medio millón de votos", 500_000),
        ("ro", "un milion și jumătate de voturi", 1_500_000),
    ],
)
def test_a_half_in_other_languages(code: str, text: str, value: float) -> None:
    assert values(text, code) == [value]


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("The blast killed 14 dockers.", Harm.KILLED),
        ("The blast wounded 14 trawlermen.", Harm.INJURED),
        ("The blast killed 14 tigers.", Harm.NONE),
        ("The blast killed 14 cows.", Harm.NONE),
        ("The blast hit 14 containers.", Harm.NONE),
        ("The blast wounded 14 Ardanians.", Harm.INJURED),
        ("The blast wounded 14 more Ardanians.", Harm.INJURED),
        ("The blast wrecked 14 Ardanias.", Harm.NONE),
        ("The blast wrecked 14 trawlers.", Harm.NONE),
    ],
)
def test_people_are_known_by_what_they_are_called(text: str, harm: Harm) -> None:
    assert [c.harm for c in counts(text, "en")] == [harm]


@pytest.mark.parametrize(
    ("text", "dead", "hurt"),
    [
        ("The blast killed two nurses and a cook.", {3}, set()),
        ("The blast killed a guard and a driver.", {2}, set()),
        ("At least five people, a cook and four nurses, were killed.", {5}, set()),
        ("They recorded 710 civilian deaths and 93 injuries.", {710}, {93}),
        ("The toll rose from 12 to 20.", {12, 20}, set()),
        ("Two men lost a boat and a net.", set(), set()),
    ],
)
def test_how_many_were_harmed(text: str, dead: set[float], hurt: set[float]) -> None:
    told = harmed(text, "en")
    assert told.get(Harm.KILLED, frozenset()) == dead
    assert told.get(Harm.INJURED, frozenset()) == hurt


def test_members_of_a_list_share_its_fate() -> None:
    """Its verb stands beyond the last of them."""
    found = figures_in("At least five people, a cook and four nurses, were killed.", "en")
    assert [(c.quantity.value, c.harm, c.of) for c in found] == [
        (5, Harm.KILLED, 0),
        (4, Harm.KILLED, 5),
    ]


def test_a_number_goes_on_with_the_noun_before_it() -> None:
    first, second = counts("Some five villages in the north and six in the south fell.", "en")
    assert (first.noun, second.noun, second.inherited) == ("villages", "villages", True)


def test_a_rate_stands_right_after_its_noun() -> None:
    daily, total = counts("It fires 400 shells a day. It lost 30 guns a year ago.", "en")
    assert (daily.rate, total.rate) == ("a day", "")


@settings(deadline=None)
@given(st.integers(min_value=2, max_value=999_999_999))
def test_digits_with_separators_read_back(number: int) -> None:
    assert values(f"They counted {number:,} houses.") in ([number], []) or number < 1000
    found = counts(f"They counted {number:,} houses.", "en")
    if not 1500 <= number <= 2099:
        assert [c.quantity.value for c in found] == [number]


@settings(deadline=None)
@given(
    st.text(alphabet="aAkm/1234567890,.-–:$% \n'’\u00a0пдє", max_size=60),
    st.sampled_from(["en", "uk", "xx"]),
)
def test_no_text_is_too_odd_and_spans_hold(text: str, code: str) -> None:
    toks = tokens(text, code)
    assert all(text[t.start : t.end] == t.text for t in toks)
    found = quantities(toks, code)
    assert all(a.last <= b.first for a, b in pairwise(found))
    assert all(text[c.start : c.end] == c.stated and c.harm in Harm for c in counts(text, code))
