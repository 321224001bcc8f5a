"""Rounds: the list, making one, its page, reminding, closing early, deleting."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.codebook.presenters import label_choices
from annotate.codebook.queries import labels_to_choose
from annotate.core.cursors import read_cursor, read_number
from annotate.notes.queries import has_notes, noted_trials
from annotate.reviews import actions, own_work, presenters, queries
from annotate.reviews.choosing import MOST_TRIALS
from annotate.reviews.forms import RoundForm, RoundInvitationForm
from annotate.reviews.queries import Seat
from annotate.reviews.suggesting import ids_of_search
from annotate.reviews.views.blueprint import blueprint, change_round, seat_in, to_round
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter


@blueprint.get("/rounds", endpoint="rounds")
def index() -> Answer:
    """List my rounds and my invitations."""
    viewer, session = required_viewer(), transactions.reader()
    page = presenters.rounds_page(queries.seats_of(session, viewer, paging.after(read_cursor)))
    return render_template("reviews/rounds.html", page=page, invitations=queries.invitations_of(session, viewer))


@blueprint.get("/rounds/new")
def new_round() -> Answer:
    """Show the form for a round; the address can name a search, or all trials with notes, whose ids it then holds."""
    viewer, session = required_viewer(), transactions.reader()
    ids: list[str] = []
    if request.args.get("notes"):
        ids = [trial.registry_id for trial in noted_trials(session, viewer)][:MOST_TRIALS]
    elif request.args:
        ids = ids_of_search(session, request.args.items(multi=True), MOST_TRIALS)
    return _new_page(RoundForm(formdata=None, trials="\n".join(ids), reads=True))


@blueprint.post("/rounds")
@limiter.limit("30 per hour", key_func=account)
def make_round() -> Answer:
    """Make a round."""
    viewer, form = required_viewer(), RoundForm()
    with form.refusals():
        if form.validate():
            made = transactions.write(lambda session: actions.make_round(session, viewer, form.draft()).id)
            return to_round(made)
    return _new_page(form)


@blueprint.get("/rounds/<round_id>")
def round_page(round_id: str) -> Answer:
    """Show a round; who is invited to it is led to the invitation."""
    viewer, session = required_viewer(), transactions.reader()
    if round_id in {each.round_id for each in queries.invitations_of(session, viewer)}:
        return redirect(url_for(".invitation", round_id=round_id))
    return board_page(seat_in(round_id), RoundInvitationForm(formdata=None))


@blueprint.post("/rounds/<round_id>/reminders")
def remind(round_id: str) -> Answer:
    """Remind readers with open trials."""
    form = Form()
    with form.refusals():
        change_round(round_id, actions.remind)
        flash("Everybody who has open trials is reminded. How many those are is told to nobody.", "good")
        return to_round(round_id)
    return board_page(seat_in(round_id), RoundInvitationForm(formdata=None), form)


@blueprint.get("/rounds/<round_id>/closing")
def closing(round_id: str) -> Answer:
    """Ask whether a round shall be revealed although trials are open."""
    return _owner_page("reviews/close_round.html", round_id)


@blueprint.post("/rounds/<round_id>/closing")
def close_round(round_id: str) -> Answer:
    """Reveal a round although trials are open."""
    change_round(round_id, actions.close_round)
    return to_round(round_id)


@blueprint.get("/rounds/<round_id>/deletion")
def deletion(round_id: str) -> Answer:
    """Ask whether a round shall be deleted for everybody."""
    return _owner_page("reviews/delete_round.html", round_id)


@blueprint.post("/rounds/<round_id>/deletion")
def delete_round(round_id: str) -> Answer:
    """Delete a round that is not revealed."""
    change_round(round_id, actions.delete_round)
    flash("The round is deleted for everybody. All notes and labels stay where they are.", "info")
    return redirect(url_for(".rounds"), 303)


@blueprint.post("/rounds/<round_id>/trials/<registry_id>/removal")
def remove_trial(round_id: str, registry_id: str) -> Answer:
    """Take a trial out of a round that is not revealed."""

    def work(session: Session, seat: Seat) -> None:
        actions.remove_trial(session, seat, queries.find_trial(session, round_id, registry_id))

    change_round(round_id, work)
    flash(f"{registry_id} is taken out of the round. Notes on it stay.", "info")
    return to_round(round_id)


def board_page(seat: Seat, form: RoundInvitationForm, refused: Form | None = None) -> Answer:
    """Show a round, with the form for an invitation as it was filled in, or another form's refusal."""
    viewer, session, round_id = required_viewer(), transactions.reader(), seat.round.id
    own = own_work.own_labels(session, seat.member.id) if seat.member.reads else {}
    facts = presenters.BoardFacts(
        trials=queries.trials_of(session, round_id),
        labels=presenters.label_views(queries.labels_of(session, round_id), own, reads=seat.member.reads),
        members=queries.members_of(session, round_id),
        states=queries.all_closed(session, round_id) if seat.sees_states else {},
        mine=own_work.closed_by(session, seat.member.id),
        answered=own_work.count_answered(session, viewer, seat.member.id, round_id) if seat.member.reads else {},
    )
    after = paging.after(read_number)
    page = presenters.board(seat, facts, -1 if after is None else after)
    shown = refused or form
    return render_template("reviews/round.html", seat=seat, page=page, form=form, errors_of=shown), *shown.status


def _owner_page(template: str, round_id: str) -> Answer:
    seat = seat_in(round_id)
    actions.require_owner(seat)
    return render_template(template, seat=seat)


def _new_page(form: RoundForm) -> Answer:
    labels = label_choices(labels_to_choose(transactions.reader(), required_viewer(), has_notes))
    return render_template("reviews/new.html", form=form, labels=labels, most=MOST_TRIALS), *form.status
