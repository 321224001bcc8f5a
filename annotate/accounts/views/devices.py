"""Where the person is signed in."""

from flask import flash, redirect, render_template, url_for

from annotate.accounts import actions, presenters, queries
from annotate.accounts.views.blueprint import blueprint
from annotate.accounts.views.sign_in import signed_out
from annotate.web import identity, transactions
from annotate.web.answer import Answer


@blueprint.get("/account/devices")
def devices() -> str:
    """List where the viewer is signed in."""
    viewer = identity.required_viewer()
    rows = queries.living_sign_ins(transactions.reader(), viewer.id)
    return render_template("accounts/devices.html", devices=presenters.devices(rows, viewer))


@blueprint.post("/account/devices/<sign_in_id>/ending")
def end_device(sign_in_id: str) -> Answer:
    """Sign one device out."""
    viewer = identity.required_viewer()
    transactions.write(lambda session: actions.end_sign_in(session, viewer, sign_in_id))
    if sign_in_id == viewer.sign_in_id:
        return signed_out()
    flash("That device is signed out.", "good")
    return redirect(url_for(".devices"), 303)


@blueprint.post("/account/devices/others/ending")
def end_other_devices() -> Answer:
    """Sign every other device out."""
    viewer = identity.required_viewer()
    transactions.write(lambda session: actions.end_other_sign_ins(session, viewer))
    flash("Every other device is signed out.", "good")
    return redirect(url_for(".devices"), 303)
