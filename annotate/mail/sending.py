"""The sender: takes what is due out of the outbox, one message after the other. Each claims what it takes."""

from dataclasses import dataclass

from annotate import clock
from annotate.database import Database
from annotate.mail import actions, queries
from annotate.mail.actions import Letter
from annotate.mail.delivery import NotDelivered, Post

_AT_ONCE = 100  # messages in one round, so that a round ends


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one round."""

    sent: int = 0
    failed: int = 0


def send_due(database: Database, post: Post) -> Round:
    """Try every message that is due. Nothing is held open while a server is spoken to."""
    sent = failed = 0
    for _ in range(_AT_ONCE):
        letter = _next(database)
        if letter is None:
            break
        if _deliver(database, post, letter):
            sent += 1
        else:
            failed += 1
    if sent:
        with database.transaction() as session:
            actions.forget_old(session)
    return Round(sent, failed)


def _next(database: Database) -> Letter | None:
    with database.reader() as session:
        if not queries.is_any_due(session):
            return None  # an idle sender takes no lock
    with database.transaction() as session:
        return actions.claim(session)


def _deliver(database: Database, post: Post, letter: Letter) -> bool:
    failure = _failure(post, letter)
    # Whether it went out is so whoever has the job by now; the letter itself is this sender's by its own claim.
    with database.unfenced.transaction() as session:
        if failure is None:
            actions.note_sent(session, letter)
        else:
            actions.note_failed(session, letter, str(failure), final=failure.final)
    return failure is None


def _failure(post: Post, letter: Letter) -> NotDelivered | None:
    if letter.expires_at is not None and letter.expires_at <= clock.now():
        return NotDelivered("It came to its turn too late to be of use.", final=True)
    try:
        post.deliver(letter)
    except NotDelivered as failure:
        return failure
    return None
