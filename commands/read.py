"""`ecoclic read FICHIER`: what a returned file says, changing no row and no document. Its JSON is a contract (docs/read-json.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click
import msgspec

from commands.complementing import Complements
from commands.context import ExitCode, complain, now, open_ledger, say, workspace_option
from commands.plan_words import said_in_words
from commands.planning import Plans
from commands.renewing import checked_whole, prefilled_in
from commands.workspace import Workspace
from forms.answers import Answer, CheckedReturn, Status
from forms.errors import EcoclicError, WorkspaceError
from forms.french import plural
from forms.hashing import scoring_hash
from forms.questionnaire import NOT_APPLICABLE_CODE, UNKNOWN_CODE
from forms.returns import Notice, RawReturn, Refused
from intake.attribution import Attribution
from intake.guard import GuardedReader
from intake.ledger import Ledger
from intake.returned import read_return
from processors.explain import answer_in_words
from processors.plan_returns import PlanReturn
from processors.renewing import Prefilled


@dataclass(frozen=True, slots=True)
class Understood:
    """How far a file could be understood: whatever precedes `refusal` is known."""

    attribution: Attribution | None = None
    raw: RawReturn | None = None
    checked: CheckedReturn | None = None
    plan: PlanReturn | None = None
    refusal: Refused | None = None
    prefilled: Mapping[str, Prefilled] = field(default_factory=dict)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything a person should know, document first."""
        sources = (self.raw, self.attribution, self.checked, self.plan)
        return tuple(notice for source in sources if source is not None for notice in source.notices)


@click.command(short_help="Lit un questionnaire rempli, sans rien modifier.", options_metavar="[OPTIONS]")
@click.argument("file", type=click.Path(path_type=Path, exists=True), metavar="FICHIER")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON, pour un autre programme.")
@workspace_option
def read(file: Path, as_json: bool, folder: Path) -> int:
    """Lit le questionnaire rempli FICHIER et dit ce qui y est compris, sans rien enregistrer ni modifier.

    Code de retour : 0 lu, 2 refusé, 64 mauvais emploi, 70 erreur interne.
    """
    try:
        workspace = Workspace.open(folder)
        if not workspace.ledger.is_file():
            raise WorkspaceError("Cet espace de travail n’a pas encore de registre : « ecoclic init » le crée.")
        with open_ledger(workspace) as ledger, GuardedReader(workspace.reading_limits) as reader:
            understood = understand(file.resolve(), ledger, reader)
    except EcoclicError as error:
        complain(error)
        return ExitCode.USAGE
    except OSError as error:
        complain(EcoclicError(f"Le fichier ne peut pas être ouvert ({error.strerror})."))
        return ExitCode.USAGE
    if as_json:
        say(msgspec.json.format(msgspec.json.encode(as_values(understood)), indent=2).decode())
    else:
        _tell(understood)
    return ExitCode.REFUSED if understood.refusal else ExitCode.DONE


def understand(file: Path, ledger: Ledger, reader: GuardedReader) -> Understood:
    """What `file` says, as far as it can be understood. Raises OSError when it cannot be opened."""
    returned = read_return(file, reader, ledger.campaigns)
    understood = Understood(returned.attribution, returned.raw, refusal=returned.refusal)
    if returned.refusal or returned.raw is None or returned.attribution is None:
        return understood
    try:
        form = returned.attribution.form
        if form and form.is_plan:
            return replace(understood, plan=Plans(ledger).checked(form, returned.raw, now().date()))
        understood = replace(understood, prefilled=_prefilled(returned.attribution, returned.raw, ledger))
        return replace(understood, checked=_checked(returned.attribution, returned.raw, ledger))
    except Refused as refusal:
        return replace(understood, refusal=refusal)


def _checked(attribution: Attribution, raw: RawReturn, ledger: Ledger) -> CheckedReturn:
    """The answers; those of a complement together with what it completes. Raises `Refused` when there are none."""
    if attribution.form is None or attribution.form.completion is None:
        reference = attribution.form.reference if attribution.form else None
        return checked_whole(ledger, attribution.questionnaire, reference, raw)
    return Complements(ledger).checked_now(attribution.form, raw)


def _prefilled(attribution: Attribution, raw: RawReturn, ledger: Ledger) -> Mapping[str, Prefilled]:
    reference = attribution.form.reference if attribution.form else None
    return prefilled_in(ledger, attribution.questionnaire, reference, raw)


# As JSON -------------------------------------------------------------------------------------------------------------------------


def as_values(understood: Understood) -> dict[str, object]:
    """The object that `--json` prints; every key is always there."""
    attribution, checked, refusal = understood.attribution, understood.checked, understood.refusal
    answers = checked.answers if checked else {}
    return {
        "reference": attribution.form.reference if attribution and attribution.form else None,
        "campaign": attribution.campaign if attribution else None,
        "respondent": _respondent(attribution),
        "questionnaire": _questionnaire(attribution),
        "identity": checked.identity if checked else None,
        "answers": {name: _value(answer) for name, answer in answers.items()},
        "status": {name: answer.status for name, answer in answers.items()},
        "prefilled": understood.prefilled,
        "comments": checked.comments if checked else {},
        "raw": {name: {"text": answer.raw, "page": answer.page, "field": answer.field} for name, answer in answers.items()},
        "plan": {"actions": understood.plan.said, "targets": understood.plan.aims} if understood.plan else None,
        "warnings": [{"code": each.code, "message": each.sentence, "question": each.question} for each in understood.notices],
        "refusal": {"code": refusal.reason, "message": refusal.sentence} if refusal else None,
    }


def _respondent(attribution: Attribution | None) -> Mapping[str, str | None] | None:
    if attribution is None:
        return None
    respondent = attribution.respondent
    return {"kind": respondent.kind, "insee": respondent.insee, "siren": respondent.siren, "name": respondent.name}


def _questionnaire(attribution: Attribution | None) -> Mapping[str, str] | None:
    if attribution is None:
        return None
    questionnaire = attribution.questionnaire
    return {"id": questionnaire.id, "content_hash": attribution.content_hash, "scoring_hash": scoring_hash(questionnaire)}


def _value(answer: Answer) -> str | tuple[str, ...] | None:
    special = {Status.UNKNOWN: UNKNOWN_CODE, Status.NOT_APPLICABLE: NOT_APPLICABLE_CODE}
    return special.get(answer.status, answer.value)


# In French -----------------------------------------------------------------------------------------------------------------------


def _tell(understood: Understood) -> None:
    if understood.attribution:
        _tell_owner(understood.attribution)
    if understood.attribution and understood.checked:
        _tell_answers(understood.attribution, understood.checked)
    if understood.attribution and understood.plan:
        for line in said_in_words(understood.attribution.questionnaire, understood.plan):
            say(f"  – {line}")
    for notice in understood.notices:
        say(f"! {notice.sentence}")
    if understood.refusal:
        say(f"Refusé ({understood.refusal.reason}) : {understood.refusal.sentence}")


def _tell_owner(attribution: Attribution) -> None:
    reference = attribution.form.reference if attribution.form else "édition non personnalisée"
    say(f"{attribution.respondent.name} ({attribution.respondent.key}) – campagne {attribution.campaign} – {reference}")


def _tell_answers(attribution: Attribution, checked: CheckedReturn) -> None:
    answered = sum(answer.status is Status.ANSWERED for answer in checked.answers.values())
    say(f"{plural(answered, 'réponse')} sur {plural(len(checked.answers), 'question')}.")
    for number, question in enumerate(attribution.questionnaire.questions, 1):
        words = answer_in_words(question, checked.answers[question.id]).replace("\n", " / ")
        say(f"  {number:>2}. {question.text} – {words}")
