"""The list of my notes: found by one query, newest first or by trials, with what was just done to many."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.codebook.queries import labels_of
from annotate.core.cursors import read_cursor
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.acts.queries import find_act, tag_of
from annotate.notes.anchors.queries import count_asking, current_anchors
from annotate.notes.desk import (
    NOT_REFUSED,
    TRIALS_ON_PAGE,
    AskedPage,
    FoundNotes,
    RefusedAct,
    desk_page,
    read_asked,
)
from annotate.notes.queries import has_notes
from annotate.notes.query_fields import Field, NoteCondition
from annotate.notes.saved.queries import note_searches
from annotate.notes.search import count_matches, search_notes, search_of, trials_with_matches
from annotate.notes.views.blueprint import blueprint
from annotate.web import paging, transactions
from annotate.web.identity import required_viewer


@blueprint.get("/notes")
def mine() -> str:
    """Show my notes that match a query, with what narrows it."""
    return notes_page(request.args)


def notes_page(args: Mapping[str, str], refused: RefusedAct = NOT_REFUSED) -> str:
    """Show the list that an address or form asks for, and why nothing was done to the ticked notes."""
    viewer, session = required_viewer(), transactions.reader()
    labels = labels_of(session, viewer)
    asked = read_asked(args, labels)
    found = replace(_find(session, viewer, asked, labels), refused=refused)
    with suppress(NotFound):  # an act is gone after a day
        if "did" in request.args:
            act = find_act(session, viewer, request.args["did"])
            found = replace(found, act=act, act_tag=tag_of(session, viewer, act))
    page = desk_page(asked, found, viewer)
    return render_template("notes/mine.html", page=page, asking=count_asking(session, viewer))


def address_of_label(label_id: str) -> str:
    """Give the address of the list of my notes that bear a label."""
    return url_for("notes.mine", label=label_id)


def address_of_tag(name: str) -> str:
    """Give the address of the list of my notes that have a tag."""
    return url_for("notes.mine", q=NoteCondition(Field.TAG, name).written)


def _find(session: Session, viewer: Viewer, asked: AskedPage, labels: Sequence[Label]) -> FoundNotes:
    search = search_of(asked.query, labels)
    counts = count_matches(session, viewer, search)
    after = paging.after(read_cursor)
    trials = trials_with_matches(session, viewer, search, after, TRIALS_ON_PAGE + 1) if asked.by_trial else []
    notes = [] if asked.by_trial else search_notes(session, viewer, search, after)
    shown = [*notes, *(note for trial in trials for note in trial.notes)]
    return FoundNotes(
        search,
        counts,
        labels,
        current_anchors(session, shown),
        notes,
        trials,
        has_any=bool(counts.total) or has_notes(session, viewer),
        saved=note_searches(session, viewer),
    )
