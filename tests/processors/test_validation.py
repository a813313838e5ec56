"""Every question gets one status, by what stands on its controls and on its parent's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.control_names import field_names
from forms.questionnaire import Condition, Kind, Question
from forms.returns import RawField, RawReturn, RefusalCode, Refused
from processors.validation import check
from tests.tiny import TINY

CODES = {
    "ANS": Status.ANSWERED,
    "NSP": Status.UNKNOWN,
    "NC": Status.NOT_APPLICABLE,
    "---": Status.UNANSWERED,
    "NOT": Status.NOT_ASKED,
    "CON": Status.CONFLICT,
}


def returned(text: str, *, without: tuple[str, ...] = ()) -> RawReturn:
    """« referent=oui partenaires__epci=epci postes=12|13 »: the controls that say something; all others are there and empty."""
    fields = {name: RawField(name, (), 1) for name in sorted(field_names(TINY)) if name not in without}
    for word in text.split():
        name, _, values = word.partition("=")
        fields[name] = RawField(name, tuple(value.replace("_", " ") for value in values.split("|")), 2)
    return RawReturn(fields)


def checked(text: str, **options) -> CheckedReturn:
    return check(TINY, returned(text, **options))


def answer(text: str, question: str) -> Answer:
    """The answer to `question` in a return that also answers another scored question, so that it is not refused."""
    filler = "partenaires__opsn=opsn" if question != "partenaires" else "referent=oui"
    return checked(f"{filler} {text}").answers[question]


def notices(text: str, **options) -> list[tuple[str, str | None]]:
    return [(notice.code, notice.question) for notice in checked(text, **options).notices]


@pytest.mark.parametrize(
    ("text", "question", "status", "value"),
    [
        ("referent=oui", "referent", "ANS", "oui"),
        ("referent=_oui_", "referent", "ANS", "oui"),
        ("referent=sans-reponse|oui", "referent", "ANS", "oui"),
        ("referent=sans-reponse", "referent", "---", None),
        ("referent=", "referent", "---", None),
        ("referent=nsp", "referent", "NSP", None),
        ("reemploi=nc", "reemploi", "NC", None),
        ("referent=nc", "referent", "CON", None),
        ("referent=oui|non", "referent", "CON", None),
        ("referent=oui|oui", "referent", "ANS", "oui"),
        ("referent=oui|nsp", "referent", "CON", None),
        ("referent=peut-être", "referent", "CON", None),
        ("referent=Oui", "referent", "CON", None),
        ("partenaires__opsn=opsn partenaires__epci=epci", "partenaires", "ANS", ("epci", "opsn")),
        ("partenaires__epci=Yes", "partenaires", "ANS", ("epci",)),
        ("partenaires__aucune=aucune", "partenaires", "ANS", ("aucune",)),
        ("partenaires__epci=", "partenaires", "---", None),
        ("partenaires__nsp=nsp", "partenaires", "NSP", None),
        ("partenaires__aucune=aucune partenaires__epci=epci", "partenaires", "CON", None),
        ("partenaires__nsp=nsp partenaires__epci=epci", "partenaires", "CON", None),
        ("partenaires__nsp=nsp partenaires__aucune=aucune", "partenaires", "CON", None),
        ("postes=12_postes", "postes", "ANS", "12"),
        ("postes=1_234,5", "postes", "ANS", "1234.5"),
        ("postes=12000", "postes", "ANS", "12000"),
        ("postes=beaucoup", "postes", "CON", None),
        ("postes=1.234", "postes", "CON", None),
        ("postes=12|13", "postes", "CON", None),
        ("postes__nsp=nsp", "postes", "NSP", None),
        ("postes=12 postes__nsp=nsp", "postes", "CON", None),
        ("inventaire=3_mars_2026", "inventaire", "ANS", "2026-03-03"),
        ("inventaire=31/02/2026", "inventaire", "CON", None),
        ("projets=Un_site_sobre", "projets", "ANS", "Un site sobre"),
        ("projets=__", "projets", "---", None),
        ("projets=nsp", "projets", "ANS", "nsp"),
    ],
)
def test_each_answer_gets_its_status(text: str, question: str, status: str, value: object) -> None:
    found = answer(text, question)
    assert (found.status, found.value) == (CODES[status], value)


@pytest.mark.parametrize(
    ("parent", "child", "status"),
    [
        ("oui", "peu", "ANS"),
        ("oui", "", "---"),
        ("oui", "nsp", "NSP"),
        ("non", "", "NOT"),
        ("non", "peu", "NOT"),
        ("nsp", "peu", "NOT"),
        ("", "peu", "NOT"),
        ("oui|non", "peu", "NOT"),
        ("bof", "peu", "NOT"),
    ],
)
def test_a_child_is_asked_only_after_a_listed_answer_of_its_parent(parent: str, child: str, status: str) -> None:
    assert answer(f"referent={parent} temps={child}", "temps").status is CODES[status]


def test_a_child_answered_though_not_asked_is_kept_raw_and_told() -> None:
    found = checked("referent=non temps=peu")
    assert found.answers["temps"] == Answer("temps", Status.NOT_ASKED, None, "peu", 2, "temps")
    assert [(each.code, each.question) for each in found.notices] == [("reponse-non-demandee", "temps")]
    assert found.notices[0].sentence.startswith("Question\xa02\xa0: cette question ne se pose que selon la réponse à la question\xa01.")


def test_a_grandchild_is_not_asked_when_its_parent_was_answered_without_being_asked() -> None:
    grandchild = Question("suite", "gouvernance", Kind.SHORT_TEXT, "Lesquels ?", condition=Condition("temps", ("peu",)))
    questionnaire = replace(TINY, questions=(*TINY.questions, grandchild))
    assert check(questionnaire, returned("referent=non temps=peu suite=x")).answers["suite"].status is Status.NOT_ASKED
    assert check(questionnaire, returned("referent=oui temps=peu suite=x")).answers["suite"].value == "x"


@pytest.mark.parametrize("child", ["", "nsp", "sans-reponse"])
def test_a_child_rightly_left_aside_is_not_told(child: str) -> None:
    assert notices(f"referent=non temps={child}") == []


@pytest.mark.parametrize("day", ["1/1/1950", "31/12/2050", "mars 2026"])
def test_a_plausible_date_is_not_called_surprising(day: str) -> None:
    assert "valeur-inhabituelle" not in [code for code, _ in notices(f"referent=oui inventaire={day.replace(' ', '_')}")]


def test_a_surprising_date_is_kept_and_said_as_it_was_understood() -> None:
    found = checked("referent=oui inventaire=03/03/2126")
    assert found.answers["inventaire"].value == "2126-03-03"
    told = next(notice.sentence for notice in found.notices if notice.question == "inventaire")
    assert "lu comme le 3 mars 2126" in told.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reemploi=oui|non", ("reponses-contradictoires", "reemploi")),
        ("reemploi=autre", ("choix-hors-liste", "reemploi")),
        ("postes=douze", ("valeur-illisible", "postes")),
        ("postes=5001", ("valeur-inhabituelle", "postes")),
        ("postes=env._12", ("valeur-approximative", "postes")),
        ("inventaire=31/02/2026", ("valeur-illisible", "inventaire")),
        ("inventaire=mars_2026", ("valeur-approximative", "inventaire")),
        ("inventaire=03/03/2126", ("valeur-inhabituelle", "inventaire")),
        ("inventaire=1/1/69", ("valeur-inhabituelle", "inventaire")),
        ("inventaire=3/3/1926", ("valeur-inhabituelle", "inventaire")),
        (f"projets={'é' * 4001}", ("texte-abrege", "projets")),
        (f"commentaire__parc={'é' * 4001}", ("commentaire-abrege", None)),
        ("identite__name=Un|Deux", ("champs-divergents", None)),
        ("commentaire__parc=Un|Deux", ("champs-divergents", None)),
        ("ajout=1", ("champs-inattendus", None)),
    ],
)
def test_each_doubt_is_told_once_on_its_question(text: str, expected: tuple[str, str | None]) -> None:
    assert notices(f"referent=non {text}") == [expected]


@pytest.mark.parametrize("bound", ["0", "5000"])
def test_the_plausible_bounds_are_themselves_plausible(bound: str) -> None:
    assert notices(f"referent=non postes={bound}") == []


def test_an_approximate_and_unusual_number_is_told_on_both_counts_and_kept() -> None:
    found = checked("referent=non postes=env._12_000")
    assert [each.sentence.replace("\xa0", " ") for each in found.notices] == [
        "Question 4 : « env. 12 000 » est retenu pour 12 000, valeur approchée.",
        "Question 4 : « env. 12 000 » sort des valeurs habituelles (de 0 à 5 000). La réponse est conservée ; vérifiez-la.",
    ]
    assert found.answers["postes"].value == "12000"


@pytest.mark.parametrize(
    ("minimum", "maximum", "said"), [("1", None, "(1 au moins)"), (None, "0.5", "(0,5 au plus)"), ("1", "2", "(de 1 à 2)")]
)
def test_an_unusual_number_is_told_with_the_bounds_there_are(minimum: str | None, maximum: str | None, said: str) -> None:
    value = "0" if minimum else "1"
    postes = replace(TINY.question("postes"), minimum=minimum, maximum=maximum)
    questionnaire = replace(TINY, questions=(*(each for each in TINY.questions if each.id != "postes"), postes))
    (notice,) = check(questionnaire, returned(f"referent=non postes={value}")).notices
    assert said in notice.sentence


def test_missing_controls_are_named_by_their_questions_and_count_as_empty() -> None:
    found = checked("referent=oui", without=("reemploi", "partenaires__epci", "postes"))
    assert found.answers["reemploi"] == Answer("reemploi", Status.UNANSWERED)
    assert [each.sentence.replace("\xa0", " ") for each in found.notices] == [
        "Des cases des questions 3, 4 et 5 manquent dans le document renvoyé ; elles sont traitées comme vides."
    ]


def test_controls_of_the_form_itself_are_expected() -> None:
    assert notices("referent=oui meta__token=x identite__name=A identite__code=01001 commentaire__parc=B") == []


def test_an_answer_says_where_it_stood_and_what_stood_there() -> None:
    found = checked("referent=oui|non partenaires__opsn=opsn partenaires__voisins=voisins postes=_12_postes_")
    assert found.answers["referent"] == Answer("referent", Status.CONFLICT, None, "oui | non", 2, "referent")
    assert found.answers["partenaires"] == Answer(
        "partenaires", Status.ANSWERED, ("opsn", "voisins"), "opsn | voisins", 2, "partenaires__opsn"
    )
    assert found.answers["postes"] == Answer("postes", Status.ANSWERED, "12", " 12 postes ", 2, "postes")


def test_an_unanswered_question_says_where_its_control_stands() -> None:
    assert checked("referent=oui").answers["partenaires"] == Answer("partenaires", Status.UNANSWERED, None, "", 1, "partenaires__epci")


def test_answers_keep_the_order_of_the_questionnaire() -> None:
    assert list(checked("projets=x referent=oui").answers) == [question.id for question in TINY.questions]


def test_identity_is_trimmed_and_comments_kept_by_theme() -> None:
    found = checked(
        "referent=oui identite__name=_Zoé_\u200bŒuvrard_ identite__email=z@exemple.fr commentaire__parc=_Merci_! commentaire__gouvernance=_"
    )
    assert found.identity == Identity(name="Zoé Œuvrard", email="z@exemple.fr")
    assert found.comments == {"parc": "Merci !"}


def test_a_long_text_keeps_its_line_breaks_and_its_raw_form() -> None:
    raw = returned("referent=oui")
    fields = {**raw.fields, "projets": RawField("projets", ("Un\r\ndeux\u200b",), 3)}
    found = check(TINY, replace(raw, fields=fields)).answers["projets"]
    assert (found.value, found.raw) == ("Un\ndeux", "Un\r\ndeux\u200b")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "referent=nsp",
        "referent=nsp reemploi=nc",
        "referent=oui|non",
        "postes=12 projets=x inventaire=2026",
        "temps=oui",
        "referent=sans-reponse",
    ],
)
def test_a_form_without_a_scored_answer_is_refused_as_unfilled(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked(text)
    assert refusal.value.reason is RefusalCode.UNFILLED
    assert "enregistrez" in refusal.value.sentence


def test_who_knew_nothing_is_not_told_that_nothing_was_ticked() -> None:
    with pytest.raises(Refused) as refusal:
        checked("referent=nsp reemploi=nc")
    assert "ou seulement «\u202fJe ne sais pas\u202f» ou «\u202fNon concerné\u202f»" in refusal.value.sentence.replace("\u00a0", "\u202f")
    assert "vide" not in refusal.value.sentence


def _with_buttons(*answers: str) -> CheckedReturn:
    """What is said of a form whose radio groups hold `answers`, beside a check box that is always ticked."""
    buttons = [replace(TINY.question("reemploi"), id=f"bouton-{place}") for place in range(len(answers))]
    asked = replace(TINY, questions=(TINY.question("partenaires"), *buttons), recommendations=())
    fields = {f"bouton-{place}": RawField(f"bouton-{place}", (answer,)) for place, answer in enumerate(answers)}
    return check(asked, RawReturn(fields | {"partenaires__epci": RawField("partenaires__epci", ("epci",))}))


@pytest.mark.parametrize("answers", [("1", "2", "2"), ("1", "2", "2", "oui", "non"), ("1", "2", "2", "sans-reponse", "oui")])
def test_a_document_most_of_whose_choices_mean_nothing_is_refused_rather_than_scored_on_what_is_left(answers: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        _with_buttons(*answers)
    assert refusal.value.reason is RefusalCode.UNKNOWN_CHOICES
    assert "aucune réponse n’a été reprise" in refusal.value.sentence.lower()


@pytest.mark.parametrize("answers", [("1", "2"), ("1", "2", "2", "oui", "non", "nsp")])
def test_a_few_choices_outside_the_list_refuse_nothing(answers: tuple[str, ...]) -> None:
    outside = [each.question for each in _with_buttons(*answers).notices if each.code == "choix-hors-liste"]
    assert outside == [f"bouton-{place}" for place, answer in enumerate(answers) if answer.isdigit()]


def test_one_scored_answer_is_enough() -> None:
    assert checked("reemploi=non").answers["reemploi"].status is Status.ANSWERED


def test_a_questionnaire_without_points_asks_for_any_answer() -> None:
    unscored = replace(
        TINY, questions=tuple(question for question in TINY.questions if question.kind in (Kind.NUMBER, Kind.LONG_TEXT)), recommendations=()
    )
    assert check(unscored, returned("postes=3")).answers["postes"].value == "3"
    with pytest.raises(Refused):
        check(unscored, returned(""))
