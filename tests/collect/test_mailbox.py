"""Mailboxes: every message once and whole, none marked as read, and what fails is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing.collect import World
from briefing.collect.http import Door
from briefing.collect.mailbox import MailboxSource
from briefing.errors import ConfigError
from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.collect.mail_server import Mail, mail_server

SINCE = datetime(2026, 2, 28, 18, tzinfo=UTC)


def message(n: int, *, day: int = 1, text: str = "The lock is shut.", key: str = "") -> bytes:
    month = "Mar" if day < 20 else "Feb"
    return (
        f"Message-ID: <{key or n}@quay.example>\r\nFrom: Quay <news@quay.example>\r\n"
        f"Date: Sun, {day:02} {month} 2026 20:00:00 +0000\r\nSubject: Letter {n}\r\n\r\n{text}\r\n"
    ).encode()


def fetched(
    options: dict[str, Any], since: datetime | None = None, patience: float = 20
) -> tuple[list[Document], list[Gap]]:
    world = World(Door(allow=["127.0.0.1"]), patience=patience)
    found = list(MailboxSource(options, "Letters", Path()).through(world).fetch(since))
    return [d for d in found if isinstance(d, Document)], [g for g in found if isinstance(g, Gap)]


# --- On this machine --------------------------------------------------------------------------


def test_an_mbox_is_split_where_its_messages_begin(tmp_path: Path) -> None:
    text = "First line.\r\n>From the quay it was seen.\r\nFrom there it was not.\r\n\r\n>>From two."
    path = tmp_path / "letters.mbox"
    path.write_bytes(
        b"From a@b Sun Mar  1 20:00:00 2026\n" + message(1, text=text) + b"\n"
        b"From a@b Sun Mar  1 21:00:00 2026\n" + message(2) + b"\n"
        b"From a@b Sun Mar  1 21:00:00 2026\n" + message(2) + b"\n"
        b"From a@b Sat Feb 21 21:00:00 2026\n" + message(3, day=21)
    )  # fmt: skip
    documents, gaps = fetched({"path": str(path)}, SINCE)
    assert gaps == []
    assert [d.uri for d in documents] == ["mid:1@quay.example", "mid:2@quay.example"]
    (found,) = read(documents[0])
    assert isinstance(found, Article)
    assert found.title == "Letter 1"
    assert "\nFrom the quay it was seen." in found.text.replace("\r\n", "\n")
    assert "\n>From two." in found.text.replace("\r\n", "\n")


def test_a_maildir_is_read_in_order_of_delivery(tmp_path: Path) -> None:
    for place, name, n in (("cur", "20.x.host:2,S", 2), ("new", "10.y.host", 1), ("tmp", "5.z", 3)):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / name).write_bytes(message(n))
    documents, gaps = fetched({"path": str(tmp_path)})
    assert [d.uri for d in documents] == ["mid:1@quay.example", "mid:2@quay.example"]
    assert gaps == []


def test_a_message_without_an_id_has_a_name_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "letters.mbox"
    path.write_bytes(b"From a\nSubject: x\n\nWords.\n")
    (document,), _ = fetched({"path": str(path)})
    assert document.uri.startswith("mail:")
    assert "host" not in document.uri


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "there is no such Maildir or mbox file"),
        (b"Dear reader,\n", "not an mbox file"),
        ("folder", "not a Maildir"),
    ],
)
def test_what_is_no_mailbox_says_so(tmp_path: Path, content: Any, what: str) -> None:
    path = tmp_path / "box"
    if content == "folder":
        path.mkdir()
    elif content:
        path.write_bytes(content)
    documents, (gap,) = fetched({"path": str(path)})
    assert documents == []
    assert (gap.where, gap.what[: len(what)]) == ("Letters", what)


# --- On a server ----------------------------------------------------------------------------


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mail]:
    monkeypatch.setenv("LETTERS_PASSWORD", "s3cret")
    with mail_server() as running:
        yield running


def account(mail: Mail, **other: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1", "port": mail.port, "security": "none", "user": "desk",
        "password_env": "LETTERS_PASSWORD", **other,
    }  # fmt: skip


def test_messages_come_from_a_server_in_bulks_and_stay_unread(mail: Mail) -> None:
    mail.messages = [message(n, day=21 if n == 3 else 1) for n in range(1, 51)]
    documents, gaps = fetched(account(mail), SINCE)
    assert gaps == []
    assert {d.uri for d in documents} == {f"mid:{n}@quay.example" for n in range(1, 51) if n != 3}
    assert documents[0].body in mail.messages
    fetches = [line for line in mail.told if "FETCH" in line]
    assert len(fetches) == 3
    assert all("BODY.PEEK" in line for line in fetches)
    assert any("EXAMINE" in line for line in mail.told)
    assert any("SINCE 27-Feb-2026" in line for line in mail.told)


def test_an_empty_folder_is_no_failure(mail: Mail) -> None:
    assert fetched(account(mail)) == ([], [])


def test_what_the_server_refuses_is_told(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    _, (gap,) = fetched(account(mail, folder="Letters/In"))
    assert gap.what == "the mail server says: There is no such folder"
    monkeypatch.setenv("LETTERS_PASSWORD", "wrong")
    _, (gap,) = fetched(account(mail))
    assert "Wrong password" in gap.what
    monkeypatch.delenv("LETTERS_PASSWORD")
    _, (gap,) = fetched(account(mail))
    assert "LETTERS_PASSWORD is not set" in gap.what


def test_a_server_that_is_down_or_hangs_is_told(mail: Mail) -> None:
    _, (gap,) = fetched(account(mail, port=1))
    assert gap.what.startswith("no connection")
    _, (gap,) = fetched(account(mail, security="tls"))
    assert gap.where == "Letters"
    mail.silent = True
    began = time.monotonic()
    _, (gap,) = fetched(account(mail), patience=1)
    assert time.monotonic() - began < 4


def test_a_private_mail_server_is_asked_only_where_the_desk_allows_it(mail: Mail) -> None:
    source = MailboxSource(account(mail), "Letters", Path()).through(World(Door()))
    (gap,) = source.fetch(None)
    assert isinstance(gap, Gap)
    assert "name it in allow_hosts" in gap.what
    assert mail.told == []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "path: missing"),
        ({"host": "imap.example.org"}, "user: missing"),
        ({"host": "a.example", "path": "x", "user": "u", "password_env": "P"}, "name one of them"),
        ({"path": "x", "security": "ssl"}, "security: expected one of"),
        ({"path": "x", "port": 0}, "port: expected a whole number"),
    ],
)
def test_wrong_options_are_told(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        MailboxSource(options, "Letters", Path())
