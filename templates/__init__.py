"""The documents the outbox fills; an advisor may override them from the workspace."""
