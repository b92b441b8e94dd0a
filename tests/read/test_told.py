"""What the desk's source says of an article, beside what the document says itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from briefing.model import Article, Document
from briefing.read import read


def told(body: dict[str, str], **stated: str) -> Article:
    row = {"text": "The port closed on Monday, the harbour master said.", **body}
    document = Document("a", "application/json", json.dumps(row).encode(), "S", stated=stated)
    (found,) = read(document)
    assert isinstance(found, Article)
    return found


def test_owner_and_language_are_the_desks() -> None:
    found = told({"owner": "Elsewhere Ltd", "language": "en"}, owner="Quay Group", language="ro")
    assert (found.owner, found.language, found.source) == ("Quay Group", "ro", "S")
    assert found.evidence["owner"] == "the source"


def test_all_else_fills_what_is_open() -> None:
    fields = {"title": "Port shut", "outlet": "Gazette", "byline": "A. Moor", "agency": "Meridian"}
    assert told({}, **fields).byline == "A. Moor"
    own = told({"title": "Own", "outlet": "Own Post"}, **fields)
    assert (own.title, own.outlet, own.agency) == ("Own", "Own Post", "Meridian")


@pytest.mark.parametrize(
    ("own", "of_source", "published"),
    [
        ("2026-03-01", "2026-03-01T21:30:00+00:00", "2026-03-01T21:30:00+00:00"),
        ("2026-03-02", "2026-03-01T21:30:00-05:00", "2026-03-01T21:30:00-05:00"),
        ("2026-02-20", "2026-03-01T21:30:00+00:00", "2026-02-20"),
        ("2026-03-01T08:00:00+00:00", "2026-03-01T21:30:00+00:00", "2026-03-01T08:00:00+00:00"),
    ],
)
def test_the_time_of_a_day_goes_before_the_day_alone(
    own: str, of_source: str, published: str
) -> None:
    assert told({"published": own}, published=of_source).published == published


def test_a_host_is_no_outlet_where_the_source_names_one() -> None:
    assert told({"outlet": "news.example.org"}, outlet="Quay News").outlet == "Quay News"
    assert told({"outlet": "Quay.Post Weekly"}, outlet="Quay News").outlet == "Quay.Post Weekly"


def test_the_encoding_that_a_server_names_is_used() -> None:
    line = "<p>A kikötő előtt tíz uszály várakozik, közölte hétfőn a kikötői hatóság szóvivője.</p>"
    body = f"<html><body><article>{line * 4}</article></body></html>".encode("iso-8859-2")
    (found, *_) = read(Document("https://a.example/", "text/html; charset=ISO-8859-2", body))
    assert isinstance(found, Article)
    assert "A kikötő előtt tíz uszály" in found.text


def test_parsers_are_ready_whatever_stands_behind_the_type() -> None:
    code = (
        "import sys; from briefing.read import get_ready; "
        "get_ready(['application/pdf; charset=utf-8']); print('pypdfium2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.mark.parametrize(("pages", "loaded"), [(2, False), (40, True)])
def test_what_few_pages_need_is_loaded_by_the_process_that_needs_it(
    pages: int, loaded: bool
) -> None:
    code = (
        "import sys; from briefing.read import get_ready; "
        f"get_ready(['text/html'] * {pages}); print('trafilatura' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{loaded}\n"
