"""Changing the password."""

from flask import flash, redirect, url_for
from sqlalchemy.orm import Session

from annotate.accounts import actions
from annotate.accounts.credentials.password import strength
from annotate.accounts.credentials.password.actions import change_password, prepare_password
from annotate.accounts.forms import PasswordForm
from annotate.accounts.views import proof
from annotate.accounts.views.blueprint import blueprint, page, user_agent
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.web import identity, transactions
from annotate.web.answer import Answer


@blueprint.route("/account/password", methods=["GET", "POST"])
def password() -> Answer:
    """Change the password."""
    viewer = identity.required_viewer()
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            _change(viewer, form)
            flash("Your password is changed. Every other device is signed out.", "good")
            return redirect(url_for(".account"), 303)
    return page("accounts/password.html", form)


def _change(viewer: Viewer, form: PasswordForm) -> None:
    present, new = form.text("current"), form.text("password")
    wrong: dict[str, str] = {}
    try:
        strength.refuse_weak(new, email=viewer.email, name=viewer.name)
    except Invalid as refusal:
        wrong |= refusal.fields
    try:
        proven = proof.prove_present(viewer, form)
    except Invalid as refusal:
        raise Invalid("Your password was not changed.", wrong | refusal.fields) from None
    if wrong:
        raise Invalid("Your password was not changed.", wrong)
    hashed = prepare_password(email=viewer.email, name=viewer.name, password=new, present=present)

    def work(session: Session) -> tuple[Viewer, bool]:
        stay, client = actions.stays(session, viewer), identity.client_address()
        changed = change_password(session, proven, hashed, user_agent=user_agent(), address=client, stay=stay)
        return changed, stay

    changed, stay = transactions.write(work)
    identity.remember(changed, stay=stay)
