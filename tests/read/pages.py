"""Invented web pages in six styles, each with the text of its article.

The text is what a reader would copy as the article: paragraphs, headings inside the
text, list items, quotations; not the title, captions, credits or anything of the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page and its article's paragraphs."""

    name: str
    html: str
    gold: Sequence[str]


_CHROME = (
    "<div id='cookie-banner' class='cookie'><p>We use cookies to improve your visit. "
    "<button>Accept all</button></p></div><nav><ul><li><a href='/'>Home</a></li>"
    "<li><a href='/world'>World</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
)
_FOOT = (
    "<section class='related'><h3>Related stories</h3><ul><li><a href='/1'>Ten bridges that "
    "fell</a></li><li><a href='/2'>The ferry that nobody wanted</a></li></ul></section>"
    "<section id='comments' class='comments'><h3>2 comments</h3><div class='comment'><p>First! "
    "What a mess this is.</p></div></section><footer><p>© 2024 Harbour Post. All rights "
    "reserved.</p></footer>"
)


def _page(title: str, article: str) -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title} | Harbour Post</title></head>"
        f"<body>{_CHROME}<main><article><h1>{title}</h1>{article}</article></main>{_FOOT}"
        "</body></html>"
    )


def _p(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


_BRIDGE = (
    (
        "The council of Lund voted on Monday to close the old bridge until spring, after engineers "
        "had found cracks in two of its seven piers."
    ),
    (
        "Ferries will run every hour from both banks, the mayor, Ann Lee, told reporters, and the "
        "fare of two crowns will be waived for pupils."
    ),
    (
        "Shop owners on the north bank fear for their trade. One of them, a baker, said half of "
        "his customers came over the bridge on foot."
    ),
    "The repair is expected to cost nine million crowns, of which the province pays a third.",
)
_COOKIES = (
    (
        "The privacy office fined two shops on Tuesday because their cookie banners offered no way "
        "to refuse, the first penalties of that kind in the country."
    ),
    "“You must be able to click on no as easily as on yes,” its head, Tom Ray, told reporters.",
    (
        "Subscribe buttons that look like close buttons are the next thing the office will see to, "
        "he said, and newsletters that nobody ordered."
    ),
    "Read more about the law and you will find nothing on colours, a lawyer of the shops said.",
)
_LIST = (
    (
        "The port will stop three services from April, its manager said on Friday. These are the "
        "services that end and those that stay:"
    ),
    "The night ferry to the islands, which ran at a loss for six years",
    "The car train to the capital, used by fewer than forty drivers a day",
    "The mail boat, whose crew will move to the pilots' station",
    "All other services go on as before, and the summer timetable comes out in May.",
)
_LIVE = (
    "The storm reached the coast at noon, and the harbour master closed both basins to ships.",
    (
        "A freighter with eleven sailors drifts off the cape with its engine dead, the coast guard "
        "said, and two tugs are on their way to it."
    ),
    "Schools on the islands send pupils home at two o'clock, the province decided.",
    "The tugs have the freighter on the line, and nobody on board is hurt, the coast guard said.",
)
_HEADS = (
    "Bakers in the province may open on Sundays again, after a court threw out the ban of 1987.",
    "What the court said",
    (
        "The ban treated bakers worse than petrol stations, which sell the same rolls, the judges "
        "found, and there was no reason for that."
    ),
    "What happens next",
    (
        "The province has four weeks to appeal. Its minister of trade said she would read the "
        "judgment before she decides."
    ),
    "Unions called the ruling a step back and asked for a law that protects Sundays.",
)
_BLOG = (
    "I walked the old towpath last week, from the lock to the sea, and it took nine hours.",
    "The first half is easy: gravel, poplars, a heron every mile. The second half is mud.",
    "“Nobody goes that way in March,” the lock keeper told me, and he was right about it.",
    "Bring boots, bring tea, and ask the ferryman at the mouth to wait for you. He will.",
)

PAGES: Sequence[Page] = (
    Page(
        "newsletter box and read-more line",
        _page(
            "Bridge closes until spring",
            "<p class='byline'>By Ann Berg</p><figure><img src='b.jpg'><figcaption>The bridge in "
            "winter. Photo: Tom Ray/Harbour Post</figcaption></figure>"
            + _p(*_BRIDGE[:2])
            + "<div class='newsletter-signup'><h4>Harbour Morning</h4><p>Sign up for our "
            "newsletter and get the news in your inbox every morning.</p></div>"
            + "<p><strong>Read more: <a href='/3'>A mayor under fire</a></strong></p>"
            + _p(*_BRIDGE[2:])
            + "<p><em>This story has been updated.</em></p>",
        ),
        _BRIDGE,
    ),
    Page(
        "a story about cookies and subscriptions",
        _page("Shops fined for cookie banners", _p(*_COOKIES)),
        _COOKIES,
    ),
    Page(
        "a list inside the story",
        _page(
            "Port stops three services",
            _p(_LIST[0])
            + "<ul>"
            + "".join(f"<li>{item}</li>" for item in _LIST[1:4])
            + "</ul>"
            + _p(_LIST[4])
            + "<p>ADVERTISEMENT</p>",
        ),
        _LIST,
    ),
    Page(
        "a live blog with times",
        _page(
            "Storm on the coast: live",
            "".join(
                f"<div class='entry'><time>{12 + n}:05 GMT</time><p>{text}</p></div>"
                for n, text in enumerate(_LIVE)
            )
            + "<p>Share this: Facebook Twitter Email</p>",
        ),
        _LIVE,
    ),
    Page(
        "headings inside the story",
        _page(
            "Bakers may open on Sundays",
            "".join(
                f"<h2>{text}</h2>" if text.startswith("What ") else f"<p>{text}</p>"
                for text in _HEADS
            )
            + "<p class='bio'>Tom Ray is a senior reporter at the Harbour Post. Follow him on "
            "Twitter.</p>",
        ),
        _HEADS,
    ),
    Page(
        "a blog post",
        _page(
            "Nine hours to the sea",
            _p(*_BLOG) + "<p>Filed under: walks, mud</p><p>Leave a reply</p>",
        ),
        _BLOG,
    ),
)
