"""The answers to a file that gives no report: it says nothing new, waits for a person, or was discarded by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.campaign import Operator
from forms.french import french_date, typography
from outbox.odt_template import OdtTemplate
from outbox.receipt import contact, filled_receipt, sender, shown_name, twin_of_this

_KEPT = "Votre fichier est conservé tel quel dans les archives de la campagne : rien n’est perdu."


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as a receipt names it. `name` is data, as it came; `sender_name` the commune or body it comes from; `twins`: whether a PDF of
    the receipt about it follows."""

    name: str
    on: date
    sender_name: str
    reference: str
    operator: Operator
    twins: bool = False


def duplicate_receipt(file: ReceivedFile, first: ReceivedFile, template: OdtTemplate | None = None) -> bytes:
    """An ODT saying that `file` gives the same answers as `first`. Raises `forms.errors.TemplateError`."""
    said = f"Ce fichier dit la même chose que « {shown_name(first.name)} », reçu le {french_date(first.on)} : il n’y a rien de nouveau."
    following = (
        "La réponse donnée au premier envoi reste valable ; rien de nouveau n’est établi.",
        "Si vous vouliez corriger des réponses, vérifiez que vous avez enregistré le document avant de le renvoyer.",
        _KEPT,
    )
    return _receipt(file, "Fichier déjà reçu", said, following, template)


def waiting_receipt(file: ReceivedFile, why: str, number: int, template: OdtTemplate | None = None) -> bytes:
    """An ODT saying that a person must decide about `file`, for the reason `why`; `number` is what the advisor types."""
    said = f"Ce fichier attend la décision d’une personne. {why}"
    following = (
        f"Conseiller : comparez avec « ecoclic decide », puis « ecoclic decide {number} --keep » pour retenir ce fichier, ou "
        f"« ecoclic decide {number} --discard » pour l’écarter.",
        "Collectivité : si un seul des fichiers est le bon, dites lequel à votre conseiller.",
        _KEPT,
    )
    return _receipt(file, "En attente d’une décision", said, following, template)


def discarded_receipt(file: ReceivedFile, by: str, on: date, template: OdtTemplate | None = None) -> bytes:
    """An ODT saying that the person `by` decided, on the day `on`, not to use `file`."""
    said = f"Ce fichier a été écarté le {french_date(on)} par {shown_name(by)} : ses réponses ne sont pas prises en compte."
    following = (
        "Les autres envois de votre collectivité ne sont pas touchés par cette décision.",
        "Une erreur ? Dites-le à votre conseiller : il peut encore retenir ce fichier.",
        _KEPT,
    )
    return _receipt(file, "Fichier écarté", said, following, template)


def _receipt(file: ReceivedFile, title: str, said: str, following: tuple[str, ...], template: OdtTemplate | None) -> bytes:
    return filled_receipt(
        template,
        titre=title,
        emetteur=sender(file.operator),
        destinataire=file.sender_name,
        fichier=shown_name(file.name),
        date=french_date(file.on),
        reference=file.reference,
        essentiel=typography(said),
        compris=(),
        manques=(),
        suite=tuple(typography(line) for line in (*following, twin_of_this(file.twins), *contact(file.operator))),
        code="",
    )
