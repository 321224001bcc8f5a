"""Signed tokens. The signature is a gate before the database and a backstop behind it; the row that one names is the truth."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from annotate import clock

LONGEST_TOKEN = 512
"""Characters beyond which a token is refused unread."""


CLOCKS_APART = timedelta(minutes=1)
"""How much later than now a token may have been signed: the clocks of two machines are never quite the same."""


class Forged(Exception):
    """The token was not made by this instance for this purpose."""


class TooOld(Exception):
    """The token was made by this instance, too long ago."""


class Signer:
    """Signs and reads tokens. Keys stand oldest first: the last one signs, all of them are believed."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Keep the keys; there must be one."""
        if not keys:
            raise ValueError("tokens need a key")
        self._keys = list(keys)

    def sign(self, salt: str, value: object) -> str:
        """Make a token that is good for one purpose, which the salt names."""
        return str(self._serializer(salt).dumps(value))

    def derive(self, salt: str, value: str) -> bytes:
        """Make 32 bytes that nobody can tell from random ones without the key, and always the same ones of the same value."""
        return hmac.digest(f"{salt}\0{self._keys[-1]}".encode(), value.encode(), "sha256")

    def read(self, salt: str, token: str, longest: timedelta) -> object:
        """Read what was signed for a purpose at most so long ago: no token is believed for ever. Raises Forged or TooOld."""
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
    """Tell whether the library refused a token because it comes from the future, though by no more than clocks differ."""
    at = clock.now()
    return refusal.date_signed is not None and at <= refusal.date_signed <= at + CLOCKS_APART
