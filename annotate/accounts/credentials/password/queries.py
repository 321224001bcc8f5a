"""Selects of what passwords are checked against."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account, SignIn


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """What a password is checked against."""

    account_id: str
    password_hash: str | None
    deactivated: bool = False
    known_here: bool = False
    """Whether the account has been signed in from this network before."""


def find_stored_password(session: Session, email: str, net: str = "") -> StoredPassword | None:
    """Find what an account's password is checked against, by its normalised address; ``net`` is the client's, masked."""
    here = select(SignIn.id).where(SignIn.account_id == Account.id, SignIn.net == net, SignIn.net != "").exists()
    row = session.execute(
        select(Account.id, Account.password_hash, Account.deactivated_at, here.label("here")).where(
            Account.email == email
        )
    ).one_or_none()
    return StoredPassword(row.id, row.password_hash, row.deactivated_at is not None, row.here) if row else None


def hold_unchanged(session: Session, stored: StoredPassword) -> Account | None:
    """Find the account whose password is still the one that was checked, and hold it until the transaction ends."""
    unchanged = (Account.id == stored.account_id, Account.password_hash == stored.password_hash)
    return session.scalar(select(Account).where(*unchanged).with_for_update(key_share=True))
