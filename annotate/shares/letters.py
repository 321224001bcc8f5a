"""What owners of links are told by mail: that somebody came, or tries to.

Never a passcode, an address that opens, a note, or a word that somebody else typed, such as the name of who came. The words
are in ``templates/mail/shares/``.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from annotate.core.text import isolated
from annotate.mail.letters import queue_letter
from annotate.shares.models import Share


def tell_locked(session: Session, share: Share, *, net: str, at: datetime, page: str) -> None:
    """Tell the owner that strangers try passcodes; the caller sees to it that they are told once a day at most."""
    queue_letter(session, share.owner.email, "shares/locked.txt", link=named(share), net=net, at=at, page=page)


def tell_suspended(session: Session, share: Share, *, at: datetime, page: str) -> None:
    """Tell the owner that wrong passcodes have suspended their link."""
    queue_letter(session, share.owner.email, "shares/suspended.txt", link=named(share), at=at, page=page)


def named(share: Share) -> str:
    """Name the link as its owner does, if the address is confirmed to be theirs; else the words would go to anybody."""
    return f"for {isolated(share.recipient)}" if share.owner.confirmed_at else f"to notes on {share.trial.registry_id}"
