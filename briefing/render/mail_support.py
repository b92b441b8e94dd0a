"""What a mail template asks for that a mail client lacks, by caniemail's data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

_DATA = "mail_clients.toml"
_DECLARES = "\"';{}/"  # what a declaration stands behind, where it is not first in its line
_COMMENT = re.compile(r"\{#.*?#\}", re.S)


@cache
def _unsupported() -> tuple[Mapping[str, Sequence[str]], re.Pattern[str]]:
    """Features with the clients that lack them, and a pattern that finds them in a source."""
    data = tomllib.loads(Path(__file__).with_name(_DATA).read_text("utf-8"))
    properties = {k: v for k, v in data["properties"].items() if k not in data["harmless"]}
    elements = {f"<{name}>": clients for name, clients in data["elements"].items()}
    plain = sorted((p for p in properties if ":" not in p), key=len, reverse=True)
    values = [re.escape(p).replace(r":\ ", r":\s*") for p in properties if ":" in p]
    css = rf"(?<![\w-])(?P<property>{'|'.join(plain)})(?=\s*:(?!\w))"
    pair = rf"(?<![\w-])(?P<pair>{'|'.join(values)})\b"
    tag = rf"<(?P<tag>{'|'.join(data['elements'])})\b"
    return {**properties, **elements}, re.compile(f"{css}|{pair}|{tag}", re.I)


def unsupported(source: str) -> Iterator[tuple[int, str, Sequence[str]]]:
    """(line, feature, clients that lack it) for each use in a template's source.

    A feature that a Jinja comment names in the same line, `{# allow float: reason #}`,
    is left to its author.
    """
    features, pattern = _unsupported()
    for number, line in enumerate(source.splitlines(), 1):
        allowed = " ".join(_COMMENT.findall(line)).lower()
        plain = _COMMENT.sub("", line)
        for match in pattern.finditer(plain):
            before = plain[: match.start()].rstrip()
            if not match["tag"] and before and before[-1] not in _DECLARES:
                continue  # prose: "Position: open"
            named = match["property"] or match["pair"] or f"<{match['tag']}>"
            name = re.sub(r":\s*", ": ", named.lower())
            if f"allow {name.strip('<>')}" not in allowed:
                yield number, name, features[name]
