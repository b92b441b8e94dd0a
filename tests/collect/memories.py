"""A memory that lasts for one test."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefing.collect.http import Validators


@dataclass
class Kept:
    known: dict[str, Validators] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)

    def validators(self, url: str) -> Validators:
        return self.known.get(url, Validators())

    def remember(self, url: str, validators: Validators) -> None:
        self.known[url] = validators

    def seen(self, source: str, key: str) -> bool:
        return (source, key) in self.keys

    def handed(self, source: str, key: str, address: str = "") -> None:
        self.keys.setdefault((source, key), address)

    def address(self, source: str, key: str) -> str:
        return self.keys.get((source, key), "")
