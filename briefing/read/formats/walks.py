"""What a reader of an original sees, found plainly: what sentences are proved against.

Nothing here knows of articles or shares a rule with the readers: of markup the visible
text of its tree, of a letter its lines without the marks that mail puts between them, of
Markdown its words without the signs that it is written with.
Where two ways of seeing are both right (a footnote's mark seen, or passed over) both
are given, parted by what no text holds.
"""

from __future__ import annotations

import re

from briefing.read.decode import sanitized
from briefing.read.formats.html_tree import Hidden, parsed, shown
from briefing.read.proof import Seen

_PARTED = "\0"
"""Decoding has dropped it from every text, so no sentence runs across it."""
_NOTE = re.compile(r"\W*\w{0,4}\W*")
_ADDRESS = re.compile(r"[(<\[][ \xa0]?(?:https?://|www\.|mailto:)[^\s()<>\[\]]*[ \xa0]?[)>\]]")
_BARE = re.compile(r"<?(?:https?://|www\.)\S+")
_NUMBERED = re.compile(r"\[\d{1,3}\]")


_SIGNS = dict.fromkeys(map(ord, "*_=`~#>|[]{}\\^<-+"))
"""What Markdown and its dialects set around words, or before lines."""
_TARGET = re.compile(r"\]\([^()\n]{0,999}(?:\([^()\n]{0,99}\)[^()\n]{0,99})?\)")
_REFERENCE = re.compile(r"\]\[[^\[\]\n]{0,999}\]")
_ALIAS = re.compile(r"\[\[[^\[\]|\n]{0,999}\|")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\n]{1,999}\]")
_STRUCK = re.compile(r"~~(?=\S)[^~\n]{1,999}~~")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,999}>|<!--|-->")
_ADDRESSED = re.compile(r"<((?:https?|mailto):[^<>\s]{1,999})>")


class Written:
    """The words of a Markdown file in their order, without its signs.

    Tells of a sentence in the form of `plain` whether it stands there. Signs are passed
    over on both sides, since only a reader of the dialect knows which of them are words.
    """

    def __init__(self, text: str) -> None:
        shown = _ADDRESSED.sub(r"\1", sanitized(text))
        for pattern, instead in (
            (_STRUCK, ""), (_TARGET, "]"), (_REFERENCE, "]"), (_ALIAS, "[["), (_FOOTNOTE, ""),
            (_TAG, ""),
        ):  # fmt: skip
            shown = pattern.sub(instead, shown)
        self.words = Seen(shown.translate(_SIGNS))

    def __contains__(self, sentence: object) -> bool:
        return str(sentence).translate(_SIGNS) in self.words


def seen_markup(markup: str) -> str:
    """The visible text of HTML, with and without the marks of footnotes in it."""
    root = parsed(markup)
    if root is None:
        return ""
    hidden = Hidden.of(root)
    views = []
    notes = {sup for sup in root.iter("sup") if _NOTE.fullmatch("".join(sup.itertext()))}
    if notes:
        bare = parsed(markup)
        unseen = frozenset(sup for sup, same in zip(bare.iter("sup"), root.iter("sup"), strict=True)
                           if same in notes)  # fmt: skip
        views.append(shown(bare, Hidden(Hidden.of(bare).elements | unseen)))
    return _PARTED.join([shown(root, hidden), *views])


def seen_letter(text: str) -> str:
    """The lines of a mail's text part as sent, and without quoting marks and addresses.

    Soft line ends (RFC 3676) need no undoing: white space is not compared.
    """
    lines = sanitized(text).replace("\r", "\n").split("\n")
    unquoted = [line.lstrip("> \t") for line in lines]
    views = ["\n".join(lines), "\n".join(unquoted)]
    for view in (lines, unquoted):
        bare = "\n".join(map(_without_addresses, view))
        views += [bare, _NUMBERED.sub("", bare)]
    return _PARTED.join(dict.fromkeys(views))


def _without_addresses(line: str) -> str:
    """A line without what a mail client turns into links, and without stars alone."""
    words = _ADDRESS.sub(" ", line).split()
    links = all(_BARE.fullmatch(word) or not any(map(str.isalpha, word)) for word in words)
    return "" if links else " ".join(word for word in words if word.strip("*"))
