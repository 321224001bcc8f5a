"""Choosing what one is told, saying that one has seen it, and ending mails by the address that they hold."""

from flask import Blueprint, Flask, current_app, flash, g, redirect, render_template, url_for

from annotate.core.cursors import read_number
from annotate.errors import NotFound
from annotate.notifications import actions, queries
from annotate.notifications.forms import NotificationsForm, SeenForm, field_of
from annotate.notifications.kinds import NEWS, NewsPage
from annotate.notifications.unsubscribing import Unsubscription, read_unsubscription
from annotate.refusals import REFUSALS
from annotate.settings import Settings
from annotate.signing import Signer
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path

blueprint = Blueprint("notifications", __name__)

ONE_CLICK = f"{__name__}.unsubscribe"
"""The view that a reader's mail program posts to by itself, without a session (RFC 8058, section 3.2)."""

_SIGNER = "annotate.unsubscribe_signer"


def attach(app: Flask, settings: Settings) -> None:
    """Believe the addresses that mails hold, under the app's keys."""
    app.extensions[_SIGNER] = Signer(settings.share_keys)


def news_count() -> int:
    """Count what is new of what the viewer follows, once in a request: the header of every page says it."""
    if "whats_new" not in g:
        g.whats_new = queries.count_news(transactions.reader(), identity.viewer())
    count: int = g.whats_new
    return count


@blueprint.app_context_processor
def news_of_followed() -> dict[str, int]:
    """Count what is new of what the viewer follows, for the header of every page."""
    try:
        return {"whats_new": news_count()}
    except REFUSALS:  # the page that says so has a header too
        return {"whats_new": 0}


@blueprint.route("/account/notifications", methods=["GET", "POST"])
def notifications() -> Answer:
    """Choose what one is told, and how often."""
    viewer, form = identity.required_viewer(), NotificationsForm()
    if not form.is_submitted():
        form.show(queries.frequencies_of(transactions.reader(), viewer.id))
    elif form.validate():
        with form.refusals():
            transactions.write(lambda session: actions.choose(session, viewer.id, form.choices))
            flash("Your choice is saved.", "good")
            return redirect(url_for(".notifications"), 303)
    return render_template(
        "notifications/choose.html", form=form, fields=[field_of(kind) for kind in NEWS]
    ), *form.status


@blueprint.post("/activity/seen")
def see() -> Answer:
    """Remember that the viewer has seen what their page of activity showed."""
    return _seen(NewsPage.ACTIVITY, pages().activity)


@blueprint.post("/whats-new/seen")
def see_news() -> Answer:
    """Remember that the viewer has seen what the page of news about what they follow showed."""
    return _seen(NewsPage.WHATS_NEW, pages().whats_new)


@blueprint.get("/unsubscribe/<token>")
def unsubscription(token: str) -> Answer:
    """Ask whether mails like one that somebody got are to end; a program that follows every link in a mail ends nothing."""
    return _page(_read(token), token, ended=False)


@blueprint.post("/unsubscribe/<token>")
def unsubscribe(token: str) -> Answer:
    """End mails of the kinds that the address names; once more changes nothing."""
    asked = _read(token)
    transactions.write(lambda session: actions.stop_mails(session, asked.account_id, asked.kinds))
    return _page(asked, token, ended=True)


def _seen(page: NewsPage, endpoint: str) -> Answer:
    viewer, form = identity.required_viewer(), SeenForm()
    try:
        seq = read_number(form.text("seq"))
    except ValueError:
        raise NotFound("There is no such activity.") from None
    transactions.write(lambda session: actions.mark_seen(session, viewer, seq, page))
    return redirect(site_path(path_of(endpoint)), 303)


def _read(token: str) -> Unsubscription:
    signer: Signer = current_app.extensions[_SIGNER]
    return read_unsubscription(signer, token)


def _page(asked: Unsubscription, token: str, *, ended: bool) -> str:
    titles = [NEWS[kind].title for kind in asked.kinds]
    return render_template("notifications/unsubscribe.html", titles=titles, token=token, ended=ended)
