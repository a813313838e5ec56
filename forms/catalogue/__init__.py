"""The questionnaires shipped with the product, one TOML file each, named by its id."""

from __future__ import annotations

from importlib import resources

from forms.errors import QuestionnaireError
from forms.french import typography
from forms.loading import load_questionnaire
from forms.questionnaire import Questionnaire

_SUFFIX = ".toml"


def available() -> tuple[str, ...]:
    """Ids of the questionnaires shipped, in alphabetical order."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load(questionnaire_id: str) -> Questionnaire:
    """The shipped questionnaire of that id. Raises `QuestionnaireError`, naming the available ones, when there is none."""
    if questionnaire_id not in available():
        raise _error(f"Le questionnaire « {questionnaire_id} » n’existe pas.", f"Questionnaires disponibles : {', '.join(available())}.")
    return parse(resources.files(__name__).joinpath(questionnaire_id + _SUFFIX).read_text(encoding="utf-8"), questionnaire_id)


def parse(text: str, stem: str) -> Questionnaire:
    """The questionnaire `text` defines. Raises `QuestionnaireError` also when its id is not `stem`, its file's name without suffix."""
    questionnaire = load_questionnaire(text, stem)
    if questionnaire.id != stem:
        raise _error(
            f"Le questionnaire « {stem} » ne peut pas être utilisé.",
            f"Son identifiant est « {questionnaire.id} » ; il doit être « {stem} », comme le nom de son fichier.",
        )
    return questionnaire


def _error(sentence: str, problem: str) -> QuestionnaireError:
    return QuestionnaireError(typography(sentence), [typography(problem)])
