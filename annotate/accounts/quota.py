"""How much an account may hold: counted with every write, in the transaction that writes."""

from typing import cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.errors import TooMany

MOST_STORED = 50_000_000
"""Code points of what one account wrote, earlier texts too, and of the passages that it quoted."""

_ACCOUNTS = cast("Table", Account.__table__)

# Built once, for every save: see docs/decisions/prepared-statements.md.
_TAKE_AWAY = (
    update(_ACCOUNTS)
    .where(_ACCOUNTS.c.id == bindparam("account"))
    .values(stored=_ACCOUNTS.c.stored + bindparam("added"))
    .returning(_ACCOUNTS.c.id)
)
_ADD = _TAKE_AWAY.where(_ACCOUNTS.c.stored + bindparam("added") <= bindparam("most"))


def take(session: Session, account_id: str, characters: int) -> None:
    """Count what is added, or taken away when negative, and hold the account until this transaction ends.

    Raises TooMany when there would be too much.
    """
    values = {"account": account_id, "added": characters}
    taken = session.execute(*((_ADD, values | {"most": MOST_STORED}) if characters > 0 else (_TAKE_AWAY, values)))
    if taken.one_or_none() is None:
        raise TooMany(
            f"You have stored {MOST_STORED:,} characters, which is the limit for one account. This was not saved; what you "
            "typed is still here for you to copy. To make room, delete notes permanently; that counts within an hour."
        )
