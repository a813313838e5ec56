"""The advisor's own templates: kept by content, never in the way, the last good state of each remembered across restarts."""

from __future__ import annotations

import os

import pytest

from commands.own_templates import OwnTemplates
from commands.template_notices import notice_text
from outbox.report import shipped_template
from outbox.shipped import SHIPPED
from outbox.template_samples import sample_views
from tests.outbox.samples import lines_of, odt, p

GOOD = odt(p("Version A : {{ collectivite.nom }}"))
BETTER = odt(p("Version B : {{ collectivite.nom }}"))
BROKEN = odt(p("{{ colectivite.nom }}"))
UNEVEN = odt(p("{{ 10 / (a_verifier|nombre - 3) }}"))


@pytest.fixture
def own(tmp_path):
    (tmp_path / "modeles").mkdir()
    return OwnTemplates(tmp_path / "modeles", tmp_path / "kept")


def restarted(own: OwnTemplates) -> OwnTemplates:
    return OwnTemplates(own.folder, own.kept)


def put(own: OwnTemplates, data: bytes, name: str = "rapport.odt") -> None:
    """As an editor saves: another file under the same name."""
    temporary = own.folder / "~"
    temporary.write_bytes(data)
    temporary.replace(own.folder / name)


def said_by(own: OwnTemplates) -> list[str]:
    """What the template in force says."""
    template = own.template("rapport", own.current()["rapport"])
    assert template
    return lines_of(template.render(SHIPPED["rapport"].values(next(iter(sample_views().values())))))


def test_without_a_template_of_their_own_the_shipped_ones_serve(own) -> None:
    assert own.current() == {}
    assert own.troubles() == ()


def test_a_sound_template_is_in_force_and_kept_by_its_content(own) -> None:
    put(own, GOOD)
    (sha256,) = own.current().values()
    assert (own.kept / f"{sha256}.odt").read_bytes() == GOOD
    assert said_by(own) == ["Version A : L’Isle-d’Exemple"]


def test_looking_writes_nothing(own) -> None:
    put(own, GOOD)
    assert list(own.in_force()) == ["rapport"]
    assert own.troubles() == ()
    assert not own.kept.exists()
    assert own.current() == own.in_force()
    assert own.kept.exists()


def test_a_changed_template_takes_over_and_the_first_can_still_be_used(own) -> None:
    put(own, GOOD)
    first = own.current()["rapport"]
    put(own, BETTER)
    assert said_by(own) == ["Version B : L’Isle-d’Exemple"]
    assert own.template("rapport", first)


def test_a_file_that_does_not_change_is_not_checked_again(own, monkeypatch) -> None:
    put(own, BROKEN)
    own.current()
    monkeypatch.setattr("commands.own_templates.check_template", lambda *_: pytest.fail("checked again"))
    assert own.current() == {}
    assert own.troubles()[0].problems


def test_a_broken_template_leaves_its_place_to_the_last_good_one_even_after_a_restart(own) -> None:
    put(own, GOOD)
    before = own.current()
    put(own, BROKEN)
    for each in (own, restarted(own)):
        assert each.current() == before
        (trouble,) = each.troubles()
        assert "son dernier état valable le remplace" in trouble.sentence
        assert "collectivite" in trouble.problems[0]


def test_a_template_that_was_never_good_leaves_its_place_to_the_shipped_one(own) -> None:
    put(own, BROKEN)
    assert own.current() == {}
    assert "le modèle livré le remplace" in own.troubles()[0].sentence


def test_a_mended_template_is_no_trouble_any_more(own) -> None:
    put(own, BROKEN)
    assert own.troubles()
    put(own, GOOD)
    assert own.troubles() == ()


def test_a_template_taken_away_brings_the_shipped_one_back(own) -> None:
    put(own, GOOD)
    assert own.current()
    (own.folder / "rapport.odt").unlink()
    assert (own.current(), own.troubles()) == ({}, ())


def test_a_folder_that_is_away_leaves_the_last_good_templates_in_force(own) -> None:
    put(own, GOOD)
    before = own.current()
    own.folder.rename(own.folder.with_name("ailleurs"))
    assert own.current() == before
    assert "est absent" in own.troubles()[0].sentence


def test_what_is_no_file_is_told_and_not_waited_for(own) -> None:
    os.mkfifo(own.folder / "rapport.odt")
    assert own.current() == {}
    assert "ne peut pas être lu" in own.troubles()[0].problems[0]


def test_a_template_that_fails_for_one_respondent_gives_them_the_shipped_document_and_is_told(own) -> None:
    ordinary = SHIPPED["rapport"].values(next(iter(sample_views().values())))
    assert len(ordinary["a_verifier"]) != 3
    put(own, UNEVEN)
    template = own.template("rapport", own.current()["rapport"])
    values = {**ordinary, "a_verifier": ordinary["a_verifier"][:3]}
    assert template.render(values) == shipped_template("rapport").render(values) == template.render(values)
    for each in (own, restarted(own)):
        (trouble,) = each.troubles()
        assert "au moins une collectivité" in trouble.sentence
        assert "division par zéro" in trouble.problems[0]


def test_a_copy_that_was_altered_makes_no_document(own) -> None:
    put(own, GOOD)
    sha256 = own.current()["rapport"]
    (own.kept / f"{sha256}.odt").write_bytes(BETTER)
    assert own.template("rapport", sha256) is None
    assert "plus le même fichier" in own.troubles()[0].problems[0]


def test_a_copy_that_was_lost_is_made_again(own) -> None:
    put(own, GOOD)
    sha256 = own.current()["rapport"]
    (own.kept / f"{sha256}.odt").unlink()
    assert own.template("rapport", sha256) is None
    assert own.current() == {"rapport": sha256}
    assert said_by(own) == ["Version A : L’Isle-d’Exemple"]
    assert own.troubles() == ()


def test_what_cannot_be_kept_does_not_serve(own) -> None:
    own.kept.write_bytes(b"")  # in the way of the folder
    put(own, GOOD)
    assert own.current() == {}
    assert "n’a pas pu être conservé" in own.troubles()[0].problems[0]


def test_the_page_for_the_advisor_is_read_by_notepad(own) -> None:
    put(own, BROKEN)
    page = notice_text(own.troubles()[0])
    assert page.startswith(b"\xef\xbb\xbf")
    assert page.count(b"\n") == page.count(b"\r\n") > 5
    assert "vouliez-vous dire «\u00a0collectivite\u00a0»" in page.decode("utf-8-sig")
