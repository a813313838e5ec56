"""The workspace that faults are thrown at: returns already handled, and a drop folder with one of everything."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from commands.campaign import launch_campaign
from commands.context import open_ledger
from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from commands.following import make_afterwork
from commands.init import make_workspace
from commands.issuing import Launch
from commands.workspace import Workspace
from forms.plan import OVERALL, Facet, PlanStatus, question_id, target_key
from forms.respondent_lists import parse_respondents
from intake.afterwork_store import TaskKind
from intake.spool import SIZE_LIMIT
from tests.intake.hostile import filled_odt, rezipped
from tests.tiny import TINY

CAMPAIGN = "essai"
_ODDITIES = ("lien.odt", "tube.pdf", "dossier.odt")
SETTINGS = 'pdf = "always"\n[watch]\nquiet = 10\npoll = 15\nonce_quiet = 2\n[reading]\nreaders = 1\n'
KEYS = ("01001", "01002", "01004", "01005", "01006", "01007")
_LIST = "INSEE;SIREN;Nom;Type;Population\n" + "".join(f"{key};;Commune n° {key};commune;{key}\n" for key in KEYS)
GOOD = answers_for(TINY, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=90))
POOR = answers_for(TINY, Profile("Paul O’Brien", "DGS", "paul@exemple.fr", good=10))

PLANNED = {
    question_id("libre-1", Facet.TITLE): ("Repair café",),
    question_id("libre-1", Facet.STATUS): (PlanStatus.STARTED,),
    question_id(target_key(OVERALL), Facet.LEVEL): ("A",),
}


@dataclass(frozen=True)
class World:
    """A model workspace to be copied, and what is dropped in each copy: raw names with their bytes, None for a file too large to be taken."""

    model: Path
    drops: dict[bytes, bytes | None]

    @property
    def dropped(self) -> Counter[str]:
        """The files dropped, by SHA-256, or by size for the one too large."""
        return Counter(identity(data) for data in self.drops.values())

    def copy(self, target: Path) -> Workspace:
        """A workspace like the model, its files just dropped."""
        shutil.copytree(self.model, target, symlinks=True, ignore=shutil.ignore_patterns(*_ODDITIES))
        workspace = Workspace.open(target)
        _drop_oddities(workspace.share.drops)
        for name, data in self.drops.items():
            path = workspace.share.drops / os.fsdecode(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                _make_too_large(path)
            else:
                path.write_bytes(data)
        return workspace


def identity(data: bytes | None) -> str:
    return f"{SIZE_LIMIT + 1} bytes" if data is None else hashlib.sha256(data).hexdigest()


def make_world(folder: Path) -> tuple[World, dict[str, bytes]]:
    """A world whose model holds an issued campaign and no return yet; and the returns to choose from, by name."""
    root = folder / "modele"
    root.mkdir(parents=True)
    (root / "ecoclic.toml").write_text(SETTINGS, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        workspace = make_workspace(root)
        respondents = parse_respondents(_LIST.encode(), "liste.csv")
        launch_campaign(workspace, Launch(CAMPAIGN, "Campagne d’essai", TINY, respondents, None))
    return World(root, {}), _returns(workspace.share.questionnaires / CAMPAIGN, folder)


def first_returns(returns: dict[str, bytes]) -> dict[bytes, bytes | None]:
    """What the model has already handled when the storm begins."""
    return {b"un.pdf": returns["01001 poor pdf"], b"deux.pdf": returns["01002 good pdf"], b"trois.odt": returns["01004 good odt"]}


def mixed_drops(returns: dict[str, bytes]) -> dict[bytes, bytes | None]:
    """One of everything: new, again, revised, refused for each kind of reason, under names nobody would choose."""
    return {
        "deuxième envoi/L’Abergement (révisé).pdf".encode(): returns["01001 good pdf"],
        b"copie conforme.pdf": returns["01002 good pdf"],
        b"memes reponses.odt": resaved(returns["01004 good odt"]),
        b"nouveau\nsur deux lignes.pdf": returns["01005 good pdf"],
        b"\xe9t\xe9 latin-1.odt": returns["01006 poor odt"],
        "plan d’actions.pdf".encode(): returns["01004 plan"],
        "plan d’actions, de nouveau.pdf".encode(): returns["01004 plan"],
        b"vierge.pdf": returns["01007 blank pdf"],
        b"vide.odt": b"",
        b"-rf lettre.pdf": b"Madame, Monsieur,\n",
        b"n" * 251 + b".pdf": returns["01001 good pdf"][:1500],
        b"NUL.odt": b"PK\x03\x04" + bytes(60),
        b"photo.pdf": None,
    }


def resaved(odt: bytes) -> bytes:
    """The same answers in other bytes, as another program would save them."""
    return rezipped(odt, lambda name, body: body + b"<!-- -->" if name == "meta.xml" else body)


def make_plans(workspace: Workspace) -> None:
    """Make the action plans that are due, in this process: what lays out PDF has threads, which no fork inherits."""
    with open_ledger(workspace) as ledger:
        make_afterwork(workspace, ledger, (TaskKind.PLAN,)).drain(float("inf"), hurry=True)


def filled_plan(reports: Path, bench: Path) -> bytes:
    """The plan that went out with the report of 01004, filled in."""
    (issued,) = reports.glob(f"{CAMPAIGN}/01004-*/plan-d-actions-01004-v1.pdf")
    fill_with_pdfium(issued, bench / "plan.pdf", PLANNED)
    return _rewritten(bench / "plan.pdf")


def _returns(forms: Path, bench: Path) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for key in KEYS:
        odt, pdf = (next(forms.glob(f"*{key}*.{ending}")) for ending in ("odt", "pdf"))
        made[f"{key} blank pdf"] = pdf.read_bytes()
        for name, answers in (("good", GOOD), ("poor", POOR)):
            made[f"{key} {name} odt"] = filled_odt(odt.read_bytes(), answers)
            fill_with_pdfium(pdf, bench / "rempli.pdf", answers)
            made[f"{key} {name} pdf"] = _rewritten(bench / "rempli.pdf")
    return made


def _rewritten(path: Path) -> bytes:
    """Saved once more with a deterministic identifier, so that every storm throws the same bytes."""
    target = io.BytesIO()
    with pikepdf.open(path) as document:
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _drop_oddities(drops: Path) -> None:
    """What is never opened, and stays where it is."""
    (drops / "lien.odt").symlink_to("/etc/hostname")
    os.mkfifo(drops / "tube.pdf")
    (drops / "dossier.odt").mkdir()
    (drops / "brouillon.tmp").write_bytes(b"x")  # nobody's return


def _make_too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
