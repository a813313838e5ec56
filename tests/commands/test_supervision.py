"""sd_notify: what systemd is told, and when."""

from __future__ import annotations

import math
import os
import socket

import pytest

from commands.supervision import Supervisor


@pytest.fixture(params=["path", "abstract"])
def listener(request, tmp_path):
    """A supervisor's socket, and the address that names it in the environment."""
    address = str(tmp_path / "notify") if request.param == "path" else f"@ecoclic-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        bound.settimeout(2)
        yield bound, address


def test_systemd_is_told_of_start_life_and_end(listener):
    bound, address = listener
    supervisor = Supervisor({"NOTIFY_SOCKET": address})
    for tell in (supervisor.ready, supervisor.alive, supervisor.stopping):
        tell()
    assert [bound.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_without_systemd_nothing_is_sent_and_nothing_fails():
    supervisor = Supervisor({})
    supervisor.ready()
    assert supervisor.longest_silence == math.inf


def test_a_supervisor_that_is_gone_is_no_trouble(tmp_path):
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "absent")}).alive()


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "300000000"}, 150.0),
        ({"WATCHDOG_USEC": "300000000", "WATCHDOG_PID": str(os.getpid())}, 150.0),
        ({"WATCHDOG_USEC": "300000000", "WATCHDOG_PID": "1"}, math.inf),
        ({"WATCHDOG_USEC": "0"}, math.inf),
        ({"WATCHDOG_USEC": "bientôt"}, math.inf),
    ],
)
def test_signs_of_life_come_twice_as_often_as_asked(environment, seconds):
    assert Supervisor(environment).longest_silence == seconds
