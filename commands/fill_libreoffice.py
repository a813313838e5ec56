"""LibreOffice as a person uses it: opens a form, sets its controls, saves it. For `ecoclic demo` and for tests.

A LibreOffice of its own (own profile, own pipe) is started, used, and always stopped; a person's open LibreOffice is not touched.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from forms.errors import EcoclicError

_SCRIPT = Path(__file__).with_name("uno_fill.py")
_START_SECONDS = 60.0
_JOB_SECONDS = 30.0
_STOP_SECONDS = 5.0
_LARGEST_FILE = 256 * 1024 * 1024
"""Bytes of a file it may write. LibreOffice 25.2 saves some documents as text without ever ending, and would fill the disk."""
_WITHIN_LIMITS = ("/bin/sh", "-c", f'ulimit -f {_LARGEST_FILE // 512}; exec "$0" "$@"')
_KNOWN_PROGRAMS = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


class LibreOfficeFailed(EcoclicError):
    """LibreOffice did not start, did not answer in time, or could not do what was asked."""

    code = "libreoffice"


@dataclass(frozen=True, slots=True)
class LibreOfficeInstall:
    """A LibreOffice on this machine: its program, and a Python that can talk to it."""

    soffice: Path
    python: Path


@dataclass(frozen=True, slots=True)
class FillJob:
    """Opens `source`, sets `answers`, saves as `target`, in the format its ending says (odt, pdf, docx, …).

    `answers`: control name → export values. Radio buttons: the code of one. A check box: its code if ticked, nothing if not. A text
    entry: its text. `filter_data`: options of the export filter (« ExportFormFields » and the like of the PDF filter). `filter_name`: the
    export filter, where an ending has several.
    """

    source: Path
    target: Path
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filter_data: Mapping[str, bool | int | str] = field(default_factory=dict)
    filter_name: str = ""


@functools.cache
def find_libreoffice() -> LibreOfficeInstall | None:
    """The LibreOffice of this machine, or None when it, or a Python that can `import uno`, is missing."""
    soffice = next((Path(each) for each in (shutil.which("soffice"), *_KNOWN_PROGRAMS) if each and Path(each).is_file()), None)
    if soffice is None:
        return None
    python = next((each for each in _pythons(soffice) if _has_uno(each)), None)
    return LibreOfficeInstall(soffice, python) if python else None


def libreoffice_version(install: LibreOfficeInstall) -> str:
    """What it calls itself, « LibreOffice 7.4.7.2 »; « LibreOffice » when it does not say so in time."""
    command = [str(install.soffice), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=_JOB_SECONDS, check=False).stdout  # noqa: S603 – as above
    except (subprocess.TimeoutExpired, OSError):
        return "LibreOffice"
    found = re.match(r"LibreOffice [\d.]+", said)
    return found.group() if found else "LibreOffice"


def fill_with_libreoffice(jobs: Sequence[FillJob]) -> None:
    """Does `jobs` with one LibreOffice. Raises LibreOfficeFailed, naming each file, when one could not be done."""
    install = find_libreoffice()
    if install is None:
        raise LibreOfficeFailed("LibreOffice est introuvable sur cette machine.", "no soffice, or no Python with uno")
    with RunningLibreOffice(install) as office:
        office.run(jobs)


class RunningLibreOffice:
    """One LibreOffice without a window, alive inside a `with` block. Not for several threads at once.

    `patience`: how many seconds it may take to start; a fresh profile on a busy machine needs several.
    """

    def __init__(self, install: LibreOfficeInstall, patience: float = _START_SECONDS) -> None:
        self._install = install
        self._patience = patience

    def __enter__(self) -> Self:
        self._home = tempfile.TemporaryDirectory(prefix="ecoclic-office-", ignore_cleanup_errors=True)
        self._pipe = Path(self._home.name).name
        self._process = subprocess.Popen(  # noqa: S603 – our own command line, no shell
            self._command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()
        self._home.cleanup()

    def run(self, jobs: Sequence[FillJob]) -> None:
        """Does `jobs`, in order. Raises LibreOfficeFailed, naming each file, when one could not be done; the others are done."""
        for job in jobs:
            job.target.parent.mkdir(parents=True, exist_ok=True)
        troubles = self._ask([_as_json(job) for job in jobs], patience=_JOB_SECONDS * len(jobs))
        failures = [f"{job.source.name} : {trouble}" for job, trouble in zip(jobs, troubles, strict=True) if trouble]
        if failures:
            raise LibreOfficeFailed("LibreOffice n’a pas pu remplir : " + " ; ".join(failures))

    def _command(self) -> list[str]:
        profile = Path(self._home.name, "profile").as_uri()
        options = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
        return [
            *_WITHIN_LIMITS,
            str(self._install.soffice),
            f"-env:UserInstallation={profile}",
            *options,
            f"--accept=pipe,name={self._pipe};urp;",
        ]

    def _ask(self, jobs: list[dict[str, Any]], patience: float) -> list[str | None]:
        command = [str(self._install.python), str(_SCRIPT), self._pipe, str(self._patience)]
        try:
            done = subprocess.run(  # noqa: S603 – our own command line, no shell
                command,
                input=json.dumps(jobs),
                capture_output=True,
                text=True,
                timeout=self._patience + patience,
                check=True,
                env=without_our_python(),
            )
        except subprocess.TimeoutExpired as slow:
            raise LibreOfficeFailed("LibreOffice n’a pas répondu à temps.", str(slow)) from slow
        except subprocess.CalledProcessError as failure:
            raise LibreOfficeFailed("LibreOffice n’a pas pu être utilisé.", str(failure.stderr)) from failure
        troubles: list[str | None] = json.loads(done.stdout)
        return troubles

    def _stop(self) -> None:
        """Ends the whole process group: `soffice` is a script that starts others."""
        for each in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, each)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)


def _as_json(job: FillJob) -> dict[str, Any]:
    return {
        "source": job.source.resolve().as_uri(),
        "target": job.target.resolve().as_uri(),
        "answers": {name: list(values) for name, values in job.answers.items()},
        "filter_data": dict(job.filter_data),
        "filter_name": job.filter_name,
    }


def _pythons(soffice: Path) -> list[Path]:
    """Where a Python with `uno` is usually found: the system's, LibreOffice's own, the one that runs this program."""
    folder = soffice.resolve().parent
    candidates = [Path("/usr/bin/python3"), folder / "python", folder.parent / "Resources" / "python", Path(sys.executable)]
    return [each for each in candidates if each.is_file()]


def _has_uno(python: Path) -> bool:
    trial = subprocess.run([str(python), "-c", "import uno"], capture_output=True, env=without_our_python(), check=False)  # noqa: S603 – as above
    return trial.returncode == 0


def without_our_python() -> dict[str, str]:
    """Ours, without what would make another Python import our packages."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
