"""Whatever the instant at which the service is killed, or a disk fails it: every file accounted for, every report exactly once,
every original byte-identical, and `ecoclic verify` finds nothing to say.

Each storm forks the real service from a warm process, strikes it at a chosen operation, runs it again, and compares everything with an
undisturbed run. `scripts/storm` does the same for as long as one likes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def storms(*orders: str) -> list[dict[str, Any]]:
    """What came of these storms, run side by side."""
    command = [sys.executable, "-m", "tests.drivers.storm"]
    running = [subprocess.Popen([*command, *order.split()], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for order in orders]
    ended = [(each.communicate(timeout=300), each.returncode) for each in running]
    assert not [said[1].decode() for said, code in ended if code]
    return [json.loads(said[0]) for said, _ in ended]


def problems(reports: list[dict[str, Any]]) -> list[str]:
    return [problem for report in reports for problem in report["problems"]]


def test_killed_at_hundreds_of_points_it_loses_and_repeats_nothing():
    reports = storms("kill 3 1", "kill 3 2")
    assert problems(reports) == []
    assert sum(report["operations"]["killed"] for report in reports) >= 300


def test_killed_with_its_reading_server_at_work_it_loses_and_repeats_nothing():
    reports = storms("guarded-kill 47 5")
    assert problems(reports) == []
    assert reports[0]["struck"] >= 5


def test_a_full_or_failing_disk_delays_and_never_harms():
    reports = storms("ENOSPC 97 1 1", "EIO 251 2 1", "ENOSPC 127 3 60", "EIO 331 4 40")
    assert problems(reports) == []
    assert all(report["struck"] >= 3 for report in reports)


def test_a_share_that_refuses_for_a_while_delays_and_never_harms():
    reports = storms("EACCES 127 1 1", "ESTALE 127 64 30")
    assert problems(reports) == []
    assert all(report["struck"] >= 3 for report in reports)


def test_a_share_that_goes_away_in_the_middle_of_a_pass_gets_nothing_behind_its_back():
    reports = storms("vanish 127 1 3", "unmount 127 64 3")
    assert problems(reports) == []
    assert all(report["struck"] >= 5 for report in reports)
