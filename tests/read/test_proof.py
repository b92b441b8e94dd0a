"""A sentence that does not stand so in the original is never quoted, and that is said."""

from __future__ import annotations

import hashlib
import time

import pytest

from briefing.model import Article, Document, Gap, Kind, Unit
from briefing.read import formats as readers
from briefing.read import read
from briefing.read.formats.extracted import Extract
from briefing.read.proof import Seen, proved

TEXT = "Divers found a crack in the wall. The basin was closed at noon."
UNITS = (Unit(0, 33, Kind.BODY, 0), Unit(34, 63, Kind.BODY, 0))


@pytest.mark.parametrize(
    ("shown", "lost"),
    [
        ("Home News Divers found a crack\n in the wall. The basin was closed at noon. Tags", 0),
        ("Divers found a crack in the wall.The ba\u00adsin was closed at\u00a0noon.", 0),
        ("Divers found no crack in the wall. The basin was closed at noon.", 1),
        ("Divers found a deep crack in the wall. The basin was closed at noon.", 1),
        ("The basin was in the wall. closed at noon. Divers found a crack", 2),
        ("", 2),
    ],
)
def test_what_the_original_does_not_show_is_no_body(shown: str, lost: int) -> None:
    units, count = proved(TEXT, UNITS, Seen(shown))
    assert count == lost
    assert [u.kind for u in units].count(Kind.BODY) == 2 - lost
    assert [(u.start, u.end) for u in units] == [(u.start, u.end) for u in UNITS]


def test_a_text_that_is_its_own_original_needs_no_proof() -> None:
    assert proved(TEXT, UNITS, None) == (UNITS, 0)


def test_what_is_not_proved_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    def glued(document: Document) -> list[Extract]:
        return [Extract(TEXT, shown="The basin was closed at noon. Divers found the wall.")]

    monkeypatch.setattr(readers, "reader", lambda _: glued)
    body = b"any bytes"
    article, gap = read(Document("a.txt", "text/plain", body))
    assert isinstance(article, Article)
    assert [s.text for s in article.sentences()] == ["The basin was closed at noon."]
    assert article.document_sha256 == hashlib.sha256(body).hexdigest()
    assert isinstance(gap, Gap)
    assert gap.where == "a.txt"
    assert gap.what.endswith(": 1")


def test_the_proof_takes_one_pass() -> None:
    """Many sentences in a long original cost as much as its length, not its square."""

    def seconds(count: int) -> float:
        sentences = [
            f"Sentence number {n} stands in its place and in no other." for n in range(count)
        ]
        text = " ".join(sentences)
        place, units = 0, []
        for n, sentence in enumerate(sentences):
            units.append(Unit(place, place + len(sentence), Kind.BODY, n))
            place += len(sentence) + 1
        start = time.process_time()
        assert proved(text, units, Seen("Home " + text))[1] == 0
        return time.process_time() - start

    seconds(100)
    assert seconds(20_000) < 60 * seconds(1_000) + 1


def test_sentences_may_stand_in_another_order() -> None:
    shown = "The basin was closed at noon. " + "x" * 20_000 + " Divers found a crack in the wall."
    assert proved(TEXT, UNITS, Seen(shown))[1] == 0
