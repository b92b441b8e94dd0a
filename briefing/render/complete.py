"""What a rendering must not lose, whatever its template does.

Nothing hidden: each point with all its citations, each figure, each gap, each
source and the key to the marks stand in the page, or it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from briefing.errors import RenderError
from briefing.model import Brief
from briefing.render.layout import Layout, citations_of
from briefing.render.plain import plain

_UNSEEN = frozenset({"head", "style", "script", "template", "title"})


class _Seen(HTMLParser):
    """Ids, citations and visible text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.cites: set[str] = set()
        self._text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.ids.add(named.get("id") or "")
        self.cites.add(named.get("data-cite") or "")
        self._hidden += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def text(self) -> str:
        # White space may stand where markup divides a sentence; none of it tells anything.
        return "".join("".join(self._text).split())


def check_complete(html: str, brief: Brief, layout: Layout, name: str) -> str:
    """The page itself. Raises `RenderError` that names what the template lost."""
    seen = _Seen()
    seen.feed(html)
    seen.close()
    losses = list(_lost(seen, brief, layout))
    if losses:
        more = f" and {len(losses) - 5} more" if len(losses) > 5 else ""
        raise RenderError(
            f"{layout.folder}/{name}: the template lost {'; '.join(losses[:5])}{more}; "
            f"print them, or keep the block of the base layout"
        )
    return html


def _lost(seen: _Seen, brief: Brief, layout: Layout) -> Iterator[str]:
    yield from _lost_citations(seen, brief, layout)
    text = seen.text()
    points = (*brief.takeaways, *(p for s in brief.sections for p in s.points))
    said = [(f'the point "{p.text[:60]}"', p.text) for p in points]
    said += [(f'the theme "{s.title}"', s.title) for s in brief.sections]
    for source, became in layout.account(brief):
        said += [(f'the account of "{source}"', text) for text in (source, became)]
    said += [("its TLP level", brief.edition.tlp)] if brief.edition.tlp else []
    said += [(f'the gap "{g.where}"', g.where) for g in brief.gaps]
    yield from dict.fromkeys(what for what, t in said if not _stands(text, t))
    for gap in brief.gaps:
        if not (_stands(text, layout.said(gap.what)) or _stands(text, gap.what)):
            yield f'what the gap "{gap.where}" says'
    needed = {f"source-{s.number}": f"source {s.number}" for s in brief.sources}
    for anchor, what in (needed | {"key": "the key to the marks"}).items():
        if anchor not in seen.ids:
            yield what


def _stands(text: str, told: str) -> bool:
    return "".join(plain(told).split()) in text


def _lost_citations(seen: _Seen, brief: Brief, layout: Layout) -> Iterator[str]:
    for citation in citations_of(brief):
        number, target = layout.source(citation).number, layout.href(citation)
        if f"{number}:{citation.start}:{citation.end}" not in seen.cites:
            yield f'the citation [{number}] of "{citation.text[:40]}"'
        elif target.startswith("#") and target[1:] not in seen.ids:
            yield f"the place {target} that a citation leads to"
