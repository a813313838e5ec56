"""A real LibreOffice for tests: fills forms through its control models, and converts.

The product's own driver (`commands.fill_libreoffice`) does the work; this is its handle in tests.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from commands.fill_libreoffice import FillJob, RunningLibreOffice


class LibreOffice(RunningLibreOffice):
    """One LibreOffice, alive inside a `with` block."""

    def fill(self, source: Path, target: Path, answers: Mapping[str, str | Collection[str]], *, output: str = "odt") -> Path:
        """Fills `source` as a person would and saves it as `target`, its ending replaced by `output`. Gives the file written."""
        values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in answers.items()}
        return self._done(FillJob(source, target.with_suffix(f".{output}"), values))

    def to_pdf(self, source: Path, target: Path, *, with_fields: bool = False) -> Path:
        """`source` as the PDF that printing would give, or with its fields still fillable."""
        return self._done(FillJob(source, target, filter_data={"ExportFormFields": with_fields}))

    def _done(self, job: FillJob) -> Path:
        self.run([job])
        return job.target
