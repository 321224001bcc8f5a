"""One note by itself."""

from flask import render_template

from annotate.notes import presenters, queries
from annotate.notes.anchors import queries as anchors
from annotate.notes.anchors.presenters import anchor_view
from annotate.notes.views.blueprint import blueprint, sharing_of
from annotate.trials.queries import find_version_of
from annotate.trials.views import shown_record
from annotate.web import fragments, transactions
from annotate.web.identity import required_viewer


@blueprint.get("/notes/<note_id>")
def note(note_id: str) -> str:
    """Show one note of mine by itself; a deleted one can be brought back from here."""
    session, reader = transactions.reader(), required_viewer()
    found = queries.find_own_note(session, reader, note_id)
    sharing = sharing_of(session, reader, found)
    if fragments.wanted() and found.deleted_at is None:
        shown = find_version_of(session, found.trial_id, fragments.version()) or found.version
        anchor = anchors.anchors_of(session, [found.id], shown.id).get(found.id)
        card = presenters.card_beside(found, anchor, shown_record(session, shown).page, reader, sharing.audience)
        decidable = shown.number == found.trial.current_number
        return render_template("notes/_card.html", card=card, threads=sharing.threads, decidable=decidable)
    layout = shown_record(session, found.version).page.sections
    stood = [(anchor_view(found, anchor), version, anchor) for anchor, version in anchors.history_of(session, found)]
    card = presenters.own_page_card(found, reader, layout, sharing.audience)
    return render_template("notes/note.html", card=card, threads=sharing.threads, stood=stood)
