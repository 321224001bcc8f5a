"""Hashing of typed secrets with argon2id, a few at a time; weak ones are refused."""

import secrets
import threading
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from annotate.errors import Unavailable

_GOOD_SCORE = 3  # of 4: "safely unguessable", more than 10^8 guesses
_SCORED = 72  # code points; zxcvbn's time grows faster than its input, longer input takes seconds
_PATIENCE = 2.0  # seconds to wait for a turn


class Hasher:
    """Hasher with at most ``at_once`` hashes at a time: each takes much memory, which strangers could exhaust."""

    def __init__(self, parameters: Parameters, *, at_once: int, busy: str, patience: float = _PATIENCE) -> None:
        """Store the parameters, and the message (``busy``) after ``patience`` seconds of waiting."""
        self._argon2 = PasswordHasher.from_parameters(parameters)
        self._turns = threading.BoundedSemaphore(at_once)
        self._busy = busy
        self._patience = patience

    def use(self, parameters: Parameters) -> None:
        """Change the parameters; for tests only."""
        self._argon2 = PasswordHasher.from_parameters(parameters)

    def hash(self, secret: str) -> str:
        """Return the hash; takes some tens of milliseconds. Raises Unavailable when too many wait."""
        with self._turn():
            return self._argon2.hash(secret)

    def matches(self, hashed: str | None, secret: str) -> bool:
        """True if the hash is the secret's; without a hash False, after the same time.

        Raises Unavailable when too many wait.
        """
        with self._turn():
            try:
                return self._argon2.verify(hashed or self._nobodys_hash(), secret)
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, hashed: str) -> bool:
        """True if the hash was made with other parameters than the current ones."""
        return self._argon2.check_needs_rehash(hashed)

    def _nobodys_hash(self) -> str:
        """Return a hash that no secret has, as costly to verify as a real one."""
        used = self._argon2
        salt, digest = (
            b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (used.salt_len, used.hash_len)
        )
        return f"$argon2id$v=19$m={used.memory_cost},t={used.time_cost},p={used.parallelism}${salt}${digest}"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._patience):
            raise Unavailable(self._busy, retry_after=2)
        try:
            yield
        finally:
            self._turns.release()


def hard_to_guess(secret: str, known: Iterable[str]) -> bool:
    """True if the secret resists guessing by somebody who knows these words about its owner."""
    words = ["annotate", *(word[:_SCORED] for word in known)]
    return bool(zxcvbn(secret[:_SCORED], user_inputs=words)["score"] >= _GOOD_SCORE)
