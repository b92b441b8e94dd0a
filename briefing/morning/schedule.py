"""The timer that calls `briefing run`: units for systemd, or lines for a crontab.

The calendar decides what is due (`issues`); a timer only has to ask it often enough.
systemd knows time zones, so that its timers also hit each edition to the minute, and a
run that was missed while the machine slept is caught up when it wakes.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from briefing.config import WEEKDAYS, Desk
from briefing.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Place:
    """Where the program, the desk file and the editions are, all absolute."""

    program: Path
    desk: Path
    out: Path


def units(desk: Desk, place: Place) -> dict[str, str]:
    """The contents of systemd's files by name. Raises `ConfigError` without `editions`."""
    _times(desk)
    name = unit_name(desk)
    return {
        f"{name}.service": _service(desk, place),
        f"{name}.timer": _timer(f"Editions of {desk.name}", list(_calendar(desk))),
        f"{name}-collect.service": _collecting(desk, place),
        f"{name}-collect.timer": _timer(
            f"Sources of {desk.name}", [f"*:0/{_minutes(desk)}"], persistent=False
        ),
    }


def crontab(desk: Desk, place: Place) -> str:
    """A crontab line. cron knows no zones, so it asks every few minutes what is due."""
    _times(desk)
    said = " ".join(shlex.quote(part) for part in _command(place, "run"))
    return (
        f"# {_line(desk.name)}: editions at {_told(desk)} {desk.timezone}\n"
        f"# run collects, and makes what the desk's calendar says is due, whatever this\n"
        f"# machine's zone; cron reads passwords from lines NAME=value above.\n"
        f"*/{min(_minutes(desk), 15)} * * * * {said.replace('%', chr(92) + '%')} --quiet\n"
    )


def unit_name(desk: Desk) -> str:
    """`briefing-` and the desk's name in letters that systemd takes."""
    bare = re.sub(r"[^a-z0-9]+", "-", desk.name.casefold()).strip("-")
    return f"briefing-{bare or 'desk'}"


def _times(desk: Desk) -> None:
    if not desk.editions:
        raise ConfigError(
            f'{desk.file}: desk.editions: missing; name when editions are due, like ["06:30"]'
        )


def _told(desk: Desk) -> str:
    return ", ".join(f"{at:%H:%M}" for at in sorted(desk.editions))


def _minutes(desk: Desk) -> int:
    """`every` in minutes, as a part of an hour."""
    wanted = int(desk.every.total_seconds() // 60)
    return max((n for n in (1, 2, 5, 10, 15, 20, 30) if n <= wanted), default=1)


def _calendar(desk: Desk) -> list[str]:
    days = ",".join(day.capitalize() for day in WEEKDAYS if day in desk.weekdays)
    prefix = "" if len(desk.weekdays) == len(WEEKDAYS) else f"{days} "
    return [f"{prefix}*-*-* {at:%H:%M}:00 {desk.timezone}" for at in sorted(desk.editions)]


def _command(place: Place, verb: str) -> list[str]:
    words = [str(place.program), verb, "--desk", str(place.desk)]
    return [*words, "--out", str(place.out)] if verb == "run" else words


def _service(desk: Desk, place: Place) -> str:
    # 5 is delivery: who was put off is asked again until the audience's deadline.
    retry = "Restart=on-failure\nRestartPreventExitStatus=1 2 3 4 6\n"
    return _unit(place, "run", f"Edition of {desk.name}", f"{retry}RestartSec=10min\n")


def _collecting(desk: Desk, place: Place) -> str:
    return _unit(place, "collect", f"Sources of {desk.name}", "SuccessExitStatus=3\n")


def _unit(place: Place, verb: str, meaning: str, more: str) -> str:
    said = " ".join(_quoted(part) for part in _command(place, verb))
    return (
        f"[Unit]\nDescription={_escaped(_line(meaning))}\n"
        f"After=network-online.target\nWants=network-online.target\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={_escaped(str(place.desk.parent))}\n"
        f"EnvironmentFile=-{_escaped(str(place.desk.parent / 'briefing.env'))}\n"
        f"ExecStart={said} --log json\n{more}"
        f"TimeoutStartSec=2h\nNoNewPrivileges=yes\nPrivateTmp=yes\nProtectSystem=full\n"
        f"MemoryMax=4G\n"
    )


def _timer(meaning: str, calendar: list[str], *, persistent: bool = True) -> str:
    when = "".join(f"OnCalendar={one}\n" for one in calendar)
    return (
        f"[Unit]\nDescription={_escaped(_line(meaning))}\n\n[Timer]\n{when}"
        f"AccuracySec=1s\n{'Persistent=true' if persistent else 'RandomizedDelaySec=60'}\n\n"
        f"[Install]\nWantedBy=timers.target\n"
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """A word of ExecStart, in which $ and % would mean something."""
    escaped = _escaped(word).replace("$", "$$")
    if re.fullmatch(r"[\w@+=:,./%$-]+", escaped):
        return escaped
    inner = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'
