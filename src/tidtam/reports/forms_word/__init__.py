"""The form of an item, or of an instrument, as a Word file to fill in."""
