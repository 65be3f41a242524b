"""Pages by audience: thin doors over queries and actions."""
