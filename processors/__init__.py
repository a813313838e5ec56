"""What it means: checked answers, assessment, order of actions. Pure functions; no file, clock, network or database."""
