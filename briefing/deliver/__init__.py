"""Artifact -> Receipt. The room's verb is `deliver`.

folder   files into a folder
smtp     a mail to each reader
session  the dialogue with the server; wire: its lines; secrets: what is not shown of them
message  the mail, finished with the settings at sending
outbox   who has got which edition
signing  DKIM, an extra
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.config import AudienceSettings, Desk
from briefing.deliver.smtp import forget, log_in
from briefing.model import Artifact, Brief, Receipt
from briefing.plugins import DELIVERERS, load

__all__ = ["deliver", "forget", "log_in"]


def deliver(
    brief: Brief,
    artifacts: Sequence[Artifact],
    desk: Desk,
    audience: AudienceSettings,
    by: str = "smtp",
) -> tuple[Receipt, ...]:
    """Take an audience's files to its readers by the deliverer called `by`.

    One receipt a reader; a failure of one is a receipt, not an exception. Raises
    `ConfigError` when the desk is not set up for it, `DeliveryError` when nothing
    can be delivered at all.
    """
    deliverer = load(DELIVERERS, by, f"{desk.file}: audience {audience.name}")(desk, audience)
    return tuple(deliverer.deliver(brief, artifacts))
