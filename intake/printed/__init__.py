"""Forms that came back printed to PDF or flattened: no field is left, and everything is read by where it stands on the page.

Coordinates come in three spaces: *form* (PDF points from the bottom left of the form as issued, `forms.pdf.geometry`), *page* (points of
the PDF that came back, which may be scaled, turned or on other paper) and *pixels* of that page rendered, from its top left. The four
corner squares found on the rendering tie the first to the last.
"""
