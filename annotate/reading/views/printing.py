"""Pages to print: a version's text with every note of the viewer's, or of a link, as endnotes."""

from collections.abc import Iterable, Mapping, Sequence

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.instants import write_day
from annotate.core.viewer import Viewer
from annotate.notes import bounded
from annotate.notes.anchors.queries import anchors_of
from annotate.notes.beside import NotesBeside, notes_beside, notes_by_id
from annotate.notes.models import Note
from annotate.notes.presenters import Card
from annotate.reading import presenters, printing, queries, shared
from annotate.reading.presenters import OwnNotes
from annotate.reading.views.blueprint import blueprint
from annotate.replies.bounded import Asked
from annotate.replies.presenters import ThreadView, threads_by_note, visitors_threads
from annotate.shares.queries import live_links_of_notes
from annotate.shares.unlocks.queries import notes_of_visit, trials_of_visit
from annotate.shares.views import gate
from annotate.trials import queries as trials
from annotate.trials.models import Trial
from annotate.trials.presenters import RecordPage
from annotate.trials.views import ShownRecord, shown_record
from annotate.web import transactions
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter
from annotate.web.public_url import leading_here

AT_ONCE = 100
"""Notes that are read together."""


@blueprint.get("/trials/<registry_id>/versions/<int:number>/print")
@limiter.limit("20 per minute", key_func=account)
def print_version(registry_id: str, number: int) -> str:
    """Show a version of a trial to be printed, with all of the viewer's notes on the trial."""
    reader, session = required_viewer(), transactions.reader()
    trial = trials.find_trial(session, registry_id)
    version = trials.find_version(session, trial, number)
    record = shown_record(session, version)
    beside = notes_beside(session, reader, trial.id, version.id, decidable=number == trial.current_number)
    groups = printing.own_groups(beside)
    cards, threads = _own(
        session, reader, trial, record.page, [note_id for each in groups for note_id in each.note_ids]
    )
    back = url_for(".version", registry_id=trial.registry_id, number=number)
    return _print(record, printing.endnotes(groups, cards, threads), author=reader.name, back=back)


@blueprint.get("/shared/<share_id>/print")
@limiter.limit("20 per minute", key_func=gate.visitor)
def shared_print(share_id: str) -> str:
    """Show a trial of a link to be printed, with all notes that the link has on it."""
    visit, session = gate.visit(share_id), transactions.reader()
    trial = queries.shared_trial(session, visit, trials_of_visit(session, visit), request.args.get("trial", ""))
    notes = notes_of_visit(session, visit, trial.id)
    version = shared.shared_version(trial, notes, request.args.get("version", ""))
    record = shown_record(session, version)
    _complete(session, notes, 0)
    anchors = anchors_of(session, [note.id for note in notes], version.id)
    # Those on the whole trial stand first, as on the page.
    cards = sorted(shared.shared_cards(notes, anchors, record.page), key=_in_text)
    named = None if trial.id == visit.trial_id else trial.registry_id
    return _print(
        record,
        printing.endnotes(
            printing.shared_groups(cards),
            {card.id: card for card in cards},
            visitors_threads(session, visit, notes, Asked()),
        ),
        author=visit.owner_name,
        back=url_for(".shared", share_id=share_id, trial=named, version=version.number),
    )


def _own(
    session: Session, reader: Viewer, trial: Trial, record: RecordPage, note_ids: Sequence[str]
) -> tuple[Mapping[str, Card], Mapping[str, tuple[ThreadView, ...]]]:
    """Give the viewer's notes and the threads under them, by the notes' ids, with all their words."""
    links = live_links_of_notes(session, reader, trial.id)
    cards: dict[str, Card] = {}
    threads: dict[str, tuple[ThreadView, ...]] = {}
    words = 0
    for at in range(0, len(note_ids), AT_ONCE):
        notes = notes_by_id(session, reader, trial.id, note_ids[at : at + AT_ONCE])
        words = _complete(session, notes.values(), words)
        anchors = anchors_of(session, list(notes), record.version_id)
        own = OwnNotes(NotesBeside(), notes, anchors, links)
        cards |= {note.id: presenters.card_of(own, note, reader, record) for note in notes.values()}
        threads |= threads_by_note(session, reader, notes.values())
    return cards, threads


def _in_text(card: Card) -> tuple[int, int]:
    return (-1, -1) if card.start is None or card.end is None else (card.start, card.end)


def _complete(session: Session, notes: Iterable[Note], words: int) -> int:
    """Read the rest of the words of those that were cut; return how many code points there are with ``words`` of earlier ones."""
    for note in notes:
        if note.left_out and words <= printing.MOST_WORDS:
            bounded.show_whole(session, note)
        words += len(note.body)
    return words


def _print(record: ShownRecord, notes: Sequence[printing.Endnotes], *, author: str, back: str) -> str:
    total = sum(len(each.notes) for each in notes)
    return render_template(
        "reading/print.html",
        record=record.page,
        article=record.article,
        groups=notes,
        total=total,
        author=author,
        back=back,
        paper=printing.Paper(leading_here(back), "", write_day(clock.now()), total, total, 0, 0),
    )
