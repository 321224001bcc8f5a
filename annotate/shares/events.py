"""What happens to a share, written down for its owner."""

from enum import StrEnum

from sqlalchemy.orm import Session

from annotate import clock
from annotate.shares.models import ShareEvent


class EventKind(StrEnum):
    """The kinds of events."""

    CREATED = "created"
    OPENED = "opened"
    PREVIEWED = "previewed"
    FAILED = "failed"
    LOCKED = "locked"
    SUSPENDED = "suspended"
    REPLIED = "replied"
    LEFT = "left"
    ENDED = "ended"
    NOTES = "notes"
    EXTENDED = "extended"
    LIMITED = "limited"
    PAUSED = "paused"
    RESUMED = "resumed"
    PASSCODE = "passcode"
    REISSUED = "reissued"
    REVOKED = "revoked"
    RESTORED = "restored"


def note_down(session: Session, share_id: str, kind: EventKind, *, who: str = "", net: str = "") -> None:
    """Keep an event; ``net`` is the masked network of a visitor, empty for the owner's own acts."""
    session.add(ShareEvent(share_id=share_id, kind=kind, at=clock.now(), who=who, net=net))
    session.flush()
