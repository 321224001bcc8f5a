"""Addresses by which whoever reads a mail ends mails of its kinds, without signing in (RFC 8058)."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.errors import NotFound
from annotate.mail.tokens import ENDING_MAILS, read_token
from annotate.notifications.kinds import NotificationKind
from annotate.signing import Signer

LIFETIME = ENDING_MAILS

_TOO_OLD = "This address is too old. Sign in, and choose on the page of your account what you are told."

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
    match read_token(signer, _SALT, token, LIFETIME, _TOO_OLD):
        case [str(account_id), [*named]]:
            return Unsubscription(account_id, tuple(kind for kind in NotificationKind if kind in named))
        case _:
            raise NotFound
