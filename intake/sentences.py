"""What is said, in French, when a returned file cannot be used or needs a second look.

Gathered here so that one person can review every word: plain, kind, and ending with what to do next. Each function makes the error or
the notice with its stable code; `detail` is English and goes to the log only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from forms.french import grouped, listed, plural, typography
from forms.returns import Notice, RefusalCode, Refused
from intake.records import Reason

_NAMES_SHOWN: Final = 8
_SEND_AGAIN: Final = "Rouvrez le questionnaire sur votre ordinateur, enregistrez-le, fermez-le, puis renvoyez-le."
_SEND_THE_FORM: Final = "Renvoyez le questionnaire rempli lui-même : le fichier .odt ou le fichier .pdf que vous avez reçu."


def refused(reason: RefusalCode, sentence: str, detail: str) -> Refused:
    """`sentence` with its French spaces, under `reason`."""
    return Refused(reason, typography(sentence), detail)


# The file ------------------------------------------------------------------------------------------------------------------------


def empty() -> Refused:
    """The file has no byte."""
    return refused(
        RefusalCode.EMPTY, f"Ce fichier est vide : son envoi ou sa copie s'est sans doute interrompu. {_SEND_AGAIN}", "zero bytes"
    )


def unknown_format(detail: str = "") -> Refused:
    """Nothing in the content says what it is."""
    sentence = f"Ce fichier n'est ni un document .odt ni un document .pdf : nous n'avons pas reconnu son format. {_SEND_THE_FORM}"
    return refused(RefusalCode.UNKNOWN_FORMAT, sentence, detail or "unrecognised content")


def wrong_format(what: str, advice: str = "") -> Refused:
    """The content is recognised, and is of a format that is not read. `what` is its French name with its article."""
    return refused(RefusalCode.WRONG_FORMAT, f"Ce fichier est {what}. {advice or _SEND_THE_FORM}", f"content is {what}")


def damaged(detail: str) -> Refused:
    """The file contradicts its own format."""
    sentence = f"Ce fichier est endommagé et ne peut pas être lu sans risque d'erreur. {_SEND_AGAIN}"
    return refused(RefusalCode.DAMAGED, sentence, detail)


def incomplete(detail: str) -> Refused:
    """The end of the file is missing."""
    sentence = (
        f"La fin de ce fichier manque : son envoi ou sa copie s'est interrompu, et des réponses pourraient être perdues. {_SEND_AGAIN}"
    )
    return refused(RefusalCode.INCOMPLETE, sentence, detail)


def too_large(detail: str) -> Refused:
    """The file, or what it unfolds into, is beyond the limits."""
    sentence = (
        "Ce fichier est beaucoup trop volumineux pour un questionnaire. Si vous y avez ajouté des images ou des annexes, retirez-les, puis "
        "renvoyez le questionnaire seul."
    )
    return refused(RefusalCode.TOO_LARGE, sentence, detail)


def encrypted(detail: str) -> Refused:
    """A password is needed to read it."""
    sentence = (
        "Ce fichier est protégé par un mot de passe : nous ne pouvons pas l'ouvrir. Enregistrez-le sans mot de passe, puis renvoyez-le. "
        "N'envoyez pas le mot de passe."
    )
    return refused(RefusalCode.ENCRYPTED, sentence, detail)


def forbidden(what: str, detail: str) -> Refused:
    """The document holds something that our forms never hold. `what` is its French name with its article."""
    sentence = (
        f"Ce document contient {what}, ce qu'aucun de nos questionnaires ne contient ; par prudence, il n'a pas été lu. Reprenez le "
        "questionnaire que vous avez reçu, remplissez-le sans rien y ajouter, puis renvoyez-le."
    )
    return refused(RefusalCode.FORBIDDEN_CONTENT, sentence, detail)


def not_a_file(detail: str) -> Refused:
    """A folder, a link, a pipe or a device bears the name."""
    sentence = "Ce n'est pas un fichier ordinaire (dossier, raccourci…) : rien n'a été ouvert. Déposez le questionnaire lui-même."
    return refused(RefusalCode.NOT_A_FILE, sentence, detail)


def not_our_form(detail: str) -> Refused:
    """A readable document that bears no sign of ours."""
    sentence = f"Ce document n'est pas l'un de nos questionnaires, ou il a été entièrement refait. {_SEND_THE_FORM}"
    return refused(RefusalCode.NOT_OUR_FORM, sentence, detail)


def no_fields_odt() -> Refused:
    """Our document, all of whose controls are gone."""
    sentence = (
        "C'est bien l'un de nos questionnaires, mais ses cases et ses champs ont disparu : les réponses ne peuvent pas être lues. "
        "Reprenez le fichier que vous avez reçu, remplissez-le dans LibreOffice, enregistrez-le au format .odt, puis renvoyez-le."
    )
    return refused(RefusalCode.NO_FIELDS, sentence, "our carriers, but no control")


def no_fields_pdf() -> Refused:
    """Our document, printed or flattened."""
    sentence = (
        "C'est bien l'un de nos questionnaires, mais sous forme imprimée : ce PDF n'a plus de champs à remplir et ses réponses ne "
        "peuvent pas être lues. Reprenez le fichier rempli, utilisez « Enregistrer » (et non « Imprimer » ni « Exporter »), puis "
        "renvoyez-le."
    )
    return refused(RefusalCode.NO_FIELDS, sentence, "our carriers, but no form field")


def missing_pages(detail: str) -> Refused:
    """A printed form of which most pages are not there, or cannot be told from one another."""
    sentence = (
        "C'est bien l'un de nos questionnaires, imprimé en PDF, mais la plupart de ses pages manquent ou n'ont pas pu être reconnues : "
        "aucune réponse n'a été reprise. Renvoyez le questionnaire rempli lui-même, le fichier .odt ou .pdf enregistré ; à défaut, "
        "exportez-en toutes les pages, une seule page par feuille."
    )
    return refused(RefusalCode.MISSING_PAGES, sentence, detail)


def scanned(references: Iterable[str], detail: str) -> Refused:
    """A photograph or a scan. `references`: the codes read on it, if any."""
    listed = ", ".join(references)
    what = f"du questionnaire {listed}" if listed else "d'un document"
    sentence = (
        f"Ce fichier est une numérisation ou une photographie {what} : les cases cochées sur une image ne peuvent pas être lues sans "
        "risque d'erreur, et aucune réponse n'a été reprise. Renvoyez le questionnaire rempli sur l'ordinateur, le fichier .odt ou .pdf. "
        "S'il a été rempli à la main, reportez-y vos réponses, ou demandez à votre conseiller numérique de le faire avec vous."
    )
    return refused(RefusalCode.SCANNED, sentence, detail)


def unpacked(names: Sequence[str]) -> Refused:
    """An archive or a message whose documents are each read on their own."""
    count = len(names)
    each = "il est traité à part" if count == 1 else "chacun est traité à part"
    sentence = (
        f"Ce fichier (archive ou message) n'est pas un questionnaire, mais il contient {plural(count, 'document')} : "
        f"{listed_names(names)}. Sorti de l'archive ou du message, {each}, avec sa propre réponse. Vous n'avez rien à renvoyer pour ce "
        "fichier-ci."
    )
    return refused(RefusalCode.UNPACKED, sentence, f"{count} documents inside")


def opened_in_words(reason: Reason) -> str:
    """What `unpacked` said, once kept as the reason of a submission, in a few words for an advisor: « ouvert : 3 documents… »."""
    count = int(reason.detail.partition(" ")[0])
    return typography(f"ouvert : {plural(count, 'document')}, {'traité' if count == 1 else 'chacun traité'} à part")


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
    return refused(RefusalCode.NOT_OUR_FORM, sentence, "a container without any document")


def too_much_inside(detail: str) -> Refused:
    """An archive or a message that holds too much to be opened at once."""
    sentence = (
        "Cette archive ou ce message contient trop de documents, ou des documents trop volumineux ou trop emboîtés, pour être ouvert d'un "
        "coup. Sortez-en les questionnaires remplis, puis déposez ou renvoyez les fichiers .odt ou .pdf eux-mêmes."
    )
    return refused(RefusalCode.TOO_LARGE, sentence, detail)


def reader_failed(detail: str) -> Refused:
    """The reader crashed, fell silent or took too long; the fault may be ours."""
    sentence = (
        "La lecture de ce fichier a échoué. Rouvrez le questionnaire, enregistrez-le de nouveau, puis renvoyez-le ; si cela se reproduit, "
        "prévenez votre conseiller numérique : le fichier est conservé."
    )
    return refused(RefusalCode.READER_FAILED, sentence, detail)


# Notices -------------------------------------------------------------------------------------------------------------------------


def notice(code: str, sentence: str, question: str | None = None) -> Notice:
    """`sentence` with its French spaces, under `code`."""
    return Notice(code, typography(sentence), question)


def macros_present() -> Notice:
    """Macros are in the document; none was run."""
    return notice("macros-presentes", "Le document contient des macros ; aucune n'a été exécutée.")


def external_links() -> Notice:
    """The document refers to something outside itself; nothing was fetched."""
    return notice("liens-externes", "Le document renvoie à des contenus extérieurs (image, objet ou données liées) ; aucun n'a été ouvert.")


def signed() -> Notice:
    """An electronic signature is there; it was not verified."""
    return notice("document-signe", "Le document est signé électroniquement ; la signature n'a pas été vérifiée.")


def remarks_added(pages: Sequence[int]) -> Notice:
    """Somebody wrote or drew over `pages` (from 1) with the tools of a viewer, where an answer may be meant."""
    where = f"la page {pages[0]}" if len(pages) == 1 else f"les pages {listed([str(page) for page in pages])}"
    sentence = f"Des annotations (texte, trait, surlignage…) ont été ajoutées sur {where} du PDF ; elles ne sont pas lues comme réponses."
    return notice("annotations-ajoutees", f"{sentence} Vérifiez si elles en changent une.")


def embedded_objects() -> Notice:
    """An embedded object is there; it was not opened."""
    return notice("objets-incorpores", "Le document contient un objet incorporé (tableau, dessin…) ; il n'a pas été ouvert.")


def tracked_changes() -> Notice:
    """Changes to the text were tracked; what they say was deleted is not read."""
    return notice(
        "modifications-suivies",
        "Le document contient des modifications suivies ; ce qu'elles suppriment n'est pas lu, ce qu'elles ajoutent l'est.",
    )


def unprotected() -> Notice:
    """The protection of the printed text was lifted."""
    return notice("texte-deprotege", "La protection du texte du questionnaire a été levée : les questions ont pu être modifiées.")


def repaired() -> Notice:
    """The PDF had to be repaired before it could be read."""
    return notice("fichier-repare", "Le fichier PDF était abîmé et a été réparé avant lecture : les réponses sont à vérifier.")


def reader_warnings(count: int) -> Notice:
    """The PDF reader met oddities that are not known to be harmless."""
    met = "une anomalie" if count == 1 else f"{grouped(count)} anomalies"
    return notice("lecture-a-verifier", f"Le fichier PDF présente {met} de structure : les réponses sont à vérifier.")


def uncertain_box(name: str) -> Notice:
    """What a box shows and what the document says of it differ."""
    return notice(
        "case-incertaine", f"Champ « {name} » : la case affichée et la valeur enregistrée ne concordent pas ; réponse à vérifier."
    )


def read_by_place() -> Notice:
    """No field is left: what is printed was read."""
    return notice(
        "lu-sur-impression",
        "Ce PDF n'a plus de champs à remplir (il a été imprimé ou aplati) : les réponses ont été lues d'après ce qui est imprimé sur les "
        "pages. Vérifiez-les, les textes surtout.",
    )


def uncertain_text(name: str) -> Notice:
    """What is printed in an entry about the respondent, or in a comment, has no sure reading."""
    return notice("texte-incertain", f"Champ « {name} » : le texte imprimé n'a pas pu être lu avec certitude ; il est à vérifier.")


def maybe_cut(name: str) -> Notice:
    """What is printed fills its entry to the edge."""
    return notice(
        "texte-peut-etre-coupe",
        f"Champ « {name} » : le texte imprimé va jusqu'au bord du cadre ; la suite, s'il y en a une, n'a pas été imprimée.",
    )


def text_cut(name: str, longest: int) -> Notice:
    """An answer is longer than what is kept."""
    return notice("texte-coupe", f"Champ « {name} » : la réponse dépasse {grouped(longest)} caractères ; la suite n'a pas été reprise.")


def xfa_present() -> Notice:
    """A second description of the form stands in the PDF; it was not read."""
    return notice("formulaire-xfa", "Le PDF contient aussi un formulaire XFA ; il n'a pas été lu.")
