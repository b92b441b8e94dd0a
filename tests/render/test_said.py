"""What a gap says, in the language of an audience: each message has its translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from briefing.render.said import catalogue, codes
from briefing.render.wording import wording
from tests.conftest import ROOT

ELSEWHERE = {
    "{} {} and {}: {}",
    "{} (linked by {}){}",
    "silent: nothing new for {}, {}{}",
}
"""What is put together of parts that only its own place knows: the catalogue has it whole."""


def messages() -> Iterator[str]:
    """The second argument of each `Gap(...)` of the package that is written out in place."""
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "Gap"
                and len(node.args) == 2
                and (told := written(node.args[1]))
            ):
                yield told


def written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
        return "".join(map(str, parts))
    return ""


@pytest.mark.parametrize("code", [code for code in codes() if code != "en"])
def test_every_message_of_a_gap_has_its_translation(code: str) -> None:
    found = set(messages())
    assert len(found) > 20
    for message in found - ELSEWHERE:
        filled = re.sub(r"{}", "17", message)
        assert catalogue(code).say(filled) != filled, message


@pytest.mark.parametrize("code", [code for code in codes() if code != "en"])
def test_a_translation_says_all_that_fills_its_message(code: str) -> None:
    assert wording(code).code == code  # a language of the layout
    for english, told in catalogue(code).messages.items():
        wanted = {str(n) for n in range(1, english.count("{}") + 1)}
        assert set(re.findall(r"{(\d+)}", told)) == wanted, english
        assert "{}" not in told


def test_what_fills_a_message_is_translated_too_and_the_unknown_stays() -> None:
    german = catalogue("de")
    assert german.say("not read: an empty file (17 records)") == (
        "nicht gelesen: eine leere Datei (17 Datensätze)"
    )
    assert german.say("a wholly new trouble: 4") == "a wholly new trouble: 4"
    assert catalogue("en").say("an empty file") == "an empty file"


def test_a_message_cannot_reach_into_its_translation() -> None:
    assert catalogue("de").say("not made: {2} {1}") == "nicht hergestellt: {2} {1}"
