"""The follow-up of a plan: what it says, and that it is one page whatever a commune wrote."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.plan import OVERALL, Facet, PlanStatus, recommendation_key
from outbox.follow_up import FollowUpHead, follow_up, summary_of
from outbox.follow_up_sample import sample_of
from outbox.template_samples import sample_views
from processors.follow_up import Change, Followed, Stage
from processors.plan_estimate import Route
from processors.plan_returns import Aim
from processors.plan_standing import Aimed, Estimate, PlanStanding
from processors.plan_values import Deadline
from processors.results import Score
from tests.drivers import presence
from tests.outbox.samples import lines_of

HEAD = FollowUpHead("Les Trois-Vallées", "Campagne 2026", "Syndicat", "3 mars 2026", "plan-d-actions-01001-v1-n2")
SCORE = Score(40, 100, 0, 40, 40, "C", "C", provisional=False)
NOTHING: dict[Stage, tuple[Followed, ...]] = dict.fromkeys(Stage, ())
EMPTY = PlanStanding(2, date(2026, 10, 5), NOTHING, (), 0, (), (), SCORE, None, {})
A, B = recommendation_key("a"), recommendation_key("b")
TITLES = {A: "Nommer une référente", B: "Dresser l’inventaire"}


def made(standing: PlanStanding, titles: dict[str, str] | None = None) -> str:
    document = follow_up("01001", HEAD, standing, TITLES if titles is None else titles, None)
    assert document.name == f"suivi-01001-n{standing.rank}.odt"
    return "\n".join(lines_of(document.content)).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def aimed(text: str, route: Route | None, index: int | None = 60) -> PlanStanding:
    return replace(EMPTY, aims=(Aimed(Aim(OVERALL, text, index), "Ensemble", SCORE, route),), ranks={A: 1, B: 2})


def test_each_action_is_counted_once_and_in_french() -> None:
    stages = NOTHING | {Stage.DONE: (Followed(A), Followed(B)), Stage.LATE: (Followed("reco-c"),)}
    assert summary_of(replace(EMPTY, stages=stages)).replace("\N{NO-BREAK SPACE}", " ") == "1 action en retard, 2 réalisées."
    assert summary_of(replace(EMPTY, stages=NOTHING | {Stage.DROPPED: (Followed(A), Followed(B))})).endswith("actions abandonnées.")
    assert summary_of(EMPTY) == "Aucune action n’est encore suivie."


def test_what_the_plan_brings_is_said_with_what_was_before() -> None:
    change = Change(EMPTY.on, 2, Facet.STATUS, "Planifiée", "Réalisée")
    said = made(replace(EMPTY, changes=((Followed(A, status=PlanStatus.DONE), (change,)),)))
    assert "Nommer une référente : état « Planifiée » → « Réalisée »" in said
    assert "Rien de nouveau sur les actions depuis l’envoi précédent." in made(EMPTY)


def test_a_number_that_was_typed_is_never_parted_from_what_it_counts() -> None:
    change = Change(EMPTY.on, 2, Facet.COST, "", "3 heures en 2027 puis 200 € TTC")
    document = follow_up("01001", HEAD, replace(EMPTY, changes=((Followed(A), (change,)),)), TITLES, None)
    assert any("3\u00a0heures en 2027\u00a0puis 200\u00a0€ TTC" in line for line in lines_of(document.content))


def test_all_that_is_new_is_told_where_the_page_has_room_for_it() -> None:
    changes = tuple(Change(EMPTY.on, 2, facet, "", f"Ce que dit {facet.value}") for facet in (Facet.STATUS, Facet.PERSON, Facet.COST))
    few = made(replace(EMPTY, changes=tuple((Followed(f"propre-{place}", title=f"Action {place}"), changes) for place in range(5))))
    assert few.count("état « Ce que dit etat » ; responsable « Ce que dit responsable » ; coût ou temps « Ce que dit cout »") == 5
    many = made(replace(EMPTY, changes=tuple((Followed(f"propre-{place}", title=f"Action {place}"), changes) for place in range(20))))
    assert "… et 17 autres actions." in many


def test_a_single_action_left_out_of_a_list_is_named() -> None:
    targets = aimed("mieux", None, None).aims * 4
    stages = {stage: (Followed(A), Followed(B)) for stage in Stage}
    said = made(replace(EMPTY, stages=stages, aims=targets))
    assert said.count("Dresser l’inventaire") == len(Stage)
    assert "et 1 autre" not in said


def test_what_was_typed_on_many_lines_takes_one() -> None:
    lines = "\n".join("abcdefghij")
    action = Followed("propre-1", title=lines, deadline=Deadline(lines))
    said = made(
        replace(EMPTY, stages=NOTHING | {Stage.AHEAD: (action,)}, changes=((action, (Change(EMPTY.on, 2, Facet.NOTE, "", lines),)),))
    )
    assert "a b c d e f g h i j : remarque « a b c d e f g h i j »" in said
    assert "a b c d e f g h i j (échéance : a b c d e" in said
    assert lines not in said


def test_a_deadline_is_shown_while_the_action_is_open() -> None:
    deadline = Deadline("juin 2025", "2025-06-30")
    late, done = Followed(A, deadline=deadline), Followed(B, deadline=deadline, status=PlanStatus.DONE)
    said = made(replace(EMPTY, stages=NOTHING | {Stage.LATE: (late,), Stage.DONE: (done,)}))
    assert said.count("échéance : juin 2025") == 1


@pytest.mark.parametrize(
    ("text", "index", "route", "expected"),
    [
        (
            "60",
            60,
            Route(OVERALL, 60, ("a", "b"), 61),
            "2 actions y mènent au plus court (indice estimé : 61) : n° 1, nommer une référente ; n° 2, ",
        ),
        ("60", 60, Route(OVERALL, 60, ("b",), 61), "Une action y mène (indice estimé : 61) : n° 2, dresser l’inventaire."),
        (
            "100",
            100,
            Route(OVERALL, 100, ("a",), 70, missing=4),
            "Même avec toutes les actions recommandées, 4 points manqueraient encore.",
        ),
        ("30", 30, Route(OVERALL, 30, (), 40), "C’est atteint."),
        ("60", 60, Route(OVERALL, 60, (), 62), "Les actions réalisées y suffisent, d’après l’estimation."),
        ("60", 60, None, "Ce thème n’a pas été évalué."),
        ("mieux", None, None, "Ce n’est ni une lettre ni un indice de 0 à 100"),
    ],
)
def test_a_target_says_the_way_there(text: str, index: int | None, route: Route | None, expected: str) -> None:
    assert expected in made(aimed(text, route, index))


def test_a_way_over_what_was_dropped_says_so() -> None:
    standing = aimed("60", Route(OVERALL, 60, ("a", "b"), 61), 60)
    (aim,) = standing.aims
    assert "dresser l’inventaire, dont 1 action abandonnée à reprendre." in made(replace(standing, aims=(replace(aim, resumed=("b",)),)))


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("b", 80, "atteindre la lettre B"),
        ("« B » ou mieux", 80, "atteindre la lettre B"),
        ("75 %", 75, "atteindre l’indice 75"),
        ("110", None, "atteindre « 110 »"),
        ("mieux que bien", None, "atteindre « mieux que bien »"),
    ],
)
def test_a_target_is_told_as_a_sentence_whatever_was_written(text: str, index: int | None, expected: str) -> None:
    assert f"Ensemble : {expected}." in made(aimed(text, None, index))


@pytest.mark.parametrize(("index", "said"), [(60, "(échéance : fin 2025, dépassée)"), (40, "(échéance : fin 2025)")])
def test_a_target_whose_date_is_over_is_told_until_it_is_reached(index: int, said: str) -> None:
    aim = Aim(OVERALL, str(index), index, Deadline("fin 2025", "2025-12-31"))
    assert f"Ensemble : atteindre l’indice {index} {said}." in made(replace(EMPTY, aims=(Aimed(aim, "Ensemble", SCORE, None),)))


def test_numbers_that_follow_one_another_are_told_as_a_run() -> None:
    some = tuple(f"action-{place}" for place in (1, 2, 4, 5, 6, 9))
    standing = replace(aimed("90", Route(OVERALL, 90, some, 90)), ranks={recommendation_key(each): int(each[7:]) for each in some})
    said = made(standing, {recommendation_key(each): "Un titre assez long pour une action, et davantage " * 3 for each in some})
    assert "n° 1, 2, 4 à 6, 9 du plan." in said


def test_a_way_too_long_for_the_page_is_given_whole_by_the_numbers_of_the_plan() -> None:
    many = tuple(f"action-{place}" for place in range(1, 31))
    standing = replace(
        aimed("90", Route(OVERALL, 90, many, 90)), ranks={recommendation_key(each): place for place, each in enumerate(many, 1)}
    )
    said = made(standing, {recommendation_key(each): "Un titre assez long pour une action " * 2 for each in many})
    assert "n° 1 à 30 du plan." in said


def test_an_estimate_is_said_to_be_one_and_absent_when_there_is_nothing_to_estimate() -> None:
    said = made(replace(EMPTY, estimate=Estimate(("a", "b"), replace(SCORE, index=47))))
    assert "2 actions réalisées que le dernier ne compte pas porteraient l’indice de 40 aux environs de 47." in said
    assert "C’est une estimation, et non un résultat" in said
    assert "stimation" not in made(EMPTY)


def test_what_moved_to_another_line_and_what_was_renamed_is_told() -> None:
    moved = (Followed("propre-1", title="Repair café"), Followed("propre-2", title="Boîte à dons"))
    assert "Sur une autre ligne, suivies d’après leur titre : Repair café ; Boîte à dons" in made(replace(EMPTY, moved=moved))
    assert "Rien de nouveau" not in made(replace(EMPTY, moved=moved))
    change = Change(EMPTY.on, 2, Facet.TITLE, "Repair café", "Repair café mensuel")
    renamed = replace(EMPTY, changes=((Followed("propre-1", title="Repair café mensuel"), (change,)),))
    assert "Repair café mensuel : renommée, auparavant « Repair café »" in made(renamed)
    added = replace(renamed, changes=((Followed("propre-1", title="Achats"), (replace(change, before="", after="Achats"),)),))
    assert "Achats : ajoutée" in made(added)


def test_what_the_answers_contradict_is_told_in_one_sentence() -> None:
    one = replace(EMPTY, contradicted=(Followed(A, status=PlanStatus.DONE),))
    told = "Dite réalisée, cette action reste recommandée d’après vos dernières réponses, et ne compte pas : Nommer une référente."
    assert f"À vérifier. {told}" in made(one)
    several = replace(EMPTY, contradicted=(Followed(A), Followed(B)), ranks={A: 1, B: 4})
    assert "Dites réalisées, 2 actions restent recommandées d’après vos dernières réponses, et ne comptent pas : n° 1, 4 du plan." in made(
        several
    )
    assert "À vérifier" not in made(EMPTY)


def test_what_no_longer_applies_is_said() -> None:
    said = made(replace(EMPTY, gone=(Followed(A),)))
    assert "Plus recommandées : désormais en place ou sans objet, d’après vos dernières réponses\nNommer une référente" in said


def fullest() -> PlanStanding:
    """As much as a commune could write, everywhere."""
    view = sample_views()["une collectivité dont tous les textes sont très longs"]
    standing, _ = sample_of(view)
    word = "wagon-citerne œcuménique " * 20
    deadline = Deadline(word, None)
    actions = tuple(Followed(f"propre-{place}", title=word, deadline=deadline) for place in range(40))
    change = Change(EMPTY.on, 2, Facet.NOTE, word, word)
    many = tuple(f"action-{place}" for place in range(38))
    aim = Aimed(Aim(OVERALL, word, 90, deadline), word[:60], SCORE, Route(OVERALL, 90, many, 90, missing=3))
    return replace(
        standing,
        stages=dict.fromkeys(Stage, actions),
        gone=actions,
        contradicted=tuple(Followed(key) for key in standing.ranks),
        changes=tuple((action, (change, change, change)) for action in actions),
        moved=actions,
        aims=(aim,) * 8,
    )


@pytest.mark.libreoffice
@pytest.mark.parametrize("standing", [fullest(), EMPTY], ids=["fullest", "empty"])
def test_it_is_one_page(standing: PlanStanding, tmp_path: Path, libreoffice) -> None:
    source = tmp_path / "suivi.odt"
    source.write_bytes(follow_up("01001", replace(HEAD, name="Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson"), standing, {}, None).content)
    pdf = libreoffice.to_pdf(source, tmp_path / "suivi.pdf")
    printed = subprocess.run([presence.program("pdftotext"), pdf, "-"], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "page 1 / 1" in printed
    assert printed.count("\f") == 1
