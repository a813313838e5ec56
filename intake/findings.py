"""What an inspection may find, in words: faults, which something must be done about, and notes, which one may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.french import typography


class Code(StrEnum):
    """One thing that can be found: a stable code, whether it is a fault, and the sentence that tells a person."""

    LEDGER_DAMAGED = "ledger-damaged", True, "Le registre est abîmé : rétablissez-le depuis une sauvegarde."
    SHARE_ABSENT = "share-absent", True, "Le dossier partagé est absent : originaux et documents n'ont pas pu être vérifiés."
    UNREADABLE = "unreadable", True, "Ce fichier ne peut pas être lu : vérifiez ses droits et l'état du partage."
    ORIGINAL_MISSING = "original-missing", True, "L'original n'est plus à sa place."
    ORIGINAL_CHANGED = "original-changed", True, "L'original n'est plus celui qui a été reçu : son contenu a changé."
    ORIGINAL_WITHDRAWN = "original-withdrawn", False, "Fichier trop volumineux, retiré du partage avant d'avoir pu être mis de côté."
    REVIEW_CLEARED = "review-cleared", False, "Fichier à revoir, retiré depuis."
    UNSAFE = "unsafe", True, "Ce retour n'est pas terminé, et ni sa copie ni son original n'a été retrouvé."
    DOCUMENT_MISSING = "document-missing", True, "Un document remis n'est plus à sa place."
    DOCUMENT_EDITED = "document-edited", False, "Document modifié depuis sa remise."
    TWIN_MISSING = "twin-missing", False, "Le PDF de ce document n'a pas pu être fait : « ecoclic twins » réessaie."
    REVIEW_MISSING = "review-missing", False, "Ce bilan annuel n'a pas pu être fait : « ecoclic twins » réessaie."
    COMPLEMENT_MISSING = "complement-missing", False, "Ce complément n'a pas pu être fait : « ecoclic twins » réessaie."
    PLAN_MISSING = "plan-missing", False, "Ce plan d'actions n'a pas pu être fait : « ecoclic twins » réessaie."
    UNANSWERED = "unanswered", True, "Ce retour est terminé sans qu'aucune réponse ait été remise."
    REPORT_COUNT = "report-count", True, "Ce retour n'a pas exactement un rapport par version."
    SHARED_FILE = "shared-file", True, "Deux retours comptent sur le même fichier."
    REVISION_GAP = "revision-gap", True, "Les révisions de cette collectivité ne se suivent pas."
    HISTORY_BROKEN = "history-broken", True, "L'historique de ce retour ne mène pas à son état."
    STAGE_MISSING = "stage-missing", True, "Le registre ne contient pas toutes les étapes de ce retour."
    ANSWERS_DIFFER = "answers-differ", True, "Les réponses conservées ne sont pas celles que donnent les valeurs lues."
    EARLIER_RULES = "earlier-rules", False, "Retour lu selon des règles de lecture antérieures : ses réponses n'ont pas été relues."
    RESULT_DIFFERS = "result-differs", True, "Le résultat conservé n'est pas celui que donnent les réponses."
    FINGERPRINT_DIFFERS = "fingerprint-differs", True, "L'empreinte conservée n'est pas celle du résultat."
    RESULT_LINE_DIFFERS = "result-line-differs", True, "Le résultat gardé pour les comparaisons n'est pas celui de l'évaluation."
    COMPARISON_DIFFERS = "comparison-differs", True, "La comparaison conservée n'est pas celle que donnent les résultats du groupe."
    SPOOL_DAMAGED = "spool-damaged", True, "Une copie de travail n'a plus le contenu reçu."
    SPOOL_ORPHAN = "spool-orphan", True, "Cette copie de travail ne sert plus à aucun retour."
    LEFTOVER = "leftover", True, "Reste d'une écriture interrompue."
    UNKNOWN_FILE = "unknown-file", False, "Fichier inconnu du registre : il n'a pas été mis là par Éco-clic."

    is_fault: bool
    sentence: str

    def __new__(cls, code: str, is_fault: bool, sentence: str) -> Code:
        """A code that is also a string, with what it means."""
        made = str.__new__(cls, code)
        made._value_ = code
        made.is_fault = is_fault
        made.sentence = typography(sentence)
        return made


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: about which submission, if any, and which file (relative to the share or the spool; printable)."""

    code: Code
    submission: int | None = None
    path: str = ""
    detail: str = ""
