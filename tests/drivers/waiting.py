"""Waiting for programs: no longer than they need, and never for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60
"""Seconds that any one thing may take on a machine busy with other tests."""
Value = TypeVar("Value")


def until(found: Callable[[], Value | None], what: str) -> Value:
    """What `found` gives as soon as it gives something. Fails, naming `what`, when that takes more than a minute."""
    deadline = time.monotonic() + PATIENCE
    while (value := found()) is None:
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
    return value
