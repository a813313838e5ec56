"""The fillable ODT against the grammars of OpenDocument 1.2, but for the one attribute that DOCX needs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lxml import etree

from forms.complement import layout_of, stamp_of
from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from tests.drivers import presence
from tests.drivers.odt_files import NAMESPACES, OdtFile
from tests.drivers.plans import issue_plan
from tests.drivers.renewed import LASTING, RENEWED
from tests.tiny import BLANK, PERSONAL, TINY

IDENTITIES = {"personal": PERSONAL, "blank": BLANK}
GRAMMARS = Path(__file__).parent.parent / "schema"
DOCUMENT, MANIFEST = GRAMMARS / "OpenDocument-v1.2-os-schema.rng", GRAMMARS / "OpenDocument-v1.2-os-manifest-schema.rng"
PARTS = ("content.xml", "styles.xml", "meta.xml")


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The parts of both editions and of a plan on disk, without `formx:group-name`."""
    folder = tmp_path_factory.mktemp("odt")
    forms = {edition: OdtMaster.build(lay_out(TINY, each)).stamp(stamp_for(TINY, each)) for edition, each in IDENTITIES.items()}
    forms["renewed"] = OdtMaster.build(layout_of(LASTING, RENEWED)).stamp(stamp_of(LASTING, RENEWED))
    for edition, made in {**forms, "plan": issue_plan().odt()}.items():
        form = OdtFile(made)
        for part in (*PARTS, "META-INF/manifest.xml"):
            root = form.xml(part)
            etree.strip_attributes(root, f"{{{NAMESPACES['formx']}}}group-name")
            (folder / f"{edition}-{Path(part).name}").write_bytes(etree.tostring(root))
    return folder


def complaints(grammar: Path, *files: Path) -> str:
    done = subprocess.run([presence.program("jing"), "-i", grammar, *files], capture_output=True, text=True, timeout=120)
    return done.stdout


@pytest.mark.tools
def test_every_part_is_valid(parts):
    assert complaints(DOCUMENT, *(parts / f"{edition}-{part}" for edition in (*IDENTITIES, "plan", "renewed") for part in PARTS)) == ""


@pytest.mark.tools
def test_the_manifest_is_valid(parts):
    assert complaints(MANIFEST, parts / "personal-manifest.xml", parts / "blank-manifest.xml") == ""


@pytest.mark.tools
def test_a_part_with_an_unknown_element_is_not(parts):
    broken = parts / "broken.xml"
    broken.write_text(
        (parts / "personal-content.xml")
        .read_text(encoding="utf-8")
        .replace("<text:section ", "<text:chapter ")
        .replace("</text:section>", "</text:chapter>"),
        encoding="utf-8",
    )
    assert "chapter" in complaints(DOCUMENT, broken)
