"""A desk of one's own, from nothing: `briefing init`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from briefing.errors import ConfigError
from briefing.files import write_file
from briefing.render.folders import shipped

ARTICLES = "articles"


def init(folder: Path, template: str | None = None, audience: str | None = None) -> Iterator[Path]:
    """Make what is not there yet, and give the path of each thing made.

    A desk file and a folder for articles; with `template`, also a copy of that
    shipped audience's templates under `templates/`, to be changed, in a folder of
    the same name or that of `audience`. Nothing that exists is overwritten. Raises
    `ConfigError` where there is nothing to make or no such template, `RenderError`
    where the folder cannot be written.
    """
    if audience is not None and template is None:
        raise ConfigError(f"--as {audience}: whose templates? name them with --template")
    if audience is not None and not re.fullmatch(r"\w[\w.-]*", audience):
        raise ConfigError(f'--as: expected a plain name without "/", got "{audience}"')
    desk, articles = folder / "desk.toml", folder / ARTICLES
    if desk.exists() and template is None:
        raise ConfigError(f"{desk}: exists already; change it, or name another folder")
    if not desk.exists():
        write_file(desk, (files("briefing") / "starter.toml").read_bytes())
        yield desk
        articles.mkdir(exist_ok=True)
        yield articles
    if template is not None:
        yield from _copy_templates(folder / "templates" / (audience or template), template)


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
