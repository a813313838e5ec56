"""Real programs fill our PDF and every answer comes back, French letters and line breaks included."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdf
import pytest

from commands.fill_pdfium import UnknownControl, fill_with_pdfium
from forms.control_names import TOKEN_FIELD
from forms.layout import lay_out, stamp_for
from forms.pdf.master import PdfMaster
from tests.drivers.pdf_fillers import FILLERS
from tests.tiny import PERSONAL, TINY

PROJECTS = "Été : réparer l’œuvre « Ÿ » à Noël – 12 € l’unité.\nDeuxième ligne ;\nça & là <oui>."
ANSWERS = {
    "identite__name": ("Zoé Œuvrard-Lefèvre",),
    "identite__email": ("zoe.oeuvrard@exemple.fr",),
    "referent": ("oui",),
    "temps": ("peu",),
    "partenaires__epci": ("epci",),
    "partenaires__voisins": ("voisins",),
    "postes": ("1 234,5",),
    "reemploi": ("nc",),
    "inventaire__nsp": ("nsp",),
    "projets": (PROJECTS,),
    "commentaire__parc": ("commune",),
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "formulaire.pdf"
    path.write_bytes(PdfMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL)))
    return path


def filled_with(name: str, source: Path, folder: Path) -> Path:
    target = folder / f"{name}.pdf"
    FILLERS[name](source, target, ANSWERS)
    return target


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.tools] if name != "pdfium" else []) for name in FILLERS])
def filled(request: pytest.FixtureRequest, blank: Path, tmp_path: Path) -> Path:
    return filled_with(request.param, blank, tmp_path)


def test_every_answer_comes_back_and_nothing_else(filled) -> None:
    assert answers_in(filled) == {**ANSWERS, TOKEN_FIELD: (str(PERSONAL.token),)}


def test_what_is_ticked_shows_on_the_page_as_well(filled) -> None:
    with pikepdf.open(filled) as pdf:
        shown = {
            (name_of(widget), str(widget.AS).removeprefix("/"))
            for sheet in pdf.pages
            for widget in sheet.obj.get("/Annots", [])
            if "/Off" in widget.AP.N and widget.AS != "/Off"  # poppler gives entries a state too
        }
    boxes = {"referent", "temps", "partenaires__epci", "partenaires__voisins", "reemploi", "inventaire__nsp"}
    assert shown == {(name, *ANSWERS[name]) for name in boxes}


def test_identity_survives_in_the_metadata(filled) -> None:
    assert str(PERSONAL.token) in pypdf.PdfReader(filled).metadata.subject


def test_typed_text_shows_in_our_own_typeface_in_pdfium(blank, tmp_path) -> None:
    filled = filled_with("pdfium", blank, tmp_path)
    with pikepdf.open(filled) as pdf:
        (entry,) = [widget for sheet in pdf.pages for widget in sheet.obj.get("/Annots", []) if name_of(widget) == "projets"]
        used = {str(operands[0]) for operands, operator in pikepdf.parse_content_stream(entry.AP.N) if str(operator) == "Tf"}
        assert [str(entry.AP.N.Resources.Font[name].BaseFont) for name in used] == ["/NotoSans-Regular"]


def test_filling_again_changes_the_answer_and_leaves_the_rest(blank, tmp_path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    fill_with_pdfium(blank, first, {"referent": ("oui",), "partenaires__epci": ("epci",), "projets": ("avant",), "postes": ("3",)})
    fill_with_pdfium(first, second, {"referent": ("non",), "partenaires__epci": (), "projets": ("après",)})
    assert answers_in(second) == {"referent": ("non",), "projets": ("après",), "postes": ("3",), TOKEN_FIELD: (str(PERSONAL.token),)}


@pytest.mark.parametrize("wrong", [{"inconnu": ("oui",)}, {"referent": ("peut-etre",)}, {"partenaires__epci": ("opsn",)}])
def test_an_answer_with_no_box_to_go_to_is_refused_and_nothing_is_written(blank, tmp_path, wrong) -> None:
    target = tmp_path / "target.pdf"
    with pytest.raises(UnknownControl):
        fill_with_pdfium(blank, target, wrong)
    assert not target.exists()


def name_of(widget: pikepdf.Object) -> str:
    return str(widget.get("/T") or widget.Parent.T)


def answers_in(path: Path) -> dict[str, tuple[str, ...]]:
    values = {name: field.get("/V") for name, field in pypdf.PdfReader(path).get_fields().items()}
    return {name: (plain(value),) for name, value in values.items() if value not in (None, "", "/Off")}


def plain(value: object) -> str:
    text = str(value[0] if isinstance(value, list) else value)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("/")
