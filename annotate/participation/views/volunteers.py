"""Signing up for mail about trials without an account: asked for, confirmed, changed, ended, each by the address in a mail."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for

from annotate import clock
from annotate.errors import NotFound
from annotate.participation.forms import VolunteerButtonForm, VolunteerForm, WantedForm
from annotate.participation.views.blueprint import blueprint, means, site
from annotate.participation.volunteers import actions, queries
from annotate.participation.volunteers.actions import MOST_CONDITIONS
from annotate.participation.volunteers.addresses import (
    VolunteerAddresses,
    read_confirmation,
    read_volunteer,
    sign_volunteer,
)
from annotate.participation.volunteers.models import Volunteer
from annotate.participation.volunteers.presenters import choices_of
from annotate.trials.conditions import ConditionCount
from annotate.trials.topics import topic_key
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import limiter

ONE_CLICK = f"{__name__}.unsubscribe_volunteer"
"""The view that a reader's mail program posts to by itself, without a session (RFC 8058, section 3.2)."""

_OFF = "This site sends no mail, so nobody can sign up for it."


@blueprint.route("/volunteers", methods=["GET", "POST"])
def volunteers() -> Answer:
    """Ask for an address and conditions; nobody is mailed more than one question before they have confirmed."""
    _require_offered()
    form = VolunteerForm()
    if not form.is_submitted():
        # Of the condition that somebody comes from; of several that a trial has, they choose.
        offered = [topic_key(each) for each in request.args.getlist("condition")[:MOST_CONDITIONS]]
        form.tick(offered if len(offered) == 1 else ())
        return _form_page("participation/volunteers.html", form, offered=offered)
    if not form.only_looks and form.validate():
        with form.refusals():
            addresses, client = _addresses(), identity.client_address()
            email, wanted = form.text("email"), form.wanted
            transactions.write(lambda session: actions.sign_up(session, email, wanted, addresses, client=client))
            return redirect(url_for(".volunteer_asked"), 303)
    return _form_page("participation/volunteers.html", form)


@blueprint.get("/volunteers/asked")
def volunteer_asked() -> str:
    """Say that a mail waits, whatever is known of the address."""
    return render_template("participation/volunteer_asked.html")


@blueprint.route("/volunteers/confirmations/<token>", methods=["GET", "POST"])
def confirm_volunteer(token: str) -> Answer:
    """Show what was asked for with an address, and confirm it; a program that follows every link confirms nothing."""
    volunteer_id = read_confirmation(means().signer, token)
    if VolunteerButtonForm().validate_on_submit():
        transactions.write(lambda session: actions.confirm(session, volunteer_id))
        flash("Confirmed. You get a mail at most once a week.", "good")
        return redirect(url_for(".volunteer", token=sign_volunteer(means().signer, volunteer_id)), 303)
    volunteer = queries.find_waiting(transactions.reader(), volunteer_id, clock.now())
    return render_template("participation/volunteer_confirmation.html", volunteer=volunteer)


@blueprint.route("/volunteers/<token>", methods=["GET", "POST"])
def volunteer(token: str) -> Answer:
    """Show and change what somebody wants to hear about, by the address that their mails hold."""
    volunteer_id = read_volunteer(means().signer, token)
    stored, form = queries.find_volunteer(transactions.reader(), volunteer_id), WantedForm()
    if not form.is_submitted():
        form.show(stored)
    elif not form.only_looks and form.validate():
        with form.refusals():
            wanted = form.wanted
            transactions.write(lambda session: actions.change(session, volunteer_id, wanted))
            flash("Your choice is saved.", "good")
            return redirect(url_for(".volunteer", token=token), 303)
    return _form_page("participation/volunteer.html", form, stored, token=token)


@blueprint.get("/volunteers/<token>/unsubscription")
def volunteer_unsubscription(token: str) -> str:
    """Ask whether mails are to end and everything is to go; a program that follows every link in a mail ends nothing."""
    read_volunteer(means().signer, token)
    return render_template("participation/volunteer_unsubscription.html", token=token, ended=False)


@blueprint.post("/volunteers/<token>/unsubscription")
def unsubscribe_volunteer(token: str) -> str:
    """End the mails and delete everything; once more changes nothing."""
    volunteer_id = read_volunteer(means().signer, token)
    transactions.write(lambda session: actions.erase(session, volunteer_id))
    return render_template("participation/volunteer_unsubscription.html", token=token, ended=True)


def _form_page(
    template: str, form: WantedForm, stored: Volunteer | None = None, *, offered: Sequence[str] = (), token: str = ""
) -> Answer:
    found: Sequence[ConditionCount] = queries.conditions_by_key(transactions.reader(), offered)
    if form.only_looks:
        with form.refusals():
            found = _found(form.text("look_for"))
    known = queries.conditions_by_key(transactions.reader(), form.ticked)
    looked_for = form.text("look_for").strip() if form.only_looks and not form.errors else ""
    page = render_template(
        template,
        form=form,
        stored=stored,
        choices=choices_of(form.ticked, known, found, stored),
        looked_for=looked_for,
        nothing_found=bool(looked_for) and not found,
        token=token,
    )
    return (page, *form.status)


@limiter.limit("60 per 10 minutes")
def _found(words: str) -> Sequence[ConditionCount]:
    return queries.find_conditions(transactions.reader(), words)


def _addresses() -> VolunteerAddresses:
    return VolunteerAddresses(site(), means().signer)


def _require_offered() -> None:
    if not means().takes_volunteers:
        raise NotFound(_OFF)
