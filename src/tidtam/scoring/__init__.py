"""Marks in, means and levels out: exact, pure, explained. No Django, no files."""
