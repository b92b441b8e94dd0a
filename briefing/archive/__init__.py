"""Memory over days: the editions, each a folder that can be checked on its own.

`base/` is the database beside them; it is imported when a desk uses one.
"""

from briefing.archive.editions import archive, edition_number, editor_note, found_folders, prepare
from briefing.archive.originals import Proved, originals, prove
from briefing.archive.past import REACH, kept_edition, past_editions
from briefing.archive.prints import Prints
from briefing.archive.signature import public_half, signer
from briefing.archive.stored import edition_in, stored
from briefing.archive.where import has_archive

__all__ = [
    "REACH",
    "Prints",
    "Proved",
    "archive",
    "edition_in",
    "edition_number",
    "editor_note",
    "found_folders",
    "has_archive",
    "kept_edition",
    "originals",
    "past_editions",
    "prepare",
    "prove",
    "public_half",
    "signer",
    "stored",
]
