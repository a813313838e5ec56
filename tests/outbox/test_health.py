"""A-LIRE.txt: how the folders are used, how the service is, and what to do next."""

from __future__ import annotations

import os
from datetime import datetime

import pytest

from forms.campaign import Operator
from outbox.health import NAME, FolderNames, Health, health_text
from outbox.posting import post

NAMES = FolderNames("1-questionnaires", "2-retours", "3-rapports", "4-a-revoir", "archives")
NOON = datetime(2026, 3, 3, 14, 5)  # noqa: DTZ001 – a wall clock's time, as people read it
NBSP = "\N{NO-BREAK SPACE}"


def text(health: Health, operator: Operator | None = None) -> str:
    return health_text(health, NAMES, ".ecoclic-partage.json", operator or Operator()).decode("utf-8-sig").replace(NBSP, " ")


def test_windows_notepad_of_any_age_shows_it():
    content = health_text(Health(), NAMES, "s", Operator())
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_it_explains_every_folder_in_ten_lines():
    lines = [line for line in text(Health()).splitlines() if line[:3].strip().rstrip(".").isdigit()]
    assert len(lines) == 10
    assert all(f"« {name} »" in "\n".join(lines) for name in ("1-questionnaires", "2-retours", "3-rapports", "4-a-revoir", "archives"))


def test_it_says_to_send_both_forms_as_the_guides_do():
    assert "Envoyez les deux : un seul est à remplir, au choix." in text(Health())


def test_it_says_when_and_how_many():
    told = text(Health(NOON, continuous=True, unread=2, review=1, to_decide=0))
    assert "Dernier relevé : 3 mars 2026 à 14 h 05." in told
    assert "En attente de lecture : 2 fichiers." in told
    assert "À revoir (« 4-a-revoir ») : 1 fichier." in told
    assert "En attente de votre décision : aucun fichier." in told


def test_a_single_run_does_not_promise_another():
    assert "toutes les dix minutes" in text(Health(NOON, continuous=True))
    once = text(Health(NOON, continuous=False))
    assert "en une seule fois" in once
    assert "toutes les dix minutes" not in once


def test_who_to_ask_is_said_when_known():
    assert "Une question ? Jeanne Bénin, Syndicat, 03 00" in text(
        Health(), Operator(name="Syndicat", advisor="Jeanne Bénin", phone="03 00")
    )
    assert "Une question" not in text(Health())


@pytest.mark.parametrize(
    ("health", "step"),
    [
        (Health(), "déposez les questionnaires"),
        (Health(NOON), "rien"),
        (Health(NOON, review=1), "« 4-a-revoir »"),
        (Health(NOON, review=1, to_decide=1), "ecoclic decide"),
        (Health(NOON, review=1, to_decide=1, problems=("Le disque est plein.",)), "administre le service"),
    ],
)
def test_the_next_step_is_the_most_pressing(health, step):
    assert step in text(health).rpartition("À faire maintenant :")[2]


def test_problems_are_listed():
    assert "  – Le disque est plein." in text(Health(NOON, problems=("Le disque est plein.", "Autre.")))
    assert "Aucun problème connu." in text(Health(NOON))


LANDMARK = ".partage"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / LANDMARK).touch()
    return tmp_path


def test_posting_replaces_it_whole_and_leaves_nothing_else(folder):
    for content in (b"un", b"deux"):
        post(folder, NAME, content, LANDMARK)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == {LANDMARK: b"", NAME: content}


def test_what_an_earlier_posting_left_unfinished_is_removed(folder):
    (folder / ".ecoclic-tmp-999999999-A-LIRE.txt").touch()
    post(folder, NAME, b"x", LANDMARK)
    assert {path.name for path in folder.iterdir()} == {LANDMARK, NAME}


def test_a_link_in_the_place_of_the_unfinished_page_is_never_written_through(folder, tmp_path_factory, monkeypatch):
    precious = tmp_path_factory.mktemp("ailleurs") / "precieux"
    precious.write_bytes(b"precieux")
    monkeypatch.setattr("outbox.posting.remove_leftovers", lambda _: None)  # the link comes after the cleaning
    (folder / f".ecoclic-tmp-{os.getpid()}-{NAME}").symlink_to(precious)
    with pytest.raises(FileExistsError):
        post(folder, NAME, b"x", LANDMARK)
    assert precious.read_bytes() == b"precieux"
    post(folder, NAME, b"x", LANDMARK)
    assert (folder / NAME).read_bytes() == b"x"


def test_one_that_cannot_be_replaced_is_left_as_it_is(folder):
    (folder / NAME).mkdir()
    with pytest.raises(OSError, match=NAME):
        post(folder, NAME, b"x", LANDMARK)
    assert {path.name for path in folder.iterdir()} == {LANDMARK, NAME}


def test_nothing_is_posted_on_a_bare_mount_point(tmp_path):
    with pytest.raises(FileNotFoundError):
        post(tmp_path, NAME, b"x", LANDMARK)
    assert not list(tmp_path.iterdir())
