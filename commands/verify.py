"""`ecoclic verify`: do ledger, spool, archive and reports agree? And whose is this fingerprint?"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import msgspec

from commands.comparison_checks import comparison_findings, results_of
from commands.context import ExitCode, now, say, workspace_option
from commands.following import WITHOUT_OFFICE
from commands.recomputing import plan_findings, recomputed_findings
from commands.workspace import Workspace
from forms.codec import from_json
from forms.errors import EcoclicError, WorkspaceError
from forms.french import french_date, french_number, plural
from intake.afterwork_store import TaskKind
from intake.findings import Code, Finding
from intake.invariants import Files, document_count_findings, history_findings, revision_findings, shared_file_findings
from intake.ledger import Ledger
from intake.records import DeliveredDocument, State, StoredAssessment, Submission
from intake.share import ShareState
from outbox.fingerprint import grouped_fingerprint
from outbox.twins import twin_path
from processors.results import Assessment

_SECOND_LOOK_SECONDS = 0.5
"""How long a service at work is given to finish what looked unfinished at first."""
_HEXADECIMAL = re.compile(r"[0-9a-f]{1,64}")


class UnknownFingerprint(EcoclicError):
    """No report of this workspace bears the fingerprint."""

    code = "unknown-fingerprint"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was looked at, and what was found."""

    returns: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> list[Finding]:
        """What something must be done about."""
        return [finding for finding in self.findings if finding.code.is_fault]

    @property
    def notes(self) -> list[Finding]:
        """What one may want to know."""
        return [finding for finding in self.findings if not finding.code.is_fault]


@click.command(short_help="Vérifie que registre, originaux et rapports concordent.", options_metavar="[OPTIONS]")
@click.option("--fingerprint", "fingerprint", metavar="TEXTE", help="Retrouve le rapport qui porte cette empreinte (le début suffit).")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON, pour un autre programme.")
@workspace_option
def verify(fingerprint: str | None, as_json: bool, folder: Path) -> int:
    """Vérifie que le registre, les copies de travail, les originaux et les documents remis concordent, et que chaque résultat se recalcule.

    Ne modifie rien ; le service peut tourner pendant ce temps. Code de retour : 0 tout concorde, 1 sinon.
    """
    workspace = Workspace.open(folder)
    if not workspace.ledger.is_file():
        raise WorkspaceError("Cet espace de travail n’a pas encore de registre : « ecoclic init » le crée.")
    with Ledger(workspace.ledger, now, read_only=True) as ledger:
        if fingerprint is not None:
            return _find(ledger, fingerprint, as_json)
        inspection = inspect_twice(workspace, ledger)
    if as_json:
        _print_json(_inspection_values(inspection))
    else:
        _tell(inspection)
    return ExitCode.FAILED if inspection.faults else ExitCode.DONE


# Looking -------------------------------------------------------------------------------------------------------------------------


def inspect_twice(workspace: Workspace, ledger: Ledger) -> Inspection:
    """What is found, less what a service at work had merely not finished: a fault is one when a second look still finds it."""
    first = inspect(workspace, ledger)
    if not first.faults:
        return first
    time.sleep(_SECOND_LOOK_SECONDS)
    second = inspect(workspace, ledger)
    lasting = tuple(finding for finding in second.findings if finding in first.findings or not finding.code.is_fault)
    return Inspection(second.returns, lasting)


_MISSING = {
    TaskKind.COMPLEMENT: Code.COMPLEMENT_MISSING,
    TaskKind.PLAN: Code.PLAN_MISSING,
    TaskKind.REVIEW: Code.REVIEW_MISSING,
    TaskKind.PDF: Code.TWIN_MISSING,
}


def inspect(workspace: Workspace, ledger: Ledger) -> Inspection:
    """Everything compared once, with the ledger as it was at one moment."""
    damage = tuple(Finding(Code.LEDGER_DAMAGED, detail=line) for line in ledger.damage())
    if damage:
        return Inspection(0, damage)
    with ledger.snapshot():
        submissions = sorted((each for state in State for each in ledger.submissions.in_state(state)), key=lambda each: each.id)
        recorded = tuple(_ledger_findings(ledger, submissions))
        twins = {twin_path(task.path) for task in ledger.afterwork.remaining(*TaskKind)}
        expected = frozenset(twins | {task.path for task in ledger.afterwork.remaining(*WITHOUT_OFFICE)})
        followed = _with_products(ledger, submissions)
    recorded = (*recorded, *shared_file_findings(followed))
    files = Files(workspace.share, workspace.spool, followed, expected)
    return Inspection(len(submissions), (*recorded, *_file_findings(workspace, ledger, files)))


def _with_products(ledger: Ledger, submissions: Sequence[Submission]) -> list[Submission]:
    """`submissions`, with what followed their documents among them."""
    products: dict[int, list[DeliveredDocument]] = defaultdict(list)
    for task in ledger.afterwork.all():
        products[task.submission] += task.products
    return [replace(each, documents=(*each.documents, *products[each.id])) for each in submissions]


def _ledger_findings(ledger: Ledger, submissions: Sequence[Submission]) -> Iterator[Finding]:
    yield from revision_findings(submissions)
    results = results_of(ledger)
    for each in submissions:
        yield from history_findings(each, ledger.submissions.events(each.id))
        yield from document_count_findings(each, len(ledger.assessments.of(each.id)))
        yield from recomputed_findings(ledger, each)
        yield from plan_findings(ledger, each)
        yield from comparison_findings(ledger, each, results)
    for task in ledger.afterwork.given_up():
        code = _MISSING[task.kind]
        yield Finding(code, task.submission, task.path, task.error)


def _file_findings(workspace: Workspace, ledger: Ledger, files: Files) -> Iterator[Finding]:
    yield from files.in_spool()
    if workspace.share.state(ledger.workspace_id) is ShareState.ABSENT:
        yield Finding(Code.SHARE_ABSENT)
    else:
        yield from files.on_share()


# Telling -------------------------------------------------------------------------------------------------------------------------


def _tell(inspection: Inspection) -> None:
    earlier = [finding for finding in inspection.notes if finding.code is Code.EARLIER_RULES]
    notes = [finding for finding in inspection.notes if finding.code is not Code.EARLIER_RULES]
    for heading, findings in (("À corriger", inspection.faults), ("À savoir", notes)):
        if findings:
            say(f"{heading} :")
        for finding in findings:
            say(f"  – {_in_words(finding)}")
    if earlier:
        say(_by_earlier_rules(len(earlier)))
    verdict = plural(len(inspection.faults), "défaut") if inspection.faults else "tout concorde"
    say(f"{plural(inspection.returns, 'retour vérifié', 'retours vérifiés')} : {verdict}.")


def _by_earlier_rules(count: int) -> str:
    """Told once for all of them: a whole campaign may have been read before the last update."""
    if count == 1:
        return "1 retour a été lu selon des règles de lecture antérieures : ses réponses, gardées telles quelles, n’ont pas été relues."
    return (
        f"{french_number(count)} retours ont été lus selon des règles de lecture antérieures : leurs réponses, gardées telles quelles, "
        "n’ont pas été relues."
    )


def _in_words(finding: Finding) -> str:
    number = f" (retour n° {finding.submission})" if finding.submission is not None else ""
    what = " ".join(part for part in (f"{finding.path} :" if finding.path else "", finding.code.sentence) if part)
    detail = f" [{finding.detail}]" if finding.detail else ""
    return f"{what}{number}{detail}"


def _inspection_values(inspection: Inspection) -> dict[str, object]:
    return {
        "ok": not inspection.faults,
        "returns": inspection.returns,
        "faults": [_finding_values(finding) for finding in inspection.faults],
        "notes": [_finding_values(finding) for finding in inspection.notes],
    }


def _finding_values(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "message": finding.code.sentence,
        "submission": finding.submission,
        "path": finding.path,
        "detail": finding.detail,
    }


def _print_json(values: object) -> None:
    say(msgspec.json.format(msgspec.json.encode(values), indent=2).decode())


# Whose fingerprint ---------------------------------------------------------------------------------------------------------------


def _find(ledger: Ledger, typed: str, as_json: bool) -> int:
    digits = "".join(typed.split()).lower()
    found = ledger.assessments.by_fingerprint(digits) if _HEXADECIMAL.fullmatch(digits) else ()
    if as_json:
        _print_json({"assessments": [_assessment_values(ledger, each) for each in found]})
        return ExitCode.DONE if found else ExitCode.FAILED
    if not found:
        raise UnknownFingerprint(
            "Aucun rapport de cet espace de travail ne porte cette empreinte. Vérifiez les chiffres et lettres (0 à 9, a à f)."
        )
    for each in found:
        _tell_assessment(ledger, each)
    return ExitCode.DONE


def _tell_assessment(ledger: Ledger, stored: StoredAssessment) -> None:
    submission, overall = ledger.submissions.get(stored.submission), from_json(stored.assessment, Assessment).overall
    result = "non évalué" if overall.index is None else f"indice {overall.index}, lettre {overall.letter}"
    say(f"Empreinte {grouped_fingerprint(stored.fingerprint)}")
    say(f"  {_owner(ledger, submission)}, révision {submission.revision}, documents version {stored.document_version}")
    say(f"  Évalué le {french_date(stored.made_at.date())} : {result}")
    say(f"  Fichier reçu : {submission.name}, conservé dans {submission.archive_path or 'le registre'}")
    followed = (product for task in ledger.afterwork.of(submission.id) for product in task.products)
    for document in (*submission.documents, *followed):
        say(f"  Document remis : {document.path}")


def _owner(ledger: Ledger, submission: Submission) -> str:
    if submission.belonging is None:
        return "Collectivité inconnue"
    respondent = ledger.campaigns.respondent(submission.belonging.campaign, submission.belonging.respondent)
    return f"{respondent.name if respondent else submission.belonging.respondent} – campagne {submission.belonging.campaign}"


def _assessment_values(ledger: Ledger, stored: StoredAssessment) -> dict[str, object]:
    submission, overall = ledger.submissions.get(stored.submission), from_json(stored.assessment, Assessment).overall
    belonging = submission.belonging
    return {
        "fingerprint": stored.fingerprint,
        "campaign": belonging and belonging.campaign,
        "respondent": belonging and belonging.respondent,
        "reference": belonging and belonging.reference,
        "submission": submission.id,
        "revision": submission.revision,
        "document_version": stored.document_version,
        "made_at": stored.made_at,
        "index": overall.index,
        "letter": overall.letter,
        "documents": [document.path for document in submission.documents],
    }
