"""Feeds, pages and sitemaps in words of our own."""

from __future__ import annotations

from xml.sax.saxutils import escape

LONG = " ".join(
    f"<p>The harbour board met for the {n}th time on Monday and heard that barge {n} waits "
    f"outside the northern lock, since its pilot has not been paid for {n} weeks.</p>"
    for n in range(2, 12)
)
SHORT = "<p>Barges wait outside the lock.</p>"


def rss(*entries: dict[str, str]) -> str:
    items = "".join(f"<item>{_fields(entry)}</item>" for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Quay News</title><link>/</link>{items}</channel></rss>"
    )


def _fields(entry: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in entry.items())


def story(title: str, *, day: str = "2026-03-01") -> str:
    """A page with one article."""
    return (
        f"<html><head><title>{title}</title>"
        f'<meta property="article:published_time" content="{day}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{LONG}</article>"
        "</body></html>"
    )
