"""What must not come back with a backup: links, passcodes, sign-ins, access tokens and passwords that ended after it was made.

A backup knows nothing of what was revoked after it was made. So who may open what is taken from the database that the
backup replaces, as far as that can be read; where it cannot be, or is not believed, every link of the backup is suspended
until its owner sets a new passcode, and everybody signs in anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from annotate.accounts.models import AccessToken, Account, MailedLink, SignIn, SignUp
from annotate.counting import Counter
from annotate.database import Base
from annotate.mail.models import Mail
from annotate.notes.models import Note
from annotate.shares.events import EventKind
from annotate.shares.models import Share, ShareEvent, ShareNote, Unlock

Row = Mapping[str, Any]

_OF_A_PERSON = {"password_hash", "failures", "confirmed_at", "deactivated_at", "locked_at", "deletion_due_at"}
"""What an account's owner decided since, and what guards it."""

_LETTING_IN: tuple[type[SignIn | AccessToken], ...] = (SignIn, AccessToken)
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_OF_ITS_MAKING = {"id", "account_id", "trial_id", "client_key", "created_at"}
"""What a share is from its first moment; all else in its row is what its owner decided since, and what became of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may open what, as the database that is replaced has it."""

    shares: Mapping[str, Row]
    held: frozenset[tuple[str, str]]
    """Shares and the notes in them that are not deleted."""
    let_in: Mapping[type[SignIn | AccessToken], frozenset[str]]
    """Sign-ins and access tokens that nobody ended."""
    accounts: Mapping[str, Row]
    counters: tuple[Row, ...]
    due: frozenset[str]
    """Mails that wait to be sent."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the backup's links."""

    as_they_stand: int
    """Links that are live in the backup and were taken as the replaced database has them."""
    suspended: int
    """Links that are live in the backup, and of which nothing newer is known."""


def read_standing(present: Connection) -> Standing | None:
    """Read who may open what; None when this database cannot be read, or never held any of it."""
    try:
        if not inspect(present).has_table(Share.__tablename__):
            return None
        return Standing(
            shares={row["id"]: row for row in _rows(present, Share)},
            held=frozenset((row["share_id"], row["note_id"]) for row in _held(present)),
            let_in={table: _not_ended(present, table) for table in _LETTING_IN},
            accounts={row["id"]: row for row in _rows(present, Account)},
            counters=tuple(_rows(present, Counter)),
            due=frozenset(row["id"] for row in _rows(present, Mail) if row["due_at"] is not None),
        )
    except (DatabaseError, ValueError):
        return None


def keep_ended(session: Session, standing: Standing | None, at: datetime) -> Kept:
    """Let nothing of a restored database be open that is not known to be open still."""
    live = set(
        session.scalars(
            select(Share.id).where(Share.revoked_at.is_(None), Share.suspended_at.is_(None), Share.expires_at > at)
        )
    )
    known = standing.shares if standing else {}
    if standing is not None:
        _take_shares(session, standing)
        _take_people(session, standing)
    for table in _LETTING_IN:
        known_still = standing.let_in[table] if standing else frozenset()
        session.execute(update(table).where(table.ended_at.is_(None), table.id.not_in(known_still)).values(ended_at=at))
    for ending in (Unlock, MailedLink, SignUp):
        session.execute(update(ending).where(ending.ended_at.is_(None)).values(ended_at=at))
    # Sent since, as far as anybody knows; a second time it would be news that is none, or a link that was replaced.
    session.execute(
        update(Mail)
        .where(Mail.due_at.is_not(None), Mail.id.not_in(standing.due if standing else ()))
        .values(due_at=None, given_up_at=at, body="", trouble="the data were restored from a backup")
    )
    unknown = sorted(live - known.keys())
    for share_id in unknown:
        session.execute(
            update(Share)
            .where(Share.id == share_id)
            .values(suspended_at=at, epoch=Share.epoch + _since_the_beginning(at), unlock_epoch=Share.unlock_epoch + 1)
        )
        session.add(ShareEvent(share_id=share_id, kind=EventKind.RESTORED, at=at, who="", net=""))
    session.flush()
    return Kept(len(live) - len(unknown), len(unknown))


def _since_the_beginning(at: datetime) -> int:
    """Count seconds: more than any link was ever given a new address, so that none of its earlier ones is good again."""
    return int((at - _BEGINNING).total_seconds())


def _take_shares(session: Session, standing: Standing) -> None:
    """Put each known share's present row in place of the backup's, and take out the notes that it does not hold any more."""
    for share_id in session.scalars(select(Share.id)).all():
        present = standing.shares.get(share_id)
        if present is None:
            continue
        decided = {name: value for name, value in present.items() if name not in _OF_ITS_MAKING}
        session.execute(update(Share).where(Share.id == share_id).values(decided))
    for share_id, note_id in session.execute(select(ShareNote.share_id, ShareNote.note_id)).all():
        if share_id in standing.shares and (share_id, note_id) not in standing.held:
            session.execute(delete(ShareNote).where(ShareNote.share_id == share_id, ShareNote.note_id == note_id))
    session.execute(delete(Counter))
    if standing.counters:
        session.execute(insert(Counter), [dict(row) for row in standing.counters])


def _take_people(session: Session, standing: Standing) -> None:
    """Keep newer passwords, and who has left."""
    for account_id in session.scalars(select(Account.id)).all():
        present = standing.accounts.get(account_id)
        if present is not None:
            session.execute(
                update(Account)
                .where(Account.id == account_id)
                .values({name: value for name, value in present.items() if name in _OF_A_PERSON})
            )


def _rows(present: Connection, model: type[Base]) -> list[Row]:
    """Read the columns that both this release and the replaced database know."""
    if not inspect(present).has_table(model.__tablename__):  # its schema is older than this release's
        return []
    there = {column["name"] for column in inspect(present).get_columns(model.__tablename__)}
    columns = [column for column in model.__table__.columns if column.name in there]
    return [dict(row) for row in present.execute(select(*columns)).mappings()]


def _not_ended(present: Connection, table: type[SignIn | AccessToken]) -> frozenset[str]:
    return frozenset(row["id"] for row in _rows(present, table) if row["ended_at"] is None)


def _held(present: Connection) -> list[Row]:
    statement = (
        select(ShareNote.share_id, ShareNote.note_id)
        .join(Note, Note.id == ShareNote.note_id)
        .where(Note.deleted_at.is_(None))
    )
    return [dict(row) for row in present.execute(statement).mappings()]
