"""Copies of an edition in a bucket of a store that speaks S3."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from briefing.archive.base.base import Base
from briefing.archive.base.outbox import Outbox
from briefing.config import AudienceSettings, Desk, read_desk
from briefing.deliver import deliver
from briefing.errors import ConfigError
from briefing.model import Artifact, Brief, Edition, Receipt
from briefing.morning import post
from briefing.pipeline import send
from tests.morning.desks import utc

S3Store = pytest.importorskip("obstore.store").S3Store
EDITION = Edition("Harbour", "2024-05-01", "2024-05-01T06:00:00+02:00", "analyst", 1)
BRIEF = Brief(EDITION, (), (), (), (), (), (), ())
FILES = (
    Artifact("analyst.txt", "text/plain", b"one"),
    Artifact("sources/a.txt", "text/plain", b"two"),
)
AUDIENCE = AudienceSettings("analyst", storage="s3://briefs/desks/harbour")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a store with one bucket; the environment names it."""
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "desk",
        "AWS_SECRET_ACCESS_KEY": "let me in",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    urlopen(Request(f"{address}/moto-api/reset", method="POST")).close()
    urlopen(Request(f"{address}/briefs", method="PUT")).close()
    yield address
    server.stop()


def sent(
    audience: AudienceSettings = AUDIENCE, files: tuple[Artifact, ...] = FILES
) -> list[Receipt]:
    return list(deliver(BRIEF, files, Desk(), audience, by="s3"))


def got(path: str) -> tuple[bytes, str]:
    found = S3Store("briefs", client_options={"allow_http": True}).get(path)
    return bytes(found.bytes()), str(found.attributes["Content-Type"])


@pytest.mark.usefixtures("store")
def test_files_lie_under_the_prefix_and_the_day() -> None:
    told = sent()
    assert [(r.recipient, r.status) for r in told] == [
        ("s3://briefs/desks/harbour/2024-05-01/analyst.txt", "delivered"),
        ("s3://briefs/desks/harbour/2024-05-01/sources/a.txt", "delivered"),
    ]
    assert got("desks/harbour/2024-05-01/sources/a.txt") == (b"two", "text/plain")


@pytest.mark.usefixtures("store")
def test_the_same_bytes_are_left_alone_and_others_replace_them() -> None:
    sent()
    told = sent(files=(replace(FILES[0], content=b"new"), FILES[1]))
    assert [r.status for r in told] == ["delivered", "kept"]
    assert got("desks/harbour/2024-05-01/analyst.txt")[0] == b"new"


@pytest.mark.usefixtures("store")
def test_a_bucket_that_is_not_there_is_told() -> None:
    told = sent(replace(AUDIENCE, storage="s3://nowhere"))
    assert [r.status for r in told] == ["failed", "failed"]
    assert "let me in" not in " ".join(r.detail for r in told)


def test_a_store_that_is_away_is_asked_again_by_the_next_run(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Base(str(tmp_path / "archive.sqlite"), "Harbour", lambda: utc("2024-05-01T06:00"))
    desk = Desk("Harbour", audiences=(AUDIENCE,))
    letter = post.Post(tmp_path, EDITION, utc("2024-05-01T05:59"))

    def hand_over(*_: object, **__: object) -> tuple[Receipt, ...]:
        return tuple(sent())

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        told = post.deliver(desk, base, letter, sending=hand_over)
    assert {r.status for r in told} == {"failed"}
    (row,) = post.recipients(AUDIENCE)
    found = Outbox(base).find(EDITION, row)
    assert found is not None
    assert found.state == "deferred"
    assert post.is_open(desk, base, letter)
    monkeypatch.setenv("AWS_ENDPOINT_URL", store)
    assert {r.status for r in post.deliver(desk, base, letter, sending=hand_over)} == {"delivered"}
    assert not post.is_open(desk, base, letter)
    assert {r.status for r in post.deliver(desk, base, letter, sending=send)} == {"kept"}


@pytest.mark.parametrize("place", ["briefs", "s3://", "s3://B", "s3://briefs/../x", "http://a/b"])
def test_another_place_than_a_bucket_is_told(tmp_path: Path, place: str) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(f'[[audience]]\nname = "analyst"\nstorage = "{place}"\n')
    with pytest.raises(ConfigError, match=r"audience\[0\]\.storage: expected"):
        read_desk(file)
