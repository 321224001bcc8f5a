"""One trial at four moments side by side."""

from flask import render_template

from annotate import clock
from annotate.core.instants import write_day
from annotate.reading.sheet_notes import notes_over
from annotate.reading.sheets import VERDICT_WORDS
from annotate.reading.then_and_now import then_and_now
from annotate.reading.views.blueprint import blueprint
from annotate.trials import queries as trials
from annotate.web import transactions
from annotate.web.identity import viewer


@blueprint.get("/trials/<registry_id>/then-and-now", endpoint="then_and_now")
def sheet(registry_id: str) -> str:
    """Show outcomes, size, dates and eligibility at the first version, start of enrolment, completion and now."""
    session = transactions.reader()
    trial = trials.find_trial(session, registry_id)
    made = then_and_now(session, trial)
    own = notes_over(session, viewer(), trial, made)
    return render_template(
        "reading/then_and_now.html", sheet=made, own=own, day=write_day(clock.now()), verdict_words=VERDICT_WORDS
    )
