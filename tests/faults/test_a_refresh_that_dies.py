"""Whatever the instant at which `ecoclic report --refresh` is killed: what was delivered stays, and the same command, or the service,
finishes what was begun, with the same documents as if nothing had happened."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
from pathlib import Path

import pytest

from commands.campaign import launch_campaign
from commands.context import now, open_ledger
from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from commands.init import make_workspace
from commands.issuing import Launch
from commands.report import refresh_reports
from commands.setbacks import Hindrances
from commands.twins import finish_afterwork
from commands.verify import inspect
from commands.workspace import Workspace
from forms.respondent_lists import parse_respondents
from intake.ledger import Ledger
from tests.drivers.faults import Injector, die, die_half_written
from tests.drivers.storm_child import Clock, in_child, is_durable, prepare_child, recover
from tests.tiny import TINY

CAMPAIGN = "essai"
KEYS = tuple(f"0100{digit}" for digit in range(1, 8))
REFRESHED = KEYS[:2]
"""They answered first, when nobody could be compared with; five and more have since."""
SETTINGS = 'pdf = "never"\n[watch]\nquiet = 10\npoll = 15\nonce_quiet = 2\n[reading]\nreaders = 1\n'
LIST = "INSEE;Nom;Type;Population;Département\n" + "".join(f"{key};Commune {key};commune;{key};Ain\n" for key in KEYS)
STRIDE = 7
"""One operation in so many is struck."""
_MOST = 400


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    """Seven returns handled, one after another."""
    root = tmp_path_factory.mktemp("refaire") / "modele"
    root.mkdir()
    (root / "ecoclic.toml").write_text(SETTINGS, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        workspace = make_workspace(root)
        launch_campaign(workspace, Launch(CAMPAIGN, "Essai", TINY, parse_respondents(LIST.encode(), "liste.csv"), None))
    for place, key in enumerate(KEYS):
        (form,) = (workspace.share.questionnaires / CAMPAIGN).glob(f"*{key}*.pdf")
        answers = answers_for(TINY, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=15 * place))
        fill_with_pdfium(form, workspace.share.drops / f"{key}.pdf", answers)
        assert in_child(lambda: recover(workspace, 0.0))[0] == 0
    # Plans are not what is struck here; nor could a fork make one: the threads that lay pages out are not in it.
    with contextlib.redirect_stdout(io.StringIO()), open_ledger(workspace) as ledger:
        finish_afterwork(workspace, ledger, Hindrances())
    return root


def refresh(root: Path, injector: Injector | None = None) -> tuple[int, object]:
    """In a child: the command, struck by `injector`. Returns how the child ended."""

    def work() -> None:
        prepare_child(Clock(3600.0), guarded=False)
        if injector is not None:
            injector.install()
        refresh_reports(Workspace.open(root), CAMPAIGN, REFRESHED, force=False)

    return in_child(work)


def delivered(root: Path) -> dict[str, str]:
    share = Workspace.open(root).share
    files = (path for path in share.reports.rglob("*") if path.is_file())
    return {str(path.relative_to(share.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def faults(root: Path) -> list[object]:
    workspace = Workspace.open(root)
    with Ledger(workspace.ledger, now, read_only=True) as ledger:
        return list(inspect(workspace, ledger).faults)


@pytest.fixture(scope="module")
def undisturbed(model, tmp_path_factory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("tranquille") / "espace"
    shutil.copytree(model, root)
    assert refresh(root) == (0, None)
    made = delivered(root)
    assert [sum(f"rapport-{key}-" in path for path in made) for key in KEYS] == [2, 2, 1, 1, 1, 1, 1]
    assert faults(root) == []
    return made


@pytest.mark.parametrize(("blow", "first"), [(die, 1), (die_half_written, 3)])
def test_it_is_finished_by_the_same_command(model, undisturbed, tmp_path, blow, first):
    struck = 0
    for at in range(first, _MOST, STRIDE):
        root = tmp_path / f"a{at}"
        shutil.copytree(model, root)
        if refresh(root, Injector(root, blow, at, concerns=is_durable))[0] == 0:
            break
        struck += 1
        assert refresh(root) == (0, None)
        assert (at, delivered(root), faults(root)) == (at, undisturbed, [])
        shutil.rmtree(root)
    assert struck >= 5


def test_what_was_begun_is_finished_by_the_service(model, undisturbed, tmp_path):
    finished = 0
    for at in range(2, _MOST, STRIDE):
        root = tmp_path / f"s{at}"
        shutil.copytree(model, root)
        if refresh(root, Injector(root, die, at, concerns=is_durable))[0] == 0:
            break
        assert in_child(lambda root=root: recover(Workspace.open(root), 7200.0))[0] == 0
        after = delivered(root)
        assert (at, after.items() <= undisturbed.items(), faults(root)) == (at, True, [])
        finished += len(after) > len(delivered(model))
        shutil.rmtree(root)
    assert finished >= 3
