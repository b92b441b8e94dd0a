"""An edition to its readers: the outbox in the archive is the only way out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from briefing.archive.base.base import Base
from briefing.archive.base.ledger import Record
from briefing.archive.base.outbox import Outbox
from briefing.config import AudienceSettings, Desk, is_address
from briefing.deliver import mailbox_of
from briefing.errors import ConfigError
from briefing.model import Edition, Receipt
from briefing.pipeline import send, ways

Send = Callable[..., tuple[Receipt, ...]]
"""As `pipeline.send`."""

HELD, LATE = "held", "late"
SETTLED = "settled before"
"""Of whom there is nothing new."""
_JOINED = "no reader of it before its deadline, as it seems; the next one comes"
FAILED = ("refused", "failed", LATE)
"""Receipts that end a run with the exit code of delivery."""
_DONE = ("delivered", "refused", LATE)


# --- Readers --------------------------------------------------------------------------------


def with_readers(desk: Desk) -> Desk:
    """The desk with the readers of its audiences' files, each once, without those who left.

    Raises `ConfigError` for a file that cannot be read, with the line.
    """
    gone = {mailbox_of(one).casefold() for one in _left(desk)}
    return replace(desk, audiences=tuple(_with_readers(desk, a, gone) for a in desk.audiences))


def _with_readers(desk: Desk, audience: AudienceSettings, gone: set[str]) -> AudienceSettings:
    listed = _listed(desk, audience.to_file, f"audience {audience.name}: to_file")
    readers = {mailbox_of(one).casefold(): one for one in (*listed, *audience.to)}
    kept = tuple(one for key, one in readers.items() if key not in gone)
    return replace(audience, to=kept)


def _left(desk: Desk) -> tuple[str, ...]:
    if desk.unsubscribed and not (desk.folder / desk.unsubscribed).exists():
        return ()  # nobody has left yet
    return _listed(desk, desk.unsubscribed, "desk.unsubscribed")


def _listed(desk: Desk, file: str, place: str) -> tuple[str, ...]:
    """The addresses in a CSV file: its column `email` or its first, and `name` if it has one."""
    if not file:
        return ()
    path = desk.folder / file
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{desk.file}: {place}: {file}: cannot be read ({error})") from None
    rows = [row for row in csv.reader(io.StringIO(text)) if any(map(str.strip, row))]
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    mail = next((head.index(n) for n in ("email", "mail", "address") if n in head), None)
    name = head.index("name") if mail is not None and "name" in head else None
    found, problems = [], []
    for number, row in enumerate(rows[mail is not None :], 1 + (mail is not None)):
        told = row[mail or 0].strip() if len(row) > (mail or 0) else ""
        who = row[name].strip() if name is not None and len(row) > name else ""
        if not is_address(told):
            problems.append(f'{desk.file}: {place}: {file}, row {number}: no address: "{told}"')
        found.append(f"{who} <{told}>" if who and "<" not in told else told)
    if problems:
        raise ConfigError(*problems)
    return tuple(found)


def recipients(audience: AudienceSettings) -> tuple[str, ...]:
    """Mailboxes, channels, folder and storage of an audience, as the outbox names them."""
    return (*map(mailbox_of, audience.to), *audience.channels_env, *_places(audience))


def _places(audience: AudienceSettings) -> dict[str, str]:
    """Where copies of an edition go: their names in the outbox, and where they begin."""
    places = {"folder": audience.folder, "storage": audience.storage}
    return {f"{kind} {place}": place for kind, place in places.items() if place}


def missed_by(desk: Desk, base: Base, editions: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """By audience those of these editions that it did not get, where there are any.

    An edition that nobody was served by the outbox is read where it lies, but by those who
    wait for a person's word: they got it when they were served.
    """
    told = Outbox(base).told_of(editions)

    def missed(audience: AudienceSettings, name: str) -> bool:
        waits = audience.approve and audience.unapproved != "send"
        return audience.name not in told.get(name, ()) and (name in told or waits)

    found = {a.name: [n for n in editions if missed(a, n)] for a in desk.audiences if ways(a)}
    return {audience: names for audience, names in found.items() if names}


# --- Sending --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """What is to go out: an edition in its folder, and when it was made (None if not known)."""

    folder: Path
    edition: Edition
    made: datetime | None


def post_of(desk: Desk, record: Record, out: Path) -> Post:
    """An edition of the archive, to be sent."""
    issue = record.issue
    edition = Edition(
        desk.name, issue.date, issue.cutoff, "", issue.number, desk.timezone, issue.slot
    )
    made = datetime.fromisoformat(record.made) if record.made else None
    return Post(out / issue.name, edition, made)


def deliver(
    desk: Desk,
    base: Base,
    post: Post,
    audiences: Sequence[str] = (),
    *,
    again: Sequence[str] = (),
    correction: bool = False,
    anew: bool = False,
    sending: Send = send,
) -> tuple[Receipt, ...]:
    """Serve the readers of an edition who are to be served now; one receipt each.

    `desk` has its readers (`with_readers`). Whoever is done with is not asked for again;
    an audience that waits for a person is `held`, a reader beyond the deadline `late`.
    With `anew` all are looked at, and what nobody can know is told again.
    """
    outbox = Outbox(base)
    chosen = [desk.audience(name) for name in audiences] or list(desk.audiences)
    receipts: list[Receipt] = []
    ready = []
    for audience in (a for a in chosen if ways(a)):
        edition = replace(post.edition, audience=audience.name)
        if (held := _held(outbox, post, audience, base.now())) is not None:
            receipts += held
        elif _is_late(post, audience, base.now()) and not (again or correction or anew):
            receipts += _late(outbox, edition, audience)
        elif again or correction or anew or _open(desk, outbox, edition, audience):
            ready.append(audience.name)
        else:
            receipts += (Receipt(r, "kept", SETTLED) for r in recipients(audience))
    if ready:
        kind = "correction" if correction else ""
        receipts += sending(desk, post.folder, outbox, ready, again=again, kind=kind)
        for audience in map(desk.audience, ready):
            edition = replace(post.edition, audience=audience.name)
            for name, place in _places(audience).items():
                lost = _failed(receipts, place)
                outbox.write(edition, name, "", "deferred" if lost else "delivered", lost)
    return tuple(receipts)


def _failed(receipts: Sequence[Receipt], place: str) -> str:
    """Why a file did not get to a place; "" where all did."""
    told = (r for r in receipts if r.status == "failed" and r.recipient.startswith(place))
    return next((r.detail for r in told), "")


def trial(
    desk: Desk, folder: Path, address: str, audiences: Sequence[str] = ()
) -> tuple[Receipt, ...]:
    """Send an edition to one address alone, marked as a trial; nothing is remembered of it."""
    if not is_address(address):
        raise ConfigError(f'--test: expected a mail address, got "{address}"')
    chosen = [a.name for a in desk.audiences if a.to or a.name in audiences]
    only = tuple(replace(a, to=(address,)) for a in desk.audiences)
    names = list(audiences) or chosen[:1] or [only[0].name]
    return send(replace(desk, audiences=only), folder, _Nobody(), names, kind="test")


class _Nobody:
    """An outbox for what nobody has to remember."""

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()

    def find(self, *_: object) -> None:
        return None

    def write(self, *_: object) -> None:
        return None

    def forget(self, *_: object) -> bool:
        return False

    def barred(self, *_: object) -> str:
        return ""

    def bar(self, *_: object) -> None:
        return None

    def free(self, *_: object) -> bool:
        return False


def _held(
    outbox: Outbox, post: Post, audience: AudienceSettings, now: datetime
) -> tuple[Receipt, ...] | None:
    """Why an audience's edition does not go: a person has yet to look at it."""
    name = post.edition.folder
    if not audience.approve or outbox.approved(name, audience.name):
        return None
    over = post.made is not None and now - post.made > audience.approve_within
    if over and audience.unapproved == "send":
        return None
    why = "nobody approved it in time" if over else f"waits for: briefing approve {name}"
    return (Receipt(audience.name, HELD, why),)


def _is_late(post: Post, audience: AudienceSettings, now: datetime) -> bool:
    if post.made is None:
        return False
    wait = audience.approve_within if audience.approve else timedelta()
    return now - post.made > audience.deadline + wait


def _late(outbox: Outbox, edition: Edition, audience: AudienceSettings) -> Iterator[Receipt]:
    """Those who did not get it before their deadline; told once.

    Of whom nothing is known, where others of the audience got it, has most likely joined
    since: the runs in between would have served them.
    """
    served = audience.name in outbox.told_of([edition.folder]).get(edition.folder, ())
    for mailbox in recipients(audience):
        found = outbox.find(edition, mailbox)
        if found is None and (barred := outbox.barred(mailbox)):
            yield Receipt(mailbox, "kept", f"set aside: {barred}")
        elif found is None and served:
            outbox.write(edition, mailbox, "", LATE, _JOINED)
            yield Receipt(mailbox, "kept", _JOINED)
        elif found is None or found.state == "deferred":
            why = f"not sent before the deadline ({found.said if found else 'no run came'})"
            outbox.write(edition, mailbox, "", LATE, why)
            yield Receipt(mailbox, LATE, why)
        else:
            yield Receipt(mailbox, "kept", SETTLED)


def is_open(desk: Desk, base: Base, post: Post) -> bool:
    """Whether somebody is still to be served, or to be told of."""
    return any(
        _open(desk, Outbox(base), replace(post.edition, audience=a.name), a) for a in desk.audiences
    )


def _open(desk: Desk, outbox: Outbox, edition: Edition, audience: AudienceSettings) -> bool:
    """Whether somebody of an audience is still to be served."""
    resend = desk.mail is not None and desk.mail.in_doubt == "resend"
    done = _DONE if resend else (*_DONE, "sending")
    for mailbox in recipients(audience):
        found = outbox.find(edition, mailbox)
        if found is None and not outbox.barred(mailbox):
            return True
        if found is not None and found.state not in done:
            return True
        if found is not None and found.state == "sending" and not found.said:
            return True  # a run was killed, and nobody was told
    return False
