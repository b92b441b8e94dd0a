"""The nouns: frozen, and cheap to ask again."""

from __future__ import annotations

import pickle
from dataclasses import replace

from briefing.language import language
from tests.fakes import article

TEXT = "The ferry left Norda at dawn. Its captain, Ann Berg, had waited for the mail."


def test_a_sentence_is_read_once() -> None:
    one = article(TEXT)
    first, second = one.sentences()
    assert first.content == tuple(language("en").content(first.text))
    assert second.content == tuple(language("en").content(second.text))
    again, _ = one.sentences()
    assert again.content is first.content


def test_what_was_read_of_a_sentence_stays_with_its_article() -> None:
    one = article(TEXT)
    found = [s.content for s in one.sentences()]
    other = replace(one, language="und")
    assert [s.content for s in other.sentences()] != found
    assert [s.content for s in pickle.loads(pickle.dumps(one)).sentences()] == found
