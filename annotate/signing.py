"""Signed tokens. The signature is checked before the database and again after it; the named row is the truth."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from annotate import clock

LONGEST_TOKEN = 512
"""Characters beyond which a token is refused unread."""


CLOCKS_APART = timedelta(minutes=1)
"""How far in the future a token may have been signed, since clocks of machines differ."""


class Forged(Exception):
    """The token was not made by this instance for this purpose."""


class TooOld(Exception):
    """The token was made by this instance, too long ago."""


class Signer:
    """Signs and reads tokens. Keys are oldest first: the last one signs, all are accepted."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Store the keys; at least one."""
        if not keys:
            raise ValueError("tokens need a key")
        self._keys = list(keys)

    def sign(self, salt: str, value: object) -> str:
        """Return a token for one purpose, named by the salt."""
        return str(self._serializer(salt).dumps(value))

    def derive(self, salt: str, value: str) -> bytes:
        """Return 32 bytes derived from the value, which look random without the key."""
        return hmac.digest(f"{salt}\0{self._keys[-1]}".encode(), value.encode(), "sha256")

    def read(self, salt: str, token: str, longest: timedelta) -> object:
        """Return what was signed for a purpose within the given age. Raises Forged or TooOld."""
        if not token.isascii() or len(token) > LONGEST_TOKEN:
            raise Forged
        try:
            value: object = self._serializer(salt).loads(token, max_age=int(longest.total_seconds()))
        except SignatureExpired as error:
            if not _just_signed(error):
                raise TooOld from error
            value = self._serializer(salt).load_payload(error.payload or b"")
        except BadData as error:
            raise Forged from error
        return value

    def _serializer(self, salt: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._keys,
            salt=salt,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )


def _just_signed(refusal: SignatureExpired) -> bool:
    """True if the library refused a token as from the future, by no more than clocks differ."""
    at = clock.now()
    return refusal.date_signed is not None and at <= refusal.date_signed <= at + CLOCKS_APART
