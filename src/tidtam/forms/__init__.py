"""Pure: what is asked of an office, typed answers, and the text that reports print."""
