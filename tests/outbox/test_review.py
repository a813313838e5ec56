"""The yearly review: a chapter that can be inserted, the sentence of law right for the size, and the figures of the report."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from forms.questionnaire import Scope
from outbox.review import ReviewHead, review_documents
from outbox.template_samples import sample_views
from outbox.view import ReportView
from processors.follow_up import Stage
from processors.law import ObligationStatus
from processors.results import Score
from processors.review import EndedAction, Ending, Review, ReviewedAction, ReviewedPart, ReviewedTarget
from tests.outbox.samples import lines_of

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
HEAD = ReviewHead(2, date(2027, 11, 5))
VIEW = next(iter(sample_views().values()))
ACTION = ReviewedAction("Réparer avant de remplacer", "juin 2028", ("Nombre de réparations",))
NOTHING: dict[Stage, tuple[ReviewedAction, ...]] = dict.fromkeys(Stage, ())
SCORE = Score(40, 100, 0, 40, 40, "D", "D", provisional=False)


def parts(**stages: tuple[ReviewedAction, ...]) -> tuple[ReviewedPart, ...]:
    inside = NOTHING | {Stage[name]: actions for name, actions in stages.items()}
    return (ReviewedPart(Scope.INTERNAL, inside), ReviewedPart(Scope.TERRITORY, NOTHING), ReviewedPart(None, NOTHING))


FOLLOWED = Review(
    parts(DONE=(ACTION,), DROPPED=(ACTION,)), (ReviewedTarget("Ensemble", "B", "fin 2028", SCORE, 80),), 2, 1, date(2026, 5, 4)
)


def said(review: Review = FOLLOWED, view: ReportView = VIEW) -> tuple[str, str]:
    """The words of the chapter and of the délibération."""
    made = review_documents("01001", HEAD, view, review, {})
    assert [each.name for each in made] == ["bilan-01001-v2.odt", "deliberation-bilan-01001-v2.odt"]
    chapter, motion = ("\n".join(lines_of(each.content)).replace("\N{NO-BREAK SPACE}", " ") for each in made)
    return chapter, motion


@pytest.mark.parametrize(
    ("duty", "sentence"),
    [
        (ObligationStatus.BOUND, "Ce bilan annuel est celui que demande l’article D. 2311-15-1"),
        (ObligationStatus.VOLUNTARY, "Aucun texte n’impose ce bilan : il est dressé volontairement."),
        (ObligationStatus.TO_CHECK, "Reste à vérifier si ce bilan est obligatoire"),
    ],
)
def test_the_law_is_told_as_it_is_for_the_size(duty: ObligationStatus, sentence: str) -> None:
    chapter, _ = said(view=replace(VIEW, duty=duty))
    assert sentence in chapter
    assert "numérotation antérieure à l’ordonnance n° 2025-526 du 12 juin 2025" in chapter
    assert ("présenté avant les débats sur le projet de budget" in chapter) == (duty is ObligationStatus.BOUND)


def test_the_chapter_begins_at_the_second_level_and_skips_none() -> None:
    chapter, _ = review_documents("01001", HEAD, VIEW, FOLLOWED, {})
    with zipfile.ZipFile(io.BytesIO(chapter.content)) as archive:
        levels = [int(each.get(f"{TEXT}outline-level", "0")) for each in etree.fromstring(archive.read("content.xml")).iter(f"{TEXT}h")]
    assert levels[0] == 2
    assert set(levels[1:]) == {3}


def test_every_figure_is_that_of_the_report() -> None:
    chapter, motion = said()
    assert VIEW.progress is not None
    for row in VIEW.progress.rows:
        assert "\n".join((row.title, row.before, row.after, row.difference)) in chapter
    summary = VIEW.progress.summary.replace("\N{NO-BREAK SPACE}", " ")
    assert summary in chapter
    assert summary in motion


def test_a_first_campaign_has_no_table_of_years() -> None:
    chapter, _ = said(view=replace(VIEW, progress=None))
    assert "Écart" not in chapter
    assert VIEW.summary.replace("\N{NO-BREAK SPACE}", " ") in chapter


def test_a_first_campaign_gives_the_index_of_the_report() -> None:
    chapter, motion = said(view=replace(VIEW, progress=None))
    told = f"L’indice est de {VIEW.score.index} sur 100 (lettre {VIEW.score.letter}). "
    assert told in chapter
    assert told in motion


def test_actions_stand_in_their_part_with_their_indicators_and_none_of_what_was_dropped() -> None:
    chapter, _ = said()
    assert "Depuis l’évaluation du 4 mai 2026 : 1 action réalisée, 1 action abandonnée (1 autre l’était déjà avant)." in chapter
    assert "Actions réalisées (1)\nRéparer avant de remplacer (échéance : juin 2028)" in chapter
    assert "Indicateurs à compléter, par action\nRéparer avant de remplacer : nombre de réparations ……………" in chapter
    assert chapter.count("ombre de réparations") == 1
    assert "Aucune action suivie dans cette partie." in chapter
    for stage in ("DROPPED", "AHEAD"):
        assert "Indicateurs" not in said(replace(FOLLOWED, parts=parts(**{stage: (ACTION,)})))[0], "nothing to measure yet"
    for stage in ("STARTED", "LATE"):
        assert "Indicateurs" in said(replace(FOLLOWED, parts=parts(**{stage: (ACTION,)})))[0]


def test_what_the_commune_added_is_left_for_it_to_sort_and_not_mentioned_without() -> None:
    heading = "Actions propres à la collectivité, à ranger en partie A ou B"
    assert heading not in said()[0]
    own = (*parts()[:2], ReviewedPart(None, NOTHING | {Stage.STARTED: (ACTION,)}))
    assert heading in said(replace(FOLLOWED, parts=own))[0]


def test_targets_are_put_to_the_council() -> None:
    chapter, motion = said()
    assert "Ensemble : atteindre la lettre B (échéance : fin 2028) ; aujourd’hui 40, lettre D" in chapter
    assert "□ Ensemble : atteindre la lettre B (échéance : fin 2028) ; aujourd’hui 40, lettre D" in motion
    without, _ = said(replace(FOLLOWED, targets=()))
    assert "Aucun objectif chiffré n’a été fixé" in without


def test_a_target_that_is_reached_is_told_and_not_put_to_the_council_again() -> None:
    reached, open_ = (ReviewedTarget("Ensemble", wanted, "", SCORE, index) for wanted, index in (("E", 40), ("B", 80)))
    chapter, motion = said(replace(FOLLOWED, targets=(reached, open_)))
    assert "Ensemble : atteindre la lettre E ; atteint, aujourd’hui 40, lettre D" in chapter
    assert "atteindre la lettre E" not in motion
    assert "□ Ensemble : atteindre la lettre B ; aujourd’hui 40, lettre D" in motion


@pytest.mark.parametrize("wanted", ["110", "F", "D\nou C"])
def test_a_target_nobody_can_read_is_put_to_the_council_as_to_be_checked(wanted: str) -> None:
    chapter, motion = said(replace(FOLLOWED, targets=(ReviewedTarget("Ensemble", wanted, "", SCORE),)))
    told = f"Ensemble : [à vérifier : « {' '.join(wanted.split())} » n’est ni une lettre ni un indice] ; aujourd’hui 40, lettre D"
    assert told in chapter
    assert told in motion


def test_what_plans_say_is_over_is_not_proposed_again_and_what_the_answers_contradict_is_told() -> None:
    first, second, *_ = (each.title for each in VIEW.first_actions)
    chapter, motion = said(replace(FOLLOWED, settled=(first, second), contradicted=(first,)))
    told = "[À vérifier : 1 action dite réalisée reste recommandée d’après les réponses au dernier questionnaire.]"
    assert told in chapter
    assert told in motion
    listed = f"[À vérifier] Dites réalisées dans le plan, encore recommandées d’après les réponses (1)\n{first}"
    assert listed.replace("\N{NO-BREAK SPACE}", " ") in chapter
    assert f"□ {first} (" not in motion
    assert f"□ {second} (" not in motion
    assert f"□ {first} (" in said()[1]


def test_the_act_annexes_the_review_and_only_cites_the_report() -> None:
    motion = said()[1]
    assert motion.count("annexé à la présente délibération") == 1
    assert "et annexé à la présente délibération" in motion


def test_without_any_plan_the_review_says_what_it_lacks() -> None:
    assert "Aucun plan d’actions n’a été renvoyé" in said(Review(parts(), (), 0))[0]


def test_what_is_no_longer_called_for_is_named() -> None:
    ended = (("Nommer un référent", Ending.IN_PLACE), ("Donner du temps", Ending.POINTLESS), ("Trier", Ending.IN_PLACE))
    chapter, motion = said(Review(parts(), (), 1, gone=tuple(EndedAction(*each) for each in ended)))
    told = "3 actions suivies ne sont plus recommandées d’après les réponses au dernier questionnaire (2 désormais en place, 1 sans objet)."
    assert told in chapter
    assert "Désormais en place, d’après les réponses au questionnaire (2)\nNommer un référent\nTrier" in chapter
    assert "Sans objet, d’après les réponses au questionnaire (1)\nDonner du temps" in chapter
    assert told in motion
    assert "Nommer un référent" not in motion, "the act counts, the chapter names"


def test_the_same_review_is_the_same_bytes() -> None:
    assert review_documents("01001", HEAD, VIEW, FOLLOWED, {}) == review_documents("01001", HEAD, VIEW, FOLLOWED, {})
