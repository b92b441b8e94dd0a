"""The editor's note, as paragraphs of words in bold and italic."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class Marked(HTMLParser):
    """The paragraphs of an editor's note: style, and runs of words, bold, italic."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[tuple[str, bool, bool]]]] = []
        self.open: list[str] = []

    @classmethod
    def paragraphs(cls, html: str) -> list[tuple[str, list[tuple[str, bool, bool]]]]:
        parser = cls()
        parser.feed(html)
        parser.close()
        return [(style, runs) for style, runs in parser.found if any(w.strip() for w, *_ in runs)]

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's own call
        if tag in ("p", "li", "br", "blockquote"):
            inside = "li" in (*self.open, tag)
            self.found.append(("List Bullet" if inside else "Quote", []))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.found:
            self.found.append(("Quote", []))
        words = re.sub(r"\s+", " ", data)
        self.found[-1][1].append((words, "strong" in self.open, "em" in self.open))
