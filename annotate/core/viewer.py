"""The viewer of a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, or one whose program asks, as gates and pages know them; independent of database rows."""

    id: str
    name: str
    email: str
    sign_in_id: str
    """The sign-in row that this request came with; empty for a program that showed an access token."""
