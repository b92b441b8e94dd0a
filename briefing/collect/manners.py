"""Good manners towards other people's servers: robots.txt (RFC 9309) and a pace."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import Target

PRODUCT = "briefing"
"""The token by which a robots.txt may speak to us."""
_LARGEST = 500 * 1024
"""Bytes of robots.txt that are read: RFC 9309, 2.5, asks for this much."""
_SLOWEST = 60.0
"""Seconds. A longer Crawl-delay is kept as this: the day would not be enough for one page."""

Robots = Callable[[Target, float | None], bytes | None]


class Manners:
    """What each host wants of those who ask, asked once a run."""

    def __init__(
        self,
        robots: Robots,
        pace: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._robots = robots
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._rules: dict[str, Any] = {}
        self._free: dict[str, float] = {}

    def refuses(self, target: Target, until: float | None = None) -> str:
        """Why the host does not want this asked; "" where it does not mind."""
        rules = self._known(target, until)
        if isinstance(rules, NoAnswerError):
            if rules.status:
                return f"robots.txt of its host {rules}, so nothing may be asked there"
            raise rules
        if rules is None or rules.can_fetch(target.url, PRODUCT):
            return ""
        return "robots.txt of its host asks programs not to read it"

    def wait(self, target: Target, until: float | None, *, own: bool) -> bool:
        """Wait for this host's next turn; False where that comes too late."""
        rules: Any = self._rules.get(target.origin)
        known = rules is not None and not isinstance(rules, NoAnswerError)
        asked = rules.crawl_delay(PRODUCT) if known else None
        delay = min(float(asked or 0.0), _SLOWEST) or (0.0 if own else self._pace)
        with self._lock:
            now = self._clock()
            turn = max(now, self._free.get(target.host, 0.0))
            if until is not None and turn >= until:
                return False
            self._free[target.host] = turn + delay
        if turn > now:
            self._sleep(turn - now)
        return True

    def _known(self, target: Target, until: float | None) -> Any:
        with self._lock:
            lock = self._locks[target.origin]
        with lock:
            if target.origin in self._rules:
                return self._rules[target.origin]
            rules = self._asked(target, until)
            # What failed for want of our own time tells nothing of the host.
            if until is None or not isinstance(rules, NoAnswerError):
                self._rules[target.origin] = rules
            return rules

    def _asked(self, target: Target, until: float | None) -> Any:
        from protego import Protego

        try:
            body = self._robots(target, until)
        except NoAnswerError as error:
            return error
        return None if body is None else Protego.parse(body[:_LARGEST].decode("utf-8", "replace"))
