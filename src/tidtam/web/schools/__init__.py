"""Pages about schools: their list, what an office asks them, and where they reply."""
