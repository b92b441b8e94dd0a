"""The brief in the browser while its look is made. The room's verb is `preview`."""

from __future__ import annotations

from collections.abc import Callable

from briefing.web.pages import Preview
from briefing.web.server import PreviewServer

__all__ = ["Preview", "PreviewServer", "preview"]


def preview(shown: Preview, port: int, told: Callable[[str], object]) -> None:
    """Serve on this machine's loopback until Ctrl-C; `told` gets the address.

    Port 0 takes a free one. Raises `ConfigError` for a port that cannot be had.
    """
    with PreviewServer(shown, port) as server:
        told(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
