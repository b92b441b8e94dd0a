"""Markup nested more deeply than any page needs is made shallow, before a parser sees it."""

from __future__ import annotations

import re

_DEEPEST = 200
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_UNNESTED = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
        "thead tbody tfoot option html head body",
    )
)


def shallow(markup: str) -> str:
    """The markup without tags nested deeper than any page needs; all text is kept.

    Parsers and the walks over their trees take time and stack with depth.
    """
    if markup.count("<") <= _DEEPEST:
        return markup
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _UNNESTED or tag.group().endswith("/>"):
            return tag.group()
        if tag[1]:
            depth = max(0, depth - 1)
            return tag.group() if depth < _DEEPEST else ""
        depth += 1
        return tag.group() if depth <= _DEEPEST else ""

    return _TAG.sub(keep, markup)
