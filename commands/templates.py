"""`ecoclic templates`: the templates of documents, listed, copied to be edited, checked with sample data."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import click

from commands.context import ExitCode, say, workspace_option
from commands.own_templates import LARGEST_FILE, own_templates
from commands.workspace import Workspace
from forms.errors import EcoclicError, TemplateError, WorkspaceError
from forms.french import plural, typography
from intake.durable import write_new
from outbox.shipped import SHIPPED, Shipped
from outbox.template_advice import stated_version
from outbox.template_check import Checked, check_template
from outbox.template_package import unpack

_NAMES = click.Choice(list(SHIPPED))
_WIDEST = max(map(len, SHIPPED))


@click.group(short_help="Les modèles de vos documents.", subcommand_metavar="COMMANDE …", options_metavar="")
def templates() -> None:
    """Copier un modèle de document, le modifier dans LibreOffice, le vérifier. Voir docs/modeles.md."""


@templates.command("list", short_help="Les modèles, et lesquels sont les vôtres.", options_metavar="[OPTIONS]")
@workspace_option
def list_(folder: Path) -> None:
    """Dit quels documents ont un modèle, et pour chacun lequel sert : le modèle livré ou le vôtre."""
    workspace = Workspace.open(folder)
    own = own_templates(workspace)
    in_force, troubles = own.in_force(), {each.kind: each for each in own.troubles()}
    say(f"Dossier de vos modèles : {workspace.templates}")
    for name, shipped in SHIPPED.items():
        said = "le vôtre" if name in in_force else "modèle livré"
        say(typography(f"  – {name:{_WIDEST}}  {shipped.title} : {said}"))
        if name in troubles:
            say(f"      {troubles[name].sentence}")


@templates.command(short_help="Copie un modèle livré, pour le modifier.", options_metavar="[OPTIONS]")
@click.argument("name", type=_NAMES, metavar="NOM")
@workspace_option
def copy(name: str, folder: Path) -> None:
    """Copie le modèle livré NOM dans le dossier de vos modèles, sans jamais rien y remplacer. « ecoclic templates list » dit les noms."""
    target = copied(Workspace.open(folder), SHIPPED[name])
    say(f"Modèle copié : {target}")
    say("Ouvrez-le dans LibreOffice, modifiez-le, enregistrez-le (format ODT) : le service s’en sert dès le prochain retour.")
    say(f"Pour le vérifier : « ecoclic templates check {target.name} ».")


def copied(workspace: Workspace, shipped: Shipped) -> Path:
    """Where the template now stands. Raises WorkspaceError when there is one already, OSError when it cannot be written."""
    target = workspace.templates / shipped.file_name
    target.parent.mkdir(exist_ok=True)
    try:
        write_new(target, (resources.files("templates") / shipped.file_name).read_bytes())
    except FileExistsError as error:
        raise WorkspaceError(
            typography(
                f"Vous avez déjà un modèle {target} : il n’a pas été remplacé. Pour repartir du modèle livré, renommez ou déplacez d’abord "
                "le vôtre, puis recommencez."
            ),
            f"exists: {target}",
        ) from error
    return target


@templates.command(short_help="Vérifie un modèle et dit tout ce qui est à corriger.", options_metavar="[OPTIONS]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FICHIER")
@click.option("--as", "name", type=_NAMES, help="De quel document c’est le modèle, si le fichier ne le dit pas.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER", help="Écrit aussi le document d’exemple obtenu."
)
@workspace_option
def check(file: Path, name: str | None, output: Path | None, folder: Path) -> int:
    """Remplit le modèle FICHIER avec des données d’exemple et dit d’un coup tout ce qui est à corriger, puis ce qui serait à améliorer.

    FICHIER est cherché là où vous êtes, puis dans le dossier de vos modèles. Ne change rien ; sert aussi hors d’un espace de travail.
    """
    path = _found(file, folder)
    data = _read(path)
    kind = name or _kind(path, data)
    checked = check_template(data, kind)
    _tell(path, kind, checked)
    if output and checked.sample:
        _write_sample(output, checked.sample)
    return ExitCode.DONE if checked.is_sound else ExitCode.FAILED


def _found(file: Path, folder: Path) -> Path:
    if file.exists() or file.is_absolute() or file.name != str(file):
        return file
    try:
        own = Workspace.open(folder).templates / file
    except EcoclicError:  # a template may be checked by somebody who has no workspace
        return file
    return own if own.exists() else file


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise WorkspaceError(typography(f"Il n’y a pas de modèle à l’adresse {path}."))
        if path.stat().st_size > LARGEST_FILE:
            raise WorkspaceError(typography(f"Le fichier {path} est trop volumineux pour un modèle."))
        return path.read_bytes()
    except OSError as error:
        raise WorkspaceError(typography(f"Le modèle {path} ne peut pas être lu ({error.strerror}).")) from error


def _kind(path: Path, data: bytes) -> str:
    """What the file says it is, otherwise what its name says. Raises UsageError when neither says it."""
    for name in (_stated_name(data), path.stem):
        if name in SHIPPED:
            return name
    raise click.UsageError(typography(f"De quel document est-ce le modèle ? Dites-le avec --as ({', '.join(SHIPPED)})."))


def _stated_name(data: bytes) -> str:
    try:
        stated = stated_version(unpack(data).get("meta.xml", b""))
    except (TemplateError, ValueError, SyntaxError):  # lxml's errors of syntax are Python's
        return ""
    return stated[0] if stated else ""


def _tell(path: Path, kind: str, checked: Checked) -> None:
    if checked.is_sound:
        say(f"Le modèle « {path.name} » ({kind}) est bon.")
    else:
        say(f"Le modèle « {path.name} » ({kind}) est à corriger : {plural(len(checked.problems), 'problème')}.")
    _list(checked.problems)
    if checked.advice:
        say("À améliorer, sans que cela empêche de s’en servir :")
        _list(checked.advice)


def _list(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        say(f"  – {sentence}")


def _write_sample(output: Path, sample: bytes) -> None:
    try:
        write_new(output, sample)
    except FileExistsError as error:
        raise WorkspaceError(typography(f"Le fichier {output} existe déjà : il n’a pas été remplacé.")) from error
    say(f"Document d’exemple : {output}")
