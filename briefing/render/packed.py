"""Files in a ZIP container that is the same bytes on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

_UNIX = 3
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files in their order, dated alike, and stored: compressors differ."""
    container = BytesIO()
    with zipfile.ZipFile(container, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return container.getvalue()
