"""A definition is accepted whole or refused with every problem told, each naming what to change."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from forms import loading
from forms.control_names import TOKEN_FIELD, comment_field, field_names, identity_field
from forms.errors import QuestionnaireError
from forms.french import NBSP
from forms.loading import load_file, load_questionnaire, uncovered_anchors
from forms.questionnaire import Condition, Effort, Kind, Link, Priority, Questionnaire, Scope, Subtheme, Trigger
from forms.rules import RESERVED_IDS

BASE = """
id = "essai"
version = "1"
title = "Questionnaire d'essai"
introduction = '''
Une phrase
sur deux lignes.

Un second paragraphe : le dernier ?
'''
duration_minutes = 5

[letters]
A = 80
B = 0

[[bands]]
code = "petite"
label = "moins de 1 000 habitants"
minimum = 0
[[bands]]
code = "grande"
label = "1 000 habitants et plus"
minimum = 1000

[[themes]]
id = "gouvernance"
title = "Gouvernance"
short_title = "Gouvernance"
[[themes]]
id = "parc"
title = "Gestion du parc"
short_title = "Parc"
subthemes = [{ id = "age", title = "Âge" }, { id = "fin", title = "Fin" }]

[[questions]]
id = "referent"
theme = "gouvernance"
kind = "single"
text = "Une personne est-elle nommée ?"
anchors = ["S4", "P1"]
choices = [{ code = "oui", label = "Oui", points = 2 }, { code = "peu", label = "Un peu", points = 1 }, { code = "non", label = "Non" }]

[[questions]]
id = "temps"
theme = "gouvernance"
kind = "date"
text = "Depuis quand ?"
asked_when = { question = "referent", answers = ["oui", "peu"] }

[[questions]]
id = "moyens"
theme = "parc"
subtheme = "age"
kind = "multiple"
text = "Quels moyens ?"
not_applicable = true
unknown = false
choices = [
  { code = "budget", label = "Un budget", points = 1 },
  { code = "outils", label = "Des outils", points = 1 },
  { code = "aucun", label = "Aucun", exclusive = true },
]

[[questions]]
id = "postes"
theme = "parc"
subtheme = "fin"
kind = "number"
text = "Combien de postes ?"
unit = "postes"
minimum = "0.5"
maximum = 100

[[recommendations]]
id = "nommer"
title = "Nommer"
why = "Parce que."
how = "En séance."
priority = "prioritaire"
effort = "faible"
links = [{ title = "Légifrance", url = "https://www.legifrance.gouv.fr/" }]
indicators = ["Un nom"]
when = [{ question = "referent", answers = ["peu", "non"] }]

[[recommendations]]
id = "donner"
title = "Donner"
why = "Parce que."
how = "Au budget."
priority = "recommande"
effort = "moyen"
when = [{ question = "moyens", lacking = ["budget", "outils"] }]
"""


def load(text: str = BASE) -> Questionnaire:
    return load_questionnaire(text, "essai.toml")


def changed(old: str, new: str) -> str:
    assert BASE.count(old) == 1, f"« {old} » stands {BASE.count(old)} times in the base definition"
    return BASE.replace(old, new)


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(QuestionnaireError) as caught:
        load(text)
    return tuple(problem.replace(NBSP, " ") for problem in caught.value.problems)


# What is read --------------------------------------------------------------------------------------------------------------------


def test_a_definition_becomes_a_questionnaire():
    questionnaire = load()
    referent, temps, moyens, postes = questionnaire.questions
    assert (questionnaire.id, questionnaire.version, questionnaire.duration_minutes, questionnaire.provisional_above_percent) == (
        "essai",
        "1",
        5,
        20,
    )
    assert [(each.letter, each.minimum) for each in questionnaire.letters] == [("A", 80), ("B", 0)]
    assert questionnaire.band_for(999).code == "petite"
    assert questionnaire.band_for(1000).code == "grande"
    assert questionnaire.themes[1].subthemes == (Subtheme("age", "Âge"), Subtheme("fin", "Fin"))
    assert (referent.kind, referent.anchors, referent.attainable, referent.allows_unknown) == (Kind.SINGLE, ("S4", "P1"), 2, True)
    assert temps.condition == Condition("referent", ("oui", "peu"))
    assert (moyens.allows_unknown, moyens.allows_not_applicable, moyens.choices[2].exclusive) == (False, True, True)
    assert (postes.unit, postes.minimum, postes.maximum) == ("postes", "0.5", "100")
    nommer, donner = questionnaire.recommendations
    assert (nommer.priority, nommer.effort, nommer.links) == (
        Priority.URGENT,
        Effort.LOW,
        (Link("Légifrance", "https://www.legifrance.gouv.fr/"),),
    )
    assert donner.triggers == (Trigger("moyens", (), ("budget", "outils")),)


def test_a_recommendation_is_internal_unless_it_says_otherwise():
    scoped = load_questionnaire(BASE.replace('priority = "prioritaire"', 'priority = "prioritaire"\nscope = "territoire"', 1))
    assert [each.scope for each in scoped.recommendations] == [
        Scope.TERRITORY if each.priority is Priority.URGENT else Scope.INTERNAL for each in scoped.recommendations
    ]


def test_texts_get_french_typography_and_keep_only_their_paragraphs():
    questionnaire = load()
    assert questionnaire.title == "Questionnaire d’essai"
    assert questionnaire.introduction == f"Une phrase sur deux lignes.\n\nUn second paragraphe{NBSP}: le dernier{NBSP}?"
    assert questionnaire.bands[0].label == f"moins de 1{NBSP}000 habitants"


def test_a_file_is_read_whatever_its_line_ends_and_byte_order_mark(tmp_path):
    path = tmp_path / "essai.toml"
    path.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert load_file(path) == load()


# What is refused -----------------------------------------------------------------------------------------------------------------

SHAPE = [
    ('version = "1"', "", "Le questionnaire : il manque « version »"),
    ('version = "1"', "version = 1", "« version » doit être un texte entre guillemets"),
    ("duration_minutes = 5", 'duration_minutes = "cinq"', "« duration_minutes » doit être un nombre entier"),
    ("duration_minutes = 5", "duration_minutes = true", "« duration_minutes » doit être un nombre entier"),
    ("duration_minutes = 5", "duration_minute = 5", "la clé « duration_minute » n’est pas connue ; vouliez-vous dire « duration_minutes » ?"),
    ("duration_minutes = 5", "duration_minutes = 5\ncouleur = 'bleu'", "la clé « couleur » n’est pas connue ; retirez-la"),
    ('id = "essai"', 'id = "Essai"', "« id » ne peut pas être « Essai »"),
    ('id = "postes"', 'id = "les__postes"', "Question « les__postes » : « id » ne peut pas être"),
    ('id = "postes"', 'id = "les.postes"', "Question « les.postes » : « id » ne peut pas être"),
    ('id = "postes"', "", "Question n° 4 : il manque « id »"),
    ('text = "Combien de postes ?"', 'text = "  "', "Question « postes » : il manque « text »"),
    ('text = "Combien de postes ?"', 'textt = "Combien ?"', "Question « postes » : la clé « textt » n’est pas connue ; vouliez-vous dire « text » ?"),
    ('kind = "number"', 'kind = "nombre"', "Question « postes » : « kind » vaut « nombre » ; utilisez « single », "),
    ('code = "oui"', 'code = "Oui !"', "Question « referent », réponse « Oui ! » : « code » ne peut pas être"),
    ("points = 2 }", "points = -2 }", "Question « referent », réponse « oui » : « points » doit être un nombre entier positif ou nul"),
    ("points = 2 }", "points = 1.5 }", "réponse « oui » : « points » doit être un nombre entier"),
    ("points = 2 }", "score = 2 }", "réponse « oui » : la clé « score » n’est pas connue"),
    ("unknown = false", "unknown = 'non'", "Question « moyens » : « unknown » vaut true ou false"),
    ("maximum = 100", 'maximum = "cent"', "Question « postes » : « maximum » doit être un nombre"),
    ("maximum = 100", 'maximum = "1e999999999"', "Question « postes » : « maximum » doit être un nombre"),
    ("maximum = 100", "maximum = nan", "Question « postes » : « maximum » doit être un nombre"),
    ('anchors = ["S4", "P1"]', 'anchors = "S4"', "Question « referent » : « anchors » doit être une liste de textes"),
    ('asked_when = { question = "referent", answers = ["oui", "peu"] }', 'asked_when = "referent"', "Question « temps » : « asked_when » doit être une table"),
    ('when = [{ question = "referent", answers = ["peu", "non"] }]', 'when = "non"', "Recommandation « nommer » : « when » doit être une liste de tables"),
    ('priority = "prioritaire"', 'priority = "prioritaire"\nscope = "B"', "Recommandation « nommer » : « scope » vaut « B » ; utilisez « interne » ou « territoire »"),
    ('priority = "prioritaire"', 'priority = "urgent"', "Recommandation « nommer » : « priority » vaut « urgent » ; utilisez « prioritaire », « necessaire » ou « recommande »"),
    ('effort = "moyen"', 'effort = "moyenne"', "Recommandation « donner » : « effort » vaut « moyenne » ; utilisez « faible », « moyen » ou « eleve » ; vouliez-vous dire « moyen » ?"),
    ("A = 80", 'A = "80"', "« letters » : « A » doit être un nombre entier"),
]  # fmt: skip

RULES = [
    ("duration_minutes = 5", "duration_minutes = 0", "« duration_minutes » doit valoir au moins 1"),
    ("duration_minutes = 5", "duration_minutes = 5\nprovisional_above_percent = 101", "« provisional_above_percent » est un pourcentage"),
    ("B = 0", "B = 10", "Lettres : le dernier seuil doit être 0"),
    ("A = 80", "A = 0", "Lettres : écrivez les seuils du plus haut au plus bas"),
    ("A = 80", "A = 101", "Lettres : un seuil ne peut pas dépasser 100"),
    ("A = 80", "AA = 80", "Lettres : « AA » n’est pas une lettre majuscule"),
    ("minimum = 0\n", "minimum = 1\n", "Tranches de population : la première tranche doit commencer à 0"),
    ("minimum = 1000", "minimum = 0", "Tranches de population : écrivez les tranches de la plus petite"),
    ('code = "grande"', 'code = "petite"', "Tranches de population : tranche « petite » : ce nom sert 2 fois"),
    ('id = "postes"', 'id = "moyens"', "Question « moyens » : ce nom sert 2 fois"),
    ('id = "donner"', 'id = "nommer"', "Recommandation « nommer » : ce nom sert 2 fois"),
    ('id = "postes"', 'id = "commentaire"', "Question « commentaire » : cet identifiant est réservé"),
    ('short_title = "Parc"', 'short_title = "Parc et gestion de tout le parc"', "Thème « parc » : « short_title » compte 31 caractères ; 22 au plus"),
    ("[[questions]]\nid = \"referent\"", "[[themes]]\nid = \"vide\"\ntitle = \"Vide\"\nshort_title = \"Vide\"\n[[questions]]\nid = \"referent\"", "Thème « vide » : aucune question ne s’y rapporte"),
    ('{ id = "fin", title = "Fin" }', '{ id = "age", title = "Fin" }', "Thème « parc » : sous-thème « age » : ce nom sert 2 fois"),
    ('subtheme = "fin"', 'subtheme = "fini"', "Question « postes » : le sous-thème « fini » n’existe pas dans le thème « parc » ; vouliez-vous dire « fin » ?"),
    ('theme = "parc"\nsubtheme = "fin"', 'theme = "parcs"', "Question « postes » : le thème « parcs » n’existe pas ; vouliez-vous dire « parc » ?"),
    ('theme = "parc"\nsubtheme = "fin"', 'theme = "gouvernance"', "Question « postes » : déplacez-la"),
    ('subtheme = "fin"', "", "Question « postes » : déplacez-la"),
    ('anchors = ["S4", "P1"]', 'anchors = ["S9"]', "Question « referent » : le point « S9 » n’est pas un repère connu ; utilisez P1, P2, "),
    ('anchors = ["S4", "P1"]', 'anchors = ["S4", "S4"]', "Question « referent » : repère « S4 » : ce nom sert 2 fois"),
    ('kind = "number"', 'kind = "number"\nchoices = [{ code = "a", label = "A" }]', "Question « postes » : une question de nature « number » n’a pas de « choices »"),
    ('kind = "number"', 'kind = "single"', "Question « postes » : proposez au moins deux réponses"),
    ('code = "oui"', 'code = "nsp"', "Question « referent » : le code de réponse « nsp » est réservé"),
    ('code = "oui"', 'code = "nc"', "le code de réponse « nc » est réservé"),
    ('code = "oui"', 'code = "sans-reponse"', "le code de réponse « sans-reponse » est réservé"),
    ('code = "oui"', 'code = "confirme"', "le code de réponse « confirme » est réservé"),
    ('id = "essai"', 'id = "essai--plan"', "est un nom de plan d’actions"),
    ('code = "oui"', 'code = "peu"', "Question « referent » : réponse « peu » : ce nom sert 2 fois"),
    ('label = "Un peu"', 'label = "Oui"', "Question « referent » : réponse « Oui » : ce nom sert 2 fois"),
    ('label = "Un peu"', 'label = "Je ne sais pas"', "la réponse « Je ne sais pas » ne s’écrit pas"),
    ('label = "Non" }', 'label = "Non", exclusive = true }', "Question « referent » : « exclusive » ne sert que dans une question à plusieurs réponses"),
    (', exclusive = true', "", "Question « moyens » : il faut une réponse « Aucune », et une seule, marquée « exclusive = true » (vous en avez 0)"),
    ('label = "Des outils"', 'label = "Des outils", exclusive = true', "(vous en avez 2)"),
    ('exclusive = true', "exclusive = true, points = 1", "Question « moyens » : la réponse « aucun », exclusive, vaut 0 point"),
    ('not_applicable = true', "cap = 3", "Question « moyens » : « cap » vaut 3 ; il doit être compris entre 1 et 2"),
    ('not_applicable = true', "cap = 0", "Question « moyens » : « cap » vaut 0"),
    ('anchors = ["S4", "P1"]', "cap = 1", "Question « referent » : « cap » ne sert que dans une question à plusieurs réponses"),
    ("maximum = 100", "maximum = 0.5", "Question « postes » : « minimum » (0.5) doit être plus petit que « maximum » (0.5)"),
    ('text = "Depuis quand ?"', 'text = "Depuis quand ?"\nunit = "ans"', "Question « temps » : « unit », « minimum » et « maximum » ne servent que"),
    ('asked_when = { question = "referent"', 'asked_when = { question = "referente"', "Question « temps » : « asked_when » : la question « referente » n’existe pas ; vouliez-vous dire « referent » ?"),
    ('asked_when = { question = "referent"', 'asked_when = { question = "moyens"', "Question « temps » : « asked_when » : la question « moyens » doit être posée avant"),
    ('asked_when = { question = "referent"', 'asked_when = { question = "temps"', "Question « temps » : « asked_when » : la question « temps » doit être posée avant"),
    ('unit = "postes"', 'asked_when = { question = "referent", answers = ["oui"] }', "Question « postes » : « asked_when » : la question « referent » doit être dans le même thème"),
    ('asked_when = { question = "referent", answers = ["oui", "peu"] }', 'asked_when = { question = "referent", answers = ["ouii"] }', "« asked_when » : la question « referent » n’a pas de réponse « ouii » ; vouliez-vous dire « oui » ?"),
    ('asked_when = { question = "referent", answers = ["oui", "peu"] }', 'asked_when = { question = "referent" }', "« asked_when » : citez au moins une réponse"),
    ('[[recommendations]]\nid = "nommer"', '[[questions]]\nid = "fils"\ntheme = "parc"\nsubtheme = "fin"\nkind = "date"\ntext = "Quand ?"\nasked_when = { question = "postes", answers = ["1"] }\n[[recommendations]]\nid = "nommer"', "Question « fils » : « asked_when » : la question « postes » doit être une question à choix"),
    ('when = [{ question = "moyens", lacking = ["budget", "outils"] }]', "", "Recommandation « donner » : rien ne la déclenche"),
    ('url = "https://www.legifrance.gouv.fr/"', 'url = "http://www.legifrance.gouv.fr/"', "Recommandation « nommer » : le lien « http://www.legifrance.gouv.fr/ » doit être une adresse complète commençant par https://"),
    ('url = "https://www.legifrance.gouv.fr/"', 'url = "https://localhost/"', "doit être une adresse complète"),
    ('when = [{ question = "moyens"', 'when = [{ question = "moyen"', "Recommandation « donner » : déclencheur n° 1 : la question « moyen » n’existe pas ; vouliez-vous dire « moyens » ?"),
    ('lacking = ["budget", "outils"]', 'lacking = ["budgets", "outils"]', "déclencheur n° 1 : la question « moyens » n’a pas de réponse « budgets » ; vouliez-vous dire « budget » ?"),
    (', lacking = ["budget", "outils"]', "", "Recommandation « donner » : déclencheur n° 1 : citez au moins une réponse dans « answers » ou « lacking »"),
    ('answers = ["peu", "non"] }]', 'answers = ["peu", "non"], lacking = ["oui"] }]', "« lacking » ne sert que pour une question à plusieurs réponses"),
    ('answers = ["peu", "non"] }]', 'answers = ["oui", "peu", "non"] }]', "« oui » est déjà la meilleure réponse de « referent »"),
    ('answers = ["peu", "non"] }]', 'answers = ["non"] }]', "Question « referent » : la réponse « peu » ne rapporte pas tous les points mais ne déclenche aucune recommandation"),
    ('lacking = ["budget", "outils"]', 'lacking = ["budget"]', "Question « moyens » : cocher une partie seulement des réponses ne déclenche aucune recommandation"),
    ('lacking = ["budget", "outils"]', 'answers = ["budget", "outils"]', "Question « moyens » : la réponse « Aucune » ne déclenche aucune recommandation"),
    ('lacking = ["budget", "outils"]', 'answers = ["aucun"]', "Question « moyens » : cocher une partie seulement"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SHAPE + RULES)
def test_a_mistake_is_refused_naming_what_to_change(old, new, said):
    problems = problems_of(changed(old, new))
    assert any(said in problem for problem in problems), "\n".join(problems)


@pytest.mark.parametrize(
    "lacking_and_answers",
    [
        'lacking = ["budget", "outils"]',
        'lacking = ["budget"], answers = ["budget"]',
        'answers = ["aucun", "budget", "outils"]',
    ],
)
def test_every_poor_set_of_boxes_may_be_covered_in_several_ways(lacking_and_answers):
    load(changed('lacking = ["budget", "outils"]', lacking_and_answers))


def test_a_cap_lowers_what_must_be_ticked():
    load(changed("not_applicable = true", "cap = 1").replace('lacking = ["budget", "outils"]', 'lacking = ["budget"]'))


def test_all_problems_are_told_at_once_each_once():
    text = changed('version = "1"', "").replace('anchors = ["S4", "P1"]', 'anchors = ["S9"]\ntextt = 1').replace("B = 0", "B = 1")
    problems = problems_of(text)
    assert len(problems) == len(set(problems)) == 4


def test_an_empty_file_is_told_everything_it_lacks():
    problems = problems_of("")
    assert len(problems) > 6
    assert any("il n’y a aucun thème" in problem for problem in problems)


def test_the_sentence_names_the_file_and_counts_the_problems():
    with pytest.raises(QuestionnaireError) as caught:
        load(changed('version = "1"', ""))
    assert caught.value.sentence.replace(NBSP, " ").startswith("Le questionnaire « essai.toml » ne peut pas être utilisé (1 problème).")


def test_what_is_not_toml_is_told_with_its_line():
    assert problems_of('id = "essai"\nversion = \n')[0].startswith("Ligne 2, colonne 11 : ce n’est pas du TOML")
    assert problems_of('id = "essai"\ntitle = """sans\nfin')[0].startswith("Ligne 3")


def test_what_is_not_utf8_is_told_with_its_line(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes('id = "essai"\ntitle = "Été"\n'.encode("latin-1"))
    with pytest.raises(QuestionnaireError, match=r"Ligne 2.*UTF-8"):
        load_file(path)


def test_a_file_that_is_not_there_is_a_questionnaire_error(tmp_path):
    with pytest.raises(QuestionnaireError, match=r"absent\.toml"):
        load_file(tmp_path / "absent.toml")


@pytest.mark.parametrize("junk", ["3.5", "true", "[]", "[[1]]", "{}", '""', '"x"', '["x"]', "1979-05-27", "[{}]"])
def test_no_value_of_a_wrong_type_escapes_as_another_error(junk):
    lines = BASE.splitlines()
    for place, line in enumerate(lines):
        key, equals, value = line.partition(" = ")
        if equals and value not in ("'''", "["):
            try:
                load("\n".join([*lines[:place], f"{key} = {junk}", *lines[place + 1 :]]))
            except QuestionnaireError as error:
                assert error.problems  # noqa: PT017 – either outcome is right, any other exception is not


# What is documented --------------------------------------------------------------------------------------------------------------

DOCUMENTATION = Path(__file__).parents[2].joinpath("docs/questionnaires.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", sorted({"id", "code", *re.findall(r"\b(?:table|each)\.\w+\(\"(\w+)\"", inspect.getsource(loading))}))
def test_every_key_of_the_format_is_documented(key):
    assert re.search(rf"`[^`]*\b{key}\b[^`]*`", DOCUMENTATION)


def test_the_problems_shown_in_the_documentation_are_those_told():
    text = changed('anchors = ["S4", "P1"]', 'anchors = ["S9"]').replace("links = ", "liens = ")
    with pytest.raises(QuestionnaireError) as caught:
        load(text)
    assert str(caught.value).replace(NBSP, " ") in DOCUMENTATION


@pytest.mark.parametrize("name", RESERVED_IDS)
def test_what_no_question_may_be_called_a_theme_may_be(name):
    assert any("est réservé" in problem for problem in problems_of(changed('id = "postes"', f'id = "{name}"')))
    assert f"`{name}`" in DOCUMENTATION
    questionnaire = load(BASE.replace('"parc"', f'"{name}"').replace('"donner"', f'"{name}"'))
    others = [
        TOKEN_FIELD,
        *(comment_field(theme.id) for theme in questionnaire.themes),
        *(identity_field(each) for each in ("name", "role")),
    ]
    assert len({*field_names(questionnaire), *others}) == len(field_names(questionnaire)) + len(others)


# Anchors -------------------------------------------------------------------------------------------------------------------------


def test_anchors_without_a_question_are_named_in_the_order_of_the_decree():
    assert uncovered_anchors(load()) == ("P2", "P3", "S1", "S2", "S3", "1°", "2°", "3°", "4°", "5°", "6°")


def test_no_anchor_is_left_when_each_has_a_question():
    every = 'anchors = ["P1", "P2", "P3", "S1", "S2", "S3", "S4", "1°", "2°", "3°", "4°", "5°", "6°"]'
    assert uncovered_anchors(load(changed('anchors = ["S4", "P1"]', every))) == ()
