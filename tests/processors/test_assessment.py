"""Points, band, letters, actions: examples worked by hand on the tiny questionnaire.

Attainable: referent 2, temps 3 (only after « oui » to referent), partenaires 2 (three options, cap 2), reemploi 2.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.hashing import content_hash, scoring_hash
from forms.questionnaire import Choice, Condition, Effort, Kind, Priority, Question, Recommendation, Theme, Trigger
from processors.assessment import assess
from processors.explain import explain
from processors.results import Action, Assessment, ToVerify
from processors.validation import check
from tests.processors.test_validation import checked, returned
from tests.tiny import TINY

BEST = "referent=oui temps=oui partenaires__epci=epci partenaires__opsn=opsn reemploi=oui"


def assessed(text: str) -> Assessment:
    return assess(TINY, checked(text))


def numbers(assessment: Assessment) -> tuple[object, ...]:
    score = assessment.overall
    return score.earned, score.attainable, score.unknown, score.index, score.best_index, score.letter, score.best_letter, score.provisional


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BEST, (9, 9, 0, 100, 100, "A", "A", False)),
        ("referent=oui temps=peu partenaires__epci=epci partenaires__opsn=opsn reemploi=oui", (7, 9, 0, 77, 77, "C", "C", False)),
        ("referent=non partenaires__aucune=aucune reemploi=non", (0, 6, 0, 0, 0, "E", "E", False)),
        (
            "referent=non partenaires__epci=epci partenaires__opsn=opsn partenaires__voisins=voisins reemploi=nc",
            (2, 4, 0, 50, 50, "D", "D", False),
        ),
        # temps unknown: 6/9 at worst, 9/9 at best; 3 of 9 points are unknown, a third
        (BEST.replace("temps=oui", "temps=nsp"), (6, 9, 3, 66, 100, "C", "A", True)),
        # referent unknown: its child is not asked, but the best case asks it: (2+2+3)/(2+2+3) + 2/2
        (BEST.replace("referent=oui temps=oui", "referent=nsp"), (4, 6, 2, 66, 100, "C", "A", True)),
        ("referent=oui temps=oui reemploi=oui", (7, 9, 2, 77, 100, "C", "A", True)),
        ("referent=oui temps=non partenaires__nsp=nsp reemploi=oui|non", (2, 9, 4, 22, 66, "E", "C", True)),
    ],
)
def test_the_overall_score_is_the_one_worked_by_hand(text: str, expected: tuple[object, ...]) -> None:
    assert numbers(assessed(text)) == expected


def test_the_overall_index_comes_from_summed_points_not_from_the_mean_of_themes() -> None:
    result = assessed("referent=oui temps=oui partenaires__epci=epci partenaires__opsn=opsn reemploi=non")
    assert [theme.score.index for theme in result.themes] == [100, 0]
    assert result.overall.index == 77


def test_a_theme_with_nothing_attainable_is_not_assessed() -> None:
    parc = assessed("referent=oui reemploi=nc").themes[1].score
    assert (parc.index, parc.best_index, parc.letter, parc.best_letter, parc.provisional) == (None, None, None, None, False)


@pytest.mark.parametrize(("unknown_points", "provisional"), [(20, False), (21, True)])
def test_more_than_20_percent_unknown_is_provisional_and_20_is_not(unknown_points: int, provisional: bool) -> None:
    questionnaire = of_two_questions(100 - unknown_points, unknown_points)
    raw = returned("connue=oui inconnue=nsp")
    assert assess(questionnaire, check(questionnaire, raw)).overall.provisional is provisional


@pytest.mark.parametrize(
    ("earned", "letter"), [(100, "A"), (99, "A"), (98, "B"), (80, "B"), (79, "C"), (60, "C"), (59, "D"), (40, "D"), (39, "E"), (0, "E")]
)
def test_letters_change_at_their_thresholds(earned: int, letter: str) -> None:
    choices = (Choice("ici", "Ici", earned), Choice("max", "Max", 100))
    questionnaire = replace(TINY, questions=(Question("q", "parc", Kind.SINGLE, "?", choices=choices),), recommendations=())
    assert assess(questionnaire, check(questionnaire, returned("q=ici"))).overall.letter == letter


def of_two_questions(first: int, second: int):
    def question(name: str, points: int) -> Question:
        return Question(name, "parc", Kind.SINGLE, "?", choices=(Choice("oui", "Oui", points), Choice("non", "Non", 0)))

    return replace(TINY, questions=(question("connue", first), question("inconnue", second)), recommendations=())


def best_index(known: tuple[int, int], *parents: Question, children: tuple[Question, ...]) -> int | None:
    """The best case when `known` points are earned out of attainable, every parent unknown."""
    choices = (Choice("ici", "Ici", known[0]), Choice("max", "Max", known[1]))
    questions = (Question("connue", "parc", Kind.SINGLE, "?", choices=choices), *parents, *children)
    questionnaire = replace(TINY, themes=(Theme("parc", "Parc", "Parc"),), questions=questions, recommendations=())
    return assess(questionnaire, check(questionnaire, returned("connue=ici"))).overall.best_index


def yes_no(name: str, points: int, condition: Condition | None = None) -> Question:
    return Question(name, "parc", Kind.SINGLE, "?", choices=(Choice("oui", "Oui", points), Choice("non", "Non", 0)), condition=condition)


@pytest.mark.parametrize(("child_points", "best"), [(20, 88), (1, 80)])
def test_the_best_case_gives_up_points_only_when_the_questions_it_opens_are_worth_more(child_points: int, best: int) -> None:
    """Known: 2 of 3. « Oui » earns 2 of 2, which makes 4/5; « non » loses them but opens a child: (2 + child)/(5 + child)."""
    child = yes_no("fille", child_points, Condition("parent", ("non",)))
    assert best_index((2, 3), yes_no("parent", 2), children=(child,)) == best


def test_the_best_case_takes_back_a_sacrifice_that_another_made_useless() -> None:
    """Alone, each « non » pays; with the child worth 50, losing 2 points for one worth 3 no longer does: 52/64, not 53/67 nor 4/14."""
    children = (yes_no("riche", 50, Condition("un", ("non",))), yes_no("pauvre", 3, Condition("deux", ("non",))))
    assert best_index((0, 10), yes_no("un", 2), yes_no("deux", 2), children=children) == 81


def test_the_best_case_may_answer_aucune_to_open_what_follows_it() -> None:
    """Ticking everything makes 1/11; « Aucune » opens ten points: 10/21."""
    choices = (Choice("a", "A", 1), Choice("aucune", "Aucune", 0, exclusive=True))
    parent = Question("liste", "parc", Kind.MULTIPLE, "?", choices=choices)
    assert best_index((0, 10), parent, children=(yes_no("suite", 10, Condition("liste", ("aucune",))),)) == 47


def test_actions_are_ordered_by_priority_then_gain_then_effort() -> None:
    result = assessed("referent=oui temps=non partenaires__aucune=aucune reemploi=non")
    assert result.actions == (Action("donner", 2, ("reemploi",)), Action("temps", 3, ("temps",)), Action("allier", 2, ("partenaires",)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("pressant", Priority.URGENT, Effort.HIGH, "b"), ("moins", Priority.NEEDED, Effort.LOW, "c")),
        (("gros-gain", Priority.NEEDED, Effort.HIGH, "c"), ("petit-gain", Priority.NEEDED, Effort.LOW, "a")),
        (("facile", Priority.NEEDED, Effort.LOW, "b"), ("moyen", Priority.NEEDED, Effort.MEDIUM, "a")),
        (("avant", Priority.NEEDED, Effort.LOW, "a"), ("apres", Priority.NEEDED, Effort.LOW, "b")),
        (("ecrit-avant", Priority.NEEDED, Effort.LOW, "a"), ("ecrit-apres", Priority.NEEDED, Effort.LOW, "a")),
    ],
    ids=["priority", "gain", "effort", "question", "recommendation"],
)
def test_each_rule_of_order_decides_among_equals_of_the_one_before(first, second) -> None:
    """Questions a, b and c are worth 1, 1 and 3 points."""
    written = (first, second) if first[0] == "ecrit-avant" else (second, first)
    recommendations = tuple(
        Recommendation(name, name, "", "", priority, effort, (Trigger(cause, ("non",)),)) for name, priority, effort, cause in written
    )
    questions = (yes_no("a", 1), yes_no("b", 1), yes_no("c", 3))
    questionnaire = replace(TINY, questions=questions, recommendations=recommendations)
    actions = assess(questionnaire, check(questionnaire, returned("a=non b=non c=non"))).actions
    assert [each.recommendation for each in actions] == [first[0], second[0]]


def test_a_recommendation_called_for_twice_stands_once_with_both_gains() -> None:
    both = Recommendation(
        "deux", "Deux", "", "", Priority.NEEDED, Effort.LOW, (Trigger("b", ("non",)), Trigger("a", ("non",)), Trigger("a", ("non",)))
    )
    questionnaire = replace(TINY, questions=(yes_no("a", 1), yes_no("b", 3)), recommendations=(both,))
    assert assess(questionnaire, check(questionnaire, returned("a=non b=non"))).actions == (Action("deux", 4, ("a", "b")),)
    assert assess(questionnaire, check(questionnaire, returned("a=nsp b=non"))).actions == (Action("deux", 3, ("b",)),)


def test_a_multiple_answer_lacking_an_expected_choice_calls_for_its_recommendation() -> None:
    assert assessed(BEST).actions == ()
    assert assessed(BEST.replace("partenaires__opsn=opsn", "")).actions == (Action("allier", 1, ("partenaires",)),)


def test_an_answer_with_all_its_points_may_still_call_for_a_recommendation_without_gain() -> None:
    assert assessed(BEST.replace("opsn", "voisins")).actions == (Action("allier", 0, ("partenaires",)),)


def test_unknown_answers_are_to_verify_in_order_and_never_actions() -> None:
    result = assessed("referent=oui temps=nsp reemploi=oui|non")
    assert result.actions == ()
    assert result.to_verify == (
        ToVerify("temps", result.questions[1].status, 3, ("temps",)),
        ToVerify("partenaires", result.questions[2].status, 2, ("allier",)),
        ToVerify("reemploi", result.questions[4].status, 2, ("donner",)),
    )


def test_unscored_questions_left_empty_are_not_to_verify() -> None:
    assert not {"postes", "inventaire", "projets"} & {each.question for each in assessed("referent=oui").to_verify}


def test_the_first_six_actions_head_the_plan() -> None:
    actions = tuple(Action(f"r{place}", 0, ("q",)) for place in range(8))
    result = replace(assessed(BEST), actions=actions)
    assert (result.first_actions, result.other_actions) == (actions[:6], actions[6:])


def test_a_result_bears_what_it_was_computed_with() -> None:
    result = assessed(BEST)
    assert (result.questionnaire_id, result.questionnaire_version) == ("essai", "1")
    assert (result.content_hash, result.scoring_hash) == (content_hash(TINY), scoring_hash(TINY))


def test_an_explanation_goes_from_the_index_down_to_the_field() -> None:
    answers = checked(
        "referent=oui temps=nsp partenaires__epci=epci partenaires__voisins=voisins postes=1_234 reemploi=nc inventaire=mars_2026"
    )
    explanation = explain(TINY, answers, assess(TINY, answers))
    assert explanation.arithmetic.replace("\xa0", " ") == (
        "100 × 4 ÷ 7 = 57, arrondi à l’entier inférieur, lettre D ; 3 points à vérifier, au mieux 100, lettre A ; résultat provisoire"
    )
    said = {
        each.question: (each.answer.replace("\xa0", " "), each.reason.replace("\xa0", " "), each.page, each.field)
        for theme in explanation.themes
        for each in theme.questions
    }
    assert said == {
        "referent": ("Oui", "2 points sur 2", 2, "referent"),
        "temps": ("ne sait pas", "0 point sur 3", 2, "temps"),
        "partenaires": ("L’intercommunalité ; des communes voisines", "2 points sur 2", 2, "partenaires__epci"),
        "postes": ("1 234 postes", "ne donne pas de points", 2, "postes"),
        "reemploi": ("non concerné", "hors du calcul", 2, "reemploi"),
        "inventaire": ("1er mars 2026", "ne donne pas de points", 2, "inventaire"),
        "projets": ("sans réponse", "ne donne pas de points", 1, "projets"),
    }
    parc = explanation.themes[1]
    assert parc.arithmetic == "non évalué\xa0: aucun point ne pouvait être obtenu"
    assert ["est retenu pour" in each for each in parc.questions[2].notices] == [True]


def test_a_score_without_doubt_is_explained_without_reservation() -> None:
    answers = checked(BEST)
    assert explain(TINY, answers, assess(TINY, answers)).arithmetic == "100 × 9 ÷ 9 = 100, arrondi à l’entier inférieur, lettre A"
