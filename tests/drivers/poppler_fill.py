"""Fill a PDF form with poppler's glib binding, the engine of Evince; run by the system's Python, which has `gi`.

python3 poppler_fill.py source.pdf target.pdf marks.json     (marks: page from 0, x and y in PDF points, text or null for a box to tick)
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402 – the version must be asked for first


def field_at(page, x, y):
    for mapping in page.get_form_field_mapping():
        area = mapping.area
        if area.x1 < x < area.x2 and area.y1 < y < area.y2:
            return mapping.field
    raise SystemExit(f"no field at {x}, {y}")


def main(source, target, marks):
    document = Poppler.Document.new_from_file(Path(source).resolve().as_uri(), None)
    for mark in json.loads(Path(marks).read_text(encoding="utf-8")):
        field = field_at(document.get_page(mark["page"]), mark["x"], mark["y"])
        if mark["text"] is None:
            field.button_set_state(True)
        else:
            field.text_set_text(mark["text"])
    document.save(Path(target).resolve().as_uri())


main(*sys.argv[1:])
