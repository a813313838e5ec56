"""`ecoclic demo [DOSSIER]`: a whole campaign in two minutes, with imaginary communes and real programs filling the forms."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from commands.campaign import launch_campaign
from commands.context import new_workspace_option, now, say
from commands.demo_answers import FieldValues, Profile, answers_for
from commands.demo_letter import a_letter
from commands.demo_second_year import SECOND_CAMPAIGN, SECOND_YEARS, SecondYear, plan_answers, second_answers
from commands.fill_libreoffice import FillJob, fill_with_libreoffice, find_libreoffice
from commands.fill_pdfium import fill_with_pdfium
from commands.init import make_workspace
from commands.issuing import BLANK_NAME, Launch
from commands.loop import serving
from commands.run import TerminalTeller, run_once
from commands.settings import FILE_NAME
from commands.workspace import Workspace
from forms import catalogue
from forms.errors import WorkspaceError
from forms.questionnaire import Questionnaire
from forms.respondent_lists import parse_respondents
from intake.readers import read_document

CAMPAIGN = "demo"
_LIST = """\
INSEE;SIREN;Nom;Type;Population;Département;Région;EPCI
89901;218909018;Saint-Aubin-les-Œillets;commune;457;Yonne;Bourgogne-Franche-Comté;CC de la Haute-Cure
89902;218909026;Montreuil-sur-Cure;commune;1 240;Yonne;Bourgogne-Franche-Comté;CC de la Haute-Cure
89903;218909034;L’Isle-d’Armançon;commune;3 812;Yonne;Bourgogne-Franche-Comté;CC de la Haute-Cure
89904;218909042;Villefranche-en-Puisaye;commune;9 650;Yonne;Bourgogne-Franche-Comté;
89905;218909059;Auxonne-la-Grande;commune;50 001;Yonne;Bourgogne-Franche-Comté;
89906;218909067;Bois-l’Évêque;commune;812;Yonne;Bourgogne-Franche-Comté;CC de la Haute-Cure
;200099919;CC de la Haute-Cure;cc;18 400;Yonne;Bourgogne-Franche-Comté;
"""
_OPERATOR = """\
[operator]
name = "Syndicat numérique de démonstration"
advisor = "Camille Aubert"
email = "sobriete@exemple.fr"
phone = "03 00 00 00 00"

[privacy]
controller = "le Syndicat numérique de démonstration"
contact = "donnees-personnelles@exemple.fr"
"""


@dataclass(frozen=True, slots=True)
class Return:
    """One form of the demonstration: which file is filled, by which profile, and the name it is dropped under."""

    form: str
    profile: Profile
    dropped_as: str


RETURNS = (
    Return(
        "89901",
        Profile("Martine Lefèvre", "secrétaire de mairie", "mairie@saint-aubin.exemple.fr", good=30, unknown=15, number="5"),
        "questionnaire mairie.odt",
    ),
    Return(
        "89902",
        Profile(
            "Hélène Nguyễn",
            "adjointe",
            "h.nguyen@montreuil.exemple.fr",
            good=55,
            comment="Nous avons mutualisé les achats avec l’école.",
        ),
        "Retour Montreuil (2).pdf",
    ),
    Return("89903", Profile("Paul O’Brien", "directeur général des services", "dgs@isle.exemple.fr", good=85), "DEFINITIF_isle.odt"),
    Return(
        "89905",
        Profile("Zoë Castéra", "cheffe de projet", "z.castera@auxonne.exemple.fr", good=65, blank=8, number="1 250"),
        "auxonne numérique responsable.pdf",
    ),
    Return(
        "200099919",
        Profile("Rémi Dœuvre", "vice-président", "remi@haute-cure.exemple.fr", good=50, unknown=35),
        "CC haute cure.odt",
    ),
    Return(
        "",
        Profile(
            "Inès Brûlé",
            "agente d’accueil",
            "accueil@villefranche.exemple.fr",
            good=45,
            code="89904",
            place="Villefranche-en-Puisaye",
        ),
        "scan0001.pdf",
    ),
)


@click.command(short_help="Fait une démonstration complète dans un dossier neuf.", options_metavar="[OPTIONS]")
@new_workspace_option(default="demo")
def demo(named: Path | None, folder: Path) -> None:
    """Crée dans DOSSIER (par défaut : demo) un espace de travail complet : campagne, questionnaires remplis, rapports et reçus."""
    workspace = make_demo_workspace(named or folder)
    questionnaire = catalogue.load("reen-niveau1")
    (workspace.root / "collectivites.csv").write_text(_LIST, encoding="utf-8")
    launch = Launch(
        CAMPAIGN,
        "Campagne de démonstration",
        questionnaire,
        parse_respondents(_LIST.encode(), "collectivites.csv"),
        now().date() + timedelta(days=60),
    )
    launch_campaign(workspace, launch)
    drop_returns(workspace, questionnaire, RETURNS)
    drop_unusable_files(workspace)
    say("\nTraitement des fichiers déposés dans 2-retours…")
    handle(workspace)
    show_second_year(workspace, questionnaire)
    _say_what_to_open(workspace)


def handle(workspace: Workspace) -> None:
    """One pass of the service."""
    with serving(workspace, TerminalTeller()) as service:
        run_once(service)


def show_second_year(workspace: Workspace, questionnaire: Questionnaire) -> None:
    """Plans come back; then a campaign that starts from the first, for the same communes, and what some of them answer."""
    with_odt = find_libreoffice() is not None
    say("\nTrois collectivités renvoient leur plan d’actions…")
    plans = [(each, _plan(workspace, each, with_odt=with_odt)) for each in SECOND_YEARS]
    fill_and_drop(workspace, [(plan, plan_answers(plan), each.plan) for each, plan in plans])
    handle(workspace)
    say("\nUn an plus tard (en réalité, tout de suite) : une campagne qui part de la première…")
    respondents = parse_respondents(_LIST.encode(), "collectivites.csv")
    deadline = now().date() + timedelta(days=60)
    launch_campaign(
        workspace, Launch(SECOND_CAMPAIGN, "Campagne de démonstration, deuxième année", questionnaire, respondents, deadline, CAMPAIGN)
    )
    fill_and_drop(workspace, [_second(workspace, questionnaire, each, with_odt=with_odt) for each in SECOND_YEARS])
    handle(workspace)


def _second(workspace: Workspace, questionnaire: Questionnaire, each: SecondYear, *, with_odt: bool) -> tuple[Path, FieldValues, str]:
    form = _form(workspace, SECOND_CAMPAIGN, each.key, each.questionnaire, with_odt=with_odt)
    return form, second_answers(questionnaire, each.profile, read_document(form.read_bytes())), each.questionnaire


def _plan(workspace: Workspace, each: SecondYear, *, with_odt: bool) -> Path:
    extension = Path(each.plan).suffix if with_odt else ".pdf"
    return _first(workspace.share.reports / CAMPAIGN, f"{each.key}-*/plan-d-actions-*{extension}")


def make_demo_workspace(folder: Path) -> Workspace:
    """A new workspace for the demonstration. Raises WorkspaceError when `folder` already holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError(f"Le dossier {folder} n’est pas vide. Indiquez-en un autre : « ecoclic demo DOSSIER ».")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text(_OPERATOR, encoding="utf-8")
    return make_workspace(folder)


def drop_returns(workspace: Workspace, questionnaire: Questionnaire, returns: Sequence[Return]) -> None:
    """Fill each form in a real program, then drop it as an advisor would: whole, under the name the commune gave it."""
    office = find_libreoffice()
    say(f"\nRemplissage des questionnaires par {'LibreOffice (ODT) et PDFium (PDF)' if office else 'PDFium (LibreOffice est absent)'}…")
    forms = [(_form(workspace, CAMPAIGN, each.form, each.dropped_as, with_odt=office is not None), each) for each in returns]
    fill_and_drop(workspace, [(form, answers_for(questionnaire, each.profile), each.dropped_as) for form, each in forms])


def fill_and_drop(workspace: Workspace, forms: Sequence[tuple[Path, FieldValues, str]]) -> None:
    """Fill each form with its values and drop it under its name, with the extension of the form."""
    with tempfile.TemporaryDirectory(prefix="ecoclic-demo-") as bench:
        jobs = [FillJob(form, Path(bench) / Path(name).with_suffix(form.suffix), values) for form, values, name in forms]
        if odt := [job for job in jobs if job.source.suffix == ".odt"]:
            fill_with_libreoffice(odt)
        for job in jobs:
            if job.source.suffix == ".pdf":
                fill_with_pdfium(job.source, job.target, job.answers)
            shutil.copy(job.target, workspace.share.drops)


def _form(workspace: Workspace, campaign: str, key: str, dropped_as: str, *, with_odt: bool) -> Path:
    """The form of the respondent `key`, the blank edition without one, in the format it is dropped in."""
    extension = Path(dropped_as).suffix if with_odt else ".pdf"
    pattern = f"questionnaire-{key}-*{extension}" if key else f"{BLANK_NAME}{extension}"
    (form,) = (workspace.share.questionnaires / campaign).glob(pattern)
    return form


def drop_unusable_files(workspace: Workspace) -> None:
    """Drop what communes also send: a letter, and a form whose upload was cut."""
    (workspace.share.drops / "lettre d’accompagnement.odt").write_bytes(a_letter())
    (form,) = (workspace.share.questionnaires / CAMPAIGN).glob("questionnaire-89906-*.pdf")
    whole = form.read_bytes()
    (workspace.share.drops / "bois l'évêque.pdf").write_bytes(whole[: len(whole) * 6 // 10])


def _say_what_to_open(workspace: Workspace) -> None:
    share = workspace.share
    first, second = share.reports / CAMPAIGN, share.reports / SECOND_CAMPAIGN
    (answered,) = first.glob("89901-*")
    to_open = (
        ("un questionnaire vierge, en .odt et en .pdf", _first(share.questionnaires / CAMPAIGN, "*89901*.odt")),
        ("ce que la commune reçoit en réponse : rapport, synthèse, projet de délibération, plan d’actions, reçu", answered),
        ("un rapport qui compare à cinq autres collectivités", _first(first, "*/rapport-89904-*.odt")),
        ("le complément demandé quand il manque des réponses", _first(first, "*/complement-89905-*.odt")),
        ("le suivi d’un plan d’actions renvoyé", _first(first, "*/suivi-89901-*.odt")),
        ("l’année suivante, un questionnaire qui part des réponses d’avant", _first(share.questionnaires / SECOND_CAMPAIGN, "*89901*.odt")),
        ("son bilan annuel", _first(second, "*/bilan-89901-*.odt")),
        ("et le projet de délibération qui va avec", _first(second, "*/deliberation-bilan-89901-*.odt")),
        ("ce qui n’a pas pu être lu, et pourquoi", share.review),
        ("les originaux, intacts", share.archives / CAMPAIGN),
        ("le tableau de bord, dans un navigateur", share.root / "tableau-de-bord.html"),
    )
    say(f"\nÀ ouvrir, dans l’ordre, dans {workspace.root} :")
    for number, (what, where) in enumerate(to_open, 1):
        say(f"{number:3}. {what} :\n     {where.relative_to(workspace.root)}")
    wanted = ("status", f"report {CAMPAIGN}", f"plan {CAMPAIGN}", f"export {CAMPAIGN} --output resultats.ods")
    say(f"\nPuis : cd {workspace.root} ; {', '.join(f'« {_command()} {each} »' for each in wanted)}.")


def _command() -> str:
    """What starts this program from any folder: its bare name where the shell finds it, as once its environment is activated."""
    return "ecoclic" if shutil.which("ecoclic") else str(Path(sys.argv[0]).resolve())


def _first(folder: Path, pattern: str) -> Path:
    return min(folder.glob(pattern))
