"""Append-only record of who did what, when and why; each entry seals the one before."""
