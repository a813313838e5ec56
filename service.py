"""The composition root: the command line, wired from `commands`."""

from __future__ import annotations

from commands.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
