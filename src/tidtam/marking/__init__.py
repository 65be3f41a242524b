"""Who marks what, and how well the marks agree: pure. No Django, no files."""
