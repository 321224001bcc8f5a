"""The reading page: a version of a trial's record, with the viewer's own notes beside it."""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.activity.queries import last_seq
from annotate.codebook.presenters import LabelChoice, label_choices
from annotate.codebook.queries import labels_to_choose
from annotate.core.citation import CitationForm, citation_forms
from annotate.core.text import collapse, storable
from annotate.database import new_id
from annotate.errors import Unavailable
from annotate.notes import queries as note_queries
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.beside import NotesBeside, notes_beside, notes_by_id
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Composer
from annotate.reading import presenters, printing, queries
from annotate.reading.presenters import OwnNotes
from annotate.reading.views.blueprint import blueprint
from annotate.reading.wanted import MOST_CARDS, WantedCards, read_wanted
from annotate.replies.presenters import threads_by_note
from annotate.reviews.own_work import LabelAtHand, ReadingHere, labels_at_hand, readings_here
from annotate.shares.queries import live_links_of_notes
from annotate.trials import queries as trials
from annotate.trials.grammar import LONGEST_QUERY
from annotate.trials.last_reads import find_last_read, note_last_read
from annotate.trials.likeness import similar_trials
from annotate.trials.models import LastRead, Trial, TrialVersion
from annotate.trials.presenters import RecordPage, present_lines
from annotate.trials.search_hits import hits_in
from annotate.trials.views import shown_record
from annotate.web import fragments, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer, viewer
from annotate.web.limits import account, limiter
from annotate.web.public_url import leading_here
from annotate.web.strangers import alike_for_strangers


def _stamp(named: Mapping[str, Any]) -> Hashable | None:
    """Tell of which state of a trial its pages are, whichever version they show."""
    return trials.page_stamp(transactions.reader(), named["registry_id"])


@blueprint.get("/trials/<registry_id>")
@alike_for_strangers(_stamp)
def trial(registry_id: str) -> Answer:
    """Show the current version of a trial; another spelling of its id leads to its own address."""
    found = trials.find_trial(transactions.reader(), registry_id)
    if found.registry_id != registry_id:
        return redirect(url_for(".trial", registry_id=found.registry_id))
    return _page(found, found.current_version)


@blueprint.get("/trials/<registry_id>/versions/<int:number>")
@alike_for_strangers(_stamp)
def version(registry_id: str, number: int) -> Answer:
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


@blueprint.get("/trials/<registry_id>/versions/<int:number>/cards")
def cards(registry_id: str, number: int) -> str:
    """Show the cards of some of the viewer's notes as they stand beside a version: a page with many notes fetches them."""
    reader, session = required_viewer(), transactions.reader()
    found = trials.find_trial(session, registry_id)
    shown = trials.find_version(session, found, number)
    asked = list(filter(storable, request.args.getlist("note")[:MOST_CARDS]))
    notes = notes_by_id(session, reader, found.id, asked)
    places = _anchors_in(session, notes, shown)
    own = OwnNotes(NotesBeside(), notes, places, live_links_of_notes(session, reader, found.id))
    record = shown_record(session, shown).page
    return render_template(
        "reading/cards.html",
        cards=[presenters.card_of(own, note, reader, record) for note in notes.values()],
        threads_by_note=threads_by_note(session, reader, notes.values()),
        decidable=shown.number == found.current_number,
    )


def _page(found: Trial, shown: TrialVersion) -> str:
    reader, session = viewer(), transactions.reader()
    labels = label_choices(labels_to_choose(session, reader, note_queries.has_notes))
    wanted = read_wanted(request.args, fragments.note())
    readings = readings_here(session, reader, found.id)
    at_hand = _labels_at_hand(session, readings, shown)
    first = {label.id: place for place, label in enumerate(at_hand)}
    labels = tuple(sorted(labels, key=lambda label: first.get(label.id, len(first))))
    own = _own_notes(found, shown, wanted, {label.name: label.id for label in labels})
    session = transactions.reader()
    record = shown_record(session, shown)
    versions = trials.versions_of(session, found)
    documents = queries.documents_of(session, presenters.first_waiting(own))
    margin = presenters.margin(own, reader, found, record.page, documents, labels)
    place: dict[str, Any] = {"registry_id": found.registry_id, "number": shown.number}
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
        citations=_citations(found, shown, record.page),
        readings=readings,
        at_hand=at_hand,
        since=_last_read_of_another(session, found, shown),
        margin=margin,
        paper=printing.paper(url_for(".version", **place), url_for(".print_version", **place), margin)
        if reader
        else None,
        wanted=wanted,
        labels=labels,
        since_seq=last_seq(session, reader.id) if reader else 0,
        threads_by_note=threads_by_note(session, reader, own.notes.values()) if reader else {},
        composer=_composer(found, shown, labels),
        similar=present_lines(similar_trials(session, found)),
    )


def _labels_at_hand(session: Session, readings: Sequence[ReadingHere], shown: TrialVersion) -> tuple[LabelAtHand, ...]:
    """Give the labels of the rounds in which the viewer reads this very version, and has not closed the trial yet."""
    reader = viewer()
    open_here = [each.member_id for each in readings if each.version_number == shown.number and not each.closed_at]
    return labels_at_hand(session, reader, open_here, shown.id) if reader and open_here else ()


def _citations(found: Trial, shown: TrialVersion, record: RecordPage) -> tuple[CitationForm, ...]:
    """Cite the version that is shown, by the address of its own."""
    address = leading_here(url_for(".version", registry_id=found.registry_id, number=shown.number))
    return citation_forms(replace(record.cited, address=address))


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


def _own_notes(found: Trial, shown: TrialVersion, wanted: WantedCards, label_ids: Mapping[str, str]) -> OwnNotes:
    """Give the viewer's notes with their places; those that have none yet in the current version get them now."""
    session, reader = transactions.reader(), viewer()
    if reader is None:
        return presenters.NO_NOTES
    is_current = shown.number == found.current_number
    beside = notes_beside(session, reader, found.id, shown.id, decidable=is_current)
    if is_current and beside.unknown:
        with suppress(Unavailable):  # Reading goes on: they stand apart from the text, and the job places them later.
            transactions.write(lambda writer: placing.place_own(writer, reader, shown.id))
        session = transactions.reader()
        beside = notes_beside(session, reader, found.id, shown.id, decidable=is_current)
    notes = notes_by_id(session, reader, found.id, presenters.ids_to_show(beside, wanted, label_ids))
    places = _anchors_in(session, notes, shown)
    return OwnNotes(beside, notes, places, live_links_of_notes(session, reader, found.id) if notes else {})


def _anchors_in(session: Session, notes: Mapping[str, Note], shown: TrialVersion) -> Mapping[str, Anchor]:
    """Give the anchors in the version that is shown of those notes that were made on another one."""
    others = [note.id for note in notes.values() if note.version_id != shown.id]
    return anchors.anchors_of(session, others, shown.id) if others else {}


def _composer(found: Trial, shown: TrialVersion, labels: tuple[LabelChoice, ...]) -> Composer | None:
    """The form for a new note, for people who can keep one."""
    if viewer() is None:
        return None
    return Composer(
        action=url_for("notes.create", registry_id=found.registry_id),
        labels=labels,
        version_id=shown.id,
        client_key=new_id(),
    )
