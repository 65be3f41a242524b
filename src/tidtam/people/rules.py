"""Which line of the rights table stands for which post."""

from __future__ import annotations

from tidtam.people.roles import Role

# The posts that people can be given; the public and the system hold none.
GIVEN = (
    Role.REPORTER,
    Role.DIRECTOR,
    Role.CENTRAL_OFFICER,
    Role.REVIEWER,
    Role.MODERATOR,
    Role.CHAIR,
)


def give_right(role: Role) -> str:
    """The act of giving a post with this role."""
    return f"people.give_{role.value}"


def end_right(role: Role) -> str:
    """The act of ending a post with this role."""
    return f"people.end_{role.value}"
