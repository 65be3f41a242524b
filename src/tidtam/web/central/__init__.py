"""Pages of the central bureau."""
