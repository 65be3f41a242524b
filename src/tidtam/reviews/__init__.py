"""Marks and recommendations given to offices."""
