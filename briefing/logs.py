"""What happens, as one JSON object a line, for machines that watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TextIO


class Log(Protocol):
    """Takes an event, like "edition.made", and what is to be known of it."""

    def __call__(self, event: str, **told: Any) -> None: ...


def mute(event: str, **told: Any) -> None:
    """Tells nobody."""


def json_log(stream: TextIO, now: Callable[[], str]) -> Log:
    """Events as lines of JSON with their time (`structlog`)."""
    import structlog

    def stamped(_logger: object, _method: str, event: Any) -> Any:
        return {"time": now(), **event}

    logger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[stamped, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=True,
    )

    def log(event: str, **told: Any) -> None:
        logger.msg(event, **told)
        stream.flush()

    return log
