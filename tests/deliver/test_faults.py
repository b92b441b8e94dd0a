"""Every way in which a mail server can fail, and the state it must end in."""

from __future__ import annotations

import base64
import re
import shutil
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.archive.base.outbox import Outbox
from briefing.config import Desk, MailSettings
from briefing.deliver import log_in
from briefing.deliver.secrets import HIDDEN, Secrets
from briefing.deliver.session import is_loopback
from briefing.deliver.smtp import PAUSES, credentials, forget
from briefing.errors import ArchiveError, ConfigError, DeliveryError
from briefing.model import Receipt
from tests.deliver.faults import (
    DELIVERED,
    FAULTS,
    LATER,
    MAYBE,
    REFUSED,
    Fault,
    FaultyServer,
    faulty,
)
from tests.deliver.servers import PASSWORD, certificate
from tests.deliver.test_smtp import MAILBOXES, MESSAGE, Office, brief, outbox_of, statuses

PAGE = Path(__file__).parents[2] / "docs" / "mail.md"
LONG = MESSAGE + b"One line more\r\n" * 40
BEN = "ben@example.org"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is needed to make a certificate")
    return certificate(tmp_path_factory.mktemp("certificate"))


def state_of(receipt: Receipt) -> str:
    return MAYBE if "may have arrived" in receipt.detail else receipt.status


def sent(server: FaultyServer, folder: Path, fault: Fault) -> dict[str, str]:
    office = Office(folder, server.port, timeout=1, **fault.settings)
    return {r.recipient: state_of(r) for r in office.send(content=LONG)}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_ends_in_the_right_state(
    fault: Fault, tmp_path: Path, tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[0]))
    context = tls[1] if fault.name != "starttls-plain" else None
    own = fault.step in ("rcpt", "data", "body", "end")
    with faulty(fault, context, BEN if own else "") as server:
        states = sent(server, tmp_path, fault)
        taken = list(server.taken)
        heard = b"".join(server.heard)
    assert states == {m: fault.state if m == BEN or not own else DELIVERED for m in MAILBOXES}
    assert taken.count(BEN) == (fault.state == DELIVERED or fault.taken)
    assert len(taken) == len(set(taken))
    assert own or fault.state == DELIVERED or b"MAIL" not in heard or fault.step == "mail"

    with faulty() as healthy:
        again = sent(healthy, tmp_path, replace(fault, settings={}))
    assert set(healthy.taken) == (set() if fault.settled else {BEN} if own else set(MAILBOXES))
    kept = MAYBE if fault.state == MAYBE else "kept" if fault.settled else DELIVERED
    assert again[BEN] == kept


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_told_in_the_guide(fault: Fault) -> None:
    rows = {r[0]: r[1] for r in re.findall(r"^\| `(.+?)` \|.*\| (\w+) \|.*\|$", _page(), re.M)}
    assert rows[fault.name] == fault.state


def test_the_guide_tells_no_fault_more() -> None:
    told = re.findall(r"^\| `(\w+-[\w-]+)` \|", _page(), re.M)
    assert told == [fault.name for fault in FAULTS]


def _page() -> str:
    return PAGE.read_text("utf-8").partition("## When the server fails")[2].partition("\n## ")[0]


def test_a_server_that_is_put_off_is_asked_in_every_round(tmp_path: Path) -> None:
    (fault,) = (f for f in FAULTS if f.name == "auth-454")
    with faulty(fault) as server:
        sent(server, tmp_path, fault)
    assert server.connections == len(PAUSES) + 1


@settings(max_examples=60, deadline=None)
@given(says=st.binary(min_size=1, max_size=60))
def test_no_answer_but_250_is_taken_for_a_yes(
    says: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    line = says.partition(b"\n")[0] or b"?"
    fault = Fault("any", "end", line, MAYBE)
    with faulty(fault, only=BEN) as server:
        states = sent(server, tmp_path_factory.mktemp("any"), fault)
    yes = re.fullmatch(rb"250(?: [^\r]*)?\r?", line)
    assert (states[BEN] == DELIVERED) == bool(yes)
    assert set(states.values()) <= {DELIVERED, LATER, REFUSED, MAYBE}


# --- Readers -----------------------------------------------------------------------------


def test_a_refusal_is_told_once_and_then_kept(tmp_path: Path) -> None:
    (fault,) = (f for f in FAULTS if f.name == "rcpt-550")
    with faulty(fault, only=BEN) as server:
        office = Office(tmp_path, server.port)
        first, second = office.send(), office.send()
        remade = office.send(content=MESSAGE.replace(b"Hello", b"Hello again"))
    assert statuses(first)[BEN] == "refused"
    assert statuses(second)[BEN] == "kept"
    assert "5.1.1 nobody here" in str(second)
    assert statuses(remade)[BEN] == "refused"


def test_a_refusal_of_the_desk_itself_is_asked_again(tmp_path: Path) -> None:
    (fault,) = (f for f in FAULTS if f.name == "mail-550")
    with faulty(fault) as server:
        assert set(statuses(Office(tmp_path, server.port).send()).values()) == {"refused"}
    with faulty() as server:
        assert set(statuses(Office(tmp_path, server.port).send()).values()) == {"delivered"}


@pytest.mark.parametrize("name", ["rcpt-550", "end-hang-up"])
def test_a_reader_may_be_served_again_by_name(tmp_path: Path, name: str) -> None:
    (fault,) = (f for f in FAULTS if f.name == name)
    with faulty(fault, only=BEN) as server:
        office = Office(tmp_path, server.port)
        office.send()
    assert forget(outbox_of(office.desk), office.audience, brief().edition, "Ben <BEN@example.org>")
    assert not forget(
        outbox_of(office.desk), office.audience, brief().edition, "nobody@example.org"
    )
    with faulty() as server:
        receipts = Office(tmp_path, server.port).send()
    assert server.taken == [BEN]
    assert statuses(receipts)[BEN] == "delivered"


def test_two_runs_at_once_are_both_well(tmp_path: Path) -> None:
    with faulty() as server:
        found: list[dict[str, str]] = []
        offices = [Office(tmp_path, server.port) for _ in range(3)]
        runs = [
            threading.Thread(target=lambda o=o: found.append(statuses(o.send()))) for o in offices
        ]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
    assert sorted(server.taken) == MAILBOXES
    assert sorted(map(str, found)) == sorted(
        map(str, [dict.fromkeys(MAILBOXES, s) for s in ("delivered", "kept", "kept")])
    )


def test_a_full_disk_before_the_last_line_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ArchiveError("archive.sqlite: disk full")

    monkeypatch.setattr(Outbox, "write", full)
    with faulty() as server:
        with pytest.raises(ArchiveError, match="disk full"):
            Office(tmp_path, server.port).send()
        assert server.taken == []
    monkeypatch.undo()
    with faulty() as server:
        Office(tmp_path, server.port).send()
    assert server.taken == MAILBOXES


def test_an_outbox_of_an_earlier_version_is_understood(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "outbox.sqlite")) as base, base:
        base.execute(
            "CREATE TABLE outbox (desk TEXT NOT NULL, date TEXT NOT NULL, audience TEXT NOT NULL,"
            " recipient TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,"
            " PRIMARY KEY (desk, date, audience, recipient)) WITHOUT ROWID"
        )
        base.execute(
            "INSERT INTO outbox VALUES ('Harbour', '2023-02-14', 'analyst', ?, 'x', 'delivered')",
            (BEN,),
        )
    with faulty() as server:
        receipts = Office(tmp_path, server.port).send()
    assert BEN not in server.taken
    assert statuses(receipts)[BEN] == "kept"


# --- Credentials -------------------------------------------------------------------------

CODED = base64.b64encode(f"\0desk\0{PASSWORD}".encode())


@pytest.mark.parametrize("step", ["auth", "mail", "rcpt", "end"])
@pytest.mark.parametrize(
    "echo",
    [
        b"AUTH PLAIN " + CODED,
        PASSWORD.encode(),
        PASSWORD.upper().encode(),
        PASSWORD[::-1].encode(),
        b" ".join(bytes([c]) for c in PASSWORD.encode()),
        PASSWORD.encode().hex().encode(),
        b"xyz" + base64.b64encode(b"my word: " + PASSWORD.encode()),
        b"let%20me%20in",
        b"you said let m",
    ],
)
def test_no_server_has_the_credentials_shown(tmp_path: Path, step: str, echo: bytes) -> None:
    fault = Fault("echo", step, b"550 5.7.1 I know: " + echo, REFUSED)
    settings = {"user": "desk", "password_env": "PASSWORD_HERE"}
    with faulty(replace(fault, offers=("AUTH PLAIN",))) as server:
        office = Office(tmp_path, server.port, **settings)
        told = str([r.detail for r in office.send()])
    assert HIDDEN in told
    assert "5.7.1" in told
    assert echo.decode() not in told


def test_what_a_server_says_is_shown_where_it_holds_no_secret() -> None:
    assert (
        Secrets("correct horse").clean(b"5.1.1 no such user\r\n here") == "5.1.1 no such user here"
    )
    assert Secrets().clean(b"2.0.0 queued") == "2.0.0 queued"
    assert Secrets("ab").clean(b"2.0.0 queued") == "2.0.0 queued"


@settings(max_examples=200)
@given(
    password=st.text(st.characters(codec="utf-8"), min_size=6, max_size=30).filter(str.strip),
    around=st.text(max_size=20),
)
def test_a_password_is_never_shown_whole(password: str, around: str) -> None:
    shown = Secrets(password).clean(f"{around}{password}{around}".encode("utf-8", "replace"))
    assert " ".join(password.split()) not in shown.replace(HIDDEN, "")


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.7", "localhost.example.org"])
def test_a_password_does_not_leave_the_machine_in_the_clear(host: str) -> None:
    mail = MailSettings(host, "a@b", security="none", user="desk", password_env="P")
    with pytest.raises(ConfigError, match=r'mail\.security: .*clear text; set .*"starttls"'):
        credentials(Desk(mail=mail), {"P": "x"})


def test_the_other_end_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may say "localhost" and lead elsewhere."""
    from briefing.deliver import session

    monkeypatch.setattr(session, "is_loopback", lambda host: False)
    with faulty(Fault("none", "", b"", REFUSED, offers=("AUTH PLAIN",))) as server:
        office = Office(tmp_path, server.port, user="desk", password_env="PASSWORD_HERE")
        receipts = office.send()
        with pytest.raises(DeliveryError, match="clear text"):
            log_in(office.desk, office.environment)
    assert "clear text" in receipts[0].detail
    assert not any(line.startswith(b"AUTH") for line in server.heard)


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.8.0.1", True), ("::1", True), ("[::1]", True),
     ("::ffff:127.0.0.1", True), ("10.0.0.1", False), ("example.org", False)],
)  # fmt: skip
def test_what_is_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@pytest.mark.parametrize("password", ["pässwörd", "пароль", "two words"])
def test_any_password_can_be_said(tmp_path: Path, password: str) -> None:
    with faulty(Fault("none", "", b"", REFUSED, offers=("AUTH PLAIN",))) as server:
        office = Office(tmp_path, server.port, user="desk", password_env="PASSWORD_HERE")
        office.environment = {"PASSWORD_HERE": password}
        receipts = office.send()
    assert statuses(receipts)[BEN] == "delivered"
    (line,) = (line for line in server.heard if line.startswith(b"AUTH"))
    assert base64.b64decode(line.split()[2]).decode() == f"\0desk\0{password}"
