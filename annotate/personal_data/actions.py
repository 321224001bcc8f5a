"""Leaving: an account that rests until its owner comes back, and one that goes for good.

Whoever leaves takes their own along and nobody else's. Other people's words stay with them: a respondent keeps their
replies under notes that are gone, and an author keeps the answers of somebody who left, without the name.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from annotate import clock, erasures
from annotate.accounts import actions as accounts
from annotate.accounts import letters
from annotate.accounts.models import Account, AccountKind, SignUp
from annotate.accounts.queries import find_account, find_by_email
from annotate.activity import actions as activity
from annotate.activity.models import Activity
from annotate.batches import in_batches
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.errors import Invalid
from annotate.mail import actions as mail
from annotate.notes.models import Note
from annotate.participation.actions import forget_enquiries
from annotate.participation.volunteers.actions import erase_address
from annotate.personal_data import queries
from annotate.replies.models import Reply, ReplyRevision, Thread, WithdrawnReply
from annotate.reviews.leaving import forget_invited, leave_all
from annotate.shares import actions as shares
from annotate.shares.models import Share

GRACE = timedelta(days=14)
"""How long somebody who asked for the deletion of their account can come back."""

AT_ONCE = 100
"""Threads, notes or links that one transaction of a deletion takes."""

_NAME = "Somebody who left"
_MOMENT = timedelta(seconds=1)


def deactivate(session: Session, viewer: Viewer) -> None:
    """Let the account rest: every device is signed out, every link ends for good; signing in wakes it."""
    _leave(session, viewer, for_good=False)


def ask_for_deletion(session: Session, viewer: Viewer, typed: str) -> None:
    """Let the account rest and go for good in two weeks; raises Invalid unless its address was typed."""
    if typed.strip().lower() != viewer.email:
        raise Invalid.field("email", f"Type {viewer.email} to confirm.")
    _leave(session, viewer, for_good=True)


def delete_due(database: Database) -> int:
    """Delete every account whose time to come back is over, and return how many there were.

    Each is closed for good first, in one transaction; what it stored then goes in batches. What a stop leaves is deleted by
    the next run.
    """
    with database.reader() as session:
        due = queries.due_for_deletion(session, clock.now())
    return sum(_delete(database, account_id) for account_id in due)


def _delete(database: Database, account_id: str) -> int:
    """Delete one account; returns 0 when its owner came back, or another process was quicker."""
    with database.transaction() as session:
        account = queries.find_due(session, account_id, clock.now())
        if account is None:
            return 0
        _close(session, account)
    for step in (
        _leave_rounds,
        _leave_begun,
        _empty_answered,
        _delete_notes,
        _delete_links,
        _delete_threads,
        _delete_activity,
    ):
        in_batches(database, partial(_while_due, account_id=account_id, step=step))
    # Everything else refers to the account, and the database takes it along, also what later features store.
    return in_batches(database, partial(_while_due, account_id=account_id, step=_delete_row))


def _while_due(session: Session, account_id: str, step: Callable[[Session, str], int]) -> int:
    """Do a step for an account that is still there, and hold it: another process waits for its turn."""
    return step(session, account_id) if queries.find_due(session, account_id, clock.now()) else 0


def _close(session: Session, account: Account) -> None:
    """Make the account nobody's: nobody can sign in to it or know whose it was, and its address is free."""
    erasures.record(session, account.id)
    activity.forget_actor(session, account.id)
    forget_enquiries(session, account.id)
    if account.confirmed_at is not None:  # else the address may be another person's
        erase_address(session, account.email)
        forget_invited(session, account.email)
    for address in {account.email, *queries.mailed_addresses(session, account.id)}:
        mail.forget_address(session, address)
    session.execute(delete(SignUp).where(SignUp.email == account.email))
    accounts.end_all(session, account.id)
    account.email, account.name, account.password_hash = f"leaving {account.id}", _NAME, None
    account.kind = AccountKind.TOMBSTONE


def _delete_row(session: Session, account_id: str) -> int:
    gone = session.execute(delete(Account).where(Account.id == account_id).returning(Account.id)).all()
    return len(gone)


def _leave(session: Session, viewer: Viewer, *, for_good: bool) -> None:
    account = find_account(session, viewer)
    now = clock.now()
    account.deactivated_at = now
    account.deletion_due_at = now + GRACE if for_good else None
    for share in queries.living_links(session, viewer):
        shares.revoke(session, share)
    accounts.end_all(session, account.id)
    letters.tell_deactivated(session, account, account.deletion_due_at)


def _leave_rounds(session: Session, account_id: str) -> int:
    """Leave some rounds: those that are revealed keep what the others rely on, as everybody agreed at the start."""
    return leave_all(session, account_id, AT_ONCE)


def _leave_begun(session: Session, account_id: str) -> int:
    """Hand some threads under other people's notes to a tombstone: their author keeps the answers, without the name."""
    begun = queries.threads_begun_by(session, account_id, AT_ONCE)
    if begun:
        nobody = _nobody(session, account_id)
        for thread in begun:
            thread.respondent_account_id = nobody.id
        # Their author read the last texts alone, and keeps those; of what was withdrawn nothing.
        those = [thread.id for thread in begun]
        written = select(Reply.id).where(Reply.thread_id.in_(those), Reply.from_author.is_(False))
        session.execute(delete(ReplyRevision).where(ReplyRevision.written_id.in_(written)))
        session.execute(delete(WithdrawnReply).where(WithdrawnReply.reply_id.in_(written)))
    return len(begun)


def _empty_answered(session: Session, account_id: str) -> int:
    """Take some threads that other people have a part in from the notes that go."""
    under_own = queries.threads_under_notes_of(session, account_id, AT_ONCE)
    if under_own:
        nobody = _nobody(session, account_id)
        for thread in under_own:
            _empty(session, thread, nobody)
    return len(under_own)


def _delete_notes(session: Session, account_id: str) -> int:
    return _delete_some(session, Note, Note.account_id == account_id)


def _delete_links(session: Session, account_id: str) -> int:
    return _delete_some(session, Share, Share.account_id == account_id)


def _delete_threads(session: Session, account_id: str) -> int:
    return _delete_some(session, Thread, Thread.respondent_account_id == account_id)


def _delete_activity(session: Session, account_id: str) -> int:
    some = select(Activity.seq).where(Activity.account_id == account_id).limit(AT_ONCE)
    gone = delete(Activity).where(Activity.account_id == account_id, Activity.seq.in_(some)).returning(Activity.seq)
    return len(session.execute(gone).all())


def _delete_some(session: Session, table: type[Note | Share | Thread], of_account: ColumnElement[bool]) -> int:
    """Delete some rows with all that refers to them, and return how many there were."""
    some = select(table.id).where(of_account).limit(AT_ONCE)
    return len(session.execute(delete(table).where(table.id.in_(some)).returning(table.id)).all())


def _nobody(session: Session, account_id: str) -> Account:
    """Give the tombstone that holds what other people wrote to an account that goes, or make it."""
    email = f"left {account_id}"
    found = find_by_email(session, email)
    if found is None:
        now = clock.now()
        found = Account(email=email, name=_NAME, kind=AccountKind.TOMBSTONE, created_at=now, deactivated_at=now)
        session.add(found)
        session.flush()
    return found


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
