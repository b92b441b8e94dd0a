"""An audience's files of an edition that was made before, to be delivered now."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def edition_in(folder: Path) -> Edition:
    """Which edition lies in a folder. Raises `ArchiveError` where none does."""
    try:
        fields: dict[str, Any] = json.loads((folder / "analysis.json").read_bytes())["edition"]
        return Edition(**fields)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ArchiveError(f"{folder}: holds no edition ({type(error).__name__})") from error


def stored(
    folder: Path, contents: Mapping[str, bytes], audience: str
) -> tuple[Brief, tuple[Artifact, ...]]:
    """The files of one audience, and a brief that holds their edition and nothing else.

    `contents` are the files of the edition in `folder` by name, as they were verified.
    Raises `ArchiveError` when the folder holds no edition, or none of the audience.
    """
    parted = ((name, name.rpartition(".")) for name in sorted(contents))
    artifacts = tuple(
        Artifact(name, MEDIA_TYPES[kind], contents[name])
        for name, (stem, _, kind) in parted
        if stem == audience and kind in MEDIA_TYPES
    )
    if not artifacts:
        raise ArchiveError(
            f'{folder}: holds nothing for audience "{audience}"; make it with `briefing make`'
        )
    try:
        fields: dict[str, Any] = json.loads(contents["analysis.json"])["edition"]
        own = json.loads(contents[f"{audience}.json"])["edition"]
    except (ValueError, KeyError) as error:
        raise ArchiveError(f"{folder}: does not tell its edition ({error})") from error
    edition = Edition(**{**fields, "audience": audience, "tlp": own.get("tlp", "")})
    return Brief(edition, (), (), (), (), (), (), ()), artifacts
