"""The service's log: one JSON object a line, ids rather than persons, kept apart from what is told to people."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

_TEN_MEBIBYTES = 10 * 1024 * 1024


class _Journal(RotatingFileHandler):
    """Says nothing when a line cannot be written: on a full disk the service tells so once, not a stack of calls for every line lost."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 – named by the standard library
        """Let the line go."""


def open_journal(path: Path) -> structlog.stdlib.BoundLogger:
    """A logger that appends to the file at `path`, rotated at 10 MiB, five kept."""
    handler = _Journal(path, maxBytes=_TEN_MEBIBYTES, backupCount=5, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger(f"ecoclic.{path}")
    for previous in list(logger.handlers):
        logger.removeHandler(previous)
        previous.close()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    journal: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logger,
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return journal
