"""What owners of links are told by mail: that somebody came, or tries to.

Never a passcode, an address that opens, a note, or a word that somebody else typed, such as the name of who came.
"""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from annotate.core.text import isolated
from annotate.mail import actions as mail
from annotate.shares.models import Share

_DO = "If this should not have happened, open the link's page to suspend or revoke it, or to set a new passcode:"


def tell_locked(session: Session, share: Share, *, net: str, at: datetime, page: str) -> None:
    """Tell the owner that strangers try passcodes; the caller sees to it that they are told once a day at most."""
    where = f", the last one from the network {net}" if net else ""
    _queue(
        session,
        share,
        f"Wrong passcodes on your link {_named(share)}",
        f"many wrong passcodes were tried on your link {_named(share)}{where}. On {_instant(at)} it was locked for half "
        "an hour. None of these tries opened it, and people who have it open keep it open. We tell you this once a day at "
        "most.",
        f"If the person it is for has lost the passcode, set a new one. {_DO}\n{page}",
    )


def tell_suspended(session: Session, share: Share, *, at: datetime, page: str) -> None:
    """Tell the owner that wrong passcodes have suspended their link."""
    _queue(
        session,
        share,
        f"Your link {_named(share)} is suspended",
        f"a hundred wrong passcodes were tried on your link {_named(share)}, so it was suspended on {_instant(at)}. Nobody "
        "can open it, or read on, until you set a new passcode on its page:",
        page,
    )


def _queue(session: Session, share: Share, subject: str, *paragraphs: str) -> None:
    body = "\n\n".join(("Hello,", *paragraphs))
    mail.queue(session, to=share.owner.email, subject=subject, body=body)


def _named(share: Share) -> str:
    """Name the link as its owner does, if the address is confirmed to be theirs; else the words would go to anybody."""
    return f"for {isolated(share.recipient)}" if share.owner.confirmed_at else f"to notes on {share.trial.registry_id}"


def _instant(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y at %H:%M} UTC"
