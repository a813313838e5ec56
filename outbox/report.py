"""The report for the council, from the view and a template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from outbox.delivery import Document
from outbox.odt_template import OdtTemplate, compiled
from outbox.shapes import STYLES
from outbox.view import ReportView
from outbox.vocabulary import report_values


def report(view: ReportView, key: str, template: OdtTemplate | None = None, common: Mapping[str, object] | None = None) -> Document:
    """The report of the respondent identified by `key` (INSEE code or SIREN), named « rapport-01001-v1.odt ».

    `common` are the `report_values` of the same view, when they are at hand. Raises `forms.errors.TemplateError` when `template`, the
    one shipped unless given, cannot be filled.
    """
    filled = (template or shipped_template("rapport")).render(report_values(view) if common is None else common)
    return Document(f"rapport-{key}-{version_suffix(view.revision, view.document_version)}.odt", filled)


def version_suffix(revision: int, document_version: int) -> str:
    """« v1 », « v2 » for the second return, « v2-2 » … for documents made again of the same return."""
    again = f"-{document_version}" if document_version > 1 else ""
    return f"v{revision}{again}"


@cache
def shipped_template(name: str) -> OdtTemplate:
    """The template `name` (« rapport », « recu ») that comes with the product."""
    return load_template((resources.files("templates") / f"{name}.odt").read_bytes())


def load_template(data: bytes) -> OdtTemplate:
    """The template in the ODT file `data`, ready for our drawings. Raises `forms.errors.TemplateError` with every problem found."""
    return compiled(data, drawing_styles=STYLES)
