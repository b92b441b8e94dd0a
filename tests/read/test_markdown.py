"""Notes as desks keep them: front matter, Obsidian's clipper, tables, bylines."""

from __future__ import annotations

import pytest

from briefing.model import Article, Document, Kind
from briefing.read import read

FIRST = "The tunnel under the Ternay pass is open again, the road office said on Monday."
SECOND = "Lorries over 12 tonnes must wait until the summer."
BODY = f"{FIRST}\n\n{SECOND}\n"


def note(text: str) -> Article:
    found, *rest = read(Document("a.md", "text/markdown", text.encode()))
    assert isinstance(found, Article), found
    assert not rest
    return found


def quotes(article: Article) -> list[str]:
    return [s.quote for s in article.sentences()]


FRONTS = {
    "clipper": """---
title: "Tunnel open again"
source: "https://passpost.example/2024/tunnel"
site: Pass Post
author:
  - "[[Ida Marsh]]"
  - "[[people/Tom Reed|Tom Reed]]"
published: 2024-03-05
created: 2024-03-09
tags:
  - "clippings"
---
""",
    "yaml": """---
title: 'Tunnel open again'
author: [Ida Marsh, Tom Reed]
publisher: Pass Post
url: https://passpost.example/2024/tunnel
date: 2024-03-05
...
""",
    "toml": """+++
title = "Tunnel open again"
authors = ["Ida Marsh", "Tom Reed"]
outlet = "Pass Post"
link = "https://passpost.example/2024/tunnel"
date = 2024-03-05
+++
""",
    "json": """{
  "title": "Tunnel open again",
  "author": [{"name": "Ida Marsh"}, {"name": "Tom Reed"}],
  "source": "Pass Post",
  "url": "https://passpost.example/2024/tunnel",
  "datePublished": "2024-03-05"
}
""",
}

FRONTS["json between marks"] = f";;;\n{FRONTS['json']};;;\n"


@pytest.mark.parametrize("form", sorted(FRONTS))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_tells_the_fields(form: str, end: str) -> None:
    article = note((FRONTS[form] + "\n" + BODY).replace("\n", end))
    assert quotes(article) == [FIRST, SECOND]
    assert (article.title, article.outlet) == ("Tunnel open again", "Pass Post")
    assert (article.byline, article.published) == ("Ida Marsh, Tom Reed", "2024-03-05")
    assert article.url == "https://passpost.example/2024/tunnel"


def test_front_matter_that_is_none_stays_text() -> None:
    assert quotes(note(f"{{not json}} {FIRST}\n\n{SECOND}"))[-1] == SECOND
    assert FIRST in note(f"---\n: [\n---\n\n{BODY}").text
    assert quotes(note(f";;;\n[1]\n;;;\n\n{BODY}"))[-1] == SECOND


def test_front_matter_cannot_unroll_without_end() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    front = "\n".join([*rows, "author: *a8"])
    assert quotes(note(f"---\n{front}\n---\n{BODY}")) == [FIRST, SECOND]


def test_what_obsidian_adds_is_no_text() -> None:
    text = f"""![](https://passpost.example/a.jpg)
#roads #news

The tunnel under the [[Ternay pass]] is ==open again==, the [[offices/roads|road office]] said \
on Monday.[^1] ^lead

> [!warning]- Background
> The tunnel was built in 1934.
> It is two kilometres long.

%% ask Tom about this %%

> [!quote] {SECOND}

![[map.png]]

[^1]: Told to the press on Monday.
    And to the town.
"""
    article = note(text)
    assert quotes(article) == [FIRST, SECOND]
    told = {article.text[u.start : u.end]: u.kind for u in article.units}
    assert told["The tunnel was built in 1934."] is Kind.BOILERPLATE
    assert "[" not in article.text
    assert "Told to the press" not in article.text


@pytest.mark.parametrize("end", ["\n", "  \n", "\\\n", "\n\n"])
@pytest.mark.parametrize("title", ["# Tunnel open again", "Tunnel open again\n================="])
def test_byline_and_day_below_the_title_are_told(title: str, end: str) -> None:
    head = end.join(["By **Ida Marsh**", "5 March 2024"])
    article = note(f"{title}\n\n{head}\n\n{BODY}")
    assert quotes(article) == [FIRST, SECOND]
    assert article.title == "Tunnel open again"
    assert (article.byline, article.published) == ("Ida Marsh", "2024-03-05")


def test_tables_are_no_sentences() -> None:
    table = "| Year | Closed for |\n|------|:----------:|\n| 2022 | 12 days |\n| 2023 | 30 days |"
    article = note(f"# Tunnel open again\n\n{FIRST}\n\n{table}\n\n{SECOND}")
    assert quotes(article) == [FIRST, SECOND]
    told = {article.text[u.start : u.end]: u.kind for u in article.units}
    assert told["2022 12 days"] is Kind.CAPTION


def test_wrapped_lines_are_one_paragraph() -> None:
    article = note(
        "# Tunnel open again\n\n" + FIRST.replace(" pass is", " pass\nis") + "\n" + SECOND
    )
    assert quotes(article) == [FIRST, SECOND]


def test_marks_may_reach_over_a_line_s_end() -> None:
    text = (
        "# Trams stay\n\nThe council of Orre voted on **Monday to keep\nthe old** tram line, the "
        "[mayor of\nthe town](https://orre.example) told ==reporters in\nthe hall== at noon.\n"
    )
    found, *gaps = read(Document("a.md", "text/markdown", text.encode()))
    assert isinstance(found, Article)
    assert not gaps
    (sentence,) = found.sentences()
    assert sentence.quote == (
        "The council of Orre voted on Monday to keep the old tram line, the mayor of the town told "
        "reporters in the hall at noon."
    )


@pytest.mark.parametrize("mark", ["==", "**", "__"])
def test_a_mark_that_is_never_closed_takes_no_other_with_it(mark: str) -> None:
    """It used to be looked for a thousand letters far, from each place where one opens."""
    story = f"The {mark}council closed two {mark}piers{mark} on Monday after the storm."
    (article,) = read(Document("a.md", "text/markdown", f"# Piers\n\n{story}\n".encode()))
    assert isinstance(article, Article)
    assert "closed two piers on Monday" in article.text


def test_marks_that_a_note_taker_adds_are_no_text() -> None:
    text = (
        f"# Tunnel open again\n\n{FIRST} #roads #ternay/pass\n\n{SECOND} ^a7\n\n"
        "- [ ] Ask the road office about vans.\n- [x] Called the mayor of Ternay.\n"
    )
    assert quotes(note(text)) == [FIRST, SECOND]


def test_a_highlight_above_the_text_takes_no_sentence_from_it() -> None:
    text = f"# Tunnel open again\n\n> [!quote] Highlights\n> - {FIRST}\n\n{FIRST}\n\n{SECOND}\n"
    assert quotes(note(text)) == [FIRST, SECOND]
