"""A word to a monitoring address: that a run has begun, and how it ended."""

from __future__ import annotations

from briefing.collect.http import Ask
from briefing.collect.refusal import NoAnswerError
from briefing.collect.world import World

_PATIENCE = 20.0


def heard(world: World, url: str) -> str:
    """Ask for an address through the door; "" where it was heard, else why it was not."""
    until = world.door.clock() + _PATIENCE
    try:
        world.door.get(Ask(url, "*/*", robots=False, until=until))
    except NoAnswerError as error:
        return str(error)
    return ""
