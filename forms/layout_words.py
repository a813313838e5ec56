"""The words around the questions: who is asked, how to fill the form in, where it goes back to, what becomes of personal data."""

from __future__ import annotations

from forms.control_names import NO_ANSWER_LABEL
from forms.french import french_date, typography
from forms.identity import FormIdentity

HINT = typography("Ces informations servent seulement à vous recontacter ; elles ne figurent pas dans le rapport.")
BLANK_HINT = typography("Le code et le nom disent qui répond. Le reste sert seulement à vous recontacter et ne figure pas dans le rapport.")
UNNAMED = typography(
    "Indiquez plus bas, dans « Qui répond ? », le code et le nom de votre collectivité : sans eux, nous ne saurons pas qui a répondu."
)
CLOSING = (
    typography("Merci ! Enregistrez, fermez, rouvrez pour vérifier vos réponses, puis renvoyez le fichier."),
    typography("Vous recevrez en retour un rapport à présenter à l’assemblée délibérante."),
)


def steps_of(identity: FormIdentity) -> tuple[str, ...]:
    """How the form of `identity` is filled in and sent back, in order."""
    steps = [
        "Répondez dans le fichier même : le .odt avec LibreOffice, ou le .pdf avec un lecteur de PDF, au choix. Vous pouvez vous "
        "arrêter, enregistrer et reprendre plus tard.",
        "Cochez une seule réponse par question, sauf mention contraire. « Je ne sais pas » est une réponse utile : "
        f"elle signale un point à vérifier. Dans le fichier .odt, « {NO_ANSWER_LABEL} » efface une réponse.",
        "Quand vous avez terminé : enregistrez, fermez, rouvrez pour vérifier que vos réponses y sont.",
        return_step(identity),
    ]
    return tuple(typography(step) for step in steps)


def return_step(identity: FormIdentity) -> str:
    """Where the form of `identity` goes back to, and when."""
    campaign = identity.campaign
    name, email = campaign.operator.name, campaign.operator.email
    recipient = f"à l’adresse {email}" + (f" ({name})" if name else "") if email else "à votre conseiller numérique"
    before = f" au plus tard le {french_date(campaign.deadline)}" if campaign.deadline else ""
    return f"Renvoyez le fichier lui-même (ni photo, ni copie imprimée) {recipient}{before}, sous le nom de votre choix."


def privacy_of(identity: FormIdentity) -> tuple[str, ...]:
    """What RGPD article 13 wants said of personal data, in paragraphs."""
    privacy, operator = identity.campaign.privacy, identity.campaign.operator
    controller = privacy.controller or operator.name or "l’opérateur qui organise cette campagne"
    contact = privacy.contact or operator.email or "votre conseiller numérique"
    return (
        typography(
            f"Responsable du traitement : {controller}. Finalité : {privacy.purpose}. Fondement : {privacy.legal_basis}. "
            f"Durée de conservation : {privacy.retention}."
        ),
        typography(
            "Vous pouvez demander l’accès à vos données, leur rectification, leur effacement ou la limitation de leur usage, et vous "
            f"opposer à celui-ci, en écrivant à : {contact}. Vous pouvez aussi saisir la CNIL (www.cnil.fr)."
        ),
    )
