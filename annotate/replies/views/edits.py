"""One's own replies, on an account's pages and on a shared one: changing their words, and their earlier texts."""

from collections.abc import Callable

from flask import redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.errors import Conflict, Forbidden
from annotate.replies import actions, presenters
from annotate.replies.forms import EditForm
from annotate.replies.models import Reply, ReplyRevision
from annotate.replies.queries import ThreadRow
from annotate.replies.views.blueprint import blueprint
from annotate.replies.views.sides import ReplySide
from annotate.shares.views import gate
from annotate.texts.forms import RevisionForm
from annotate.texts.queries import find_revision
from annotate.texts.views import editing_of, text_history
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.limits import account, limiter


@blueprint.get("/own-replies/<reply_id>/edits")
def edits(reply_id: str) -> Answer:
    """Show the form for the words of a reply of mine."""
    return _edits(ReplySide(), reply_id)


@blueprint.get("/shared/<share_id>/own-replies/<reply_id>/edits")
def shared_edits(share_id: str, reply_id: str) -> Answer:
    """Show a visitor the form for the words of a reply of theirs."""
    return _edits(ReplySide(share_id), reply_id)


@blueprint.post("/own-replies/<reply_id>/edits")
@limiter.limit("60 per minute", key_func=account)
def edit(reply_id: str) -> Answer:
    """Change the words of a reply of mine."""
    return _edit(ReplySide(), reply_id)


@blueprint.post("/shared/<share_id>/own-replies/<reply_id>/edits")
@limiter.limit("60 per minute", key_func=gate.visitor)
def shared_edit(share_id: str, reply_id: str) -> Answer:
    """Change the words of a visitor's own reply."""
    return _edit(ReplySide(share_id), reply_id)


@blueprint.get("/own-replies/<reply_id>/revisions", endpoint="revisions")
def own_revisions(reply_id: str) -> Answer:
    """Show what a reply of mine said before."""
    return _history(ReplySide(), reply_id, RevisionForm(formdata=None))


@blueprint.get("/shared/<share_id>/own-replies/<reply_id>/revisions")
def shared_revisions(share_id: str, reply_id: str) -> Answer:
    """Show a visitor what a reply of theirs said before."""
    return _history(ReplySide(share_id), reply_id, RevisionForm(formdata=None))


@blueprint.post("/own-replies/<reply_id>/revisions/<int:number>/restoration")
@limiter.limit("60 per minute", key_func=account)
def restore(reply_id: str, number: int) -> Answer:
    """Put an earlier text of a reply of mine in its place again."""
    return _restore(ReplySide(), reply_id, number)


@blueprint.post("/shared/<share_id>/own-replies/<reply_id>/revisions/<int:number>/restoration")
@limiter.limit("60 per minute", key_func=gate.visitor)
def shared_restore(share_id: str, reply_id: str, number: int) -> Answer:
    """Put an earlier text of a visitor's own reply in its place again."""
    return _restore(ReplySide(share_id), reply_id, number)


def _edits(side: ReplySide, reply_id: str) -> Answer:
    row, reply = _find(side, reply_id)
    return _edit_page(side, row, reply, _form_for(reply.body, reply.revision))


def _edit(side: ReplySide, reply_id: str) -> Answer:
    form = EditForm()
    with form.refusals():
        if form.validate():
            return _change(
                side, reply_id, lambda session, row, reply: actions.edit_reply(session, row, reply, form.edit())
            )
    return _edit_page(side, *_find(side, reply_id), form)


def _restore(side: ReplySide, reply_id: str, number: int) -> Answer:
    form = RevisionForm()
    with form.refusals():
        if form.validate():
            made_on = form.required_revision()
            return _change(
                side,
                reply_id,
                lambda session, row, reply: actions.restore_revision(session, row, reply, number, made_on),
            )
    if not form.stale:
        return _history(side, reply_id, form)
    row, reply = side.find(transactions.reader(), reply_id)
    wanted = find_revision(transactions.reader(), ReplyRevision, reply, number)
    return _edit_page(side, row, reply, _form_for(wanted.body, form.made_on, form.stale))


def _find(side: ReplySide, reply_id: str) -> tuple[ThreadRow, Reply]:
    """Find one's own reply to show its words; raises NotFound, and Forbidden when it is withdrawn."""
    row, reply = side.find(transactions.reader(), reply_id)
    if reply.withdrawn_at is not None:
        raise Forbidden(actions.WITHDRAWN)
    return row, reply


def _change(side: ReplySide, reply_id: str, change: Callable[[Session, ThreadRow, Reply], object]) -> Response:
    """Change one's own reply, and lead to the page that it stands on."""

    def work(session: Session) -> str:
        row, reply = side.find(session, reply_id, for_change=True)
        change(session, row, reply)
        return side.back(session, row, reply)

    return redirect(transactions.write(work), 303)


def _form_for(words: str, revision: int, stale: Conflict | None = None) -> EditForm:
    form = EditForm(formdata=None, body=words, revision=str(revision))
    form.stale = stale
    return form


def _edit_page(side: ReplySide, row: ThreadRow, reply: Reply, form: EditForm) -> Answer:
    page = render_template(
        "replies/edit.html",
        action=side.address(reply, "edits"),
        form=form,
        editing=editing_of(ReplyRevision, reply, form),
        other=presenters.other_side(row),
        page=side.back(transactions.reader(), row, reply),
        visitor=gate.visit(side.share_id).mark if side.share_id else "",
    )
    return page, *form.status


def _history(side: ReplySide, reply_id: str, form: RevisionForm) -> Answer:
    row, reply = _find(side, reply_id)
    page = render_template(
        "replies/revisions.html",
        history=text_history(ReplyRevision, reply),
        here=side.address(reply, "revisions"),
        page=side.back(transactions.reader(), row, reply),
        other=presenters.other_side(row),
        restorable=row.can_reply,
        form=form,
    )
    return page, *form.status
