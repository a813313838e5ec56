"""What must always hold between the ledger, the spool and the share; told as findings, changing nothing.

Whatever the instant at which a process was killed: each original is in its place or safe in the spool, each answer given is still
there, and nothing lies about that nobody counts on.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from intake.findings import Code, Finding
from intake.names import printable_name
from intake.noise import is_noise
from intake.records import Event, State, Submission
from intake.share import Share
from intake.spool import NotAFile, sha256_of_file, stamp_of

_UNFINISHED = (".ecoclic-tmp-", ".ecoclic-deplacement-", ".ecoclic-copie-")
"""How the names of unfinished files begin on the share."""
_NUMBER = re.compile(r"-n(\d+)-")
"""Where the names of archived originals and of their explanations hold the number of their submission."""
_ANSWERED = frozenset({State.DELIVERED, State.REFUSED, State.WAITING})
"""States in which a settled submission has its answer in a document."""
_OURS = ("rapport-", "synthese-", "deliberation-", "recu-", "complement-", "plan-d-actions-", "suivi-")
"""How the names of what is delivered begin."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class _Held(Enum):
    """What was found where some bytes should be."""

    SAME = auto()
    OTHER = auto()
    MISSING = auto()
    UNREADABLE = auto()


# The ledger alone ----------------------------------------------------------------------------------------------------------------


def revision_findings(submissions: Sequence[Submission]) -> Iterator[Finding]:
    """The revisions of each respondent must be 1, 2, 3… in the order in which they are numbered."""
    revisions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in submissions:
        if each.belonging is not None and each.revision is not None:
            revisions[each.belonging.campaign, each.belonging.respondent].append(each.revision)
    for (campaign, respondent), numbers in sorted(revisions.items()):
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield Finding(Code.REVISION_GAP, path=f"{campaign}/{respondent}", detail=", ".join(map(str, sorted(numbers))))


def history_findings(submission: Submission, events: Sequence[Event]) -> Iterator[Finding]:
    """The history of a submission must start at its arrival, go from state to state, and end at the present one."""
    steps = [(event.before, event.after) for event in events]
    chained = all(earlier[1] == later[0] for earlier, later in pairwise(steps))
    if not steps or steps[0][0] is not None or not chained or steps[-1][1] is not submission.state:
        yield Finding(Code.HISTORY_BROKEN, submission.id, detail=" → ".join(str(after) for _, after in steps))


def document_count_findings(submission: Submission, versions: int) -> Iterator[Finding]:
    """A settled return has its answer, and a delivered one exactly one report for each of its `versions`."""
    if not submission.settled or submission.state not in _ANSWERED:
        return
    if not submission.documents:
        yield Finding(Code.UNANSWERED, submission.id)
    reports = {document.path.rpartition(".")[0] for document in submission.documents if document.kind == "rapport"}
    if submission.state is State.DELIVERED and len(reports) != versions:
        yield Finding(Code.REPORT_COUNT, submission.id, detail=f"{len(reports)} reports, {versions} versions")


def shared_file_findings(submissions: Sequence[Submission]) -> Iterator[Finding]:
    """No two submissions may count on the same file."""
    claims = Counter(path for each in submissions for path in {*_documents(each), each.archive_path or ""} - {""})
    yield from (Finding(Code.SHARED_FILE, path=_printable(path)) for path, number in sorted(claims.items()) if number > 1)


# The files -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Files:
    """The files on the share and in the spool, compared with what the ledger says of them. Nothing is written or moved."""

    share: Share
    spool: Path
    submissions: Sequence[Submission]
    expected: frozenset[str] = frozenset()
    """Paths of documents that are being made and may be there already."""

    def on_share(self) -> Iterator[Finding]:
        """Originals and documents in their places, nothing left half-written, and what nobody knows. The share must be there."""
        for submission in self.submissions:
            if submission.settled:
                yield from self._original(submission)
            yield from self._documents(submission)
        yield from self._strangers()

    def in_spool(self) -> Iterator[Finding]:
        """Every unfinished return safe, every copy whole and counted on, nothing left half-copied."""
        for submission in self._unfinished.values():
            yield from self._safety(submission)
        names = sorted(os.listdir(self.spool)) if self.spool.is_dir() else []  # noqa: PTH208 – names are compared, not paths
        for name in names:
            yield from self._copy(name)

    @cached_property
    def _unfinished(self) -> dict[int, Submission]:
        return {each.id: each for each in self.submissions if not each.settled}

    @cached_property
    def _counted_on(self) -> frozenset[str | None]:
        return frozenset(each.sha256 for each in self._unfinished.values())

    # One submission

    def _original(self, submission: Submission) -> Iterator[Finding]:
        if not submission.archive_path:
            code = Code.ORIGINAL_WITHDRAWN if submission.sha256 is None else Code.ORIGINAL_MISSING
            yield Finding(code, submission.id, submission.name)
            return
        held = self._held(submission.archive_path, submission.sha256, submission.stamp.size)
        codes = {_Held.MISSING: Code.ORIGINAL_MISSING, _Held.OTHER: Code.ORIGINAL_CHANGED, _Held.UNREADABLE: Code.UNREADABLE}
        if held in codes:
            yield Finding(self._code(codes[held], submission.archive_path), submission.id, _printable(submission.archive_path))

    def _documents(self, submission: Submission) -> Iterator[Finding]:
        codes = {_Held.MISSING: Code.DOCUMENT_MISSING, _Held.OTHER: Code.DOCUMENT_EDITED, _Held.UNREADABLE: Code.UNREADABLE}
        for document in submission.documents:
            held = self._held(document.path, document.sha256)
            if held in codes:
                yield Finding(self._code(codes[held], document.path), submission.id, _printable(document.path))

    def _code(self, code: Code, path: str) -> Code:
        """Advisors are told to clear the review folder as they go: what is missing there is no fault."""
        missing = code in (Code.ORIGINAL_MISSING, Code.DOCUMENT_MISSING)
        return Code.REVIEW_CLEARED if missing and path.startswith(f"{self.share.names.review}/") else code

    def _safety(self, submission: Submission) -> Iterator[Finding]:
        if submission.sha256 is None:
            return  # too large to be copied: its original is all there is, and its owner may withdraw it
        in_spool = _held(self.spool, submission.sha256.encode(), submission.sha256)
        if in_spool is not _Held.SAME and not self._is_elsewhere(submission, submission.sha256):
            yield Finding(Code.UNSAFE, submission.id, submission.name)

    def _is_elsewhere(self, submission: Submission, sha256: str) -> bool:
        archived = bool(submission.archive_path) and self._held(submission.archive_path or "", sha256) is _Held.SAME
        return archived or _held(self.share.drops, submission.path, sha256) is _Held.SAME

    def _held(self, path: str, sha256: str | None, size: int = 0) -> _Held:
        return _held(self.share.root, os.fsencode(path), sha256, size)

    # One file

    def _copy(self, name: str) -> Iterator[Finding]:
        if not _SHA256.fullmatch(name):
            yield Finding(Code.LEFTOVER, path=_printable(f"{self.spool.name}/{name}"))
        elif _held(self.spool, name.encode(), name) is _Held.OTHER:
            yield Finding(Code.SPOOL_DAMAGED, path=f"{self.spool.name}/{name}")
        elif name not in self._counted_on:
            yield Finding(Code.SPOOL_ORPHAN, path=f"{self.spool.name}/{name}")

    def _strangers(self) -> Iterator[Finding]:
        """What nobody counts on: our own unfinished files, and files that are not in the ledger."""
        known = {path for each in self.submissions for path in (*_documents(each), each.archive_path or "")}
        for path, readable in self._all_files():
            if not readable:
                yield Finding(Code.UNREADABLE, path=_printable(path))
            elif path not in known and path not in self.expected and not self._is_being_worked_on(path):
                yield from self._stranger(path)

    def _stranger(self, path: str) -> Iterator[Finding]:
        folder, _, name = path.rpartition("/")
        if name.startswith(_UNFINISHED):
            yield Finding(Code.LEFTOVER, path=_printable(path))
        elif self._holds_only_ours(folder, name) and not is_noise(os.fsencode(name)):
            yield Finding(Code.UNKNOWN_FILE, path=_printable(path))

    def _holds_only_ours(self, folder: str, name: str) -> bool:
        """Whether a file of that name in that folder should be in the ledger; clerks may keep files of their own beside a report."""
        names = self.share.names
        top = folder.partition("/")[0]
        return top in (names.archives, names.review) or (top == names.reports and name.startswith(_OURS))

    def _is_being_worked_on(self, path: str) -> bool:
        """Whether a submission that is not finished will account for this file: it bears its number, or lies in its folder."""
        name = path.rpartition("/")[2]
        numbers = {int(number) for number in _NUMBER.findall(name)}
        return bool(numbers & self._unfinished.keys()) or path.startswith(self._folders_at_work)

    @cached_property
    def _folders_at_work(self) -> tuple[str, ...]:
        owners = {each.belonging for each in self._unfinished.values() if each.belonging is not None}
        return tuple(f"{self.share.names.reports}/{owner.campaign}/{owner.respondent}-" for owner in owners)

    def _all_files(self) -> Iterator[tuple[str, bool]]:
        """Every file of the share, relative to it; and every folder that cannot be listed, with False."""
        closed: list[str] = []
        for folder, _, names in os.walk(self.share.root, onerror=lambda error: closed.append(str(error.filename))):
            yield from ((os.path.relpath(os.path.join(folder, name), self.share.root), True) for name in sorted(names))  # noqa: PTH118 – names may not be UTF-8
        yield from ((os.path.relpath(folder, self.share.root), False) for folder in closed if os.path.lexists(folder))


def _held(root: Path, relative: bytes, sha256: str | None, size: int = 0) -> _Held:
    """What `relative` below `root` holds, compared with a SHA-256, or with a size when there is none."""
    try:
        if sha256 is None:
            stamp = stamp_of(root, relative)
            return _Held.MISSING if stamp is None else _Held.SAME if stamp.size == size else _Held.OTHER
        return _Held.SAME if sha256_of_file(root, relative) == sha256 else _Held.OTHER
    except (FileNotFoundError, NotADirectoryError, NotAFile):
        return _Held.MISSING
    except OSError:
        return _Held.UNREADABLE


def _documents(submission: Submission) -> Iterator[str]:
    return (document.path for document in submission.documents)


def _printable(path: str) -> str:
    return "/".join(printable_name(os.fsencode(part)) for part in path.split("/"))
