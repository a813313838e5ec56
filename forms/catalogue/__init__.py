"""The questionnaires shipped with the product, one TOML file each, named by its id."""

from __future__ import annotations

from importlib import resources

from forms.errors import QuestionnaireError
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
        raise QuestionnaireError(
            f"Le questionnaire « {questionnaire_id} » n’existe pas.",
            [f"Questionnaires disponibles : {', '.join(available())}."],
        )
    text = resources.files(__name__).joinpath(questionnaire_id + _SUFFIX).read_text(encoding="utf-8")
    return _named_as_its_file(load_questionnaire(text, questionnaire_id), questionnaire_id)


def _named_as_its_file(questionnaire: Questionnaire, stem: str) -> Questionnaire:
    if questionnaire.id != stem:
        raise QuestionnaireError(
            f"Le questionnaire « {stem} » ne peut pas être utilisé.",
            [f"Son identifiant est « {questionnaire.id} » ; il doit être « {stem} », comme le nom de son fichier."],
        )
    return questionnaire
