"""Fonts embedded in PDF forms (SIL Open Font License, see OFL.txt)."""
