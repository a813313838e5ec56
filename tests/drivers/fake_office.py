"""Stands for the Python that keeps LibreOffice: answers as told by the file beside it, `how`, one word a start.

well: gives back PDFs · deaf: never ready · refuses: says it cannot start · hangs, dies, garbage, empty, trouble: what it does of a job.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from commands.fill_libreoffice import LibreOfficeInstall

PDF = b"%PDF-1.7 made by nobody"


def install_fake(folder: Path, *how: str) -> LibreOfficeInstall:
    """A LibreOffice whose n-th start behaves as the n-th word of `how`, the last for ever."""
    (folder / "how").write_text("\n".join(how), encoding="utf-8")
    keeper = folder / "python"
    keeper.write_text(f"#!/bin/sh\nexec '{sys.executable}' -I '{__file__}' '{folder}' \"$@\"\n", encoding="utf-8")
    keeper.chmod(0o755)
    return LibreOfficeInstall(folder / "soffice", keeper)


def starts(folder: Path) -> int:
    """How often it was started."""
    return len((folder / "starts").read_text().split()) if (folder / "starts").exists() else 0


def children(folder: Path) -> list[int]:
    """The process ids of what it started, as LibreOffice would be."""
    return [int(each) for each in (folder / "children").read_text().split()] if (folder / "children").exists() else []


def _behave(folder: Path) -> None:
    with (folder / "starts").open("a") as file:
        file.write("x\n")
    words = (folder / "how").read_text(encoding="utf-8").split()
    how = words[min(starts(folder), len(words)) - 1]
    office = subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with (folder / "children").open("a") as file:
        file.write(f"{office.pid}\n")
    if how == "deaf":
        time.sleep(600)
    print(json.dumps({"trouble": "cannot start"} if how == "refuses" else {"ready": True}), flush=True)
    for line in sys.stdin:
        _answer(how, Path(unquote(urlparse(json.loads(line)["target"]).path)))


def _answer(how: str, target: Path) -> None:
    if how == "hangs":
        time.sleep(600)
    if how == "dies":
        sys.exit(3)
    if how == "garbage":
        print("\x00\x01 bonjour", flush=True)
        return
    if how != "empty":
        target.write_bytes(PDF)
    print(json.dumps({"trouble": "ErrorCodeIOException" if how == "trouble" else None}), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    _behave(Path(sys.argv[1]))
