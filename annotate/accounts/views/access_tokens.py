"""What the person's programs show: making, listing and revoking access tokens."""

from flask import flash, redirect, render_template, url_for

from annotate.accounts import access_tokens as actions
from annotate.accounts import presenters
from annotate.accounts.access_tokens import MadeToken
from annotate.accounts.forms import AccessTokenForm, EmptyForm
from annotate.accounts.views import proof
from annotate.accounts.views.blueprint import blueprint, page, token_digits
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.pages import pages
from annotate.web.public_url import leading_here


@blueprint.get("/account/tokens")
def access_tokens() -> Answer:
    """List the viewer's access tokens, with the form for another one."""
    return _list_page(identity.required_viewer(), AccessTokenForm(formdata=None, client_key=new_id()))


@blueprint.post("/account/tokens")
def make_access_token() -> Answer:
    """Make a token, and show it this once: a POST that answers with a page (docs/decisions/shown-once.md)."""
    viewer, form = identity.required_viewer(), AccessTokenForm()
    if form.validate():
        with form.refusals():
            shown = presenters.new_token(_make(viewer, form), leading_here(url_for(pages().notes_for_programs)))
            return render_template("accounts/access_token.html", made=shown), 201, {}
    return _list_page(viewer, form)


@blueprint.get("/account/tokens/<token_id>/revocation")
def access_token_revocation(token_id: str) -> Answer:
    """Ask whether to revoke a token."""
    found = actions.find_token(transactions.reader(), identity.required_viewer(), token_id)
    return page("accounts/access_token_revocation.html", EmptyForm(formdata=None), line=presenters.token_line(found))


@blueprint.post("/account/tokens/<token_id>/revocation")
def revoke_access_token(token_id: str) -> Answer:
    """Revoke a token."""
    viewer = identity.required_viewer()
    transactions.write(lambda session: actions.revoke_token(session, viewer, token_id))
    flash("The access token is revoked. No program can use it any more.", "good")
    return redirect(url_for(".access_tokens"), 303)


def _make(viewer: Viewer, form: AccessTokenForm) -> MadeToken:
    proof.require(viewer, form)
    return transactions.write(lambda session: actions.make_token(session, viewer, form.draft(), token_digits()))


def _list_page(viewer: Viewer, form: AccessTokenForm) -> Answer:
    lines = [presenters.token_line(row) for row in actions.live_tokens(transactions.reader(), viewer)]
    return page("accounts/access_tokens.html", form, lines=lines, ask_password=proof.is_needed(viewer))
