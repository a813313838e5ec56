"""From a definition file (TOML) to a validated `Questionnaire`.

The format is told in docs/questionnaires.md. Every problem of a file is told at once, in French, naming what to change.
"""

from __future__ import annotations

from pathlib import Path

from forms.definitions import parsed, text_of
from forms.errors import QuestionnaireError
from forms.french import plural, typography
from forms.questionnaire import (
    DECREE_ANCHORS,
    Choice,
    Condition,
    Effort,
    Kind,
    LetterThreshold,
    Link,
    PopulationBand,
    Priority,
    Question,
    Questionnaire,
    Recommendation,
    Scope,
    Subtheme,
    Theme,
    Trigger,
)
from forms.rules import broken_rules
from forms.tables import WHOLE, Table


def load_file(path: Path) -> Questionnaire:
    """The questionnaire an advisor wrote in `path` (UTF-8). Raises `QuestionnaireError`, also when the file cannot be read."""
    return load_questionnaire(text_of(path, _refusal), path.name)


def load_questionnaire(text: str, name: str = "questionnaire") -> Questionnaire:
    """The questionnaire that the TOML `text` defines; `name` tells the author which file is meant.

    Human texts get French typography. Raises `QuestionnaireError` listing every problem found.
    """
    problems: list[str] = []
    questionnaire = Table(parsed(text, name, _refusal), WHOLE, problems).read_as(_questionnaire)
    problems.extend(broken_rules(questionnaire))
    if problems:
        raise _refusal(name, list(dict.fromkeys(problems)))
    return questionnaire


def uncovered_anchors(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Items of article D. 2311-15-1 CGCT that no question of `questionnaire` bears, in the decree's order."""
    covered = {anchor for question in questionnaire.questions for anchor in question.anchors}
    return tuple(anchor for anchor in DECREE_ANCHORS if anchor not in covered)


def _refusal(name: str, problems: list[str]) -> QuestionnaireError:
    sentence = f"Le questionnaire « {name} » ne peut pas être utilisé ({plural(len(problems), 'problème')})."
    return QuestionnaireError(typography(sentence), [typography(problem) for problem in problems])


# The tables ----------------------------------------------------------------------------------------------------------------------


def _questionnaire(table: Table) -> Questionnaire:
    return Questionnaire(
        id=table.identifier(),
        version=table.word("version"),
        title=table.text("title"),
        introduction=table.text("introduction"),
        duration_minutes=table.integer("duration_minutes"),
        provisional_above_percent=table.integer("provisional_above_percent", 20),
        letters=tuple(LetterThreshold(letter, minimum) for letter, minimum in table.numbers("letters").items()),
        bands=table.each("bands", "tranche", _band),
        themes=table.each("themes", "thème", _theme),
        questions=table.each("questions", "question", _question),
        recommendations=table.each("recommendations", "recommandation", _recommendation),
    )


def _band(table: Table) -> PopulationBand:
    return PopulationBand(code=table.code(), label=table.text("label"), minimum=table.integer("minimum"))


def _theme(table: Table) -> Theme:
    return Theme(
        id=table.identifier(),
        title=table.text("title"),
        short_title=table.text("short_title"),
        introduction=table.optional_text("introduction"),
        subthemes=table.each("subthemes", "sous-thème", _subtheme),
    )


def _subtheme(table: Table) -> Subtheme:
    return Subtheme(id=table.identifier(), title=table.text("title"))


def _question(table: Table) -> Question:
    choices = table.each("choices", "réponse", _choice)
    return Question(
        id=table.identifier(),
        theme=table.word("theme"),
        subtheme=table.optional_word("subtheme"),
        # An unreadable kind is told once; a likely one then stands in, so that it hides no other problem and invents none.
        kind=table.option("kind", Kind) or (Kind.SINGLE if choices else Kind.SHORT_TEXT),
        text=table.text("text"),
        help=table.optional_text("help"),
        why=table.optional_text("why"),
        anchors=table.words("anchors"),
        references=table.texts("references"),
        choices=choices,
        cap=table.optional_integer("cap"),
        allows_unknown=table.flag("unknown", default=True),
        allows_not_applicable=table.flag("not_applicable", default=False),
        condition=_condition(table),
        unit=table.optional_text("unit"),
        minimum=table.decimal("minimum"),
        maximum=table.decimal("maximum"),
        stable=table.flag("stable", default=False),
    )


def _choice(table: Table) -> Choice:
    return Choice(
        code=table.code(),
        label=table.text("label"),
        points=table.integer("points", 0),
        exclusive=table.flag("exclusive", default=False),
    )


def _condition(table: Table) -> Condition | None:
    inner = table.table("asked_when", "« asked_when »")
    return inner.read_as(lambda each: Condition(each.word("question"), each.words("answers"))) if inner else None


def _recommendation(table: Table) -> Recommendation:
    return Recommendation(
        id=table.identifier(),
        title=table.text("title"),
        why=table.text("why"),
        how=table.text("how"),
        priority=table.option("priority", Priority) or Priority.ADVISED,
        effort=table.option("effort", Effort) or Effort.LOW,
        scope=table.optional_option("scope", Scope, Scope.INTERNAL),
        saving=table.optional_text("saving"),
        links=table.each("links", "lien", read_link),
        indicators=table.texts("indicators"),
        triggers=table.each("when", "déclencheur", read_trigger),
    )


def read_link(table: Table) -> Link:
    """A table `{ title, url }`."""
    return Link(title=table.text("title"), url=table.word("url"))


def read_trigger(table: Table) -> Trigger:
    """A table `{ question, answers, lacking }`."""
    return Trigger(question=table.word("question"), answers=table.words("answers"), lacking=table.words("lacking"))
