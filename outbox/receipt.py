"""The receipt: what was understood of a return, or why it could not be used, and what to do next."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

from forms.answers import CheckedReturn, Status
from forms.campaign import Operator
from forms.french import french_date, plural, typography
from forms.questionnaire import Questionnaire
from forms.returns import Notice, RefusalCode, Refused
from outbox.odt_template import OdtTemplate
from outbox.report import shipped_template
from outbox.sandbox import Record
from outbox.synthesis import shortened
from outbox.view import ChangesView, ReportView
from processors.merging import RECEIVED_CODE

_TWINS = "Un PDF de chaque document, de même nom, s’y ajoute dans les minutes qui suivent : pour lire et pour joindre, sans LibreOffice."
_NO_TWINS = "Ces documents existent seulement en ODT ; LibreOffice en fait des PDF : Fichier, Exporter vers, Exporter au format PDF."
_AFTER_UNPACKING = (
    "Votre fichier est conservé tel quel ; les documents qu’il contenait ont été lus un par un.",
    typography("Chacun reçoit sa propre réponse : un rapport s’il s’agit d’un questionnaire rempli, sinon une explication."),
)
_AFTER_REFUSAL = (
    typography("Votre fichier est conservé tel quel : rien n’est perdu."),
    "Le prochain envoi se fait de la même façon, sous le nom de fichier de votre choix.",
)
_ROOM = 35
"""How many lines of _WIDTH characters one page has for all that is listed, under a name and a verdict of two lines each."""
_WIDTH = 102
_MOST_LISTED = 12
_LONGEST_ANSWER = 80
_LONGEST_NAME = 90


def accepted_receipt(
    view: ReportView,
    questionnaire: Questionnaire,
    checked: CheckedReturn,
    *,
    received_name: str,
    operator: Operator | None = None,
    notices: Sequence[Notice] = (),
    complement: str = "",
    plan: str = "",
    twins: bool = False,
    template: OdtTemplate | None = None,
) -> bytes:
    """An ODT saying what was understood of the return behind `view`.

    `twins`: whether PDF twins of the documents follow. `complement` is the name, without extension, of the complement form that goes with
    it, if any, `plan` that of the action plan that follows. `notices` are those of reading and identification, told before the ones of
    `checked`. `received_name` is the file's name as it came: mere data, cleaned here for display.
    Raises `forms.errors.TemplateError` when `template` cannot be filled.
    """
    all_told = (*notices, *checked.notices)
    received = (each.sentence for each in all_told if each.code == RECEIVED_CODE)
    understood = (*received, *_understood(questionnaire, checked, len(view.to_verify)))
    after = _after_acceptance(view, operator, complement, plan, twins=twins)
    changed, missing = _within(
        _ROOM - _height((*understood, *after)),
        _changes(view),
        [notice.sentence for notice in all_told if notice.code != RECEIVED_CODE],
        [f"Question {check.number} : {check.text} {check.reason}" for check in view.to_verify],
    )
    return filled_receipt(
        template,
        titre="Réponse bien reçue",
        emetteur=sender(operator),
        destinataire=view.respondent.name,
        fichier=shown_name(received_name),
        date=view.assessed_on,
        reference=view.reference,
        essentiel=_result(view),
        compris=understood,
        changements=changed,
        manques=missing,
        suite=after,
        code="",
    )


def refused_receipt(
    refused: Refused,
    *,
    received_name: str,
    received_on: date,
    operator: Operator | None = None,
    respondent_name: str = "",
    twins: bool = False,
    template: OdtTemplate | None = None,
) -> bytes:
    """An ODT saying why a file could not be used, even when nobody knows whose it is. `twins`: whether its PDF twin follows.

    Raises `forms.errors.TemplateError` when `template` cannot be filled.
    """
    return filled_receipt(
        template,
        titre="Archive ou message ouvert" if refused.reason is RefusalCode.UNPACKED else "Fichier non utilisable",
        emetteur=sender(operator),
        destinataire=respondent_name or "Expéditeur non identifié",
        fichier=shown_name(received_name),
        date=french_date(received_on),
        reference="",
        essentiel=typography(refused.sentence),
        compris=(),
        manques=(),
        suite=(*(_AFTER_UNPACKING if refused.reason is RefusalCode.UNPACKED else _AFTER_REFUSAL), twin_of_this(twins), *contact(operator)),
        code=refused.reason.value,
    )


def shown_name(name: str) -> str:
    """A file name that may hold anything, as one printable line: control, direction and undecodable characters become « � »."""
    shown = "".join("\ufffd" if unicodedata.category(letter)[0] == "C" else letter for letter in name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 21]}…{shown[-20:]}"


def filled_receipt(template: OdtTemplate | None, **values: object) -> bytes:
    """The receipt's template, the one shipped unless given, filled with the `recu` record made of `values`."""
    return (template or shipped_template("recu")).render(receipt_values(**values))


def receipt_values(**values: object) -> dict[str, object]:
    """The top-level names of a receipt's template."""
    return {"recu": Record(**{"changements": (), **values})}


def sender(operator: Operator | None) -> str:
    """Who signs a receipt."""
    return operator.name if operator and operator.name else "Sobriété numérique"


def _result(view: ReportView) -> str:
    if not view.score.is_evaluated:
        return "Votre réponse a été lue ; aucun indice ne peut en être tiré."
    return typography(f"Indice {view.score.index} sur 100, lettre {view.score.letter}. {view.score.provisional}".strip())


def _understood(questionnaire: Questionnaire, checked: CheckedReturn, to_verify: int) -> tuple[str, ...]:
    """What was answered, and what else became of the questions but for those that are still `to_verify`, which are told one by one."""
    statuses = [answer.status for answer in checked.answers.values()]
    asked = [status for status in statuses if status is not Status.NOT_ASKED]
    settled = sum(status in (Status.ANSWERED, Status.NOT_APPLICABLE) for status in asked)
    lines = [f"{plural(settled, 'réponse')} sur {plural(len(asked), 'question posée', 'questions posées')} ({questionnaire.title})."]
    others = [plural(statuses.count(status), *words) for status, words in _COUNTED.items() if statuses.count(status)]
    if left := len(asked) - settled - to_verify:
        others.append(plural(left, "question sans réponse, sans effet sur l’indice", "questions sans réponse, sans effet sur l’indice"))
    lines += [f"{' ; '.join(others)}."] if others else []
    comments = sum(bool(comment.strip()) for comment in checked.comments.values())
    if comments:
        lines.append(
            f"{plural(comments, 'commentaire transmis', 'commentaires transmis')} à votre conseiller ; le rapport n’en reprend aucun."
        )
    return tuple(typography(line) for line in lines)


_COUNTED = {
    Status.NOT_APPLICABLE: ("question sans objet pour vous", "questions sans objet pour vous"),
    Status.NOT_ASKED: ("question non posée, d’après vos autres réponses", "questions non posées, d’après vos autres réponses"),
}


def _changes(view: ReportView) -> list[str]:
    if view.changes is None:
        return []
    rows = [
        f"Question {row.number} : {row.text} Avant : « {_answer(row.before)} ». Maintenant : « {_answer(row.after)} »."
        for row in view.changes.rows
    ]
    return [view.changes.summary, *rows]


def _answer(text: str) -> str:
    return shortened(" ".join(text.split("\n")), _LONGEST_ANSWER)


# What one page holds -------------------------------------------------------------------------------------------------------------


def _within(room: int, changed: list[str], told: list[str], to_find: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What changed, and what is missing, in at most `room` printed lines.

    What reading `told` stands nowhere else, and comes before what the report has too: of that, neither part takes more than half of the
    room unless the other leaves it.
    """
    notices = _fitting(told, room, _MOST_LISTED, _points)
    room -= _height(notices)
    found = _fitting(to_find, room - min(_height(changed), room // 2), _MOST_LISTED, _points)
    changes = _fitting(changed, room - _height(found), ChangesView.MOST_IN_FRONT + 1, _other_answers)
    return changes, (*found, *notices)


def _fitting(lines: Sequence[str], room: int, most: int, left: Callable[[int], str]) -> tuple[str, ...]:
    """The first of `lines`, `most` at most and one at least, that are printed in `room` lines, and what says how many are `left`."""
    kept = list(map(typography, lines[:most]))
    while len(kept) > 1 and _height(kept) + (len(kept) < len(lines)) > room:
        kept.pop()
    return (*kept, typography(left(len(lines) - len(kept)))) if len(kept) < len(lines) else tuple(kept)


def _height(lines: Sequence[str]) -> int:
    return sum(math.ceil(len(line) / _WIDTH) for line in lines)


def limited(lines: Sequence[str]) -> tuple[str, ...]:
    """At most a dozen lines, so that a receipt stays one page."""
    return _fitting(lines, _ROOM, _MOST_LISTED, _points)


def _points(left: int) -> str:
    return f"… et {plural(left, 'autre point', 'autres points')}."


def _other_answers(left: int) -> str:
    return f"… et {plural(left, 'autre réponse', 'autres réponses')}, dans l’annexe 1 du rapport."


def _after_acceptance(view: ReportView, operator: Operator | None, complement: str, plan: str, *, twins: bool) -> tuple[str, ...]:
    where = f"au {view.respondent.assembly}" if view.respondent.assembly.startswith("conseil") else "à votre assemblée"
    first = "Complétez vos réponses avant de présenter le rapport" if view.score.provisional else "Le rapport est à présenter"
    lines = [
        f"Trois documents sont joints, à ouvrir avec LibreOffice. {first} {where}.",
        "La synthèse, d’une page, est à joindre à la convocation : elle dit l’essentiel à ceux qui voteront.",
        "Le projet de délibération est à relire : complétez les pointillés, vérifiez les passages entre crochets s’il y en a, "
        "retirez « PROJET » une fois le vote acquis.",
        _TWINS if twins else _NO_TWINS,
    ]
    if plan:
        lines.append(
            f"Un plan d’actions suit dans le même dossier, à remplir au fil de l’année : « {plan} », en .odt et .pdf. Renvoyez-le "
            "quand vous voulez ; vous recevrez un suivi d’une page."
        )
    if view.progress and (view.revision, view.document_version) == (1, 1):
        lines.append(
            "Un bilan annuel et son projet de délibération s’y ajoutent dans les minutes qui suivent : ce qui a changé depuis la campagne "
            "précédente, et ce que sont devenues les actions de votre plan."
        )
    if complement:
        lines.append(
            f"Pour donner seulement ce qui manque : remplissez le court formulaire joint, « {complement}.odt » ou « {complement}.pdf », au "
            "choix, et renvoyez-le ; vos autres réponses sont conservées."
        )
    if view.to_verify:
        lines.append(
            "Pour compléter ou corriger : rouvrez votre questionnaire, modifiez vos réponses, enregistrez-le et renvoyez-le ; un nouveau "
            "rapport sera établi."
        )
    lines.append("Votre fichier d’origine est conservé tel quel dans les archives de la campagne.")
    return tuple(typography(line) for line in (*lines, *contact(operator)))


def twin_of_this(follows: bool) -> str:
    """The sentence that says whether a PDF of the receipt itself `follows`."""
    follows_it = "Un PDF de ce document, de même nom, est ajouté à côté dans les minutes qui suivent."
    return typography(follows_it if follows else "Ce document existe seulement en ODT.")


def contact(operator: Operator | None) -> tuple[str, ...]:
    """The sentence that says whom to ask, the last of every receipt."""
    if operator is None:
        return (typography("Une difficulté ? Parlez-en à votre conseiller numérique."),)
    who = operator.advisor or operator.name or "votre conseiller numérique"
    means = " ou ".join(mean for mean in (operator.phone, operator.email) if mean)
    return (typography(f"Une difficulté ? Contactez {who}{f' : {means}' if means else ''}."),)
