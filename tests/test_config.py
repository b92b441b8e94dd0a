"""The desk file: what may stand there, and what is said of everything else."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tomllib
from dataclasses import MISSING, Field, fields
from datetime import time, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.config import (
    DEFAULT_AUDIENCES,
    FORMATS,
    SHIPPED_FORMATS,
    AudienceSettings,
    Desk,
    MailSettings,
    ThemeSettings,
    default_desk,
    parse_desk,
    read_desk,
)
from briefing.errors import ConfigError
from briefing.plugins import RENDERERS

ROOT = Path(__file__).parents[1]
THEME = {"key": "arms", "title": "Arms", "terms": ["tank"]}
MAIL = {"host": "smtp.example.org", "from": "desk@example.org"}


def parsed(**tables: Any) -> Desk:
    return parse_desk(tables, Path("some/desk.toml"))


def problems(**tables: Any) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parsed(**tables)
    return list(caught.value.problems)


def problem(**tables: Any) -> str:
    (only,) = problems(**tables)
    return only


# --- What may stand there ----------------------------------------------------------------


def test_the_sample_desk() -> None:
    desk = read_desk(ROOT / "desk.toml")
    assert desk.name == "Ukraine"
    assert desk.window == timedelta(hours=36)
    assert [theme.key for theme in desk.themes] == ["bakhmut", "arms", "moldova", "casualties"]
    assert [audience.template for audience in desk.audiences] == ["executive", "analyst", "public"]
    assert desk.sources[0].options == {"path": "seeds"}
    assert desk.folder == ROOT


def test_the_desk_to_begin_with() -> None:
    """It is valid as it is written, and with all that it only suggests."""
    text = (ROOT / "briefing/starter.toml").read_text("utf-8")
    plain = parse_desk(tomllib.loads(text), Path("desk.toml"))
    assert plain.sources
    assert plain.mail is None
    suggested = re.sub(r"^# ?(?=\[|\w+ = )", "", text, flags=re.M)
    full = parse_desk(tomllib.loads(suggested), Path("desk.toml"))
    assert full.mail is not None
    assert full.themes
    assert full.cutoff != plain.cutoff


def test_an_empty_desk_has_the_usual_audiences() -> None:
    desk = parsed()
    assert desk.audiences == DEFAULT_AUDIENCES
    assert desk.window is None
    assert desk.mail is None
    assert desk.folder == Path("some")
    assert default_desk(Path("here")).audiences == DEFAULT_AUDIENCES


def test_every_value_arrives() -> None:
    desk = parsed(
        desk={
            "name": "Desk",
            "timezone": "Europe/Kyiv",
            "window": "2d",
            "cutoff": "06:30",
            "summarizer": "lexrank",
            "finder": "mine",
            "keep_sources": False,
            "keep_documents": True,
            "aliases": [["Kyiv", "Kiev"]],
            "templates": "looks",
        },
        source=[{"kind": "folder", "name": "Inbox", "path": "in"}],
        theme=[{**THEME, "exclude": ["think tank"], "needs": "figure"}],
        audience=[
            {"name": "board", "template": "executive", "themes": ["arms"], "paper": "Letter"}
        ],
        mail={**MAIL, "port": 465, "security": "tls", "web": "https://example.org/briefs"},
    )
    assert desk == Desk(
        name="Desk",
        timezone="Europe/Kyiv",
        window=timedelta(days=2),
        cutoff=time(6, 30),
        summarizer="lexrank",
        finder="mine",
        keep_sources=False,
        keep_documents=True,
        aliases=(("Kyiv", "Kiev"),),
        templates="looks",
        sources=desk.sources,
        themes=(ThemeSettings("arms", "Arms", ("tank",), ("think tank",), "figure"),),
        audiences=(AudienceSettings("board", "executive", paper="Letter", themes=("arms",)),),
        mail=MailSettings(
            "smtp.example.org",
            "desk@example.org",
            465,
            "tls",
            web="https://example.org/briefs",
        ),
        folder=Path("some"),
    )
    assert desk.sources[0].options == {"path": "in"}


def test_a_template_is_called_like_its_audience_unless_named() -> None:
    board, press = parsed(
        audience=[{"name": "board"}, {"name": "press", "template": "public"}]
    ).audiences
    assert (board.template, press.template) == ("board", "public")


def test_an_audience_is_found_by_name() -> None:
    desk = parsed(audience=[{"name": "board"}])
    assert desk.audience("board").name == "board"
    with pytest.raises(ConfigError, match='no audience called "bored"; the desk has: board'):
        desk.audience("bored")


@pytest.mark.parametrize(
    ("text", "hours"), [("36h", 36), ("2d", 48), ("1 h", 1), ("9999d", 9999 * 24)]
)
def test_windows(text: str, hours: int) -> None:
    assert parsed(desk={"window": text}).window == timedelta(hours=hours)


def test_a_format_may_come_from_a_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    added = EntryPoint("feed", "my_parts.feed:Feed", RENDERERS)
    monkeypatch.setattr("briefing.plugins.installed", lambda group: {"feed": added})
    (audience,) = parsed(audience=[{"name": "a", "formats": ["html", "feed"]}]).audiences
    assert audience.formats == ("html", "feed")
    assert '"epub", "docx", "feed", got "fed"' in problem(
        audience=[{"name": "a", "formats": ["fed"]}]
    )


def test_a_list_keeps_each_value_once_in_order() -> None:
    (audience,) = parsed(audience=[{"name": "a", "formats": ["md", "pdf", "md"]}]).audiences
    assert audience.formats == ("md", "pdf")


def test_space_around_a_text_is_no_part_of_it() -> None:
    desk = parsed(desk={"name": "  Desk\n", "timezone": " Europe/Kyiv "})
    assert (desk.name, desk.timezone) == ("Desk", "Europe/Kyiv")


@pytest.mark.parametrize(
    "address", ["desk@example.org", "Ukraine desk <desk@example.org>", "Стіл <a.b+c@пошта.укр>"]
)
def test_addresses(address: str) -> None:
    assert parsed(mail={**MAIL, "from": address}).mail.sender == address  # type: ignore[union-attr]


def test_settings_travel_between_processes() -> None:
    desk = read_desk(ROOT / "desk.toml")
    assert pickle.loads(pickle.dumps(desk)) == desk


# --- What is said of everything else -----------------------------------------------------

MISTAKES = """
[desk]
nam = "Ten mistakes"
timezone = "Europe/Kiew"
window = "36 hours"

[[theme]]
key = "Arms Supply"
title = "Arms"
terms = "tanks"

[[audience]]
name = "analyst"
points = "3"
formats = ["pdf", "odt"]
themes = ["armour"]

[mail]
host = "smtp.example.org"
port = 0
"""


def test_ten_mistakes_are_ten_lines_of_cure(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(MISTAKES, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_desk(tmp_path / "desk.toml")
    assert str(caught.value).splitlines() == [
        (
            "desk.toml: desk.timezone: expected a time zone of the tz database, "
            'like "Europe/Kyiv", got "Europe/Kiew"'
        ),
        'desk.toml: desk.window: expected hours or days, like "36h" or "2d", got "36 hours"',
        'desk.toml: desk.nam: unknown key; did you mean "name"?',
        (
            'desk.toml: theme[0].key: expected small letters, digits, "-" and "_", '
            'like "arms-supply", got "Arms Supply"'
        ),
        'desk.toml: theme[0].terms: expected a list, like [...], got "tanks"',
        'desk.toml: audience[0].points: expected a whole number, got "3"',
        (
            'desk.toml: audience[0].formats[1]: expected one of "pdf", "html", "eml", "md", "txt", '
            '"json", "epub", "docx", got "odt"'
        ),
        'desk.toml: mail.from: missing; expected a mail address, like "desk@example.org"',
        "desk.toml: mail.port: expected a whole number from 1 to 65535, got 0",
        'desk.toml: audience[0].themes: no such theme; the desk has: none, got "armour"',
    ]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"desk": []}, "desk: expected a table, headed [desk], got []"),
        ({"theme": THEME}, "theme: expected a list of tables, each headed [[theme]]"),
        ({"source": [1]}, "source[0]: expected a table, headed [[source]], got 1"),
        ({"mail": "yes"}, 'mail: expected a table, headed [mail], got "yes"'),
        ({"themes": []}, 'themes: unknown key; did you mean "theme"?'),
        ({"xyz": 1}, "xyz: unknown key; known: desk, source, theme, audience, mail"),
        ({"desk": {"keep_sources": 1}}, "desk.keep_sources: expected true or false, got 1"),
        ({"desk": {"cutoff": "6:00"}}, 'desk.cutoff: expected a time of day, like "06:00"'),
        ({"desk": {"cutoff": time(6)}}, "got 06:00:00"),
        ({"desk": {"window": "0h"}}, "desk.window: expected hours or days"),
        ({"desk": {"window": 36}}, "desk.window: expected hours or days"),
        ({"desk": {"name": "two\nlines"}}, 'expected one line without control characters, got "tw'),
        ({"desk": {"name": " "}}, "desk.name: expected a text that is not empty"),
        ({"desk": {"timezone": "../etc"}}, "desk.timezone: expected a time zone"),
        ({"desk": {"timezone": "Europe"}}, "desk.timezone: expected a time zone"),
        ({"desk": {"aliases": [["Kyiv"]]}}, "desk.aliases[0]: expected two or more spellings"),
        ({"desk": {"aliases": [["Kyiv", "Kyiv"]]}}, "desk.aliases[0]: expected two or more"),
        ({"desk": {"aliases": [["Kyiv", 3]]}}, "desk.aliases[0][1]: expected a text"),
        ({"source": [{"kind": "feed"}]}, "source[0].name: missing; expected a text"),
        ({"theme": [{**THEME, "terms": []}]}, "theme[0].terms: expected a list of at least one"),
        ({"theme": [{**THEME, "needs": "date"}]}, 'theme[0].needs: expected one of "figure", got'),
        ({"theme": [THEME, THEME]}, 'theme[1].key: used before; give each its own, got "arms"'),
        ({"audience": [{"name": "a/b"}]}, 'audience[0].name: expected a plain name without "/"'),
        ({"audience": [{"name": ".."}]}, "audience[0].name: expected a plain name"),
        ({"audience": [{"name": "analysis"}]}, "audience[0].name: expected another name"),
        ({"audience": [{"name": "Note"}]}, "audience[0].name: expected another name"),
        ({"audience": [{"name": "a"}, {"name": "A"}]}, "audience[1].name: used before"),
        (
            {"audience": [{"name": "a", "points": True}]},
            "points: expected a whole number, got true",
        ),
        (
            {"audience": [{"name": "a", "points": 0}]},
            "expected a whole number from 1 to 200, got 0",
        ),
        ({"audience": [{"name": "a", "formats": []}]}, "formats: expected a list of at least one"),
        ({"audience": [{"name": "a", "to": ["b"]}]}, "audience[0].to[0]: expected a mail address"),
        ({"audience": [{"name": "a", "language": "pl"}]}, 'language: expected one of "en", "uk"'),
        ({"mail": {**MAIL, "from": "a@b>"}}, "mail.from: expected a mail address"),
        ({"mail": {**MAIL, "from": "A <a@b"}}, "mail.from: expected a mail address"),
        ({"mail": {**MAIL, "from": "a@b, c@d"}}, "mail.from: expected a mail address"),
        ({"mail": {**MAIL, "from": "A\r\nBcc: x <a@b>"}}, "mail.from: expected one line"),
        ({"mail": {**MAIL, "unsubscribe": "https://x\n"}}, "mail.unsubscribe: expected an address"),
        ({"mail": {**MAIL, "unsubscribe": "ftp://x"}}, "mail.unsubscribe: expected an address"),
        ({"mail": {**MAIL, "web": "mailto:a@b"}}, "mail.web: expected an address that starts with"),
        ({"mail": {**MAIL, "a\nb": 1}}, 'mail."a\\nb": unknown key'),
    ],
)
def test_a_mistake_is_named_with_place_and_cure(tables: dict[str, Any], said: str) -> None:
    line = problem(**tables)
    assert line.startswith("desk.toml: ")
    assert said in line


def test_every_bad_item_of_a_list_is_named() -> None:
    found = problems(audience=[{"name": "a", "to": ["x", "b@example.org", 3]}])
    assert [line.split(": ")[1] for line in found] == ["audience[0].to[0]", "audience[0].to[2]"]


def test_a_long_value_is_shown_short() -> None:
    assert len(problem(desk={"timezone": "x" * 10_000})) < 200


@pytest.mark.parametrize(
    "body",
    [
        b"[desk\n",
        b"\xff\xfe\x00",
        b"a = 1\na = 2\n",
        b"a = 2023-13-40\n",
        b"a = " + b"[" * 100_000,
        b"a = " + b"9" * 5_000,
    ],
)
def test_what_is_no_toml_is_one_line(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(body)
    with pytest.raises(ConfigError, match="not valid TOML") as caught:
        read_desk(path)
    assert len(caught.value.problems) == 1
    assert "docs/desk.md" in str(caught.value)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes('\ufeff[desk]\nname = "Стіл"\n'.encode())
    assert read_desk(path).name == "Стіл"


def test_a_missing_desk_file_names_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such desk file; make one with `briefing init`"):
        read_desk(tmp_path / "desk.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_desk(tmp_path)


# --- Properties --------------------------------------------------------------------------

SETTINGS = (Desk, ThemeSettings, AudienceSettings, MailSettings)
KEYS = sorted({f.metadata.get("key") or f.name for s in SETTINGS for f in fields(s) if f.metadata})
scalar = st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.times()
value = scalar | st.lists(scalar | st.lists(scalar, max_size=2), max_size=3)
table = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), value, max_size=4)
tables = st.lists(table | scalar, max_size=2)
desk_file = st.fixed_dictionaries(
    {},
    optional={
        "desk": table | value,
        "mail": table | value,
        "source": tables | value,
        "theme": tables | value,
        "audience": tables | value,
    },
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(desk_file)
def test_any_table_is_a_desk_or_lines_of_cure(raw: dict[str, Any]) -> None:
    try:
        lines = list[str]() if parse_desk(raw, Path("desk.toml")).audiences else ["no audience"]
    except ConfigError as error:
        lines = [*error.problems] or ["no problem named"]
    wanted = r"desk\.toml: .+: (expected|unknown key;|missing;|used before;|no such)"
    for line in lines:
        assert re.match(wanted, line)
        assert not re.search(r"[\x00-\x1f\x7f]", line)


@given(st.text())
def test_a_name_of_an_audience_is_one_part_of_a_path(name: str) -> None:
    try:
        (audience,) = parsed(audience=[{"name": name}]).audiences
    except ConfigError:
        return
    assert Path(audience.name).parts == (name,)
    assert not name.startswith(".")


@given(st.text(), st.text())
def test_an_address_adds_no_header(before: str, after: str) -> None:
    address = f"{before}a@example.org{after}"
    try:
        mail = parsed(mail={**MAIL, "from": address, "unsubscribe": f"https://x{after}"}).mail
    except ConfigError:
        return
    assert mail is not None
    assert len(mail.sender.splitlines()) == 1
    assert len(mail.unsubscribe.splitlines()) == 1


@given(st.integers(), st.sampled_from(["points", "takeaways", "figures", "also"]))
def test_a_count_is_kept_or_its_limits_are_named(number: int, key: str) -> None:
    try:
        (audience,) = parsed(audience=[{"name": "a", key: number}]).audiences
    except ConfigError as error:
        low, high = map(int, re.findall(r"from (\d+) to (\d+)", str(error))[0])
        assert not low <= number <= high
    else:
        assert getattr(audience, key) == number


@given(st.lists(st.sampled_from(FORMATS), min_size=1))
def test_formats_are_a_set_in_order(names: list[str]) -> None:
    (audience,) = parsed(audience=[{"name": "a", "formats": names}]).audiences
    assert audience.formats == tuple(dict.fromkeys(names))


# --- The settings themselves -------------------------------------------------------------


def as_toml(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 60:.0f}m"
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    "spec",
    [f for s in SETTINGS for f in fields(s) if f.metadata and f.default],
    ids=lambda f: f.name,
)
def test_a_default_passes_its_own_check(spec: Field[Any]) -> None:
    """Written out in a desk file, it means the same as left out."""
    if spec.default is not MISSING:
        assert spec.metadata["check"](as_toml(spec.default)) == spec.default


def test_shipped_formats_are_formats() -> None:
    assert set(SHIPPED_FORMATS) <= set(FORMATS)


def test_settings_cost_no_heavy_import() -> None:
    code = "import sys, briefing.config; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not {"jinja2", "lxml", "numpy", "sumy", "trafilatura", "weasyprint"} & set(names)
