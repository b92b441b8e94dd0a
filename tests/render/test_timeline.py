"""The day as a line: when the sources of the takeaways reported them, and nothing made up."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from briefing.model import Citation, Point, Reference, Standing
from briefing.render.html import HtmlRenderer
from briefing.render.specimen import specimen
from briefing.render.timeline import Timeline, timeline
from tests.render.sample import AUDIENCE, DESK

ZONE = "Europe/Kyiv"


def line(*moments: str | None) -> Timeline | None:
    """The line of one takeaway with a source for each moment."""
    sources = {
        f"a{n}": Reference(
            id=f"a{n}", number=n, uri=f"{n}.txt", url=None, title=None, outlet=f"Outlet {n}",
            published=moment, origin=f"o{n}", sha256="",
        )
        for n, moment in enumerate(moments, 1)
    }  # fmt: skip
    cited = tuple(Citation(a, 0, 1, "x") for a in sources)
    point = Point("x", Standing.SINGLE_SOURCE, 1, cited)
    return timeline([point], sources, ZONE)


def places(found: Timeline | None) -> list[tuple[int, float, float]]:
    assert found is not None
    return [(r.source.number, r.at, r.until) for r in found.rows[0]]


def test_a_time_is_a_place_by_the_clock_of_the_desk() -> None:
    found = line("2024-05-02T10:00:00+00:00", "2024-05-02T00:00:00+03:00", "2024-05-02T18:00:00")
    assert places(found) == [(2, 0.0, 0.0), (1, 54.17, 54.17), (3, 75.0, 75.0)]


def test_a_day_without_a_time_is_all_of_that_day() -> None:
    found = line("2024-05-01", "2024-05-02T12:00:00", "2024-05-02")
    assert places(found) == [(1, 0.0, 50.0), (3, 50.0, 100.0), (2, 75.0, 75.0)]
    assert found is not None
    assert found.days == ((0.0, "2024-05-01"), (50.0, "2024-05-02"))


def test_what_is_old_stands_at_the_beginning() -> None:
    found = line("2019-01-01", "2024-05-02T12:00:00", "2024-05-02T18:00:00")
    assert places(found)[0] == (1, 0.0, 0.0)
    assert found is not None
    assert [day for _, day in found.days] == ["2024-04-30", "2024-05-01", "2024-05-02"]


def test_the_ends_of_the_calendar_are_no_moments() -> None:
    assert line("9999-12-31", "0001-01-01", "2024-05-02", "0001-01-01T00:00:00+14:00") is None


def test_too_few_moments_make_no_line() -> None:
    assert line("2024-05-02", "2024-05-02", "2024-05-01", None, "yesterday") is None
    assert line() is None


_MOMENTS = st.one_of(
    st.none(), st.dates().map(str), st.datetimes(timezones=st.timezones()).map(str), st.text()
)


@given(st.lists(_MOMENTS, max_size=6))
def test_every_place_is_on_the_line(moments: list[str | None]) -> None:
    found = line(*moments)
    for report in found.rows[0] if found else ():
        assert 0 <= report.at <= report.until <= 100


def test_the_page_draws_it_and_tells_it_in_words() -> None:
    brief = specimen(DESK, AUDIENCE, 12)
    html = HtmlRenderer(DESK, AUDIENCE).render(brief).content.decode()
    drawn = html.partition('<section class="timeline">')[2].partition("</section>")[0]
    titles = re.findall(r"<title>([^<]*)</title>", drawn)
    assert len(titles) == 1 + len(brief.takeaways)
    assert "Harbour Gazette, 22 Nov 2026" in titles[1]
    undated = replace(brief, sources=tuple(replace(s, published=None) for s in brief.sources))
    html = HtmlRenderer(DESK, AUDIENCE).render(undated).content.decode()
    assert '<section class="timeline">' not in html
