"""One's own replies, on an account's pages and on a shared one: changing their words, and their earlier texts."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.errors import Conflict, NotFound
from annotate.replies import actions, presenters, queries
from annotate.replies.forms import EditForm
from annotate.replies.models import Reply, ReplyRevision
from annotate.replies.queries import ThreadRow
from annotate.replies.rules import Reader, reader_of, reader_on
from annotate.replies.views.blueprint import blueprint
from annotate.shares.views import gate
from annotate.texts.forms import RevisionForm
from annotate.texts.queries import find_revision
from annotate.texts.views import editing_of, text_history
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages


@dataclass(frozen=True, slots=True)
class _Side:
    """Where a reply is looked at: on its writer's own pages, or as a visitor of a share."""

    share_id: str = ""

    def reader(self, session: Session) -> Reader:
        """Tell who looks; raises NotFound for a visitor who has written nothing."""
        if not self.share_id:
            return reader_of(identity.required_viewer())
        reader = reader_on(gate.visit_in(session, self.share_id))
        if reader is None:
            raise NotFound
        return reader

    def find(self, session: Session, reply_id: str, *, for_change: bool = False) -> tuple[ThreadRow, Reply]:
        """Find one's own reply and its thread; raises NotFound."""
        reader = self.reader(session)
        reply = queries.find_own_reply(session, reader, reply_id, for_change=for_change)
        return queries.find_thread(session, reader, reply.thread_id), reply

    def address(self, reply: Reply, what: str) -> str:
        """Give the address of one of the reply's pages: ``edits`` or ``revisions``."""
        if self.share_id:
            return url_for(f"replies.shared_{what}", share_id=self.share_id, reply_id=reply.id)
        return url_for(f"replies.{what}", reply_id=reply.id)

    def back(self, row: ThreadRow, reply: Reply) -> str:
        """Give the address of the page that the reply stands on."""
        if self.share_id:
            return url_for(pages().shared, share_id=self.share_id, _anchor=f"note-{row.thread.note_id}")
        return url_for("replies.thread", thread_id=row.thread.id, _anchor=f"reply-{reply.id}")


@blueprint.get("/own-replies/<reply_id>/edits")
def edits(reply_id: str) -> Answer:
    """Show the form for the words of a reply of mine."""
    return _edits(_Side(), reply_id)


@blueprint.get("/shared/<share_id>/own-replies/<reply_id>/edits")
def shared_edits(share_id: str, reply_id: str) -> Answer:
    """Show a visitor the form for the words of a reply of theirs."""
    return _edits(_Side(share_id), reply_id)


@blueprint.post("/own-replies/<reply_id>/edits")
@limiter.limit("60 per minute", key_func=account)
def edit(reply_id: str) -> Answer:
    """Change the words of a reply of mine."""
    return _edit(_Side(), reply_id)


@blueprint.post("/shared/<share_id>/own-replies/<reply_id>/edits")
@limiter.limit("60 per minute", key_func=gate.visitor)
def shared_edit(share_id: str, reply_id: str) -> Answer:
    """Change the words of a visitor's own reply."""
    return _edit(_Side(share_id), reply_id)


@blueprint.get("/own-replies/<reply_id>/revisions", endpoint="revisions")
def own_revisions(reply_id: str) -> Answer:
    """Show what a reply of mine said before."""
    return _history(_Side(), reply_id, RevisionForm(formdata=None))


@blueprint.get("/shared/<share_id>/own-replies/<reply_id>/revisions")
def shared_revisions(share_id: str, reply_id: str) -> Answer:
    """Show a visitor what a reply of theirs said before."""
    return _history(_Side(share_id), reply_id, RevisionForm(formdata=None))


@blueprint.post("/own-replies/<reply_id>/revisions/<int:number>/restoration")
@limiter.limit("60 per minute", key_func=account)
def restore(reply_id: str, number: int) -> Answer:
    """Put an earlier text of a reply of mine in its place again."""
    return _restore(_Side(), reply_id, number)


@blueprint.post("/shared/<share_id>/own-replies/<reply_id>/revisions/<int:number>/restoration")
@limiter.limit("60 per minute", key_func=gate.visitor)
def shared_restore(share_id: str, reply_id: str, number: int) -> Answer:
    """Put an earlier text of a visitor's own reply in its place again."""
    return _restore(_Side(share_id), reply_id, number)


def _edits(side: _Side, reply_id: str) -> Answer:
    row, reply = side.find(transactions.reader(), reply_id)
    return _edit_page(side, row, reply, _form_for(reply.body, reply.revision))


def _edit(side: _Side, reply_id: str) -> Answer:
    form = EditForm()
    with form.refusals():
        if form.validate():
            return _change(
                side, reply_id, lambda session, row, reply: actions.edit_reply(session, row, reply, form.edit())
            )
    return _edit_page(side, *side.find(transactions.reader(), reply_id), form)


def _restore(side: _Side, reply_id: str, number: int) -> Answer:
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


def _change(side: _Side, reply_id: str, change: Callable[[Session, ThreadRow, Reply], object]) -> Response:
    """Change one's own reply, and lead to the page that it stands on."""

    def work(session: Session) -> str:
        row, reply = side.find(session, reply_id, for_change=True)
        change(session, row, reply)
        return side.back(row, reply)

    return redirect(transactions.write(work), 303)


def _form_for(words: str, revision: int, stale: Conflict | None = None) -> EditForm:
    form = EditForm(formdata=None, body=words, revision=str(revision))
    form.stale = stale
    return form


def _edit_page(side: _Side, row: ThreadRow, reply: Reply, form: EditForm) -> Answer:
    page = render_template(
        "replies/edit.html",
        action=side.address(reply, "edits"),
        form=form,
        editing=editing_of(ReplyRevision, reply, form),
        other=presenters.other_side(row),
        page=side.back(row, reply),
        visitor=gate.visit(side.share_id).mark if side.share_id else "",
    )
    return page, *form.status


def _history(side: _Side, reply_id: str, form: RevisionForm) -> Answer:
    row, reply = side.find(transactions.reader(), reply_id)
    page = render_template(
        "replies/revisions.html",
        history=text_history(ReplyRevision, reply),
        here=side.address(reply, "revisions"),
        page=side.back(row, reply),
        other=presenters.other_side(row),
        restorable=row.can_reply,
        form=form,
    )
    return page, *form.status
