"""What one report says happened to people in its main incident.

The groups of people that each line tells of are tallied by line; the title and
the first lines weigh most, because a news report opens with its toll (the
inverted pyramid). Later lines add the names of victims, the suspect's own
death, and whether anybody died at all where no line counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from briefing.analyze.figures.counts import Harm
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.people import Group, groups
from briefing.model import Article, Kind

_LEAD = 3
# Title and first sentence are about the incident itself, whatever days they name.
_OPENING = 2


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed and injured in one incident; None where the report does not tell."""

    killed: int | None
    injured: int | None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the report and the people it tells of."""

    text: str
    groups: tuple[Group, ...]

    def total(self, *fates: Harm) -> int:
        """People newly told of with one of these fates; a toll so far holds them all."""
        told = [g for g in self.groups if g.fate in fates and g.fresh and not g.itself]
        return max((g.size for g in told if g.running), default=sum(g.size for g in told))

    def counts(self, *fates: Harm) -> bool:
        """Does it give a number of people with one of these fates?"""
        return any(g.counted and g.fresh for g in self.groups if g.fate in fates)

    def others(self, *fates: Harm) -> int:
        return sum(g.size for g in self.groups if g.fate in fates and g.other)

    def parts(self, fate: Harm) -> int:
        """People with that fate told of as a part: "two of them"."""
        return sum(g.size for g in self.groups if g.fate is fate and g.counted and not g.fresh)

    @property
    def with_suspect(self) -> int:
        """The dead of a line that tells of the victims' and the suspect's death at once."""
        alone = any(g.itself and g.fate is Harm.KILLED for g in self.groups)
        victims = self.total(Harm.KILLED)
        return victims + 1 if alone and victims else 0

    def is_active(self, fate: Harm) -> bool:
        return any(g.active and g.fate is fate for g in self.groups)


def toll(article: Article) -> Toll:
    """How many people the report says were killed and injured in its main incident."""
    code = article.language
    if not lexicon(code).knows_casualties:
        return Toll(None, None)
    lines = _lines(article)
    if not any(line.groups or _pattern(code, "death_signs").search(line.text) for line in lines):
        return Toll(None, None)
    killed = _killed(lines, code)
    return Toll(killed, _injured(lines, killed, code))


def _lines(article: Article) -> list[_Line]:
    """Title and body without what tells of other days, phrases that only look like harm cut."""
    code = article.language
    kept = [article.title or ""]
    kept += [s.quote for s in article.sentences(Kind.BODY)]
    foreground = [
        t for n, t in enumerate(kept) if n < _OPENING or not _found(code, "background", t)
    ]
    cut = [_cut(t, code) for t in foreground if t]
    return [_Line(t, groups(t, code)) for t in dict.fromkeys(cut)]


def _cut(text: str, code: str) -> str:
    for key in ("no_death", "no_hurt"):
        text = _pattern(code, key).sub(";", text)
    return text


@cache
def _pattern(code: str, key: str) -> re.Pattern[str]:
    patterns = lexicon(code).figures.get(key, ())
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)


def _found(code: str, key: str, text: str) -> bool:
    return _pattern(code, key).search(text) is not None


def _killed(lines: Sequence[_Line], code: str) -> int:
    lead = _lead(lines, Harm.KILLED)
    count = lead.total(Harm.KILLED) if lead else 0
    count = max(count, _multiple(lines[:_LEAD], code, "multiple_deaths"))
    if lead is None or not lead.counts(Harm.KILLED):
        count = max(count, len(_names(lines)))
    if not count:
        count = max((line.parts(Harm.KILLED) for line in lines), default=0)
    if not count and any(_found(code, "death_signs", line.text) for line in lines):
        count = 1
    if not _suicide(lines, code):
        return count
    with_suspect = max((line.with_suspect for line in lines[: 2 * _LEAD]), default=0)
    if with_suspect:
        return max(count, with_suspect)
    return count + (lead is not None and lead.is_active(Harm.KILLED))


def _lead(lines: Sequence[_Line], *fates: Harm) -> _Line | None:
    """The line that gives the number with such a fate: the largest of the first two."""
    told = [(n, line) for n, line in enumerate(lines) if line.total(*fates)]
    near = [line for n, line in told if n < 2 * _LEAD or n == told[0][0]]
    return max(near[:2], key=lambda line: (line.counts(*fates), line.total(*fates)), default=None)


def _suicide(lines: Sequence[_Line], code: str) -> bool:
    """Did the suspect die by their own hand?"""
    return any(_found(code, "suicide", line.text) for line in lines) or any(
        g.suspect and g.fate is Harm.KILLED for line in lines for g in line.groups
    )


def _names(lines: Iterable[_Line]) -> set[str]:
    """Full names of the dead, one for each pair of initial and last name."""
    named = (n for line in lines for g in line.groups if g.fate is Harm.KILLED for n in g.names)
    return {f"{n[0]} {n.split()[-1]}" for n in named}


def _multiple(lines: Iterable[_Line], code: str, key: str) -> int:
    table = lexicon(code).figures.get(key, {})
    return max((v for line in lines for k, v in table.items() if k in line.text.lower()), default=0)


def _injured(lines: Sequence[_Line], killed: int, code: str) -> int:
    """The injured of the line that leads with them; of people shot, those who did not die."""
    hurt = _lead(lines, Harm.INJURED)
    told = hurt.total(Harm.INJURED) if hurt else 0
    hit = _lead(lines, Harm.HIT)
    shot = hit.total(Harm.HIT) if hit else 0
    shot = max(shot, _multiple(lines[:_LEAD], code, "multiple_hits"))
    if killed:
        others = max((line.others(Harm.HIT) for line in lines), default=0)
        shot = max(shot - killed, others if not (hurt and hurt.counts(Harm.INJURED)) else 0)
    count = max(told, shot)
    if not count and not killed:
        return int(any(_found(code, "hurt_signs_text", line.text) for line in lines))
    return count
