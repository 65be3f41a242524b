"""Checks on Thai reports: pure functions on plain data that give findings."""
