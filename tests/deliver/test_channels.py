"""Channels by apprise, to a server on the loopback that takes what they post."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.etree import ElementTree as ET

import pytest

from briefing.config import AudienceSettings, Desk, MailSettings
from briefing.deliver.channels import ChannelDeliverer
from briefing.errors import ConfigError, DeliveryError
from briefing.model import Artifact, Brief, Edition
from tests.deliver.outboxes import Remembered

BRIEF = Brief(
    Edition("Harbour", "2024-05-01", "2024-05-01T06:00:00+02:00", "analyst", 1),
    (), (), (), (), (), (), (),
)  # fmt: skip
WEB = MailSettings("127.0.0.1", "desk@example.org", web="https://briefs.example.org")
LINE = "The harbour master of Linden counted {} boats.\n"


class Room:
    """A chat room: what was posted to it. `answers` come first, then 200."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.posted: list[str] = []


@contextmanager
def open_room(room: Room) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            told = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = room.answers.pop(0) if room.answers else 200
            if answer == 200:
                room.posted.append(told)
            self.send_response(answer)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def told(scheme: str, port: int, text: str, outbox: Remembered, web: bool = True) -> list[str]:
    audience = AudienceSettings("analyst", title="The harbour", channels_env=("ROOM",))
    desk = Desk("Harbour", mail=WEB if web else None)
    environment = {"ROOM": f"{scheme}://127.0.0.1:{port}/room"}
    deliverer = ChannelDeliverer(desk, audience, outbox, environment=environment)
    files = [Artifact("analyst.txt", "text/plain", text.encode())]
    return [f"{r.recipient} {r.status}" for r in deliverer.deliver(BRIEF, files)]


def test_a_channel_gets_title_link_and_text_once() -> None:
    pytest.importorskip("apprise")
    room, outbox = Room(), Remembered()
    with open_room(room) as port:
        assert told("json", port, LINE.format(1), outbox) == ["ROOM delivered"]
        assert told("json", port, LINE.format(1), outbox) == ["ROOM kept"]
    (posted,) = map(json.loads, room.posted)
    assert posted["title"] == "The harbour, 2024-05-01"
    page, _, text = posted["message"].partition("\n\n")
    assert page == "https://briefs.example.org/2024-05-01/analyst.html"
    assert text.strip() == LINE.format(1).strip()


@pytest.mark.parametrize("scheme", ["json", "xml"])
def test_a_long_text_is_split_and_none_of_it_is_lost(scheme: str) -> None:
    pytest.importorskip("apprise")
    room = Room()
    text = "".join(LINE.format(n) for n in range(1500))
    with open_room(room) as port:
        assert told(scheme, port, text, Remembered()) == ["ROOM delivered"]
    assert len(room.posted) > 1
    parts = [json.loads(p)["message"] if scheme == "json" else message(p) for p in room.posted]
    assert parts[0].startswith("https://briefs.example.org/2024-05-01/analyst.html")
    whole = " ".join(parts)
    assert re.findall(r"counted (\d+) boats", whole) == [str(n) for n in range(1500)]


def message(posted: str) -> str:
    found = [e.text or "" for e in ET.fromstring(posted).iter() if e.tag.endswith("Message")]
    return found[0]


def test_a_channel_that_fails_is_tried_again() -> None:
    pytest.importorskip("apprise")
    room, outbox = Room(503), Remembered()
    with open_room(room) as port:
        assert told("json", port, LINE, outbox) == ["ROOM failed"]
        assert outbox.find(BRIEF.edition, "ROOM").state == "deferred"  # type: ignore[union-attr]
        assert told("json", port, LINE, outbox, web=False) == ["ROOM delivered"]
    assert json.loads(room.posted[0])["message"].startswith("The harbour master")


def test_what_nobody_knows_is_told_once_and_not_posted_again() -> None:
    outbox = Remembered()
    outbox.write(BRIEF.edition, "ROOM", "x", "sending")
    assert told("json", 1, LINE, outbox) == ["ROOM failed"]
    assert outbox.find(BRIEF.edition, "ROOM").said == "a run was interrupted"  # type: ignore[union-attr]


def test_an_address_that_is_none_does_not_show_itself() -> None:
    pytest.importorskip("apprise")
    with pytest.raises(ConfigError, match="an address that apprise does not understand"):
        told("nothing-known", 1, LINE, Remembered())


def test_without_variable_text_or_memory_nothing_is_posted() -> None:
    audience = AudienceSettings("analyst", channels_env=("ROOM",))
    with pytest.raises(ConfigError, match='the environment has no "ROOM"'):
        ChannelDeliverer(Desk(), audience, environment={})
    deliverer = ChannelDeliverer(Desk(), audience, environment={"ROOM": "json://127.0.0.1"})
    with pytest.raises(ConfigError, match=r"holds no \.txt"):
        list(deliverer.deliver(BRIEF, []))
    with pytest.raises(DeliveryError, match="no outbox"):
        list(deliverer.deliver(BRIEF, [Artifact("analyst.txt", "text/plain", b"x")]))
