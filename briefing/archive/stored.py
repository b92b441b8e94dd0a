"""An audience's files of an edition that was made before, to be delivered now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefing.errors import ArchiveError
from briefing.model import Artifact, Brief, Edition

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "eml": "message/rfc822",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "epub": "application/epub+zip",
}


def stored(folder: Path, audience: str) -> tuple[Brief, tuple[Artifact, ...]]:
    """The files of one audience, and a brief that holds their edition and nothing else.

    Raises `ArchiveError` when the folder holds no edition, or none of the audience.
    """
    files = {path.suffix[1:]: path for path in sorted(folder.glob(f"{audience}.*"))}
    artifacts = tuple(
        Artifact(path.name, MEDIA_TYPES[kind], path.read_bytes())
        for kind, path in files.items()
        if kind in MEDIA_TYPES
    )
    if not artifacts:
        raise ArchiveError(
            f'{folder}: holds nothing for audience "{audience}"; make it with `briefing make`'
        )
    edition = Edition(**{**_edition(folder), "audience": audience})
    return Brief(edition, (), (), (), (), (), (), ()), artifacts


def _edition(folder: Path) -> dict[str, Any]:
    path = folder / "analysis.json"
    try:
        fields: dict[str, Any] = json.loads(path.read_bytes())["edition"]
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveError(f"{path}: does not tell its edition ({error})") from error
    return fields
