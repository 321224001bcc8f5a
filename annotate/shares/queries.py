"""Selects and gates of shares: what is live, what a link leads to, and the owner's own links."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Date, Row, Select, String, and_, cast, func, select
from sqlalchemy.orm import Session, contains_eager

from annotate import clock
from annotate.accounts.models import Account
from annotate.accounts.queries import hold_account
from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.activity.queries import of_subject
from annotate.core.cursors import Cursor
from annotate.core.lifetimes import Lifetime, ShareState
from annotate.core.viewer import Viewer
from annotate.errors import Gone, NotFound
from annotate.keyset import older
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes
from annotate.prepared import prepared
from annotate.shares.models import Guest, Share, ShareNote, Unlock
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

PAGE_SIZE = 30
"""Links on one page of the list."""

EVENTS_PAGE_SIZE = 40
"""Events on one page of a link."""

VISITS_SHOWN = 50
"""Openings of a link that its page lists; what happened tells of all."""

ENDED = "This link has ended. If you still need what was shared, ask whoever sent it to you for a new one."
"""The one sentence about a link that was good once: expired, revoked, suspended, re-issued, used up, or its owner has left."""


@dataclass(frozen=True, slots=True)
class LandingShare:
    """What a passcode is checked against."""

    id: str
    epoch: int
    """The address that was followed: another one since means that this one has ended."""
    passcode_hash: str
    passcode_own: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One of the owner's links in the list, with what became of it."""

    share: Share
    trial_title: str
    notes: int
    trials: int
    """How many trials these are on."""
    last_opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One opening of a share, by whom as far as they said."""

    unlock: Unlock
    name: str
    """Of the account or the guest; empty when nobody said."""
    is_guest: bool
    is_owner: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """How often something of one kind happened to a share on one day, in UTC."""

    day: date
    kind: str
    times: int


def lifetime(share: Share, owner_left_at: datetime | None = None) -> Lifetime:
    """Give what decides whether the share is live."""
    return Lifetime(share.expires_at, share.revoked_at, share.suspended_at or share.paused_at, owner_left_at)


def live(at: datetime) -> ColumnElement[bool]:
    """Hold for shares that are live; needs Account joined as the owner. The same rule as ``Lifetime.state``."""
    return and_(
        Share.expires_at > at,
        Share.revoked_at.is_(None),
        Share.suspended_at.is_(None),
        Share.paused_at.is_(None),
        Account.deactivated_at.is_(None),
    )


def used_up(share: Share) -> bool:
    """Tell whether the share was opened as often as it may be: open visits go on, nobody else comes in."""
    return share.most_openings is not None and share.openings >= share.most_openings


def find_landing(session: Session, share_id: str, epoch: int) -> LandingShare:
    """Find the share behind an address; raises NotFound when there is none and Gone when it has ended."""
    row = session.execute(
        select(Share, Account.deactivated_at).join(Account, Account.id == Share.account_id).where(Share.id == share_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    share, owner_left_at = row
    if (
        share.epoch != epoch
        or lifetime(share, owner_left_at).state(clock.now()) is not ShareState.LIVE
        or used_up(share)
    ):
        raise Gone(ENDED)
    return LandingShare(share.id, epoch, share.passcode_hash, share.passcode_own)


def shared_notes(share_id: str) -> ColumnElement[bool]:
    """The one rule of which notes a share holds: chosen for it by their author, on whichever trials, and not deleted."""
    return and_(
        Note.deleted_at.is_(None),
        Note.id.in_(select(ShareNote.note_id).where(ShareNote.share_id == share_id)),
        select(Share.id).where(Share.id == share_id, Share.account_id == Note.account_id).correlate(Note).exists(),
    )


def find_share(session: Session, viewer: Viewer, share_id: str, *, for_change: bool = False) -> Share:
    """Give a share of the viewer's, with its trial; raises NotFound.

    ``for_change`` holds the account, and then the share, until this transaction is over.
    """
    if for_change:
        hold_account(session, viewer.id)
    statement = (
        select(Share)
        .join(Share.trial)
        .options(contains_eager(Share.trial).joinedload(Trial.current_version))
        .where(Share.id == share_id, Share.account_id == viewer.id)
    )
    found = session.scalar(statement.with_for_update(of=Share) if for_change else statement)
    if found is None:
        raise NotFound
    return found


def find_share_by_client_key(session: Session, viewer: Viewer, client_key: str) -> Share | None:
    """Give the share that the viewer's form with this key made."""
    return session.scalar(select(Share).where(Share.account_id == viewer.id, Share.client_key == client_key))


def my_links(session: Session, viewer: Viewer, after: Cursor | None = None, limit: int | None = None) -> list[LinkRow]:
    """Give so many of the links that the viewer made, newest first: a page and one more unless told."""
    return [_link_row(row) for row in session.execute(*_links(viewer, after, limit or PAGE_SIZE + 1))]


def soon_expiring(session: Session, viewer: Viewer | None, within: timedelta, limit: int = 5) -> list[LinkRow]:
    """Give the viewer's live links that expire within a span, the next one first."""
    if viewer is None:
        return []
    now = clock.now()
    return [_link_row(row) for row in session.execute(*_expiring(viewer, now, now + within, limit))]


def find_link(session: Session, viewer: Viewer, share_id: str) -> LinkRow:
    """Give one of the viewer's links as in the list; raises NotFound."""
    row = session.execute(_link_rows().where(Share.account_id == viewer.id, Share.id == share_id)).one_or_none()
    if row is None:
        raise NotFound
    return _link_row(row)


def events_of(session: Session, share: Share, before: int | None = None) -> Sequence[Activity]:
    """Give up to a page and one more of what happened to a share, the latest first, older than the number ``before``."""
    wanted = of_subject(share.account_id, share.id)
    if before is not None:
        wanted = wanted.where(Activity.seq < before)
    return session.scalars(wanted.order_by(Activity.seq.desc()).limit(EVENTS_PAGE_SIZE + 1)).all()


def days_of(session: Session, share: Share) -> list[DayRow]:
    """Count what happened to a share by day and kind, the first day first."""
    day = func.date(Activity.at) if _on_sqlite(session) else cast(func.timezone("UTC", Activity.at), Date)
    rows = session.execute(
        select(cast(day, String), Activity.kind, func.count())
        .where(Activity.account_id == share.account_id, Activity.subject_id == share.id)
        .group_by(day, Activity.kind)
        .order_by(day, Activity.kind)
    )
    return [DayRow(date.fromisoformat(row[0]), row[1], row[2]) for row in rows]


def visits_of(session: Session, share: Share) -> list[VisitRow]:
    """Give the latest openings of a share, up to a page and one more, the last one first."""
    rows = session.execute(
        select(Unlock, Account.name, Guest.name)
        .outerjoin(Account, Account.id == Unlock.account_id)
        .outerjoin(Guest, Guest.id == Unlock.guest_id)
        .where(Unlock.share_id == share.id)
        .order_by(Unlock.created_at.desc(), Unlock.id.desc())
        .limit(VISITS_SHOWN + 1)
    )
    return [
        VisitRow(unlock, account or guest or "", account is None, unlock.account_id == share.account_id)
        for unlock, account, guest in rows
    ]


def chosen_note_ids(session: Session, share: Share) -> frozenset[str]:
    """Give the ids of the notes that are in a share."""
    return frozenset(session.scalars(select(Note.id).where(shared_notes(share.id))))


def notes_to_share(session: Session, viewer: Viewer, note_ids: Collection[str]) -> dict[str, str]:
    """Give those of the ids that are of the viewer's own notes, each with the id of its trial."""
    mine = select(Note.id, Note.trial_id).where(Note.id.in_(note_ids), visible_notes(viewer))
    return {row[0]: row[1] for row in session.execute(mine)}


def held_note_ids(session: Session, share: Share) -> set[str]:
    """Give the ids of the notes that were put into a share, deleted ones too."""
    return set(session.scalars(select(ShareNote.note_id).where(ShareNote.share_id == share.id)))


def live_links_of_notes(session: Session, viewer: Viewer, trial_id: str) -> dict[str, int]:
    """Count the viewer's live links that each of their notes on a trial is in, leaving out notes that are in none."""
    return {row[0]: row[1] for row in session.execute(*_live_by_note(viewer, trial_id, clock.now()))}


def count_live(session: Session, account_id: str) -> int:
    """Count an account's live links."""
    statement = select(func.count()).select_from(Share).join(Account, Account.id == Share.account_id)
    return session.scalar(statement.where(Share.account_id == account_id, live(clock.now()))) or 0


@prepared
def _links(viewer: Viewer, after: Cursor | None, limit: int) -> Select[Share, str, int, int, datetime | None]:
    statement = _link_rows().where(Share.account_id == viewer.id)
    if after is not None:
        statement = statement.where(older(Share.created_at, Share.id, after.at, after.id))
    return statement.order_by(Share.created_at.desc(), Share.id.desc()).limit(limit)


@prepared
def _expiring(
    viewer: Viewer, now: datetime, until: datetime, limit: int
) -> Select[Share, str, int, int, datetime | None]:
    soon = _link_rows().where(Share.account_id == viewer.id, live(now), Share.expires_at <= until)
    return soon.order_by(Share.expires_at, Share.id).limit(limit)


@prepared
def _live_by_note(viewer: Viewer, trial_id: str, now: datetime) -> Select[str, int]:
    return (
        select(ShareNote.note_id, func.count())
        .join(Share, Share.id == ShareNote.share_id)
        .join(Account, Account.id == Share.account_id)
        .join(Note, Note.id == ShareNote.note_id)
        .where(Share.account_id == viewer.id, Note.account_id == viewer.id, Note.trial_id == trial_id, live(now))
        .group_by(ShareNote.note_id)
    )


def _link_rows() -> Select[Share, str, int, int, datetime | None]:
    opened = (
        Activity.subject_id == Share.id,
        Activity.account_id == Share.account_id,
        Activity.kind == ActivityKind.LINK_OPENED,
    )
    held = (ShareNote.share_id == Share.id, ShareNote.note_id == Note.id, Note.deleted_at.is_(None))
    return (
        select(
            Share,
            TrialVersion.title,
            select(func.count()).where(*held).scalar_subquery(),
            select(func.count(Note.trial_id.distinct())).where(*held).scalar_subquery(),
            select(func.max(Activity.at)).where(*opened).scalar_subquery(),
        )
        .join(Share.trial)
        .join(TrialVersion, IS_CURRENT)
        .join(Account, Account.id == Share.account_id)
        .options(contains_eager(Share.trial))
    )


def _link_row(row: Row[Share, str, int, int, datetime | None]) -> LinkRow:
    return LinkRow(*row)


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
