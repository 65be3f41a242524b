"""Opens what people send, to learn what it really is. Runs in a process of its own, with limits.

Nothing here knows Django or the database: ``python -m tidtam.evidence.inspection`` reads one
question as JSON and answers as JSON. One small module for each family of files.
"""
