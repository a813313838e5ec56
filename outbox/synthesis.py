"""The synthesis: one page for those who will vote, which can go with the summons as the note explicative de synthèse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forms.french import NBSP, typography
from forms.respondents import OWN_TAX_KINDS, RespondentKind
from outbox.delivery import Document
from outbox.motion import NOTE_THRESHOLD, to_organ
from outbox.odt_template import OdtTemplate
from outbox.report import shipped_template, version_suffix
from outbox.sandbox import Record
from outbox.shapes import odf
from outbox.small_charts import small_bars
from outbox.view import ActionView, FindingView, ReportView, RespondentView, ThemeView
from outbox.vocabulary import report_values

_LISTED = 3
"""How many strengths, and how many lacks, a page can hold."""
_LONGEST_LINE, _LONGEST_TITLE, _LONGEST_SENTENCE = 105, 70, 270
"""Characters of a line of the page, of an action in its column, and of a sentence of three lines."""
_LONGEST_HEAD = 88
"""Characters of the bold line above the title."""
_WRAPPED_LINE = 95
"""Characters that a line of several holds at least, as it is broken between words."""
_FULLEST = 20
"""Lines the fullest page holds besides what every page has: six practices, six actions, three lines each for the comparison and the
progress, two for the warning of a provisional result. The tests print that page; what another lacks of it is room."""
_SHORTEST_GROUP = 46
"""Characters of a group's name that are told at least: « Collectivités accompagnées par votre opérateur »."""


def synthesis(view: ReportView, key: str, template: OdtTemplate | None = None, common: Mapping[str, object] | None = None) -> Document:
    """The one-page synthesis of the respondent identified by `key`, named « synthese-01001-v1.odt ».

    `common` are the `report_values` of the same view, when they are at hand. Raises `forms.errors.TemplateError` when `template`, the
    one shipped unless given, cannot be filled.
    """
    filled = (template or shipped_template("synthese")).render(synthesis_values(view, common))
    return Document(f"synthese-{key}-{version_suffix(view.revision, view.document_version)}.odt", filled)


def synthesis_values(view: ReportView, common: Mapping[str, object] | None = None) -> dict[str, object]:
    """The top-level names of a synthesis's template: those of a report, and `synthese`, whose texts are short enough for one page."""
    return {**(report_values(view) if common is None else common), "synthese": _synthesis(view)}


def _synthesis(view: ReportView) -> Record:
    comparison, progress = _comparison(view), _progress(view)
    strengths, lacks = tuple(_strengths(view.themes)), tuple(_lacks(view))
    listed = tuple(_fitted((*strengths, *lacks), _room(view, comparison, progress, len(strengths) + len(lacks))))
    return Record(
        titre="Note explicative de synthèse" if _is_note(view.respondent) else "Synthèse",
        campagne=shortened(" – ".join(filter(None, (view.campaign.title, view.campaign.operator))), _LONGEST_HEAD),
        a_l_organe=to_organ(view.respondent),
        usage=typography(_usage(view.respondent)),
        points_forts=listed[: len(strengths)],
        manques=listed[len(strengths) :],
        actions=tuple(_action(action) for action in view.first_actions),
        comparaison=comparison,
        progression=progress,
        demande=typography(_asked(view)),
        droit=view.brief_obligation,
        dessin=odf(small_bars(view.themes, view.score)),
    )


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` characters, cut between two words: what one page must hold has a bound, whatever a questionnaire says."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–" + NBSP) + "…"


# What it may serve as ------------------------------------------------------------------------------------------------------------


def _is_note(who: RespondentView) -> bool:
    return who.kind_code == RespondentKind.COMMUNE and who.inhabitants is not None and who.inhabitants >= NOTE_THRESHOLD


def _usage(who: RespondentView) -> str:
    article = f"article L.{NBSP}2121-12 du CGCT"
    if _is_note(who):
        return f"À joindre à la convocation, comme dans toute commune de 3 500 habitants ou plus ({article})."
    if who.kind_code == RespondentKind.COMMUNE and who.inhabitants is None:
        return f"À joindre à la convocation ; note explicative de synthèse à partir de 3 500 habitants, à vérifier ({article})."
    if who.kind_code in OWN_TAX_KINDS:
        return f"À joindre à la convocation ; peut servir de note explicative de synthèse ({article})."
    return f"À l’attention des membres {who.of_assembly}."


# What is in place, what lacks ----------------------------------------------------------------------------------------------------


Practice = tuple[str, str]
"""« Une personne est-elle nommée ? » and « Oui »: the question is told in its own words, which nobody can then misread."""


def _strengths(themes: Sequence[ThemeView]) -> Iterator[Practice]:
    """A practice of each of the best themes first, so that the page shows more than one of them."""
    best = sorted((theme for theme in themes if theme.done), key=lambda theme: -(theme.score.value or 0))
    yield from _in_turn([theme.done for theme in best]) if best else [(_none(themes), "")]


def _none(themes: Sequence[ThemeView]) -> str:
    """Why no practice is listed as being in place: none was evaluated, or none earned all its points."""
    missing = [finding for theme in themes for finding in theme.missing]
    if not missing:
        return "Aucune pratique ne peut encore être évaluée."
    fully = "entièrement " if any(finding.in_part for finding in missing) else ""
    return f"Aucune pratique évaluée n’est encore {fully}en place."


def _lacks(view: ReportView) -> Iterator[Practice]:
    """A practice that lacks in each of the poorest themes first; what is there in part comes after what is not there at all."""
    poorest = sorted((theme for theme in view.themes if theme.missing), key=lambda theme: theme.score.value or 0)
    if poorest:
        yield from _in_turn([sorted(theme.missing, key=lambda finding: finding.in_part) for theme in poorest])
    elif view.to_verify:
        yield "Rien n’est établi : des réponses restent à vérifier.", ""
    else:
        yield "Rien de ce qui a été évalué.", ""


def _in_turn(lists: Sequence[Sequence[FindingView]]) -> list[Practice]:
    """The first of each list, then the second of each…; as many as a page can hold."""
    longest = max(map(len, lists))
    found = [each[place] for place in range(longest) for each in lists if place < len(each)]
    return [(finding.text, finding.answer) for finding in found[:_LISTED]]


def _fitted(practices: Sequence[Practice], room: int) -> Iterator[str]:
    """Each whole as long as there is `room` for its further lines, otherwise shortened to one."""
    for question, answer in practices:
        whole = f"{question} {answer}".rstrip()
        further = _lines(whole) - 1
        if further <= room:
            room -= further
            yield whole
        else:
            yield _on_one_line(question, answer)


def _on_one_line(question: str, answer: str) -> str:
    answer = shortened(answer, max(_LONGEST_LINE // 3, _LONGEST_LINE - len(question)))
    return f"{shortened(question, _LONGEST_LINE - len(answer))} {answer}"


def _room(view: ReportView, comparison: str, progress: str, practices: int) -> int:
    """Lines that the page has left."""
    warning = 2 if view.score.provisional else 0
    return _FULLEST - warning - practices - max(1, len(view.first_actions)) - sum(_lines(text) for text in (comparison, progress) if text)


def _lines(text: str) -> int:
    return 1 if len(text) <= _LONGEST_LINE else -(-len(text) // _WRAPPED_LINE)


# What comes next -----------------------------------------------------------------------------------------------------------------


def _action(action: ActionView) -> Record:
    return Record(
        rang=action.rank,
        titre=shortened(action.title, _LONGEST_TITLE),
        priorite=action.priority,
        effort=action.effort.removeprefix("effort "),
        close=action.is_closed,
    )


def _comparison(view: ReportView) -> str:
    """The place among the nearest group; what is too long is who they are, never where the respondent stands."""
    if not (view.comparison and view.comparison.groups):
        return ""
    group = view.comparison.groups[0]
    said = f" ({group.members}, au {view.comparison.taken_on}) : {group.overall.text}. {group.position}"
    return typography(shortened(group.label, max(_LONGEST_SENTENCE - len(said), _SHORTEST_GROUP)) + said)


def _progress(view: ReportView) -> str:
    """The whole, then and now, when both are known and compare."""
    whole = view.progress.rows[0] if view.progress and view.progress.rows else None
    if view.progress is None or whole is None or whole.before_value is None or whole.after_value is None:
        return ""
    way = f"de {whole.before} à {whole.after} ({whole.difference})" if whole.before != whole.after else f"inchangé : {whole.after}"
    said = f"Indice {way} depuis l’évaluation du {view.progress.assessed_on}, campagne"
    return typography(f"{said} « {shortened(view.progress.campaign, _LONGEST_SENTENCE - len(said))} ».")


def _asked(view: ReportView) -> str:
    """What the council is asked to decide, in the order of the draft délibération."""
    goals = "retenir ses objectifs parmi les premières actions ci-dessus" if view.first_actions else "fixer ses objectifs"
    somebody = "" if view.has_referent else "faire désigner un référent ; "
    return f"Prendre acte du rapport ; {goals} ; {somebody}demander qu’un point lui soit présenté chaque année."
