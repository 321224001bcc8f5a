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
    stopped = queries.has_refused(transactions.reader(), read_refusal(means().signer, token))
    return render_template("participation/refusal.html", token=token, stopped=stopped)


@blueprint.post("/mail-refusals/<token>")
def refuse_mail(token: str) -> str:
    """Send a mailbox no more mail that other people cause; once more changes nothing."""
    digest = read_refusal(means().signer, token)
    transactions.write(lambda session: actions.refuse_mail(session, digest))
    return render_template("participation/refusal.html", token=token, stopped=True)


@blueprint.post("/mail-refusals/<token>/withdrawal")
def accept_mail(token: str) -> Answer:
    """Take a refusal back."""
    digest = read_refusal(means().signer, token)
    transactions.write(lambda session: actions.accept_mail(session, digest))
    flash("You can get messages again.", "good")
    return redirect(url_for(".refusal", token=token), 303)
