"""Tokens of addresses that mails hold, by which their reader does one thing without signing in."""

from datetime import timedelta

from annotate.errors import Gone, NotFound
from annotate.signing import Forged, Signer, TooOld

ENDING_MAILS = timedelta(days=730)
"""How long an address that ends mails is good: old mails are found again, and a stranger who finds one can do no more than
end mails."""


def read_token(signer: Signer, salt: str, token: str, lifetime: timedelta, too_old: str) -> object:
    """Return what a token was signed for; raises NotFound for one of other making, Gone(too_old) for one that is too old."""
    try:
        return signer.read(salt, token, lifetime)
    except Forged:
        raise NotFound from None
    except TooOld:
        raise Gone(too_old) from None
