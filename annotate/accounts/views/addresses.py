"""The person's e-mail address: another one, and confirming one."""

from flask import flash, redirect, url_for

from annotate.accounts import confirming, queries
from annotate.accounts.forms import EmailForm, EmptyForm
from annotate.accounts.tokens import MailPurpose
from annotate.accounts.views import proof
from annotate.accounts.views.blueprint import blueprint, link_to, link_to_reset_request, page, read_link
from annotate.core.viewer import Viewer
from annotate.web import identity, transactions
from annotate.web.answer import Answer

_SENT = "A message is on its way to that address. The link in it works for one day."


@blueprint.route("/account/email", methods=["GET", "POST"])
def email() -> Answer:
    """Ask for another address; it takes effect when it is confirmed from there."""
    viewer = identity.required_viewer()
    form = EmailForm()
    if form.validate_on_submit():
        with form.refusals():
            proof.require(viewer, form)
            _ask(viewer, form.text("email"))
            return redirect(url_for(".account"), 303)
    return page("accounts/email.html", form, ask_password=proof.is_needed(viewer))


@blueprint.post("/account/email/confirmations")
def confirm_email() -> Answer:
    """Send a link to the present address, to confirm it."""
    viewer = identity.required_viewer()
    _ask(viewer, viewer.email)
    return redirect(url_for(".account"), 303)


@blueprint.route("/email-confirmations/<token>", methods=["GET", "POST"])
def address(token: str) -> Answer:
    """Confirm an address by the link that was mailed to it."""
    link = queries.find_mailed_link(transactions.reader(), MailPurpose.ADDRESS, read_link(MailPurpose.ADDRESS, token))
    form = EmptyForm()
    if form.validate_on_submit():
        transactions.write(lambda session: confirming.confirm_address(session, link.id))
        flash(f"{link.email} is confirmed. You sign in with it from now on.", "good")
        return redirect(url_for(".account"), 303)
    return page("accounts/confirm_address.html", form, email=link.email)


def _ask(viewer: Viewer, wanted: str) -> None:
    link, reset, client = link_to(MailPurpose.ADDRESS), link_to_reset_request(), identity.client_address()
    transactions.write(lambda session: confirming.ask_for_address(session, viewer, wanted, link, reset, client=client))
    flash(_SENT, "good")
