"""What can go wrong, and the exit code it ends with.

    BriefingError
    ├── ConfigError        2   desk file, options, unknown plugin
    ├── NothingToReport    3   no readable article
    ├── RenderError        4   template, PDF, a folder that cannot be written
    ├── DeliveryError      5   SMTP, recipients
    ├── ArchiveError       6   the memory over days
    └── VerifyError        1   a citation that does not hold

A failure that need not stop the morning is no exception: it is a `Gap`.
"""

from __future__ import annotations

from collections.abc import Sequence


class BriefingError(Exception):
    """Base of all errors that name place, value and cure."""

    exit_code = 1


class ConfigError(BriefingError):
    """Settings that cannot be used; `problems` holds all of them, a line each."""

    exit_code = 2

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: Sequence[str] = problems


class NothingToReport(BriefingError):
    """The input holds no article that can be read."""

    exit_code = 3


class RenderError(BriefingError):
    """An edition that cannot be rendered or written."""

    exit_code = 4


class DeliveryError(BriefingError):
    """A brief that did not reach its readers."""

    exit_code = 5


class ArchiveError(BriefingError):
    """The archive cannot be opened, read or written."""

    exit_code = 6


class VerifyError(BriefingError):
    """An edition whose quotations do not hold; `faults` holds all of them."""

    exit_code = 1

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults: Sequence[str] = faults
