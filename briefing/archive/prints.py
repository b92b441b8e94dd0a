"""Prints made before. A PDF is a pure function of its brief and its templates, and slow."""

from __future__ import annotations

from pathlib import Path

from briefing.files import write_file

KEPT = 60
"""How many prints are kept; the longest unused go first."""


class Prints:
    """Files by the digest of what they were made from, in `OUT/.prints/`."""

    def __init__(self, out: Path) -> None:
        self.folder = out / ".prints"

    def get(self, digest: str) -> bytes | None:
        """The print made from the same things before, or None."""
        path = self.folder / f"{digest}.pdf"
        try:
            content = path.read_bytes()
            path.touch()
        except OSError:
            return None
        return content

    def put(self, digest: str, content: bytes) -> None:
        """Keep a print. Raises `RenderError` where the folder cannot be written."""
        write_file(self.folder / f"{digest}.pdf", content)
        kept = sorted(self.folder.glob("*.pdf"), key=lambda p: (p.stat().st_mtime, p.name))
        for path in kept[:-KEPT]:
            path.unlink(missing_ok=True)
