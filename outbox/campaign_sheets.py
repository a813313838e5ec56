"""The results of a campaign as tables, for the advisor's spreadsheet: the figures of the reports, one row for each thing they say.

Persons are left out unless asked for: who filled a form, and what they wrote in comments, stand on sheets of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from forms.answers import Answer, CheckedReturn, Status
from forms.campaign import Campaign
from forms.control_names import NO_ANSWER_CODE
from forms.french import NBSP, typography
from forms.questionnaire import CHOICE_KINDS, NOT_APPLICABLE_CODE, UNKNOWN_CODE, Kind, Question, Questionnaire
from forms.respondents import KIND_LABELS, Respondent
from outbox.campaign_legend import legend
from outbox.campaign_view import State
from outbox.campaign_viewing import STATE_LABELS
from outbox.spreadsheet import Cell, Column, Row, Sheet
from outbox.view import ActionView, ReportView, ScoreView
from processors.asking import codes_of
from processors.results import Assessment, Score

STATUS_CODES = {
    Status.UNKNOWN: UNKNOWN_CODE,
    Status.NOT_APPLICABLE: NOT_APPLICABLE_CODE,
    Status.UNANSWERED: NO_ANSWER_CODE,
    Status.NOT_ASKED: "non-posee",
    Status.CONFLICT: "contradiction",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What the latest report of a respondent says (`view`), and what it was made of."""

    view: ReportView
    questionnaire: Questionnaire
    checked: CheckedReturn
    assessment: Assessment
    assessed_on: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A respondent of the campaign, where they stand, and the reference of their form; `exported` is None until they are assessed."""

    respondent: Respondent
    state: State
    reference: str
    exported: Exported | None


def campaign_sheets(
    campaign: Campaign, questionnaire: Questionnaire, listed: Iterable[Listed], today: date, *, with_comments: bool
) -> tuple[Sheet, ...]:
    """Every sheet, from one reading of `listed`. `questionnaire` is the campaign's; forms of other versions add their own questions."""
    gathered = _Gathered(questionnaire, with_comments=with_comments)
    for each in listed:
        gathered.take(each)
    return gathered.sheets(legend(campaign, questionnaire, list(gathered.questions.values()), STATUS_CODES, today))


_WHO = (Column("Code", 2.2), Column("Nom", 5.5))
_RESULTS = (
    *(Column("INSEE", 1.8), Column("SIREN", 2.4), Column("Nom", 5.5), Column("Nature", 5.5), Column("Population", 2.2)),
    *(Column("Strate", 5.5), Column("Département", 3), Column("Région", 5), Column("Intercommunalité", 5), Column("État", 5)),
    *(Column("Référence", 3.4), Column("Réponse n°", 1.8), Column("Évalué le", 2.3), Column("Version du document", 2.2)),
    *(Column("Indice", 1.6), Column("Lettre", 1.6), Column("Indice au mieux", 1.8), Column("Lettre au mieux", 1.8)),
    *(Column("Provisoire", 2.1), Column("Points obtenus", 1.9), Column("Points possibles", 1.9), Column("Points à vérifier", 1.9)),
    *(Column("Actions proposées", 2.2), Column("Réponses à vérifier", 2.2), Column("Empreinte", 15)),
)
_THEMES = (
    *_WHO,
    *(Column("N°", 1), Column("Thème", 5.5), Column("Indice", 1.6), Column("Lettre", 1.6), Column("Indice au mieux", 1.8)),
    *(Column("Points obtenus", 1.9), Column("Points possibles", 1.9), Column("Points à vérifier", 1.9)),
)
_ACTIONS = (
    *_WHO,
    *(Column("Rang", 1.3), Column("Action", 8, wraps=True), Column("Priorité", 2.4), Column("Effort", 3), Column("Points à gagner", 1.9)),
    *(Column("Partie", 1.5), Column("Thème", 5), Column("Questions", 4), Column("Ajoutée par l’opérateur", 2.4)),
)
_TO_VERIFY = (
    *_WHO,
    *(Column("N°", 1), Column("Question", 9, wraps=True), Column("Thème", 5), Column("Motif", 5), Column("Points en jeu", 1.9)),
)
_COMMENTS = (*_WHO, Column("Thème", 5), Column("Commentaire", 14, wraps=True))
_PERSONS = (*_WHO, Column("Personne", 5), Column("Fonction", 5), Column("Courriel", 6), Column("Date indiquée", 3))
_LEGEND = (Column("Quoi", 6), Column("Signification", 18, wraps=True))


@dataclass
class _Gathered:
    """The rows of every sheet, filled a respondent at a time."""

    questionnaire: Questionnaire
    with_comments: bool
    results: list[Row] = field(default_factory=list)
    themes: list[Row] = field(default_factory=list)
    answers: list[tuple[Row, dict[str, Cell]]] = field(default_factory=list)
    codes: list[tuple[Row, dict[str, Cell]]] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    to_verify: list[Row] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ask(self.questionnaire)

    def _ask(self, questionnaire: Questionnaire) -> None:
        for question in questionnaire.questions:
            self.questions.setdefault(question.id, question)

    def take(self, each: Listed) -> None:
        """Add what there is to say of a respondent."""
        self.results.append(_result_row(each, self.questionnaire))
        if each.exported is None:
            return
        who, exported = (each.respondent.key, each.respondent.name), each.exported
        self._ask(exported.questionnaire)
        self.themes += [(*who, *cells) for cells in _theme_cells(exported)]
        self.answers.append((who, _answer_cells(exported)))
        self.codes.append((who, _code_cells(exported)))
        self.actions += [(*who, *cells) for cells in _action_cells(exported)]
        self.to_verify += [(*who, *cells) for cells in _verify_cells(exported)]
        if self.with_comments:
            self.persons.append((*who, *_person_cells(exported.checked)))
            self.comments += [(*who, *cells) for cells in _comment_cells(exported)]

    def sheets(self, legend_rows: list[Row]) -> tuple[Sheet, ...]:
        """The sheets, the legend last."""
        offered = [each for each in self.questions.values() if each.kind in CHOICE_KINDS]
        numbered = [Column(self._heading(each), 4.5) for each in self.questions.values()]
        persons = (Sheet("Répondants", _PERSONS, self.persons, 2), Sheet("Commentaires", _COMMENTS, self.comments, 2))
        return (
            Sheet("Résultats", _RESULTS, self.results, 3),
            Sheet("Thèmes", _THEMES, self.themes, 2),
            Sheet("Réponses", (*_WHO, *numbered), _placed(self.answers, list(self.questions)), 2),
            Sheet("Codes", (*_WHO, *(Column(each.id, 3) for each in offered)), _placed(self.codes, [each.id for each in offered]), 2),
            Sheet("Actions", _ACTIONS, self.actions, 2),
            Sheet("À vérifier", _TO_VERIFY, self.to_verify, 2),
            *(persons if self.with_comments else ()),
            Sheet("Légende", _LEGEND, legend_rows),
        )

    def _heading(self, question: Question) -> str:
        if not self.questionnaire.has_question(question.id):
            return typography(f"(autre version) {question.text}")
        return f"{self.questionnaire.number_of(self.questionnaire.question(question.id))}. {question.text}"


def _placed(rows: list[tuple[Row, dict[str, Cell]]], ids: list[str]) -> Iterator[Row]:
    """Rows whose cells stand under their questions, whichever of them each respondent was asked."""
    return ((*who, *[cells.get(each) for each in ids]) for who, cells in rows)


# Cells ---------------------------------------------------------------------------------------------------------------------------


def _result_row(each: Listed, questionnaire: Questionnaire) -> Row:
    known, kind = each.respondent, KIND_LABELS[each.respondent.kind]
    band = "" if known.population is None else typography(questionnaire.band_for(known.population).label)
    where = (known.department, known.region, known.epci)
    row: Row = (known.insee, known.siren, known.name, kind, known.population, band, *where, STATE_LABELS[each.state], each.reference)
    return (*row, *(_score_cells(each.exported) if each.exported else [None] * (len(_RESULTS) - len(row))))


def _score_cells(exported: Exported) -> Row:
    view, overall = exported.view, exported.assessment.overall
    return (
        *(view.revision, exported.assessed_on, view.document_version),
        *_indexes(view.score),
        view.score.best_letter,
        "oui" if view.score.provisional else "non",
        *_points(overall),
        len(exported.assessment.actions),
        len(view.to_verify),
        view.fingerprint,
    )


def _indexes(score: ScoreView) -> Row:
    """Index, letter and best index; an index that does not exist is said, not left to be taken for nought."""
    none = score.index
    return (none if score.value is None else score.value, score.letter, none if score.best_value is None else score.best_value)


def _points(score: Score) -> Row:
    return (score.earned, score.attainable, score.unknown)


def _theme_cells(exported: Exported) -> Iterator[Row]:
    for theme, scored in zip(exported.view.themes, exported.assessment.themes, strict=True):
        yield (theme.number, theme.title, *_indexes(theme.score), *_points(scored.score))


def _answer_cells(exported: Exported) -> dict[str, Cell]:
    """Answers as the report's annex words them, but numbers and days as such."""
    said = {row.number: row.answer for annex in exported.view.annex for row in annex.rows}
    answers = exported.checked.answers
    return {
        question.id: _typed(question, answers[question.id], said[number])
        for number, question in enumerate(exported.questionnaire.questions, 1)
    }


def _typed(question: Question, answer: Answer, said: str) -> Cell:
    if answer.status is not Status.ANSWERED:
        return said
    if question.kind is Kind.NUMBER:
        return Decimal(str(answer.value))
    return date.fromisoformat(str(answer.value)) if question.kind is Kind.DATE else said


def _code_cells(exported: Exported) -> dict[str, Cell]:
    offered = (each for each in exported.questionnaire.questions if each.kind in CHOICE_KINDS)
    return {each.id: _code(exported.checked.answers[each.id]) for each in offered}


def _code(answer: Answer) -> str:
    return ", ".join(codes_of(answer)) if answer.status is Status.ANSWERED else STATUS_CODES[answer.status]


def _action_cells(exported: Exported) -> Iterator[Row]:
    """An action of the operator's own has no points to gain."""
    gains = iter(exported.assessment.actions)
    for action in (*exported.view.first_actions, *exported.view.other_actions, *exported.view.advisor_actions):
        gain = None if action.by_advisor else next(gains).gain
        yield (action.rank, action.title, action.priority, action.effort, gain, *_origin(action))


def _origin(action: ActionView) -> Row:
    return (action.part, action.theme, action.origin.replace(NBSP, " "), "oui" if action.by_advisor else "non")


def _verify_cells(exported: Exported) -> Iterator[Row]:
    for check, verify in zip(exported.view.to_verify, exported.assessment.to_verify, strict=True):
        yield (check.number, check.text, check.theme, check.reason, verify.at_stake)


def _person_cells(checked: CheckedReturn) -> Row:
    said = checked.identity
    return (said.name, said.role, said.email, said.date)


def _comment_cells(exported: Exported) -> Iterator[Row]:
    titles = {theme.id: theme.title for theme in exported.questionnaire.themes}
    for theme, comment in exported.checked.comments.items():
        if comment.strip():
            yield (titles.get(theme, theme), comment)
