"""The two places where templates lie: the desk's own folder, and the shipped one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError

BASE = "base"
WORDS = "words.toml"
TEMPLATE = ".j2"


def shipped() -> Path:
    """The folder of the templates that come with `briefing`."""
    packed = Path(str(files("briefing"))) / "_templates"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "templates"


def own(desk: Desk) -> Path:
    """The folder of the desk's own templates; it need not exist."""
    return desk.folder / desk.templates


def has_own_base(desk: Desk) -> bool:
    """Whether fonts or styles of the desk's own go before the shipped ones in every print."""
    base = own(desk) / BASE
    return base.is_dir() and base.resolve() != (shipped() / BASE).resolve()


def roots(desk: Desk) -> tuple[Path, Path]:
    """Both, in the order in which they are searched."""
    return (own(desk), shipped())


def folder_of(audience: AudienceSettings) -> str:
    """The name of the audience's folder in them."""
    return audience.template or audience.name


def candidates(places: tuple[Path, ...], name: str) -> Iterator[tuple[Path, Path]]:
    """Root and file for FOLDER/FILE, best first. A template that the folder lacks is the base's."""
    folder, _, file = name.partition("/")
    for where in dict.fromkeys((folder, BASE) if file.endswith(TEMPLATE) else (folder,)):
        for root in places:
            if (path := root / where / file).is_file():
                yield root, path


def words_of(desk: Desk, audience: AudienceSettings) -> Mapping[str, Any]:
    """Phrases that the audience's folder words otherwise: its `words.toml`, by language.

    Raises `RenderError` with the file.
    """
    for root, path in candidates(roots(desk), f"{folder_of(audience)}/{WORDS}"):
        try:
            table: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8"))
        except ValueError as error:
            place = f"{root.name}/{path.parent.name}/{WORDS}"
            raise RenderError(f"{place}: not valid TOML: {error}") from None
        found: Mapping[str, Any] = table.get(audience.language, {})
        return found
    return {}
