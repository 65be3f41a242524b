"""Pages of the panel's heads: marks that differ, decisions, the meeting, what is open."""
