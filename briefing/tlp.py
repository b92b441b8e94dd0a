"""The Traffic Light Protocol 2.0 of FIRST: how far a brief may be passed on.

A source has the level that its owner gave it, an audience the highest that it may see;
its briefs are marked with that. What is above is not sent.
https://www.first.org/tlp/
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.config import TLP, AudienceSettings, Desk


def label(level: str) -> str:
    """As the standard writes it, in no language: "TLP:AMBER+STRICT"; "" for no level."""
    return f"TLP:{level}" if level else ""


def is_above(marking: str, level: str) -> bool:
    """Whether what is marked so may not go to who may see this level; none is CLEAR."""
    told = marking.removeprefix("TLP:") or TLP[0]
    return TLP.index(told) > TLP.index(level or TLP[0])


def above(desk: Desk, audience: AudienceSettings) -> Iterator[str]:
    """A line for each source that an audience may not see."""
    own = label(audience.tlp) or "no level, which counts as TLP:CLEAR"
    for source in desk.sources:
        if is_above(source.tlp, audience.tlp):
            yield (
                f'{desk.file}: audience {audience.name}: tlp: source "{source.name}" is '
                f"{label(source.tlp)}, and the audience has {own}; "
                f"raise the audience's, or read the source in another desk"
            )
