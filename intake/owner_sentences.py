"""What is said, in French, when it cannot be told whose a returned file is, or to which campaign it belongs.

As in `intake.sentences`, each function makes the error or the notice with its stable code; `detail` is English and goes to the log only.
"""

from __future__ import annotations

from collections.abc import Iterable

from forms.returns import Notice, RefusalCode, Refused
from intake.sentences import notice, refused


def conflicting_references(codes: Iterable[str]) -> Refused:
    """Two reference codes stand in one document."""
    listed = ", ".join(codes)
    sentence = (
        f"Ce document porte plusieurs codes de référence ({listed}) : il mélange sans doute deux questionnaires. Reprenez le questionnaire "
        "envoyé à votre collectivité, remplissez-le, puis renvoyez-le."
    )
    return refused(RefusalCode.IDENTITY_CONFLICT, sentence, f"references: {listed}")


def conflicting_forms(detail: str) -> Refused:
    """The carriers name two campaigns or two questionnaires."""
    sentence = (
        "Ce document porte les marques de deux questionnaires différents. Reprenez le questionnaire envoyé à votre collectivité, "
        "remplissez-le, puis renvoyez-le."
    )
    return refused(RefusalCode.IDENTITY_CONFLICT, sentence, detail)


def several_forms(detail: str) -> Refused:
    """Several forms were put together in one file."""
    sentence = (
        "Ce fichier réunit plusieurs questionnaires : aucune réponse n'a été reprise, pour n'en attribuer aucune à une autre collectivité. "
        "Renvoyez chaque questionnaire dans son propre fichier."
    )
    return refused(RefusalCode.IDENTITY_CONFLICT, sentence, detail)


def several_codes(typed: Iterable[str]) -> Refused:
    """The entry for the code of a blank edition, or copies of it, name several respondents."""
    listed = ", ".join(f"« {code} »" for code in typed)
    sentence = (
        f"Plusieurs codes sont indiqués pour la collectivité ({listed}) : ce fichier réunit sans doute plusieurs questionnaires. "
        "Renvoyez chaque questionnaire dans son propre fichier."
    )
    return refused(RefusalCode.IDENTITY_CONFLICT, sentence, "several codes typed")


def reference_mistyped(typed: str) -> Refused:
    """What was typed is written as a reference, and its check character tells that it is not one."""
    sentence = (
        f"La référence « {typed} », indiquée sur la première page, contient une faute de frappe. Recopiez celle qui est imprimée sur le "
        "questionnaire envoyé à votre collectivité, ou indiquez son code INSEE (5 caractères) ou son SIREN (9 chiffres), puis renvoyez le "
        "fichier."
    )
    return refused(RefusalCode.IDENTITY_UNKNOWN, sentence, "typed reference has a wrong check character")


def code_missing() -> Refused:
    """A blank edition came back without the code that says whose it is."""
    sentence = (
        "Ce questionnaire ne dit pas de quelle collectivité il vient. Indiquez sur la première page le code INSEE de la commune (5 "
        "caractères, à ne pas confondre avec le code postal) ou le SIREN (9 chiffres), enregistrez, puis renvoyez le fichier."
    )
    return refused(RefusalCode.IDENTITY_MISSING, sentence, "no code typed on a blank edition")


def code_unknown(typed: str) -> Refused:
    """The code typed is nobody's in this campaign."""
    sentence = (
        f"Le code « {typed} », indiqué sur la première page, n'est celui d'aucune collectivité de cette campagne. Vérifiez le code "
        "INSEE (5 caractères, à ne pas confondre avec le code postal) ou le SIREN (9 chiffres), corrigez-le, puis renvoyez le fichier."
    )
    return refused(RefusalCode.IDENTITY_UNKNOWN, sentence, "typed code matches no respondent")


def code_of_another(typed: str, place: str, owner: str) -> Refused:
    """The code is one respondent's, the name another's."""
    sentence = (
        f"Le code « {typed} » est celui de {owner}, mais le nom indiqué est « {place} ». Vérifiez le code INSEE (à ne pas confondre "
        "avec le code postal) ou le SIREN, corrigez la première page, puis renvoyez le fichier."
    )
    return refused(RefusalCode.IDENTITY_CONFLICT, sentence, "typed code and typed name belong to two respondents")


def blank_with_reference() -> Notice:
    """Traces of a personal form and of the blank edition stand together."""
    return notice(
        "porteurs-partiels",
        "Le document porte un code de référence et, par ailleurs, les marques de l'édition non personnalisée : le code a été retenu.",
    )


# The ledger ----------------------------------------------------------------------------------------------------------------------


def unknown_reference(code: str) -> Refused:
    """A valid code that this workspace never issued."""
    sentence = (
        f"La référence {code} n'est celle d'aucun questionnaire envoyé par ce service. Vérifiez que le questionnaire vient bien de "
        "votre conseiller numérique, ou demandez-lui de vous le renvoyer."
    )
    return refused(RefusalCode.UNKNOWN_REFERENCE, sentence, f"reference {code} was never issued here")


def unknown_plan(code: str) -> Refused:
    """An action plan that this workspace never issued: it follows no questionnaire assessed here."""
    sentence = (
        f"Ce plan d'actions (référence {code}) ne suit aucun questionnaire évalué par ce service. Si votre questionnaire n'a pas encore "
        "reçu son rapport, renvoyez d'abord le questionnaire : un plan à votre nom suivra le rapport. Sinon, demandez à votre conseiller "
        "numérique le plan qui va avec votre rapport."
    )
    return refused(RefusalCode.UNKNOWN_REFERENCE, sentence, f"plan {code} was never issued here")


def other_campaign(campaign: str) -> Refused:
    """A form of a campaign that this workspace does not run."""
    sentence = (
        f"Ce questionnaire appartient à une autre campagne (« {campaign} »), qui n'est pas suivie ici. Remplissez celui que votre "
        "conseiller numérique vous a envoyé pour la campagne en cours, puis renvoyez-le."
    )
    return refused(RefusalCode.OTHER_CAMPAIGN, sentence, f"campaign {campaign} is not in the ledger")


def campaign_missing() -> Refused:
    """Our controls, but nothing left that says which campaign they belong to."""
    sentence = (
        "Ce document ressemble à l'un de nos questionnaires, mais sa référence a disparu : nous ne savons pas à quelle campagne ni à "
        "quelle collectivité il appartient. Reprenez le fichier que vous avez reçu, remplissez-le, puis renvoyez-le."
    )
    return refused(RefusalCode.IDENTITY_MISSING, sentence, "no carrier names a campaign")


def unknown_version(detail: str) -> Refused:
    """A questionnaire version that this workspace never issued."""
    sentence = (
        "Ce questionnaire est d'une version que ce service ne connaît pas : ses réponses ne peuvent pas être évaluées. Demandez à votre "
        "conseiller numérique de vous renvoyer le questionnaire de la campagne en cours."
    )
    return refused(RefusalCode.UNKNOWN_VERSION, sentence, detail)
