"""How much an account may hold: counted with every write, in the transaction that writes."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.errors import TooMany

MOST_STORED = 50_000_000
"""Code points of what one account wrote, earlier texts too, and of the passages that it quoted."""


def take(session: Session, account_id: str, characters: int) -> None:
    """Count what is added, or taken away when negative, and hold the account until this transaction ends.

    Raises TooMany when there would be too much.
    """
    counted = update(Account).where(Account.id == account_id).values(stored=Account.stored + characters)
    if characters > 0:
        counted = counted.where(Account.stored + characters <= MOST_STORED)
    taken = session.execute(counted.returning(Account.id), execution_options={"synchronize_session": False})
    if taken.one_or_none() is None:
        raise TooMany(
            f"You have stored {MOST_STORED:,} characters, which is the limit for one account. This was not saved; what you "
            "typed is still here for you to copy. To make room, delete notes permanently; that counts within an hour."
        )
