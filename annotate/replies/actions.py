"""Use cases of replies: answer, answer back, change one's words, mark as read."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import quota
from annotate.accounts.queries import hold_account
from annotate.activity import actions as activity
from annotate.activity.actions import Actor
from annotate.activity.kinds import ActivityKind
from annotate.core.fair_share import fair_share
from annotate.core.text import normalise
from annotate.errors import Forbidden, Invalid, TooMany
from annotate.insert_once import added, insert_once
from annotate.notes.actions import LONGEST_CLIENT_KEY
from annotate.notes.models import Note
from annotate.replies import counts, queries
from annotate.replies.indexing import index_replies
from annotate.replies.models import Reply, ReplyRevision, Thread
from annotate.replies.queries import ThreadRow
from annotate.replies.rules import Reader
from annotate.shares.unlocks.actions import hold_share, respondent_for
from annotate.shares.unlocks.queries import Respondent, Visit
from annotate.texts.actions import MOST_REVISIONS, change_words, refuse_stale
from annotate.texts.queries import find_revision

LONGEST_BODY = 10_000
"""Code points of a reply."""

MOST_IN_THREAD = 500
"""Replies of one side in one thread."""

MOST_BY_LINK = 2_000
"""Replies of all visitors in the exchanges that began by one link: their author's page shows every one.

The guests and accounts of one network have their fair share of them.
"""

MOST_OF_RESPONDENT = MOST_BY_LINK // 4
"""How many of those one respondent may write."""

MOST_OF_GUEST = 50
"""Earlier texts of a guest's reply: no account holds them, so a link would hold what nobody counts."""

_NO_LONGER = (
    "The link, or your access to it, has ended, so your reply was not sent. Go back: what you typed is still there."
)
_STAYS = "This was shared for a time that is over, so your words cannot be changed any more. They stay as they are."
WITHDRAWN = (
    "You have withdrawn this reply. Undo that first, on the page that it stands on; then you can read and change it."
)
"""What somebody is told who would change such a reply."""

_TICK = timedelta(microseconds=1)  # keeps the replies of a thread in the order in which they were written


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply as it comes in."""

    body: str
    client_key: str
    """Made with the form: the same words sent twice are kept once."""


@dataclass(frozen=True, slots=True)
class ReplyEdit:
    """A reply's new words, and the revision that they were made on."""

    revision: int
    body: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply in a thread."""

    reply: Reply
    new: bool
    """Whether it was written just now; else it was sent before, in the same words."""


def respond(session: Session, visit: Visit, note: Note, draft: ReplyDraft, *, name: str = "") -> Respondent:
    """Reply under a shared note to its author, and give who did; a guest gives a name the first time.

    Raises Forbidden when the share takes no replies, Invalid beside ``body`` or ``name``, TooMany when there are too many.
    """
    body = words_of(draft.body)
    who = respondent_for(session, visit, name)
    thread = _thread(session, visit, note, who)
    read_at = queries.last_reply_at(session, thread)
    _reply, new = _add(session, thread, body, draft, from_author=False)
    if read_at is not None:
        thread.respondent_read_at = max(read_at, thread.respondent_read_at or read_at)
    if new:
        _tell_author(session, thread, who.marked)
    return who


def answer(session: Session, row: ThreadRow, draft: ReplyDraft) -> Answered:
    """Write in a thread, as its note's author or as its respondent; what was there before counts as read.

    Raises Forbidden when the respondent may not write any more, Invalid beside ``body``, TooMany when there are too many.
    """
    body = words_of(draft.body)
    if not row.can_reply:
        raise Forbidden(_NO_LONGER)
    read_at = queries.last_reply_at(session, row.thread)
    reply, new = _add(session, row.thread, body, draft, from_author=row.as_author)
    if read_at is not None:
        _read(row, read_at)
    if new and row.as_author:
        _tell_respondent(session, row.thread)
    elif new:
        who = row.thread.respondent_account
        _tell_author(session, row.thread, who.name if who else "")
    session.flush()
    return Answered(reply, new)


def edit_reply(session: Session, row: ThreadRow, reply: Reply, edit: ReplyEdit) -> None:
    """Change the words of one's own reply; the other side reads the new ones, and when they were changed.

    Raises Forbidden when the respondent may not write any more or has withdrawn it, Conflict when the reply has changed since,
    Invalid beside ``body``, TooMany when it was changed too often.
    """
    words = words_of(edit.body)
    if reply.withdrawn_at is not None:
        raise Forbidden(WITHDRAWN)
    if not row.can_reply:
        raise Forbidden(_STAYS)
    refuse_stale(reply, edit.revision, words)
    if words == reply.body:
        return
    by_guest = not reply.from_author and row.thread.respondent_account_id is None
    most = MOST_OF_GUEST if by_guest else MOST_REVISIONS
    change = change_words(session, ReplyRevision, reply, words, most=most)
    count_words(session, row.thread, change.added, from_author=reply.from_author)
    index_replies(session, row.thread.note)


def restore_revision(session: Session, row: ThreadRow, reply: Reply, number: int, revision: int) -> None:
    """Put an earlier text of a reply in its place again, as an edit made on ``revision``; raises NotFound, and as an edit."""
    edit_reply(session, row, reply, ReplyEdit(revision, find_revision(session, ReplyRevision, reply, number).body))


def mark_read(session: Session, reader: Reader, row: ThreadRow, reply_id: str) -> None:
    """Mark what the reader has seen as read: everything up to this reply, and nothing that came in since.

    An unknown reply marks nothing.
    """
    seen_at = queries.written_at(session, reader, row.thread.id, reply_id)
    if seen_at is not None:
        _read(row, seen_at)
        session.flush()


def _tell_author(session: Session, thread: Thread, name: str) -> None:
    """Record a reply for the note's author, as something that happened to their link."""
    actor, detail = Actor(name, thread.respondent_account_id), {"thread": thread.id}
    activity.record(
        session, thread.note.account_id, ActivityKind.REPLY_CAME, thread.share_id, actor=actor, detail=detail
    )


def _tell_respondent(session: Session, thread: Thread) -> None:
    """Record a reply for a respondent who may read it now, and has an account; without the name of its author."""
    account_id = thread.respondent_account_id
    if account_id is not None and queries.find_thread(session, Reader(account_id=account_id), thread.id).given:
        activity.record(session, account_id, ActivityKind.REPLY_CAME, thread.id)


def _read(row: ThreadRow, at: datetime) -> None:
    thread = row.thread
    if row.as_author:
        thread.author_read_at = max(at, thread.author_read_at or at)
    else:
        thread.respondent_read_at = max(at, thread.respondent_read_at or at)


def _thread(session: Session, visit: Visit, note: Note, who: Respondent) -> Thread:
    """Find the one thread of this respondent under the note, or begin it."""
    found = queries.thread_of(session, note, who)
    if found is not None:
        return found
    begun = Thread(
        note_id=note.id,
        share_id=visit.share_id,
        respondent_account_id=who.account_id,
        respondent_guest_id=who.guest_id,
        created_at=clock.now(),
    )
    # The same respondent's other window may begin it at the same moment.
    return insert_once(session, lambda: added(session, begun), lambda: queries.thread_of(session, note, who))[0]


def _add(session: Session, thread: Thread, body: str, draft: ReplyDraft, *, from_author: bool) -> tuple[Reply, bool]:
    """Keep a reply, and tell whether it is new; the same words under the same key again give what they made."""
    if not 1 <= len(draft.client_key) <= LONGEST_CLIENT_KEY:
        raise Invalid("The form arrived incomplete, so nothing was sent. Please copy your words and reload the page.")
    # Other words under the same key, from a form that somebody went back to, are another reply: none is lost.
    key = hashlib.sha256(json.dumps((draft.client_key, body)).encode()).hexdigest()
    earlier = queries.find_reply_by_key(session, thread, key, from_author=from_author)
    if earlier is not None:
        return earlier, False
    _hold(session, thread, from_author=from_author)
    if counts.count_replies(session, thread, from_author=from_author) >= MOST_IN_THREAD:
        raise TooMany(
            f"You have sent {MOST_IN_THREAD} replies in this conversation, which is the limit. What you typed was not sent; "
            "it is still here for you to copy."
        )
    if not from_author and _link_is_full(session, thread):
        raise TooMany(
            "This link has reached its limit of replies from you, or from your network. What you typed was not sent; it is "
            "still here for you to copy. Ask the person who shared this for a link of your own."
        )
    count_words(session, thread, len(body), from_author=from_author)
    last = queries.last_reply_at(session, thread)
    at = clock.now()
    reply = Reply(
        thread_id=thread.id,
        from_author=from_author,
        body=body,
        client_key=key,
        created_at=max(at, last + _TICK) if last is not None else at,
    )
    kept, is_new = insert_once(
        session,
        lambda: added(session, reply),
        lambda: queries.find_reply_by_key(session, thread, key, from_author=from_author),
    )
    if is_new:
        index_replies(session, thread.note)
    else:
        count_words(session, thread, -len(body), from_author=from_author)
    return kept, is_new


def count_words(session: Session, thread: Thread, characters: int, *, from_author: bool) -> None:
    """Count what one side writes among what its account holds; guests are held by their link. Raises TooMany."""
    account_id = _writer(thread, from_author=from_author)
    if account_id is not None:
        quota.take(session, account_id, characters)


def _writer(thread: Thread, *, from_author: bool) -> str | None:
    """Give the account of one side of a thread; None for a guest."""
    return thread.note.account_id if from_author else thread.respondent_account_id


def _hold(session: Session, thread: Thread, *, from_author: bool) -> None:
    """Let nobody else count the replies of this thread or its link until this transaction ends.

    The writer's account is locked first, as by everybody who changes what is theirs.
    """
    account_id = _writer(thread, from_author=from_author)
    if account_id is not None:
        hold_account(session, account_id)
    hold_share(session, thread.share_id)
    session.execute(select(Thread.id).where(Thread.id == thread.id).with_for_update(key_share=True))


def _link_is_full(session: Session, thread: Thread) -> bool:
    """True if this respondent wrote as often as one may, or those of its network have their fair share of the link."""
    if counts.count_by_link(session, thread, counts.by_respondent(thread)) >= MOST_OF_RESPONDENT:
        return True
    of_network = counts.count_by_link(session, thread, counts.by_network(thread))
    return of_network >= fair_share(MOST_BY_LINK, counts.count_by_link(session, thread) - of_network)


def words_of(body: str) -> str:
    """Give the words of a reply as typed, with LF line ends."""
    words = normalise(body).strip("\n")
    if not words.strip():
        raise Invalid.field("body", "Write something first.")
    if len(words) > LONGEST_BODY:
        raise Invalid.field(
            "body", f"A reply has at most {LONGEST_BODY:,} characters; this one has {len(words):,}. Please shorten it."
        )
    return words
