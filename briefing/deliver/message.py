"""The mail of an edition, finished with the settings at sending.

An edition may have been made before the desk had a mail server, or with other
settings: who it comes from, how to leave the list and what is attached is decided when
it goes out. What it says is not touched.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from email.policy import compat32

from briefing.config import AudienceSettings, Desk, MailSettings
from briefing.errors import ConfigError
from briefing.headers import address_header, list_headers, message_id
from briefing.mime import attachment_name, message_bytes, with_files
from briefing.model import Artifact, Edition

MAIL = "message/rfc822"

_FIELD = re.compile(rb"([!-9;-~]+):[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)(?:\r\n|$)")
_ID = re.compile(r"<([0-9a-f]{32})@")
_KEPT = ("To", "Subject", "Date", "Content-Language", "Auto-Submitted")


def finished(
    stored: bytes,
    desk: Desk,
    audience: AudienceSettings,
    edition: Edition,
    artifacts: Sequence[Artifact],
) -> bytes:
    """The stored message as it would have been made with these settings.

    Its own bytes, where nothing differs. Raises `ConfigError` when something is to be
    attached that the edition does not hold.
    """
    assert desk.mail is not None
    message = email.message_from_bytes(stored, policy=compat32)
    body, attached = _parted(message)
    wanted = tuple(_wanted(desk, audience, edition, artifacts, attached))
    headers = tuple(_headers(stored, desk.mail))
    if _contents(dict(wanted)) == _contents(attached):
        rest = [(n, v) for n, v in _fields(stored) if n.lower() in ("content-type", "mime-version")]
        head = "".join(f"{name}: {value}\r\n" for name, value in (*headers, *rest))
        return head.encode("ascii", "replace") + b"\r\n" + stored.partition(b"\r\n\r\n")[2]
    match = _ID.search(dict(headers).get("Message-ID", ""))
    return message_bytes(headers, with_files(body, wanted, match[1] if match else ""))


def _contents(files: Mapping[str, Artifact]) -> Mapping[str, bytes]:
    return {name: file.content for name, file in files.items()}


def with_header(message: bytes, name: str, value: str) -> bytes:
    """The message with another value of a header that it has; one line of ASCII, or folded."""
    head, blank, body = message.partition(b"\r\n\r\n")
    line = f"{name}: {value}".encode("ascii", "replace")
    pattern = rb"(?im)^%s:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*" % name.encode()
    return re.sub(pattern, lambda _: line, head, count=1) + blank + body


def _headers(stored: bytes, mail: MailSettings) -> Iterator[tuple[str, str]]:
    """Ours, in their order; what else stands in the file does not go out."""
    fields = {name.lower(): value for name, value in _fields(stored)}
    yield "From", address_header(mail.sender, "From")
    for name in _KEPT:
        if name.lower() in fields:
            yield name, fields[name.lower()]
        if name == "Date" and "message-id" in fields:
            # The same content has the same ID, at whoever sends it.
            match = _ID.match(fields["message-id"])
            yield "Message-ID", message_id(match[1], mail.sender) if match else fields["message-id"]
    yield from list_headers(mail)


def _fields(stored: bytes) -> Iterator[tuple[str, str]]:
    head = stored.partition(b"\r\n\r\n")[0] + b"\r\n"
    for match in _FIELD.finditer(head):
        yield match[1].decode(), match[2].decode("ascii", "replace")


def _parted(message: Message) -> tuple[Message, Mapping[str, Artifact]]:
    """What the mail says, and the files attached to it by name."""
    parts = message.get_payload()
    if message.get_content_type() != "multipart/mixed" or not isinstance(parts, list) or not parts:
        return _bare(message), {}
    body, *files = (part for part in parts if isinstance(part, Message))
    return body, {file.name: file for file in map(_file, files)}


def _file(part: Message) -> Artifact:
    content = part.get_payload(decode=True)
    kind = part.get_content_type()
    return Artifact(str(part.get_filename()), kind, content if isinstance(content, bytes) else b"")


def _bare(message: Message) -> Message:
    """The body of a message without the headers that are about the message."""
    for name in set(message.keys()):
        if not name.lower().startswith(("content-type", "content-transfer", "mime-version")):
            del message[name]
    return message


def _wanted(
    desk: Desk,
    audience: AudienceSettings,
    edition: Edition,
    artifacts: Sequence[Artifact],
    attached: Mapping[str, Artifact],
) -> Iterator[tuple[str, Artifact]]:
    """The files to attach: those of the edition, or the mail's own where only it has them."""
    made = {artifact.name: artifact for artifact in artifacts}
    for form in audience.attach:
        if form == "eml":
            continue
        name = f"{audience.name}.{form}"
        file = made.get(name)
        called = attachment_name(edition.date, file or Artifact(name, "", b""))
        file = file or attached.get(called)
        if file is None:
            raise ConfigError(
                f"{desk.file}: audience {audience.name}: attach: the edition of {edition.date} "
                f'holds no {name}; make it again, or take "{form}" out of attach'
            )
        yield called, file
