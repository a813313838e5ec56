"""What goes to the council: report, synthesis and draft délibération, from one view through one vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from outbox.delivery import Document
from outbox.motion import motion
from outbox.odt_template import OdtTemplate
from outbox.report import report
from outbox.synthesis import synthesis
from outbox.view import ReportView
from outbox.vocabulary import report_values

_WRITERS = {"rapport": report, "synthese": synthesis, "deliberation": motion}


def council_documents(view: ReportView, key: str, templates: Mapping[str, OdtTemplate] = MappingProxyType({})) -> list[Document]:
    """The documents of the respondent identified by `key`, in the order in which they are read.

    `templates` are those to use instead of the shipped ones, by name (« rapport »). Their words are worked out once, so that no two
    documents can differ. Raises `forms.errors.TemplateError` when a template cannot be filled.
    """
    common = report_values(view)
    return [write(view, key, templates.get(name), common) for name, write in _WRITERS.items()]
