"""Rows of the submissions table to values and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forms.codec import canonical_json, from_json
from intake.database import Row
from intake.records import Arrival, Belonging, Decision, DeliveredDocument, Event, Reason, Stamp, State, Submission, Verdict

SqlValue = str | bytes | int | None


def arrival_values(arrival: Arrival) -> dict[str, SqlValue]:
    """The columns an arrival fills."""
    return {
        "path": arrival.path,
        "name": arrival.name,
        "size": arrival.stamp.size,
        "mtime_ns": arrival.stamp.mtime_ns,
        "inode": arrival.stamp.inode,
        "sha256": arrival.sha256,
        "seen_pass": arrival.seen_pass,
        "cautions": canonical_json(arrival.cautions).decode(),
        "twins": arrival.twins,
    }


def belonging_values(belonging: Belonging) -> dict[str, SqlValue]:
    """The columns an identification fills."""
    return {
        "campaign": belonging.campaign,
        "respondent": belonging.respondent,
        "reference": belonging.reference,
        "content_hash": belonging.content_hash,
        "scoring_hash": belonging.scoring_hash,
    }


def reason_values(reason: Reason) -> dict[str, SqlValue]:
    """The columns a refusal or a wait fills."""
    return {"reason_code": reason.code, "reason_sentence": reason.sentence, "reason_detail": reason.detail}


def submission_from(row: Row) -> Submission:
    """The submission a row holds."""
    return Submission(
        id=row["id"],
        state=State(row["state"]),
        path=row["path"],
        name=row["name"],
        stamp=Stamp(row["size"], row["mtime_ns"], row["inode"]),
        sha256=row["sha256"],
        seen_pass=row["seen_pass"],
        received_at=datetime.fromisoformat(row["received_at"]),
        belonging=_belonging(row),
        answers_hash=row["answers_hash"],
        revision=row["revision"],
        reason=_reason(row),
        duplicate_of=row["duplicate_of"],
        archive_path=row["archive_path"],
        documents=from_json(row["documents"], tuple[DeliveredDocument, ...]),
        attempts=row["attempts"],
        last_error=row["last_error"],
        settled=row["settled_at"] is not None,
        cautions=from_json(row["cautions"], tuple[str, ...]),
        faults=row["faults"],
        retry_at=datetime.fromisoformat(row["retry_at"]) if row["retry_at"] else None,
        set_aside=row["set_aside"],
        decision=_decision(row),
        twins=bool(row["twins"]),
    )


def event_from(row: Row) -> Event:
    """The line of history a row holds."""
    before = State(row["before"]) if row["before"] else None
    return Event(row["submission"], before, State(row["after"]), datetime.fromisoformat(row["at"]), row["note"])


def quoted(states: Iterable[State]) -> str:
    """States as a list of SQL literals, in a fixed order."""
    return ", ".join(f"'{state}'" for state in sorted(states))


def _belonging(row: Row) -> Belonging | None:
    if row["campaign"] is None:
        return None
    return Belonging(row["campaign"], row["respondent"], row["reference"], row["content_hash"], row["scoring_hash"])


def _reason(row: Row) -> Reason | None:
    if row["reason_code"] is None:
        return None
    return Reason(row["reason_code"], row["reason_sentence"], row["reason_detail"])


def _decision(row: Row) -> Decision | None:
    if row["verdict"] is None:
        return None
    return Decision(Verdict(row["verdict"]), row["decided_by"], datetime.fromisoformat(row["decided_at"]))
