"""Stored comparisons looked at again: is every result among those compared, and every printed group what its members' results give?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from forms.codec import from_json
from intake.findings import Code, Finding
from intake.ledger import Ledger
from intake.records import StoredAssessment, Submission
from intake.results_store import Result, ShownGroup
from processors.comparison import FEWEST, spread
from processors.results import Assessment
from processors.snapshot import Group, Snapshot

Results = Mapping[int, Result]
"""Every result of a ledger, by number."""


def results_of(ledger: Ledger) -> Results:
    """Every result there is."""
    return {each.number: each for each in ledger.results.after(0)}


def comparison_findings(ledger: Ledger, submission: Submission, results: Results) -> Iterator[Finding]:
    """What does not agree in what an assessed submission is to the others, and in what its documents show of them."""
    versions = ledger.assessments.of(submission.id)
    if not versions:
        return
    try:
        if not _is_that_of(ledger.results.of(submission.id), from_json(versions[0].assessment, Assessment)):
            yield Finding(Code.RESULT_LINE_DIFFERS, submission.id)
        for each in versions:
            if not _is_right(submission, each, ledger.results.shown_in(submission.id), results):
                yield Finding(Code.COMPARISON_DIFFERS, submission.id, detail=f"document version {each.document_version}")
    except msgspec.MsgspecError as error:
        yield Finding(Code.STAGE_MISSING, submission.id, detail=str(error))


def _is_that_of(result: Result | None, assessment: Assessment) -> bool:
    themes = {each.theme: each.score.index for each in assessment.themes}
    return result is not None and (result.index, dict(result.themes)) == (assessment.overall.index, themes)


def _is_right(submission: Submission, version: StoredAssessment, all_shown: Sequence[ShownGroup], results: Results) -> bool:
    """Whether each group of a version, and no other, is known by its members, and has the figures that their results give."""
    snapshot = from_json(version.comparison, Snapshot) if version.comparison else None
    groups = {str(each.kind): each for each in snapshot.groups} if snapshot else {}
    shown = {each.kind: each for each in all_shown if each.document_version == version.document_version}
    if groups.keys() != shown.keys():
        return False
    own = submission.belonging.respondent if submission.belonging else ""
    return all(_is_as_counted(group, [results.get(number) for number in shown[kind].members], own) for kind, group in groups.items())


def _is_as_counted(group: Group, members: Sequence[Result | None], own: str) -> bool:
    indexes = [each.index for each in members if each and each.index is not None and each.respondent != own]
    return len(indexes) == len(members) == group.count >= FEWEST and spread(indexes) == group.overall
