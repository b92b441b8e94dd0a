"""The JSON is the contract: it meets its schema, and reads back as the same brief."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from briefing.model import Brief, Edition
from briefing.render.analysis import analysis_as_data, analysis_json
from briefing.render.json import JsonRenderer, brief_as_data, brief_of, dump, number, schema
from tests.render.sample import (
    AUDIENCE,
    DESK,
    EDITION,
    GAZETTE,
    analysis,
    brief,
    hostile_brief,
)


def check(name: str, content: bytes) -> None:
    Draft202012Validator.check_schema(schema(name))
    Draft202012Validator(schema(name)).validate(json.loads(content))


@pytest.mark.parametrize("one", [brief(), hostile_brief()])
def test_a_brief_meets_its_schema(one: Brief) -> None:
    artifact = JsonRenderer(DESK, AUDIENCE).render(one)
    check("brief", artifact.content)
    assert artifact.name == "analyst.json"


def test_an_analysis_meets_its_schema() -> None:
    edition = replace(EDITION, audience="")
    artifact = analysis_json(analysis(), edition)
    check("analysis", artifact.content)
    assert artifact.name == "analysis.json"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("edition", "date"), "yesterday"),
        (("takeaways", 0, "citations"), []),
        (("takeaways", 0, "standing"), "likely"),
        (("figures", 0, "value"), "14"),
        (("sources", 0, "sha256"), "0"),
        (("surprise",), 1),
    ],
)
def test_the_schema_refuses_what_is_no_brief(path: tuple[str | int, ...], value: object) -> None:
    data = brief_as_data(brief())
    place = data
    for key in path[:-1]:
        place = place[key]  # type: ignore[index]
    place[path[-1]] = value  # type: ignore[index]
    with pytest.raises(ValidationError):
        Draft202012Validator(schema("brief")).validate(data)


def test_keys_are_those_of_the_contract() -> None:
    data = json.loads(JsonRenderer(DESK, AUDIENCE).render(brief()).content)
    assert data.keys() == {
        "schema", "edition", "takeaways", "sections", "figures", "since", "changes", "sources",
        "origins", "gaps", "note",
    }  # fmt: skip
    without = json.loads(JsonRenderer(DESK, AUDIENCE).render(replace(brief(), note="")).content)
    assert data.keys() - without.keys() == {"note"}
    assert data["takeaways"][0].keys() == {
        "text", "standing", "origins", "change", "citations", "see_also",
    }  # fmt: skip
    assert data["takeaways"][0]["citations"][0].keys() == {"article", "start", "end", "text"}


def test_a_point_that_follows_another_says_so_and_is_read_again() -> None:
    data = brief_as_data(brief())
    points = [p for s in brief().sections for p in s.points]
    told = [p.get("follows", False) for s in data["sections"] for p in s["points"]]
    assert told == [p.follows for p in points]
    assert any(told)
    again = brief_of(json.loads(json.dumps(data)))
    assert [p.follows for s in again.sections for p in s.points] == told


def test_it_is_utf8_sorted_and_ends_with_a_newline() -> None:
    content = JsonRenderer(DESK, AUDIENCE).render(brief()).content
    assert content.endswith(b"}\n")
    assert "Порт закрив".encode() in content
    pairs = json.loads(content, object_pairs_hook=lambda pairs: [key for key, _ in pairs])
    assert pairs == sorted(pairs)


def test_a_citation_is_its_slice_and_a_point_its_first_citation() -> None:
    data = json.loads(JsonRenderer(DESK, AUDIENCE).render(brief()).content)
    for section in data["sections"]:
        for point in section["points"]:
            cite = point["citations"][0]
            assert point["text"] == cite["text"]
            if cite["article"] == GAZETTE.id:
                slice_ = GAZETTE.text[cite["start"] : cite["end"]]
                assert " ".join(slice_.split()) == cite["text"]


@pytest.mark.parametrize(("given_", "written"), [(14.0, "14"), (2.5, "2.5"), (1e6, "1000000")])
def test_whole_numbers_are_integers(given_: float, written: str) -> None:
    assert json.dumps(number(given_)) == written
    assert number(None) is None


def test_what_utf8_cannot_hold_is_escaped_and_reads_back() -> None:
    assert json.loads(dump({"a": "x\ud800y"})) == {"a": "x\ud800y"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)  # fmt: skip


@given(st.dictionaries(st.text(), JSON))
def test_it_is_written_as_the_standard_library_writes_it(data: dict[str, object]) -> None:
    theirs = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    assert dump(data) == theirs.encode("utf-8", "backslashreplace") + b"\n"


def test_what_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dump({"rows": [{"value": float("nan")}]})


def test_every_unit_and_claim_is_in_the_analysis() -> None:
    given_ = analysis()
    data = analysis_as_data(given_, replace(EDITION, audience=""))
    assert [(s["article"], s["start"], s["end"]) for s in data["sentences"]] == [
        s.sentence.position for s in given_.sentences
    ]
    claim = data["claims"][0]
    assert claim["origins"] == 2
    assert claim["lead"] in claim["members"]
    assert "takeaways" not in data


@pytest.mark.parametrize("one", [brief(), hostile_brief()])
def test_a_brief_read_back_writes_the_same_json(one: Brief) -> None:
    content = dump(brief_as_data(one))
    assert dump(brief_as_data(brief_of(json.loads(content)))) == content


@given(st.text(), st.text(), st.integers(1, 10**6))
def test_any_text_survives(desk: str, note: str, issue: int) -> None:
    edition = Edition(desk, "2023-02-14", "2023-02-14T06:00:00+02:00", "a", issue)
    content = dump(brief_as_data(replace(brief(), edition=edition, note=note)))
    assert json.loads(content)["edition"]["desk"] == desk


@pytest.mark.parametrize("name", ["brief", "analysis"])
def test_every_key_of_the_schema_is_documented(name: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "outputs.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_0-9]+)`", text))
    assert sorted(set(_keys(schema(name))) - named) == []


def _keys(node: object) -> Iterator[str]:
    """Names of all properties in a JSON Schema."""
    if isinstance(node, dict):
        properties = node.get("properties", {})
        yield from properties if isinstance(properties, dict) else ()
        for inner in node.values():
            yield from _keys(inner)
