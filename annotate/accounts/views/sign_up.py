"""Signing up: at once where no mail is sent, by a link in a mail where it is."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.accounts import actions, confirming, queries
from annotate.accounts.credentials.password import guessing, hashing
from annotate.accounts.forms import FinishSignUpForm, SignUpAnewForm, SignUpForm
from annotate.accounts.models import Account
from annotate.accounts.queries import WaitingSignUp
from annotate.accounts.tokens import MailPurpose
from annotate.accounts.views.blueprint import (
    blueprint,
    keep_target,
    kept_target,
    link_to,
    link_to_reset_request,
    mail_is_sent,
    onward,
    page,
    read_link,
    target,
    user_agent,
)
from annotate.core.viewer import Viewer
from annotate.errors import Invalid, Unavailable
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import limiter

_WELCOME = "Welcome. Your notes are private: only you read them, until you share some."


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Answer:
    """Make an account, and sign its owner in; where mail is sent, ask them to answer one first."""
    form = SignUpForm(next=target())
    if identity.viewer():
        return onward()
    if form.validate_on_submit():
        with form.refusals():
            return _made(form)
    return page("accounts/sign_up.html", form)


@blueprint.get("/sign-up/sent")
def sign_up_sent() -> str:
    """Say that a mail waits, whoever has an account or not."""
    return render_template("accounts/sent.html", purpose="sign-up")


@blueprint.route("/sign-ups/<token>", methods=["GET", "POST"])
def finish_sign_up(token: str) -> Answer:
    """Make the account of somebody who opened the link in the mail and knows the password that was chosen."""
    waiting = queries.find_sign_up(transactions.reader(), read_link(MailPurpose.SIGN_UP, token))
    form = FinishSignUpForm()
    if form.validate_on_submit():
        with form.refusals():
            return _welcome(_finished(waiting, form.text("password")))
    return page("accounts/finish_sign_up.html", form, email=waiting.email, token=token)


@blueprint.route("/sign-ups/<token>/new-password", methods=["GET", "POST"])
def sign_up_anew(token: str) -> Answer:
    """Make the account of somebody who opened the link in the mail, by a name and a password that they choose now."""
    waiting = queries.find_sign_up(transactions.reader(), read_link(MailPurpose.SIGN_UP, token))
    form = SignUpAnewForm()
    if form.validate_on_submit():
        with form.refusals():
            return _welcome(_finished_anew(waiting, form))
    return page("accounts/sign_up_anew.html", form, email=waiting.email)


@limiter.limit("60 per 10 minutes")
def _made(form: SignUpForm) -> Answer:
    new = actions.prepare_account(email=form.text("email"), name=form.text("name"), password=form.text("password"))
    if mail_is_sent():
        link, reset, client = link_to(MailPurpose.SIGN_UP), link_to_reset_request(), identity.client_address()
        transactions.write(lambda session: confirming.begin_sign_up(session, new, link, reset, client=client))
        keep_target()
        return redirect(url_for(".sign_up_sent"), 303)
    identity.remember(transactions.write(lambda session: _signed_in(session, actions.sign_up(session, new))))
    flash(_WELCOME, "good")
    return onward()


def _finished(waiting: WaitingSignUp, password: str) -> Viewer:
    def work(session: Session) -> Viewer:
        guessing.forgive(session, attempt)
        return _signed_in(session, confirming.finish_sign_up(session, waiting.id))

    attempt = transactions.write(lambda session: guessing.count(session, waiting.email, identity.client_address()))
    try:
        right = hashing.matches(waiting.password_hash, password)
    except Unavailable:
        transactions.write(lambda session: guessing.take_back(session, attempt))
        raise
    if not right:
        raise Invalid.field("password", "This is not the password that was chosen when signing up.")
    return transactions.write(work)


@limiter.limit("20 per 10 minutes")
def _finished_anew(waiting: WaitingSignUp, form: SignUpAnewForm) -> Viewer:
    transactions.release()
    chosen = actions.prepare_account(email=waiting.email, name=form.text("name"), password=form.text("password"))
    return transactions.write(
        lambda session: _signed_in(session, confirming.finish_sign_up(session, waiting.id, chosen))
    )


def _signed_in(session: Session, made: Account) -> Viewer:
    return actions.begin_sign_in(session, made, user_agent=user_agent(), address=identity.client_address())


def _welcome(made: Viewer) -> Answer:
    """Sign somebody in who came by the mail, and lead them on; signing in ends the browser's session, which knows where to."""
    wanted = kept_target()
    identity.remember(made)
    flash(_WELCOME, "good")
    return redirect(wanted, 303)
