"""Use cases of a share's owner. Whatever hashes takes no session: it runs before the transaction."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.queries import hold_account
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.lifetimes import LONGEST, ShareState, a_week_later
from annotate.core.text import collapse
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Invalid, TooMany
from annotate.insert_once import added, insert_once
from annotate.notes.actions import LONGEST_CLIENT_KEY
from annotate.shares import guessing, holding, queries
from annotate.shares.models import Share, ShareNote
from annotate.shares.passcodes import Passcode

MOST_LIVE = 500
"""Live links of one account at once."""

MOST_OPENINGS = 1_000
"""The highest limit that a link's openings can have; without one there is none."""

LONGEST_RECIPIENT = 120
"""Code points of a recipient's label."""

_REVOKED = "This link is revoked, and revoking is final. Make a new link for the same notes instead."
_LONG_ENOUGH = (
    f"A link can stay open for {LONGEST.days} days at most, so this one was not extended. Try again in a few days."
)


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """A share as its owner wants it."""

    recipient: str
    note_ids: tuple[str, ...]
    expires_at: datetime
    can_reply: bool
    client_key: str
    """Made with the form: the same form sent twice, unchanged, makes one share."""
    most_openings: int | None = None
    """How often it may be opened; None sets no limit."""


@dataclass(frozen=True, slots=True)
class MadeShare:
    """What came of a draft."""

    share: Share
    again: bool
    """Whether the same form had made this share before: its passcode is a new one now."""


def create_share(session: Session, viewer: Viewer, trial_id: str, draft: ShareDraft, passcode: Passcode) -> MadeShare:
    """Make a share of the viewer's own notes, which begins with a trial that it has notes on: this one if it can.

    The same form again, for the same recipient and notes, gives the share that it made, with the new passcode and end, as
    long as nobody has opened it: whoever sent twice has seen no passcode yet. A form that was changed in between makes a
    share of its own. Raises Invalid, TooMany when there are too many live links, and Conflict when it was opened since.
    """
    recipient = collapse(draft.recipient)
    if not 1 <= len(recipient) <= LONGEST_RECIPIENT:
        raise Invalid.field("recipient", f"Give the link a name of 1 to {LONGEST_RECIPIENT} characters.")
    if not 1 <= len(draft.client_key) <= LONGEST_CLIENT_KEY:
        raise Invalid("The form arrived incomplete, so nothing was made. Please reload the page.")
    _refuse_far(draft.expires_at)
    _refuse_odd_limit(draft.most_openings)
    key = key_of(draft, trial_id)
    hold_account(session, viewer.id)
    made = queries.find_share_by_client_key(session, viewer, key)
    if made is not None:
        return _make_again(session, made, passcode, draft.expires_at)
    _refuse_another_live(session, viewer.id)
    share = Share(
        account_id=viewer.id,
        trial_id=trial_id,
        recipient=recipient,
        can_reply=draft.can_reply,
        passcode_hash=passcode.hash,
        passcode_own=passcode.own,
        epoch=1,
        unlock_epoch=1,
        failures=0,
        openings=0,
        most_openings=draft.most_openings,
        client_key=key,
        created_at=clock.now(),
        expires_at=draft.expires_at,
    )
    # The same form may come in by another connection at the same moment.
    kept, is_new = insert_once(
        session, lambda: added(session, share), lambda: queries.find_share_by_client_key(session, viewer, key)
    )
    if not is_new:
        return _make_again(session, kept, passcode, draft.expires_at)
    holding.put_notes(session, viewer, share, draft.note_ids)
    activity.record(session, share.account_id, ActivityKind.LINK_CREATED, share.id)
    return MadeShare(share, again=False)


def choose_notes(session: Session, viewer: Viewer, share: Share, note_ids: Iterable[str]) -> None:
    """Let the share hold exactly these notes from now on; raises Invalid, and Conflict when it is revoked."""
    _refuse_revoked(share)
    wanted = holding.bounded(note_ids)
    session.execute(delete(ShareNote).where(ShareNote.share_id == share.id, ShareNote.note_id.not_in(wanted)))
    holding.put_notes(session, viewer, share, wanted, present=queries.held_note_ids(session, share))
    activity.record(session, share.account_id, ActivityKind.LINK_NOTES, share.id)


def allow_replies(session: Session, share: Share, *, allowed: bool) -> None:
    """Let visitors reply, or read only; raises Conflict when the share is revoked."""
    _refuse_revoked(share)
    share.can_reply = allowed
    session.flush()


def limit_openings(session: Session, share: Share, most: int | None) -> None:
    """Let the share be opened so often in all, None for no limit.

    Raises Invalid beside ``most_openings``, and Conflict when it is revoked.
    """
    _refuse_revoked(share)
    _refuse_odd_limit(most)
    if most != share.most_openings:
        share.most_openings = most
        activity.record(session, share.account_id, ActivityKind.LINK_LIMITED, share.id)


def pause(session: Session, share: Share) -> None:
    """Let the share open nothing until it is resumed; once is enough. Raises Conflict when it is revoked."""
    _refuse_revoked(share)
    if share.paused_at is None:
        share.paused_at = clock.now()
        activity.record(session, share.account_id, ActivityKind.LINK_PAUSED, share.id)


def resume(session: Session, share: Share) -> None:
    """Let a share open again that its owner had suspended.

    Raises Conflict when it is revoked, or when wrong passcodes suspended it: that takes a new passcode; TooMany when it would
    be one live link too many.
    """
    _refuse_revoked(share)
    if share.suspended_at is not None:
        raise Conflict("Too many wrong passcodes were tried on this link. Set a new passcode to open it again.")
    if share.paused_at is not None:
        _refuse_revival(session, share)
        share.paused_at = None
        activity.record(session, share.account_id, ActivityKind.LINK_RESUMED, share.id)


def revoke(session: Session, share: Share) -> None:
    """End the share for good; once is enough."""
    if share.revoked_at is None:
        share.revoked_at = clock.now()
        activity.record(session, share.account_id, ActivityKind.LINK_REVOKED, share.id)


def set_expiry(session: Session, share: Share, expires_at: datetime) -> None:
    """Let the share end at another moment, which was counted from now.

    Raises Invalid beside ``until``, Conflict when it is revoked, and TooMany when it would live again as one too many.
    """
    _refuse_revoked(share)
    _refuse_far(expires_at)
    _refuse_revival(session, share)
    share.renewed_at, share.expires_at = clock.now(), expires_at
    activity.record(session, share.account_id, ActivityKind.LINK_EXTENDED, share.id)


def add_week(session: Session, share: Share, *, ends: str = "") -> bool:
    """Let the share end a week later, or a week from now when it has expired.

    With ``ends``, the end that its owner saw, that one alone is moved: returns False when it is another. Raises Conflict when the
    share is revoked or would live too long, and TooMany when it would live again as one too many.
    """
    _refuse_revoked(share)
    if ends not in {"", share.expires_at.isoformat()}:
        return False
    later = a_week_later(share.expires_at, clock.now())
    if later is None:
        raise Conflict(_LONG_ENOUGH)
    set_expiry(session, share, later)
    return True


def replace_passcode(session: Session, share: Share, passcode: Passcode) -> None:
    """Set a new passcode: the address stays, every unlock ends, a suspended share lives again.

    Raises Conflict when the share is revoked, and TooMany when it would live again as one too many.
    """
    _refuse_revoked(share)
    _refuse_revival(session, share)
    share.passcode_hash, share.passcode_own = passcode.hash, passcode.own
    share.unlock_epoch += 1
    share.failures, share.suspended_at, share.paused_at, share.lock_told_at = 0, None, None, None
    guessing.start_anew(session, share.id)
    activity.record(session, share.account_id, ActivityKind.LINK_PASSCODE, share.id)


def reissue(session: Session, share: Share, *, replaces: int | None = None) -> bool:
    """Give the share a new address: the old one and every unlock end.

    With ``replaces``, the epoch of an address, that one alone is replaced: returns False when it was replaced already. Raises
    Conflict when the share is revoked.
    """
    _refuse_revoked(share)
    if replaces not in {None, share.epoch}:
        return False
    share.epoch += 1
    share.unlock_epoch += 1
    activity.record(session, share.account_id, ActivityKind.LINK_REISSUED, share.id)
    return True


def key_of(draft: ShareDraft, trial_id: str) -> str:
    """Give the key of the form with what it shares with whom: another choice must never come back as this one."""
    notes = sorted(set(draft.note_ids))
    asked = (draft.client_key, trial_id, collapse(draft.recipient), notes, draft.can_reply, draft.most_openings)
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _make_again(session: Session, share: Share, passcode: Passcode, expires_at: datetime) -> MadeShare:
    if share.openings:
        raise Conflict("This form has already made its link, which has been opened since. You find it under Links.")
    replace_passcode(session, share, passcode)
    share.renewed_at, share.expires_at = clock.now(), expires_at
    session.flush()
    return MadeShare(share, again=True)


def _refuse_revoked(share: Share) -> None:
    if share.revoked_at is not None:
        raise Conflict(_REVOKED)


def _refuse_another_live(session: Session, account_id: str) -> None:
    if queries.count_live(session, account_id) >= MOST_LIVE:
        raise TooMany(
            f"You have {MOST_LIVE} active links, which is the limit for one person, so nothing was changed. Revoke links that "
            "you no longer need, then send this again: what you typed is kept."
        )


def _refuse_revival(session: Session, share: Share) -> None:
    """Count a share that lives again like a new one."""
    if queries.lifetime(share).state(clock.now()) is not ShareState.LIVE:
        hold_account(session, share.account_id)
        _refuse_another_live(session, share.account_id)


def _refuse_far(expires_at: datetime) -> None:
    """Hold every end to the longest life, whatever form or program it came from."""
    now = clock.now()
    if not now < expires_at <= now + LONGEST:
        raise Invalid.field("until", f"A link can stay open for {LONGEST.days} days at most. Choose an earlier moment.")


def _refuse_odd_limit(most: int | None) -> None:
    if most is not None and not 1 <= most <= MOST_OPENINGS:
        raise Invalid.field("most_openings", f"Choose a number from 1 to {MOST_OPENINGS:,}, or leave it empty.")
