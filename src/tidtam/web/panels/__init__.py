"""Pages of the bureau about panels: who marks what, and how far they are."""
