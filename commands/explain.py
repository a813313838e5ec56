"""`ecoclic explain RÉFÉRENCE`: from the index down to each answer, its points, and where it was read."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import click

from commands.context import open_ledger, say, workspace_option
from commands.workspace import Workspace
from forms.answers import CheckedReturn
from forms.codec import from_json
from forms.errors import EcoclicError, UnknownReference
from forms.french import typography
from forms.reference import parse_reference
from intake.ledger import Ledger
from intake.records import IssuedForm, State, Submission
from processors import explain as explanation
from processors.results import Assessment


@click.command(short_help="Explique un résultat, de l’indice à chaque réponse.", options_metavar="[OPTIONS]")
@click.argument("reference", metavar="RÉFÉRENCE")
@workspace_option
def explain(reference: str, folder: Path) -> None:
    """Explique le résultat du questionnaire RÉFÉRENCE (« EC-7K3M-9QXF-5 ») : indice, thèmes, réponses, points, page et champ lus."""
    with open_ledger(Workspace.open(folder)) as ledger:
        form = _form(ledger, reference)
        submission = ledger.submissions.latest_revision(form.campaign, form.respondent)
        if submission is None:
            raise NotAssessed(typography(_why_not(ledger, form)))
        _tell_heading(ledger, form, submission)
        _tell(_explanation(ledger, submission))


class NotAssessed(EcoclicError):
    """Nothing that was returned for the reference is assessed yet."""

    code = "not-assessed"


def _form(ledger: Ledger, typed: str) -> IssuedForm:
    code = parse_reference(typed)
    if code is None:
        raise UnknownReference(
            typography(
                f"« {typed} » n’est pas une référence : elle a la forme EC-XXXX-XXXX-X, et son dernier signe la vérifie. "
                "« ecoclic status » donne celle de chaque collectivité."
            )
        )
    form = ledger.campaigns.form(code)
    if form is None:
        raise UnknownReference(f"La référence {code} n’a pas été émise par cet espace de travail.")
    return form


def _why_not(ledger: Ledger, form: IssuedForm) -> str:
    """What became of the latest return, none of them being assessed."""
    returned, which = ledger.submissions.of(form.campaign, form.respondent), f"pour la référence {form.reference}"
    if not returned:
        return f"Aucun retour n’a encore été reçu {which}."
    return f"Aucun retour n’a encore été évalué {which}. Le dernier reçu, « {returned[-1].name} », {_fate(returned[-1])}"


def _fate(latest: Submission) -> str:
    sentence = latest.reason.sentence if latest.reason else ""
    if latest.state is State.REFUSED:
        return f"a été refusé. {sentence}"
    if latest.state is State.WAITING:
        return f"attend une décision (« ecoclic decide {latest.id} »). {sentence}"
    if cause := latest.set_aside or latest.last_error:
        return f"n’a pas encore pu être traité. {cause}"
    return "est en cours de traitement."


def _tell_heading(ledger: Ledger, form: IssuedForm, submission: Submission) -> None:
    respondent = ledger.campaigns.respondent(form.campaign, form.respondent)
    say(f"{respondent.name if respondent else form.respondent} – campagne {form.campaign} – référence {form.reference}")
    say(f"Fichier reçu : {submission.name} (révision {submission.revision}), conservé dans {submission.archive_path}")


def _explanation(ledger: Ledger, submission: Submission) -> explanation.Explanation:
    reading, stored = ledger.submissions.reading(submission.id), ledger.assessments.latest(submission.id)
    belonging = submission.belonging
    questionnaire = ledger.campaigns.questionnaire(belonging.content_hash) if belonging else None
    if not (reading and reading.checked and stored and questionnaire):
        raise UnknownReference("Le registre ne contient pas le détail de ce retour.", f"submission {submission.id} lacks its stages")
    return explanation.explain(questionnaire, from_json(reading.checked, CheckedReturn), from_json(stored.assessment, Assessment))


def _tell(whole: explanation.Explanation) -> None:
    say(f"Indice : {whole.arithmetic}")
    for theme in whole.themes:
        say(f"\n{theme.title}\n  {theme.arithmetic}")
        for question in theme.questions:
            _tell_question(question)


def _tell_question(question: explanation.QuestionExplanation) -> None:
    say(f"  {question.number:>2}. {question.text}")
    say(indent(f"{question.answer} – {question.reason}{_place(question)}", " " * 6))
    for notice in question.notices:
        say(f"      ! {notice}")


def _place(question: explanation.QuestionExplanation) -> str:
    page = f"page {question.page}, " if question.page else ""
    return f" ({page}champ « {question.field} »)" if question.field else ""
