"""Would the sources answer tonight? Each is asked for its first document, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from briefing.collect.world import World, Worldly
from briefing.config import Desk
from briefing.model import Gap
from briefing.plugins import Source

_SIDE_BY_SIDE = 16


def failing(
    sources: Iterable[Source], desk: Desk, world: World, *, online: bool = True
) -> tuple[str, ...]:
    """A line for each source that fails as a whole, in the order of the desk file.

    Without `online` those on the network are not asked.
    """
    asked = [s for s in sources if online or not getattr(s, "remote", False)]
    if not asked:
        return ()
    with ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(asked))) as pool:
        found = pool.map(lambda source: _failure(source, world), asked)
        return tuple(
            f'{desk.file}: source "{_name(source)}": {what}'
            for source, what in zip(asked, found, strict=True)
            if what
        )


def _failure(source: Source, world: World) -> str:
    """What the source says of itself before it says anything of a document."""
    try:
        own = source.through(world) if isinstance(source, Worldly) else source
        first = next(iter(own.fetch(None)), None)
    except Exception as error:  # noqa: BLE001  # a plugin's; told like all the others
        return f"it failed: {type(error).__name__}: {error}"
    return first.what if isinstance(first, Gap) and first.where == _name(source) else ""


def _name(source: Source) -> str:
    return str(getattr(source, "name", "") or type(source).__name__)
