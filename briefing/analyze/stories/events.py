"""Which articles tell, for certain, of two events."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefing.analyze.stories.group import NEIGHBOURS

WELL_TOLD = NEIGHBOURS + 1
"""Articles of a story from which all that widens each of them tells of its own event.
In a smaller one the words of other events come in, and one event is taken for two."""


class Events:
    """The events of a day, each known by the stories that tell of it."""

    def __init__(self, stories: Sequence[Collection[str]] = ()) -> None:
        told = (ids for ids in stories if len(ids) >= WELL_TOLD)
        self._event = {id_: n for n, ids in enumerate(told) for id_ in ids}

    def apart(self, one: str, other: str) -> bool:
        """Whether two articles, by their ids, are of two stories that are both well told.

        Most articles of a day on one subject are in no such story, and are never apart:
        that two articles are unlike does not make them tell of two events.
        """
        mine, theirs = self._event.get(one), self._event.get(other)
        return mine is not None and theirs is not None and mine != theirs
