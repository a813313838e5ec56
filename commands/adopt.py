"""`ecoclic adopt`: this workspace takes over a share that belonged to another, after its ledger was restored or made anew."""

from __future__ import annotations

from pathlib import Path

import click

from commands.context import now, open_ledger, say, workspace_option
from commands.workspace import Workspace
from forms.errors import WorkspaceError


@click.command(short_help="Reprend un partage tenu par un autre espace de travail.", options_metavar="[OPTIONS]")
@click.option("--yes", is_flag=True, help="Confirme la reprise.")
@workspace_option
def adopt(yes: bool, folder: Path) -> None:
    """Fait de cet espace de travail le seul à relever le partage, par exemple après la perte d’un serveur.

    L’autre service, s’il tourne encore, s’arrêtera de lui-même. L’ancienne marque d’appartenance est conservée, datée, sur le partage.
    """
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        mine = ledger.workspace_id
    if workspace.share.is_of(mine):
        say("Ce partage appartient déjà à cet espace de travail : rien à faire.")
        return
    if not yes:
        raise WorkspaceError(_what_it_means(workspace))
    kept = workspace.share.adopt(mine, now())
    say(f"Le partage {workspace.share.root} appartient maintenant à cet espace de travail.")
    if kept is not None:
        say(f"  – l’ancienne marque est conservée : {kept.name}")
    say("Ensuite : « ecoclic doctor », puis « ecoclic verify », qui nomme les originaux que ce registre ne connaît pas.")


def _what_it_means(workspace: Workspace) -> str:
    return (
        f"Reprendre le partage {workspace.share.root} en retire la garde au service qui le relève aujourd’hui. Arrêtez-le d’abord. "
        "Les retours déjà archivés restent en place ; ceux que ce registre ne connaît pas ne seront pas relus. Si c’est bien ce que vous "
        "voulez, relancez « ecoclic adopt --yes »."
    )
