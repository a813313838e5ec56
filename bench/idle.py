"""What watching costs when nothing happens: one pass over known files, beside the least any listing can do.

    python -m bench.idle [--files 50000]

The ratio is what counts: both lines are measured in the same process, on the same folder, the best of several runs.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from intake.dropfolder import DropFolder
from intake.noticing import Noticer, Patience
from intake.watching import Pace

ROUNDS = 15
GOAL = 2.0
"""A pass may cost at most this many times the listing of the names alone."""


def best_ms(*runs: Callable[[], object]) -> list[float]:
    """The best time of each of `runs`, taken in turn so that a busy moment of the machine falls on all of them."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for run, taken in zip(runs, times, strict=True):
            started = time.perf_counter()
            run()
            taken.append(1000 * (time.perf_counter() - started))
    return [min(taken) for taken in times]


def names_only(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def settled(folder: DropFolder) -> Callable[[], object]:
    """A pass over `folder`, all of whose files are known."""
    noticer, seconds = Noticer(Patience(quiet=1, empty=1)), count(0, 10)
    for _ in range(3):
        noticer.observe(folder.listing(), next(seconds), folder.stamp)
    return lambda: noticer.observe(folder.listing(), next(seconds), folder.stamp)


def measured(files: int) -> list[float]:
    """Milliseconds of a listing of the names alone, and of a whole pass, over `files` known files."""
    with tempfile.TemporaryDirectory() as name:
        for number in range(files):
            (Path(name) / f"retour-{number:05}-commune.odt").touch()
        return best_ms(lambda: names_only(Path(name)), settled(DropFolder(Path(name))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50_000)
    files = parser.parse_args().files
    listing, whole = measured(files)
    print(f"{files} known files: names only {listing:.1f} ms, a whole pass {whole:.1f} ms: {whole / listing:.2f} times (goal {GOAL})")
    pace = Pace(busy=15, idle=60, jitter=0)
    waits = [pace.next(busy=False) for _ in range(8)]
    share = 100 * whole / 1000 / waits[-1]
    print(
        "idle, the waits between two passes grow: " + ", ".join(f"{wait:g}" for wait in waits) + f" s; {share:.2f} % of one CPU at the end"
    )


if __name__ == "__main__":
    main()
