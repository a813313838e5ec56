"""The `ecoclic` command: its subcommands, and how each kind of failure ends."""

from __future__ import annotations

import sys
import traceback
from importlib.metadata import version
from typing import NoReturn

import click

from commands.adopt import adopt
from commands.advice import advice
from commands.campaign import campaign
from commands.context import ExitCode, complain, complain_of_usage, speak_french
from commands.decide import decide
from commands.demo import demo
from commands.doctor import doctor
from commands.explain import explain
from commands.export import export
from commands.init import init
from commands.plan import plan
from commands.read import read
from commands.report import report
from commands.retry import retry
from commands.review import bilan
from commands.run import run
from commands.setbacks import refusal
from commands.status import status
from commands.templates import templates
from commands.twins import twins
from commands.verify import verify
from forms.errors import EcoclicError
from forms.french import typography
from intake.space import is_full


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="COMMANDE …", options_metavar="")
@click.version_option(version("ecoclic"), prog_name="ecoclic", help="Affiche la version et s’arrête.")
def cli() -> None:
    """Questionnaires de sobriété numérique pour les communes, d’un bout à l’autre sur des documents."""


for _command in (
    init,
    campaign,
    run,
    read,
    explain,
    status,
    export,
    decide,
    report,
    bilan,
    plan,
    retry,
    twins,
    verify,
    doctor,
    advice,
    adopt,
    demo,
    templates,
):
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 failed, 2 file refused (`read`), 64 wrong usage, 70 internal error."""
    speak_french()
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        return cli.main(arguments, prog_name="ecoclic", standalone_mode=False) or ExitCode.DONE
    except click.UsageError as error:
        complain_of_usage(error)
        return ExitCode.USAGE
    except click.ClickException as error:
        complain_of_usage(error)
        return ExitCode.FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrompu.", err=True)
        return ExitCode.INTERRUPTED
    except EcoclicError as error:
        complain(error)
        return ExitCode.FAILED
    except OSError as error:
        complain(EcoclicError(_refusal(error)))
        return ExitCode.FAILED
    except Exception:  # noqa: BLE001 – the last resort: whatever escaped is a defect of ours, told as such
        click.echo("Erreur interne : ceci est un défaut d’Éco-clic, pas de votre fichier. Détail technique :", err=True)
        click.echo(traceback.format_exc(), err=True)
        return ExitCode.INTERNAL


def _refusal(error: OSError) -> str:
    return typography(f"{refusal(error)} : {_remedy(error)}.")


def _remedy(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "vérifiez les droits de votre compte"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "vérifiez ce chemin"
    return "faites de la place, puis recommencez" if is_full(error) else "recommencez"
