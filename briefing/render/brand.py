"""The brand's colours in places that know no CSS variables: mail programs and readers of books."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE = re.compile(r"(<style[^>]*>)(.*?)(</style>)", re.DOTALL)
_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);?")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_EMPTY = re.compile(r"[^{};]*\{\s*\}")
_DEEPEST = 5


def resolved(html: str) -> str:
    """Each style sheet of the page with the values of its own variables in their places.

    >>> resolved("<style>:root { --ink: #111 } p { color: var(--ink) }</style>")
    '<style> p { color: #111 }</style>'
    """
    return _STYLE.sub(lambda m: f"{m[1]}{_sheet(m[2])}{m[3]}", html)


def _sheet(css: str) -> str:
    css = _COMMENT.sub("", css)
    values = {name: value.strip() for name, value in _DECLARED.findall(css)}
    css = _DECLARED.sub("", css)
    while _EMPTY.search(css):
        css = _EMPTY.sub("", css)
    return _valued(css, values)


def variables(css: str) -> Mapping[str, str]:
    """The variables that a sheet declares, the last word on each, those of others resolved.

    >>> dict(variables(":root { --a: #111; --b: var(--a) }"))
    {'--a': '#111', '--b': '#111'}
    """
    values = {name: value.strip() for name, value in _DECLARED.findall(_COMMENT.sub("", css))}
    return {name: _valued(value, values) for name, value in values.items()}


def _valued(css: str, values: Mapping[str, str]) -> str:
    # A variable may stand for another one.
    for _ in range(_DEEPEST):
        css = _USED.sub(lambda m: values.get(m[1], (m[2] or "inherit").strip()), css)
    return css
