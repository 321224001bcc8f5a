"""What was decided after a backup was made, and must hold when it is restored.

A backup knows nothing of what happened later. So who may open what, people's addresses and passwords, and what was deleted
for good are taken from the database that the backup replaces, as far as that can be read. Where it cannot be, or is not
believed, every link of the backup is suspended until its owner sets a new passcode, and everybody signs in anew.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, MetaData, Select, Table, Text, delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotate.accounts.locking import hold_mails
from annotate.accounts.models import Account, MailedLink, SignIn, SignUp
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.erasures import RETENTION, Erasure
from annotate.following.models import Follow, SavedSearch
from annotate.interchange.files.actions import forget_all_exports
from annotate.mail.actions import WORDS
from annotate.mail.models import Mail
from annotate.notes.models import Note
from annotate.notifications.models import Notice, NotificationPreference
from annotate.replies.models import Reply, Thread
from annotate.replies.withdrawing import put_away
from annotate.reviews.models import RoundMember
from annotate.reviews.queries import PENDING
from annotate.shares.models import Share, ShareNote, Unlock
from annotate.throttle import Counter
from annotate.trash.actions import erase
from annotate.upkeep.participation import take_decisions
from annotate.upkeep.replaced_database import LETTING_IN, Revocations, words_of_visitors

_OF_A_PERSON = {"email", "password_hash", "failures", "confirmed_at", "deactivated_at", "locked_at", "deletion_due_at"}
"""What an account's owner decided since, and what guards it."""

_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_OF_ITS_MAKING = {"id", "account_id", "trial_id", "client_key", "created_at"}
"""What a share is from its first moment; all else in its row is what its owner decided since, and what became of it."""

_LISTED = Table("listed_ids", MetaData(), Column("id", Text, primary_key=True), prefixes=["TEMPORARY"])
"""Ids that a statement compares with: as parameters they would be more than a database takes."""


@dataclass(frozen=True, slots=True)
class RevocationReport:
    """What became of the backup's links and people."""

    as_they_stand: int
    """Links that are live in the backup and were taken as the replaced database has them."""
    suspended: int
    """Links that are live in the backup, and of which nothing newer is known."""
    reworded: int = 0
    """Links that were suspended because the backup holds other words for their visitors than were shared last."""
    addresses: int = 0
    """Accounts whose present address was kept."""
    accounts: int = 0
    """Accounts that were deleted for good and are due for it again."""
    notes: int = 0
    """Notes that were deleted for good again, but for those of these accounts."""
    used_until: datetime | None = None
    """When somebody last used the backup's data, if that is so long ago that not all that was deleted since is known."""


def keep_ended(session: Session, revocations: Revocations | None, at: datetime) -> RevocationReport:
    """Let nothing of a restored database be open, or there again, that is not known to be still.

    Accounts that were deleted for good are due for deletion afterwards.
    """
    live = _live(session, at)
    unknown = sorted(live - (revocations.shares.keys() if revocations else set[str]()))
    outlived = _outlived(session, at)
    take_decisions(session, revocations.taking_part if revocations else None)
    forget_all_exports(session)
    kept = RevocationReport(len(live) - len(unknown), len(unknown), used_until=outlived)
    if revocations is not None:
        _take_shares(session, revocations)
        addresses = _take_people(session, revocations)
        accounts, notes = _erase_again(session, revocations, at)
        _withdraw_again(session, revocations)
        reworded = _suspend_reworded(session, revocations, at)
        kept = RevocationReport(
            kept.as_they_stand - reworded, kept.suspended, reworded, addresses, accounts, notes, outlived
        )
    for table in LETTING_IN:
        with _listed(session, revocations.let_in[table] if revocations else ()) as known_still:
            ended = update(table).where(table.ended_at.is_(None), table.id.not_in(known_still))
            session.execute(ended.values(ended_at=at))
    with _listed(session, revocations.feeds if revocations else ()) as known_still:
        for fed in (Follow, SavedSearch):
            session.execute(update(fed).where(fed.feed_key.not_in(known_still)).values(feed_key=None))
    for ending in (Unlock, MailedLink, SignUp):
        session.execute(update(ending).where(ending.ended_at.is_(None)).values(ended_at=at))
    # Taken back or answered since, as far as anybody knows: their owner invites once more.
    session.execute(update(RoundMember).where(PENDING).values(revoked_at=at, email=""))
    # Sent since, as far as anybody knows; a second time it would be news that is none, or a link that was replaced.
    with _listed(session, revocations.due if revocations else ()) as waiting:
        session.execute(
            update(Mail)
            .where(Mail.due_at.is_not(None), Mail.id.not_in(waiting))
            .values(
                due_at=None,
                given_up_at=at,
                trouble="the data were restored from a backup",
                **dict.fromkeys(WORDS, ""),
            )
        )
    session.execute(delete(Notice))  # as above; the page of activity lists them still
    for share_id in unknown:
        renewed = {"epoch": Share.epoch + _since_the_beginning(at), "unlock_epoch": Share.unlock_epoch + 1}
        session.execute(update(Share).where(Share.id == share_id).values(suspended_at=at, **renewed))
        _record_suspension(session, share_id)
    session.flush()
    return kept


def _outlived(session: Session, at: datetime) -> datetime | None:
    """Give when somebody last used these data, if what was deleted since then is not all known any more; else None."""
    moments = (func.max(Account.created_at), func.max(SignIn.last_seen_at), func.max(Note.updated_at))
    used = [moment for each in moments if (moment := session.scalar(select(each))) is not None]
    return max(used) if used and max(used) <= at - RETENTION else None


def _live(session: Session, at: datetime) -> set[str]:
    live = (Share.revoked_at.is_(None), Share.suspended_at.is_(None), Share.expires_at > at)
    return set(session.scalars(select(Share.id).where(*live)))


def _record_suspension(session: Session, share_id: str) -> None:
    owner_id = session.scalars(select(Share.account_id).where(Share.id == share_id)).one()
    activity.record(session, owner_id, ActivityKind.LINK_RESTORED, share_id)


def _since_the_beginning(at: datetime) -> int:
    """Count seconds: more than any link was ever given a new address, so that none of its earlier ones is good again."""
    return int((at - _BEGINNING).total_seconds())


def _take_shares(session: Session, revocations: Revocations) -> None:
    """Put each known share's present row in place of the backup's, and take out the notes that it does not hold any more."""
    for share_id in session.scalars(select(Share.id)).all():
        present = revocations.shares.get(share_id)
        if present is None:
            continue
        decided = {name: value for name, value in present.items() if name not in _OF_ITS_MAKING}
        session.execute(update(Share).where(Share.id == share_id).values(decided))
    for share_id, note_id in session.execute(select(ShareNote.share_id, ShareNote.note_id)).all():
        if share_id in revocations.shares and (share_id, note_id) not in revocations.held:
            session.execute(delete(ShareNote).where(ShareNote.share_id == share_id, ShareNote.note_id == note_id))
    session.execute(delete(Counter))
    if revocations.counters:
        session.execute(insert(Counter), [dict(row) for row in revocations.counters])


def _erase_again(session: Session, revocations: Revocations, at: datetime) -> tuple[int, int]:
    """Delete notes again that were deleted for good, let such accounts be due, and tell how many of each there were."""
    with _listed(session, revocations.erased) as erased:
        due = update(Account).where(Account.id.in_(erased)).values(deactivated_at=at, deletion_due_at=at)
        accounts = session.scalars(due.returning(Account.id)).all()
        notes = session.scalars(
            select(Note.id).where(Note.id.in_(erased), Note.erased_at.is_(None), Note.account_id.not_in(erased))
        ).all()
        missing = select(Erasure.id).where(Erasure.id.in_(erased))
        there = set(session.scalars(missing))
    session.add_all(Erasure(**row) for row_id, row in revocations.erased.items() if row_id not in there)
    session.flush()
    for note_id in notes:
        erase(session, session.get_one(Note, note_id))
    return len(accounts), len(notes)


def _withdraw_again(session: Session, revocations: Revocations) -> None:
    """Withdraw the replies that were withdrawn since; the time in which that can be undone goes on."""
    with _listed(session, revocations.withdrawn) as withdrawn:
        again = session.scalars(select(Reply).where(Reply.id.in_(withdrawn), Reply.withdrawn_at.is_(None))).all()
    for reply in again:
        put_away(session, reply, revocations.withdrawn[reply.id])


def _take_people(session: Session, revocations: Revocations) -> int:
    """Keep people's present addresses, passwords and choices of mail, and who has left; tell how many addresses that were."""
    emails = dict(session.execute(select(Account.id, Account.email)).all())
    moved = {
        account_id: revocations.accounts[account_id]["email"]
        for account_id, email in emails.items()
        if account_id in revocations.accounts and revocations.accounts[account_id]["email"] != email
    }
    # An address may have gone from one account to another. Of an account that nobody knows nothing newer is known.
    taken = set(moved.values())
    aside = {account_id for account_id, email in emails.items() if account_id in moved or email in taken}
    for account_id in aside:
        session.execute(update(Account).where(Account.id == account_id).values(email=f"restored {account_id}"))
    for account_id in emails.keys() & revocations.accounts.keys():
        decided = {name: value for name, value in revocations.accounts[account_id].items() if name in _OF_A_PERSON}
        session.execute(update(Account).where(Account.id == account_id).values(decided))
    hold_mails(session)
    known = [row for row in revocations.told if row["account_id"] in emails]
    chosen = NotificationPreference.account_id
    with _listed(session, emails.keys() & revocations.accounts.keys()) as people:
        session.execute(delete(NotificationPreference).where(chosen.in_(people)))
    if known:
        session.execute(insert(NotificationPreference), [dict(row) for row in known])
    return len(moved)


def _suspend_reworded(session: Session, revocations: Revocations, at: datetime) -> int:
    """Suspend the live links that would show other words than their owner shared last, until the owner has looked."""
    backup = dict(words_of_visitors(session.connection()))
    changed = {row_id for row_id, digest in revocations.words.items() if backup.get(row_id, digest) != digest}
    with _listed(session, changed) as reworded:
        answered = select(Thread.note_id).join(Reply, Reply.thread_id == Thread.id).where(Reply.id.in_(reworded))
        held = select(ShareNote.share_id).where(ShareNote.note_id.in_(reworded) | ShareNote.note_id.in_(answered))
        shares = _live(session, at) & set(session.scalars(held))
    for share_id in sorted(shares):
        session.execute(update(Share).where(Share.id == share_id, Share.paused_at.is_(None)).values(paused_at=at))
        _record_suspension(session, share_id)
    return len(shares)


@contextmanager
def _listed(session: Session, ids: Collection[str]) -> Iterator[Select[str]]:
    """Put ids into a table of this connection alone, as long as statements compare with them."""
    connection = session.connection()
    _LISTED.create(connection)
    if ids:
        connection.execute(insert(_LISTED), [{"id": each} for each in ids])
    yield select(_LISTED.c.id)
    _LISTED.drop(connection)
