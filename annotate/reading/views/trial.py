"""The reading page: a version of a trial's record, with the viewer's own notes beside it."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate.database import new_id
from annotate.errors import Unavailable
from annotate.notes import labels
from annotate.notes import presenters as notes
from annotate.notes import queries as note_queries
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.anchors.presenters import standing
from annotate.notes.presenters import Composer
from annotate.reading import presenters, queries
from annotate.reading.presenters import OwnNotes
from annotate.reading.views.blueprint import blueprint
from annotate.replies.presenters import threads_by_note, threads_on_trial
from annotate.shares.queries import live_links_of_notes
from annotate.trials import queries as trials
from annotate.trials.likeness import similar_trials
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.presenters import present_lines
from annotate.trials.views import shown_record
from annotate.web import fragments, transactions
from annotate.web.identity import required_viewer, viewer


@blueprint.get("/trials/<registry_id>")
def trial(registry_id: str) -> str | Response:
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


@blueprint.get("/notes/<note_id>")
def note(note_id: str) -> str:
    """Show one note of mine by itself; a deleted one can be brought back from here."""
    session, reader = transactions.reader(), required_viewer()
    found = note_queries.find_own_note(session, reader, note_id)
    links = live_links_of_notes(session, reader, found.trial_id)
    threads = threads_by_note(session, reader, [found]).get(found.id, ())
    if fragments.wanted() and found.deleted_at is None:
        shown = trials.find_version_of(session, found.trial_id, fragments.version()) or found.version
        anchor = anchors.anchors_of(session, [found.id], shown.id).get(found.id)
        card = presenters.card_beside(found, anchor, shown_record(session, shown).page, reader, links)
        decidable = shown.number == found.trial.current_number
        return render_template("notes/_card.html", card=card, threads=threads, decidable=decidable)
    layout = shown_record(session, found.version).page.sections
    stood = [(standing(found, anchor), version, anchor) for anchor, version in anchors.history_of(session, found)]
    card = presenters.own_page_card(found, reader, layout, links)
    return render_template("reading/note.html", card=card, threads=threads, stood=stood)


def _page(found: Trial, shown: TrialVersion) -> str:
    reader = viewer()
    own = _own_notes(found, shown)
    session = transactions.reader()
    record = shown_record(session, shown)
    versions = trials.versions_of(session, found)
    documents = queries.documents_of(session, presenters.first_waiting(own))
    return render_template(
        "reading/trial.html",
        trial=found,
        version=shown,
        record=record.page,
        article=record.article,
        notice=presenters.version_notice(shown, found, len(versions)),
        history=presenters.record_history(shown, found, versions),
        margin=presenters.margin(own, reader, found, record.page, documents),
        threads_by_note=threads_on_trial(session, reader, found.id) if reader else {},
        composer=_composer(found, shown),
        similar=present_lines(similar_trials(session, found)),
    )


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
        try:
            with transactions.begin() as writer:
                placing.place_own(writer, reader, shown.id)
        except Unavailable:  # Reading goes on: they stand apart from the text, and the job places them later.
            pass
        places = anchors.anchors_in(transactions.reader(), reader, shown.id)
    return OwnNotes(notes, places, live_links_of_notes(transactions.reader(), reader, found.id))


def _composer(found: Trial, shown: TrialVersion) -> Composer | None:
    """The form for a new note, for people who can keep one."""
    reader = viewer()
    if reader is None:
        return None
    return Composer(
        action=url_for("notes.create", registry_id=found.registry_id),
        labels=notes.label_choices(labels.labels_to_choose(transactions.reader(), reader)),
        version_id=shown.id,
        client_key=new_id(),
    )
