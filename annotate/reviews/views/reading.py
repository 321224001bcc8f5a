"""A reader's own work on one trial of a round: what counts, what was not found, and closing."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.errors import NotFound
from annotate.reviews import closing, own_work, presenters, queries
from annotate.reviews.forms import ClosingForm, NothingFoundForm, RoundInvitationForm
from annotate.reviews.models import RoundTrial
from annotate.reviews.own_labels import take_labels
from annotate.reviews.queries import Seat
from annotate.reviews.results import changed_later
from annotate.reviews.views.blueprint import blueprint, change_round, seat_in, to_round
from annotate.reviews.views.rounds import board_page
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer


@blueprint.get("/rounds/<round_id>/trials/<registry_id>")
def round_trial(round_id: str, registry_id: str) -> Answer:
    """Show what I would answer on a trial if I closed it now, or what I answered."""
    return _page(round_id, registry_id, Form(formdata=None))


@blueprint.post("/rounds/<round_id>/trials/<registry_id>/absences")
def say_nothing_found(round_id: str, registry_id: str) -> Answer:
    """Keep for which labels I looked and found nothing."""
    viewer, form = required_viewer(), NothingFoundForm()
    chosen = set(form.labels.data or ())

    def work(session: Session, seat: Seat) -> None:
        trial = queries.find_trial(session, round_id, registry_id)
        closing.say_nothing_found(session, viewer, seat, trial, chosen)

    change_round(round_id, work)
    flash("Saved.", "good")
    return redirect(url_for(".round_trial", round_id=round_id, registry_id=registry_id), 303)


@blueprint.post("/rounds/<round_id>/trials/<registry_id>/closing")
def close_trial(round_id: str, registry_id: str) -> Answer:
    """Close a trial for good."""
    viewer, form = required_viewer(), ClosingForm()

    def work(session: Session, seat: Seat) -> None:
        trial = queries.find_trial(session, round_id, registry_id)
        closing.close_trial(session, viewer, seat, trial, form.text("seen"))

    with form.refusals():
        change_round(round_id, work)
        flash(f"{registry_id} is closed.", "good")
        return to_round(round_id)
    return _page(round_id, registry_id, form)


@blueprint.post("/rounds/<round_id>/labels")
def take_labels_again(round_id: str) -> Answer:
    """Take those labels of the round again that are gone from my codebook."""
    viewer, form = required_viewer(), Form()

    def work(session: Session, seat: Seat) -> None:
        if not seat.member.reads or seat.is_revealed:
            raise NotFound
        take_labels(session, viewer, seat.member)

    with form.refusals():
        change_round(round_id, work)
        flash("You have a label for each of the round’s again.", "good")
        return to_round(round_id)
    return board_page(seat_in(round_id), RoundInvitationForm(formdata=None), form)


def _page(round_id: str, registry_id: str, form: Form) -> Answer:
    seat = seat_in(round_id)
    if not seat.member.reads:
        raise NotFound
    session = transactions.reader()
    trial = queries.find_trial(session, round_id, registry_id)
    reading = own_work.find_reading(session, seat.member.id, trial.id)
    closed_at = reading.closed_at if reading is not None else None
    show = _closed if closed_at is not None else _open
    return render_template(
        "reviews/trial.html", seat=seat, trial=trial, closed_at=closed_at, form=form, **show(session, seat, trial)
    ), *form.status


def _open(session: Session, seat: Seat, trial: RoundTrial) -> dict[str, object]:
    viewer = required_viewer()
    own = own_work.own_labels(session, seat.member.id)
    labels = presenters.label_views(queries.labels_of(session, seat.round.id), own, reads=True)
    noted = own_work.notes_that_count(session, viewer, seat.member.id, trial)
    reading = own_work.find_reading(session, seat.member.id, trial.id)
    said = own_work.answers_of(session, reading.id) if reading is not None else {}
    return {
        "answers": presenters.open_answers(labels, noted, said),
        "seen": closing.fingerprint(noted.values()),
        "elsewhere": own_work.count_on_other_versions(session, viewer, seat.member.id, trial),
    }


def _closed(session: Session, seat: Seat, trial: RoundTrial) -> dict[str, object]:
    labels = presenters.label_views(queries.labels_of(session, seat.round.id), {}, reads=False)
    passages = own_work.passages_of(session, seat.member.id, trial.id)
    later = changed_later(session, required_viewer(), passages)
    return {"answers": presenters.closed_answers(labels, passages, later), "seen": "", "elsewhere": 0}
