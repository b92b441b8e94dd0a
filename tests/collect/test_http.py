"""The door: what comes through it, and that nothing else does."""

from __future__ import annotations

import gzip
import resource
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import Any

import pytest

from briefing.collect.http import Answer, Ask, Door, Limits, Login, Validators
from briefing.collect.refusal import NoAnswerError
from tests.collect.servers import HEAD, Asked, Site, answer, dripping, redirect, serving, silent

PUBLIC = "93.184.215.14"
"""An address that is public by its number; the tests never connect to it."""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def door() -> Door:
    limits = Limits(seconds=3.0, connect=1.0, raw=2**20, unpacked=4 * 2**20, pause=0.01)
    return Door(allow=["127.0.0.1"], agent="briefing/1 (+desk@example.org)", limits=limits)


def why(door: Door, url: str, **options: Any) -> str:
    with pytest.raises(NoAnswerError) as refused:
        door.get(Ask(url, **options))
    return str(refused.value)


# --- What comes through ---------------------------------------------------------------------


def test_a_document_comes_through_as_it_is(site: Site, door: Door) -> None:
    site["/a?b=c%20d"] = answer(
        b"\xff\x00\r\n", content_type="text/html; charset=latin-1", etag='"7"'
    )
    got = door.get(Ask(site.url("/a?b=c%20d#part")))
    assert got == Answer(
        site.url("/a?b=c%20d"), "text/html; charset=latin-1", b"\xff\x00\r\n", Validators('"7"')
    )


def test_the_user_agent_tells_who_asks_and_whom_to_write_to(site: Site, door: Door) -> None:
    site["/"] = b"x"
    door.get(Ask(site.url()))
    assert {asked.headers["user-agent"] for asked in site.asked} == {
        "briefing/1 (+desk@example.org)"
    }
    assert not any({"cookie", "referer", "authorization"} & set(a.headers) for a in site.asked)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate"])
def test_what_is_packed_is_unpacked(site: Site, door: Door, coding: str) -> None:
    text = b"many words " * 5000
    packed = gzip.compress(text) if "gzip" in coding else zlib.compress(text)
    site["/"] = answer(packed, content_encoding=coding)
    assert door.get(Ask(site.url())).body == text


def test_deflate_without_its_head_and_gzip_of_two_members(site: Site, door: Door) -> None:
    bare = zlib.compressobj(wbits=-15)
    site["/bare"] = answer(bare.compress(b"words") + bare.flush(), content_encoding="deflate")
    site["/two"] = answer(gzip.compress(b"one ") + gzip.compress(b"two"), content_encoding="gzip")
    assert door.get(Ask(site.url("/bare"))).body == b"words"
    assert door.get(Ask(site.url("/two"))).body == b"one two"


def test_what_is_known_already_is_not_sent_again(site: Site, door: Door) -> None:
    def feed(asked: Asked, out: BufferedIOBase) -> None:
        known = asked.headers.get("if-none-match") == '"7"'
        (answer(b"", 304) if known else answer(b"words", etag='"7"'))(asked, out)

    site["/"] = feed
    first = door.get(Ask(site.url()))
    again = door.get(Ask(site.url(), validators=first.validators))
    assert (first.new, again.new, again.body) == (True, False, b"")
    site["/known"] = answer(b"", 304)
    assert why(door, site.url("/known")) == "answered 304 Not Modified to a first request"


def test_a_redirect_is_followed_and_the_last_address_is_told(site: Site, door: Door) -> None:
    site["/old"] = redirect("/новый путь")
    site["/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9%20%D0%BF%D1%83%D1%82%D1%8C"] = b"here"
    assert door.get(Ask(site.url("/old"))).body == b"here"


# --- What is retried ------------------------------------------------------------------------


def test_a_server_that_is_busy_for_a_moment_is_asked_again(site: Site, door: Door) -> None:
    answers = iter([answer(b"", 503, retry_after="1"), answer(b"", 502), answer(b"words")])

    def busy(asked: Asked, out: BufferedIOBase) -> None:
        next(answers)(asked, out)

    site["/"] = busy
    began = time.monotonic()
    assert door.get(Ask(site.url())).body == b"words"
    assert time.monotonic() - began >= 1.0


def test_what_will_not_get_better_is_asked_once(site: Site, door: Door) -> None:
    site["/gone"] = answer(b"", 410)
    site["/later"] = answer(b"", 503, retry_after="3600")
    assert why(door, site.url("/gone")) == "answered 410 Gone"
    assert why(door, site.url("/later")) == "answered 503 Service Unavailable"
    assert site.paths() == ["/gone", "/later"]


# --- Manners --------------------------------------------------------------------------------


def test_robots_txt_is_obeyed_and_asked_for_once(site: Site, door: Door) -> None:
    site["/robots.txt"] = (
        "User-agent: briefing\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n"
    )
    site["/open"] = b"x"
    site["/private/a"] = b"x"
    site["/lead"] = redirect("/private/a")
    assert door.get(Ask(site.url("/open"))).body == b"x"
    assert "robots.txt" in why(door, site.url("/private/a"))
    assert "robots.txt" in why(door, site.url("/lead"))
    assert [a.path for a in site.asked] == ["/robots.txt", "/open", "/lead"]
    assert door.get(Ask(site.url("/private/a"), robots=False)).body == b"x"


def test_a_host_whose_robots_txt_fails_is_left_alone(site: Site, door: Door) -> None:
    site["/robots.txt"] = answer(b"", 500)
    site["/"] = b"x"
    assert "robots.txt of its host answered 500" in why(door, site.url())
    assert site.paths() == []


def test_requests_to_one_host_keep_the_pace(site: Site) -> None:
    slept: list[float] = []
    site["/robots.txt"] = "User-agent: *\nCrawl-delay: 7\n"
    site["/"] = b"x"
    now = 100.0
    own = Door(allow=["127.0.0.1"], clock=lambda: now, sleep=slept.append)
    for _ in range(3):
        own.get(Ask(site.url()))
    assert slept == [7.0, 14.0]
    assert "no time left" in why(own, site.url(), until=now + 5)


# --- Logins ---------------------------------------------------------------------------------


def test_a_login_stays_with_its_host(site: Site, door: Door) -> None:
    with serving() as other:
        site["/"] = redirect("/here")
        site["/here"] = redirect(other.url("/there"))
        other["/there"] = redirect(site.url("/back"))
        site["/back"] = b"x"
        door.get(Ask(site.url(), login=Login("desk", "s3cret"), validators=Validators('"1"')))
    for asked in [*site.asked, *other.asked]:
        own = asked in site.asked and asked.path != "/robots.txt"
        assert ("authorization" in asked.headers) == own, asked.path
        assert ("if-none-match" in asked.headers) == own, asked.path


def test_a_login_in_an_address_is_never_sent(site: Site, door: Door) -> None:
    site["/"] = b"x"
    got = door.get(Ask(site.url().replace("//", "//desk:s3cret@")))
    assert "s3cret" not in got.url
    assert all("authorization" not in asked.headers for asked in site.asked)


# --- What does not come through: addresses ----------------------------------------------------

SPELLINGS = (Path(__file__).parent / "hostile-hosts.txt").read_text("utf-8").split()
NUMBERS = [spelling.strip("[]") for spelling in SPELLINGS if spelling.startswith("[")] + [
    s for s in SPELLINGS if s.isascii() and s.count(".") == 3 and s.replace(".", "").isdecimal()
]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that a socket was told to connect to but loopback servers of the test."""
    seen: list[str] = []

    def connect(self: socket.socket, address: Any) -> None:
        seen.append(address[0])
        raise ConnectionRefusedError(111, "refused by the test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return seen


def test_there_are_enough_hostile_addresses() -> None:
    assert len(set(SPELLINGS)) >= 66
    assert len(set(NUMBERS)) >= 50


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_address_that_is_not_public_is_connected_to(
    host: str, scheme: str, connected: list[str]
) -> None:
    reason = why(Door(), f"{scheme}://{host}:8080/")
    assert connected == []
    assert reason


@pytest.mark.parametrize("number", NUMBERS)
def test_no_name_leads_to_one(
    number: str, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver([[number]]))
    assert "is not public" in why(Door(), "https://news.example.org/feed")
    monkeypatch.setattr(socket, "getaddrinfo", resolver([[PUBLIC, number]]))
    assert "is not public" in why(Door(), "https://news.example.org/feed")
    assert connected == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_redirect_leads_to_one(host: str, site: Site, door: Door) -> None:
    own = {"127.0.0.1", "１２７.０.０.１", "127。0。0。1"}  # the door of this test allows it
    site["/"] = redirect(f"http://{host}:1/")
    connected: list[Any] = []
    connect = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:

        def watched(self: socket.socket, address: Any) -> None:
            connected.append(address)
            connect(self, address)

        patch.setattr(socket.socket, "connect", watched)
        reason = why(door, site.url())
    allowed = ("127.0.0.1", int(site.address.rpartition(":")[2]))
    assert {a for a in connected if a != allowed} <= ({("127.0.0.1", 1)} if host in own else set())
    assert reason


def resolver(answers: list[list[str]]) -> Any:
    """A resolver that gives one list of addresses after the other, then the last for ever."""
    left = list(answers)

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[Any]:
        found = left.pop(0) if len(left) > 1 else left[0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (number, port, 0, 0))
            if ":" in number
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
            for number in found
        ]

    return getaddrinfo


PRIVATE = "10.0.0.7"
REBINDING = [
    [[PRIVATE]],
    [[PUBLIC], [PRIVATE]],
    [[PUBLIC], [PUBLIC], [PRIVATE]],
    [[PUBLIC], [PRIVATE], [PUBLIC]],
    [[PRIVATE], [PUBLIC]],
    [[PUBLIC, PRIVATE]],
    [[PRIVATE, PUBLIC]],
    [[PUBLIC], [PUBLIC, PRIVATE]],
    [[PUBLIC], ["127.0.0.1"]],
    [[PUBLIC], ["::1"]],
    [["2606:2800:21f:cb07:6820:80da:af6b:8b2c"], ["::ffff:10.0.0.7"]],
    [[PUBLIC], ["::ffff:127.0.0.1"]],
    [[PUBLIC], ["64:ff9b::a00:7"]],
    [[PUBLIC], ["2002:a00:7::1"]],
    [[PUBLIC], ["169.254.169.254"]],
    [[PUBLIC], ["100.100.100.200"]],
    [[PUBLIC], ["0.0.0.0"]],
    [[PUBLIC], ["224.0.0.251"]],
    [[PUBLIC], ["fe80::1%eth0"]],
    [[PUBLIC], ["192.168.1.1"], [PUBLIC], ["172.16.0.9"]],
    [["fd12:3456::1"], [PUBLIC], [PRIVATE]],
    [[PUBLIC], [PUBLIC], [PUBLIC], ["127.0.0.1"]],
]


@pytest.mark.parametrize("answers", REBINDING)
def test_a_name_that_changes_its_mind_reaches_nothing_private(
    answers: list[list[str]], connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retries, robots.txt and the document each ask for the name: each answer is judged."""
    monkeypatch.setattr(socket, "getaddrinfo", resolver(answers))
    door = Door(limits=Limits(attempts=4, pause=0.01), pace=0.0)
    for _ in range(2):
        assert why(door, "http://rebinds.example.org/")
    assert set(connected) <= {PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"}


def test_what_is_judged_is_what_is_connected_to(
    connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver([[PUBLIC, "2a00:1450:4001:82f::200e"]]))
    assert "no connection" in why(
        Door(limits=Limits(attempts=1)), "http://a.example/", robots=False
    )
    assert connected == [PUBLIC, "2a00:1450:4001:82f::200e"]


def test_the_desk_may_allow_a_private_host_by_its_name_only(site: Site) -> None:
    site["/"] = b"x"
    port = site.address.rpartition(":")[2]
    assert Door(allow=["127.0.0.1"]).get(Ask(site.url())).body == b"x"
    assert Door(allow=[f"127.0.0.1:{port}"]).get(Ask(site.url())).body == b"x"
    assert Door(allow=["localhost"]).get(Ask(f"http://localhost:{port}/")).body == b"x"
    for allow in (["localhost"], ["127.0.0.1:1"], ["127.0.0.2"], []):
        assert "allow_hosts" in why(Door(allow=allow), site.url())


@pytest.mark.parametrize(
    "url", (Path(__file__).parent / "no-addresses.txt").read_text("utf-8").split()
)
def test_what_is_no_address_of_the_web_is_refused(url: str, connected: list[str]) -> None:
    assert why(Door(), url)
    assert connected == []


def test_a_proxy_of_the_environment_is_not_used(
    site: Site, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site["/"] = b"x"
    assert door.get(Ask(site.url())).body == b"x"


# --- What does not come through: time and bytes -----------------------------------------------


DRIPS = {
    "a head that never ends": dripping(b"", b"H"),
    "headers without end": dripping(HEAD, b"X-A: b\r\n"),
    "a slow body": dripping(HEAD + b"Content-Length: 100000\r\n\r\n"),
    "slow chunks": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "one more continue": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "silence": silent(8.0),
}


@pytest.mark.parametrize("drip", DRIPS)
def test_the_clock_ends_what_drips(site: Site, drip: str) -> None:
    site["/"] = DRIPS[drip]
    door = Door(allow=["127.0.0.1"], limits=Limits(seconds=0.7))
    began = time.monotonic()
    assert why(door, site.url(), robots=False)
    assert time.monotonic() - began < 2.2


FLOODS = {
    "a body without end": dripping(HEAD + b"\r\n", b"x" * 65536, 0.0),
    "chunks without end": dripping(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"a000\r\n" + b"x" * 40960 + b"\r\n", 0.0
    ),
    "headers by the megabyte": dripping(HEAD, b"X: " + b"y" * 60000 + b"\r\n", 0.0),
    "a length beyond the limit": answer(b"x", content_length=str(2**40)),
    "gzip in gzip": answer(gzip.compress(gzip.compress(b"x")), content_encoding="gzip, gzip"),
    "brotli": answer(b"x", content_encoding="br"),
    "half a gzip": answer(gzip.compress(b"words" * 99)[:-9], content_encoding="gzip"),
    "no gzip": answer(b"plain words", content_encoding="gzip"),
    "half an answer": answer(b"x", content_length="5"),
    "a part": answer(b"x", 206),
    "not HTTP": dripping(b"SSH-2.0-OpenSSH_9\r\n\r\n", b"", 0.2),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_the_caps_end_what_floods(site: Site, door: Door, flood: str) -> None:
    site["/"] = FLOODS[flood]
    began = time.monotonic()
    assert why(door, site.url(), robots=False)
    assert time.monotonic() - began < 4.5


def test_a_bomb_of_two_gigabytes_takes_neither_time_nor_memory(site: Site, door: Door) -> None:
    bomb = gzip.compress(bytes(2**24)) * 128
    assert len(bomb) > 2**20
    site["/"] = answer(bomb, content_encoding="gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wide = Door(allow=["127.0.0.1"])
    began = time.monotonic()
    assert "unpacks to more than 16 MB" in why(wide, site.url())
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 128 * 1024


def test_redirects_end(site: Site, door: Door) -> None:
    site["/a"] = redirect("/b")
    site["/b"] = redirect("/a")
    for n in range(20):
        site[f"/{n}"] = redirect(f"/{n + 1}", 307)
    site["/out"] = redirect("file:///etc/passwd")
    assert "circle" in why(door, site.url("/a"))
    assert "more than 10 redirects" in why(door, site.url("/0"))
    assert "no address" in why(door, site.url("/out"))


def test_a_host_that_is_not_there_says_so(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert why(door, "https://gone.example.org/") == "there is no host gone.example.org"


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    began = time.monotonic()
    door = Door(limits=Limits(seconds=0.5))
    assert "not found in time" in why(door, "https://slow.example.org/", robots=False)
    assert time.monotonic() - began < 2


# --- TLS ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("tls") / "cert.pem"
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    command = f"openssl {made} -addext subjectAltName=DNS:localhost"
    try:
        subprocess.run(
            [*command.split(), "-keyout", path, "-out", path.with_suffix(".crt")],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not here")
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return str(path)


def test_certificates_are_checked_against_the_name(certificate: str) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    with serving(tls=server) as site:
        site["/"] = b"x"
        port = site.address.rpartition(":")[2]
        trusting = ssl.create_default_context(cafile=certificate)
        door = Door(allow=["localhost", "127.0.0.1"], tls=trusting)
        assert door.get(Ask(f"https://localhost:{port}/")).body == b"x"
        assert "certificate is not valid" in why(door, f"https://127.0.0.1:{port}/")
        stranger = Door(allow=["localhost"])
        assert "certificate is not valid" in why(stranger, f"https://localhost:{port}/")
        site["/down"] = redirect(f"http://localhost:{port}/")
        assert "from https to http" in why(door, f"https://localhost:{port}/down")


def test_importing_the_door_loads_no_client() -> None:
    code = "import sys, briefing.collect.http; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"httpcore2", "stamina", "protego", "ssl", "idna"}.isdisjoint(done.stdout.split())
