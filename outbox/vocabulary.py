"""What a template may name: the view, in French, as records that can only be read.

`docs/modeles.md` lists every name here, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from outbox import charts, standing
from outbox.figures import Figure
from outbox.markup import Drawing, Measure
from outbox.sandbox import Record
from outbox.shapes import odf
from outbox.view import (
    ActionView,
    AnnexView,
    CampaignView,
    ChangesView,
    CheckView,
    FindingView,
    GroupView,
    ProgressRowView,
    ProgressView,
    ReportView,
    RespondentView,
    ScoreView,
    SpreadView,
    ThemeView,
)
from outbox.wording import PARTS
from processors.results import Assessment


def report_values(view: ReportView) -> dict[str, object]:
    """The top-level names of a report's template."""
    return {
        "rapport": _report(view),
        "collectivite": _respondent(view.respondent),
        "campagne": _campaign(view.campaign),
        "resultat": _score(view.score),
        "avis": view.verdict,
        "resume": view.summary,
        "lettres": tuple(Record(lettre=each.letter, intervalle=each.range) for each in view.letters),
        **_themes(view.themes, view.progress),
        **_actions(view),
        "a_verifier": tuple(_check(check) for check in view.to_verify),
        "changements": _changes(view.changes),
        "annexe": tuple(_annex(annex, _before(view.changes)) for annex in view.annex),
        "droit": Record(
            phrase=view.obligation,
            population=view.population_note,
            textes=view.sources,
            demandes=tuple(Record(titre=each.title, points=each.points) for each in view.duties),
        ),
        "methode": view.method,
        "progression": _progress(view.progress),
        "comparaison": _comparison(view),
        **{name: odf(figure) if figure else Drawing("") for name, figure in report_figures(view).items()},
    }


def report_figures(view: ReportView) -> dict[str, Figure | None]:
    """The drawings of a report by their names; None where there is nothing to draw."""
    return {
        "echelle": charts.letter_scale(view.letters, view.score),
        "progres": standing.progress(view.progress) if view.progress and view.progress.rows else None,
        "position": standing.position(view.comparison, view.score) if view.comparison and view.comparison.groups else None,
        "radar": charts.radar(view.themes),
        "barres": charts.bars(view.themes),
    }


def _report(view: ReportView) -> Record:
    return Record(
        titre=view.title,
        date=view.assessed_on,
        version=view.edition,
        reference=view.reference,
        empreinte=view.fingerprint,
    )


def _respondent(respondent: RespondentView) -> Record:
    return Record(
        nom=respondent.name,
        nature=respondent.kind,
        code=respondent.code,
        population=Measure(respondent.population, respondent.inhabitants),
        strate=respondent.band,
        departement=respondent.department,
        region=respondent.region,
        intercommunalite=respondent.epci,
        assemblee=respondent.assembly,
        de_l_assemblee=respondent.of_assembly,
        executif=respondent.head,
    )


def _campaign(campaign: CampaignView) -> Record:
    return Record(titre=campaign.title, operateur=campaign.operator, questionnaire=campaign.questionnaire)


def _score(score: ScoreView) -> Record:
    return Record(
        evalue=score.is_evaluated,
        indice=Measure(score.index, score.value),
        lettre=score.letter,
        meilleur_indice=Measure(score.best_index, score.best_value),
        meilleure_lettre=score.best_letter,
        incertain=_is_uncertain(score),
        points=score.points,
        fourchette=score.band,
        provisoire=score.provisional,
    )


def _is_uncertain(score: ScoreView) -> bool:
    """Whether drawings show, in a light ink, more than the index."""
    return score.value != score.best_value


def _themes(themes: Sequence[ThemeView], progress: ProgressView | None) -> dict[str, object]:
    """All themes, and those that are uncertain."""
    then = progress.rows[1:] if progress else ()  # the first is the whole
    records = tuple(_theme(theme, before) for theme, before in zip_longest(themes, then))
    uncertain = (record for record, theme in zip(records, themes, strict=True) if _is_uncertain(theme.score))
    return {"themes": records, "themes_incertains": tuple(uncertain)}


def _theme(theme: ThemeView, before: ProgressRowView | None) -> Record:
    return Record(
        numero=theme.number,
        titre=theme.title,
        nom_court=theme.short_title,
        introduction=theme.introduction,
        resultat=_score(theme.score),
        avant=Measure(before.before, before.before_value) if before else "",
        ecart=before.difference if before else "",
        acquis=tuple(_finding(finding) for finding in theme.done),
        manques=tuple(_finding(finding) for finding in theme.missing),
        a_verifier=tuple(_check(check) for check in theme.to_verify),
        remarque=theme.remark,
    )


def _finding(finding: FindingView) -> Record:
    return Record(
        numero=finding.number,
        question=finding.text,
        reponse=finding.answer,
        points=finding.points,
        pourquoi=finding.why,
        en_partie=finding.in_part,
    )


def _action(action: ActionView, cited: Collection[str]) -> Record:
    """The record of `action`; `cited` are the addresses that the actions read before it give."""
    return Record(
        rang=action.rank,
        titre=action.title,
        priorite=action.priority,
        effort=action.effort,
        gain=action.gain,
        pourquoi=action.why,
        comment=action.how,
        economie=action.saving,
        origine=action.origin,
        theme=action.theme,
        indicateurs=action.indicators,
        liens=tuple(
            Record(titre=link.title, adresse=link.address, site=link.site, deja_cite=link.address in cited) for link in action.links
        ),
        partie=action.part,
        conseil=action.by_advisor,
        close=action.is_closed,
        detaillee=action.rank <= Assessment.FIRST_ACTIONS and not action.by_advisor,
    )


def _by_rank(actions: Iterable[ActionView]) -> Iterator[tuple[int, Record]]:
    """Each of `actions`, read in this order, under its rank."""
    cited: set[str] = set()
    for action in actions:
        yield action.rank, _action(action, cited)
        cited.update(link.address for link in action.links)


def _actions(view: ReportView) -> dict[str, object]:
    """Every action, the advisor's own last, then all of them by the part of the sustainable-development report they belong to."""
    others = sorted(view.other_actions, key=lambda each: each.part)
    records = dict(_by_rank(chain(view.first_actions, view.advisor_actions, others)))
    first, following, own = (
        [records[each.rank] for each in listed] for listed in (view.first_actions, view.other_actions, view.advisor_actions)
    )
    operator = f" ({view.campaign.operator})" if view.campaign.operator else ""
    return {
        "actions_premieres": tuple(first),
        "actions_a_decider": tuple(records[each.rank] for each in view.first_actions if not each.is_closed),
        "actions_suivantes": tuple(following),
        "parties": tuple(part for code, title in PARTS.values() if (part := _part(code, title, first, following, own)).get("actions")),
        "conseil": Record(signature=f"Conseil de votre opérateur{operator}", paragraphes=view.advisor_words, actions=tuple(own)),
    }


def _part(code: str, title: str, *listed: Sequence[Record]) -> Record:
    """The actions of a part, together and by where the report tells them: first actions, those that follow, the advisor's own."""
    first, following, own = (tuple(each for each in actions if each.get("partie") == code) for actions in listed)
    return Record(lettre=code, titre=title, actions=(*first, *following, *own), premieres=first, suivantes=following, conseils=own)


def _progress(progress: ProgressView | None) -> Record:
    rows = progress.rows if progress else ()
    return Record(
        phrase=progress.summary if progress else "",
        lignes=tuple(_progressed(row) for row in rows),
    )


def _progressed(row: ProgressRowView) -> Record:
    return Record(titre=row.title, **then_and_now(row, "maintenant"), ecart=row.difference)


def then_and_now(row: ProgressRowView, now: str) -> dict[str, object]:
    """The two indexes of `row`: « avant », and the later one under the name `now`."""
    return {"avant": Measure(row.before, row.before_value), now: Measure(row.after, row.after_value)}


def _comparison(view: ReportView) -> Record:
    comparison = view.comparison
    return Record(
        date=comparison.taken_on if comparison else "",
        phrase=comparison.summary if comparison else "",
        reserve=comparison.note if comparison else "",
        groupes=tuple(_group(group, view.themes) for group in comparison.groups) if comparison else (),
    )


def _group(group: GroupView, themes: Sequence[ThemeView]) -> Record:
    spreads = zip(themes, group.themes, strict=False)  # a view made without the spreads of themes has none
    return Record(
        nom=group.label,
        membres=group.members,
        **_spread(group.overall),
        situation=group.position,
        themes=tuple(_theme_among(theme, each) for theme, each in spreads if each),
    )


def _theme_among(theme: ThemeView, spread: SpreadView) -> Record:
    return Record(titre=theme.short_title, indice=Measure(theme.score.index, theme.score.value), **_spread(spread))


def _spread(spread: SpreadView) -> dict[str, object]:
    return {"quartile_bas": spread.lower, "mediane": spread.median, "quartile_haut": spread.upper}


def _check(check: CheckView) -> Record:
    return Record(
        numero=check.number,
        question=check.text,
        theme=check.theme,
        motif=check.reason,
        enjeu=check.stake,
        actions=check.actions,
    )


def _changes(changes: ChangesView | None) -> Record:
    rows = changes.rows if changes else ()
    return Record(
        phrase=changes.summary if changes else "",
        en_annexe=bool(changes and changes.is_long),
        lignes=tuple(Record(numero=row.number, question=row.text, avant=row.before, maintenant=row.after) for row in rows),
    )


def _before(changes: ChangesView | None) -> Mapping[int, str]:
    """What was answered before, by number, where it is otherwise now."""
    return {row.number: row.before for row in changes.rows} if changes else {}


def _annex(annex: AnnexView, before: Mapping[int, str]) -> Record:
    return Record(
        titre=annex.title,
        points=annex.points,
        lignes=tuple(
            Record(
                numero=row.number,
                question=row.question,
                reponse=row.answer,
                avant=before.get(row.number, ""),
                points=row.points,
            )
            for row in annex.rows
        ),
    )
