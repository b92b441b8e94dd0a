"""Memory over days: the editions, each a folder that can be checked on its own."""

from briefing.archive.editions import archive, edition_number, editor_note, prepare
from briefing.archive.originals import Proved, originals, prove
from briefing.archive.past import past_editions
from briefing.archive.prints import Prints
from briefing.archive.signature import public_half, signer
from briefing.archive.stored import stored

__all__ = [
    "Prints",
    "Proved",
    "archive",
    "edition_number",
    "editor_note",
    "originals",
    "past_editions",
    "prepare",
    "prove",
    "public_half",
    "signer",
    "stored",
]
