"""Telling systemd how the service is (sd_notify(3)): started, alive, stopping. Without systemd nothing is sent."""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Mapping
from contextlib import suppress


class Supervisor:
    """The supervisor named by the environment: `NOTIFY_SOCKET`, and `WATCHDOG_USEC` when it wants signs of life."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        period = environment.get("WATCHDOG_USEC", "")
        mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._period = int(period) / 1e6 if period.isdigit() and mine and int(period) else math.inf

    @property
    def longest_silence(self) -> float:
        """Seconds that may pass between two signs of life: half of what the supervisor allows; infinite when it wants none."""
        return self._period / 2

    def ready(self) -> None:
        """The service has started: what depends on it may."""
        self._send("READY=1")

    def alive(self) -> None:
        """The loop turns. To be said by the loop itself: a thread would go on saying it of a loop that hangs."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The service ends of its own accord."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        """A supervisor that cannot be told is not worth failing for."""
        if self._address:
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as connection:
                connection.sendto(state.encode(), self._address)
