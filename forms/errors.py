"""The error tree of the product.

    EcoclicError            everything the product raises on purpose
    ├── SettingsError       the workspace's settings cannot be used
    ├── QuestionnaireError  a questionnaire definition is wrong (lists every problem)
    ├── RespondentListError a list of respondents is wrong (lists every line)
    ├── TemplateError       a document template is wrong (quotes every paragraph)
    ├── WorkspaceError      the workspace or the share is not as it should be
    ├── UnknownReference    no submission or form bears this reference code
    └── Refused             a returned file cannot be used (see `forms.returns`)

Each error has a stable `code`, a French `sentence` for the person and an English `detail` for the log.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import ClassVar


class EcoclicError(Exception):
    """Anything the product refuses to do, told to a person and to the log."""

    code: ClassVar[str] = "error"

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail or sentence


class SettingsError(EcoclicError):
    """The settings of the workspace cannot be used."""

    code = "settings"


class ProblemsError(EcoclicError):
    """Several problems found in one document, told all at once."""

    code = "problems"

    def __init__(self, sentence: str, problems: Sequence[str]) -> None:
        super().__init__("\n".join([sentence, *(f"  – {problem}" for problem in problems)]))
        self.problems = tuple(problems)


class QuestionnaireError(ProblemsError):
    """A questionnaire definition is wrong; `problems` names each question and what to change."""

    code = "questionnaire"


class AdviceError(ProblemsError):
    """An advisor's file of own advice is wrong; `problems` names each paragraph or recommendation and what to change."""

    code = "advice"


class RespondentListError(ProblemsError):
    """A list of respondents is wrong; `problems` names each line and the reason."""

    code = "respondent-list"


class TemplateError(ProblemsError):
    """A document template cannot be used; `problems` quotes each paragraph and says what to change."""

    code = "template"


class WorkspaceError(EcoclicError):
    """The workspace or the share is not as it should be."""

    code = "workspace"


class UnknownReference(EcoclicError):
    """No form of this workspace bears the reference code."""

    code = "unknown-reference"


_CAUSES = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération non permise",
    errno.ENOENT: "fichier ou dossier absent",
    errno.EEXIST: "nom déjà pris",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.ENOSPC: "disque plein",
    errno.EDQUOT: "quota de disque atteint",
    errno.EROFS: "disque en lecture seule",
    errno.EIO: "erreur de disque",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ESTALE: "partage absent ou débranché",
    errno.EBUSY: "occupé par un autre programme",
    errno.ETIMEDOUT: "pas de réponse à temps",
    errno.EHOSTDOWN: "serveur injoignable",
    errno.EHOSTUNREACH: "serveur injoignable",
    errno.ELOOP: "lien qui n’est pas suivi",
}


def cause_in_french(error: OSError) -> str:
    """Why the system refused, in a few French words; in the system's own, which may be English, when it is rare."""
    return _CAUSES.get(error.errno or 0) or error.strerror or str(error)
