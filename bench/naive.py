"""The pipeline one would assemble from well-known parts: odfpy reads, secretary renders, soffice makes a PDF. No durability.

It is given every advantage that costs it nothing: the questionnaire, the view and the assessment come ready from our own code, and
are not timed against it; it reads only the controls, and its report is a third as long as ours.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import jinja2
import markupsafe
from odf import opendocument, style, table, text
from odf.element import Element

from outbox.view import ReportView

# secretary 0.2.19 predates Jinja2 3.1, where these names moved.
jinja2.Markup = markupsafe.Markup
jinja2.evalcontextfilter = jinja2.pass_eval_context
jinja2.environmentfilter = jinja2.pass_environment
jinja2.contextfilter = jinja2.pass_context

FORM = "urn:oasis:names:tc:opendocument:xmlns:form:1.0"


def read_form(path: Path) -> dict[str, str]:
    """Every control's value, as odfpy finds it."""
    document = opendocument.load(path)
    values: dict[str, str] = {}
    pending: list[Element] = [document.body]
    while pending:
        element = pending.pop()
        pending += [child for child in element.childNodes if child.nodeType == child.ELEMENT_NODE]
        if element.qname[0] == FORM and "attributes" in vars(element):
            _note(element, values)
    return values


def _note(element: Element, values: dict[str, str]) -> None:
    attributes = {name: value for (_, name), value in element.attributes.items()}
    if attributes.get("current-selected") == "true" or attributes.get("current-state") == "checked":
        values[attributes["name"]] = attributes.get("value", "")
    elif "current-value" in attributes:
        values[attributes["name"]] = attributes["current-value"]


def make_template(path: Path) -> None:
    """A report template: heading, summary, themes, actions and the table of answers."""
    document = opendocument.OpenDocumentText()
    heading = style.Style(name="Heading", family="paragraph")
    heading.addElement(style.TextProperties(fontsize="14pt", fontweight="bold"))
    document.styles.addElement(heading)
    for line in (
        "{{ view.title }} – {{ view.respondent.name }}",
        "{{ view.summary }}",
        "{% for theme in view.themes %}",
        "{{ theme.title }} : {{ theme.score.index }}",
        "{% for each in theme.missing %}",
        "{{ each.text }} – {{ each.answer }} – {{ each.why }}",
        "{% endfor %}",
        "{% endfor %}",
        "{% for each in view.first_actions %}",
        "{{ each.title }} – {{ each.why }} – {{ each.how }}",
        "{% endfor %}",
        "{% for each in view.other_actions %}",
        "{{ each.title }} – {{ each.how }}",
        "{% endfor %}",
    ):
        document.text.addElement(text.P(text=line, stylename=heading))
    document.text.addElement(_answers())
    document.save(path)


def _answers() -> Element:
    answers = table.Table(name="Answers")
    answers.addElement(table.TableColumn(numbercolumnsrepeated=3))
    for cells in (
        ["{% for part in view.annex %}{% for row in part.rows %}"],
        ["{{ row.number }}", "{{ row.question }}", "{{ row.answer }}"],
        ["{% endfor %}{% endfor %}"],
    ):
        row = table.TableRow()
        for cell in cells:
            holder = table.TableCell()
            holder.addElement(text.P(text=cell))
            row.addElement(holder)
        answers.addElement(row)
    return answers


def render(template: Path, view: ReportView) -> bytes:
    """The report as secretary makes it. Each report recompiles the template: that is how the library works."""
    from secretary import Renderer

    return bytes(Renderer().render(io.BytesIO(template.read_bytes()), view=view))


def to_pdf(odt: Path, folder: Path, profile: Path) -> None:
    """A PDF through one cold soffice, as people do."""
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(odt),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def process(form: Path, template: Path, view: ReportView, *, profile: Path | None) -> int:
    """One form, from its file to its report; with a PDF when a `profile` is given. Returns how many values were read."""
    values = read_form(form)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.odt")
        report.write_bytes(render(template, view))
        if profile is not None:
            to_pdf(report, Path(folder), profile)
    return len(values)


__all__ = ["make_template", "process", "read_form"]
