"""Two machines that share one archive on PostgreSQL: each with its own folder of editions."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from datetime import time
from pathlib import Path
from threading import Thread

from briefing.morning.run import Report
from tests.archive import postgres
from tests.conftest import ROOT
from tests.morning.desks import Office, flat, utc

MACHINE = """
import sys
from datetime import time, timedelta
from pathlib import Path
from tests.morning.desks import Office, utc
folder, address = Path(sys.argv[1]), sys.argv[2]
office = Office.opened(folder, utc("2026-03-02T00:00"), editions=(time(6, 30),))
office.address = address
office.with_readers(1, "ana@example.org", "ben@example.org")
for day in range(4):
    office.clock.time = utc(f"2026-03-0{day + 2}T06:31")
    office.write(f"story-{day}", published=f"2026-03-0{day + 2}")
    report = office.run()
    assert not report.problems, report.problems
for edition, reader in office.got:
    print(edition, reader)
"""


def test_two_sets_of_processes_share_one_archive() -> None:
    folders = tempfile.TemporaryDirectory
    with folders() as server, postgres.serving(Path(server)) as address, folders() as folder:
        machines = [Path(folder) / name for name in ("north", "north", "south", "south")]
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", MACHINE, machine, address],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            for machine in machines
        ]  # fmt: skip
        told = [run.communicate(timeout=240) for run in runs]
        assert [run.returncode for run in runs] == [0] * 4, told
    got = Counter(line for out, _ in told for line in out.splitlines())
    wanted = [f"2026-03-0{day}-0630 {r}@example.org" for day in range(2, 6) for r in ("ana", "ben")]
    assert got == dict.fromkeys(wanted, 1)


def test_a_run_that_waited_for_an_earlier_edition_asks_the_sources_itself(tmp_path: Path) -> None:
    office = Office.opened(tmp_path, utc("2026-03-02T06:31"), editions=(time(6, 30),))
    reports: list[Report] = []
    waiting = Thread(target=lambda: reports.append(office.run()))
    with office.base().alone("run", 0) as earlier:
        assert earlier
        office.write("story", published="2026-03-02")  # after the earlier run has asked
        waiting.start()
        waiting.join(0.3)
    waiting.join()
    assert reports[0].problems == []
    assert flat(office.used())
