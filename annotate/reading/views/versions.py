"""The history of a trial's record, and two of its versions side by side."""

from flask import redirect, render_template, url_for

from annotate.notes import queries as note_queries
from annotate.notes.anchors.queries import anchors_in
from annotate.reading.comparison import ShownVersion, comparison_page
from annotate.reading.history import compared, history
from annotate.reading.views.blueprint import blueprint
from annotate.trials import queries as trials
from annotate.trials.models import TrialVersion
from annotate.trials.views import shown_record
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import viewer
from annotate.web.public_url import asked_number

_VERSIONS = range(10**6)  # that an address may ask for


@blueprint.get("/trials/<registry_id>/versions")
def versions(registry_id: str) -> Answer:
    """List a trial's versions with what each changed; two that are chosen lead to their comparison."""
    trial = trials.find_trial(transactions.reader(), registry_id)
    old, new = _number("old"), _number("new")
    if old is not None and new is not None and old != new:
        return redirect(url_for(".comparison", registry_id=trial.registry_id, old=old, new=new))
    asked = new if old == new else None
    return render_template(
        "reading/versions.html", history=history(transactions.reader(), trial, page=_number("page") or 1, asked=asked)
    )


@blueprint.get("/trials/<registry_id>/versions/<int:old>/compare/<int:new>")
def comparison(registry_id: str, old: int, new: int) -> Answer:
    """Show two versions side by side; one and the same leads to the choice of another."""
    session, reader = transactions.reader(), viewer()
    trial = trials.find_trial(session, registry_id)
    pair = trials.find_version(session, trial, old), trials.find_version(session, trial, new)
    if old == new:
        return redirect(url_for(".versions", registry_id=trial.registry_id, old=old, new=new))
    sections, own = compared(session, *pair), note_queries.notes_on_trial(session, reader, trial.id)
    page = comparison_page(trial, (_shown(pair[0]), _shown(pair[1])), sections, own, reader)
    return render_template("reading/comparison.html", page=page)


def _shown(version: TrialVersion) -> ShownVersion:
    session = transactions.reader()
    return ShownVersion(version, shown_record(session, version).page, anchors_in(session, viewer(), version.id))


def _number(name: str) -> int | None:
    return asked_number(name, _VERSIONS, "There is no such version of this trial.")
