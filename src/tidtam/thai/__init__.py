"""Thai digits, dates, text and names: pure functions, no Django, no files."""
