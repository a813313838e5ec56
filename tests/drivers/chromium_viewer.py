"""Chromium's own PDF viewer, filling a form as a person does: click a box, click an entry and type, save with the changes.

The window is as tall and as wide as the whole form, so that nothing scrolls. The viewer is reached by the names its own page gives things
(`pdf-viewer`, `viewport`, `currentController`), as of Chromium 156.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from forms.control_names import TOKEN_FIELD
from tests.drivers.chromium import Chromium, Refused
from tests.drivers.pdf_widgets import Widget, widgets
from tests.drivers.waiting import until

Answers = Mapping[str, tuple[str, ...]]
_NARROWEST = 1000
_AROUND_A_PAGE = 40
_AROUND_ALL = 300
"""Pixels that a page and the window take beside the form's own, at most; 96 pixels are 72 points."""
_OPENED_AS = "#toolbar=0&navpanes=0&zoom=100"
_PRESSED = ("mousePressed", "mouseReleased")
_ERASE = "\b"

_VIEWER = "document.querySelector('pdf-viewer')"
_PAGES = """(async () => {
    const viewer = document.querySelector('pdf-viewer');
    await viewer?.loaded;
    return viewer?.viewport?.pageDimensions_.map((_, page) => viewer.viewport.getPageScreenRect(page));
})()"""
"""Where the pages stand in the window, in pixels; nothing, or no page, as long as the viewer is not ready."""
_TYPING = f"{_VIEWER}.formFieldFocus_ === 'text'"
_SAVED = f"(async () => new Uint8Array((await {_VIEWER}.currentController.save('EDITED')).dataToSave).toBase64())()"


def fill_with_chromium(source: Path, target: Path, answers: Answers) -> None:
    """Write to `target` what the viewer saves once the form `source` is filled; controls not named are left alone."""
    every = list(widgets(source))
    with Chromium(_width(every), _height(every)) as browser:
        viewer = _Viewer(browser, source)
        viewer.take_the_cursor_to(next(each for each in every if each.code is None and each.name != TOKEN_FIELD))
        for widget in every:
            for answer in answers.get(widget.name, ()):
                viewer.answer(widget, answer)
        target.write_bytes(viewer.saved())


def _width(every: Sequence[Widget]) -> int:
    return max(_NARROWEST, round(max(each.size[0] for each in every) * 96 / 72) + _AROUND_ALL)


def _height(every: Sequence[Widget]) -> int:
    pages = {each.page: each.size[1] * 96 / 72 for each in every}
    last = max(pages)
    return round((last + 1) * (max(pages.values()) + _AROUND_A_PAGE)) + _AROUND_ALL


class _Viewer:
    """The viewer once the document is there."""

    def __init__(self, browser: Chromium, document: Path) -> None:
        self._browser = browser
        self._tab = browser.open(document.resolve().as_uri() + _OPENED_AS)
        self._frame, self._pages = until(self._loaded, "the form to be loaded")

    def _loaded(self) -> tuple[str, list[dict[str, float]]] | None:
        return next(((frame, pages) for frame in self._browser.frames if (pages := self._pages_in(frame))), None)

    def _pages_in(self, frame: str) -> list[dict[str, float]] | None:
        try:
            return self._browser.evaluate(_PAGES, frame)
        except Refused:  # the frame is being replaced by the viewer's
            return None

    def take_the_cursor_to(self, entry: Widget) -> None:
        """Click an entry until the cursor is in it: the first clicks are lost while the page has not been drawn."""
        until(lambda: self._cursor_in(entry), "the cursor to be in the first entry")

    def _cursor_in(self, entry: Widget) -> bool | None:
        self._click(entry)
        return self._browser.evaluate(_TYPING, self._frame) or None

    def answer(self, widget: Widget, answer: str) -> None:
        """Tick a box that `answer` names and that is not ticked, or type `answer` in an entry, instead of what is there."""
        if widget.code is None:
            self._click(widget, times=2)  # selects all of it
            self._type(answer)
        elif widget.code == answer and not widget.ticked:
            self._click(widget)

    def saved(self) -> bytes:
        """The file as « Download – with your changes » gives it."""
        return base64.b64decode(self._browser.evaluate(_SAVED, self._frame))

    def _click(self, widget: Widget, times: int = 1) -> None:
        x, y = self._on_screen(widget)
        pressed = [{"type": kind, "button": "left", "clickCount": time} for time in range(1, times + 1) for kind in _PRESSED]
        self._browser.mouse(self._tab, *({**event, "x": x, "y": y} for event in [{"type": "mouseMoved"}, *pressed]))

    def _on_screen(self, widget: Widget) -> tuple[float, float]:
        page, (x, y), (width, height) = self._pages[widget.page], widget.centre, widget.size
        return page["x"] + x * page["width"] / width, page["y"] + (height - y) * page["height"] / height

    def _type(self, text: str) -> None:
        letters = ({"type": "char", "text": letter} for letter in (_ERASE, *text.replace("\n", "\r")))
        self._browser.keys(self._tab, *letters)
