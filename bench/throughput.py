"""Forms per minute through the whole durable path, beside the naive pipeline, in one run: `scripts/bench`.

Ours: a real workspace on disk; every form copied to the spool, hashed, committed, read in a guarded child, assessed, answered with
a report and a receipt written with fsync, the original moved and hashed again. Naive: see `bench/naive.py`. Both take forms of the
same campaign, filled and saved by LibreOffice. What counts is the ratio: absolute figures vary with the machine.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import naive
from commands.campaign import launch_campaign
from commands.context import now
from commands.demo_answers import Profile, answers_for
from commands.documents import Documents
from commands.fill_libreoffice import FillJob, fill_with_libreoffice
from commands.fill_pdfium import fill_with_pdfium
from commands.init import make_workspace
from commands.issuing import Launch
from commands.loop import serving
from commands.run import TerminalTeller
from commands.workspace import Workspace
from forms import catalogue
from forms.respondents import Respondent, RespondentKind
from intake.records import State
from outbox.view import ReportView
from outbox.viewing import build_view

QUIET = "[watch]\nonce_quiet = 0.05\n"


class SilentTeller(TerminalTeller):
    """Says nothing: printing is not what is measured."""

    def settled(self, submission: object) -> None: ...


def respondents(count: int) -> tuple[Respondent, ...]:
    return tuple(
        Respondent(RespondentKind.COMMUNE, f"Commune d’essai n° {number}", f"{10001 + number}", population=400) for number in range(count)
    )


def prepare(folder: Path, count: int) -> Workspace:
    """A workspace whose campaign has `count` respondents."""
    folder.mkdir()
    (folder / "ecoclic.toml").write_text(QUIET, encoding="utf-8")
    workspace = make_workspace(folder)
    launch_campaign(workspace, Launch("bench", "Mesure", catalogue.load("reen-niveau1"), respondents(count), None))
    return workspace


def fill(workspace: Workspace, extension: str, folder: Path) -> list[Path]:
    """Every form of the campaign, filled: ODT in one LibreOffice, PDF in PDFium."""
    questionnaire = catalogue.load("reen-niveau1")
    sources = sorted((workspace.share.questionnaires / "bench").glob(f"questionnaire-1*.{extension}"))
    jobs = [
        FillJob(
            source, folder / source.name, answers_for(questionnaire, Profile(f"Nom {place}", "maire", "m@exemple.fr", good=40 + place % 50))
        )
        for place, source in enumerate(sources)
    ]
    if extension == "odt":
        fill_with_libreoffice(jobs)
    else:
        for job in jobs:
            fill_with_pdfium(job.source, job.target, job.answers)
    return [job.target for job in jobs]


def ours(workspace: Workspace, forms: Sequence[Path]) -> float:
    """Seconds per form, the wait for a quiet folder left out, the opening of ledger and reader included."""
    for form in forms:
        shutil.copy(form, workspace.share.drops)
    started = time.perf_counter()
    with serving(workspace, SilentTeller()) as service:
        finished = service.once()
        delivered = len(service.pipeline.ledger.submissions.in_state(State.DELIVERED))
    elapsed = time.perf_counter() - started - 2 * workspace.settings.watch.once_quiet
    assert finished >= len(forms), (finished, len(forms))
    assert delivered >= len(forms), (delivered, len(forms))
    return elapsed / len(forms)


def a_view(workspace: Workspace) -> ReportView:
    """The view of one assessed return, for the naive pipeline to render."""
    with serving(workspace, SilentTeller()) as service:
        ledger = service.pipeline.ledger
        submission = ledger.submissions.in_state(State.DELIVERED)[0]
        known = Documents(ledger, workspace.share, workspace.settings.operator).assessed(submission)
    return build_view(
        known.questionnaire, known.campaign, known.respondent, known.checked, known.assessment,
        reference=None, revision=1, document_version=1, assessed_on=now().date(),
    )  # fmt: skip


def naively(forms: Sequence[Path], view: ReportView, folder: Path, *, pdf: bool) -> float:
    """Median seconds per form of the naive pipeline."""
    template = folder / "template.odt"
    naive.make_template(template)
    profile = folder / "profile" if pdf else None
    seconds = []
    for form in forms:
        started = time.perf_counter()
        assert naive.process(form, template, view, profile=profile) > 20
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=200)
    parser.add_argument("--naive-forms", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ecoclic-bench-") as name:
        folder = Path(name)
        results: dict[str, float] = {}
        for extension in ("odt", "pdf"):
            workspace = prepare(folder / extension, options.forms)
            (folder / f"filled-{extension}").mkdir()
            filled = fill(workspace, extension, folder / f"filled-{extension}")
            results[f"ours, {extension.upper()} form, durable"] = ours(workspace, filled)
            if extension == "odt":
                view = a_view(workspace)
                results["naive, ODT form, no PDF, not durable"] = naively(filled[: 4 * options.naive_forms], view, folder, pdf=False)
                results["naive, ODT form, with its PDF"] = naively(filled[: options.naive_forms + 1][1:], view, folder, pdf=True)
    show(results)


def show(results: dict[str, float]) -> None:
    reference = results["naive, ODT form, with its PDF"]
    print(f"{'':42}{'ms a form':>12}{'forms/min':>12}{'ratio':>10}")
    for name, seconds in results.items():
        print(f"{name:42}{seconds * 1000:12.1f}{60 / seconds:12.0f}{reference / seconds:10.1f}")


if __name__ == "__main__":
    main()
