"""What a program may do with an access token, beside what its account may do."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """One thing that a token allows."""

    READ = "read"
    """Read what the account may read. Every token does."""
    WRITE = "write"
    """Write, change and delete notes, replies, labels and tags."""
    SHARE = "share"
    """Make, change and end links."""


EVERY_SCOPE = frozenset(Scope)
"""What a signed-in person may do."""


def read_scopes(words: str) -> frozenset[Scope]:
    """Read scopes as a token's row has them; a word that is none, as of a later release, allows nothing."""
    named = set(words.split())
    return frozenset(scope for scope in Scope if scope in named) | {Scope.READ}


def write_scopes(scopes: Iterable[Scope]) -> str:
    """Write scopes with spaces between (RFC 6749, section 3.3), always in the same order; reading is among them."""
    wanted = {Scope.READ, *scopes}
    return " ".join(scope for scope in Scope if scope in wanted)


def allowed_words(scopes: Iterable[Scope]) -> str:
    """Say what scopes allow, after "can": "read and write your notes and replies"."""
    allowed = set(scopes)
    verbs = "read and write" if Scope.WRITE in allowed else "read"
    links = ", and make and end links" if Scope.SHARE in allowed else ""
    return f"{verbs} your notes and replies{links}"
