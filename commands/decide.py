"""`ecoclic decide`: what waits for a person, what differs, and the person's decision."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import click

from commands.context import open_ledger, require_share, say, workspace_option
from commands.documents import BrokenLedger, belonging_of
from commands.loop import Service, serving
from commands.meanings import Meanings
from commands.plan_words import changes_in_words
from commands.run import TerminalTeller
from commands.workspace import Workspace
from forms.answers import Answer, CheckedReturn
from forms.codec import from_json
from forms.errors import EcoclicError
from forms.french import french_date, plural, typography
from forms.plan import is_plan
from forms.questionnaire import Questionnaire
from forms.reference import parse_reference
from intake.ledger import Ledger
from intake.records import State, Submission, Verdict
from processors.changes import Change, different_answers
from processors.explain import answer_in_words
from processors.plan_returns import PlanReturn

_MOST_SHOWN = 12


class NothingToDecide(EcoclicError):
    """What a person named does not wait for a decision."""

    code = "nothing-to-decide"


@click.command(short_help="Décide de ce qui attend une personne.", options_metavar="[OPTIONS]")
@click.argument("what", metavar="[RÉFÉRENCE|NUMÉRO]", default="")
@click.option("--keep", is_flag=True, help="Retient le fichier NUMÉRO : il devient l’envoi suivant.")
@click.option("--discard", is_flag=True, help="Écarte le fichier NUMÉRO ; il reste archivé.")
@click.option("--by", metavar="NOM", default="", help="Qui décide, tel que le reçu le dira (par défaut : l’utilisateur du poste).")
@workspace_option
def decide(what: str, keep: bool, discard: bool, by: str, folder: Path) -> None:
    """Montre les fichiers qui attendent une décision, et ce qui les distingue ; puis retient ou écarte celui de numéro NUMÉRO.

    Rien n’est jamais effacé : un fichier écarté reste dans les archives, et peut encore être retenu.
    """
    if keep and discard:
        raise click.UsageError(typography("--keep retient le fichier, --discard l’écarte : choisissez l’un des deux."))
    workspace = Workspace.open(folder)
    if not (keep or discard):
        with open_ledger(workspace) as ledger:
            _tell_waiting(ledger, _wanted(ledger, what))
    else:
        _decide(workspace, _number(what), Verdict.KEEP if keep else Verdict.DISCARD, by.strip() or _user())


# Showing -------------------------------------------------------------------------------------------------------------------------


def _wanted(ledger: Ledger, what: str) -> list[Submission]:
    waiting = ledger.submissions.waiting()
    if not what:
        return list(waiting)
    reference = parse_reference(what)
    found = [each for each in waiting if str(each.id) == what or (reference and each.belonging and each.belonging.reference == reference)]
    if not found:
        raise NothingToDecide(typography(f"Rien n’attend de décision sous « {what} »."))
    return found


def _tell_waiting(ledger: Ledger, waiting: list[Submission]) -> None:
    if not waiting:
        say("Rien n’attend de décision.")
        return
    say(typography(f"{plural(len(waiting), 'fichier attend', 'fichiers attendent')} une décision :"))
    for each in waiting:
        _tell_one(ledger, each)
    say(typography("\nPour retenir un fichier : « ecoclic decide NUMÉRO --keep » ; pour l’écarter : « ecoclic decide NUMÉRO --discard »."))


def _tell_one(ledger: Ledger, waiting: Submission) -> None:
    belonging = belonging_of(waiting)
    respondent = ledger.campaigns.respondent(belonging.campaign, belonging.respondent)
    say(typography(f"\nn° {waiting.id} – {respondent.name if respondent else belonging.respondent}, campagne {belonging.campaign}"))
    say(
        typography(
            f"  « {waiting.name} », reçu le {french_date(waiting.received_at.astimezone().date())} ; original : {waiting.archive_path}"
        )
    )
    say(f"  {waiting.reason.sentence if waiting.reason else ''}")
    for other in _to_compare(ledger, waiting):
        _tell_differences(ledger, waiting, other)


def _to_compare(ledger: Ledger, waiting: Submission) -> list[Submission]:
    """The latest of the same kind, questionnaire or plan, then the others that wait."""
    others = Meanings(ledger).others(waiting)
    return [*([others.latest] if others.latest else []), *(each for each in others.undecided if each.id != waiting.id)]


def _tell_differences(ledger: Ledger, waiting: Submission, other: Submission) -> None:
    questionnaire = ledger.campaigns.questionnaire(belonging_of(waiting).content_hash)
    if questionnaire is None:
        return
    lines = _differences(ledger, questionnaire, other, waiting)
    what = f"à l’envoi {other.revision}, « {other.name} »" if other.revision else f"au n° {other.id}, « {other.name} »"
    say(typography(f"  Par rapport {what} : {plural(len(lines), 'différence')}."))
    for line in lines[:_MOST_SHOWN]:
        say(typography(f"    – {line}"))
    if len(lines) > _MOST_SHOWN:
        say(f"    … et {len(lines) - _MOST_SHOWN} de plus.")


def _differences(ledger: Ledger, questionnaire: Questionnaire, before: Submission, after: Submission) -> list[str]:
    """What `after` says otherwise than `before`."""
    texts = [_checked_text(ledger, before), _checked_text(ledger, after)]
    if is_plan(questionnaire.id):
        return changes_in_words(questionnaire, *(from_json(text, PlanReturn) for text in texts))
    found = different_answers(questionnaire, *(from_json(text, CheckedReturn) for text in texts))
    return [_in_words(questionnaire, change) for change in found]


def _checked_text(ledger: Ledger, submission: Submission) -> str:
    reading = ledger.submissions.reading(submission.id)
    if reading is None or reading.checked is None:
        raise BrokenLedger(submission.id, "its answers")
    return reading.checked


def _in_words(questionnaire: Questionnaire, change: Change) -> str:
    question = questionnaire.question(change.question)

    def said(answer: Answer | None) -> str:
        return answer_in_words(question, answer) if answer else "question non posée"

    return f"{questionnaire.number_of(question)}. {question.text} « {said(change.before)} » → « {said(change.after)} »"


# Deciding ------------------------------------------------------------------------------------------------------------------------


def _number(what: str) -> int:
    if not what.isascii() or not what.isdecimal():
        raise click.UsageError(typography("Indiquez le numéro du fichier, tel que « ecoclic decide » le montre."))
    return int(what)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"l’utilisateur {os.getuid()}"


def _decide(workspace: Workspace, number: int, verdict: Verdict, by: str) -> None:
    with serving(workspace, TerminalTeller()) as service:
        ledger = service.pipeline.ledger
        require_share(workspace, ledger)
        _require_decidable(ledger, number, verdict)
        ledger.submissions.decide(number, verdict, by)
        service.journal.info("decided", submission=number, verdict=str(verdict))
        service.carry_on(number)
        _tell_outcome(service, number, verdict)


def _require_decidable(ledger: Ledger, number: int, verdict: Verdict) -> None:
    try:
        found = ledger.submissions.get(number)
    except KeyError:
        raise NothingToDecide(f"Aucun fichier ne porte le numéro {number}.") from None
    decided = found.decision is not None and found.decision.verdict is verdict
    if found.state is not State.WAITING or decided:
        raise NothingToDecide(typography(f"Le fichier n° {number}, « {found.name} », n’attend pas de décision."))
    if not found.settled:
        raise NothingToDecide(f"Le fichier n° {number} n’a pas encore son reçu : recommencez dans un instant.")


def _tell_outcome(service: Service, number: int, verdict: Verdict) -> None:
    submission = service.pipeline.ledger.submissions.get(number)
    if not submission.settled:
        say("Décision enregistrée ; le service finira le travail à son prochain passage.")
    elif verdict is Verdict.DISCARD:
        say(typography(f"Fichier n° {number} écarté ; il reste dans {submission.archive_path}."))
