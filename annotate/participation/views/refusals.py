"""Refusing mail that other people cause, by the address that such a mail holds."""

from flask import flash, redirect, render_template, url_for

from annotate.participation import actions, queries
from annotate.participation.refusing import read_refusal
from annotate.participation.views.blueprint import blueprint, means
from annotate.web import transactions
from annotate.web.answer import Answer

ONE_CLICK = f"{__name__}.refuse_mail"
"""The view that a reader's mail program posts to by itself, without a session (RFC 8058, section 3.2)."""


@blueprint.get("/mail-refusals/<token>")
def refusal(token: str) -> str:
    """Ask whether a mailbox wants no more mail; a program that follows every link in a mail refuses nothing."""
    return _page(token, read_refusal(means().signer, token))


@blueprint.post("/mail-refusals/<token>")
def refuse_mail(token: str) -> str:
    """Send a mailbox no more mail that other people cause; once more changes nothing."""
    digest = read_refusal(means().signer, token)
    transactions.write(lambda session: actions.refuse_mail(session, digest))
    return _page(token, digest)


@blueprint.post("/mail-refusals/<token>/withdrawal")
def accept_mail(token: str) -> Answer:
    """Take a refusal back."""
    digest = read_refusal(means().signer, token)
    transactions.write(lambda session: actions.undo_refusal(session, digest))
    flash("You can get messages again.", "good")
    return redirect(url_for(".refusal", token=token), 303)


def _page(token: str, digest: str) -> str:
    session = transactions.reader()
    stopped, undo = queries.has_refused(session, digest), queries.can_undo_refusal(session, digest)
    return render_template("participation/refusal.html", token=token, stopped=stopped, can_undo=undo)
