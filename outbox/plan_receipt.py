"""The receipt of an action plan: what was understood of it, what was not, and what comes back with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.french import french_date, plural, typography
from forms.returns import Notice
from outbox.odt_template import OdtTemplate
from outbox.receipt import contact, filled_receipt, limited, sender, shown_name, twin_of_this
from outbox.short_receipts import ReceivedFile
from processors.plan_returns import PlanReturn


@dataclass(frozen=True, slots=True)
class FollowedPlan:
    """A plan that was taken: the file, what it says, where its respondent stands then (`summary`), how many actions it `changed`, how
    many it speaks of that are no longer called for (`gone`), and the names, without extension, of the documents that go out with it.
    `is_first`: none came before, so that all it says is new."""

    file: ReceivedFile
    summary: str
    plan: PlanReturn
    changed: int
    gone: int
    follow_up: str
    next_plan: str
    is_first: bool = False


def plan_receipt(followed: FollowedPlan, notices: Sequence[Notice] = (), template: OdtTemplate | None = None) -> bytes:
    """An ODT saying what was understood of a plan; `notices` are those of reading. Raises `forms.errors.TemplateError`."""
    file = followed.file
    return filled_receipt(
        template,
        titre="Plan bien reçu",
        emetteur=sender(file.operator),
        destinataire=file.sender_name,
        fichier=shown_name(file.name),
        date=french_date(file.on),
        reference=file.reference,
        essentiel=followed.summary,
        compris=tuple(map(typography, _understood(followed))),
        manques=limited([each.sentence for each in (*notices, *followed.plan.notices)]),
        suite=tuple(map(typography, _next(followed))),
        code="",
    )


def plan_receipt_name(key: str, rank: int) -> str:
    """How the receipt of a plan is named, before its extension: with the number of its follow-up."""
    return f"recu-{key}-plan-n{rank}"


def _understood(followed: FollowedPlan) -> list[str]:
    lines = [f"{plural(len(followed.plan.said), 'action renseignée', 'actions renseignées')} dans ce plan."]
    if followed.plan.aims:
        lines.append(f"{plural(len(followed.plan.aims), 'objectif')}.")
    if not followed.is_first:
        changed = plural(followed.changed, "action change", "actions changent") if followed.changed else "Aucune action ne change"
        lines.append(f"{changed} par rapport à ce que vous aviez indiqué auparavant.")
    if followed.gone:
        lines.append(
            f"{plural(followed.gone, 'action n’est plus recommandée', 'actions ne sont plus recommandées')} d’après vos dernières réponses "
            "(en place ou sans objet) : le suivi les nomme."
        )
    return lines


def _next(followed: FollowedPlan) -> list[str]:
    file = followed.file
    return [
        f"Le suivi, d’une page, est joint : « {followed.follow_up}.odt ». Il dit ce qui est fait, commencé, en retard, abandonné.",
        f"Un plan à jour suit dans le même dossier : « {followed.next_plan} », en .odt et .pdf ; renvoyez-le quand vous voulez.",
        "Votre indice ne change pas : seul un nouveau questionnaire en donne un.",
        "Rien de ce que vous aviez renvoyé auparavant n’est perdu ; votre fichier est conservé tel quel dans les archives de la campagne.",
        twin_of_this(file.twins),
        *contact(file.operator),
    ]
