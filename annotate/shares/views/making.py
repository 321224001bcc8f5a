"""Making a link, over notes on one trial or several, and showing its passcode this once."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid
from annotate.notes.queries import NotedTrial, noted_trials, notes_on_trial
from annotate.shares import actions, holding, presenters, queries
from annotate.shares.choosing import note_choices, notes_on_trials, trials_to_share
from annotate.shares.forms import NewShareForm
from annotate.shares.passcodes import Passcode, make_or_take
from annotate.shares.presenters import Result
from annotate.shares.views.blueprint import address_of, blueprint, tokens
from annotate.trials.models import Trial
from annotate.trials.queries import find_trial
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import account, limiter

hashing = limiter.shared_limit("120 per hour", scope="passcodes", key_func=account)
"""Each new passcode costs a hash, and each link a row."""


@blueprint.get("/trials/<registry_id>/shares/new")
def new(registry_id: str) -> Answer:
    """Show the sheet for a new link over my notes on a trial; none is ticked but those that the address asks for."""
    identity.required_viewer()
    form = NewShareForm(formdata=None, client_key=new_id(), notes=request.args.getlist("note"))
    return _new_page(find_trial(transactions.reader(), registry_id), form, asked=asked_to_tick())


@blueprint.post("/trials/<registry_id>/shares")
def create(registry_id: str) -> Answer:
    """Make a link, and show its passcode this once: a POST that answers with a page (docs/decisions)."""
    viewer, form = identity.required_viewer(), NewShareForm()
    trial = find_trial(transactions.reader(), registry_id)
    if form.validate():
        with form.refusals():
            _refuse_others(viewer, trial, form)
            return shown_once(_create(viewer, [trial], form), 201)
    return _new_page(trial, form)


@blueprint.get("/shares/new")
def new_over_trials() -> Answer:
    """Show the sheet for a new link over my notes on the trials that the address names, or ask which trials."""
    viewer, session = identity.required_viewer(), transactions.reader()
    notes = request.args.getlist("note")
    form = NewShareForm(formdata=None, client_key=new_id(), notes=notes)
    return _sheet_over_trials(viewer, trials_to_share(session, viewer, request.args.getlist("trial"), notes), form)


@blueprint.post("/shares")
def create_over_trials() -> Answer:
    """Make a link over notes on several trials, and show its passcode this once, as above."""
    viewer, session, form = identity.required_viewer(), transactions.reader(), NewShareForm()
    notes = form.note_ids[: holding.MOST_NOTES]
    if form.validate():
        with form.refusals():
            trials = trials_to_share(session, viewer, (), notes)
            if not trials:
                raise Invalid.field("notes", holding.LOST_NOTE)
            return shown_once(_create(viewer, trials, form), 201)
    return _sheet_over_trials(viewer, trials_to_share(session, viewer, request.args.getlist("trial"), notes), form)


def asked_to_tick() -> str:
    """Give what the address asks to tick: all, none, or the notes under a label."""
    return request.args.get("choose", "")


def other_trials(session: Session, viewer: Viewer, trials: Sequence[Trial]) -> list[NotedTrial]:
    """Give the other trials with notes of the viewer's, which can be added to these."""
    shown = {trial.registry_id for trial in trials}
    return [trial for trial in noted_trials(session, viewer) if trial.registry_id not in shown]


def made_result(viewer: Viewer, share_id: str, passcode: str, *, again: bool) -> Result:
    """Give a link with the passcode that was made for it."""
    row = queries.find_link(transactions.reader(), viewer, share_id)
    address = presenters.address(row.share, address_of(row.share))
    return Result(presenters.link_view(row), address, passcode, again)


def shown_once(result: Result, status: int) -> Answer:
    """Show a passcode, this once."""
    return render_template("shares/result.html", result=result), status, {}


def _refuse_others(viewer: Viewer, trial: Trial, form: NewShareForm) -> None:
    """Hold a trial's own sheet to notes on that trial; raises Invalid."""
    found = queries.notes_to_share(transactions.reader(), viewer, form.note_ids)
    if set(found.values()) - {trial.id}:
        raise Invalid.field("notes", holding.LOST_NOTE)


@hashing
def make_link(
    viewer: Viewer, trials: Sequence[Trial], draft: actions.ShareDraft, own: str | None
) -> tuple[actions.MadeShare, Passcode]:
    """Make a link over notes on these trials with the owner's ``own`` passcode, else with one of four words.

    Raises as ``create_share`` and ``make_or_take`` do.
    """
    first = trials[0].id
    known = [word for trial in trials for word in (trial.registry_id, trial.current_version.title)]
    transactions.release()  # before the hashing: it takes tens of milliseconds
    seed = tokens().passcode_seed(viewer.id, actions.key_of(draft, first), draft.client_key)
    known += [draft.recipient, viewer.name, viewer.email]
    passcode = make_or_take(own, known=known, seed=seed)
    return transactions.write(lambda session: actions.create_share(session, viewer, first, draft, passcode)), passcode


def _create(viewer: Viewer, trials: Sequence[Trial], form: NewShareForm) -> Result:
    made, passcode = make_link(viewer, trials, form.draft(), form.own)
    # The same form is given the same words; another passcode of one's own takes the place of the first.
    return made_result(viewer, made.share.id, passcode.shown, again=made.again and form.is_own)


def _new_page(trial: Trial, form: NewShareForm, *, asked: str = "") -> Answer:
    viewer, session = identity.required_viewer(), transactions.reader()
    mine = notes_on_trial(session, viewer, trial.id)
    page = render_template(
        "shares/new.html",
        form=form,
        choices=note_choices(mine, form.note_ids, asked),
        sheet=url_for(".new", registry_id=trial.registry_id),
        action=url_for(".create", registry_id=trial.registry_id),
        registry_id=trial.registry_id,
        title=trial.current_version.title,
    )
    return page, *form.status


def _sheet_over_trials(viewer: Viewer, trials: Sequence[Trial], form: NewShareForm) -> Answer:
    session = transactions.reader()
    mine = notes_on_trials(session, viewer, [trial.id for trial in trials])
    named = [trial.registry_id for trial in trials]
    page = render_template(
        "shares/new_over_trials.html",
        form=form,
        choices=note_choices(mine, form.note_ids, asked_to_tick()),
        sheet=url_for(".new_over_trials", trial=named),
        here=url_for(".new_over_trials"),
        action=url_for(".create_over_trials", trial=named),
        named=named,
        others=other_trials(session, viewer, trials),
    )
    return page, *form.status
