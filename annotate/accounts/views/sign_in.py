"""Signing in and out."""

from flask import flash, redirect, render_template

from annotate.accounts import actions
from annotate.accounts.forms import SignInForm
from annotate.accounts.views.blueprint import blueprint, onward, page, target, user_agent
from annotate.accounts.views.proof import judge
from annotate.web import csrf, identity, transactions
from annotate.web.answer import Answer
from annotate.web.public_url import site_path
from annotate.web.resubmission import loads


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    """Sign in with address and password."""
    form = SignInForm(next=target())
    if identity.viewer():
        return _go_on(form)
    if not form.only_carries and form.validate_on_submit():
        with form.refusals():
            _sign_in(form)
            return _go_on(form)
    return page("accounts/sign_in.html", form)


@blueprint.post("/sign-out")
def sign_out() -> Answer:
    """End the sign-in of this device."""
    viewer = identity.viewer()
    if viewer:
        transactions.write(lambda session: actions.end_sign_in(session, viewer, viewer.sign_in_id))
    return signed_out()


def signed_out(words: str = "You are signed out.") -> Answer:
    """Lead to the start page, and let the browser forget what only the person may see."""
    identity.forget()
    flash(words, "good")
    answer = redirect(site_path("/"), 303)
    # The way back must not show what only its owner may see; drafts, which the browser keeps elsewhere, stay.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _go_on(form: SignInForm) -> Answer:
    """Lead on to where the person wanted to go, or give back the form that they could not send before."""
    again = loads(form.text("again"))
    if again is None:
        return onward()
    csrf.begin()
    return render_template("accounts/signed_in.html", again=again), 200, {}


def _sign_in(form: SignInForm) -> None:
    proof = judge(actions.signing_in_email(form.text("email")), form.text("password"))
    stay, agent, client = bool(form.stay.data), user_agent(), identity.client_address()
    viewer = transactions.write(
        lambda session: actions.sign_in(session, proof, user_agent=agent, address=client, stay=stay)
    )
    identity.remember(viewer, stay=stay)
    if proof.stored.deactivated:
        flash("Welcome back. Your account is active again. Your earlier links stay closed.", "good")
