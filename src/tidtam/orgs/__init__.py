"""Agencies, provinces, inspection regions, and every name an agency goes by."""
