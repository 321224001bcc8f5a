"""One note as a Web Annotation: reading, replacing and deleting it."""

from flask import Response, abort, request
from sqlalchemy.orm import Session

from annotate.api import etags
from annotate.api.operations import Operation
from annotate.api.presenters.shapes import words_tag
from annotate.core.scopes import Scope
from annotate.core.viewer import Viewer
from annotate.errors import Gone, NotFound, RevisionRequired
from annotate.interchange.views.sending import addresses
from annotate.notes.actions import delete_note
from annotate.notes.models import Note
from annotate.notes.queries import find_note
from annotate.w3c import actions, queries
from annotate.w3c.forms import SentWebAnnotation, read_annotation
from annotate.w3c.presenters import shown
from annotate.w3c.shapes import ShownAnnotation
from annotate.w3c.views.blueprint import ANNOTATION, answer, body, operation, refuse_other_types, text_of
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@operation("GET", ANNOTATION, Operation({200: ShownAnnotation}, refuses=frozenset({406, 410}), is_tagged=True))
def annotation(note_id: str) -> Answer:
    """Show a note."""
    refuse_other_types()
    return answer_note(transactions.reader(), note_id)


@operation(
    "PUT",
    ANNOTATION,
    Operation(
        {200: ShownAnnotation},
        scope=Scope.WRITE,
        takes=SentWebAnnotation,
        refuses=frozenset({409, 410}),
        is_tagged=True,
        states_text=True,
    ),
)
def replace(note_id: str) -> Answer:
    """Give a note the words, label and tags of the annotation that is sent."""
    viewer, sent = required_viewer(), read_annotation(body())

    def work(session: Session) -> None:
        found = _find(session, viewer, note_id, for_change=True)
        _refuse_stale(found)
        actions.replace_annotation(session, viewer, found, sent, addresses())

    transactions.write(work)
    return answer_note(transactions.reader(), note_id)


@operation("DELETE", ANNOTATION, Operation({204: None}, scope=Scope.WRITE, refuses=frozenset({410}), states_text=True))
def delete(note_id: str) -> Answer:
    """Put a note into the trash."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        found = _find(session, viewer, note_id, for_change=True)
        _refuse_stale(found)
        delete_note(session, found)

    transactions.write(work)
    return "", 204, {}


def answer_note(session: Session, note_id: str, status: int = 200) -> Response:
    """Answer with a note. Raises NotFound, and Gone when it is in the trash."""
    text, tag = _text_and_tag(_find(session, required_viewer(), note_id))
    return answer(text, tag, status)


def _find(session: Session, viewer: Viewer, note_id: str, *, for_change: bool = False) -> Note:
    try:
        return find_note(session, viewer, note_id, for_change=for_change)
    except NotFound:
        if queries.is_deleted(session, viewer, note_id):
            raise Gone("This note is in the trash, from where its page brings it back for 30 days.") from None
        raise


def _text_and_tag(note: Note) -> tuple[bytes, str]:
    text = text_of(shown(note, addresses()))
    return text, etags.whole_tag(words_tag("n", note.id, note.revision), text)


def _refuse_stale(note: Note) -> None:
    """Refuse a change that does not state the whole annotation as it is: a replacement puts label and tags as well."""
    tags = request.if_match
    if not tags or tags.star_tag:
        raise RevisionRequired
    if not tags.contains(_text_and_tag(note)[1]):
        abort(
            412,
            "This note has changed since you read it, so nothing was changed. Read it again, and send the change anew.",
        )
