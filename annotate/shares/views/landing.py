"""The visitor's way in and out: the address with its token, the passcode, and leaving."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate.errors import Gone, Invalid, NotFound, Unavailable
from annotate.shares import guessing, passcodes, queries
from annotate.shares.forms import LandingForm, LeaveForm
from annotate.shares.queries import ENDED, LandingShare
from annotate.shares.unlocks import actions as unlocking
from annotate.shares.views import gate
from annotate.shares.views.blueprint import blueprint, first_page, tokens
from annotate.signing import Forged, TooOld
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import limiter
from annotate.web.public_url import leading_here, site_path

_WRONG = "This is not the passcode of this link. Check it, or ask the person who sent you the link."


@blueprint.get("/s/<token>")
def landing(token: str) -> Answer:
    """Ask for the passcode; says nothing of what it opens, alike for every live link."""
    found = _find(token)
    guessing.refuse_blocked(transactions.reader(), identity.client_address(), found.id)
    return _landing_page(LandingForm(formdata=None))


@blueprint.post("/s/<token>")
@limiter.limit("600 per hour")
def unlock(token: str) -> Answer:
    """Take the passcode and lead to what it opens."""
    found, form = _find(token), LandingForm()
    if form.validate():
        with form.refusals():
            return _open(found, form.text("passcode"))
    return _landing_page(form)


@blueprint.post("/shared/<share_id>/leaving")
def leave(share_id: str) -> Answer:
    """End the visitor's unlock."""
    form = LeaveForm()
    transactions.write(lambda session: unlocking.leave(session, gate.visit_in(session, share_id)))
    response = redirect(site_path("/"), 303)
    gate.forget(response, share_id, guest=bool(form.forget.data))
    # The way back must not show what the passcode had opened.
    response.headers["Clear-Site-Data"] = '"cache"'
    flash("You have left the shared notes. To see them again, open the link that you were sent.", "good")
    return response


def _find(token: str) -> LandingShare:
    try:
        link = tokens().read_link(token)
    except Forged:
        transactions.write(lambda session: guessing.count_forged(session, identity.client_address()))
        raise NotFound from None
    except TooOld:
        raise Gone(ENDED) from None
    return queries.find_landing(transactions.reader(), link.share_id, link.epoch)


def _open(share: LandingShare, text: str) -> Response:
    attempt = transactions.write(lambda session: guessing.count(session, share.id, identity.client_address()))
    try:
        right = passcodes.matches(share.passcode_hash, text, own=share.passcode_own)
    except Unavailable:
        transactions.write(lambda session: guessing.take_back(session, attempt))
        raise
    if not right:
        page = _owners_page(share.id)
        transactions.write(lambda session: unlocking.note_wrong(session, attempt, page=page))
        raise Invalid.field("passcode", _WRONG)
    try:
        opened = transactions.write(lambda session: unlocking.unlock(session, share, attempt, identity.viewer()))
    except (Gone, Invalid, NotFound):
        # It was right when it was typed: what came in between is not counted as guessing.
        transactions.write(lambda session: guessing.take_back(session, attempt))
        raise
    response = redirect(first_page(share.id), 303)
    gate.hand_unlock(response, share.id, opened.id, opened.expires_at)
    return response


def _owners_page(share_id: str) -> str:
    return leading_here(url_for(".link", share_id=share_id))


def _landing_page(form: LandingForm) -> Answer:
    return render_template("shares/landing.html", form=form), *form.status
