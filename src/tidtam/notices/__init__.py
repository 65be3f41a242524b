"""The outbox: what is to be said to whom, by which way, and whether it arrived."""
