"""Withdrawing one's own reply, and undoing that, on an account's pages and on a shared one."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.replies import presenters, queries, withdrawing
from annotate.replies.models import Reply
from annotate.replies.views.blueprint import blueprint
from annotate.replies.views.sides import ReplySide
from annotate.shares.views import gate
from annotate.web import transactions
from annotate.web.limits import account, limiter


@blueprint.get("/own-replies/<reply_id>/withdrawal")
def withdrawal(reply_id: str) -> str:
    """Ask before a reply of mine is withdrawn: it may have been read."""
    return _ask(ReplySide(), reply_id)


@blueprint.get("/shared/<share_id>/own-replies/<reply_id>/withdrawal")
def shared_withdrawal(share_id: str, reply_id: str) -> str:
    """Ask a visitor before a reply of theirs is withdrawn."""
    return _ask(ReplySide(share_id), reply_id)


@blueprint.post("/own-replies/<reply_id>/withdrawal")
@limiter.limit("60 per minute", key_func=account)
def withdraw(reply_id: str) -> Response:
    """Withdraw a reply of mine."""
    return _change(ReplySide(), reply_id, withdrawing.withdraw, _WITHDRAWN)


@blueprint.post("/shared/<share_id>/own-replies/<reply_id>/withdrawal")
@limiter.limit("60 per minute", key_func=gate.visitor)
def shared_withdraw(share_id: str, reply_id: str) -> Response:
    """Withdraw a visitor's own reply."""
    return _change(ReplySide(share_id), reply_id, withdrawing.withdraw, _WITHDRAWN)


@blueprint.post("/own-replies/<reply_id>/restoration")
@limiter.limit("60 per minute", key_func=account)
def bring_back(reply_id: str) -> Response:
    """Undo the withdrawal of a reply of mine."""
    return _change(ReplySide(), reply_id, withdrawing.bring_back, _BACK)


@blueprint.post("/shared/<share_id>/own-replies/<reply_id>/restoration")
@limiter.limit("60 per minute", key_func=gate.visitor)
def shared_bring_back(share_id: str, reply_id: str) -> Response:
    """Undo the withdrawal of a visitor's own reply."""
    return _change(ReplySide(share_id), reply_id, withdrawing.bring_back, _BACK)


_WITHDRAWN = f"Reply withdrawn. You can undo this for {withdrawing.UNDO.days} days."
_BACK = "Undone. Your reply is back where it was."


def _ask(side: ReplySide, reply_id: str) -> str:
    session = transactions.reader()
    reader = side.reader(session)
    reply = withdrawing.find_to_withdraw(session, reader, reply_id)
    row = queries.find_thread(session, reader, reply.thread_id)
    return render_template(
        "replies/withdrawal.html",
        reply=reply,
        other=presenters.other_side(row),
        action=side.address(reply, "withdrawal"),
        page=side.back(transactions.reader(), row, reply),
        days=withdrawing.UNDO.days,
    )


def _change(side: ReplySide, reply_id: str, change: Callable[[Session, Reply], None], said: str) -> Response:
    """Withdraw one's own reply or bring it back, and lead to the page that it stands on."""

    def work(session: Session) -> str:
        reader = side.reader(session)
        reply = withdrawing.find_to_withdraw(session, reader, reply_id, for_change=True)
        change(session, reply)
        return side.back(session, queries.find_thread(session, reader, reply.thread_id), reply)

    page = transactions.write(work)
    flash(said, "good")
    return redirect(page, 303)
