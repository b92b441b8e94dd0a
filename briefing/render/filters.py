"""The four filters of the template contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from briefing.model import ChangeKind, Citation, Point
from briefing.render.layout import Layout
from briefing.render.plain import plain

_TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "br"}
_LONGEST_NOTE = 50_000
_NOWHERE = re.compile(r'<a(?: rel="noopener")?>(.*?)</a>', re.DOTALL)


def filters() -> Mapping[str, Callable[..., Any]]:
    """By the names that templates use."""
    return {"cite": cite, "local": local, "standing": standing, "markdown": markdown}


@pass_context
def cite(context: Context, cited: Any) -> Markup:
    """Numbered links to the sources of a point, figure, dispute, change or citation."""
    citations = [cited] if isinstance(cited, Citation) else getattr(cited, "citations", cited)
    return _layout(context).cite(tuple(citations))


@pass_context
def local(context: Context, iso: str | None, form: str = "short") -> str:
    """A date or time as the desk's readers write it."""
    return _layout(context).local(iso, form)


@pass_context
def standing(context: Context, point: Point) -> Markup:
    """The mark of a point: what supports it, in words, with a class for its looks."""
    layout = _layout(context)
    kind = (
        "single-source"
        if point.standing.value == "corroborated" and point.origins < 2
        else (point.standing.value)
    )
    mark = Markup('<span class="mark mark-{}">{}</span>').format(kind, layout.mark(point))
    if point.change in (ChangeKind.NEW, ChangeKind.UPDATED):
        mark += Markup(' <span class="mark mark-{}">{}</span>').format(
            point.change.value, layout.say(point.change.value)
        )
    return mark


def markdown(text: str) -> Markup:
    """An editor's note: Markdown without pictures, headings, scripts or foreign schemes."""
    import nh3
    from markdown import markdown as convert

    html = convert(plain(text[:_LONGEST_NOTE]), extensions=["sane_lists"], output_format="html")
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    # A link whose address was refused is none.
    clean = _NOWHERE.sub(r"\1", clean)
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it


def _layout(context: Context) -> Layout:
    layout: Layout = context["layout"]
    return layout
