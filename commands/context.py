"""What every command shares: the `--workspace` option, the clock, the ledger it opens, and how errors end a command."""

from __future__ import annotations

import gettext
import io
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

import click

from commands.workspace import Workspace
from forms.errors import EcoclicError, WorkspaceError
from forms.french import typography
from intake.ledger import Ledger
from intake.share import ShareState

_QUOTED_NAME = re.compile(r"(?<!\w)'([-\w\[\]|…]+)'")
"""A name as the command-line library quotes it. Nothing else is touched: a person may have typed anything."""
_Command = TypeVar("_Command", bound=Callable[..., object])


class ExitCode(IntEnum):
    """How a command ends, in the manner of sysexits.h."""

    DONE = 0
    FAILED = 1
    REFUSED = 2
    USAGE = 64
    INTERNAL = 70
    INTERRUPTED = 130


def speak_french() -> None:
    """Make the command-line library speak French, whatever the locale of the machine."""
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
    os.environ["LANGUAGE"] = "fr"
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def workspace_option(command: _Command) -> _Command:
    """Give a command its `--workspace` option."""
    return _workspace_option(Path(), "sinon le dossier courant")(command)


def new_workspace_option(default: str) -> Callable[[_Command], _Command]:
    """Give a command that makes a workspace its `--workspace` option, and the argument DOSSIER, which says the same and wins."""

    def decorate(command: _Command) -> _Command:
        argument = click.argument("named", type=click.Path(path_type=Path, file_okay=False), metavar="[DOSSIER]", required=False)
        return argument(_workspace_option(Path(default), "sinon le dossier courant" if default == "." else f"sinon « {default} »")(command))

    return decorate


def _workspace_option(default: Path, otherwise: str) -> Callable[[_Command], _Command]:
    return click.option(
        "--workspace",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="ECOCLIC_WORKSPACE",
        default=default,
        metavar="DOSSIER",
        help=typography(f"Espace de travail (par défaut : la variable ECOCLIC_WORKSPACE, {otherwise})."),
    )


def now() -> datetime:
    """The time, aware, in UTC: the only clock of the product."""
    return datetime.now(UTC)


def open_ledger(workspace: Workspace) -> Ledger:
    """The ledger of `workspace`; close it, or use it in a `with`."""
    return Ledger(workspace.ledger, now)


def require_share(workspace: Workspace, ledger: Ledger) -> None:
    """Raises WorkspaceError, saying what to do, unless the share of `workspace` is there and is its own."""
    if workspace.share.state(ledger.workspace_id) is ShareState.ABSENT:
        raise WorkspaceError(
            f"Le dossier partagé {workspace.share.root} est absent ou débranché. Vérifiez qu’il est monté, puis recommencez.",
            f"share {workspace.share.root} is absent",
        )


def say(text: str = "") -> None:
    """Tell the person at the terminal."""
    click.echo(text)


def complain_of_usage(error: click.ClickException) -> None:
    """Tell the person how the command line was misused, with French quotation marks, which the library’s catalogue cannot give to the
    names of options, arguments and choices."""
    shown = io.StringIO()
    error.show(shown)
    click.echo(_QUOTED_NAME.sub(typography(r"« \1 »"), shown.getvalue()), err=True, nl=False)


def complain(error: EcoclicError) -> None:
    """Tell the person what is wrong."""
    click.echo(f"Erreur : {error.sentence}", err=True)
