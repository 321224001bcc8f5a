"""What whoever runs the instance may do to an account: lock it at once, with all that it opens, and unlock it as it was."""

from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.actions import end_all
from annotate.accounts.queries import hold_known
from annotate.errors import Conflict


def lock(session: Session, email: str) -> None:
    """Sign the account out everywhere, close its links, and let nobody sign in to it; raises NotFound, Conflict.

    Nothing of it is lost: unlocked, its links lead on as long as they would have. Of those who had left the account rests as it was.
    """
    account = hold_known(session, email)
    if account.locked_at is not None:
        raise Conflict("This account is locked already.")
    account.locked_at = clock.now()
    # Whatever asks whether somebody has left closes what is theirs.
    account.deactivated_at = account.deactivated_at or account.locked_at
    end_all(session, account.id)


def unlock(session: Session, email: str) -> None:
    """Let the account's owner sign in again; raises NotFound, Conflict."""
    account = hold_known(session, email)
    if account.locked_at is None:
        raise Conflict("This account is not locked.")
    if account.deactivated_at == account.locked_at:
        account.deactivated_at = None
    account.locked_at = None
