"""What a layout says by itself: phrases, numbers and times of the audience's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from briefing.config import AudienceSettings
from briefing.render.plain import folded
from briefing.render.said import catalogue
from briefing.render.wording import Wording

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of one rendering.

    `format` is page, print, mail or epub; `timezone` is that of the times it tells.
    """

    format: str
    words: Wording
    audience: AudienceSettings
    timezone: str

    @property
    def language(self) -> str:
        """The language of the layout, as an ISO 639-1 code."""
        return self.words.code

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """A phrase of the layout in the audience's language; `n` chooses the plural."""
        return self.words.say(key, n, **values)

    def said(self, message: str) -> str:
        """What a gap says, in the audience's language where its catalogue has it."""
        return catalogue(self.words.code).say(message).replace(" …", "\N{NO-BREAK SPACE}…")

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return self.words.number(value)

    def local(self, iso: str | None, form: str = "short") -> str:
        """A date or time of the desk's zone: "short", "long", "day" or "time"."""
        return self.words.local(folded(iso or ""), self.timezone, form)

    def folio(self) -> str:
        """ "Page x of y" as the value of the CSS property `content`."""
        text = str(self.css_text(self.say("page", page="\x01", pages="\x02")))
        named = text.replace("\x01", '" counter(page) "').replace("\x02", '" counter(pages) "')
        return Markup(f'"{named}"')  # noqa: S704  # css_text left nothing to escape

    def css_text(self, text: str) -> Markup:
        """A text as it may stand between quotes in CSS."""
        return Markup(re.sub(r'[\\"<>&\n]', " ", text))  # noqa: S704  # nothing is left to escape


def short(text: str) -> str:
    """A name that is not too long for its place."""
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
