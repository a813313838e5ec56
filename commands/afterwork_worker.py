"""The process that works on what follows deliveries while the service watches: started by it, and never outliving it.

It holds LibreOffice, so that nothing of it weighs on the service: its own process, its own connection to the ledger, and a low claim on
the processor. It lets returns go first, stays a while in case more comes, then leaves and gives the memory back.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from commands.afterwork import sole_worker
from commands.context import open_ledger
from commands.following import make_afterwork
from commands.workspace import Workspace
from intake.ledger import Ledger

LINGERING_SECONDS = 60.0
"""How long the process stays with nothing to do, LibreOffice being slow to start."""
_LOOK_SECONDS = 0.5
_NICENESS = 10


def main() -> None:
    """Work on the tasks of the workspace named on the command line until the service is gone, or nothing has come for a while."""
    os.nice(_NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the service, which will close our standard input
    gone = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(gone,), daemon=True).start()
    workspace = Workspace.open(Path(sys.argv[2]))
    with sole_worker(workspace.state) as ours, open_ledger(workspace) as ledger:
        if ours:
            _work(workspace, ledger, gone)


def _wait_for_the_end(gone: threading.Event) -> None:
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    gone.set()


def _work(workspace: Workspace, ledger: Ledger, gone: threading.Event) -> None:
    afterwork = make_afterwork(workspace, ledger)
    afterwork.polite, afterwork.stopping = True, gone.is_set
    leave_at = time.monotonic() + LINGERING_SECONDS
    try:
        while not gone.is_set() and time.monotonic() < leave_at:
            if afterwork.drain(float("inf")):
                leave_at = time.monotonic() + LINGERING_SECONDS
            gone.wait(_LOOK_SECONDS)
    finally:
        afterwork.close()
