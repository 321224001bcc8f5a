"""What taking part in a trial means, and whom to ask."""

from flask import render_template

from annotate.participation.queries import recipients_of
from annotate.participation.steps import participation_at
from annotate.participation.views.blueprint import blueprint, means
from annotate.trials import presenters, queries
from annotate.trials.likeness import similar_trials
from annotate.trials.views import shown_record
from annotate.web import transactions


@blueprint.get("/trials/<registry_id>/participation")
def steps(registry_id: str) -> str:
    """Show the steps of taking part at the trial's present status, and the study's contacts."""
    session = transactions.reader()
    trial = queries.find_trial(session, registry_id)
    record = shown_record(session, trial.current_version).page
    return render_template(
        "participation/steps.html",
        record=record,
        participation=participation_at(record.status_code),
        can_write=means().relays_enquiries and bool(recipients_of(session, trial)),
        similar=presenters.present_lines(similar_trials(session, trial)),
        imported_at=trial.current_version.imported_at,
    )
