"""Addresses by which whoever reads a mail ends mails of its kinds, without signing in (RFC 8058)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from annotate.errors import Gone, NotFound
from annotate.notifications.kinds import NotificationKind
from annotate.signing import Forged, Signer, TooOld

LIFETIME = timedelta(days=730)
"""How long an address is good: old mails are found again, and a stranger who finds one can do no more than end mails."""

_SALT = "unsubscribe.v1"


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Whom mails of which kinds end for."""

    account_id: str
    kinds: tuple[NotificationKind, ...]


def sign_unsubscription(signer: Signer, account_id: str, kinds: Iterable[NotificationKind]) -> str:
    """Make the token that ends mails of these kinds for an account."""
    return signer.sign(_SALT, [account_id, sorted(kinds)])


def read_unsubscription(signer: Signer, token: str) -> Unsubscription:
    """Read a token; raises NotFound for one of other making, Gone for one that is too old."""
    try:
        value = signer.read(_SALT, token, LIFETIME)
    except Forged:
        raise NotFound from None
    except TooOld:
        raise Gone(
            "This address is too old. Sign in, and choose on the page of your account what you are told."
        ) from None
    match value:
        case [str(account_id), [*named]]:
            return Unsubscription(account_id, tuple(kind for kind in NotificationKind if kind in named))
        case _:
            raise NotFound
