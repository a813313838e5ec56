"""Names of the controls of a form: what ties a box to its question, in every format; and a page to its form, in PDF.

They hold neither dots nor spaces: a PDF would split them into parents and kids.
"""

from __future__ import annotations

from forms.questionnaire import NOT_APPLICABLE_CODE, UNKNOWN_CODE, Kind, Question, Questionnaire

NO_ANSWER_CODE = "sans-reponse"
"""Export value of the radio button selected before anyone answers (ODT only; a PDF group starts with none)."""
NO_ANSWER_LABEL = "(à remplir)"
"""What is printed beside that button: Word formats keep labels and lose codes."""
CONFIRM_CODE = "confirme"
"""Export value, and end of the name, of the box that confirms an answer known beforehand."""
TOKEN_FIELD = "meta__token"  # noqa: S105 – a control name, no secret
"""Hidden field that carries `forms.identity.Token`."""

PDF_FOOTER = "/EcoFooter"
"""Name of the drawing (form XObject, PDF 32000-1 section 8.10) at the foot of every page of our PDF forms, one for all pages of a form."""
PDF_REFERENCE = "/EcoReference"
"""Key of that drawing under which the reference it prints can be read without drawing it."""


def question_field(question_id: str) -> str:
    """Control name of a radio group or of a text entry."""
    return question_id


def choice_field(question_id: str, code: str) -> str:
    """Control name of one check box."""
    return f"{question_id}__{code}"


def confirm_field(question_id: str) -> str:
    """Control name of the box that confirms the answer known beforehand."""
    return choice_field(question_id, CONFIRM_CODE)


def is_confirm_field(name: str) -> bool:
    """Whether `name` is that of a box that confirms an answer: a form may leave it out, or not show it."""
    return name.endswith(choice_field("", CONFIRM_CODE))


def comment_field(theme_id: str) -> str:
    """Control name of a theme's comment."""
    return f"commentaire__{theme_id}"


def identity_field(name: str) -> str:
    """Control name of one field of `forms.answers.Identity`."""
    return f"identite__{name}"


def field_names(questionnaire: Questionnaire) -> frozenset[str]:
    """Every control name a question of `questionnaire` may bear."""
    confirmed = (confirm_field(question.id) for question in questionnaire.questions if question.stable)
    return frozenset(name for question in questionnaire.questions for name in fields_of(question)).union(confirmed)


def fields_of(question: Question) -> tuple[str, ...]:
    """Control names of `question`, in the order printed."""
    specials = tuple(choice_field(question.id, code) for code, _ in special_answers(question))
    if question.kind is Kind.SINGLE:
        return (question_field(question.id),)
    if question.kind is Kind.MULTIPLE:
        return tuple(choice_field(question.id, choice.code) for choice in question.choices) + specials
    return (question_field(question.id), *specials)


def special_answers(question: Question) -> list[tuple[str, str]]:
    """Code and label of the answers offered beside the real ones: « Je ne sais pas », « Non concerné »."""
    unknown = [(UNKNOWN_CODE, "Je ne sais pas")] if question.allows_unknown else []
    return unknown + ([(NOT_APPLICABLE_CODE, "Non concerné")] if question.allows_not_applicable else [])
