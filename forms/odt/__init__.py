"""The fillable ODT: one master a campaign, one stamp a respondent."""
