"""What each credential gives when it is the right one."""

from typing import Protocol

from sqlalchemy.orm import Session

from annotate.accounts.models import Account


class Proof(Protocol):
    """That somebody is the owner of an account: its credential was checked, before the transaction that relies on it."""

    __slots__ = ()

    def accept(self, session: Session) -> Account:
        """Hold the account until the transaction ends, and forgive its owner's failed tries.

        Raises Invalid when the credential was changed since it was checked.
        """
        ...

    def forgive_tries(self, session: Session) -> None:
        """Forgive the tries that failed here before the right one; nobody else's."""
        ...
