"""Pages of replies: the inbox, a thread, and the answers of authors and respondents."""

from flask import g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.errors import NotFound
from annotate.notes.models import Note
from annotate.notes.presenters import note_href
from annotate.refusals import REFUSALS
from annotate.replies import actions, bounded, presenters, queries
from annotate.replies.bounded import Asked, Shown
from annotate.replies.forms import ReadForm, ReplyForm
from annotate.replies.inbox import queries as inbox_queries
from annotate.replies.inbox.presenters import inbox_page, note_page
from annotate.replies.inbox.queries import Waiting
from annotate.replies.rules import reader_of, reader_on
from annotate.replies.views.blueprint import blueprint
from annotate.shares.unlocks.queries import Respondent, Visit, find_shared_note, named_trial
from annotate.shares.views import gate
from annotate.web import fragments, identity, paging, transactions
from annotate.web.answer import Answer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages

CARD = "card"
"""Where an answer was written: in the margin of the reading page."""


def unread_count() -> int:
    """Count what the viewer has to read, once in a request: the header of every page says it."""
    if "unread_replies" not in g:
        g.unread_replies = queries.count_unread(transactions.reader(), identity.viewer())
    count: int = g.unread_replies
    return count


@blueprint.app_context_processor
def unread() -> dict[str, int]:
    """Count what waits to be read, for the header of every page."""
    try:
        return {"unread_replies": unread_count()}
    except REFUSALS:  # the page that says so has a header too
        return {"unread_replies": 0}


@blueprint.get("/replies")
def inbox() -> str:
    """List my threads by the note that they are under, as author and as respondent: unread ones first."""
    viewer, session = identity.required_viewer(), transactions.reader()
    waiting, after = _waiting(), paging.after(presenters.read_cursor)
    found = inbox_queries.groups(session, viewer, waiting, after)
    threads = [row.thread.id for group in found for row in group.rows]
    page = inbox_page(found, queries.last_replies(session, reader_of(viewer), threads))
    counts = inbox_queries.count_waiting(session, viewer)
    return render_template("replies/inbox.html", page=page, counts=counts, waiting=waiting)


@blueprint.get("/notes/<note_id>/replies")
def under_note(note_id: str) -> str:
    """List all my threads under one note: unread ones first."""
    reader, session = reader_of(identity.required_viewer()), transactions.reader()
    after = paging.after(presenters.read_cursor)
    rows = queries.inbox(session, reader, after, note_id=note_id)
    if not rows and after is None:
        raise NotFound
    page = note_page(rows, queries.last_replies(session, reader, [row.thread.id for row in rows]))
    return render_template("replies/under_note.html", page=page, note_id=note_id)


@blueprint.get("/replies/<thread_id>")
def thread(thread_id: str) -> Answer:
    """Show a thread with its note."""
    return _thread_page(thread_id, ReplyForm(formdata=None))


@blueprint.post("/threads/<thread_id>/replies")
@limiter.limit("60 per minute", key_func=account)
def answer(thread_id: str) -> Answer:
    """Write in a thread of mine."""
    reader, form = reader_of(identity.required_viewer()), ReplyForm()

    def work(session: Session) -> Note:
        row = queries.find_thread(session, reader, thread_id)
        actions.answer(session, row, form.draft())
        return row.thread.note

    if form.validate():
        with form.refusals():
            note = transactions.write(work)
            on_card = form.text("place") == CARD
            return redirect(
                _card_address(note) if on_card else url_for(".thread", thread_id=thread_id, _anchor="end"), 303
            )
    return _thread_page(thread_id, form)


@blueprint.post("/threads/<thread_id>/reading")
def read(thread_id: str) -> Response:
    """Mark as read what the page showed."""
    reader, form = reader_of(identity.required_viewer()), ReadForm()

    def work(session: Session) -> None:
        actions.mark_read(session, reader, queries.find_thread(session, reader, thread_id), form.reply_id())

    transactions.write(work)
    return redirect(url_for(".thread", thread_id=thread_id), 303)


@blueprint.post("/shared/<share_id>/notes/<note_id>/replies")
@limiter.limit("60 per minute", key_func=gate.visitor)
def respond(share_id: str, note_id: str) -> Answer:
    """Reply under a shared note, to its author alone."""
    form = ReplyForm()

    def work(session: Session) -> tuple[Visit, Respondent, str | None]:
        visit = gate.visit_in(session, share_id)
        note = find_shared_note(session, visit, note_id)
        who = actions.respond(session, visit, note, form.draft(), name=form.text("name"))
        return visit, who, named_trial(session, share_id, note)

    if form.validate():
        with form.refusals():
            visit, who, trial = transactions.write(work)
            here = url_for(pages().shared, share_id=share_id, trial=trial, _anchor=f"note-{note_id}")
            response = redirect(here, 303)
            gate.remember_guest(response, share_id, who, visit.expires_at)
            return response
    return _respond_page(share_id, note_id, form)


@blueprint.post("/shared/<share_id>/notes/<note_id>/reading")
def read_shared(share_id: str, note_id: str) -> Response:
    """Mark as read what the visitor was shown under a shared note."""
    form = ReadForm()

    def work(session: Session) -> str | None:
        trial, reader = None, reader_on(gate.visit_in(session, share_id))
        if reader is not None:
            for row in queries.threads_under(session, reader, [note_id]):
                actions.mark_read(session, reader, row, form.reply_id())
                trial = named_trial(session, share_id, row.thread.note)
        return trial

    trial = transactions.write(work)
    return redirect(url_for(pages().shared, share_id=share_id, trial=trial, _anchor=f"note-{note_id}"), 303)


def _waiting() -> Waiting:
    """Give the filter that the address names; another word is none."""
    asked = request.args.get("show", "")
    return Waiting(asked) if asked in set(Waiting) else Waiting.ALL


def _card_address(note: Note) -> str:
    """Give where the note's card is: by itself for scripts, else beside the text that it was made on."""
    return url_for("notes.note", note_id=note.id) if fragments.wanted() else note_href(note)


def _thread_page(thread_id: str, form: ReplyForm) -> Answer:
    reader, session = reader_of(identity.required_viewer()), transactions.reader()
    row = queries.find_thread(session, reader, thread_id)
    said = bounded.shown_replies(session, reader, [thread_id], Asked(request.args.get("whole", "")))
    shown = presenters.thread_page(row, said.get(thread_id, Shown()))
    page = render_template("replies/thread.html", page=shown, beside=note_href(row.thread.note), form=form)
    return page, *form.status


def _respond_page(share_id: str, note_id: str, form: ReplyForm) -> Answer:
    """Show the reply that could not be kept, with all that was typed."""
    visit, session = gate.visit(share_id), transactions.reader()
    note = find_shared_note(session, visit, note_id)
    threads = presenters.visitors_threads(session, visit, [note])[note_id]
    trial = named_trial(session, share_id, note)
    page = render_template(
        "replies/respond.html", note=note, threads=threads, form=form, share_id=share_id, trial=trial
    )
    return page, *form.status
