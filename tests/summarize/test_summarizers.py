"""One contract for every summarizer that is installed, ours and sumy's."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import plugins
from briefing.errors import ConfigError
from briefing.model import Sentence
from briefing.plugins import SUMMARIZERS, Summarizer
from briefing.summarize import kernels
from tests.fakes import article

NAMES = sorted(plugins.installed(SUMMARIZERS))
SUMY = [name for name in NAMES if name.startswith("sumy-")]
TEXT = (
    "The river rose by two metres in the old town on Wednesday. "
    "Rescuers took forty people out of the old town as the river rose. "
    "The mayor of the town asked for pumps. "
    "A bakery on the hill stayed open through the night. "
    "Pumps from three cities reached the town in the night. "
    "It was the and of or. "
    "Forecasters expect that the river falls on Friday."
)


def summarizer(name: str) -> Summarizer:
    made: Summarizer = plugins.load(SUMMARIZERS, name, "test")()
    return made


def sentences(*texts: str, language: str = "en") -> list[Sentence]:
    found: list[Sentence] = []
    for n, text in enumerate(texts):
        found += article(text, f"a{n}", language=language, title=f"Title {n}").sentences()
    return found


def close(left: list[float], right: list[float]) -> bool:
    return all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(left, right, strict=True))


def test_every_algorithm_of_sumy_has_a_name_but_the_random_one() -> None:
    from importlib import resources

    files = {p.name[:-3] for p in resources.files("sumy.summarizers").iterdir()}
    parts = {"edmundson_cue", "edmundson_key", "edmundson_location", "edmundson_title"}
    there = {f.replace("_", "") for f in files - parts - {"random"} if f and f[0] != "_"}
    assert {name.removeprefix("sumy-") for name in SUMY} == {t for t in there if t != "pycache"}


@pytest.mark.parametrize("name", NAMES)
def test_a_finite_score_for_each_sentence_whatever_they_are(name: str) -> None:
    twice = sentences(TEXT, TEXT)
    for given_ in (
        [],
        sentences("Only one sentence is here."),
        sentences("The and of or but."),
        sentences("The and of or but. It was the."),
        sentences("Word."),
        sentences("42."),
        sentences("— !"),
        sentences(TEXT, TEXT.replace("river", "lake")),
        twice,
        sentences("Ріка піднялася на два метри. Мер просив насоси.", language="uk"),
        sentences("ارتفع النهر مترين. طلب العمدة مضخات.", language="ar"),
        sentences("Joki nousi kaksi metriä. Pormestari pyysi pumppuja.", language="und"),
    ):
        scores = summarizer(name).rank(given_)
        assert len(scores) == len(given_)
        assert all(math.isfinite(s) for s in scores)


@pytest.mark.parametrize("name", NAMES)
def test_scores_belong_to_their_sentences_in_any_order(name: str) -> None:
    given_ = sentences(TEXT, TEXT.replace("river", "lake").replace("town", "port"))
    before = dict(zip(given_, summarizer(name).rank(given_), strict=True))
    shuffled = given_[:]
    random.Random(7).shuffle(shuffled)
    assert summarizer(name).rank(shuffled) == [before[s] for s in shuffled]


@pytest.mark.parametrize("name", NAMES)
def test_equal_sentences_have_equal_scores_in_word_based_rankings(name: str) -> None:
    if name in ("lead", "sumy-edmundson"):
        pytest.skip("ranks by place")
    one, two = "The river rose in the old town.", "A bakery stayed open all night."
    scores = summarizer(name).rank(sentences(f"{one} {two}", f"{one} {two}"))
    assert close(list(scores[:2]), list(scores[2:]))


@pytest.mark.parametrize("name", SUMY)
def test_sumy_hands_out_every_sentence_with_its_own_score(name: str) -> None:
    """sumy takes a callable for the count; should that end, we must know."""
    given_ = sentences(TEXT)
    scores = summarizer(name).rank(given_)
    assert len(set(scores)) > 1


def test_sumy_needs_no_download_and_is_not_imported_before_it_ranks() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from briefing import plugins as p; "
        "r = p.load(p.SUMMARIZERS, 'consensus', 't')(); "
        "p.load(p.SUMMARIZERS, 'sumy-lexrank', 't')(); "
        "assert not {'sumy', 'nltk', 'numpy'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", SUMY)
def test_without_numpy_sumy_ranks_or_tells_the_cure(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda n, *rest: None if n == "numpy" else find(n, *rest)
    )
    twin = name.removeprefix("sumy-")
    if twin in ("lexrank", "textrank", "lsa"):
        with pytest.raises(ConfigError, match=f'"{name}" needs numpy.*choose "{twin}"'):
            summarizer(name).rank(sentences(TEXT))
    else:
        assert summarizer(name).rank(sentences(TEXT))


PAIRS = [("lexrank", "sumy-lexrank"), ("textrank", "sumy-textrank")]
PAIRS += [("reduction", "sumy-reduction"), ("lsa", "sumy-lsa")]
WORDS = "river town mayor pump night the of and rose old bakery hill flood was rescued"
LINES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=14).map(tuple)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@settings(max_examples=30)
@given(lines=st.lists(LINES, min_size=1, max_size=12))
def test_our_kernels_equal_sumys_score_for_score(
    ours: str, theirs: str, lines: list[tuple[str, ...]]
) -> None:
    text = " ".join(" ".join(line).capitalize() + "." for line in lines)
    given_ = sentences(text)
    left, right = summarizer(ours).rank(given_), summarizer(theirs).rank(given_)
    assert close(list(left), list(right)), (left, right)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize(
    "texts",
    [
        ["The river rose in the old town."],
        ["The river rose in the old town."] * 2,
        ["The river rose in the old town. A bakery stayed open. The river rose in the old town."],
        ["It was the of and. And of the was it."],
        ["It was the of and. The river rose. It was the of and."],
        ["River. Town. River."],
        ["River river river. River river."],
        ["42. 42. The river rose by 42 metres."],
    ],
)
def test_our_kernels_equal_sumys_on_odd_input(ours: str, theirs: str, texts: list[str]) -> None:
    given_ = sentences(*texts)
    left, right = summarizer(ours).rank(given_), summarizer(theirs).rank(given_)
    assert close(list(left), list(right)), (left, right)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("code", ["en", "uk", "cs"])
def test_our_kernels_equal_sumys_on_prose(ours: str, theirs: str, code: str) -> None:
    more = " ".join(f"{line[:-1]} near the lake." for line in re.findall(r"[A-Z][^.]+[.]", TEXT))
    given_ = sentences(TEXT, more, language=code)
    assert close(list(summarizer(ours).rank(given_)), list(summarizer(theirs).rank(given_)))


@pytest.mark.parametrize("kernel", [kernels.lexrank, kernels.textrank])
def test_many_sentences_are_ranked_as_few_are(
    kernel: Callable[[Sequence[kernels.Bag]], list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(3)
    bags = [[f"w{dice.randrange(40)}" for _ in range(dice.randrange(9))] for _ in range(150)]
    plain = kernel(bags)
    monkeypatch.setattr(kernels, "MANY", 1)
    assert kernel(bags) == pytest.approx(plain, abs=1e-14)
