"""The command line: thin shells around plain functions."""
