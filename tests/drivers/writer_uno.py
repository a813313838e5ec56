"""Run by a Python that has LibreOffice's `uno`: waits for the Writer that a person types in, and saves.

Arguments: the name of its pipe, how many seconds to wait for anything, then « ready », or « save », the last words to wait for and the
address to save at. `uno_fill`, of the product, is on the path.
"""

from __future__ import annotations

import sys
import time

from uno_fill import connect, properties


def main(pipe: str, patience: float, what: str, last_words: str = "", target: str = "") -> None:
    deadline = time.monotonic() + patience
    document = waited_for(connect(pipe, patience), last_words, deadline)
    if what == "save":
        document.storeToURL(target, properties(FilterName="writer8"))


def waited_for(desktop, last_words: str, deadline: float):
    """The open text, once it holds `last_words`."""
    while True:
        document = desktop.getCurrentComponent()
        text = document.Text.String if hasattr(document, "Text") else None
        if text is not None and last_words in text:
            return document
        if time.monotonic() > deadline:
            raise TimeoutError(f"« {last_words} » never came; there is: {text!r}")
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
