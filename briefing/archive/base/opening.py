"""Where a desk's archive lies, and opening it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from briefing.archive.base.base import Base, Now, is_server, utc_now
from briefing.archive.base.outbox import take_in
from briefing.config import Desk
from briefing.errors import ConfigError


def address_of(desk: Desk, environment: Mapping[str, str]) -> str:
    """The path of the desk's SQLite file, or the address of its PostgreSQL with the password.

    Raises `ConfigError` for a password that the environment does not hold.
    """
    if not is_server(desk.archive):
        return str(desk.folder / Path(desk.archive).expanduser())
    if not desk.archive_password_env:
        return desk.archive
    password = environment.get(desk.archive_password_env)
    if not password:
        raise ConfigError(
            f'{desk.file}: desk.archive_password_env: the environment has no "'
            f'{desk.archive_password_env}"; set it to the password of the archive'
        )
    from sqlalchemy.engine import make_url

    url = make_url(desk.archive).set(password=password)
    return url.render_as_string(hide_password=False)


def open_archive(desk: Desk, environment: Mapping[str, str], now: Now = utc_now) -> Base:
    """The desk's archive, made where there is none. Raises `ArchiveError` and `ConfigError`.

    An outbox of before there was an archive is taken in.
    """
    base = Base(address_of(desk, environment), desk.name, now)
    take_in(base, desk.folder / "outbox.sqlite")
    return base
