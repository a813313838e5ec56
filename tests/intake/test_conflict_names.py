import pytest

from intake.conflict_names import is_conflict_copy


@pytest.mark.parametrize(
    "name",
    [
        "questionnaire (conflicted copy 2026-03-03 101010).odt",
        "questionnaire (Poste de Zoë's conflicted copy 2026-03-03).odt",
        "questionnaire (Copie en conflit de Mairie 2026-03-03).odt",
        "questionnaire (copie en conflit 2026-03-03 101010).pdf",
        "questionnaire (SFConflict zoe@exemple.fr 2026-03-03-10-10-10).odt",
        "questionnaire.sync-conflict-20260303-101010-ABCDEFG.odt",
        "questionnaire_conflict-20260303-101010.odt",
        "questionnaire.Conflict.odt",
        "Copie de questionnaire.odt",
        "Copie (2) de questionnaire.odt",
        "Copy of questionnaire.odt",
        "questionnaire - Copie.odt",
        "questionnaire - Copie (2).odt",
        "questionnaire - Copy.pdf",
        "questionnaire (copie).odt",
        "questionnaire (3e copie).odt",
        "questionnaire copie.odt",
        "questionnaire copie 2.odt",
        "questionnaire (1).pdf",
        "questionnaire(12).pdf",
        "QUESTIONNAIRE - COPIE.ODT",
        "questionnaire (1)",
    ],
)
def test_names_that_programs_give_to_a_second_copy(name):
    assert is_conflict_copy(name)


@pytest.mark.parametrize(
    "name",
    [
        "questionnaire.odt",
        "questionnaire (Zoë).odt",
        "questionnaire (2026).odt",
        "questionnaire 2.odt",
        "photocopie.pdf",
        "copies des réponses.odt",
        "conflit.odt",
        "retour de la mairie (définitif).odt",
        "questionnaire-01001-v1.pdf",
        "Copiede.odt",
        "",
        ".odt",
    ],
)
def test_other_names(name):
    assert not is_conflict_copy(name)
