"""What a questionnaire must satisfy beyond the shape of its file: each rule yields a French sentence per problem.

A rule says who is meant (« Question « … » »), what is wrong, and what to change. Values left empty by the reader were already told there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from forms.control_names import CONFIRM_CODE, NO_ANSWER_CODE
from forms.plan import is_plan
from forms.questionnaire import (
    CHOICE_KINDS,
    DECREE_ANCHORS,
    NOT_APPLICABLE_CODE,
    UNKNOWN_CODE,
    Kind,
    Question,
    Questionnaire,
    Recommendation,
    Theme,
    Trigger,
)
from forms.tables import nearest

RESERVED_CODES = (UNKNOWN_CODE, NOT_APPLICABLE_CODE, NO_ANSWER_CODE, CONFIRM_CODE)
RESERVED_IDS = ("commentaire", "identite", "meta")
"""First halves of control names that are not questions (see `forms.layout`). A theme may be called so: no control bears its name alone."""
SHORT_TITLE_LENGTH = 22
_RESERVED_LABELS = ("je ne sais pas", "non concerné")
_HTTPS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/[^\s\"<>]*)?")


def is_web_address(url: str) -> bool:
    """Whether `url` is a whole https address."""
    return _HTTPS.fullmatch(url) is not None


def broken_rules(questionnaire: Questionnaire) -> Iterator[str]:
    """Every rule `questionnaire` breaks, one sentence each, in the order of the file."""
    yield from _frame(questionnaire)
    for theme in questionnaire.themes:
        yield from _about(_named("Thème", theme.id), _theme(questionnaire, theme))
    for question in questionnaire.questions:
        yield from _about(_named("Question", question.id), _question(questionnaire, question))
    for recommendation in questionnaire.recommendations:
        yield from _about(_named("Recommandation", recommendation.id), _recommendation(questionnaire, recommendation))


def _about(subject: str, sentences: Iterator[str]) -> Iterator[str]:
    return (f"{subject} : {sentence}" for sentence in sentences)


def _named(noun: str, name: str) -> str:
    return f"{noun} « {name or 'sans identifiant'} »"


# Frame ---------------------------------------------------------------------------------------------------------------------------


def _frame(questionnaire: Questionnaire) -> Iterator[str]:
    yield from _about("Le questionnaire", _figures(questionnaire))
    yield from _about("Lettres", _letters(questionnaire))
    yield from _about("Tranches de population", _bands(questionnaire))
    yield from _repeated("Thème", [theme.id for theme in questionnaire.themes])
    yield from _repeated("Question", [question.id for question in questionnaire.questions])
    yield from _repeated("Recommandation", [each.id for each in questionnaire.recommendations])
    yield from _order(questionnaire)


def _figures(questionnaire: Questionnaire) -> Iterator[str]:
    if questionnaire.duration_minutes == 0:
        yield "« duration_minutes » doit valoir au moins 1"
    if questionnaire.provisional_above_percent > 100:
        yield "« provisional_above_percent » est un pourcentage, entre 0 et 100"
    if is_plan(questionnaire.id):
        yield f"« {questionnaire.id} » est un nom de plan d’actions ; donnez-lui un « id » qui ne finit pas ainsi"
    if not questionnaire.themes:
        yield "il n’y a aucun thème ; ajoutez au moins un [[themes]]"


def _letters(questionnaire: Questionnaire) -> Iterator[str]:
    minimums = [threshold.minimum for threshold in questionnaire.letters]
    if not minimums or minimums[-1] != 0:
        yield "le dernier seuil doit être 0, pour que tout indice ait une lettre"
    if any(higher <= lower for higher, lower in pairwise(minimums)):
        yield "écrivez les seuils du plus haut au plus bas, sans égalité"
    if any(minimum > 100 for minimum in minimums):
        yield "un seuil ne peut pas dépasser 100"
    for threshold in questionnaire.letters:
        if not re.fullmatch("[A-Z]", threshold.letter):
            yield f"« {threshold.letter} » n’est pas une lettre majuscule de A à Z"


def _bands(questionnaire: Questionnaire) -> Iterator[str]:
    minimums = [band.minimum for band in questionnaire.bands]
    if not minimums or minimums[0] != 0:
        yield "la première tranche doit commencer à 0 habitant"
    if any(lower >= higher for lower, higher in pairwise(minimums)):
        yield "écrivez les tranches de la plus petite à la plus grande, sans égalité"
    yield from _repeated("tranche", [band.code for band in questionnaire.bands])


def _repeated(noun: str, names: list[str]) -> Iterator[str]:
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            yield f"{noun} « {name} » : ce nom sert {count} fois ; donnez à chacun le sien"


def _order(questionnaire: Questionnaire) -> Iterator[str]:
    """Questions are numbered as written but printed by theme and sub-theme: both orders must agree."""
    places = {theme.id: place for place, theme in enumerate(questionnaire.themes)}
    groups = {(theme.id, sub.id): place for theme in questionnaire.themes for place, sub in enumerate(theme.subthemes, 1)}
    reached = (0, 0)
    for question in questionnaire.questions:
        if question.theme not in places:
            continue
        place = (places[question.theme], groups.get((question.theme, question.subtheme or ""), 0))
        if place < reached:
            yield f"{_named('Question', question.id)} : déplacez-la près de celles de son thème et sous-thème, dans leur ordre"
        reached = max(reached, place)


# Themes --------------------------------------------------------------------------------------------------------------------------


def _theme(questionnaire: Questionnaire, theme: Theme) -> Iterator[str]:
    if len(theme.short_title) > SHORT_TITLE_LENGTH:
        yield f"« short_title » compte {len(theme.short_title)} caractères ; {SHORT_TITLE_LENGTH} au plus, pour tenir dans les graphiques"
    if not any(questionnaire.questions_of(theme)):
        yield "aucune question ne s’y rapporte ; ajoutez-en une ou retirez le thème"
    yield from _repeated("sous-thème", [subtheme.id for subtheme in theme.subthemes])


# Questions -----------------------------------------------------------------------------------------------------------------------


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    if question.id in RESERVED_IDS:
        yield "cet identifiant est réservé ; choisissez-en un autre"
    yield from _place(questionnaire, question)
    yield from _anchors(question)
    yield from _choices(question)
    yield from _points(question)
    yield from _number(question)
    yield from _asked_when(questionnaire, question)
    yield from _uncovered(questionnaire, question)


def _place(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    themes = {theme.id: theme for theme in questionnaire.themes}
    theme = themes.get(question.theme)
    if theme is None:
        if question.theme:
            yield f"le thème « {question.theme} » n’existe pas{nearest(question.theme, list(themes))}"
        return
    subthemes = [subtheme.id for subtheme in theme.subthemes]
    if question.subtheme is not None and question.subtheme not in subthemes:
        yield f"le sous-thème « {question.subtheme} » n’existe pas dans le thème « {theme.id} »{nearest(question.subtheme, subthemes)}"


def _anchors(question: Question) -> Iterator[str]:
    for anchor in question.anchors:
        if anchor not in DECREE_ANCHORS:
            yield f"le point « {anchor} » n’est pas un repère connu ; utilisez {', '.join(DECREE_ANCHORS)}"
    yield from _repeated("repère", list(question.anchors))


def _choices(question: Question) -> Iterator[str]:
    if question.kind not in CHOICE_KINDS:
        if question.choices:
            yield f"une question de nature « {question.kind} » n’a pas de « choices » ; retirez-les ou changez « kind »"
        return
    if len(question.choices) < 2:
        yield "proposez au moins deux réponses dans « choices »"
    for code in (choice.code for choice in question.choices if choice.code in RESERVED_CODES):
        yield f"le code de réponse « {code} » est réservé ; choisissez-en un autre"
    for label in (choice.label for choice in question.choices if choice.label.casefold() in _RESERVED_LABELS):
        yield f"la réponse « {label} » ne s’écrit pas ; utilisez « unknown = true » ou « not_applicable = true »"
    yield from _repeated("réponse", [choice.code for choice in question.choices])
    # A form that comes back as DOCX keeps only the labels of the buttons.
    yield from _repeated("réponse", [choice.label for choice in question.choices])
    yield from _exclusive(question)


def _exclusive(question: Question) -> Iterator[str]:
    exclusive = [choice for choice in question.choices if choice.exclusive]
    if question.kind is Kind.SINGLE and exclusive:
        yield '« exclusive » ne sert que dans une question à plusieurs réponses (kind = "multiple")'
    if question.kind is Kind.MULTIPLE and len(exclusive) != 1:
        yield f"il faut une réponse « Aucune », et une seule, marquée « exclusive = true » (vous en avez {len(exclusive)})"
    for choice in exclusive:
        if choice.points:
            yield f"la réponse « {choice.code} », exclusive, vaut 0 point"


def _points(question: Question) -> Iterator[str]:
    if question.cap is None:
        return
    total = sum(choice.points for choice in question.choices)
    if question.kind is not Kind.MULTIPLE:
        yield '« cap » ne sert que dans une question à plusieurs réponses (kind = "multiple")'
    elif not 1 <= question.cap <= total:
        yield f"« cap » vaut {question.cap} ; il doit être compris entre 1 et {total}, la somme des points"


def _number(question: Question) -> Iterator[str]:
    bounds = (question.minimum, question.maximum)
    if question.kind is not Kind.NUMBER:
        if question.unit or any(bound is not None for bound in bounds):
            yield '« unit », « minimum » et « maximum » ne servent que dans une question à nombre (kind = "number")'
    elif question.minimum is not None and question.maximum is not None and Decimal(question.minimum) >= Decimal(question.maximum):
        yield f"« minimum » ({question.minimum}) doit être plus petit que « maximum » ({question.maximum})"


def _asked_when(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    condition = question.condition
    if condition is None:
        return
    if not questionnaire.has_question(condition.question):
        yield f"« asked_when » : {unknown_question(questionnaire, condition.question)}"
        return
    parent = questionnaire.question(condition.question)
    if questionnaire.number_of(parent) >= questionnaire.number_of(question):
        yield f"« asked_when » : la question « {parent.id} » doit être posée avant celle-ci"
    if parent.theme != question.theme:
        yield f"« asked_when » : la question « {parent.id} » doit être dans le même thème"
    if parent.kind not in CHOICE_KINDS:
        yield f"« asked_when » : la question « {parent.id} » doit être une question à choix"
    if not condition.answers:
        yield "« asked_when » : citez au moins une réponse dans « answers »"
    yield from _about("« asked_when »", unknown_answers(parent, condition.answers))


# Recommendations -----------------------------------------------------------------------------------------------------------------


def _recommendation(questionnaire: Questionnaire, recommendation: Recommendation) -> Iterator[str]:
    if not recommendation.triggers:
        yield "rien ne la déclenche ; ajoutez « when »"
    for place, trigger in enumerate(recommendation.triggers, 1):
        yield from _about(f"déclencheur n° {place}", _trigger(questionnaire, trigger))
    for link in recommendation.links:
        if not is_web_address(link.url):
            yield f"le lien « {link.url} » doit être une adresse complète commençant par https://"


def _trigger(questionnaire: Questionnaire, trigger: Trigger) -> Iterator[str]:
    if not questionnaire.has_question(trigger.question):
        if trigger.question:
            yield unknown_question(questionnaire, trigger.question)
        return
    question = questionnaire.question(trigger.question)
    if not trigger.answers and not trigger.lacking:
        yield "citez au moins une réponse dans « answers » ou « lacking »"
    if trigger.lacking and question.kind is not Kind.MULTIPLE:
        yield f"« lacking » ne sert que pour une question à plusieurs réponses, ce que « {question.id} » n’est pas"
    yield from unknown_answers(question, (*trigger.answers, *trigger.lacking))
    yield from _best_answers(question, trigger)


def unknown_answers(question: Question, codes: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each of `codes` that no choice of `question` bears."""
    known = [choice.code for choice in question.choices]
    for code in codes:
        if code not in known:
            yield f"la question « {question.id} » n’a pas de réponse « {code} »{nearest(code, known)}"


def unknown_question(questionnaire: Questionnaire, question_id: str) -> str:
    """That there is no such question, and which one is nearest."""
    return f"la question « {question_id} » n’existe pas{nearest(question_id, [each.id for each in questionnaire.questions])}"


def _best_answers(question: Question, trigger: Trigger) -> Iterator[str]:
    """A recommendation nobody can gain from is a slip of the pen."""
    if question.kind is Kind.SINGLE and question.attainable:
        for choice in question.choices:
            if choice.code in trigger.answers and choice.points == question.attainable:
                yield f"« {choice.code} » est déjà la meilleure réponse de « {question.id} » ; retirez-la"


# Every poor answer is told what to do --------------------------------------------------------------------------------------------


def _uncovered(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    triggers = [each for advice in questionnaire.recommendations for each in advice.triggers if each.question == question.id]
    called = {code for trigger in triggers for code in trigger.answers}
    lacking = {code for trigger in triggers for code in trigger.lacking}
    if question.kind is Kind.SINGLE:
        yield from _silent_answers(question, called)
    elif question.kind is Kind.MULTIPLE and question.attainable:
        yield from _silent_boxes(question, called, lacking)


def _silent_answers(question: Question, called: set[str]) -> Iterator[str]:
    for choice in question.choices:
        if choice.points < question.attainable and choice.code not in called:
            yield f"la réponse « {choice.code} » ne rapporte pas tous les points mais ne déclenche aucune recommandation"


def _silent_boxes(question: Question, called: set[str], lacking: set[str]) -> Iterator[str]:
    """The poorest set of boxes that calls for nothing holds every box whose lack is told, and no other."""
    exclusive = {choice.code for choice in question.choices if choice.exclusive}
    if not exclusive <= called and not lacking:
        yield "la réponse « Aucune » ne déclenche aucune recommandation"
    real = {choice.code: choice.points for choice in question.choices if not choice.exclusive}
    silent = [lacking & real.keys()] if lacking else [{code} for code in real]
    if any(not boxes & called and sum(real[code] for code in boxes) < question.attainable for boxes in silent):
        yield "cocher une partie seulement des réponses ne déclenche aucune recommandation ; complétez « lacking »"
