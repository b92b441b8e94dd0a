"""To chat rooms and other channels, through apprise (an extra): Slack, Teams, Matrix and more.

A channel gets the brief's text under a link to its page. What is too long for a channel
is split, never cut. Each gets an edition once, by the same outbox as readers of mail.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Self

from briefing.config import AudienceSettings, Desk
from briefing.deliver.outbox import DEFERRED, DELIVERED, SENDING, Outbox
from briefing.errors import ConfigError, DeliveryError
from briefing.model import Artifact, Brief, Receipt

Notify = Callable[[str, str, str], bool]
"""Sends a title and a text to an address of apprise; whether that went well."""


class ChannelDeliverer:
    """Tells the channels whose addresses stand in the variables of `channels_env`.

    Raises `ConfigError` for a variable that is not set: the addresses hold secrets.
    """

    def __init__(
        self,
        desk: Desk,
        audience: AudienceSettings,
        outbox: Outbox | None = None,
        *,
        environment: Mapping[str, str] = os.environ,
        notify: Notify | None = None,
    ) -> None:
        self.desk = desk
        self.audience = audience
        self._outbox = outbox
        self.notify = notify or _apprise
        place = f"{desk.file}: audience {audience.name}: channels_env"
        if unset := [name for name in audience.channels_env if not environment.get(name)]:
            raise ConfigError(*(f'{place}: the environment has no "{name}"' for name in unset))
        self.addresses = {name: environment[name] for name in audience.channels_env}

    def through(self, outbox: Outbox, kind: str = "") -> Self:  # noqa: ARG002
        """The same deliverer with a memory of who has got what."""
        other = copy(self)
        other._outbox = outbox
        return other

    def deliver(self, brief: Brief, artifacts: Sequence[Artifact]) -> Iterator[Receipt]:
        """A receipt for each channel, under the name of its variable."""
        text = self._text(brief, artifacts)
        title = f"{self.audience.title or self.desk.name}, {brief.edition.date}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        if self._outbox is None:
            raise DeliveryError("no outbox: nothing is sent without a memory of who has got it")
        with self._outbox.alone():
            for name, address in self.addresses.items():
                yield self._told(self._outbox, brief, (name, address), (title, text, digest))

    def _told(
        self, outbox: Outbox, brief: Brief, channel: tuple[str, str], words: tuple[str, str, str]
    ) -> Receipt:
        (name, address), (title, text, digest) = channel, words
        found = outbox.find(brief.edition, name)
        if found is not None and found.state == DELIVERED:
            return Receipt(name, "kept", "has got this edition already")
        if found is not None and found.state == SENDING:
            # It is told now; runs that go on by themselves need not tell it for ever.
            outbox.write(brief.edition, name, found.digest, SENDING, "a run was interrupted")
            return Receipt(name, "failed", "a run was interrupted; it may have arrived")
        outbox.write(brief.edition, name, digest, SENDING)
        if self.notify(address, title, text):
            outbox.write(brief.edition, name, digest, DELIVERED)
            return Receipt(name, "delivered")
        outbox.write(brief.edition, name, digest, DEFERRED, "the channel did not take it")
        return Receipt(name, "failed", "the channel did not take it")

    def _text(self, brief: Brief, artifacts: Sequence[Artifact]) -> str:
        texts = [a.content.decode() for a in artifacts if a.name == f"{self.audience.name}.txt"]
        if not texts:
            raise ConfigError(
                f'audience "{self.audience.name}": its edition holds no .txt for its channels; '
                f'add "txt" to its formats and make the edition again'
            )
        web = self.desk.mail.web.rstrip("/") if self.desk.mail and self.desk.mail.web else ""
        page = f"{web}/{brief.edition.folder}/{self.audience.name}.html\n\n" if web else ""
        return page + texts[0]


def _apprise(address: str, title: str, text: str) -> bool:
    try:
        import apprise
    except ImportError:
        raise ConfigError(
            "channels_env: channels need apprise; "
            'install it with: pip install "sourced-briefing[channels]"'
        ) from None
    told = apprise.Apprise()
    split = f"{address}{'&' if '?' in address else '?'}overflow=split"
    if not told.add(split):
        raise ConfigError("channels_env: an address that apprise does not understand")
    return bool(told.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT))
