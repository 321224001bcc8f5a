"""What whoever runs the instance may do to an account: lock it at once, with all that it opens, and unlock it as it was."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.actions import end_all
from annotate.accounts.models import Account
from annotate.accounts.queries import hold_known
from annotate.errors import Conflict
from annotate.mail.models import Mail


def lock(session: Session, email: str) -> None:
    """Sign the account out everywhere, close its links, hold its mails, and let nobody sign in to it.

    Raises NotFound and Conflict.

    Nothing of it is lost: unlocked, its links lead on as long as they would have, and its mails go out.
    Of those who had left the account rests as it was.
    """
    account = hold_known(session, email)
    if account.locked_at is not None:
        raise Conflict("This account is locked already.")
    account.locked_at = clock.now()
    # Whatever asks whether somebody has left closes what is theirs.
    account.deactivated_at = account.deactivated_at or account.locked_at
    end_all(session, account.id)
    hold_mails(session)


def unlock(session: Session, email: str) -> None:
    """Let the account's owner sign in again; raises NotFound, Conflict."""
    account = hold_known(session, email)
    if account.locked_at is None:
        raise Conflict("This account is not locked.")
    if account.deactivated_at == account.locked_at:
        account.deactivated_at = None
    account.locked_at = None
    hold_mails(session)


def hold_mails(session: Session) -> None:
    """Hold the unsent mails that locked accounts caused, and release those of all others."""
    session.flush()
    locked_at = select(Account.locked_at).where(Account.id == Mail.account_id).scalar_subquery()
    unsent = (Mail.account_id.is_not(None), Mail.sent_at.is_(None), Mail.held_at.is_distinct_from(locked_at))
    session.execute(update(Mail).where(*unsent).values(held_at=locked_at))
