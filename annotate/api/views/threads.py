"""My threads, as author and as respondent, and my replies in them."""

from collections.abc import Callable

from flask import request, url_for
from sqlalchemy.orm import Session

from annotate.api import etags
from annotate.api.forms import BEGUN, NewReply, Page, ReplyChange, ThreadsQuery
from annotate.api.operations import Operation
from annotate.api.presenters.conflicts import Both
from annotate.api.presenters.threads import LISTED_REPLIES, SHOWN_REPLIES, Replies, Reply, Thread, Threads, write_begun
from annotate.api.views.blueprint import answer, body, both, operation, query
from annotate.core.cursors import read_cursor as read_place
from annotate.core.scopes import Scope
from annotate.errors import Conflict
from annotate.replies import actions, queries, withdrawing
from annotate.replies import models as rows
from annotate.replies.actions import ReplyEdit
from annotate.replies.beginnings import threads_by_beginning
from annotate.replies.presenters import read_cursor, write_cursor
from annotate.replies.queries import ThreadRow
from annotate.replies.rules import reader_of
from annotate.texts.actions import refuse_stale
from annotate.texts.queries import base_of
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@operation("GET", "/threads", Operation({200: Threads}, asks=ThreadsQuery))
def threads() -> Answer:
    """List my threads, those with something unread first, or in the order in which they began; or those under one note."""
    reader, session, asked = reader_of(required_viewer()), transactions.reader(), query(ThreadsQuery)
    limit = min(asked.limit, queries.PAGE_SIZE)  # each brings its last replies
    note_id, most = asked.note or None, limit + 1
    if asked.order == BEGUN:
        found = threads_by_beginning(session, reader, paging.after(read_place), note_id=note_id, limit=most)
    else:
        found = queries.inbox(session, reader, paging.after(read_cursor), note_id=note_id, limit=most)
    said = queries.latest_replies(session, reader, [row.thread.id for row in found[:limit]], LISTED_REPLIES)
    return answer(Threads.of(found, said, limit, write_begun if asked.order == BEGUN else write_cursor))


@operation("GET", "/threads/<thread_id>", Operation({200: Thread}))
def thread(thread_id: str) -> Answer:
    """Show a thread of mine. It counts as unread still."""
    reader, session = reader_of(required_viewer()), transactions.reader()
    row = queries.find_thread(session, reader, thread_id)
    said = queries.latest_replies(session, reader, [thread_id], SHOWN_REPLIES).get(thread_id, ())
    return answer(Thread.of(row, said, SHOWN_REPLIES))


@operation("GET", "/threads/<thread_id>/replies", Operation({200: Replies}, asks=Page))
def replies(thread_id: str) -> Answer:
    """List the replies in a thread of mine, the newest first. It counts as unread still."""
    reader, session, limit = reader_of(required_viewer()), transactions.reader(), query(Page).limit
    row = queries.find_thread(session, reader, thread_id)
    said = queries.replies_before(session, reader, thread_id, paging.after(read_place), limit + 1)
    return answer(Replies.of(row, said, limit))


@operation(
    "POST",
    "/threads/<thread_id>/replies",
    Operation({201: Reply, 200: Reply}, scope=Scope.WRITE, takes=NewReply, refuses=frozenset({409}), is_tagged=True),
)
def create_reply(thread_id: str) -> Answer:
    """Write in a thread of mine; the same reply sent again is kept once."""
    reader, sent = reader_of(required_viewer()), body(NewReply)
    answered = transactions.write(
        lambda session: actions.answer(session, queries.find_thread(session, reader, thread_id), sent.draft())
    )
    place = url_for(".reply", reply_id=answered.reply.id)
    return _shown(transactions.reader(), answered.reply.id, 201 if answered.new else 200, place=place)


@operation("GET", "/replies/<reply_id>", Operation({200: Reply}, is_tagged=True))
def reply(reply_id: str) -> Answer:
    """Show a reply of mine."""
    return _shown(transactions.reader(), reply_id)


@operation(
    "PATCH",
    "/replies/<reply_id>",
    Operation({200: Reply}, scope=Scope.WRITE, takes=ReplyChange, is_tagged=True, states_text=True),
)
def change_reply(reply_id: str) -> Answer:
    """Change the words of a reply of mine."""
    words = actions.words_of(body(ReplyChange).body)

    def work(session: Session) -> None:
        row, found = _own(session, reply_id, for_change=True)
        stated = etags.stated_revision(request, "r", reply_id, found.revision)
        actions.edit_reply(session, row, found, ReplyEdit(stated, words))

    try:
        transactions.write(work)
    except Conflict as conflict:
        return _stale(conflict, reply_id, words)
    return _shown(transactions.reader(), reply_id)


@operation(
    "POST",
    "/replies/<reply_id>/withdrawal",
    Operation({200: Reply}, scope=Scope.WRITE, is_tagged=True, states_text=True),
)
def withdraw_reply(reply_id: str) -> Answer:
    """Withdraw a reply of mine, as its respondent."""
    return _change(reply_id, withdrawing.withdraw)


@operation(
    "DELETE",
    "/replies/<reply_id>/withdrawal",
    Operation({200: Reply}, scope=Scope.WRITE, is_tagged=True, states_text=True),
)
def bring_back_reply(reply_id: str) -> Answer:
    """Take the withdrawal of a reply of mine back."""
    return _change(reply_id, withdrawing.bring_back)


def _change(reply_id: str, change: Callable[[Session, rows.Reply], None]) -> Answer:
    """Withdraw a reply or bring it back; to do so twice is to do so once, and its words are those that were read."""
    reader = reader_of(required_viewer())

    def work(session: Session) -> None:
        found = withdrawing.find_to_withdraw(session, reader, reply_id, for_change=True)
        refuse_stale(found, etags.stated_revision(request, "rw", reply_id, found.revision), None)
        change(session, found)

    try:
        transactions.write(work)
    except Conflict as conflict:
        return _stale(conflict, reply_id, None)
    return _shown(transactions.reader(), reply_id)


def _own(session: Session, reply_id: str, *, for_change: bool = False) -> tuple[ThreadRow, rows.Reply]:
    reader = reader_of(required_viewer())
    found = queries.find_own_reply(session, reader, reply_id, for_change=for_change)
    return queries.find_thread(session, reader, found.thread_id), found


def _shown(session: Session, reply_id: str, status: int = 200, *, place: str = "") -> Answer:
    row, found = _own(session, reply_id)
    shown = Reply.of(found, row)
    return answer(shown, status, tag=shown.etag or "", place=place)


def _stale(conflict: Conflict, reply_id: str, words: str | None) -> Answer:
    """Give what was sent and what is saved now, and how they come together."""
    session = transactions.reader()
    row, found = _own(session, reply_id)
    base = base_of(session, rows.ReplyRevision, found, conflict.made_on)
    return both(412, conflict.message, Both.of(words, Reply.of(found, row), base))
