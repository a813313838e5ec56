"""What is said, in French, when a returned file cannot be used or needs a second look.

Gathered here so that one person can review every word: plain, kind, and ending with what to do next. Each function makes the error or
the notice with its stable code; `detail` is English and goes to the log only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from forms.french import grouped, plural, typography
from forms.returns import Notice, RefusalCode, Refused

_NAMES_SHOWN: Final = 8
_SEND_AGAIN: Final = "Rouvrez le questionnaire sur votre ordinateur, enregistrez-le, fermez-le, puis renvoyez-le."
_SEND_THE_FORM: Final = "Renvoyez le questionnaire rempli lui-même : le fichier .odt ou le fichier .pdf que vous avez reçu."


def _refused(reason: RefusalCode, sentence: str, detail: str) -> Refused:
    return Refused(reason, typography(sentence), detail)


# The file ------------------------------------------------------------------------------------------------------------------------


def empty() -> Refused:
    """The file has no byte."""
    return _refused(
        RefusalCode.EMPTY, f"Ce fichier est vide : son envoi ou sa copie s'est sans doute interrompu. {_SEND_AGAIN}", "zero bytes"
    )


def unknown_format(detail: str = "") -> Refused:
    """Nothing in the content says what it is."""
    sentence = f"Ce fichier n'est ni un document .odt ni un document .pdf : nous n'avons pas reconnu son format. {_SEND_THE_FORM}"
    return _refused(RefusalCode.UNKNOWN_FORMAT, sentence, detail or "unrecognised content")


def wrong_format(what: str, advice: str = "") -> Refused:
    """The content is recognised, and is of a format that is not read. `what` is its French name with its article."""
    return _refused(RefusalCode.WRONG_FORMAT, f"Ce fichier est {what}. {advice or _SEND_THE_FORM}", f"content is {what}")


def damaged(detail: str) -> Refused:
    """The file contradicts its own format."""
    sentence = f"Ce fichier est endommagé et ne peut pas être lu sans risque d'erreur. {_SEND_AGAIN}"
    return _refused(RefusalCode.DAMAGED, sentence, detail)


def incomplete(detail: str) -> Refused:
    """The end of the file is missing."""
    sentence = (
        f"La fin de ce fichier manque : son envoi ou sa copie s'est interrompu, et des réponses pourraient être perdues. {_SEND_AGAIN}"
    )
    return _refused(RefusalCode.INCOMPLETE, sentence, detail)


def too_large(detail: str) -> Refused:
    """The file, or what it unfolds into, is beyond the limits."""
    sentence = (
        "Ce fichier est beaucoup trop volumineux pour un questionnaire. Si vous y avez ajouté des images ou des annexes, retirez-les, puis "
        "renvoyez le questionnaire seul."
    )
    return _refused(RefusalCode.TOO_LARGE, sentence, detail)


def encrypted(detail: str) -> Refused:
    """A password is needed to read it."""
    sentence = (
        "Ce fichier est protégé par un mot de passe : nous ne pouvons pas l'ouvrir. Enregistrez-le sans mot de passe, puis renvoyez-le. "
        "N'envoyez pas le mot de passe."
    )
    return _refused(RefusalCode.ENCRYPTED, sentence, detail)


def forbidden(what: str, detail: str) -> Refused:
    """The document holds something that our forms never hold. `what` is its French name with its article."""
    sentence = (
        f"Ce document contient {what}, ce qu'aucun de nos questionnaires ne contient ; par prudence, il n'a pas été lu. Reprenez le "
        "questionnaire que vous avez reçu, remplissez-le sans rien y ajouter, puis renvoyez-le."
    )
    return _refused(RefusalCode.FORBIDDEN_CONTENT, sentence, detail)


def not_a_file(detail: str) -> Refused:
    """A folder, a link, a pipe or a device bears the name."""
    sentence = "Ce n'est pas un fichier ordinaire (dossier, raccourci…) : rien n'a été ouvert. Déposez le questionnaire lui-même."
    return _refused(RefusalCode.NOT_A_FILE, sentence, detail)


def not_our_form(detail: str) -> Refused:
    """A readable document that bears no sign of ours."""
    sentence = f"Ce document n'est pas l'un de nos questionnaires, ou il a été entièrement refait. {_SEND_THE_FORM}"
    return _refused(RefusalCode.NOT_OUR_FORM, sentence, detail)


def no_fields_odt() -> Refused:
    """Our document, all of whose controls are gone."""
    sentence = (
        "C'est bien l'un de nos questionnaires, mais ses cases et ses champs ont disparu : les réponses ne peuvent pas être lues. "
        "Reprenez le fichier que vous avez reçu, remplissez-le dans LibreOffice, enregistrez-le au format .odt, puis renvoyez-le."
    )
    return _refused(RefusalCode.NO_FIELDS, sentence, "our carriers, but no control")


def no_fields_pdf() -> Refused:
    """Our document, printed or flattened."""
    sentence = (
        "C'est bien l'un de nos questionnaires, mais sous forme imprimée : ce PDF n'a plus de champs à remplir et ses réponses ne "
        "peuvent pas être lues. Reprenez le fichier rempli, utilisez « Enregistrer » (et non « Imprimer » ni « Exporter »), puis "
        "renvoyez-le."
    )
    return _refused(RefusalCode.NO_FIELDS, sentence, "our carriers, but no form field")


def scanned(references: Iterable[str], detail: str) -> Refused:
    """A photograph or a scan. `references`: the codes read on it, if any."""
    listed = ", ".join(references)
    what = f"du questionnaire {listed}" if listed else "d'un document"
    sentence = (
        f"Ce fichier est une numérisation ou une photographie {what} : les cases cochées sur une image ne peuvent pas être lues sans "
        "risque d'erreur, et aucune réponse n'a été reprise. Renvoyez le questionnaire rempli sur l'ordinateur, le fichier .odt ou .pdf. "
        "S'il a été rempli à la main, reportez-y vos réponses, ou demandez à votre conseiller numérique de le faire avec vous."
    )
    return _refused(RefusalCode.SCANNED, sentence, detail)


def unpacked(names: Sequence[str]) -> Refused:
    """An archive or a message whose documents are each read on their own."""
    count = len(names)
    each = "il est traité à part" if count == 1 else "chacun est traité à part"
    sentence = (
        f"Ce fichier (archive ou message) n'est pas un questionnaire, mais il contient {plural(count, 'document')} : "
        f"{listed_names(names)}. Sorti de l'archive ou du message, {each}, avec sa propre réponse. Vous n'avez rien à renvoyer pour ce "
        "fichier-ci."
    )
    return _refused(RefusalCode.UNPACKED, sentence, f"{count} documents inside")


def listed_names(names: Sequence[str]) -> str:
    """The first names, between quotes, and how many more there are."""
    shown = ", ".join(f"« {name} »" for name in names[:_NAMES_SHOWN])
    return shown if len(names) <= _NAMES_SHOWN else f"{shown} et {len(names) - _NAMES_SHOWN} de plus"


def nothing_inside() -> Refused:
    """An archive or a message that holds no document."""
    sentence = (
        "Ce fichier (archive ou message) ne contient aucun document : ni pièce jointe, ni fichier. Joignez le questionnaire rempli, le "
        "fichier .odt ou .pdf, et renvoyez-le."
    )
    return _refused(RefusalCode.NOT_OUR_FORM, sentence, "a container without any document")


def too_much_inside(detail: str) -> Refused:
    """An archive or a message that holds too much to be opened at once."""
    sentence = (
        "Cette archive ou ce message contient trop de documents, ou des documents trop volumineux ou trop emboîtés, pour être ouvert d'un "
        "coup. Sortez-en les questionnaires remplis, puis déposez ou renvoyez les fichiers .odt ou .pdf eux-mêmes."
    )
    return _refused(RefusalCode.TOO_LARGE, sentence, detail)


def reader_failed(detail: str) -> Refused:
    """The reader crashed, fell silent or took too long; the fault may be ours."""
    sentence = (
        "La lecture de ce fichier a échoué. Rouvrez le questionnaire, enregistrez-le de nouveau, puis renvoyez-le ; si cela se reproduit, "
        "prévenez votre conseiller numérique : le fichier est conservé."
    )
    return _refused(RefusalCode.READER_FAILED, sentence, detail)


# Identity ------------------------------------------------------------------------------------------------------------------------


def conflicting_references(codes: Iterable[str]) -> Refused:
    """Two reference codes stand in one document."""
    listed = ", ".join(codes)
    sentence = (
        f"Ce document porte plusieurs codes de référence ({listed}) : il mélange sans doute deux questionnaires. Reprenez le questionnaire "
        "envoyé à votre collectivité, remplissez-le, puis renvoyez-le."
    )
    return _refused(RefusalCode.IDENTITY_CONFLICT, sentence, f"references: {listed}")


def conflicting_forms(detail: str) -> Refused:
    """The carriers name two campaigns or two questionnaires."""
    sentence = (
        "Ce document porte les marques de deux questionnaires différents. Reprenez le questionnaire envoyé à votre collectivité, "
        "remplissez-le, puis renvoyez-le."
    )
    return _refused(RefusalCode.IDENTITY_CONFLICT, sentence, detail)


def several_forms(detail: str) -> Refused:
    """Several forms were put together in one file."""
    sentence = (
        "Ce fichier réunit plusieurs questionnaires : aucune réponse n'a été reprise, pour n'en attribuer aucune à une autre collectivité. "
        "Renvoyez chaque questionnaire dans son propre fichier."
    )
    return _refused(RefusalCode.IDENTITY_CONFLICT, sentence, detail)


def several_codes(typed: Iterable[str]) -> Refused:
    """Copies of the entry for the code of a blank edition say different things."""
    listed = ", ".join(f"« {code} »" for code in typed)
    sentence = (
        f"Plusieurs codes sont indiqués pour la collectivité ({listed}) : ce fichier réunit sans doute plusieurs questionnaires. "
        "Renvoyez chaque questionnaire dans son propre fichier."
    )
    return _refused(RefusalCode.IDENTITY_CONFLICT, sentence, "copies of the typed code disagree")


def reference_mistyped(typed: str) -> Refused:
    """What was typed is written as a reference, and its check character tells that it is not one."""
    sentence = (
        f"La référence « {typed} », indiquée sur la première page, contient une faute de frappe. Recopiez celle qui est imprimée sur le "
        "questionnaire envoyé à votre collectivité, ou indiquez son code INSEE (5 caractères) ou son SIREN (9 chiffres), puis renvoyez le "
        "fichier."
    )
    return _refused(RefusalCode.IDENTITY_UNKNOWN, sentence, "typed reference has a wrong check character")


def code_missing() -> Refused:
    """A blank edition came back without the code that says whose it is."""
    sentence = (
        "Ce questionnaire ne dit pas de quelle collectivité il vient. Indiquez sur la première page le code INSEE de la commune (5 "
        "caractères, à ne pas confondre avec le code postal) ou le SIREN (9 chiffres), enregistrez, puis renvoyez le fichier."
    )
    return _refused(RefusalCode.IDENTITY_MISSING, sentence, "no code typed on a blank edition")


def code_unknown(typed: str) -> Refused:
    """The code typed is nobody's in this campaign."""
    sentence = (
        f"Le code « {typed} », indiqué sur la première page, n'est celui d'aucune collectivité de cette campagne. Vérifiez le code "
        "INSEE (5 caractères, à ne pas confondre avec le code postal) ou le SIREN (9 chiffres), corrigez-le, puis renvoyez le fichier."
    )
    return _refused(RefusalCode.IDENTITY_UNKNOWN, sentence, "typed code matches no respondent")


def code_of_another(typed: str, place: str, owner: str) -> Refused:
    """The code is one respondent's, the name another's."""
    sentence = (
        f"Le code « {typed} » est celui de {owner}, mais le nom indiqué est « {place} ». Vérifiez le code INSEE (à ne pas confondre "
        "avec le code postal) ou le SIREN, corrigez la première page, puis renvoyez le fichier."
    )
    return _refused(RefusalCode.IDENTITY_CONFLICT, sentence, "typed code and typed name belong to two respondents")


# Notices -------------------------------------------------------------------------------------------------------------------------


def _notice(code: str, sentence: str, question: str | None = None) -> Notice:
    return Notice(code, typography(sentence), question)


def macros_present() -> Notice:
    """Macros are in the document; none was run."""
    return _notice("macros-presentes", "Le document contient des macros ; aucune n'a été exécutée.")


def external_links() -> Notice:
    """The document refers to something outside itself; nothing was fetched."""
    return _notice(
        "liens-externes", "Le document renvoie à des contenus extérieurs (image, objet ou données liées) ; aucun n'a été ouvert."
    )


def signed() -> Notice:
    """An electronic signature is there; it was not verified."""
    return _notice("document-signe", "Le document est signé électroniquement ; la signature n'a pas été vérifiée.")


def embedded_objects() -> Notice:
    """An embedded object is there; it was not opened."""
    return _notice("objets-incorpores", "Le document contient un objet incorporé (tableau, dessin…) ; il n'a pas été ouvert.")


def tracked_changes() -> Notice:
    """Changes to the text were tracked; what they say was deleted is not read."""
    return _notice(
        "modifications-suivies",
        "Le document contient des modifications suivies ; ce qu'elles suppriment n'est pas lu, ce qu'elles ajoutent l'est.",
    )


def unprotected() -> Notice:
    """The protection of the printed text was lifted."""
    return _notice("texte-deprotege", "La protection du texte du questionnaire a été levée : les questions ont pu être modifiées.")


def repaired() -> Notice:
    """The PDF had to be repaired before it could be read."""
    return _notice("fichier-repare", "Le fichier PDF était abîmé et a été réparé avant lecture : les réponses sont à vérifier.")


def reader_warnings(count: int) -> Notice:
    """The PDF reader met oddities that are not known to be harmless."""
    met = "une anomalie" if count == 1 else f"{grouped(count)} anomalies"
    return _notice("lecture-a-verifier", f"Le fichier PDF présente {met} de structure : les réponses sont à vérifier.")


def uncertain_box(name: str) -> Notice:
    """What a box shows and what the document says of it differ."""
    return _notice(
        "case-incertaine", f"Champ « {name} » : la case affichée et la valeur enregistrée ne concordent pas ; réponse à vérifier."
    )


def read_by_place() -> Notice:
    """No field is left: what is printed was read."""
    return _notice(
        "lu-sur-impression",
        "Ce PDF n'a plus de champs à remplir (il a été imprimé ou aplati) : les réponses ont été lues d'après leur place sur les pages. "
        "Vérifiez-les, les textes surtout.",
    )


def uncertain_text(name: str) -> Notice:
    """What is printed in an entry about the respondent, or in a comment, has no sure reading."""
    return _notice("texte-incertain", f"Champ « {name} » : le texte imprimé n'a pas pu être lu avec certitude ; il est à vérifier.")


def maybe_cut(name: str) -> Notice:
    """What is printed fills its entry to the edge."""
    return _notice(
        "texte-peut-etre-coupe",
        f"Champ « {name} » : le texte imprimé va jusqu'au bord du cadre ; la suite, s'il y en a une, n'a pas été imprimée.",
    )


def text_cut(name: str, longest: int) -> Notice:
    """An answer is longer than what is kept."""
    return _notice("texte-coupe", f"Champ « {name} » : la réponse dépasse {grouped(longest)} caractères ; la suite n'a pas été reprise.")


def xfa_present() -> Notice:
    """A second description of the form stands in the PDF; it was not read."""
    return _notice("formulaire-xfa", "Le PDF contient aussi un formulaire XFA ; il n'a pas été lu.")


def blank_with_reference() -> Notice:
    """Traces of a personal form and of the blank edition stand together."""
    return _notice(
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
    return _refused(RefusalCode.UNKNOWN_REFERENCE, sentence, f"reference {code} was never issued here")


def unknown_plan(code: str) -> Refused:
    """An action plan that this workspace never issued: it follows no questionnaire assessed here."""
    sentence = (
        f"Ce plan d'actions (référence {code}) ne suit aucun questionnaire évalué par ce service. Si votre questionnaire n'a pas encore "
        "reçu son rapport, renvoyez d'abord le questionnaire : un plan à votre nom suivra le rapport. Sinon, demandez à votre conseiller "
        "numérique le plan qui va avec votre rapport."
    )
    return _refused(RefusalCode.UNKNOWN_REFERENCE, sentence, f"plan {code} was never issued here")


def other_campaign(campaign: str) -> Refused:
    """A form of a campaign that this workspace does not run."""
    sentence = (
        f"Ce questionnaire appartient à une autre campagne (« {campaign} »), qui n'est pas suivie ici. Remplissez celui que votre "
        "conseiller numérique vous a envoyé pour la campagne en cours, puis renvoyez-le."
    )
    return _refused(RefusalCode.OTHER_CAMPAIGN, sentence, f"campaign {campaign} is not in the ledger")


def campaign_missing() -> Refused:
    """Our controls, but nothing left that says which campaign they belong to."""
    sentence = (
        "Ce document ressemble à l'un de nos questionnaires, mais sa référence a disparu : nous ne savons pas à quelle campagne ni à "
        "quelle collectivité il appartient. Reprenez le fichier que vous avez reçu, remplissez-le, puis renvoyez-le."
    )
    return _refused(RefusalCode.IDENTITY_MISSING, sentence, "no carrier names a campaign")


def unknown_version(detail: str) -> Refused:
    """A questionnaire version that this workspace never issued."""
    sentence = (
        "Ce questionnaire est d'une version que ce service ne connaît pas : ses réponses ne peuvent pas être évaluées. Demandez à votre "
        "conseiller numérique de vous renvoyer le questionnaire de la campagne en cours."
    )
    return _refused(RefusalCode.UNKNOWN_VERSION, sentence, detail)
