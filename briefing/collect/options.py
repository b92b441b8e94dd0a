"""The keys of a `[[source]]` that belong to its kind, checked all at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from briefing.collect.http import Login
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import target_of
from briefing.errors import ConfigError


class Options:
    """Takes one key after the other; `done` tells all that was wrong."""

    def __init__(self, options: Mapping[str, Any], name: str) -> None:
        self._options = options
        self._name = name
        self.known: list[str] = []
        self._problems: list[str] = []

    def done(self) -> None:
        """Raises `ConfigError` with a line for each problem."""
        for key in self._options:
            if key not in self.known:
                near = get_close_matches(key, self.known, n=1)
                cure = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(self.known)}"
                self.say(key, f"unknown key; {cure}")
        if self._problems:
            raise ConfigError(*self._problems)

    def say(self, key: str, what: str) -> None:
        self._problems.append(f'source "{self._name}": {key}: {what}')

    def text(self, key: str, example: str, *, needed: bool = False) -> str:
        value = self._take(key)
        if value is None and needed:
            self.say(key, f"missing; expected a text, like {example}")
        elif value is not None and (not isinstance(value, str) or not value.strip()):
            self.say(key, f"expected a text, like {example}, got {value!r}")
        return value.strip() if isinstance(value, str) else ""

    def url(self, key: str = "url") -> str:
        """An address of http or https, without a login in it."""
        value = self.text(key, '"https://example.org/feed"', needed=True)
        if value:
            try:
                target_of(value)
            except NoAnswerError as error:
                self.say(key, str(error))
            if "@" in value.partition("://")[2].partition("/")[0]:
                self.say(key, "a login in the address; use user and password_env instead")
        return value

    def path(self, folder: Path) -> Path:
        return folder / self.text("path", '"inbox"', needed=True)

    def path_or(self, other: str, folder: Path) -> Path | None:
        """A path, or None where the key `other` stands in its place."""
        if other not in self._options:
            return self.path(folder)
        if self._take("path") is not None:
            self.say("path", f"there is a {other} too; name one of them")
        return None

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.say(key, f"expected true or false, got {value!r}")
        return value if isinstance(value, bool) else default

    def count(self, key: str, default: int, most: int) -> int:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            self.say(key, f"expected a whole number from 1 to {most}, got {value!r}")
            return default
        return value

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._take(key)
        if value is not None and value not in choices:
            shown = ", ".join(f'"{choice}"' for choice in choices)
            self.say(key, f"expected one of {shown}, got {value!r}")
        return value if value in choices else choices[0]

    def pattern(self, key: str) -> re.Pattern[str] | None:
        value = self.text(key, r'"/news/\\d+"')
        try:
            return re.compile(value) if value else None
        except re.error as error:
            self.say(key, f"no regular expression: {error}")
            return None

    def account(self) -> tuple[str, str]:
        """User, and the name of the variable with the password; both or none."""
        user = self.text("user", '"desk"')
        variable = self.text("password_env", '"BRIEFING_FEED_PASSWORD"')
        if user and not variable:
            self.say("password_env", "missing; name the variable that holds the password")
        if variable and not user:
            self.say("user", "missing; whose password is it?")
        return user, variable

    def _take(self, key: str) -> Any:
        self.known.append(key)
        return self._options.get(key)


def login(user: str, variable: str) -> Login | None:
    """The account, with the password from its variable, which must be set.

    Raises `NoAnswerError`.
    """
    if not user:
        return None
    if not os.environ.get(variable):
        raise NoAnswerError(f"the variable {variable} is not set; it holds the password of {user}")
    return Login(user, os.environ[variable])
