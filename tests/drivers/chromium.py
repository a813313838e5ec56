"""A Chromium of the tests' own, without a window, driven over two pipes with the DevTools protocol.

It reaches no network, keeps its profile in a folder that goes with it, and is killed with all its processes in the end.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.drivers.presence import absent
from tests.drivers.waiting import PATIENCE

NAMES = ("chromium", "google-chrome-stable", "google-chrome")
_ON_PIPES = 'exec "$@" 3<&0 4>&1 </dev/null >&2'
"""Chromium reads its orders from descriptor 3 and answers on 4."""
_OPTIONS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # containers refuse the name spaces it is made of, and this browser opens our own form only
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # small in containers
    "--disable-gpu",
    "--force-device-scale-factor=0.5",  # a quarter of the dots to draw
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--lang=fr",
    "--password-store=basic",
)
Parameters = Mapping[str, object]


class Failed(AssertionError):
    """Chromium went away, kept silent, or refused an order."""


class Refused(Failed):
    """One order was refused: what it was for is gone, or not there yet."""


def find_chromium() -> Path:
    """Where Chromium is; see `absent` when it is not. A snap does not see the files of /tmp: it does not count."""
    found = (Path(path) for path in map(shutil.which, NAMES) if path and not path.startswith("/snap/"))
    return next(found, None) or absent("Chromium (package chromium of Debian)")


class Chromium:
    """A running browser. `frames`: the session of every frame it has attached us to, by the order they came."""

    def __init__(self, width: int, height: int) -> None:
        browser = find_chromium()
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self._said = Path(self._profile.name, "stderr")
        command = [browser, *_OPTIONS, f"--user-data-dir={self._profile.name}", f"--window-size={width},{height}", "about:blank"]
        with self._said.open("wb") as errors:
            self._process = subprocess.Popen(
                ["sh", "-c", _ON_PIPES, "sh", *map(str, command)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                bufsize=0,
                start_new_session=True,
                env={**os.environ, "HOME": self._profile.name, "XDG_CONFIG_HOME": self._profile.name, "XDG_CACHE_HOME": self._profile.name},
            )
        self._numbers = count(1)
        self._unread = b""
        self._answers: dict[int, dict[str, Any]] = {}
        self.frames: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._profile.cleanup()

    def open(self, address: str) -> str:
        """The session of a new tab at `address`; the frames within it come to `frames`."""
        tab = self.order("Target.createTarget", url="about:blank")["targetId"]
        session: str = self.order("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        self._attach_to_frames_of(session)
        self.order("Page.navigate", session, url=address)
        return session

    def evaluate(self, expression: str, session: str) -> Any:
        """The value of a JavaScript expression in a frame, once its promise is kept. Raises Refused when it cannot be had."""
        said = self.order("Runtime.evaluate", session, expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise Refused(f"{expression}: {said['exceptionDetails']}")
        return said["result"].get("value")

    def mouse(self, session: str, *events: Parameters) -> None:
        """Have mouse events happen in a tab, in this order, and wait until the page has dealt with them."""
        self._orders("Input.dispatchMouseEvent", session, events)

    def keys(self, session: str, *events: Parameters) -> None:
        """Likewise for keys."""
        self._orders("Input.dispatchKeyEvent", session, events)

    def order(self, method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
        """Have one order obeyed, and its result."""
        return self._orders(method, session, [parameters])[0]

    def _orders(self, method: str, session: str | None, each: Iterable[Parameters]) -> list[dict[str, Any]]:
        """Give the same order many times before waiting for the results: each takes the time of a frame to be answered."""
        return [self._result(number, method) for number in [self._send(method, session, parameters) for parameters in each]]

    def _result(self, number: int, method: str) -> dict[str, Any]:
        while number not in self._answers:
            self._take_note(self._receive())
        said = self._answers.pop(number)
        if "error" in said:
            raise Refused(f"{method}: {said['error']}")
        return dict(said["result"])

    def _send(self, method: str, session: str | None, parameters: Parameters) -> int:
        number = next(self._numbers)
        order = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\0")
        except BrokenPipeError:
            raise self._failed("went away") from None
        return number

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            self._unread += self._more()
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))

    def _more(self) -> bytes:
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        more = os.read(self._process.stdout.fileno(), 1 << 20) if ready else b""
        if not more:
            raise self._failed("went away" if ready else "keeps silent")
        return more

    def _failed(self, how: str) -> Failed:
        return Failed(f"Chromium {how}: {self._said.read_text(errors='replace')[-2000:]}")

    def _take_note(self, said: dict[str, Any]) -> None:
        if said.get("method") == "Target.attachedToTarget":
            self.frames.append(said["params"]["sessionId"])
            self._attach_to_frames_of(self.frames[-1])
        elif "id" in said:
            self._answers[said["id"]] = said

    def _attach_to_frames_of(self, session: str) -> None:
        self._send("Target.setAutoAttach", session, {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True})
