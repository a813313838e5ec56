"""Run by a Python that has LibreOffice's `uno`, not by the product's own: keeps one LibreOffice, and has it convert documents.

Standard library and `uno` only. Arguments: the command line of LibreOffice, as JSON; the name of its pipe; how many seconds it may take to
start; how many mebibytes it may take. Then, line by line, as JSON: « {"ready": true} » or the trouble on standard output; on standard input
a job {source, target, options}, its addresses file URLs; on standard output its {"trouble": …} or null; and so on.

This process leads a process group that LibreOffice belongs to. When standard input ends, whoever was asking is gone: the group is killed,
whatever LibreOffice is doing.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any, NoReturn

from uno_fill import connect, properties  # type: ignore[import-not-found]  # beside this script, hence first on its path

Uno = Any
"""An object on LibreOffice's side: it has no static type."""
LARGEST_FILE = 256 * 1024 * 1024
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
NEVER_EXECUTE, NO_UPDATE = 0, 0
"""Of com.sun.star.document: MacroExecMode, UpdateDocMode."""


def leave() -> NoReturn:
    """End everything at once: this process, and the LibreOffice it started."""
    os.killpg(0, signal.SIGKILL)
    raise SystemExit


def listen(jobs: queue.Queue[dict[str, Any]]) -> None:
    """Passes on the jobs of standard input; ends everything with it."""
    for line in sys.stdin:
        jobs.put(json.loads(line))
    leave()


def limit(mebibytes: int) -> None:
    """What LibreOffice may use; and no network at all, where the kernel lets us leave it."""
    for kind, most in (
        (resource.RLIMIT_AS, mebibytes * 1024 * 1024),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (wanted, wanted))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWNET | CLONE_NEWUSER)


def start(command: list[str]) -> None:
    """Starts LibreOffice in our group. It inherits our limits, and lives as long as we do."""
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 – as the product says


def convert(desktop: Uno, job: dict[str, Any]) -> str | None:
    """Opens the source and exports it as the target. Tells what went wrong, or None."""
    opening = properties(Hidden=True, ReadOnly=True, MacroExecutionMode=NEVER_EXECUTE, UpdateDocMode=NO_UPDATE)
    document = desktop.loadComponentFromURL(job["source"], "_blank", 0, opening)
    if document is None:
        return "LibreOffice could not open it"
    try:
        document.storeToURL(job["target"], properties(FilterName="writer_pdf_Export", **filter_data(job["options"])))
    finally:
        document.close(True)
    return None


def filter_data(options: dict[str, Any]) -> dict[str, Any]:
    """The options of the export filter, as a property of their own."""
    import uno  # type: ignore[import-not-found]  # belongs to LibreOffice's Python

    return {"FilterData": uno.Any("[]com.sun.star.beans.PropertyValue", properties(**options))}


def attempt(desktop: Uno, job: dict[str, Any]) -> str | None:
    """`convert`, an error told rather than raised: the next document may do better."""
    try:
        return convert(desktop, job)
    except Exception as error:  # noqa: BLE001 – LibreOffice raises its own kinds, unknown here
        return f"{type(error).__name__}: {error}"


def say(**what: object) -> None:
    """One line for whoever asks."""
    print(json.dumps(what), flush=True)  # noqa: T201 – standard output is how we answer


def main() -> None:
    """Serves until standard input ends."""
    jobs: queue.Queue[dict[str, Any]] = queue.Queue()
    with suppress(OSError, ValueError):
        limit(int(sys.argv[4]))  # first: the kernel lets nobody but root leave the network with a second thread at work
    threading.Thread(target=listen, args=(jobs,), daemon=True).start()
    try:
        start(json.loads(sys.argv[1]))
        desktop = connect(sys.argv[2], float(sys.argv[3]))
    except Exception as error:  # noqa: BLE001 – whatever it is, nothing can be converted
        say(trouble=f"{type(error).__name__}: {error}")
        leave()
    say(ready=True)
    while True:
        say(trouble=attempt(desktop, jobs.get()))


if __name__ == "__main__":
    main()
