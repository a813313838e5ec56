"""Run by a Python that has LibreOffice's `uno`, not by the product's own: fills forms through their control models.

Standard library and `uno` only. Arguments: the name of LibreOffice's pipe, and how many seconds to wait for it. On standard input: a
JSON list of jobs {source, target, answers, filter_data}, addresses as file URLs. On standard output: a JSON list, a job's trouble or null.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import uno  # type: ignore[import-not-found]  # belongs to LibreOffice's Python
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # likewise
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]  # likewise

Uno = Any
"""An object on LibreOffice's side: it has no static type."""
FILTERS = {
    "odt": "writer8",
    "ott": "writer8_template",
    "fodt": "OpenDocument Text Flat XML",
    "docx": "MS Word 2007 XML",
    "docm": "MS Word 2007 XML VBA",
    "doc": "MS Word 97",
    "rtf": "Rich Text Format",
    "pdf": "writer_pdf_Export",
}
"""Names of LibreOffice's export filters, by the ending of the target."""
COMPONENT = "com.sun.star.form.component."


def connect(pipe: str, patience: float) -> Uno:
    """The desktop of the LibreOffice that listens on `pipe`, waited for at most `patience` seconds."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    deadline = time.monotonic() + patience
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def fill_and_save(desktop: Uno, job: dict[str, Any]) -> str | None:
    """Opens the source, sets its controls, saves the target. Tells what went wrong, or None."""
    document = desktop.loadComponentFromURL(job["source"], "_blank", 0, properties(Hidden=True))
    if document is None:
        return "LibreOffice could not open it"
    try:
        missing = fill(document, job["answers"]) if job["answers"] else []  # a spreadsheet has no single page of forms
        if missing:
            return "no such control or choice: " + ", ".join(missing)
        name = job.get("filter_name") or FILTERS[job["target"].rsplit(".", 1)[-1]]
        document.storeToURL(job["target"], properties(FilterName=name, **filter_data(job)))
    finally:
        document.close(True)
    return None


def fill(document: Uno, answers: dict[str, list[str]]) -> list[str]:
    """Sets the controls named in `answers`; gives the answers that found no control."""
    wanted = {(name, value) for name, values in answers.items() for value in values}
    found = set()
    forms = document.DrawPage.Forms
    for place in range(forms.Count):
        form = forms.getByIndex(place)
        for index in range(form.Count):
            model = form.getByIndex(index)
            if model.Name in answers:
                found |= {(model.Name, value) for value in set_control(model, answers[model.Name])}
    return sorted(f"{name}={value}" for name, value in wanted - found)


def set_control(model: Uno, values: list[str]) -> list[str]:
    """Sets one control; gives those of `values` it took."""
    if model.supportsService(COMPONENT + "RadioButton") or model.supportsService(COMPONENT + "CheckBox"):
        chosen = model.RefValue in values
        model.State = int(chosen)
        return [model.RefValue] if chosen else []
    if model.supportsService(COMPONENT + "TextField"):
        model.Text = "\n".join(values)
        return values
    return []


def filter_data(job: dict[str, Any]) -> dict[str, Any]:
    """The options of the export filter, if any, as a property of their own."""
    options = properties(**job.get("filter_data", {}))
    return {"FilterData": uno.Any("[]com.sun.star.beans.PropertyValue", options)} if options else {}


def properties(**values: object) -> tuple[Any, ...]:
    """`values` as UNO wants them."""
    made = []
    for name, value in values.items():
        each = PropertyValue()
        each.Name, each.Value = name, value
        made.append(each)
    return tuple(made)


def attempt(desktop: Uno, job: dict[str, Any]) -> str | None:
    """`fill_and_save`, an error told rather than raised, so that one job does not cost the others."""
    try:
        return fill_and_save(desktop, job)
    except Exception as error:  # noqa: BLE001 – LibreOffice raises its own kinds, unknown here
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Handles the jobs of standard input."""
    desktop = connect(sys.argv[1], float(sys.argv[2]))
    troubles = [attempt(desktop, job) for job in json.load(sys.stdin)]
    json.dump(troubles, sys.stdout)
    sys.stdout.flush()
    # Everything is said. Leaving in the ordinary way would take the bridge to LibreOffice down, and its threads sometimes crash there.
    os._exit(0)


if __name__ == "__main__":
    main()
