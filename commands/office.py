"""A LibreOffice kept running that turns our own documents into PDF, whatever happens to it.

It has a profile of its own, made anew each time it starts, in which no macro runs and no link is followed. It is given a time for
each document and a part of the memory; one that hangs, dies or grows is killed with its whole process group, and another is started for
the next document. It never outlives the process that uses it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from commands.fill_libreoffice import LibreOfficeFailed, LibreOfficeInstall, without_our_python
from outbox.twins import EXPORT

_SCRIPT = Path(__file__).with_name("uno_convert.py")
_PREFIX = "bureau-"
_OPTIONS = ("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
_PIPES = Path("/tmp")  # noqa: S108 – where LibreOffice puts its pipes, wherever one would have them
_LONGEST_ANSWER = 64 * 1024
_GRACE_SECONDS = 5.0
_SAFE_PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class OfficeLimits:
    """What LibreOffice may use: seconds to start and for one document, mebibytes of address space, documents before it is started anew."""

    start_seconds: float = 60.0
    document_seconds: float = 60.0
    memory_mib: int = 2048
    documents: int = 200


class Office:
    """Turns ODT into PDF, one document at a time. LibreOffice is started by the first, in `folder`, and ended by `close`.

    Whoever uses it must be alone to use `folder`: what an earlier one left there is removed.
    """

    def __init__(self, install: LibreOfficeInstall, folder: Path, limits: OfficeLimits | None = None) -> None:
        self._install = install
        self._folder = folder
        self._limits = limits or OfficeLimits()
        self._running: _Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def convert(self, document: bytes) -> bytes:
        """The PDF that LibreOffice exports of the ODT `document`, as it exports it.

        Raises LibreOfficeFailed when it does not, OSError when the local disk cannot take what it needs.
        """
        running = self._ready()
        try:
            exported = running.convert(document, self._limits.document_seconds)
        except BaseException:
            self.close()
            raise
        if running.converted >= self._limits.documents:
            self.close()
        return exported

    def close(self) -> None:
        """End LibreOffice, at once; a later document starts another."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def _ready(self) -> _Running:
        if self._running is None:
            self._running = _Running(self._install, _new_home(self._folder), self._limits)
        return self._running


class _Running:
    """One LibreOffice and the process that keeps it."""

    def __init__(self, install: LibreOfficeInstall, home: Path, limits: OfficeLimits) -> None:
        self._home = home
        self._pipe = f"ecoclic-{os.getpid()}-{secrets.token_hex(8)}"
        self.converted = 0
        self._answers = b""
        self._process = _launched(install, home, limits, self._pipe)
        try:
            self._hear(limits.start_seconds + _GRACE_SECONDS)
        except BaseException:
            self.stop()
            raise

    def convert(self, document: bytes, seconds: float) -> bytes:
        """As `Office.convert`, within `seconds`."""
        self.converted += 1
        source, target = self._home / f"{self.converted}.odt", self._home / f"{self.converted}.pdf"
        source.write_bytes(document)
        try:
            self._ask({"source": source.as_uri(), "target": target.as_uri(), "options": EXPORT})
            self._hear(seconds)
            return _content(target)
        finally:
            source.unlink(missing_ok=True)
            target.unlink(missing_ok=True)

    def stop(self) -> None:
        """Kill the whole group: nothing is open in it that matters, and asking would take time."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)
        for name in (self._pipe, single_instance_pipe(_profile(self._home))):
            for pipe in _PIPES.glob(f"OSL_PIPE_*_{name}"):  # the number is that of the user in their own namespace
                with suppress(OSError):
                    pipe.unlink()

    def _ask(self, job: dict[str, Any]) -> None:
        try:
            os.write(_descriptor(self._process.stdin), json.dumps(job).encode() + b"\n")
        except BrokenPipeError as error:
            raise LibreOfficeFailed("LibreOffice s’est arrêté.", "the keeper of LibreOffice is gone") from error

    def _hear(self, seconds: float) -> None:
        """Wait for the next answer. Raises LibreOfficeFailed when it is bad, or does not come within `seconds`."""
        answer = self._line(time.monotonic() + seconds)
        try:
            trouble = json.loads(answer).get("trouble")
        except (ValueError, AttributeError) as error:
            raise LibreOfficeFailed("LibreOffice a répondu de travers.", repr(answer[:200])) from error
        if trouble:
            raise LibreOfficeFailed("LibreOffice n’a pas pu convertir ce document.", str(trouble))

    def _line(self, deadline: float) -> bytes:
        descriptor = _descriptor(self._process.stdout)
        while b"\n" not in self._answers:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise LibreOfficeFailed("LibreOffice n’a pas répondu à temps.", "no answer in time")
            heard = os.read(descriptor, 4096)
            if not heard or len(self._answers) > _LONGEST_ANSWER:
                raise LibreOfficeFailed("LibreOffice s’est arrêté.", "the keeper of LibreOffice is gone, or talks nonsense")
            self._answers += heard
        line, _, self._answers = self._answers.partition(b"\n")
        return line


def _new_home(folder: Path) -> Path:
    """An empty folder for one LibreOffice. What earlier ones left is removed: we are alone to use `folder`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for leftover in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    home = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    user = home / "profil" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SAFE_PROFILE, encoding="utf-8")
    return home


def _profile(home: Path) -> str:
    """The address of the profile in `home`."""
    return (home / "profil").as_uri()


def single_instance_pipe(profile: str) -> str:
    """How LibreOffice names the pipe by which a second of the same `profile` (a URL) would find the first; killed, it leaves it behind."""
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    return "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)


def _launched(install: LibreOfficeInstall, home: Path, limits: OfficeLimits, pipe: str) -> subprocess.Popen[bytes]:
    office = [str(install.soffice), f"-env:UserInstallation={_profile(home)}", *_OPTIONS, f"--accept=pipe,name={pipe};urp;"]
    command = [str(install.python), str(_SCRIPT), json.dumps(office), pipe, str(limits.start_seconds), str(limits.memory_mib)]
    return subprocess.Popen(  # noqa: S603 – our own command line, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        bufsize=0,
        env={**without_our_python(), "HOME": str(home), "LC_ALL": "C.UTF-8"},
    )


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise LibreOfficeFailed("LibreOffice n’a pas démarré.", "no pipe to its keeper")
    return int(pipe.fileno())


def _content(target: Path) -> bytes:
    try:
        return target.read_bytes()
    except FileNotFoundError as error:
        raise LibreOfficeFailed("LibreOffice n’a rien donné.", "no file was exported") from error
