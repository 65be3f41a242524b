"""Pages of a service area office."""
