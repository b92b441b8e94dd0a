"""`SHA256SUMS`: the digests of an edition's files, as coreutils' `sha256sum -c` reads them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

SUMS = "SHA256SUMS"
SIGNATURE = f"{SUMS}.minisig"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def checksums(files: Mapping[str, bytes]) -> str:
    """The text of `SHA256SUMS` for these contents by name, in order of name."""
    lines = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    return "".join(sorted(lines, key=lambda line: line[66:]))


def listed_digests(sums: bytes) -> dict[str, str]:
    """Digests by name, of the bytes of `SHA256SUMS`. Raises `ValueError` for another form."""
    lines = sums.decode("utf-8").split("\n")
    parted = [_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not all(parted):
        raise ValueError("not in the form DIGEST, two spaces, NAME")
    found = {match[2]: match[1] for match in parted if match}
    if len(found) != len(parted):
        raise ValueError("names a file twice")
    return found
