"""Pages about people: one's own account, the list of people, invitations."""
