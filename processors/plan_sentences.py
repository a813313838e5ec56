"""Everything the check of a plan says to a person; questions are named by their action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forms.french import NBSP, listed, typography
from forms.plan import FACET_LABELS, OVERALL, Facet, key_of, target_theme
from forms.questionnaire import Question, Questionnaire
from forms.returns import Notice
from processors.sentences import Speaker, quote

UNFILLED = typography(
    "Ce plan d’actions ne dit encore rien : aucun état n’est changé, aucune case n’est remplie. Remplissez au moins une action ou un "
    "objectif, enregistrez, fermez, rouvrez pour vérifier que tout y est, puis renvoyez-le. Ce que vous aviez indiqué auparavant est gardé."
)
_UNREADABLE, _PAST = "echeance-illisible", "echeance-passee"
_MOST_APART = 3
"""How many deadlines are told one by one: a receipt tells a dozen things at most, and there is no other place where they are told."""
NOTHING_TAKEN = typography("Rien n’a pu être retenu de ce plan d’actions. Ce que vous aviez indiqué auparavant est gardé.")


class PlanSpeaker(Speaker):
    """Makes the notices about a plan, as issued; `actions` are its keys in the order printed, `titles` what its own lines are called."""

    def __init__(self, plan: Questionnaire, actions: Sequence[str], titles: Mapping[str, str] | None = None) -> None:
        super().__init__(plan)
        self._questions = {question.id: question for question in plan.questions}
        self._ranks = {key: rank for rank, key in enumerate(actions, 1)}
        self._titles = {subtheme.id: subtheme.title for theme in plan.themes for subtheme in theme.subthemes}
        self._titles |= {key: quote(title) for key, title in (titles or {}).items()}

    def named(self, question: Question) -> str:
        """« Action 3 (Nommer une personne référente), échéance », « Objectif (Gouvernance), échéance »."""
        key, facet = key_of(question)
        theme = target_theme(key)
        what = f"Action{NBSP}{self._ranks[key]}" if theme is None else "Objectif"
        title = "" if theme == OVERALL else f" ({self._titles[key]})"
        return f"{what}{title}, {FACET_LABELS[facet].lower()}"

    def contradiction(self, question: Question) -> Notice:
        """Two statuses, or copies of one field that disagree."""
        status = key_of(question)[1] is Facet.STATUS
        found = "plusieurs états sont cochés" if status else "plusieurs textes différents sont donnés"
        return self.about(
            question,
            "reponses-contradictoires",
            f"{found}. Aucun n’est retenu, ce que vous aviez indiqué auparavant est gardé ; indiquez le bon.",
        )

    def unreadable_deadlines(self, written: Mapping[str, str]) -> Iterator[Notice]:
        """Deadlines that are no date (what is written, by question id): each by itself, or all in one when they are many."""
        example = "écrivez par exemple 30/06/2027, juin 2027 ou fin 2027."
        if len(written) > _MOST_APART:
            many = f"{len(written)} échéances ne se lisent pas comme des dates : {self._together(written)}."
            yield Notice(_UNREADABLE, typography(f"{many} Ce que vous avez écrit est gardé tel quel, sans être suivi ; {example}"))
            return
        for question, text in written.items():
            one = f"« {quote(text)} » ne se lit pas comme une date. Ce que vous avez écrit est gardé tel quel, sans être suivi ; {example}"
            yield self.about(self._questions[question], _UNREADABLE, one)

    def past_deadlines(self, written: Mapping[str, str]) -> Iterator[Notice]:
        """Deadlines that were over when the plan came (what is written, by question id): likewise."""
        if len(written) > _MOST_APART:
            many = f"{len(written)} échéances sont déjà passées : {self._together(written)}."
            yield Notice(_PAST, typography(f"{many} Elles sont gardées ; vérifiez-les, ou donnez-en de nouvelles."))
            return
        for question, text in written.items():
            one = f"« {quote(text)} » est déjà passé. L’échéance est gardée ; vérifiez-la, ou donnez-en une nouvelle."
            yield self.about(self._questions[question], _PAST, one)

    def _together(self, written: Mapping[str, str]) -> str:
        """« action 3 « bientôt », objectif (Achats) « un jour » »."""
        return ", ".join(f"{self._short_name(question)} « {quote(text)} »" for question, text in written.items())

    def _short_name(self, question: str) -> str:
        key, _ = key_of(self._questions[question])
        if target_theme(key) is None:
            return f"action{NBSP}{self._ranks[key]}"
        return "objectif d’ensemble" if target_theme(key) == OVERALL else f"objectif ({self._titles[key]})"

    def unreadable_level(self, question_id: str, text: str) -> Notice:
        """A target that is neither a letter nor an index."""
        return self.about(
            self._questions[question_id],
            "objectif-illisible",
            f"« {quote(text)} » n’est ni une lettre ni un indice de 0 à 100. Ce que vous avez écrit est gardé tel quel.",
        )

    def missing_level(self, question_id: str) -> Notice:
        """The deadline of a target without its level."""
        return self.about(
            self._questions[question_id],
            "objectif-sans-niveau",
            "une échéance est donnée sans dire ce qui est visé. Elle est gardée ; indiquez aussi une lettre ou un indice de 0 à 100.",
        )

    def missing(self, questions: Sequence[Question]) -> Notice:
        """Actions of which a control is no longer in the document."""
        ranks = sorted({self._ranks[key] for key, _ in map(key_of, questions) if key in self._ranks})
        label = "de l’action" if len(ranks) == 1 else "des actions"
        which = f"{label}{NBSP}{listed([str(rank) for rank in ranks])}" if ranks else "des objectifs"
        return Notice(
            "champs-absents",
            typography(f"Des cases {which} manquent dans le document renvoyé ; ce que vous aviez indiqué auparavant est gardé."),
        )
