"""Pages about notices: how I want to be told, and the outbox of the bureau."""
