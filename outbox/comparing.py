"""What an assessment is set beside, said in French: groups of similar respondents, and the respondent's own earlier campaign."""

from __future__ import annotations

from collections.abc import Sequence

from forms.french import french_date, grouped, plural, typography
from forms.questionnaire import PopulationBand, Questionnaire
from forms.respondents import Respondent, RespondentKind
from outbox.view import ComparisonView, GroupView, ProgressRowView, ProgressView, SpreadView
from outbox.wording import NO_POINTS, NOT_EVALUATED
from processors.results import Assessment
from processors.snapshot import Earlier, Group, GroupKind, Snapshot, Spread

_PLURALS = {
    RespondentKind.COMMUNE: "communes",
    RespondentKind.CC: "communautés de communes",
    RespondentKind.CA: "communautés d’agglomération",
    RespondentKind.CU: "communautés urbaines",
    RespondentKind.METROPOLE: "métropoles",
    RespondentKind.OTHER_EPCI: "autres établissements de coopération intercommunale",
    RespondentKind.OTHER: "autres organismes",
}
_MINUS = "\N{MINUS SIGN}"
_NO_GROUP = (
    "Aucune comparaison n’est présentée : il faut au moins cinq autres collectivités évaluées selon les mêmes règles pour former un groupe "
    "où aucune ne soit reconnue. Une nouvelle version de ce rapport pourra être établie quand d’autres réponses seront arrivées."
)
_SUMMARY = (
    "Chaque groupe réunit au moins cinq autres collectivités, accompagnées par votre opérateur, évaluées selon les mêmes règles et "
    "jamais nommées. La médiane est l’indice du milieu du groupe ; la moitié du groupe au moins se tient "
    "entre le quartile bas et le quartile haut."
)


def comparison_view(snapshot: Snapshot, questionnaire: Questionnaire, respondent: Respondent, assessment: Assessment) -> ComparisonView:
    """The groups of `snapshot`, and where `assessment` stands among each."""
    groups = tuple(_group(each, questionnaire, respondent, assessment) for each in snapshot.groups)
    on = french_date(snapshot.taken_on)
    summary = typography(f"Comparaison établie le {on}. {_SUMMARY}") if groups else ""
    return ComparisonView(taken_on=on, summary=summary, groups=groups, note="" if groups else typography(_NO_GROUP))


def progress_view(earlier: Earlier, questionnaire: Questionnaire, assessment: Assessment) -> ProgressView:
    """The way from the `earlier` campaign to `assessment`; no rows when the two are not scored by the same rules."""
    on = french_date(earlier.assessed_on)
    return ProgressView(
        campaign=earlier.campaign_title,
        assessed_on=on,
        summary=typography(f"{_since(earlier, on)}{_way(earlier, assessment)}"),
        rows=_rows(earlier, questionnaire, assessment) if earlier.comparable else (),
    )


# Groups --------------------------------------------------------------------------------------------------------------------------


def _group(group: Group, questionnaire: Questionnaire, respondent: Respondent, assessment: Assessment) -> GroupView:
    then = f" (au {french_date(group.taken_on)})" if group.taken_on else ""
    themes = [group.themes.get(each.theme) for each in assessment.themes]
    return GroupView(
        label=typography(_label(group, questionnaire.bands, respondent) + then),
        count=group.count,
        members=plural(group.count, "autre collectivité", "autres collectivités"),
        overall=_spread(group.overall),
        position=typography(_position(assessment.overall.index, group.overall)),
        themes=tuple(None if each is None else _spread(each) for each in themes),
    )


def _label(group: Group, bands: Sequence[PopulationBand], respondent: Respondent) -> str:
    """Names stand after a colon, and the operator's, which the cover has, is left out: which article a name wants is nobody's to guess."""
    if group.kind is GroupKind.BAND_DEPARTMENT:
        return f"{_peers(respondent)} {_population(group.bands, bands)} – département : {group.name}"
    if group.kind is GroupKind.BAND_REGION:
        return f"{_peers(respondent)} {_population(group.bands, bands)} – région : {group.name}"
    if group.kind is GroupKind.TYPE:
        return f"Ensemble des {_PLURALS[respondent.kind]} de votre opérateur"
    if group.kind is GroupKind.EPCI:
        return f"Membres de l’intercommunalité : {group.name}"
    if group.kind is GroupKind.OPERATOR:
        return "Collectivités accompagnées par votre opérateur"
    return group.name if group.name.lower().startswith("campagne") else f"Campagne : {group.name}"


def _peers(respondent: Respondent) -> str:
    """Those whose populations compare, as `processors.comparison.is_like` tells."""
    return {RespondentKind.COMMUNE: "Communes", RespondentKind.OTHER: "Organismes"}.get(respondent.kind, "Intercommunalités")


def _population(codes: Sequence[str], bands: Sequence[PopulationBand]) -> str:
    """« de 500 à 999 habitants », of one band or of several that follow one another."""
    places = [place for place, band in enumerate(bands) if band.code in codes]
    low, after = bands[places[0]].minimum, bands[places[-1] + 1].minimum if places[-1] + 1 < len(bands) else None
    if after is None:
        return f"de {grouped(low)} habitants et plus" if low else "de toutes tailles"
    return f"de {grouped(low)} à {grouped(after - 1)} habitants" if low else f"de moins de {grouped(after)} habitants"


def _spread(spread: Spread) -> SpreadView:
    text = f"médiane {spread.median} ; la moitié du groupe au moins entre {spread.lower} et {spread.upper}"
    return SpreadView(spread.lower, spread.median, spread.upper, typography(text))


def _position(index: int | None, spread: Spread) -> str:
    if index is None:
        return "Indice non évalué : il ne se situe pas dans ce groupe."
    if index > spread.upper:
        return "Au-dessus de la médiane, et des trois quarts du groupe au moins."
    if index < spread.lower:
        return "Au-dessous de la médiane, et des trois quarts du groupe au moins."
    if index == spread.median:
        return "À la médiane."
    return "Au-dessus de la médiane." if index > spread.median else "Au-dessous de la médiane."


# Progress ------------------------------------------------------------------------------------------------------------------------


def _since(earlier: Earlier, on: str) -> str:
    return f"Depuis la campagne « {earlier.campaign_title} », où la réponse avait été évaluée le {on}, "


def _way(earlier: Earlier, assessment: Assessment) -> str:
    before, after = earlier.index, assessment.overall.index
    if not earlier.comparable:
        return "le questionnaire ou ses points ont changé : les indices ne se comparent pas, et ne sont pas mis côte à côte."
    if before is None or after is None:
        missing = "il n’y avait pas d’indice" if before is None else "il n’y a plus d’indice"
        return f"l’évolution ne peut pas être dite : {missing}."
    said = f"{after} (lettre {assessment.overall.letter})"
    if before == after:
        return f"l’indice reste le même : {said}."
    way = "hausse" if after > before else "baisse"
    return f"l’indice est passé de {before} (lettre {earlier.letter}) à {said}, soit une {way} de {plural(abs(after - before), 'point')}."


def _rows(earlier: Earlier, questionnaire: Questionnaire, assessment: Assessment) -> tuple[ProgressRowView, ...]:
    titles = {theme.id: theme.short_title for theme in questionnaire.themes}
    themes = [_row(titles[each.theme], earlier.themes.get(each.theme), each.score.index) for each in assessment.themes]
    return (_row("Ensemble", earlier.index, assessment.overall.index), *themes)


def _row(title: str, before: int | None, after: int | None) -> ProgressRowView:
    return ProgressRowView(title, before, after, _said(before), _said(after), _difference(before, after))


def _said(index: int | None) -> str:
    return NOT_EVALUATED if index is None else str(index)


def _difference(before: int | None, after: int | None) -> str:
    """« +12 », « −3 », « 0 »; a dash when one of the two is missing."""
    if before is None or after is None:
        return NO_POINTS
    change = after - before
    return f"+{change}" if change > 0 else f"{_MINUS}{-change}" if change < 0 else "0"
