"""The fillable PDF: typeset once per campaign and edition, stamped once per respondent, with the position of every box."""
