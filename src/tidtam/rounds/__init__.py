"""Rounds of a fiscal year and the instruments each one asks."""
