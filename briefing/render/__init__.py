"""Brief -> Artifact. The room's verb is `render`.

Each format is a renderer of the group `briefing.renderers`: a factory that takes
the desk and the audience, and returns an object with `render(brief)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from briefing.config import AudienceSettings, Desk
from briefing.model import Artifact, Brief
from briefing.plugins import RENDERERS, load
from briefing.render.analysis import analysis_json
from briefing.render.digest import print_digest

__all__ = ["analysis_json", "get_ready", "lint", "print_digest", "render", "site", "warm"]


def lint(desk: Desk, audience: AudienceSettings) -> tuple[str, ...]:
    """What is wrong with an audience's templates, a line each with file and line."""
    from briefing.render.lint import lint as found

    return found(desk, audience)


def site(out: Path, desk: Desk) -> tuple[Artifact, ...]:
    """An index page and an Atom feed over the editions in `out`."""
    from briefing.render.site import site as pages

    return pages(out, desk)


_PARTS: Mapping[str, Sequence[str]] = {
    "html": ("parts.html.j2", "page.html.j2", "page.css", "brand.css", "dark.css"),
    "pdf": ("parts.html.j2", "print.html.j2", "print.css", "brand.css"),
    "eml": ("mail.html.j2", "brand.css", "dark.css"),
    "epub": ("epub.xhtml.j2", "brand.css"),
}
"""What all audiences' templates of a format are made of: compiling it takes longer than a page."""


def get_ready(desk: Desk, formats: Iterable[str] = ()) -> None:
    """Load what renders templates and compile what several files of these formats share.

    Once for all the processes that are forked after.
    """
    from briefing.render.environment import prepared
    from briefing.render.folders import BASE

    names = (name for form in formats for name in _PARTS.get(form, ()))
    prepared(desk, [f"{BASE}/{name}" for name in dict.fromkeys(names)])


def warm(desk: Desk) -> None:
    """Get ready to print, once for all the processes that are forked after."""
    from briefing.render.pdf import get_ready

    get_ready(desk)


def render(
    brief: Brief,
    desk: Desk,
    audience: AudienceSettings,
    formats: Sequence[str],
    before: Mapping[str, Artifact] = MappingProxyType({}),
) -> tuple[Artifact, ...]:
    """One file for each format, in their order; what the mail attaches is made once.

    `before` holds files of this brief that were made already. Raises
    `RenderError`, and `ConfigError` for a format that is not installed.
    """
    made = dict(before)
    # The mail comes last: it may carry the others.
    for name in sorted(dict.fromkeys(formats), key="eml".__eq__):
        if name in made:
            continue
        place = f"{desk.file}: audience {audience.name}: formats"
        renderer = load(RENDERERS, name, place)(desk, audience)
        if hasattr(renderer, "attaching"):
            renderer = renderer.attaching(made)
        made[name] = renderer.render(brief)
    return tuple(made[name] for name in dict.fromkeys(formats))
