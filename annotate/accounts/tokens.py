"""Tokens of links in mails: each names a row, and is good for one purpose."""

from datetime import timedelta
from enum import StrEnum

from annotate.errors import NotFound
from annotate.mail.tokens import read_token
from annotate.signing import Signer


class MailPurpose(StrEnum):
    """What a mailed link is good for."""

    RESET = "reset"
    ADDRESS = "address"
    SIGN_UP = "sign-up"


_SALTS = {
    MailPurpose.RESET: "password-reset.v1",
    MailPurpose.ADDRESS: "email-verify.v1",
    MailPurpose.SIGN_UP: "email-verify.v1",
}

LIFETIMES = {
    MailPurpose.RESET: timedelta(hours=1),
    MailPurpose.ADDRESS: timedelta(days=1),
    MailPurpose.SIGN_UP: timedelta(days=1),
}
"""How long each is good for; the row says so too."""

DEAD = "This link has been used or replaced, or is too old. Nothing was changed. Please ask for a new one."


def sign_link(signer: Signer, purpose: MailPurpose, row_id: str) -> str:
    """Make the token of a row."""
    return signer.sign(_SALTS[purpose], [purpose.value, row_id])


def read_link(signer: Signer, purpose: MailPurpose, token: str) -> str:
    """Give the id of the row that a token names; raises NotFound for one of other making or purpose, Gone for an old one."""
    match read_token(signer, _SALTS[purpose], token, LIFETIMES[purpose], DEAD):
        case [kind, str(row_id)] if kind == purpose.value:
            return row_id
        case _:
            raise NotFound
