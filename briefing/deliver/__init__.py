"""Artifact -> Receipt. The room's verb is `deliver`.

folder   files into a folder
storage  files into an S3-compatible store, an extra
channels chat rooms and the like, through apprise, an extra
smtp     a mail to each reader
session  the dialogue with the server; wire: its lines; secrets: what is not shown of them
message  the mail, finished with the settings at sending
outbox   who has got which edition, as the archive remembers
signing  DKIM, an extra
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.config import AudienceSettings, Desk
from briefing.deliver.outbox import Outbox
from briefing.deliver.smtp import forget, log_in, mailbox_of
from briefing.model import Artifact, Brief, Receipt
from briefing.plugins import DELIVERERS, load

__all__ = ["Outbox", "deliver", "forget", "log_in", "mailbox_of"]


def deliver(
    brief: Brief,
    artifacts: Sequence[Artifact],
    desk: Desk,
    audience: AudienceSettings,
    outbox: Outbox | None = None,
    by: str = "smtp",
    kind: str = "",
) -> tuple[Receipt, ...]:
    """Take an audience's files to its readers by the deliverer called `by`.

    One that asks for a memory (`through`) is given the outbox, and
    the kind of the mail: "correction", "test" or "".

    One receipt a reader; a failure of one is a receipt, not an exception. Raises
    `ConfigError` when the desk is not set up for it, `DeliveryError` when nothing
    can be delivered at all.
    """
    deliverer = load(DELIVERERS, by, f"{desk.file}: audience {audience.name}")(desk, audience)
    if outbox is not None and hasattr(deliverer, "through"):
        deliverer = deliverer.through(outbox, kind)
    return tuple(deliverer.deliver(brief, artifacts))
