"""Into a bucket of an S3-compatible store, through obstore (an extra): `PREFIX/DATE/NAME`.

Where the store is, and the keys to it, stand in the environment under the names that all
tools know: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from briefing.config import AudienceSettings, Desk
from briefing.errors import ConfigError
from briefing.model import Artifact, Brief, Receipt

_DIGEST = "briefing-sha256"
"""Under this name an object knows its bytes: an ETag is no digest in every store."""


class StorageDeliverer:
    """Puts an edition's files under the audience's `storage`, like "s3://bucket/briefs".

    An object is whole or not there: stores promise that of each put. Raises `ConfigError`
    where obstore is missing.
    """

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.place = f"{desk.file}: audience {audience.name}: storage"
        self.address = audience.storage.rstrip("/")
        self.store, self.faults = _opened(self.address, self.place)

    def deliver(self, brief: Brief, artifacts: Sequence[Artifact]) -> Iterator[Receipt]:
        """A receipt for each file; "kept" where the same bytes stood there already."""
        for artifact in artifacts:
            path = f"{brief.edition.folder}/{artifact.name}"
            shown = f"{self.address}/{path}"
            try:
                if self._is_there(path, artifact):
                    yield Receipt(shown, "kept", "unchanged")
                    continue
                told = {"Content-Type": artifact.media_type, _DIGEST: _sha256(artifact)}
                self.store.put(path, artifact.content, attributes=told)
            except self.faults as error:
                yield Receipt(shown, "failed", _first_line(error))
            else:
                yield Receipt(shown, "delivered", f"{len(artifact.content):,} bytes")

    def _is_there(self, path: str, artifact: Artifact) -> bool:
        try:
            found = self.store.get(path, options={"head": True})
        except FileNotFoundError:
            return False
        return bool(found.attributes.get(_DIGEST) == _sha256(artifact))


def _opened(address: str, place: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """The store at an address, and what its faults are."""
    try:
        from obstore.exceptions import BaseError
        from obstore.store import S3Store
    except ImportError:
        raise ConfigError(
            f'{place}: needs obstore; install it with: pip install "sourced-briefing[s3]"'
        ) from None
    parts = urlsplit(address)
    patience: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=60)}
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options={"timeout": "60s", "allow_http": True},
        retry_config=patience,
    )
    return store, (BaseError, OSError)


def _sha256(artifact: Artifact) -> str:
    return hashlib.sha256(artifact.content).hexdigest()


def _first_line(error: Exception) -> str:
    """What went wrong, without the request that may hold keys."""
    return " ".join(str(error).split())[:160] or type(error).__name__
