"""New passwords by mail."""

from flask import flash, redirect, render_template, url_for

from annotate.accounts import actions, queries
from annotate.accounts.credentials.password import resets
from annotate.accounts.credentials.password.actions import prepare_password
from annotate.accounts.forms import AskForResetForm, ResetForm
from annotate.accounts.queries import LiveLink
from annotate.accounts.tokens import MailPurpose
from annotate.accounts.views.blueprint import blueprint, link_to, page, read_link
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import limiter


@blueprint.route("/password-reset", methods=["GET", "POST"])
def ask_for_reset() -> Answer:
    """Ask for a link to a new password; the answer tells nothing about whether the address has an account."""
    form = AskForResetForm()
    if form.validate_on_submit():
        with form.refusals():
            _ask(form.text("email"))
            return redirect(url_for(".reset_sent"), 303)
    return page("accounts/ask_for_reset.html", form)


@blueprint.get("/password-reset/sent")
def reset_sent() -> str:
    """Say that a mail waits, if there is such an account."""
    return render_template("accounts/sent.html", purpose="reset")


@blueprint.route("/password-resets/<token>", methods=["GET", "POST"])
def reset(token: str) -> Answer:
    """Set a new password by the link in the mail."""
    link = queries.find_mailed_link(transactions.reader(), MailPurpose.RESET, read_link(MailPurpose.RESET, token))
    form = ResetForm()
    if form.validate_on_submit():
        with form.refusals():
            _reset(link, form.text("password"))
            identity.forget()
            flash("Your new password is set, and every device is signed out. Sign in with it.", "good")
            return redirect(url_for(".sign_in"), 303)
    return page("accounts/reset.html", form, email=link.account_email)


@limiter.limit("20 per 10 minutes")
def _ask(email: str) -> None:
    address = actions.signing_in_email(email)
    link, client = link_to(MailPurpose.RESET), identity.client_address()
    transactions.write(lambda session: resets.ask_for_reset(session, address, link, client=client))


def _reset(link: LiveLink, password: str) -> None:
    transactions.release()
    hashed = prepare_password(email=link.account_email, name=link.account_name, password=password)
    transactions.write(lambda session: resets.reset_password(session, link.id, hashed))
