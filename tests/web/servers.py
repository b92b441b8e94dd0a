"""A preview that runs, over a new desk."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from briefing.config import read_desk
from briefing.starter import init
from briefing.web import Preview, PreviewServer

DAY = date(2026, 11, 22)
PATIENCE = 60.0
"""Seconds after which a change counts as never seen."""


@dataclass(frozen=True)
class Shown:
    """A preview that runs, and the desk's folder that it shows."""

    server: PreviewServer
    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / "templates/analyst/page.html.j2"

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        status, _, body = self.whole(path, **headers)
        return status, body.decode()

    def whole(self, path: str, **headers: str) -> tuple[int, Message, bytes]:
        request = Request(self.server.address + path, headers=headers)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read()
        except HTTPError as error:
            return error.code, error.headers, error.read()


class serving:  # noqa: N801  # reads as a verb
    """A server in a thread over a new desk, made by `briefing init`."""

    def __init__(self, folder: Path, *inputs: Path) -> None:
        list(init(folder, "analyst"))
        desk = read_desk(folder / "desk.toml")
        self.server = PreviewServer(Preview(desk, DAY, folder / "output", inputs=inputs), 0)
        self.shown = Shown(self.server, folder)

    def __enter__(self) -> Shown:
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        return self.shown

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(PATIENCE)
