"""One's own replies: changing their words, and their earlier texts, which nobody else reads."""

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session, contains_eager

from annotate.accounts.queries import hold_account
from annotate.errors import Conflict, Forbidden, NotFound
from annotate.notes.queries import REVISIONS
from annotate.notes.revisions import MOST_REVISIONS, STALE, change_words
from annotate.replies.actions import count_words, words_of
from annotate.replies.models import Reply, ReplyRevision
from annotate.replies.queries import ThreadRow
from annotate.replies.rules import Reader, as_author, as_respondent

MOST_OF_GUEST = 50
"""Earlier texts of a guest's reply: no account holds them, so a link would hold what nobody counts."""

_NO_LONGER = "This was shared for a time that is over, so your words cannot be changed any more. They stay as they are."


@dataclass(frozen=True, slots=True)
class ReplyEdit:
    """A reply's new words, and the revision that they were made on."""

    revision: int
    body: str


def own_replies(reader: Reader) -> ColumnElement[bool]:
    """Hold for what the reader wrote, on either side; needs Thread joined."""
    return or_(and_(as_author(reader), Reply.from_author), and_(as_respondent(reader), not_(Reply.from_author)))


def find_own_reply(session: Session, reader: Reader, reply_id: str, *, for_change: bool = False) -> Reply:
    """Give a reply that the reader wrote, with its thread; raises NotFound.

    ``for_change`` holds the reader's account, and then the reply, until this transaction is over.
    """
    if for_change and reader.account_id is not None:
        hold_account(session, reader.account_id)
    statement = (
        select(Reply)
        .join(Reply.thread)
        .options(contains_eager(Reply.thread))
        .where(Reply.id == reply_id, own_replies(reader))
    )
    if for_change:
        statement = statement.with_for_update(of=Reply).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def revisions_of(
    session: Session, reply: Reply, before: int | None = None, limit: int = REVISIONS + 1
) -> list[ReplyRevision]:
    """Give up to ``limit`` earlier texts of a reply, the newest first, before (older than) a number: a page, and one more."""
    statement = select(ReplyRevision).where(ReplyRevision.reply_id == reply.id)
    if before is not None:
        statement = statement.where(ReplyRevision.number < before)
    return list(session.scalars(statement.order_by(ReplyRevision.number.desc()).limit(limit)))


def find_revision(session: Session, reply: Reply, number: int) -> ReplyRevision:
    """Give an earlier text of a reply; raises NotFound."""
    found = session.get(ReplyRevision, (reply.id, number))
    if found is None:
        raise NotFound
    return found


def text_of(session: Session, reply: Reply, revision: int) -> ReplyRevision | None:
    """Give the text that an edit was made on, or the last one before it that was kept; None when none was."""
    found = revisions_of(session, reply, before=revision + 1, limit=1) if 0 < revision < reply.revision else []
    return found[0] if found else None


def edit_reply(session: Session, row: ThreadRow, reply: Reply, edit: ReplyEdit) -> None:
    """Change the words of a reply; the other side reads the new ones, and when they were changed.

    Raises Forbidden when the respondent may not write any more, Conflict when the reply has changed since, Invalid beside
    ``body``, TooMany when it was changed too often.
    """
    words = words_of(edit.body)
    if not row.can_reply:
        raise Forbidden(_NO_LONGER)
    if words == reply.body:
        return
    if edit.revision != reply.revision:
        raise Conflict(STALE, reply.body)
    last, before = next(iter(revisions_of(session, reply, limit=1)), None), len(reply.body)
    by_guest = not reply.from_author and row.thread.respondent_account_id is None
    earlier = change_words(reply, words, last, most=MOST_OF_GUEST if by_guest else MOST_REVISIONS)
    if earlier is not None:
        session.add(ReplyRevision(reply_id=reply.id, **asdict(earlier)))
    count_words(session, row.thread, len(words) - (0 if earlier else before), from_author=reply.from_author)
    session.flush()


def restore_revision(session: Session, row: ThreadRow, reply: Reply, number: int, revision: int) -> None:
    """Put an earlier text of a reply in its place again, as an edit made on ``revision``; raises NotFound, and as an edit."""
    edit_reply(session, row, reply, ReplyEdit(revision, find_revision(session, reply, number).body))
