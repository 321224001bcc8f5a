"""What happens to messages: queued with what caused them, claimed by one sender, sent, tried again, given up."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.text import normalise, one_line
from annotate.mail.models import Mail
from annotate.mail.queries import due

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 240, 720))
"""How long a message waits after each try that failed."""

MOST_TRIES = len(PAUSES) + 1
"""Tries after which a message is given up."""

LONGEST_SUBJECT = 150
"""Code points of a subject; what is longer is cut, since it may quote a name."""

WORDS = ("body", "unsubscribe", "reply_to")
"""Columns that are emptied once nothing more is sent."""

_LEASE = timedelta(minutes=10)  # longer than any try lasts: only a sender that died lets it pass
_KEPT_SENT = timedelta(days=7)
_KEPT_GIVEN_UP = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that one sender has claimed."""

    id: str
    recipient: str
    subject: str
    body: str = field(repr=False)
    created_at: datetime
    expires_at: datetime | None
    tries: int
    """How often it was tried, this time included."""
    unsubscribe: str = field(default="", repr=False)
    """The address that ends mails like this one; empty for those that nobody can end."""
    reply_to: str = field(default="", repr=False)
    """Whom an answer goes to, if a person wrote the message."""


def queue(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    expires_at: datetime | None = None,
    unsubscribe: str = "",
    reply_to: str = "",
    cause: str = "",
    account_id: str | None = None,
) -> Mail:
    """Put a message to one address into the outbox, in the caller's transaction: it is sent if and only if that commits.

    ``body`` is plain text. A message is not tried any more from ``expires_at`` on. Names that people chose may stand in the
    subject: it becomes one line, whatever they hold. ``unsubscribe`` is the address that ends mails like this one, if any;
    ``reply_to`` is the mailbox of the person who wrote the message, if a person did;
    ``cause`` says what it is about, for ``forget_address``; ``account_id`` is the account that caused it, if one did: it goes
    with that account, and waits while that is locked.
    """
    now = clock.now()
    mail = Mail(
        recipient=to,
        subject=one_line(normalise(subject), LONGEST_SUBJECT),
        body=normalise(body).strip() + "\n",
        unsubscribe=unsubscribe,
        reply_to=reply_to,
        cause=cause,
        account_id=account_id,
        created_at=now,
        due_at=now,
        expires_at=expires_at,
        tries=0,
        trouble="",
    )
    session.add(mail)
    session.flush()
    return mail


def claim(session: Session) -> Letter | None:
    """Take the next message that is due and not held, for this sender alone; None when there is none.

    A sender that dies loses its claim after some minutes, and the message is tried again by another one.
    """
    now = clock.now()
    first = select(Mail.id).where(*due(now)).order_by(Mail.due_at, Mail.id).limit(1)
    taken = session.scalar(
        update(Mail)
        .where(Mail.id == first.with_for_update(skip_locked=True).scalar_subquery(), *due(now))
        .values(due_at=now + _LEASE, tries=Mail.tries + 1)
        .returning(Mail)
        .execution_options(populate_existing=True)
    )
    if taken is None:
        return None
    return Letter(
        taken.id,
        taken.recipient,
        taken.subject,
        taken.body,
        taken.created_at,
        taken.expires_at,
        taken.tries,
        taken.unsubscribe,
        taken.reply_to,
    )


def note_sent(session: Session, letter: Letter) -> None:
    """Write down that the message is out, and forget its words."""
    values = {"sent_at": clock.now(), "due_at": None, "trouble": "", **dict.fromkeys(WORDS, "")}
    session.execute(update(Mail).where(Mail.id == letter.id).values(**values))


def note_failed(session: Session, letter: Letter, trouble: str, *, final: bool = False) -> None:
    """Write down what went wrong; the message is tried again later, or given up when that is of no use."""
    now = clock.now()
    due_at = None if final or letter.tries >= MOST_TRIES else now + PAUSES[letter.tries - 1]
    if due_at is not None and letter.expires_at is not None and due_at >= letter.expires_at:
        due_at = None
    values = {"due_at": due_at, "given_up_at": None if due_at else now, "trouble": trouble}
    session.execute(update(Mail).where(Mail.id == letter.id).values(**values))


def try_again(session: Session, mail: Mail) -> None:
    """Let a message that was given up be tried once more, from the beginning."""
    mail.tries, mail.due_at, mail.given_up_at = 0, clock.now(), None
    session.flush()


def forget_address(session: Session, address: str, *, cause: str | None = None) -> None:
    """Drop every message to an address, sent or not; with a cause, those about it alone."""
    about = () if cause is None else (Mail.cause == cause,)
    session.execute(delete(Mail).where(Mail.recipient == address, *about))


def forget_old(session: Session) -> None:
    """Drop what was sent a week ago and what was given up three months ago."""
    now = clock.now()
    session.execute(delete(Mail).where(or_(Mail.sent_at < now - _KEPT_SENT, Mail.given_up_at < now - _KEPT_GIVEN_UP)))
