"""Notes as annotations: making, reading, changing, deleting and finding them."""

from flask import request
from sqlalchemy.orm import Session

from annotate.hypothesis import actions, queries
from annotate.hypothesis.asking import read_search
from annotate.hypothesis.forms import read_change, read_new
from annotate.hypothesis.presenters import Json, note_json, note_json_ld
from annotate.hypothesis.views.blueprint import LD_JSON, answer, blueprint, body, site
from annotate.notes.actions import delete_note
from annotate.notes.queries import find_note
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

ANNOTATION = "/annotations/<note_id>"

BROWSER_CLIENT = "Hypothesis-Client-Version"
"""Header that the browser client sends, and scripts do not."""


@blueprint.post("/annotations")
def create() -> Answer:
    """Make a private note."""
    viewer, sent, here = required_viewer(), read_new(body()), site()
    return _shown(transactions.write(lambda session: actions.add_annotation(session, viewer, sent, here)))


@blueprint.get(ANNOTATION)
def annotation(note_id: str) -> Answer:
    """Show a note."""
    return _shown(note_id)


@blueprint.get(f"{ANNOTATION}.jsonld")
def web_annotation(note_id: str) -> Answer:
    """Show a note as a Web Annotation."""
    found = find_note(transactions.reader(), required_viewer(), note_id)
    return answer(note_json_ld(found, site()), LD_JSON)


@blueprint.route(ANNOTATION, methods=["PATCH", "PUT"])
def change(note_id: str) -> Answer:
    """Change the text or the tags of a note; what is not sent stays."""
    viewer, sent, here = required_viewer(), read_change(body()), site()

    def work(session: Session) -> None:
        found = find_note(session, viewer, note_id, for_change=True)
        actions.change_annotation(session, viewer, found, sent, here)

    transactions.write(work)
    return _shown(note_id)


@blueprint.delete(ANNOTATION)
def delete(note_id: str) -> Answer:
    """Move a note to the trash."""
    viewer = required_viewer()
    transactions.write(lambda session: delete_note(session, find_note(session, viewer, note_id, for_change=True)))
    return answer({"id": note_id, "deleted": True})


@blueprint.get("/search")
def search() -> Answer:
    """Find my notes."""
    viewer, here = required_viewer(), site()
    asked = read_search(request.args.to_dict(flat=False), is_for_page=BROWSER_CLIENT in request.headers)
    found = queries.search(transactions.reader(), viewer, asked, here)
    rows = [note_json(note, viewer, here) for note in found.notes]
    replies: Json = {"replies": []} if asked.separate_replies else {}
    return answer({"total": found.total, "rows": rows, **replies})


def _shown(note_id: str) -> Answer:
    viewer = required_viewer()
    return answer(note_json(find_note(transactions.reader(), viewer, note_id), viewer, site()))
