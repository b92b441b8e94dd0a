"""Bodies of mails (RFC 2045, RFC 2046) whose bytes depend on nothing but their content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.policy import compat32

from briefing.headers import LINE
from briefing.model import Artifact

_POLICY = compat32.clone(linesep="\r\n", max_line_length=LINE)


def with_files(text: Message, files: Sequence[tuple[str, Artifact]], digest: str) -> Message:
    """`text`, with files attached under the names given; `digest` makes the boundary.

    "=_" cannot stand in quoted-printable text or base64, so no boundary can be forged.
    """
    if not files:
        return text
    mixed = MIMEMultipart("mixed", f"=_files_{digest[:24]}")
    mixed.attach(text)
    for name, artifact in files:
        mixed.attach(_attachment(name, artifact))
    return mixed


def attachment_name(date: str, artifact: Artifact) -> str:
    """What an attached file is called on the reader's disk: `DATE-AUDIENCE.EXT`."""
    return f"{date}-{artifact.name}"


def message_bytes(headers: Iterable[tuple[str, str]], body: Message) -> bytes:
    """A message as it goes over the wire; header values are ASCII, folded already."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("ascii") + body.as_bytes(policy=_POLICY)


def _attachment(name: str, artifact: Artifact) -> Message:
    part = MIMEBase(*artifact.media_type.split("/", 1))
    part.set_payload(artifact.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part
