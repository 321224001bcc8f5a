"""Signed tokens of shares: the addresses of links, and the cookies of those who have them open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from annotate.core.lifetimes import LONGEST
from annotate.signing import Forged, Signer, TooOld


class TokenPurpose(StrEnum):
    """What a token is good for: the salt keeps one from passing for another."""

    LINK = "share-link.v1"
    UNLOCK = "share-unlock.v2"
    GUEST = "share-guest.v2"
    UNLOCK_BEFORE = "share-unlock.v1"
    """Nothing is signed for this any more, nor for the next one: such cookies lay under a name that other hosts could set."""
    GUEST_BEFORE = "share-guest.v1"


_UNLOCKED = timedelta(hours=12)
_AGES = {
    TokenPurpose.LINK: LONGEST,
    TokenPurpose.UNLOCK: _UNLOCKED,
    TokenPurpose.GUEST: LONGEST,
    TokenPurpose.UNLOCK_BEFORE: _UNLOCKED,
    TokenPurpose.GUEST_BEFORE: LONGEST,
}


@dataclass(frozen=True, slots=True)
class Link:
    """What the token in a share's address holds."""

    share_id: str
    epoch: int


class Tokens:
    """Signs and reads the tokens of links and of visitors' cookies; of its keys the last one signs, all are believed."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Keep the keys; there must be one."""
        self._signer = Signer(keys)

    def link(self, link: Link) -> str:
        """Make the token of a share's address; each call gives another one, all of them good."""
        return self._signer.sign(TokenPurpose.LINK, [link.share_id, link.epoch])

    def read_link(self, token: str) -> Link:
        """Read the token of an address; raises Forged or TooOld."""
        value = self._signer.read(TokenPurpose.LINK, token, _AGES[TokenPurpose.LINK])
        match value:
            case [str(share_id), int(epoch)]:
                return Link(share_id, epoch)
            case _:
                raise Forged

    def passcode_seed(self, *asked: str) -> bytes:
        """Make what the passcode of a form is drawn from: the same form sent again, at once too, is given the same one."""
        return self._signer.derive("share-passcode.v1", json.dumps(asked))

    def name(self, purpose: TokenPurpose, row_id: str) -> str:
        """Make the cookie that names a row."""
        return self._signer.sign(purpose, row_id)

    def read_name(self, purpose: TokenPurpose, cookie: str | None) -> str | None:
        """Give the id of the row that a cookie names; None for a forged, old or missing cookie."""
        try:
            value = self._signer.read(purpose, cookie or "", _AGES[purpose])
        except (Forged, TooOld):
            return None
        return value if isinstance(value, str) else None
