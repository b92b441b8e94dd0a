"""The layout's own words, dates and numbers in one language: a data file each."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

_OTHER = "other"
_GAP = re.compile(r"{(\w+)}")


class Wording:
    """`wording/CODE.toml`: phrases, plural forms, names of months, marks of numbers."""

    def __init__(self, code: str, data: Mapping[str, Any]) -> None:
        self.code = code
        self._data = data
        self.phrases: Mapping[str, Any] = data["words"]
        self._dates: Mapping[str, Any] = data["dates"]

    def otherwise(self, phrases: Mapping[str, Any]) -> Wording:
        """The same language with some phrases put otherwise; not for templates."""
        return Wording(self.code, {**self._data, "words": {**self.phrases, **phrases}})

    # What Jinja's sandbox looks for: it refuses to call what bears this mark.
    otherwise.unsafe_callable = True  # type: ignore[attr-defined]

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """A phrase, filled in; `n` chooses its plural form. Raises `KeyError` by name."""
        phrase = self.phrases[key]
        if isinstance(phrase, Mapping):
            form = self._form(n or 0)
            phrase = phrase.get(form) or phrase[_OTHER]
        if n is not None:
            values["n"] = self.number(n)
        # Not str.format: a phrase of a user's own could reach into what fills it, or pad it.
        return _GAP.sub(lambda gap: str(values[gap[1]]), str(phrase))

    def _form(self, n: int) -> str:
        """The plural form of CLDR's rules for whole numbers, written as data.

        The first rule that fits decides: `n` (modulo `of`) is in `is`, and `n`
        modulo `unless_of` is not in `unless`.
        """
        for rule in self._data.get("plural", ()):
            rest = n % rule["of"] if "of" in rule else n
            fits = "is" not in rule or rest in rule["is"]
            if fits and n % rule.get("unless_of", 100) not in rule.get("unless", ()):
                return str(rule["form"])
        return _OTHER

    def number(self, value: float) -> str:
        """A number with the language's marks, at most two decimals.

        >>> wording("en").number(11756), wording("de").number(0.5)
        ('11,756', '0,5')
        """
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
        whole, _, part = text.partition(".")
        smallest = self._data.get("smallest_grouped", 1000)
        groups = whole.replace(",", self._data["thousands"] if abs(value) >= smallest else "")
        return groups + (self._data["decimal"] + part if part else "")

    def sum(self, value: float) -> str:
        """A large round number as people write it; any other as `number` does.

        Only where nothing is lost by it: two decimals of a million are enough.

        >>> wording("en").sum(20_000_000_000), wording("de").sum(1_250_000)
        ('20 billion', '1,25 Millionen')
        """
        for scale in self._data.get("scales", ()):
            part = value / scale["of"]
            if abs(part) >= 1 and math.isclose(part, round(part, 2), rel_tol=1e-12):
                number = self.number(round(part, 2))
                phrase = scale["one"] if part == 1 and "one" in scale else scale["say"]
                return _GAP.sub(number, str(phrase))
        return self.number(value)

    def money(self, unit: str, amount: str) -> str:
        """An amount with its currency as the language writes it; "" where the unit is none.

        >>> wording("en").money("dollars", "20 billion")
        '$20 billion'
        """
        code = _currencies().get(unit.strip().casefold())
        phrase = self._data.get("money", {}).get(code) if code else None
        return _GAP.sub(lambda _: amount, str(phrase)) if phrase else ""

    def day(self, day: date, form: str = "long") -> str:
        """A date in words: "long" with the weekday, or "short"."""
        return str(self._dates[form]).format(
            weekday=self._dates["weekdays"][day.weekday()],
            day=day.day,
            month=self._dates["months"][day.month - 1],
            mon=self._dates["mons"][day.month - 1],
            year=day.year,
        )

    def time(self, moment: datetime) -> str:
        """The time of day."""
        return str(self._dates["time"]).format(hour=moment.hour, minute=moment.minute)

    def local(self, iso: str | None, zone: str, form: str = "short") -> str:
        """An ISO date or date-time in the desk's zone, as printed; nothing for nothing.

        `form` is "short", "long", "day" (short, without the time) or "time". A time
        without a zone is taken as local, and text that is no date is printed as it is.
        """
        if not iso:
            return ""
        try:
            moment = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        if moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo(zone))
        if form == "time":
            return self.time(moment)
        written = self.day(moment.date(), "short" if form == "day" else form)
        dated_only = len(iso) <= len("2023-02-14") or form == "day"
        return written if dated_only else f"{written}, {self.time(moment)}"

    @property
    def quotes(self) -> tuple[str, str]:
        """The opening and the closing quotation mark."""
        opening, closing = self._data["quotes"]
        return opening, closing


@cache
def _currencies() -> Mapping[str, str]:
    """The code of a currency (ISO 4217) by the words that articles have for it."""
    path = files("briefing.render") / "currencies.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    return {word.casefold(): code for code, words in table.items() for word in words}


@cache
def wording(code: str) -> Wording:
    """The wording of a language; English where there is none."""
    path = files("briefing.render") / "wording" / f"{code}.toml"
    if not path.is_file():
        return wording("en")
    return Wording(code, tomllib.loads(path.read_text("utf-8")))
