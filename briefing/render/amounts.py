"""How a figure is told: its value, what it counts, its doubts and its past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from briefing.model import Brief, DisputeRow, FigureRow, PastValue, SupersededRow
from briefing.render import trend
from briefing.render.saying import Saying

_LONGEST_SIGN = 3


@dataclass(frozen=True, slots=True)
class Amounts(Saying):
    """The figures of one rendering, in its language."""

    def amount(self, figure: FigureRow) -> str:
        """The value of a figure, or its range.

        With the unit where the words of the source do not say it: "6.8 m", "4 times". Large
        round numbers as people write them: "$20 billion"; `exact` tells all digits.
        """
        text = self._numeric(figure, self.words.sum)
        if money := self.words.money(figure.unit, text):
            return money
        return self._with_unit(figure, text)

    def exact(self, figure: FigureRow) -> str:
        """The amount with all its digits, where `amount` writes it shorter; else nothing."""
        whole = self._numeric(figure, self.number)
        return "" if whole in self.amount(figure) else self._with_unit(figure, whole)

    def _with_unit(self, figure: FigureRow, text: str) -> str:
        told = not figure.what or figure.unit.casefold() in figure.what.casefold()
        if _is_sign(figure.unit):
            return self._signed(text, figure.unit)
        return text if told else f"{text} {figure.unit}"

    def _signed(self, text: str, unit: str) -> str:
        """An amount with its sign as the language writes it: "7%", and "7 %" in German."""
        return self.say("percent", value=text) if unit == "%" else f"{text}\N{NO-BREAK SPACE}{unit}"

    def _numeric(self, figure: FigureRow, written: Callable[[float], str]) -> str:
        if figure.low is None or figure.high is None or figure.low == figure.high:
            return written(figure.value)
        return self.say("range", low=written(figure.low), high=written(figure.high))

    def counted(self, figure: FigureRow) -> str:
        """What a figure counts, in the words of its source."""
        return figure.what or figure.unit

    def doubt(self, figure: FigureRow) -> str:
        """The qualifier of a figure, in quotes, where its own words do not have it: "“up to”"."""
        told, (opening, closing) = figure.what.casefold(), self.words.quotes
        parts = figure.qualifier.split("; ")
        return ", ".join(
            f"{opening}{part}{closing}" for part in parts if part and part.casefold() not in told
        )

    def rival(self, figure: FigureRow, other: DisputeRow) -> str:
        """ "others say $141 billion": a value that disputes a figure, written as the figure is."""
        return self.say("disputed_value", value=self._alike(figure, other.value))

    def earlier(self, older: SupersededRow, figure: FigureRow | None = None) -> str:
        """ "5 earlier (9 Apr)": an older value, with its day where that is known.

        Written as its figure is, where that is given.
        """
        value = self._alike(figure, older.value) if figure else self.number(older.value)
        text = self.say("earlier_value", value=value)
        return f"{text} ({self.local(older.as_of, 'day')})" if older.as_of else text

    def _alike(self, figure: FigureRow, value: float) -> str:
        text = self.words.sum(value)
        if figure.unit == "%":
            return self._signed(text, figure.unit)
        return self.words.money(figure.unit, text) or text

    # --- the past

    def last(self, figure: FigureRow) -> PastValue | None:
        """What the last edition that had it gave for a figure's measure."""
        return figure.history[-1] if figure.history else None

    def week_ago(self, figure: FigureRow, brief: Brief) -> PastValue | None:
        """What the edition of a week ago gave, or that of the day beside it."""
        return trend.week_ago(figure, brief.edition.date)

    def trend(self, figure: FigureRow, brief: Brief) -> str:
        """A figure over the editions as points of an SVG polyline; nothing for under three."""
        found = trend.points(figure, brief.edition.date)
        return " ".join(f"{x:g},{y:g}" for x, y in found)

    def past(self, brief: Brief) -> tuple[str, ...]:
        """Which columns on the past the figures fill: "last", "week", "trend"."""
        rows = brief.figures
        filled = {
            "last": any(f.history for f in rows),
            "week": any(self.week_ago(f, brief) for f in rows),
            "trend": any(self.trend(f, brief) for f in rows),
        }
        return tuple(name for name, there in filled.items() if there)

    def amount_then(self, figure: FigureRow, past: PastValue) -> str:
        """The value that an earlier edition gave for a figure, and those that disputed it."""
        then = self._bare(replace(figure, value=past.value, low=past.low, high=past.high))
        rivals = ", ".join(map(self.number, past.rivals))
        return f"{then} ({self.say('disputed_value', value=rivals)})" if rivals else then

    def _bare(self, figure: FigureRow) -> str:
        """The value with no unit but a sign: the words of the figure stand beside it."""
        text = self._numeric(figure, self.words.sum)
        return self._signed(text, figure.unit) if _is_sign(figure.unit) else text

    def was(self, figure: FigureRow) -> str:
        """ "was 7,110 on 13 Feb 2023"; nothing where the value did not change."""
        past = self.last(figure)
        if past is None:
            return ""
        then = self.amount_then(figure, past)
        if then == self._bare(figure):
            return ""
        return self.say("was", value=then, day=self.local(past.edition, "day"))

    def over_time(self, figure: FigureRow, brief: Brief) -> str:
        """All values of a figure with their days, in words: the trend line's title."""
        told = [(self.amount_then(figure, past), past.edition) for past in figure.history]
        told.append((self._bare(figure), brief.edition.date))
        days = (self.say("on_day", value=v, day=self.local(d, "day")) for v, d in told)
        return ", ".join(days)


def _is_sign(unit: str) -> bool:
    return 0 < len(unit) <= _LONGEST_SIGN
