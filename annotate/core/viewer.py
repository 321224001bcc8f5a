"""The viewer of a request."""

from dataclasses import dataclass

from annotate.core.scopes import Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, or one whose program asks, as gates and pages know them; independent of database rows."""

    id: str
    name: str
    email: str
    sign_in_id: str
    """The sign-in row that this request came with; empty for a program that showed an access token."""


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """A program that showed an access token: whom it asks for, and what the token allows."""

    viewer: Viewer
    scopes: frozenset[Scope]
