"""A person at LibreOffice Writer: a real window on a screen of its own (Xvfb), real keystrokes (xdotool) on a French keyboard.

The profile is a fresh one set to French: every automatic correction is as LibreOffice ships it. The interface itself stays in English,
whatever translations the machine has.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Self

import commands
from commands.fill_libreoffice import LibreOfficeInstall, find_libreoffice, without_our_python
from tests.drivers.presence import absent, program
from tests.drivers.waiting import PATIENCE, until

_AT_WRITER = Path(__file__).with_name("writer_uno.py")
_SETTINGS = (
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "fr-FR"),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale", "fr-FR"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "ShowTipOfTheDay", "false"),
)
_WINDOW = "LibreOffice Writer"
_FRENCH = ("-layout", "fr", "-variant", "oss")
_BETWEEN_KEYS = "2"
"""Milliseconds."""
_KEYS = {"\n": "Return", "\t": "Tab", "œ": "oe"}
"""Characters whose keys are not named by their code."""
_HELD = "{}|"
"""They come with AltGr, which is struck between two of them."""


class Writer:
    """Writer with a new, blank document, and the keyboard at hand, inside a `with` block."""

    def __init__(self) -> None:
        self._install = find_libreoffice() or _no_libreoffice()
        self._programs = {name: program(name) for name in ("Xvfb", "xdotool", "setxkbmap")}

    def __enter__(self) -> Self:
        with ExitStack() as ending:
            self._home = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="writer-", ignore_cleanup_errors=True)))
            self._environment = without_our_python() | {"LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "gen", "HOME": str(self._home)}
            self._environment["DISPLAY"] = self._start_screen(ending)
            self._take_keyboard(*_FRENCH)
            self._start_writer(ending)
            self._at_writer("ready")
            self._turn_to(_WINDOW)
            self._ending = ending.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    def type(self, text: str) -> None:
        """Every character is a key of the French keyboard, or keys held together; line ends are Enter and tabs Tab."""
        for run in _runs(text):
            self.press(*(_KEYS.get(letter, f"U{ord(letter):04X}") for letter in run))

    def press(self, *keys: str) -> None:
        """Keys by their X names: « ctrl+1 », « Return »."""
        self._run(self._programs["xdotool"], "key", "--delay", _BETWEEN_KEYS, *keys)

    def make_heading(self) -> None:
        """Ctrl+1, on a keyboard that has a 1 without Shift: LibreOffice 24.2 takes that key alone, not the one of the keypad any more."""
        self._take_keyboard("-layout", "us")
        self.press("ctrl+1")
        self._take_keyboard(*_FRENCH)

    def insert_table(self) -> None:
        """A table as the dialog offers it, two columns and two rows; the cursor is then in its first cell."""
        self.press("ctrl+F12")
        self._turn_to("Insert Table")
        self.press("Return")
        until(lambda: None if self._window("Insert Table") else True, "the dialog to be gone")
        self._turn_to(_WINDOW)

    def save(self, target: Path, last_words: str) -> None:
        """Save as ODT once `last_words`, the end of what was typed, have come to stand in the document."""
        self._at_writer("save", last_words, target.resolve().as_uri())

    def _take_keyboard(self, *options: str) -> None:
        self._run(self._programs["setxkbmap"], *options)

    def _turn_to(self, title: str) -> None:
        self._run(self._programs["xdotool"], "windowfocus", "--sync", until(lambda: self._window(title), f"the window « {title} »"))

    def _window(self, title: str) -> str | None:
        command = [str(self._programs["xdotool"]), "search", "--onlyvisible", "--name", re.escape(title)]
        found = subprocess.run(command, capture_output=True, text=True, env=self._environment, timeout=PATIENCE).stdout.split()
        return found[-1] if found else None

    def _at_writer(self, *arguments: str) -> None:
        """Through LibreOffice's own interface, what no keystroke tells: whether it is ready, what stands in the document."""
        modules = {"PYTHONPATH": str(Path(commands.__file__ or "").parent)}
        self._run(self._install.python, _AT_WRITER, self._home.name, str(PATIENCE), *arguments, **modules)

    def _run(self, *command: str | Path, **more: str) -> None:
        parts = list(map(str, command))
        done = subprocess.run(parts, capture_output=True, text=True, env=self._environment | more, timeout=2 * PATIENCE)
        assert done.returncode == 0, f"{parts}: {done.stdout}{done.stderr}"

    def _start_screen(self, ending: ExitStack) -> str:
        """The display of a new screen, which tells its number once it can be used."""
        told, tell = os.pipe()
        with os.fdopen(told) as number:
            command = [self._programs["Xvfb"], "-displayfd", str(tell), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
            command.append("-noreset")  # or the keyboard would be American again once setxkbmap has gone
            self._start(ending, list(map(str, command)), pass_fds=(tell,))
            os.close(tell)
            return f":{int(number.readline())}"

    def _start_writer(self, ending: ExitStack) -> None:
        settings = self._home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_settings(), encoding="utf-8")
        profile = f"-env:UserInstallation={(self._home / 'profile').as_uri()}"
        options = ("--norestore", "--nologo", "--nofirststartwizard", f"--accept=pipe,name={self._home.name};urp;", "--writer")
        self._start(ending, [str(self._install.soffice), profile, *options])

    def _start(self, ending: ExitStack, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, env=self._environment, pass_fds=pass_fds, start_new_session=True
        )
        ending.callback(_end, process)


def _runs(text: str) -> list[str]:
    """`text` cut within doubled letters: a key let go and struck again in one millisecond counts as once, so the second is struck later."""
    runs = [text[:1]]
    for before, letter in pairwise(text):
        if before == letter and letter not in _HELD:
            runs.append("")
        runs[-1] += letter
    return runs


def _end(process: subprocess.Popen[bytes]) -> None:
    """At once, and its children with it: what it holds is thrown away."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)


def _settings() -> str:
    items = (
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(items)}</oor:items>'


def _no_libreoffice() -> LibreOfficeInstall:
    absent("LibreOffice with a Python that has uno")
