"""A hook of MkDocs: what the reference site cannot link to is named.

The pages of docs/ also link to files of the repository, which the site does not hold.
"""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with links out of docs/ as their bare text."""
    return _OUTSIDE.sub(r"`\1`", markdown)
