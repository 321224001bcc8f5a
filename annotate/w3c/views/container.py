"""The container of my notes and its pages; what is sent to it becomes a note."""

from flask import request
from sqlalchemy.orm import Session

from annotate.api.operations import Operation
from annotate.core.cursors import Cursor, read_cursor
from annotate.core.scopes import Scope
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.interchange.views.sending import addresses
from annotate.interchange.writers.web_annotation import LdJson
from annotate.notes.search import notes_by_id
from annotate.w3c import actions, queries
from annotate.w3c.forms import SentWebAnnotation, read_annotation
from annotate.w3c.preferences import read_preference
from annotate.w3c.presenters import FIRST_PAGE, Container
from annotate.w3c.shapes import ContainerQuery, ShownAnnotation, ShownContainer, ShownPage
from annotate.w3c.views.annotations import answer_note
from annotate.w3c.views.blueprint import CONTAINER, answer, body, operation, refuse_other_types, text_of
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@operation(
    "GET",
    CONTAINER,
    Operation(
        {200: ShownContainer},
        or_gives=ShownPage,
        asks=ContainerQuery,
        refuses=frozenset({406}),
        is_tagged=True,
        heeds={"Prefer": "How the container is shown: a minimal one, addresses or descriptions (RFC 7240)."},
    ),
)
def container() -> Answer:
    """Describe the container of my notes, or one of its pages."""
    viewer, session = required_viewer(), transactions.reader()
    refuse_other_types()
    wanted = read_preference(request.headers.get("Prefer", ""))
    said = {"0": False, "1": True, "": wanted.iris or False}.get(request.args.get("iris", ""))
    if said is None:
        raise NotFound("There is no such container.")
    found = Container(addresses(), queries.count_notes(session, viewer), said)
    if "page" in request.args:
        return answer(text_of(_page(session, viewer, found, _place(request.args["page"]))))
    last = queries.find_last_place(session, viewer, found.total)
    first = None if wanted.minimal or not found.total else _page(session, viewer, found, None)
    response = answer(text_of(found.described(last, first)))
    response.headers["Content-Location"] = found.iri
    return response


@operation(
    "POST",
    CONTAINER,
    Operation(
        {200: ShownAnnotation, 201: ShownAnnotation},
        scope=Scope.WRITE,
        takes=SentWebAnnotation,
        refuses=frozenset({404, 409, 410}),
        is_tagged=True,
    ),
)
def create() -> Answer:
    """Keep a new annotation; the same one sent again, under an id of its sender's, is the one that it made."""
    viewer, sent = required_viewer(), read_annotation(body())
    note_id, is_new = transactions.write(lambda session: actions.add_annotation(session, viewer, sent, addresses()))
    response = answer_note(transactions.reader(), note_id, 201 if is_new else 200)
    response.headers["Location"] = addresses().annotation(note_id)
    return response


def _place(text: str) -> Cursor | None:
    """Read the place of a page; raises NotFound for one that no answer gave."""
    try:
        return None if text == FIRST_PAGE else read_cursor(text)
    except ValueError:
        raise NotFound("There is no such page of this container.") from None


def _page(session: Session, viewer: Viewer, container: Container, place: Cursor | None) -> LdJson:
    page = queries.find_page(session, viewer, place)
    return container.page(page, [] if container.iris else notes_by_id(session, viewer, page.ids))
