"""Selects and gates of visitors: what an open unlock gives them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.lifetimes import ShareState
from annotate.core.viewer import Viewer
from annotate.errors import Gone, NotFound
from annotate.notes import bounded
from annotate.notes.models import Note
from annotate.notes.queries import IN_TEXT, whole_notes
from annotate.prepared import prepared
from annotate.shares.models import Guest, Share, Unlock
from annotate.shares.queries import ENDED, lifetime, shared_notes
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

IDLE = timedelta(hours=2)
"""How long an unlock lives without being used."""

LOCKED = "This page needs a link and its passcode. Please open the link that you were sent again."
"""The one sentence about a shared page that is not unlocked here, whether there is one or not."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """Whose replies a visit writes and reads: an account's, or a guest's of this one share."""

    name: str
    account_id: str | None = None
    guest_id: str | None = None

    @property
    def marked(self) -> str:
        """The name as others read it: a guest's is theirs to choose, so it is marked."""
        return f"{self.name} (guest)" if self.guest_id is not None else self.name


@dataclass(frozen=True, slots=True)
class Visit:
    """A request through an open unlock, everything checked: the share is live and the visitor is who they were."""

    unlock_id: str
    share_id: str
    trial_id: str
    """The trial that the share begins with."""
    owner_id: str
    owner_name: str
    can_reply: bool
    expires_at: datetime
    """When the share ends."""
    opened_at: datetime
    """When this visitor gave the passcode."""
    last_seen_at: datetime
    recognised: bool
    """Whether a cookie tells which guest this is and the unlock does not know it yet."""
    respondent: Respondent | None
    """None until a guest has given a name, and for the owner."""
    is_owner: bool
    """Whether the owner looks at what they share; they have no rights here that others have not."""

    @property
    def mark(self) -> str:
        """Tell one visitor's unsent words on a device from another's; it opens nothing."""
        guest_id = self.respondent.guest_id if self.respondent else None
        return hashlib.sha256(f"visitor:{guest_id or self.unlock_id}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class OpenedBefore:
    """The opening of a share before a visitor's own."""

    at: datetime
    own: bool
    """Whether it was the same account or guest."""


@dataclass(frozen=True, slots=True)
class SharedTrial:
    """A trial that a share has notes on."""

    id: str
    registry_id: str
    title: str
    notes: int


def named(name: str, *, is_guest: bool) -> str:
    """Name a visitor for the owner."""
    return "Unnamed visitor" if not name else f"{name} (guest)" if is_guest else name


def find_visit(
    session: Session, share_id: str, *, unlock_id: str | None, guest_id: str | None, viewer: Viewer | None
) -> Visit:
    """Find the visit that an unlock's cookie stands for, and check all of it again.

    Raises NotFound when the page is not unlocked here (or does not exist), Gone when it was and the share has ended.
    """
    row = session.execute(*_opened(share_id, unlock_id, guest_id)).one_or_none()
    if row is None:
        raise NotFound(LOCKED)
    unlock, share, owner_name, owner_left_at, guest = row
    now = clock.now()
    if lifetime(share, owner_left_at).state(now) is not ShareState.LIVE:
        raise Gone(ENDED)
    if not is_open(unlock, share, now):
        raise NotFound(LOCKED)
    if unlock.account_id is not None and (viewer is None or viewer.id != unlock.account_id):
        # Whoever unlocked this was signed in, and is not any more: signing out ends what the account opened.
        raise NotFound(LOCKED)
    return Visit(
        unlock_id=unlock.id,
        share_id=share.id,
        trial_id=share.trial_id,
        owner_id=share.account_id,
        owner_name=owner_name,
        can_reply=share.can_reply,
        expires_at=share.expires_at,
        opened_at=unlock.created_at,
        last_seen_at=unlock.last_seen_at,
        recognised=_recognised(unlock, guest),
        respondent=_respondent(unlock, guest, share.account_id, viewer),
        is_owner=viewer is not None and viewer.id == share.account_id,
    )


def is_open(unlock: Unlock, share: Share, at: datetime) -> bool:
    """Tell whether an unlock has come to no end of its own; whether the share is live is another question."""
    ended = unlock.ended_at is not None or unlock.unlock_epoch != share.unlock_epoch
    return not ended and unlock.expires_at > at and unlock.last_seen_at + IDLE > at


def trials_of_visit(session: Session, visit: Visit) -> list[SharedTrial]:
    """Give the trials that the share has notes on: the one that it begins with first, then by registry id."""
    found = [SharedTrial(*row) for row in session.execute(*_trials(visit.share_id))]
    return sorted(found, key=lambda trial: (trial.id != visit.trial_id, trial.registry_id))


def named_trial(session: Session, share_id: str, note: Note) -> str | None:
    """Give what the address of the shared page with a note names: its trial, unless the share begins with it."""
    first = session.scalar(select(Share.trial_id).where(Share.id == share_id))
    return None if first == note.trial_id else note.trial.registry_id


def notes_of_visit(session: Session, visit: Visit, trial_id: str, *, whole: str = "") -> list[Note]:
    """Give every note of the share on a trial with all that a card shows: page notes first, then in the order of the text.

    Where they hold too much for a page, each has the beginning of its words alone, but for one that is wanted ``whole``.
    """
    share_id = visit.share_id
    notes = bounded.load(
        session,
        _sizes(share_id, trial_id),
        _shared(share_id, trial_id),
        lambda longest: _beginnings(share_id, trial_id, longest),
    )
    for note in notes:
        if note.id == whole and note.left_out:
            bounded.show_whole(session, note)
    return notes


def find_shared_note(session: Session, visit: Visit, note_id: str) -> Note:
    """Give one note of the share; raises NotFound."""
    found = session.scalar(whole_notes(with_tags=False).where(Note.id == note_id, shared_notes(visit.share_id)))
    if found is None:
        raise NotFound
    return found


def opened_before(session: Session, visit: Visit) -> OpenedBefore | None:
    """Tell when the share was last opened before this visitor gave the passcode, but for looks of its owner.

    As of that moment, so that nothing that others do later shows on the visitor's page.
    """
    who = visit.respondent
    if visit.is_owner:
        return None
    before = session.execute(*_before(visit.share_id, visit.opened_at)).one_or_none()
    if before is None:
        return None
    own = who is not None and (
        (who.account_id is not None and before.account_id == who.account_id)
        or (who.guest_id is not None and before.guest_id == who.guest_id)
    )
    return OpenedBefore(before.created_at, own=own)


def count_guests(session: Session, share_id: str, *, beside: str | None = None) -> int:
    """Count the guests of a share who gave a name, or those of the network of one unlock: ``beside`` is its id."""
    counted = select(func.count()).where(Guest.share_id == share_id)
    if beside is not None:
        counted = counted.where(Guest.id.in_(from_network(Unlock.guest_id, share_id, Unlock.id == beside)))
    return session.scalar(counted) or 0


def from_network(
    who: InstrumentedAttribute[str | None], share_id: str, unlocks: ColumnElement[bool]
) -> Select[str | None]:
    """Select the ids of a share's guests or accounts, as ``who`` says, who came from the network of some of its unlocks."""
    networks = select(Unlock.net).where(Unlock.share_id == share_id, unlocks)
    return select(who).where(Unlock.share_id == share_id, Unlock.net.in_(networks))


@prepared
def _opened(
    share_id: str, unlock_id: str | None, guest_id: str | None
) -> Select[Unlock, Share, str, datetime | None, Guest]:
    return (
        select(Unlock, Share, Account.name, Account.deactivated_at, Guest)
        .join(Share, Share.id == Unlock.share_id)
        .join(Account, Account.id == Share.account_id)
        .outerjoin(Guest, and_(Guest.share_id == Share.id, Guest.id == func.coalesce(Unlock.guest_id, guest_id)))
        .where(
            Unlock.id == unlock_id,
            Unlock.share_id == share_id,
            Unlock.unlock_epoch == Share.unlock_epoch,
            Unlock.ended_at.is_(None),
        )
    )


@prepared
def _trials(share_id: str) -> Select[str, str, str, int]:
    return (
        select(Trial.id, Trial.registry_id, TrialVersion.title, func.count())
        .select_from(Note)
        .join(Trial, Trial.id == Note.trial_id)
        .join(TrialVersion, IS_CURRENT)
        .where(shared_notes(share_id))
        .group_by(Trial.id, Trial.registry_id, TrialVersion.title)
    )


@prepared
def _shared(share_id: str, trial_id: str) -> Select[Note]:
    return whole_notes(with_tags=False).where(shared_notes(share_id), Note.trial_id == trial_id).order_by(*IN_TEXT)


@prepared
def _sizes(share_id: str, trial_id: str) -> Select[int, int, int]:
    return bounded.sizes().where(shared_notes(share_id), Note.trial_id == trial_id)


@prepared
def _beginnings(share_id: str, trial_id: str, longest: int) -> Select[Note, str, int, str]:
    notes = whole_notes(with_tags=False).where(shared_notes(share_id), Note.trial_id == trial_id)
    return bounded.cut(notes.order_by(*IN_TEXT), longest)


@prepared
def _before(share_id: str, opened_at: datetime) -> Select[datetime, str | None, str | None]:
    by_visitor = or_(Unlock.account_id.is_(None), Unlock.account_id != Share.account_id)
    return (
        select(Unlock.created_at, Unlock.account_id, Unlock.guest_id)
        .join(Share, Share.id == Unlock.share_id)
        .where(Unlock.share_id == share_id, Unlock.created_at < opened_at, by_visitor)
        .order_by(Unlock.created_at.desc(), Unlock.id)
        .limit(1)
    )


def _recognised(unlock: Unlock, guest: Guest | None) -> bool:
    return guest is not None and unlock.account_id is None and unlock.guest_id is None


def _respondent(unlock: Unlock, guest: Guest | None, owner_id: str, viewer: Viewer | None) -> Respondent | None:
    if unlock.account_id is None and guest is not None:
        return Respondent(guest.name, guest_id=guest.id)
    if viewer is None or viewer.id == owner_id:
        return None
    # Signed in since, and not known as a guest here: their replies are their account's from the first one on.
    return Respondent(viewer.name, account_id=viewer.id)
