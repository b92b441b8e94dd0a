"""Into a folder: `FOLDER/DATE/NAME`, each file complete or not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from briefing.config import AudienceSettings, Desk
from briefing.files import write_file
from briefing.model import Artifact, Brief, Receipt


class FolderDeliverer:
    """Writes an edition's files into the audience's `folder`, by default `output/`.

    A path that is not absolute begins beside the desk file.
    """

    def __init__(self, desk: Desk, audience: AudienceSettings, folder: Path | None = None) -> None:
        self.desk = desk
        self.audience = audience
        self.folder = folder or desk.folder / (audience.folder or "output")

    def deliver(self, brief: Brief, artifacts: Sequence[Artifact]) -> Iterator[Receipt]:
        """A receipt for each file; "kept" where the same bytes stood there already.

        Raises `RenderError` when the folder cannot be written.
        """
        for artifact in artifacts:
            path = self.folder / brief.edition.folder / artifact.name
            if path.is_file() and path.read_bytes() == artifact.content:
                yield Receipt(str(path), "kept", "unchanged")
                continue
            write_file(path, artifact.content)
            yield Receipt(str(path), "delivered", f"{len(artifact.content):,} bytes")
