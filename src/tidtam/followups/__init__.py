"""What came of a recommendation: accepted or not, what is done about it, by whom, until when."""
