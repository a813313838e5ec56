"""A file that kills its reader, hangs it or eats its memory costs itself and nothing else: the others of the same pass are answered."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import commands.loop
from commands.loop import Service, serving
from commands.verify import inspect
from commands.workspace import Workspace
from intake.guard import GuardedReader
from intake.reading_protocol import Limits
from intake.records import State, Submission
from tests.drivers.misreaders import ORDER
from tests.drivers.storm_child import Silent
from tests.drivers.storm_world import World, make_world

READER = "tests.drivers.misreaders:read_or_misbehave"
LIMITS = Limits(wall_seconds=2.0, cpu_seconds=2, memory_bytes=128 * 1024 * 1024)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> tuple[World, dict[str, bytes]]:
    return make_world(tmp_path_factory.mktemp("lecteurs"))


@contextlib.contextmanager
def at_work(
    world: tuple[World, dict[str, bytes]], folder: Path, monkeypatch: pytest.MonkeyPatch, bad: bytes, readers: int = 1
) -> Iterator[Service]:
    """A service whose drop folder holds a good return, then `bad`, then another good one."""
    empty, returns = world
    drops = {b"1.pdf": returns["01001 good pdf"], b"2.pdf": bad, b"3.odt": returns["01002 good odt"]}
    workspace = World(empty.model, drops).copy(folder / "espace")
    settings = workspace.root / "ecoclic.toml"
    settings.write_text(settings.read_text().replace("once_quiet = 2", "once_quiet = 0.05").replace("readers = 1", f"readers = {readers}"))
    monkeypatch.setattr(commands.loop, "GuardedReader", lambda _: GuardedReader(LIMITS, READER))
    with serving(Workspace.open(workspace.root), Silent()) as service:
        yield service


def answers(service: Service) -> dict[str, Submission]:
    store = service.pipeline.ledger.submissions
    return {each.name: each for state in State for each in store.in_state(state)}


def nothing_is_wrong(service: Service) -> bool:
    return not inspect(service.workspace, service.pipeline.ledger).findings


@pytest.mark.parametrize("readers", [1, 2])
@pytest.mark.parametrize(
    ("order", "code"),
    [
        (b"die", "lecture-impossible"),
        (b"kill-server", "lecture-impossible"),
        (b"hang", "lecture-impossible"),
        (b"hog", "fichier-trop-volumineux"),
    ],
)
def test_it_costs_one_file(world, tmp_path, monkeypatch, order: bytes, code: str, readers: int) -> None:
    with at_work(world, tmp_path, monkeypatch, ORDER + order, readers) as service:
        assert service.once() == 3
        found = answers(service)
        assert [found[name].state for name in ("1.pdf", "3.odt")] == [State.DELIVERED, State.DELIVERED]
        assert found["2.pdf"].state is State.REFUSED
        assert found["2.pdf"].reason.code == code
        assert nothing_is_wrong(service)


def test_a_server_killed_by_somebody_in_the_middle_of_a_reading_is_replaced(world, tmp_path, monkeypatch) -> None:
    """Unlike a file that kills it each time: the second reading succeeds or times out, and whatever it is costs that file alone."""
    with at_work(world, tmp_path, monkeypatch, ORDER + b"hang") as service:
        reader = service.pipeline.reader
        threading.Thread(target=_kill_soon, args=(reader.server_pid,), daemon=True).start()
        assert service.once() == 3
        assert [each.state for each in answers(service).values()].count(State.DELIVERED) == 2
        assert nothing_is_wrong(service)


def _kill_soon(pid: int) -> None:
    time.sleep(0.7)
    os.kill(pid, signal.SIGKILL)
