"""What goes out: one view of an assessment feeds every document; delivery is atomic. Imports `forms` and `processors`."""
