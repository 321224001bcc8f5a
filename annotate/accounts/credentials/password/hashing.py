"""Hashes of passwords, by argon2id."""

from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from annotate.accounts.credentials.password.strength import LONGEST
from annotate.hashing import Hasher

_hasher = Hasher(
    RFC_9106_LOW_MEMORY,
    at_once=2,  # each fills 64 MiB
    busy="Many people are signing in just now. Please try again in a moment.",
)


def use_cheapest_hashing() -> None:
    """Hash in microseconds from now on; for tests alone."""
    _hasher.use(CHEAPEST)


def hash_password(password: str) -> str:
    """Hash with argon2id, in the RFC 9106 profile for little memory; takes some tens of milliseconds.

    Raises Unavailable when too many wait for their turn.
    """
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is the right one; without a hash (nobody has that address) it takes as long and is not.

    Raises Unavailable when too many wait for their turn.
    """
    return len(password) <= LONGEST and _hasher.matches(password_hash, password)


def outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher.outdated(password_hash)
