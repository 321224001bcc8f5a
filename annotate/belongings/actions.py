"""Leaving: an account that rests until its owner comes back, and one that goes for good.

Whoever leaves takes their own along and nobody else's. Other people's words stay with them: a respondent keeps their
replies under notes that are gone, and an author keeps the answers of somebody who left, without the name.
"""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import actions as accounts
from annotate.accounts import letters
from annotate.accounts.models import Account, AccountKind, SignUp
from annotate.accounts.queries import find_account
from annotate.belongings import queries
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.errors import Invalid
from annotate.mail import actions as mail
from annotate.notes.models import Note
from annotate.replies.models import Reply, ReplyRevision, Thread
from annotate.shares import actions as shares
from annotate.shares.models import Share, ShareEvent, Unlock

GRACE = timedelta(days=14)
"""How long somebody who asked for the deletion of their account can come back."""

_NAME = "Somebody who left"
_MOMENT = timedelta(seconds=1)


def deactivate(session: Session, viewer: Viewer) -> None:
    """Let the account rest: every device is signed out, every link ends for good; signing in wakes it."""
    _leave(session, viewer, for_good=False)


def ask_for_deletion(session: Session, viewer: Viewer, typed: str) -> None:
    """Let the account rest and go for good in two weeks; raises Invalid unless its address was typed."""
    if typed.strip().lower() != viewer.email:
        raise Invalid.field("email", f"Type {viewer.email} to say that you mean it.")
    _leave(session, viewer, for_good=True)


def delete_due(database: Database) -> int:
    """Delete every account whose time to come back is over, each in a transaction of its own, and tell how many."""
    deleted = 0
    with database.reader() as session:
        due = queries.due_for_deletion(session, clock.now())
    for account_id in due:
        with database.transaction() as session:
            account = queries.find_due(session, account_id, clock.now())
            if account is not None:
                delete_account(session, account)
                deleted += 1
    return deleted


def delete_account(session: Session, account: Account) -> None:
    """Remove the account and all that it stored; what other people wrote stays with them."""
    _leave_threads(session, account)
    at_shares = select(Unlock.share_id).where(Unlock.account_id == account.id)
    session.execute(
        update(ShareEvent).where(ShareEvent.who == account.name, ShareEvent.share_id.in_(at_shares)).values(who="")
    )
    for address in {account.email, *queries.mailed_addresses(session, account.id)}:
        mail.forget_address(session, address)
    session.execute(delete(SignUp).where(SignUp.email == account.email))
    session.flush()
    # Everything else refers to the account, and the database takes it along, also what later features store.
    session.execute(delete(Account).where(Account.id == account.id))
    session.expire_all()


def _leave(session: Session, viewer: Viewer, *, for_good: bool) -> None:
    account = find_account(session, viewer)
    now = clock.now()
    account.deactivated_at = now
    account.deletion_due_at = now + GRACE if for_good else None
    for share in queries.living_links(session, viewer):
        shares.revoke(session, share)
    accounts.end_all(session, account.id)
    letters.tell_deactivated(session, account, account.deletion_due_at)


def _leave_threads(session: Session, account: Account) -> None:
    """Hand the threads that other people have a part in to an account that is nobody's."""
    under_own = queries.threads_under_notes_of(session, account.id)
    begun = queries.threads_begun_by(session, account.id)
    if not under_own and not begun:
        return
    nobody = Account(
        email=f"left {new_id()}",
        name=_NAME,
        kind=AccountKind.TOMBSTONE,
        created_at=clock.now(),
        deactivated_at=clock.now(),
    )
    session.add(nobody)
    session.flush()
    for thread in begun:
        thread.respondent_account_id = nobody.id
    # Their author read the last texts alone, and keeps those.
    written = select(Reply.id).where(Reply.thread_id.in_([thread.id for thread in begun]), Reply.from_author.is_(False))
    session.execute(delete(ReplyRevision).where(ReplyRevision.reply_id.in_(written)))
    for thread in under_own:
        _empty(session, thread, nobody)
    session.flush()


def _empty(session: Session, thread: Thread, nobody: Account) -> None:
    """Keep the respondent's words of a thread: without the note, the link that they came by, and the author's answers."""
    now, note = clock.now(), thread.note
    kept = Note(
        account_id=nobody.id,
        trial_id=note.trial_id,
        version_id=note.version_id,
        exact="",
        prefix="",
        suffix="",
        body="",
        client_key=new_id(),
        created_at=now,
        updated_at=now,
        deleted_at=now,
        erased_at=now,
    )
    link = Share(
        account_id=nobody.id,
        trial_id=note.trial_id,
        recipient=_NAME,
        can_reply=False,
        passcode_hash="",
        passcode_own=False,
        client_key=new_id(),
        created_at=now,
        expires_at=now + _MOMENT,
        revoked_at=now,
    )
    session.add_all([kept, link])
    session.flush()
    session.execute(delete(Reply).where(Reply.thread_id == thread.id, Reply.from_author))
    thread.note_id, thread.share_id = kept.id, link.id
