"""Addresses by which a mailbox gets no more mail that other people cause."""

from annotate.errors import NotFound
from annotate.mail.tokens import ENDING_MAILS, read_token
from annotate.signing import Signer

_SALT = "mail-refusal.v1"
_TOO_OLD = "This address is too old. Write to the person who runs this site."


def sign_refusal(signer: Signer, digest: str) -> str:
    """Make the token by which the mailbox with this digest refuses mail."""
    return signer.sign(_SALT, digest)


def read_refusal(signer: Signer, token: str) -> str:
    """Return the digest that a token names; raises NotFound for one of other making, Gone for one that is too old."""
    match read_token(signer, _SALT, token, ENDING_MAILS, _TOO_OLD):
        case str(digest):
            return digest
        case _:
            raise NotFound
