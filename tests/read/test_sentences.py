"""Where sentences end, on invented examples of each rule."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.language import language
from briefing.read.paragraphs import paragraphs
from briefing.read.sentences import quotations, split


def cut(text: str, code: str = "en") -> list[str]:
    return [text[a:b] for a, b in split(text, 0, len(text), language(code))]


def quoted(text: str, code: str = "en") -> list[str]:
    spans = split(text, 0, len(text), language(code))
    return [text[a:b] for a, b in quotations(text, spans)]


ONE = [
    "Mrs. Varga met Lt. Col. A. B. Moreau near St. Ives.",
    "The U.S. Senate and the U.N. Security Council will vote.",
    "It rose 3.5 percent, to $1.2 million, against No. 4 in the list.",
    "He was born on Feb. 3, 1950, in Bergen, i.e. in the north.",
    "At 5 a.m. Dr. Osei left.",
    "The sirens wailed at 7:30 p.m. Tuesday.",
    "The sirens wailed at 7:30 p. m. and again at 9 a. m. Tuesday.",
    '"Are you sure?" Moreau asked.',
    "“Stop!” she shouted at him.",
    "She waited … and waited ... and then left.",
    "The bill (It was never read.) failed.",
    "See https://www.example.org/a.b.html for more.",
    "Mail jane.doe@example.org today.",
    "The report [...] was never published.",
]
TWO = [
    ("He lives in the U.S.", "She does not."),
    ("They sold it to Bell & Co.", "It was cheap."),
    ("He left at 6 p.m.", "Moreau stayed."),
    ("He left at 6 p. m.", "Moreau stayed."),
    ("It happened in 2022.", "15 people died."),
    ("The plan was to go and fight.", '"We never did," he said.'),
    ("He asked: “Why?”", "Nobody knew."),
    ("The rain stopped.", "(It had rained for days.)"),
    ("The dam broke.", "►The town was empty."),
    ("The end of the war.", "the start of the peace."),
    ("We did it, you and I.", "Did they?"),
    ("That was that....", "She left."),
    ("It is over.", "..."),
]


@pytest.mark.parametrize("text", ONE)
def test_one_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(("first", "second"), TWO)
@pytest.mark.parametrize("gap", [" ", "\xa0", "\n", "  "])
def test_two_sentences(first: str, second: str, gap: str) -> None:
    assert cut(first + gap + second) == [first, second]


def test_a_lost_blank() -> None:
    assert cut("The war ended.The peace began.") == ["The war ended.", "The peace began."]


def test_a_list_in_one_paragraph() -> None:
    assert cut("1. The aims 2. The means 3. The cost") == [
        "1. The aims",
        "2. The means",
        "3. The cost",
    ]


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("de", "Er kam am 3. März um ca. 5 Uhr, z. B. mit Dr. Weiß. Dann ging er.", 2),
        ("cs", "Přijel 3. března s prof. Novákem. Potom odjel.", 2),
        ("fr", "M. Durand est venu. Il a vu Mme Petit.", 2),
        ("uk", "Ген. О. Левко прибув до м. Лева 3 бер. 2020 р. о шостій. Потім поїхав.", 2),
        ("ar", "هل هذا صحيح؟ نعم. قال د. سالم ذلك.", 3),
        ("zh", "下雨了。我们走吧！好。", 3),
        ("hi", "यह एक है। यह दो है।", 2),
        ("xx", "An unknown tongue. It still works.", 2),
    ],
)
def test_other_languages(code: str, text: str, count: int) -> None:
    assert len(cut(text, code)) == count


def test_a_quotation_of_several_sentences_stays_whole() -> None:
    text = "He nodded. “It is late. We must go,” she said. They went."
    assert quoted(text) == ["He nodded.", "“It is late. We must go,” she said.", "They went."]


@pytest.mark.parametrize(
    "text",
    [
        "„Es ist spät. Wir gehen“, sagte sie.",
        "« Il est tard. Partons », dit-elle.",
        '"Late. Go," she said.',
    ],
)
def test_quotation_marks_of_all_kinds(text: str) -> None:
    assert quoted(text) == [text]


def test_a_quotation_mark_that_never_closes_joins_nothing() -> None:
    assert len(quoted("“It is late. We must go. They went.")) == 3


def test_a_quotation_that_goes_on_in_the_next_paragraph_stays_whole() -> None:
    text = "He nodded. “It is late. We must go."
    spans = list(split(text, 0, len(text), language("en")))
    joined = [text[a:b] for a, b in quotations(text, spans, goes_on=True)]
    assert joined == ["He nodded.", "“It is late. We must go."]


def test_mixed_and_typewriter_quotes_close_each_other() -> None:
    assert len(quoted("It was “hard\" there. They left. A \"bridge'' fell. It rained.")) == 4


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ar", "und"]))
def test_spans_cover_the_text(text: str, code: str) -> None:
    spans = list(split(text, 0, len(text), language(code)))
    place = 0
    for start, end in spans:
        assert place <= start < end
        assert not text[place:start].strip()
        place = end
    assert not text[place:].strip()
    joined = list(quotations(text, spans))
    assert {a for a, _ in joined} <= {a for a, _ in spans}
    assert {b for _, b in joined} <= {b for _, b in spans}


@pytest.mark.parametrize(
    "text", ["." * 100_000, "a.A" * 50_000, "( " * 50_000, "1) 2) 3) " * 20_000]
)
def test_odd_texts_take_no_longer(text: str) -> None:
    start = time.process_time()
    list(split(text, 0, len(text), language("en")))
    assert time.process_time() - start < 5


def test_lines_broken_to_fit_are_one_paragraph() -> None:
    text = (
        "The council met on Monday evening to talk about the bridge, which\n"
        "has been closed since the storm of last autumn and which the town\n"
        "cannot afford to mend.\n\nIt will meet again."
    )
    assert [text[a:b][-5:] for a, b in paragraphs(text)] == ["mend.", "gain."]


def test_lines_of_their_own_are_paragraphs() -> None:
    text = "3 min read\nA bridge in the rain\nThe council met."
    assert len(list(paragraphs(text))) == 3


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "Der Rat tagte lange. »Wir hatten keine Wahl.« Am Dienstag kam niemand.",
            ["Der Rat tagte lange.", "»Wir hatten keine Wahl.«", "Am Dienstag kam niemand."],
        ),
        (
            "Sie sagte: »Wir gehen. Es ist spät.« Danach ging sie.",
            ["Sie sagte: »Wir gehen. Es ist spät.«", "Danach ging sie."],
        ),
        (
            "Il est venu. « Nous n’avions pas le choix. » Puis il est parti.",
            ["Il est venu.", "« Nous n’avions pas le choix. »", "Puis il est parti."],
        ),
        (
            "Rada se sešla. »Neměli jsme na výběr.« V úterý nikdo nepřišel.",
            ["Rada se sešla.", "»Neměli jsme na výběr.«", "V úterý nikdo nepřišel."],
        ),
        (
            "Der Rat tagte. „Wir hatten keine Wahl.“ Danach kam niemand.",
            ["Der Rat tagte.", "„Wir hatten keine Wahl.“", "Danach kam niemand."],
        ),
    ],
)
def test_guillemets_may_point_inwards_or_outwards(text: str, pieces: list[str]) -> None:
    for code in ("de", "fr", "cs"):
        spans = quotations(text, split(text, 0, len(text), language(code)))
        assert [text[low:high] for low, high in spans] == pieces, code


@pytest.mark.parametrize(
    "sentences",
    [
        [
            "The mill burnt down. [4]",
            "Then the weir broke.[5][12]",
            "Both were old.²",
            "So it went.",
        ],
        ["The mill was built c. 1820 by a farmer.", "It stood until ca. 1910."],
        ["Letters of [J. R.] Quill are in the town hall.", "[T.] Reed has read them."],
        ["It is a matter for the people of Marn[...]", "The council will not decide it."],
        ["He called it [...] a mistake.", "Others did [...] Ruth Ansell did not."],
        ["The rain went on . . . and on. . . .", "Nobody slept."],
    ],
)
def test_notes_circa_and_what_was_left_out(sentences: list[str]) -> None:
    text = " ".join(sentences)
    spans = split(text, 0, len(text), language("en"))
    assert [text[a:b] for a, b in spans] == sentences
