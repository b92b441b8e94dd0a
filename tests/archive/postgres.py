"""A PostgreSQL of our own on the loopback, as nobody in particular: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_HOMES = ("/usr/lib/postgresql",)


def _program(name: str) -> str | None:
    """Debian keeps the programs of each version out of the way."""
    versions = sorted(p for home in _HOMES for p in Path(home).glob("*/bin") if p.is_dir())
    path = os.pathsep.join([*map(str, reversed(versions)), os.environ.get("PATH", "")])
    return shutil.which(name, path=path)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of an empty database; skips where there is no server."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if not (initdb and postgres):
        pytest.skip("postgresql is needed: initdb and postgres")
    pytest.importorskip("psycopg")
    become = _somebody(folder)
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        **become,  # type: ignore[call-overload]
    )
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    settings = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "",
        "fsync": "off", "max_connections": 40,
    }  # fmt: skip
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [postgres, "-D", data, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **become,  # type: ignore[call-overload]
    )
    try:
        _wait(port, server)
        yield f"postgresql://desk@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def _somebody(folder: Path) -> dict[str, object]:
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.parents):
        if path != Path("/tmp") and path.stat().st_uid == 0 and path.is_relative_to("/tmp"):
            path.chmod(0o755)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with suppress(psycopg.Error):
            psycopg.connect(f"postgresql://desk@127.0.0.1:{port}/postgres").close()
            return
        time.sleep(0.1)
    pytest.fail(f"the server did not come up ({server.poll()})")
