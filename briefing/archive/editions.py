"""An edition on disk: `OUT/DATE/` with its files, its sources and their digests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from briefing.archive.signature import Sign
from briefing.archive.sums import SIGNATURE, SUMS, checksums
from briefing.errors import RenderError
from briefing.files import sweep, write_file, write_files
from briefing.model import Article, Artifact

_NAME = re.compile(r"\d{4}-\d\d-\d\d(-\d{4})?")


def prepare(folder: Path) -> None:
    """Say why the folder cannot be written, before any long work is done.

    What killed runs left half written goes. A day with nothing to report leaves no empty
    folder, which would be no edition. Raises `RenderError`.
    """
    there, probe = folder.exists(), folder / ".probe"
    write_file(probe, b"")
    probe.unlink(missing_ok=True)
    sweep(folder.parent, folder.parent / ".prints", folder, folder / "sources")
    if not there:
        with suppress(OSError):  # another run begins to write there
            folder.rmdir()


def archive(
    folder: Path,
    artifacts: Sequence[Artifact],
    articles: Iterable[Article],
    *,
    whole: bool,
    sign: Sign | None = None,
) -> tuple[str, ...]:
    """Write an edition: artifacts, `sources/ID.txt`, and `SHA256SUMS` last.

    An interrupted write is seen by `verify`, since the digests come last. `whole`
    tells that nothing of an earlier run of this edition is to be kept; `sign` signs
    the digests. Returns the names written. Raises `RenderError`.
    """
    contents = {a.name: a.content for a in artifacts}
    contents |= {f"sources/{a.id}.txt": a.text.encode() for a in articles}
    write_files({folder / name: content for name, content in contents.items()})
    if whole:
        _drop_others(folder, contents.keys())
    else:
        _drop_others(folder, contents.keys(), _read(contents))
    kept = {} if whole else _listed(folder)
    sums = checksums(kept | contents).encode()
    # A signature over other digests would only seem to hold.
    (folder / SIGNATURE).unlink(missing_ok=True)
    write_file(folder / SUMS, sums)
    if sign is None:
        return (*contents, SUMS)
    write_file(folder / SIGNATURE, sign(sums, folder.name))
    return (*contents, SUMS, SIGNATURE)


def _listed(folder: Path) -> dict[str, bytes]:
    """Contents of the files of an earlier run that its digests name."""
    try:
        names = [line[66:] for line in (folder / SUMS).read_text("utf-8").splitlines()]
        return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RenderError(
            f"{folder}: cannot be read ({error.strerror}); check its rights"
        ) from None


def _read(names: Iterable[str]) -> tuple[str, ...]:
    """The folders of what was read that this run has filled: nothing of another run is theirs."""
    return tuple(sorted({f"{name.partition('/')[0]}/" for name in names if "/" in name}))


def _drop_others(folder: Path, keep: Iterable[str], within: tuple[str, ...] = ("",)) -> None:
    """Remove what an earlier run of this edition left behind, and nothing else."""
    for name in sorted(_listed(folder).keys() - set(keep)):
        if name.startswith(within):
            (folder / name).unlink(missing_ok=True)


def edition_number(out: Path, day: date) -> int:
    """Counts from 1: one more than the editions of earlier days in `out`."""
    return 1 + sum(folder.name < day.isoformat() for folder in found_folders(out))


def found_folders(out: Path) -> tuple[Path, ...]:
    """The folders of editions in `out`, oldest first."""
    found = (p for p in out.glob("*-*-*") if _NAME.fullmatch(p.name) and p.is_dir())
    return tuple(sorted(found, key=lambda p: p.name))


def editor_note(folder: Path, audience: str) -> str:
    """The editor's own words, in Markdown: `note-AUDIENCE.md`, else `note.md`, else none."""
    for name in (f"note-{audience}.md", "note.md"):
        path = folder / name
        if path.is_file():
            return path.read_text("utf-8", "replace")
    return ""
