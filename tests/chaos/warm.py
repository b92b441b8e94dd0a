"""Imported by the process from which mornings are forked: all that one needs is loaded and hot."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import alembic.command

from briefing.archive.base.base import Base
from briefing.config import read_desk
from briefing.engine import Inline
from briefing.morning import nightly
from briefing.pipeline import make
from tests.days import write_desk

assert alembic.command

with TemporaryDirectory() as folder:
    path = write_desk(Path(folder), days=("2024-05-01",))
    make(read_desk(path), date(2024, 5, 1), path.parent, formats=("eml", "json"), engine=Inline())
    Base(str(path.parent / "archive.sqlite"), "warm")
    nightly.reader_version()
