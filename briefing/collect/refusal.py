"""Why a document was not got."""

from __future__ import annotations


class NoAnswerError(Exception):
    """A document that was not got; the message says why, for a `Gap`.

    `passing` tells that it may work in a moment, `wait` in how many seconds at the
    earliest. `status` is that of HTTP, 0 where there was no answer.
    """

    def __init__(
        self, what: str, *, passing: bool = False, wait: float = 0.0, status: int = 0
    ) -> None:
        super().__init__(what)
        self.passing = passing
        self.wait = wait
        self.status = status
