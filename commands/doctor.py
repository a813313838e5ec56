"""`ecoclic doctor`: is everything the service needs in place, and if not, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from commands.context import ExitCode, say, workspace_option
from commands.examination import Finding, Verdict, examine
from commands.workspace import Workspace
from forms.french import plural


@click.command(short_help="Vérifie la machine, le partage et les droits.", options_metavar="[OPTIONS]")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON, pour un autre programme.")
@workspace_option
def doctor(as_json: bool, folder: Path) -> int:
    """Vérifie tout ce dont le service a besoin et dit que faire si quelque chose manque. Ne change rien ; le service peut tourner."""
    findings = examine(Workspace.open(folder))
    if as_json:
        say(msgspec.json.format(msgspec.json.encode({"healthy": not _faults(findings), "findings": findings}), indent=2).decode())
    else:
        _tell(findings)
    return ExitCode.FAILED if _faults(findings) else ExitCode.DONE


def _faults(findings: Sequence[Finding]) -> list[Finding]:
    return [each for each in findings if each.verdict is Verdict.FAULT]


_MARKS = {Verdict.RIGHT: "✓", Verdict.ADVICE: "•", Verdict.FAULT: "✗"}


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        say(f"  {_MARKS[finding.verdict]} {finding.found}")
        if finding.remedy:
            say(f"      {finding.remedy}")
    faults = _faults(findings)
    say(f"{plural(len(faults), 'point')} à corriger." if faults else "Tout est en place.")
