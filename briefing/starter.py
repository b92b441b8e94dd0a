"""A desk of one's own, from nothing: `briefing init`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from briefing.collect.http import Door
from briefing.collect.refusal import NoAnswerError
from briefing.collect.subscriptions import Subscription, feed_of, subscriptions
from briefing.collect.url import target_of
from briefing.collect.world import World, world_of
from briefing.config import Desk, read_desk
from briefing.errors import ConfigError
from briefing.files import write_file
from briefing.render.folders import shipped

ARTICLES = "articles"


def init(
    folder: Path,
    template: str | None = None,
    audience: str | None = None,
    *,
    opml: Path | None = None,
    feeds: Sequence[str] = (),
) -> Iterator[Path]:
    """Make what is not there yet, and give the path of each thing made or changed.

    A desk file and a folder for articles; with `template`, also a copy of that
    shipped audience's templates under `templates/`, to be changed, in a folder of
    the same name or that of `audience`. The feeds of an OPML file and those found at
    the addresses `feeds` are written at the end of the desk file, new or not; all else
    that exists is left as it is. Raises `ConfigError` where there is nothing to make, no
    such template or no such feed, `RenderError` where the folder cannot be written.
    """
    if audience is not None and template is None:
        raise ConfigError(f"--as {audience}: whose templates? name them with --template")
    if audience is not None and not re.fullmatch(r"\w[\w.-]*", audience):
        raise ConfigError(f'--as: expected a plain name without "/", got "{audience}"')
    desk, articles = folder / "desk.toml", folder / ARTICLES
    wanted = opml is not None or bool(feeds)
    if desk.exists() and template is None and not wanted:
        raise ConfigError(f"{desk}: exists already; change it, or name another folder")
    before = read_desk(desk) if desk.exists() else Desk()
    found = _found(opml, feeds, before)
    if not desk.exists() or found:
        text = desk.read_text("utf-8") if desk.exists() else _starter(feeds)
        write_file(desk, (text + _tables(found, before)).encode())
        yield desk
    elif wanted:
        raise ConfigError(f"{desk}: has all of these feeds already")
    if not articles.exists() and not before.sources:
        articles.mkdir(exist_ok=True)
        yield articles
    if template is not None:
        yield from _copy_templates(folder / "templates" / (audience or template), template)


# --- Feeds ----------------------------------------------------------------------------------


def _found(opml: Path | None, feeds: Sequence[str], before: Desk) -> list[Subscription]:
    """The feeds that are meant and not in the desk file yet."""
    found: list[Subscription] = []
    problems = []
    if opml is not None:
        try:
            found += subscriptions(opml.read_bytes())
        except (OSError, NoAnswerError) as error:
            problems.append(f"--opml: {opml}: {getattr(error, 'strerror', None) or error}")
    for url in feeds:
        try:
            found.append(feed_of(url, _world(url, before)))
        except NoAnswerError as error:
            problems.append(f"--feed: {url}: {error}")
    if problems:
        raise ConfigError(*problems)
    known = {str(source.options.get("url")) for source in before.sources}
    once = {one.url: one for one in reversed(found) if one.url not in known}
    return [one for one in found if once.get(one.url) is one]


def _world(url: str, desk: Desk) -> World:
    """The desk's world, in which the host that a person typed may be asked."""
    world = world_of(desk)
    return World(Door(allow=[*desk.allow_hosts, target_of(url).host], agent=world.door.agent))


def _starter(feeds: Sequence[str]) -> str:
    """The desk file to begin with; hosts of the own network that were typed are allowed in it."""
    text = (files("briefing") / "starter.toml").read_text("utf-8")
    private = sorted({target_of(url).host for url in feeds if not _is_public(url)})
    if not private:
        return text
    return text.replace("\n[[source]]", f"allow_hosts = {json.dumps(private)}\n\n[[source]]", 1)


def _is_public(url: str) -> bool:
    try:
        Door().vetted(target_of(url))
    except NoAnswerError:
        return False
    return True


def _tables(found: Iterable[Subscription], before: Desk) -> str:
    """`[[source]]` tables, each under a name of its own."""
    taken = {source.name.casefold() for source in before.sources} | {"articles"}
    tables = []
    for one in found:
        name, n = one.name, 2
        while name.casefold() in taken:
            name, n = f"{one.name} ({n})", n + 1
        taken.add(name.casefold())
        tables.append(
            f'\n[[source]]\nkind = "feed"\nname = {_toml(name)}\nurl = {_toml(one.url)}\n'
        )
    return "".join(tables)


def _toml(text: str) -> str:
    """A text as TOML's basic string; JSON's is one, but for DEL, which no name holds."""
    return json.dumps(text, ensure_ascii=False)


# --- Templates ------------------------------------------------------------------------------


def _copy_templates(target: Path, name: str) -> Iterator[Path]:
    source = shipped() / name
    names = sorted(p.name for p in shipped().iterdir() if p.is_dir() and p.name != "base")
    if name not in names:
        raise ConfigError(f'--template: no template "{name}"; there are: {", ".join(names)}')
    if target.exists():
        raise ConfigError(f"{target}: exists already; change it, or remove it first")
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        copy = target / path.relative_to(source)
        write_file(copy, path.read_bytes())
        yield copy
