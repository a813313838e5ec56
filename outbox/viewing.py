"""From a questionnaire, a checked return and its assessment to the view every document is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from forms.advice import Advice
from forms.answers import CheckedReturn, Status
from forms.campaign import Campaign
from forms.french import NBSP, french_date, listed, plural, typography
from forms.plan import recommendation_key
from forms.questionnaire import EFFORT_LABELS, PRIORITY_LABELS, Link, Question, Questionnaire, Recommendation, Theme
from forms.respondents import KIND_LABELS, Respondent
from outbox import wording
from outbox.comparing import comparison_view, progress_view
from outbox.fingerprint import Subject, fingerprint, grouped_fingerprint
from outbox.texts import method, sources, title_of
from outbox.view import (
    ActionView,
    AnnexView,
    CampaignView,
    ChangesView,
    CheckView,
    DutyView,
    FindingView,
    LetterView,
    LinkView,
    ReportView,
    RespondentView,
    RowView,
    ScoreView,
    ThemeView,
)
from processors.decree import Standing, standings
from processors.law import ObligationStatus, obligation
from processors.results import Action, Assessment, QuestionScore, Score, ThemeScore, ToVerify
from processors.snapshot import Snapshot

REFERENT = "gouv-referent"
"""The question, of whatever questionnaire has one of this id, whether somebody is in charge."""


def build_view(
    questionnaire: Questionnaire,
    campaign: Campaign,
    respondent: Respondent,
    checked: CheckedReturn,
    assessment: Assessment,
    *,
    reference: str | None,
    revision: int,
    document_version: int,
    assessed_on: date,
    changes: ChangesView | None = None,
    complement: bool = False,
    snapshot: Snapshot | None = None,
    advice: Advice | None = None,
    closed: Collection[str] = (),
) -> ReportView:
    """The view of `assessment`, made of `checked` by `processors.assessment.assess` for the same `questionnaire`.

    `reference` is None when the return came on a blank edition; `revision` counts the respondent's returns, `document_version` the
    documents made of this one, both from 1. `snapshot` is what was kept with the assessment, `advice` what the advisor adds,
    `closed` the keys of the actions that plans said done or dropped before this return came.
    """
    seen = _Seen(questionnaire, checked, assessment, closed)
    duty = obligation(respondent, campaign.population_basis)
    body, subject = wording.body_of(respondent), Subject(campaign.id, respondent.key, revision)
    return ReportView(
        title=title_of(questionnaire),
        reference=reference or "",
        revision=revision,
        document_version=document_version,
        edition=_edition(revision, document_version, complement=complement),
        assessed_on=french_date(assessed_on),
        fingerprint=grouped_fingerprint(fingerprint(subject, assessment, document_version, snapshot)),
        respondent=_respondent(questionnaire, respondent, body),
        campaign=CampaignView(campaign.title, campaign.operator.name, questionnaire.title),
        score=seen.score(assessment.overall),
        verdict=wording.verdict(assessment.overall),
        summary=_summary(assessment),
        letters=letters_view(questionnaire),
        themes=tuple(seen.theme(number, scored) for number, scored in enumerate(assessment.themes, 1)),
        first_actions=tuple(seen.action(rank, action) for rank, action in enumerate(assessment.first_actions, 1)),
        other_actions=tuple(
            seen.action(rank, action) for rank, action in enumerate(assessment.other_actions, Assessment.FIRST_ACTIONS + 1)
        ),
        to_verify=tuple(seen.to_verify(each) for each in assessment.to_verify),
        annex=tuple(seen.annex(number, scored) for number, scored in enumerate(assessment.themes, 1)),
        obligation=duty.sentence,
        population_note=duty.basis,
        sources=sources(questionnaire),
        method=method(questionnaire),
        changes=changes,
        comparison=comparison_view(snapshot, questionnaire, respondent, assessment) if snapshot else None,
        progress=progress_view(snapshot.earlier, questionnaire, assessment) if snapshot and snapshot.earlier else None,
        duty=duty.status.value,
        recital=duty.recital,
        brief_obligation=duty.brief,
        duties=_duties(questionnaire, assessment) if duty.status is ObligationStatus.BOUND else (),
        has_referent=seen.has_referent,
        advisor_words=tuple(line.strip() for line in advice.paragraph.splitlines() if line.strip()) if advice else (),
        advisor_actions=_own_actions(advice, len(assessment.actions)) if advice else (),
    )


def _edition(revision: int, document_version: int, *, complement: bool) -> str:
    """« version 1 », « version 2 (2e réponse reçue, remplace la 1re) », « version 1 (2e réponse reçue, complète la 1re) »."""
    what = f", {'complète' if complement else 'remplace'} la {revision - 1}{'re' if revision == 2 else 'e'}"
    returned = f" ({revision}e réponse reçue{what})" if revision > 1 else ""
    return f"version{NBSP}{document_version}{returned}"


def _respondent(questionnaire: Questionnaire, respondent: Respondent, body: wording.Body) -> RespondentView:
    known = respondent.population
    kind = KIND_LABELS[respondent.kind]
    return RespondentView(
        name=respondent.name,
        kind=kind[0].upper() + kind[1:],
        code=_code(respondent),
        population="" if known is None else plural(known, "habitant"),
        band="" if known is None else typography(questionnaire.band_for(known).label),
        department=respondent.department,
        region=respondent.region,
        epci=respondent.epci,
        assembly=body.assembly,
        of_assembly=body.of_assembly,
        head=body.head,
        kind_code=respondent.kind.value,
        inhabitants=known,
    )


def _code(respondent: Respondent) -> str:
    if respondent.insee:
        return f"INSEE{NBSP}{respondent.insee}"
    return f"SIREN{NBSP}{respondent.siren}" if respondent.siren else ""


def _summary(assessment: Assessment) -> str:
    parts = [_in_place([score for score in assessment.questions if score.attainable])]
    if assessment.actions:
        parts.append(f"{plural(len(assessment.actions), 'action')} {'est proposée' if len(assessment.actions) == 1 else 'sont proposées'}")
    if assessment.to_verify:
        parts.append(
            f"{plural(len(assessment.to_verify), 'réponse')} {'reste' if len(assessment.to_verify) == 1 else 'restent'} à vérifier"
        )
    return typography(" ; ".join(parts) + ".")


def _in_place(counted: Sequence[QuestionScore]) -> str:
    """How many practices are there; while none is, only what was answered is said to lack, and a part of one is not nothing."""
    done = sum(score.earned == score.attainable for score in counted)
    if done or not counted:
        return f"{plural(done, 'pratique')} sur {len(counted)} {'est' if done < 2 else 'sont'} déjà en place"
    known = [score for score in counted if score.status is Status.ANSWERED]
    if not known:
        return "Aucune pratique ne peut encore être évaluée"
    fully = "entièrement " if any(score.earned for score in known) else ""
    if len(known) == 1:
        return f"La seule pratique évaluée n’est pas encore {fully}en place"
    return f"Aucune des {len(known)} pratiques évaluées n’est encore {fully}en place"


def letters_view(questionnaire: Questionnaire) -> tuple[LetterView, ...]:
    """The letters of `questionnaire`, each with the indexes that earn it, from the best to the worst."""
    highs = (100, *(threshold.minimum - 1 for threshold in questionnaire.letters))
    return tuple(
        LetterView(each.letter, f"{each.minimum} à {high}" if high > each.minimum else str(high), each.minimum)
        for each, high in zip(questionnaire.letters, highs, strict=False)
    )


def score_view(questionnaire: Questionnaire, score: Score) -> ScoreView:
    """How `score` is said and drawn in every document."""
    best = score.best_index if score.best_index is not None else score.index
    return ScoreView(
        value=score.index,
        best_value=best,
        index=wording.index_text(score),
        letter=score.letter or wording.NO_POINTS,
        best_index=wording.NOT_EVALUATED if best is None else str(best),
        best_letter=score.best_letter or score.letter or wording.NO_POINTS,
        points=wording.points_text(score.earned, score.attainable),
        band=wording.band_text(score),
        provisional=wording.provisional_text(score, questionnaire),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What every part of the view is made from."""

    questionnaire: Questionnaire
    checked: CheckedReturn
    assessment: Assessment
    closed: Collection[str]

    @property
    def has_referent(self) -> bool:
        """Whether somebody is in charge already, so that no council is asked for it again."""
        return any(score.question == REFERENT and score.earned == score.attainable > 0 for score in self.assessment.questions)

    def score(self, score: Score) -> ScoreView:
        return score_view(self.questionnaire, score)

    def theme(self, number: int, scored: ThemeScore) -> ThemeView:
        theme = self._theme(scored.theme)
        ids = {question.id for question in self.questionnaire.questions_of(theme)}
        answered = [
            each for each in self.assessment.questions if each.question in ids and each.status is Status.ANSWERED and each.attainable
        ]
        return ThemeView(
            number=number,
            title=theme.title,
            short_title=theme.short_title,
            introduction=theme.introduction,
            score=self.score(scored.score),
            done=tuple(self._finding(each) for each in answered if each.earned == each.attainable),
            missing=tuple(self._finding(each) for each in answered if each.earned < each.attainable),
            to_verify=tuple(self.to_verify(each) for each in self.assessment.to_verify if each.question in ids),
            remark=self._remark(theme, scored.score),
        )

    def _theme(self, theme_id: str) -> Theme:
        return next(theme for theme in self.questionnaire.themes if theme.id == theme_id)

    def _finding(self, score: QuestionScore) -> FindingView:
        question = self.questionnaire.question(score.question)
        return FindingView(
            number=self.questionnaire.number_of(question),
            text=question.text,
            answer=self._answer(question),
            points=wording.points_text(score.earned, score.attainable),
            why=question.why,
            in_part=score.earned > 0,
        )

    def _answer(self, question: Question) -> str:
        return wording.answer_text(question, self.checked.answers[question.id], self.checked.identity)

    def _remark(self, theme: Theme, score: Score) -> str:
        """Which questions left the count, so that nobody looks for them."""
        if not score.attainable:
            return "Aucune question notée de ce thème ne vous concerne : il n’est pas évalué et ne compte pas dans l’indice.".replace(
                " :", f"{NBSP}:"
            )
        away = [each for each in self.questionnaire.questions_of(theme) if self.checked.answers[each.id].status is Status.NOT_APPLICABLE]
        if not away:
            return ""
        numbers = listed([str(self.questionnaire.number_of(each)) for each in away])
        start = f"La question {numbers} ne vous concerne pas" if len(away) == 1 else f"Les questions {numbers} ne vous concernent pas"
        return typography(f"{start} : {'elle ne compte' if len(away) == 1 else 'elles ne comptent'} pas dans l’indice.")

    def action(self, rank: int, action: Action) -> ActionView:
        advice = self._recommendation(action.recommendation)
        questions = [self.questionnaire.question(each) for each in action.questions]
        return ActionView(
            rank=rank,
            title=advice.title,
            priority=PRIORITY_LABELS[advice.priority],
            effort=EFFORT_LABELS[advice.effort],
            gain=f"{plural(action.gain, 'point')} au plus" if action.gain else "",
            why=advice.why,
            how=advice.how,
            saving=advice.saving,
            origin=self._origin(questions),
            theme=self._theme(questions[0].theme).title if questions else "",
            indicators=advice.indicators,
            links=_links(advice.links),
            part=wording.PARTS[advice.scope][0],
            is_closed=recommendation_key(advice.id) in self.closed,
        )

    def _recommendation(self, code: str) -> Recommendation:
        return next(each for each in self.questionnaire.recommendations if each.id == code)

    def _origin(self, questions: list[Question]) -> str:
        numbers = [str(self.questionnaire.number_of(each)) for each in questions]
        return f"question{'s' if len(numbers) > 1 else ''}{NBSP}{listed(numbers)}"

    def to_verify(self, verify: ToVerify) -> CheckView:
        question = self.questionnaire.question(verify.question)
        return CheckView(
            number=self.questionnaire.number_of(question),
            text=question.text,
            theme=self._theme(question.theme).title,
            reason=typography(wording.REASONS[verify.status]),
            stake=plural(verify.at_stake, "point") if verify.at_stake else "sans effet",
            actions=tuple(self._recommendation(each).title for each in verify.recommendations),
        )

    def annex(self, number: int, scored: ThemeScore) -> AnnexView:
        theme = self._theme(scored.theme)
        scores = {each.question: each for each in self.assessment.questions}
        rows = (self._row(question, scores[question.id]) for question in self.questionnaire.questions_of(theme))
        points = wording.points_text(scored.score.earned, scored.score.attainable) if scored.score.attainable else wording.NOT_EVALUATED
        return AnnexView(f"{number}. {theme.title}", points, tuple(rows))

    def _row(self, question: Question, score: QuestionScore) -> RowView:
        return RowView(
            number=self.questionnaire.number_of(question),
            question=question.text,
            answer=self._answer(question),
            points=wording.points_text(score.earned, score.attainable),
        )


def _duties(questionnaire: Questionnaire, assessment: Assessment) -> tuple[DutyView, ...]:
    return tuple(
        DutyView(part, tuple(typography(_standing(questionnaire, each)) for each in points))
        for part, points in standings(questionnaire, assessment.questions).items()
    )


def _standing(questionnaire: Questionnaire, standing: Standing) -> str:
    """« objectifs (questions 3 et 4 : 2 / 5) »."""
    if not standing.questions:
        return f"{standing.label} (aucune question)"
    numbers = list(wording.runs([questionnaire.number_of(each) for each in standing.questions]))
    which = f"question{'s' if len(standing.questions) > 1 else ''} {listed(numbers)}"
    return f"{standing.label} ({which} : {wording.points_text(standing.earned, standing.attainable)})"


def _own_actions(advice: Advice, before: int) -> tuple[ActionView, ...]:
    """The advisor's own recommendations, in the order given; they earn no points and answer no question."""
    return tuple(
        ActionView(
            rank=rank,
            title=each.title,
            priority=PRIORITY_LABELS[each.priority],
            effort=EFFORT_LABELS[each.effort],
            gain="",
            why=each.why,
            how=each.how,
            saving=each.saving,
            origin="",
            theme="",
            indicators=each.indicators,
            links=_links(each.links),
            part=wording.PARTS[each.scope][0],
            by_advisor=True,
        )
        for rank, each in enumerate(advice.recommendations, before + 1)
    )


def _links(links: Iterable[Link]) -> tuple[LinkView, ...]:
    return tuple(LinkView(link.title, link.url) for link in links)
