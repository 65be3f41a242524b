"""Sending files of evidence, and looking at them."""
