"""What owners of links are told by mail: that somebody came, or tries to.

Never a passcode, an address that opens, a note, or a word that somebody else typed, such as the name of who came. The words
are in ``templates/mail/shares/``.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from annotate.core.numbers import and_more
from annotate.core.text import isolated
from annotate.mail.letters import queue_letter
from annotate.shares.holding import more_trials
from annotate.shares.models import Share


def tell_locked(session: Session, share: Share, *, net: str, at: datetime, page: str) -> None:
    """Tell the owner that strangers try passcodes; the caller sees to it that they are told once a day at most."""
    link = named(session, share)
    queue_letter(session, share.owner.email, "shares/locked.txt", link=link, net=net, at=at, page=page)


def tell_suspended(session: Session, share: Share, *, at: datetime, page: str) -> None:
    """Tell the owner that wrong passcodes have suspended their link."""
    queue_letter(session, share.owner.email, "shares/suspended.txt", link=named(session, share), at=at, page=page)


def named(session: Session, share: Share) -> str:
    """Name the link as its owner does, if the address is confirmed to be theirs; else the words would go to anybody.

    Then it is named by its trials, which are public: ``to notes on NCT04561557 and 2 more trials``.
    """
    if share.owner.confirmed_at:
        return f"for {isolated(share.recipient)}"
    others = more_trials(session, [share.id]).get(share.id, 0)
    return f"to notes on {share.trial.registry_id}{and_more(others, 'trial')}"
