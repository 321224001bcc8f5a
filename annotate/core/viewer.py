"""Who is looking."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, as every gate and page knows them; no row of the database hangs on it."""

    id: str
    name: str
    email: str
    sign_in_id: str
    """The sign-in row that this request came with."""
