"""The fillable PDF: one master a campaign, one stamp a respondent."""
