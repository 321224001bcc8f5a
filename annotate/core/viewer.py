"""Who is looking."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in, or whose program asks, as every gate and page knows them; no row of the database hangs on it."""

    id: str
    name: str
    email: str
    sign_in_id: str
    """The sign-in row that this request came with; empty for a program that showed an access token."""
