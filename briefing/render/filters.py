"""The four filters of the template contract, and Jinja's own where they need bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from jinja2 import pass_context, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_batch, do_join, do_replace, do_round, do_slice
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, soft_str

from briefing.model import ChangeKind, Citation, Point
from briefing.render.layout import Layout
from briefing.render.plain import plain

_TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "br"}
_LONGEST_NOTE = 50_000
_NOWHERE = re.compile(r'<a(?: rel="noopener")?>(.*?)</a>', re.DOTALL)


def filters() -> Mapping[str, Callable[..., Any]]:
    """By the names that templates use."""
    return {"cite": cite, "local": local, "standing": standing, "markdown": markdown}


def bounded_filters(most: int, spend: Callable[[int], None]) -> Mapping[str, Callable[..., Any]]:
    """Filters of Jinja's that could make much of little: each pays for its result beforehand.

    `most` is the largest number of rows or columns; `spend` takes characters and
    raises when there are none left.
    """

    def batch(value: Iterable[Any], linecount: int, fill_with: Any = None) -> list[list[Any]]:
        return list(do_batch(_few(value, most), _at_most(linecount, most), fill_with))

    def columns(value: Iterable[Any], slices: int, fill_with: Any = None) -> list[list[Any]]:
        return list(do_slice(_few(value, most), _at_most(slices, most), fill_with))

    @pass_eval_context
    def join(
        context: EvalContext, value: Iterable[Any], d: str = "", attribute: str | None = None
    ) -> str:
        parts = list(value)
        spend(len(d) * len(parts) + sum(len(p) for p in parts if isinstance(p, str)))
        joined: str = do_join(context, parts, d, attribute)
        spend(len(joined))  # an attribute of the parts, or a number, may be longer than they are
        return joined

    @pass_eval_context
    def replace(context: EvalContext, s: str, old: str, new: str, count: int | None = None) -> str:
        spend(len(s) + s.count(old) * len(new))
        return do_replace(context, s, old, new, count)

    def rounded(value: float, precision: int = 0, method: Any = "common") -> float:
        return do_round(value, _at_most(abs(precision), 20) and precision, method)

    def total(iterable: Iterable[float], attribute: None = None, start: float = 0) -> float:
        numbers = list(iterable)
        if attribute is not None or not all(isinstance(n, int | float) for n in (start, *numbers)):
            raise TypeError("sum is for numbers; choose them with map")
        return sum(numbers, start)

    def string(value: Any) -> str:
        if isinstance(value, list | tuple | dict | set | bytes):
            raise TypeError(f"prints {type(value).__name__}; print its parts, or nothing")
        return soft_str(value)

    return {
        "batch": batch, "slice": columns, "join": join, "replace": replace, "round": rounded,
        "sum": total, "string": string,
    }  # fmt: skip


def _at_most(value: int, most: int) -> int:
    if value > most:
        raise SecurityError(f"{value:,} is more than {most:,}")
    return value


def _few(value: Iterable[Any], most: int) -> list[Any]:
    few = list(islice(value, most + 1))
    _at_most(len(few), most)
    return few


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
    return Markup('<span class="marks">{}</span>').format(mark)


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
