"""Invitations to rounds: send, take back, read, accept, decline; and leaving."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.reviews import actions, presenters, queries
from annotate.reviews.forms import RoundInvitationForm
from annotate.reviews.queries import Invitation, Seat
from annotate.reviews.views.blueprint import blueprint, change_round, seat_in, to_round
from annotate.reviews.views.rounds import board_page
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter


@blueprint.post("/rounds/<round_id>/invitations")
@limiter.limit("60 per hour", key_func=account)
def invite(round_id: str) -> Answer:
    """Invite whoever has an address."""
    form = RoundInvitationForm()

    def work(session: Session, seat: Seat) -> None:
        actions.invite(session, seat, form.text("email"), reads=form.will_read, decides=form.will_decide)

    actions.require_owner(seat_in(round_id))
    with form.refusals():
        if form.validate():
            change_round(round_id, work)
            flash(
                "Invited. If the address belongs to an account, its owner is told. Whether it does is told to nobody.",
                "good",
            )
            return to_round(round_id)
    return board_page(seat_in(round_id), form)


@blueprint.post("/rounds/<round_id>/members/<member_id>/revocation")
def revoke_invitation(round_id: str, member_id: str) -> Answer:
    """Take back an invitation that nobody has answered."""

    def work(session: Session, seat: Seat) -> None:
        actions.require_owner(seat)
        actions.revoke_invitation(session, seat, queries.find_member(session, round_id, member_id))

    change_round(round_id, work)
    return to_round(round_id)


@blueprint.get("/rounds/<round_id>/invitation")
def invitation(round_id: str) -> Answer:
    """Show what I am invited to, what everybody will see and when, and what is kept."""
    return _invitation_page(round_id, Form(formdata=None))


@blueprint.post("/rounds/<round_id>/acceptance")
def accept(round_id: str) -> Answer:
    """Accept an invitation."""
    viewer, form = required_viewer(), Form()
    with form.refusals():
        transactions.write(lambda session: actions.accept(session, viewer, _held(session, round_id)))
        flash("You take part. Its labels are in your codebook now.", "good")
        return to_round(round_id)
    return _invitation_page(round_id, form)


@blueprint.post("/rounds/<round_id>/refusal")
def decline(round_id: str) -> Answer:
    """Decline an invitation."""
    viewer = required_viewer()
    transactions.write(lambda session: actions.decline(session, viewer, _held(session, round_id)))
    flash("You declined. Whoever invited you is told that, and nothing else.", "info")
    return redirect(url_for(".rounds"), 303)


@blueprint.get("/rounds/<round_id>/departure")
def departure(round_id: str) -> Answer:
    """Say what leaving takes out, and ask."""
    return render_template("reviews/leave.html", seat=seat_in(round_id))


@blueprint.post("/rounds/<round_id>/departure")
def leave(round_id: str) -> Answer:
    """Leave a round."""
    viewer = required_viewer()
    change_round(round_id, lambda session, seat: actions.leave(session, viewer, seat))
    flash("You left the round. Your notes and labels stay yours.", "info")
    return redirect(url_for(".rounds"), 303)


def _held(session: Session, round_id: str) -> Invitation:
    viewer = required_viewer()
    queries.find_invitation(session, viewer, round_id)
    queries.hold_round(session, round_id)
    session.expire_all()
    return queries.find_invitation(session, viewer, round_id)


def _invitation_page(round_id: str, form: Form) -> Answer:
    session = transactions.reader()
    found = queries.find_invitation(session, required_viewer(), round_id)
    return render_template(
        "reviews/invitation.html",
        invitation=found,
        owner=found.round.owner.name if found.round.owner else "Somebody who left",
        trials=queries.trials_of(session, round_id),
        labels=presenters.label_views(queries.labels_of(session, round_id), {}, reads=False),
        form=form,
    ), *form.status
