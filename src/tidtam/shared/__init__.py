"""Small things every room may use: the clock and the tree of errors. No models."""
