"""`ecoclic init DOSSIER`: a new workspace and its share."""

from __future__ import annotations

from pathlib import Path

import click

from commands.context import new_workspace_option, open_ledger, say
from commands.health import write_health
from commands.workspace import Workspace
from outbox.health import NAME, Health


@click.command(short_help="Crée un espace de travail et son dossier partagé.", options_metavar="[OPTIONS]")
@new_workspace_option(default=".")
def init(named: Path | None, folder: Path) -> None:
    """Crée dans DOSSIER (par défaut : le dossier courant) un espace de travail : réglages, registre et dossier partagé.

    Sans effet sur un espace déjà créé.
    """
    workspace = make_workspace(named or folder)
    say(f"Espace de travail prêt : {workspace.root}")
    say(f"  – réglages à compléter : {workspace.root / 'ecoclic.toml'}")
    say(f"  – dossier partagé : {workspace.share.root}")
    say("Ensuite : « ecoclic campaign create » pour lancer une campagne.")


def make_workspace(folder: Path) -> Workspace:
    """A workspace at `folder`, with its ledger and its share in place."""
    workspace = Workspace.create(folder)
    with open_ledger(workspace) as ledger:
        workspace.share.create(ledger.workspace_id)
    if not (workspace.share.root / NAME).exists():
        write_health(workspace, Health())
    return workspace
