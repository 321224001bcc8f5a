"""The person's own account."""

from flask import flash, redirect, render_template, url_for

from annotate.accounts import actions, presenters, queries
from annotate.accounts.forms import NameForm
from annotate.accounts.views.blueprint import blueprint, page
from annotate.web import identity, transactions
from annotate.web.answer import Answer


@blueprint.get("/account")
def account() -> str:
    """Show the viewer's own account."""
    found = queries.find_account(transactions.reader(), identity.required_viewer())
    return render_template("accounts/account.html", account=presenters.account_page(found))


@blueprint.route("/account/name", methods=["GET", "POST"])
def name() -> Answer:
    """Change the name that colleagues see."""
    viewer = identity.required_viewer()
    form = NameForm()
    if not form.is_submitted():
        form.name.data = viewer.name
    elif form.validate():
        with form.refusals():
            transactions.write(lambda session: actions.rename(session, viewer, form.text("name")))
            flash("Your name is changed.", "good")
            return redirect(url_for(".account"), 303)
    return page("accounts/name.html", form)
