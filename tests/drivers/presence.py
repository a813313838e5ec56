"""Real programs that tests need: absent, a test is skipped on a developer's machine and fails where `CI` is set."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def program(name: str) -> Path:
    """Where the program `name` is; see `absent` when it is not."""
    found = shutil.which(name)
    return Path(found) if found else absent(name)


def absent(what: str) -> NoReturn:
    """Ends the test: fails in CI, where everything must be installed, skips elsewhere."""
    message = f"{what} is not installed on this machine"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
