"""My notes: reading, writing, changing and deleting them."""

from flask import request, url_for
from sqlalchemy.orm import Session

from annotate.api import etags
from annotate.api.forms import NewNote, NoteChange, NotesQuery, Page
from annotate.api.operations import Operation
from annotate.api.presenters.conflicts import Both
from annotate.api.presenters.notes import Note, Notes
from annotate.api.presenters.searches import NoteSearches
from annotate.api.presenters.texts import Revisions
from annotate.api.views.blueprint import answer, body, both, operation, query
from annotate.codebook.queries import labels_of
from annotate.core.cursors import read_cursor, read_number
from annotate.core.scopes import Scope
from annotate.errors import Conflict, Invalid
from annotate.notes import actions, queries
from annotate.notes.actions import NoteEdit
from annotate.notes.anchors.queries import current_anchors
from annotate.notes.desk import read_asked
from annotate.notes.models import NoteRevision
from annotate.notes.saved.queries import note_searches
from annotate.notes.search import search_notes, search_of
from annotate.texts.queries import base_of, revisions_of
from annotate.trials.queries import find_trial, find_version
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.errors import status_of
from annotate.web.identity import required_viewer


@operation("GET", "/notes", Operation({200: Notes}, asks=NotesQuery))
def notes() -> Answer:
    """List my notes, newest first, or those that are asked for; a query that is not read as a whole is refused."""
    viewer, session, limit = required_viewer(), transactions.reader(), query(NotesQuery).limit
    asked = read_asked(request.args)
    if asked.query.told:
        raise Invalid.field("q", " ".join(asked.query.told))
    search = search_of(asked.query, labels_of(session, viewer) if asked.query.names_labels else [])
    found = search_notes(session, viewer, search, paging.after(read_cursor), limit + 1)
    return answer(Notes.of(found, current_anchors(session, found), limit))


@operation("GET", "/notes/searches", Operation({200: NoteSearches}))
def saved_searches() -> Answer:
    """List the searches of my notes that I saved."""
    return answer(NoteSearches.of(note_searches(transactions.reader(), required_viewer())))


@operation(
    "POST",
    "/trials/<registry_id>/notes",
    Operation({201: Note, 200: Note}, scope=Scope.WRITE, takes=NewNote, refuses=frozenset({409}), is_tagged=True),
)
def create_note(registry_id: str) -> Answer:
    """Keep a new note; the same one sent again is the note that it made."""
    viewer, sent = required_viewer(), body(NewNote)

    def work(session: Session) -> tuple[str, bool]:
        trial = find_trial(session, registry_id)
        draft = sent.draft(find_version(session, trial, sent.version).id)
        is_new = queries.find_note_by_client_key(session, viewer, sent.client_key) is None
        return actions.add_note(session, viewer, trial, draft).id, is_new

    try:
        note_id, is_new = transactions.write(work)
    except Conflict as conflict:
        return _unlike(conflict, sent)
    return _shown(transactions.reader(), note_id, 201 if is_new else 200)


@operation("GET", "/notes/<note_id>", Operation({200: Note}, is_tagged=True))
def note(note_id: str) -> Answer:
    """Show a note, and where it stands in the current version."""
    return _shown(transactions.reader(), note_id)


@operation(
    "PATCH",
    "/notes/<note_id>",
    Operation({200: Note}, scope=Scope.WRITE, takes=NoteChange, is_tagged=True, states_text=True),
)
def change_note(note_id: str) -> Answer:
    """Change a note's words, its label, its tags, or several of these."""
    viewer, sent = required_viewer(), body(NoteChange)

    def work(session: Session) -> None:
        found = queries.find_note(session, viewer, note_id, for_change=True)
        stated = etags.stated_revision(request, "n", note_id, found.revision)
        actions.edit_note(session, viewer, found, NoteEdit(stated, sent.words, sent.label_id, sent.tag_names))

    try:
        transactions.write(work)
    except Conflict as conflict:
        return _stale(conflict, note_id, sent.words)
    return _shown(transactions.reader(), note_id)


@operation("DELETE", "/notes/<note_id>", Operation({204: None}, scope=Scope.WRITE, states_text=True))
def delete_note(note_id: str) -> Answer:
    """Put a note into the trash."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        found = queries.find_note(session, viewer, note_id, for_change=True)
        actions.delete_note(session, found, etags.stated_revision(request, "n", note_id, found.revision))

    try:
        transactions.write(work)
    except Conflict as conflict:
        return _stale(conflict, note_id, None)
    return "", 204, {}


@operation("GET", "/notes/<note_id>/revisions", Operation({200: Revisions}, asks=Page))
def revisions(note_id: str) -> Answer:
    """List a note's earlier texts, the newest first."""
    session, limit = transactions.reader(), query(Page).limit
    found = queries.find_note(session, required_viewer(), note_id)
    return answer(Revisions.of(revisions_of(session, NoteRevision, found, paging.after(read_number), limit + 1), limit))


def _shown(session: Session, note_id: str, status: int = 200) -> Answer:
    found = queries.find_note(session, required_viewer(), note_id)
    shown = Note.of(found, current_anchors(session, [found]).get(note_id))
    place = url_for(".note", note_id=note_id) if request.method == "POST" else ""
    return answer(shown, status, tag=shown.etag, place=place)


def _stale(conflict: Conflict, note_id: str, words: str | None, status: int = 412) -> Answer:
    """Give what was sent and what is saved now, and how they come together."""
    session = transactions.reader()
    found = queries.find_note(session, required_viewer(), note_id)
    current = Note.of(found, current_anchors(session, [found]).get(note_id))
    return both(
        status, conflict.message, Both.of(words, current, base_of(session, NoteRevision, found, conflict.made_on))
    )


def _unlike(conflict: Conflict, sent: NewNote) -> Answer:
    """Refuse a note whose key made one in other words that have changed since; both texts are given."""
    made = queries.find_note_by_client_key(transactions.reader(), required_viewer(), sent.client_key)
    if conflict.current is None or made is None or made.deleted_at is not None:
        raise conflict
    return _stale(conflict, made.id, sent.body, status_of(conflict))
