"""When one of the owner's links ends: a week later by one click, suspended and resumed, revoked."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate import clock
from annotate.core.lifetimes import in_words
from annotate.core.text import isolated
from annotate.shares import actions, presenters, queries
from annotate.shares.forms import WeekForm
from annotate.shares.models import Share
from annotate.shares.views.blueprint import blueprint
from annotate.shares.views.changing import change_link, to_link, write_link
from annotate.web import identity, transactions
from annotate.web.answer import Answer


@blueprint.post("/shares/<share_id>/week")
def add_week(share_id: str) -> Answer:
    """Let a link end a week later, once by the same button, and lead back to the page with the button."""
    form = WeekForm()

    def change(session: Session, share: Share) -> tuple[bool, str, datetime]:
        is_new = actions.add_week(session, share, ends=form.text("ends"))
        return is_new, share.recipient, share.expires_at

    is_new, recipient, expires_at = write_link(share_id, change)
    _tell(recipient, expires_at, is_new=is_new)
    if not form.in_list:
        return to_link(share_id)
    return redirect(url_for(".links", after=form.text("after") or None, _anchor=f"link-{share_id}"), 303)


@blueprint.post("/shares/<share_id>/suspension")
def suspend(share_id: str) -> Answer:
    """Let a link open nothing until its owner lets it."""
    return change_link(share_id, actions.pause, "Link suspended. Nobody can open it, or read on.")


@blueprint.post("/shares/<share_id>/resumption")
def resume(share_id: str) -> Answer:
    """Let a suspended link open again."""
    return change_link(share_id, actions.resume, "Link resumed, with the same address and passcode.")


@blueprint.get("/shares/<share_id>/revocation")
def revocation(share_id: str) -> str:
    """Ask before a link is revoked: it is final."""
    row = queries.find_link(transactions.reader(), identity.required_viewer(), share_id)
    return render_template("shares/revocation.html", link=presenters.link_view(row))


@blueprint.post("/shares/<share_id>/revocation")
def revoke(share_id: str) -> Response:
    """End a link for good."""
    return change_link(share_id, actions.revoke, "Link revoked. Nobody can open it, or read on.")


def _tell(recipient: str, expires_at: datetime, *, is_new: bool) -> None:
    """Say what became of the end, with the time that is left: the page writes the moment in the reader's own time."""
    left = expires_at - clock.now()
    then = f"expires in {in_words(left)}" if left.total_seconds() > 0 else "has expired"
    if is_new:
        flash(f"Extended by 7 days. The link for {isolated(recipient)} now {then}.", "good")
    else:
        flash(f"This link’s expiry has changed since you opened the page, so nothing was changed. It {then}.", "info")
