"""The fingerprint printed in a report: what ties a paper copy to the assessment it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from forms.codec import sha256_of
from processors.results import Assessment


@dataclass(frozen=True, slots=True)
class Subject:
    """What an assessment is of: two communes with the same answers still have two fingerprints."""

    campaign: str
    respondent: str
    revision: int


def fingerprint(subject: Subject, assessment: Assessment, document_version: int, comparison: object = None) -> str:
    """SHA-256 (64 hexadecimal digits) of the canonical JSON of subject, assessment, comparison snapshot and document version.

    A file cannot hold its own hash, and a clerk may edit the document: this one covers the figures, whatever the file becomes.
    """
    return sha256_of({"subject": subject, "assessment": assessment, "comparison": comparison, "document_version": document_version})


def grouped_fingerprint(digits: str, size: int = 8) -> str:
    """`digits` in groups that can be read aloud and compared on paper."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))
