"""What an edition takes of what was read, and what it says of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.collect import admitted
from briefing.config import Desk, parse_desk
from briefing.errors import ConfigError
from briefing.model import Article
from tests.fakes import article

CUTOFF = datetime(2026, 3, 2, 6, tzinfo=UTC)


def desk(source: dict[str, Any] | None = None, **head: Any) -> Desk:
    row = {"kind": "folder", "name": "Gazette", "path": "in", **(source or {})}
    return parse_desk({"desk": head, "source": [row]}, Path("desk.toml"))


def said(text: str = "The port closed.", **fields: Any) -> Article:
    uri = fields.pop("uri", "a.txt")
    return replace(article(text, uri), uri=uri, source="Gazette", **fields)


def outcome(articles: list[Article], of: Desk) -> tuple[list[str], list[tuple[str, str]]]:
    kept, gaps = admitted(articles, of, CUTOFF)
    return [a.uri for a in kept], [(gap.where, gap.what) for gap in gaps]


def test_what_lies_in_the_window_is_taken_and_the_rest_is_told() -> None:
    days = ["2026-03-01", "2026-02-27", "2026-03-02T09:00:00+02:00", None]
    articles = [said(uri=f"{n}", published=day) for n, day in enumerate(days)]
    assert outcome(articles, desk(window="36h")) == (
        ["0", "3"],
        [
            ("1", "published 2026-02-27, before the window"),
            ("2", "published 2026-03-02T09:00:00+02:00, after the cut-off"),
        ],
    )


@pytest.mark.parametrize(
    ("embargo", "held"),
    [
        ("06:30", "under embargo until 06:30"),
        ("05:30", ""),
        ("2026-03-02T08:00", "under embargo until 2026-03-02 08:00"),
        ("2026-03-02T08:00:00+02:00", ""),
        ("2026-03-02", ""),
        (datetime(2026, 3, 3, 1, tzinfo=UTC), "under embargo until 2026-03-03 01:00"),
    ],
)
def test_an_embargo_holds_a_source_back(embargo: object, held: str) -> None:
    kept, gaps = outcome([said(uri="a"), said(uri="b")], desk({"not_before": embargo}))
    assert gaps == ([("Gazette", f"{held}: 2 articles held")] if held else [])
    assert kept == ([] if held else ["a", "b"])


def test_an_embargo_that_is_no_time_is_told() -> None:
    with pytest.raises(ConfigError, match=r"source\[0\].not_before: expected a time of day"):
        desk({"not_before": "soon"})


@pytest.mark.parametrize(
    ("word", "about"),
    [
        ("horoscope", True),
        ("HOROSCOPE", True),
        ("weekly horoscope", True),
        ("horo", False),
        ("lantern", False),
        ("Daily Lantern", True),
        ("tide", False),
    ],
)
@pytest.mark.parametrize("wide", [True, False])
def test_muted_words_and_outlets(word: str, about: bool, wide: bool) -> None:
    text = "The harbour opens.\n\nIt waits for the tide."
    muted = said(text, title="Your weekly  horoscope", outlet="Daily Lantern")
    of = desk(mute=[word]) if wide else desk({"mute": [word]})
    kept, gaps = outcome([muted], of)
    assert gaps == ([("a.txt", f'set aside, since "{word}" is muted')] if about else [])
    assert bool(kept) != about


def test_a_source_gives_its_newest_and_tells_how_many_more() -> None:
    zones = ["2026-03-01T23:00:00-05:00", "2026-03-02T03:00:00+00:00", "2026-02-28", None]
    articles = [said(uri=f"{n}", published=day) for n, day in enumerate(zones)]
    other = replace(said(uri="other"), source="Courier")
    kept, gaps = outcome([*articles, other], desk({"most": 2}))
    assert kept == ["0", "1", "other"]
    assert gaps == [("Gazette", "2 articles set aside: an edition takes the newest 2")]


def test_settings_of_a_source_that_are_wrong_are_all_told() -> None:
    wrong = {
        "language": "english", "type": "blog", "reliability": "G", "quote_words": 0,
        "most": "5", "weight": 0, "fields": {"body": "text"},
    }  # fmt: skip
    with pytest.raises(ConfigError) as refused:
        desk(wrong, allow_hosts=["http://a.b/"], contact="who ever", pace=-1)
    told = [line.split(": ")[1] for line in refused.value.problems]
    assert sorted(told) == sorted(
        ["desk.allow_hosts[0]", "desk.contact", "desk.pace"]
        + [f"source[0].{key}" for key in wrong if key != "fields"]
        + ["source[0].fields.body"]
    )


def test_hosts_that_are_allowed_have_one_spelling() -> None:
    hosts = ["CMS.local.", "10.0.0.5", "[::1]", "::1", "[::1]:8080", "localhost:8080"]
    assert desk(allow_hosts=hosts).allow_hosts == (
        "cms.local", "10.0.0.5", "::1", "[::1]:8080", "localhost:8080"
    )  # fmt: skip


def test_the_window_is_counted_in_the_time_zone_of_the_cutoff() -> None:
    late = CUTOFF - timedelta(hours=1)
    assert outcome([said(published=late.replace(tzinfo=None).isoformat())], desk())[0] == ["a.txt"]
