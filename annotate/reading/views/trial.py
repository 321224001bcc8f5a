"""The reading page: a version of a trial's record, with the viewer's own notes beside it."""

from contextlib import suppress

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.codebook.presenters import label_choices
from annotate.codebook.queries import labels_to_choose
from annotate.core.text import collapse
from annotate.database import new_id
from annotate.errors import Unavailable
from annotate.notes import queries as note_queries
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.presenters import Composer
from annotate.reading import presenters, queries
from annotate.reading.presenters import OwnNotes
from annotate.reading.views.blueprint import blueprint
from annotate.replies.presenters import threads_on_trial
from annotate.shares.queries import live_links_of_notes
from annotate.trials import queries as trials
from annotate.trials.grammar import LONGEST_QUERY
from annotate.trials.last_reads import find_last_read, note_last_read
from annotate.trials.likeness import similar_trials
from annotate.trials.models import LastRead, Trial, TrialVersion
from annotate.trials.presenters import present_lines
from annotate.trials.search_hits import hits_in
from annotate.trials.views import shown_record
from annotate.web import fragments, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer, viewer
from annotate.web.limits import account, limiter


@blueprint.get("/trials/<registry_id>")
def trial(registry_id: str) -> Answer:
    """Show the current version of a trial; another spelling of its id leads to its own address."""
    found = trials.find_trial(transactions.reader(), registry_id)
    if found.registry_id != registry_id:
        return redirect(url_for(".trial", registry_id=found.registry_id))
    return _page(found, found.current_version)


@blueprint.get("/trials/<registry_id>/versions/<int:number>")
def version(registry_id: str, number: int) -> str:
    """Show one version of a trial, and say so when it is not the current one."""
    found = trials.find_trial(transactions.reader(), registry_id)
    return _page(found, trials.find_version(transactions.reader(), found, number))


@blueprint.post("/trials/<registry_id>/versions/<int:number>/last-read")
@limiter.limit("120 per minute", key_func=account)
def mark_read(registry_id: str, number: int) -> Answer:
    """Remember that the viewer reads this version now, so that a later change of the record is told."""
    reader = required_viewer()

    def work(session: Session) -> None:
        found = trials.find_trial(session, registry_id)
        note_last_read(session, reader, found.id, trials.find_version(session, found, number).number)

    transactions.write(work)
    return ("", 204, {}) if fragments.wanted() else redirect(url_for(".trial", registry_id=registry_id), 303)


def _page(found: Trial, shown: TrialVersion) -> str:
    reader = viewer()
    own = _own_notes(found, shown)
    session = transactions.reader()
    record = shown_record(session, shown)
    versions = trials.versions_of(session, found)
    documents = queries.documents_of(session, presenters.first_waiting(own))
    searched = collapse(request.args.get("q", "")[:LONGEST_QUERY])
    return render_template(
        "reading/trial.html",
        searched=searched,
        hits=hits_in(session, record.page.document.text, searched),
        trial=found,
        version=shown,
        record=record.page,
        article=record.article,
        notice=presenters.version_notice(shown, found, len(versions)),
        history=presenters.record_history(shown, found, versions),
        since=_last_read_of_another(session, found, shown),
        margin=presenters.margin(own, reader, found, record.page, documents),
        threads_by_note=threads_on_trial(session, reader, found.id) if reader else {},
        composer=_composer(found, shown),
        similar=present_lines(similar_trials(session, found)),
    )


def _last_read_of_another(session: Session, found: Trial, shown: TrialVersion) -> LastRead | None:
    """Give when the viewer last read this trial, if the page shows the current version and that was another one."""
    reader = viewer()
    if reader is None or shown.number != found.current_number:
        return None
    last = find_last_read(session, reader, found.id)
    if last is None or last.version_number == shown.number:
        return None
    read = trials.record_number(session, found, last.version_number)
    return last if read != shown.record_number else None  # a new reading is no change of the record


def _own_notes(found: Trial, shown: TrialVersion) -> OwnNotes:
    """Give the viewer's notes with their places; those that have none yet in the current version get them now."""
    session, reader = transactions.reader(), viewer()
    if reader is None:
        return OwnNotes((), {}, {})
    notes = note_queries.notes_on_trial(session, reader, found.id)
    places = anchors.anchors_in(session, reader, shown.id)
    if shown.number == found.current_number and any(
        note.start_offset is not None and note.version_id != shown.id and note.id not in places for note in notes
    ):
        with suppress(Unavailable):  # Reading goes on: they stand apart from the text, and the job places them later.
            transactions.write(lambda writer: placing.place_own(writer, reader, shown.id))
        places = anchors.anchors_in(transactions.reader(), reader, shown.id)
    return OwnNotes(notes, places, live_links_of_notes(transactions.reader(), reader, found.id))


def _composer(found: Trial, shown: TrialVersion) -> Composer | None:
    """The form for a new note, for people who can keep one."""
    reader = viewer()
    if reader is None:
        return None
    return Composer(
        action=url_for("notes.create", registry_id=found.registry_id),
        labels=label_choices(labels_to_choose(transactions.reader(), reader, note_queries.has_notes)),
        version_id=shown.id,
        client_key=new_id(),
    )
