"""Frameworks: the year's instruments, read from files that people can edit."""
