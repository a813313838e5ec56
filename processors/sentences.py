"""Everything validation says to a person, in one place to be reread: a stable code, a French sentence, the question by its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from forms.french import NBSP, french_date, french_number, listed, typography
from forms.questionnaire import Question, Questionnaire
from forms.returns import Notice
from processors.values import clean

_LONGEST_QUOTE = 60
OUTSIDE_THE_LIST = "choix-hors-liste"
"""Code of the notice about an answer that the question does not offer."""

MAYBE_CUT_CODE = "texte-peut-etre-coupe"


class Speaker:
    """Makes the notices about the questions of one questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._numbers = {question.id: number for number, question in enumerate(questionnaire.questions, 1)}

    def about(self, question: Question, code: str, sentence: str) -> Notice:
        """« Question 7 : … »."""
        return Notice(code, typography(f"{self.named(question)} : {sentence}"), question.id)

    def named(self, question: Question) -> str:
        """« Question 7 »."""
        return f"Question{NBSP}{self._numbers[question.id]}"

    def contradiction(self, question: Question) -> Notice:
        """Answers that exclude one another, or copies of one field that disagree."""
        return self.about(
            question,
            "reponses-contradictoires",
            "plusieurs réponses incompatibles sont données. Aucune n’est retenue ; indiquez la bonne.",
        )

    def not_offered(self, question: Question, text: str) -> Notice:
        """An answer that is not on the list."""
        return self.about(
            question, OUTSIDE_THE_LIST, f"la réponse « {quote(text)} » ne figure pas parmi les choix proposés. Elle n’est pas retenue."
        )

    def relabelled(self, question: Question, printed: str, found: str) -> Notice:
        """The label of a choice is not the one that was printed."""
        return self.about(
            question,
            "libelle-modifie",
            f"le libellé « {quote(printed)} » a été changé en « {quote(found)} » dans le document. La réponse est lue d’après le choix "
            "d’origine ; vérifiez-la.",
        )

    def interchanged(self, question: Question) -> Notice:
        """A choice bears the label of another: what was meant cannot be told."""
        return self.about(
            question,
            "libelles-intervertis",
            "un choix porte dans le document le libellé d’un autre : ce qui a été répondu n’est pas sûr. Aucune réponse n’est retenue ; "
            "indiquez la bonne.",
        )

    def copied(self, question: Question) -> Notice:
        """Its controls stand several times in the document."""
        return self.about(
            question, "cases-en-double", "elle figure plusieurs fois dans le document ; ce que disent les copies est lu ensemble."
        )

    def uncertain_box(self, question: Question) -> Notice:
        """A printed box of which it cannot be said whether it is ticked."""
        return self.about(
            question,
            "case-incertaine",
            "une case imprimée ne se lit pas avec certitude. La réponse n’est pas retenue ; regardez le document et indiquez la bonne.",
        )

    def uncertain_text(self, question: Question) -> Notice:
        """A printed entry whose letters cannot be told."""
        return self.about(
            question,
            "texte-incertain",
            "le texte imprimé ne se lit pas avec certitude. Il n’est pas retenu ; regardez le document et indiquez-le.",
        )

    def maybe_cut(self, question: Question) -> Notice:
        """A printed entry that is full to the edge."""
        return self.about(
            question,
            MAYBE_CUT_CODE,
            "le texte imprimé va jusqu’au bord du cadre ; la suite, s’il y en a une, n’a pas été imprimée.",
        )

    def unreadable_number(self, question: Question, text: str) -> Notice:
        """A number that has no single reading."""
        return self.about(
            question,
            "valeur-illisible",
            f"« {quote(text)} » ne peut pas être lu avec certitude comme un nombre{_unit(question)}. "
            "Écrivez-le en chiffres, par exemple 12 ou 1 234,5.",
        )

    def unreadable_date(self, question: Question, text: str) -> Notice:
        """A date that does not exist or has no single reading."""
        return self.about(
            question,
            "valeur-illisible",
            f"« {quote(text)} » n’est pas une date que l’on puisse lire avec certitude. Écrivez-la ainsi : 03/03/2026.",
        )

    def approximate_number(self, question: Question, text: str, value: str) -> Notice:
        """A number given as approximate."""
        return self.about(question, "valeur-approximative", f"« {quote(text)} » est retenu pour {_number(value)}, valeur approchée.")

    def approximate_date(self, question: Question, text: str, value: str) -> Notice:
        """A month or a year where a day was asked."""
        return self.about(
            question, "valeur-approximative", f"« {quote(text)} » est retenu pour le {french_date_of(value)}, date approchée."
        )

    def unusual(self, question: Question, text: str) -> Notice:
        """A number outside the plausible bounds."""
        return self.about(
            question,
            "valeur-inhabituelle",
            f"« {quote(text)} » sort des valeurs habituelles{_bounds(question)}. La réponse est conservée ; vérifiez-la.",
        )

    def unusual_date(self, question: Question, text: str, value: str) -> Notice:
        """A date that is hardly meant: a century too far, for instance."""
        return self.about(
            question,
            "valeur-inhabituelle",
            f"« {quote(text)} », lu comme le {french_date_of(value)}, est une date surprenante. La réponse est conservée ; vérifiez-la.",
        )

    def not_asked(self, question: Question, parent: Question) -> Notice:
        """A child answered although its parent's answer does not call for it."""
        return self.about(
            question,
            "reponse-non-demandee",
            f"cette question ne se pose que selon la réponse à la question{NBSP}{self._numbers[parent.id]}. "
            "Ce que vous y avez indiqué est conservé, sans être compté.",
        )

    def shortened(self, question: Question, longest: int) -> Notice:
        """A text longer than what is kept."""
        return self.about(
            question, "texte-abrege", f"le texte dépasse {longest} signes. Le début est repris ; le fichier d’origine garde le tout."
        )

    def missing(self, questions: Sequence[Question]) -> Notice:
        """Questions of which a control is no longer in the document."""
        numbers = [str(self._numbers[question.id]) for question in questions]
        label = "de la question" if len(numbers) == 1 else "des questions"
        return Notice(
            "champs-absents",
            typography(f"Des cases {label}{NBSP}{listed(numbers)} manquent dans le document renvoyé ; elles sont traitées comme vides."),
        )


def unexpected(names: Sequence[str]) -> Notice:
    """Controls that are not of the questionnaire."""
    shown = ", ".join(f"« {quote(name)} »" for name in names[:3])
    others = f" et {len(names) - 3} autres" if len(names) > 3 else ""
    return Notice(
        "champs-inattendus",
        typography(f"Le document contient des champs étrangers au questionnaire, qui ne sont pas lus : {shown}{others}."),
    )


def comment_shortened(title: str, longest: int) -> Notice:
    """A comment longer than what is kept."""
    return Notice(
        "commentaire-abrege",
        typography(
            f"Le commentaire du thème « {title} » dépasse {longest} signes. Le début est repris ; le fichier d’origine garde le tout."
        ),
    )


def copies_disagree(label: str) -> Notice:
    """An identity or comment field found several times with different contents."""
    return Notice(
        "champs-divergents", typography(f"Le champ « {label} » figure plusieurs fois avec des contenus différents ; tous sont repris.")
    )


UNKNOWN_CHOICES = typography(
    "Les cases à choix unique de ce document ont perdu ce qu’elles signifiaient : un logiciel les a remplacées en l’enregistrant. Aucune "
    "réponse n’a été reprise, pour n’en deviner aucune. Rouvrez le questionnaire rempli, tel qu’il était avant d’être converti ou exporté, "
    "vérifiez vos réponses, enregistrez-le au format .odt, puis renvoyez-le."
)
UNFILLED = typography(
    "Aucune question donnant lieu à des points n’a de réponse dans ce document, ou seulement « Je ne sais pas » ou « Non concerné » : "
    "il n’y a pas de quoi établir un résultat. Ouvrez-le, répondez à une question au moins, enregistrez, fermez, rouvrez pour vérifier "
    "que vos réponses y sont, puis renvoyez-le."
)


def quote(text: str) -> str:
    """`text` on one line, short enough to stand in a sentence."""
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def french_date_of(iso: str) -> str:
    """An ISO date as « 3 mars 2026 »."""
    return french_date(date.fromisoformat(iso))


def _number(decimal: str) -> str:
    return french_number(Decimal(decimal))


def _unit(question: Question) -> str:
    return f" (en {question.unit})" if question.unit else ""


def _bounds(question: Question) -> str:
    low, high = (bound and _number(bound) for bound in (question.minimum, question.maximum))
    if low and high:
        return f" (de {low} à {high})"
    return f" ({low} au moins)" if low else f" ({high} au plus)"
