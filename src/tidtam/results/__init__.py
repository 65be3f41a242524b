"""Computed results: draft, computed, checked, published; printed as sheets."""
