"""The shared page: a version of each trial's record with the shared notes beside it, for whoever has unlocked it."""

from flask import render_template, request

from annotate.notes.anchors.queries import anchors_of
from annotate.reading import queries, shared
from annotate.reading.views.blueprint import blueprint
from annotate.replies.bounded import Asked
from annotate.replies.presenters import visitors_threads
from annotate.shares.unlocks.queries import notes_of_visit, opened_before, trials_of_visit
from annotate.shares.views import gate
from annotate.trials.views import shown_record
from annotate.web import fragments, transactions


@blueprint.get("/shared/<share_id>", endpoint="shared")
def shared_trial(share_id: str) -> str:
    """Show what is shared, until when, and who will read a reply."""
    visit, session = gate.visit(share_id), transactions.reader()
    whole, unfolded = (request.args.get(name, "") for name in ("whole", "replies"))
    trials = trials_of_visit(session, visit)
    trial = queries.shared_trial(session, visit, trials, request.args.get("trial", ""))
    notes = notes_of_visit(session, visit, trial.id, whole=whole)
    version = shared.shared_version(trial, notes, request.args.get("version", ""), fragments.version())
    record = shown_record(session, version)
    places = anchors_of(session, [note.id for note in notes], version.id)
    before = opened_before(session, visit)
    return render_template(
        "reading/shared.html",
        page=shared.shared_page(visit, trial, notes, places, record.page, trials=trials, opened_before=before),
        record=record,
        imported_at=version.imported_at,
        threads_by_note=visitors_threads(session, visit, notes, Asked(whole, unfolded)),
    )
