"""Selects over everything that is a person's own."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account, MailedLink
from annotate.activity.models import Activity
from annotate.activity.queries import of_subject, visible_activity
from annotate.core.viewer import Viewer
from annotate.notes.models import Anchor, Note, NoteRevision
from annotate.notes.queries import own_notes, whole_notes
from annotate.participation.volunteers.models import Volunteer
from annotate.participation.volunteers.queries import find_confirmed
from annotate.replies import queries as replies
from annotate.replies.models import Reply, ReplyRevision, Thread
from annotate.replies.queries import InboxCursor, ThreadRow
from annotate.replies.rules import reader_of
from annotate.shares.models import Share, ShareNote
from annotate.texts.models import EarlierText
from annotate.trials.models import LastRead, Trial, TrialVersion

_AT_ONCE = 200  # rows that are held at a time
_FEW = 20  # of those that may be long


def every_note(session: Session, viewer: Viewer) -> Iterator[Note]:
    """Give all of the viewer's notes, deleted ones too, by trial and as their passages stand; few are held at a time."""
    order = (Trial.registry_id, Note.start_offset, Note.created_at, Note.id)
    statement = whole_notes().where(own_notes(viewer)).order_by(*order).execution_options(yield_per=_AT_ONCE)
    with session.scalars(statement) as notes:  # closed also when nobody takes the rest
        for note in notes:
            yield note
            session.expunge(note)


def every_anchor(session: Session, viewer: Viewer) -> Iterator[tuple[Anchor, int]]:
    """Give every anchor of the viewer's notes, replaced ones too, with its version's number; few are held at a time."""
    statement = (
        select(Anchor, TrialVersion.number)
        .join(Note, Note.id == Anchor.note_id)
        .join(TrialVersion, TrialVersion.id == Anchor.version_id)
        .where(own_notes(viewer))
        .order_by(Anchor.note_id, Anchor.made_at, Anchor.id)
    )
    with session.execute(statement.execution_options(yield_per=_AT_ONCE)) as rows:
        for anchor, number in rows:
            yield anchor, number
            session.expunge(anchor)


def every_last_read(session: Session, viewer: Viewer) -> Iterator[tuple[LastRead, str]]:
    """Give when the viewer last read which trial, with the trial's registry id; the last first."""
    mine = select(LastRead, Trial.registry_id).join(Trial, Trial.id == LastRead.trial_id)
    yield from session.execute(mine.where(LastRead.account_id == viewer.id).order_by(LastRead.read_at.desc()))


def earlier_texts(session: Session, written: Note | Reply) -> Iterator[EarlierText]:
    """Give the earlier texts of a note or a reply, the first one first; few are held, and those that were never edited cost nothing."""
    if written.edited_at is None:
        return
    model: type[EarlierText] = NoteRevision if isinstance(written, Note) else ReplyRevision
    statement = select(model).where(model.written_id == written.id).order_by(model.number)
    with session.scalars(statement.execution_options(yield_per=_FEW)) as texts:
        for text in texts:
            yield text
            session.expunge(text)


def every_link(session: Session, viewer: Viewer) -> Sequence[Share]:
    """Give all of the viewer's links, the oldest first."""
    return session.scalars(
        select(Share).where(Share.account_id == viewer.id).order_by(Share.created_at, Share.id)
    ).all()


def notes_in(session: Session, share: Share) -> Sequence[str]:
    """Give the ids of the notes that were put into a link."""
    return session.scalars(
        select(ShareNote.note_id).where(ShareNote.share_id == share.id).order_by(ShareNote.note_id)
    ).all()


def trials_in(session: Session, share: Share) -> Sequence[str]:
    """Give the registry ids of the trials that a link has notes on."""
    held = select(Note.trial_id).join(ShareNote, ShareNote.note_id == Note.id).where(ShareNote.share_id == share.id)
    return session.scalars(select(Trial.registry_id).where(Trial.id.in_(held)).order_by(Trial.registry_id)).all()


def events_of(session: Session, share: Share) -> Sequence[Activity]:
    """Give what happened to a link, the earliest first."""
    return session.scalars(of_subject(share.account_id, share.id).order_by(Activity.seq)).all()


def every_activity(session: Session, viewer: Viewer) -> Iterator[Activity]:
    """Give what happened to what is the viewer's, the earliest first; few rows are held at a time."""
    statement = select(Activity).where(visible_activity(viewer)).order_by(Activity.seq)
    with session.scalars(statement.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            yield row
            session.expunge(row)


def every_thread(session: Session, viewer: Viewer) -> Iterator[tuple[ThreadRow, Sequence[Reply]]]:
    """Give the viewer's threads with the replies that they may read now, by the same rule as their pages."""
    reader, after = reader_of(viewer), None
    while True:
        found = replies.inbox(session, reader, after)
        rows = found[: replies.PAGE_SIZE]
        for row in rows:
            # One thread at a time: a page of them may hold 300 MB.
            yield row, replies.replies_in(session, reader, [row.thread.id]).get(row.thread.id, ())
        if len(found) <= replies.PAGE_SIZE:
            return
        last = rows[-1]
        after = InboxCursor(last.unread, last.last_at or last.thread.created_at, last.thread.id)


def own_volunteers(session: Session, viewer: Viewer) -> Sequence[Volunteer]:
    """Give what was signed up for with the viewer's address, once both the account and the sign-up have confirmed it."""
    confirmed = session.scalar(select(Account.confirmed_at).where(Account.id == viewer.id)) is not None
    found = find_confirmed(session, viewer.email) if confirmed else None
    return [found] if found else []


def living_links(session: Session, viewer: Viewer) -> Sequence[Share]:
    """Give the viewer's links that nobody has revoked."""
    return session.scalars(select(Share).where(Share.account_id == viewer.id, Share.revoked_at.is_(None))).all()


def due_for_deletion(session: Session, at: datetime) -> Sequence[str]:
    """Give the ids of the accounts whose time to come back is over, the one that was due first first."""
    return session.scalars(
        select(Account.id).where(Account.deletion_due_at <= at).order_by(Account.deletion_due_at)
    ).all()


def find_due(session: Session, account_id: str, at: datetime) -> Account | None:
    """Find an account whose time to come back is over, for deletion by this transaction alone."""
    return session.scalar(
        select(Account).where(Account.id == account_id, Account.deletion_due_at <= at).with_for_update(key_share=True)
    )


def mailed_addresses(session: Session, account_id: str) -> Sequence[str]:
    """Give the addresses that links of an account were mailed to."""
    return session.scalars(select(MailedLink.email).where(MailedLink.account_id == account_id)).all()


def threads_under_notes_of(session: Session, account_id: str, limit: int) -> Sequence[Thread]:
    """Give up to ``limit`` of the threads under an account's notes whose respondent has an account of their own."""
    return session.scalars(
        select(Thread)
        .join(Note, Note.id == Thread.note_id)
        .where(Note.account_id == account_id, Thread.respondent_account_id.is_not(None))
        .where(Thread.respondent_account_id != account_id)
        .order_by(Thread.id)
        .limit(limit)
    ).all()


def threads_begun_by(session: Session, account_id: str, limit: int) -> Sequence[Thread]:
    """Give up to ``limit`` of the threads in which an account answered other people's notes.

    Those under notes that were deleted for good are left out: nobody else reads them.
    """
    return session.scalars(
        select(Thread)
        .join(Note, Note.id == Thread.note_id)
        .where(Thread.respondent_account_id == account_id, Note.account_id != account_id)
        .where(Note.erased_at.is_(None))
        .order_by(Thread.id)
        .limit(limit)
    ).all()
