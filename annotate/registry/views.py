"""Adding a trial by its registry id."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate import clock, throttle
from annotate.errors import Conflict, Invalid, NotFound, TooMany, Unavailable
from annotate.registry import actions
from annotate.registry.breaker import Breaker
from annotate.registry.client import RegistryClient, agent_of, kept_client
from annotate.registry.forms import AddForm
from annotate.registry.importing import Imported
from annotate.settings import Settings
from annotate.throttle import Limit
from annotate.trials.actions import Stored
from annotate.trials.queries import find_trial
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.errors import waiting
from annotate.web.identity import required_viewer
from annotate.web.limits import limiter
from annotate.web.pages import pages

blueprint = Blueprint("registry", __name__)

breaker = Breaker()
"""Circuit breaker of the registry, in each web process."""

_SAID = {
    Stored.NEW: "Record added.",
    Stored.NEW_VERSION: "Record added as a new version.",
    Stored.UNCHANGED: "The record is up to date: the registry has nothing new.",
}


ASKED = Limit(
    "registry",
    300,
    timedelta(days=1),
    timedelta(days=1),
    "You have asked for 300 records within a day, which is the limit. What you typed is kept. Please try again in {wait}.",
)
"""Records that one person may fetch from the registry, over all sign-ins."""


@blueprint.post("/trials")
@limiter.limit("20 per minute")
def add() -> Answer:
    """Fetch a record from the registry and show it; on failure the form returns with what was typed."""
    viewer, form = required_viewer(), AddForm()
    try:
        if form.validate():
            transactions.write(lambda session: throttle.count_all(session, [(ASKED, viewer.id)], clock.now()))
            with breaker.asking():
                fetched = actions.fetch_trial(transactions.database(), _client(), form.asked_id())
            return _added(fetched)
    except Invalid as refusal:
        form.reject(refusal)
    except NotFound as missing:
        form.reject(Invalid.field("registry_id", missing.message))
    except TooMany as limit:
        page = render_template("registry/add.html", form=form, failure=limit.message)
        return page, 429, waiting(limit)
    except (Unavailable, Conflict) as failure:
        if here := _already_here(form):
            flash(f"{failure.message} This is the record as it was added before.", "warn")
            return here
        page = render_template("registry/add.html", form=form, failure=failure.message)
        return page, 503, {"Retry-After": str(getattr(failure, "retry_after", 5))}
    return render_template("registry/add.html", form=form, failure=""), 422, {}


def _client() -> RegistryClient:
    settings: Settings = current_app.extensions["annotate.settings"]
    return kept_client(transactions.database(), settings.registry_url, settings.registry_timeout, agent_of(settings))


def _already_here(form: AddForm) -> Response | None:
    """Redirect to the requested trial, if an earlier version of it is here."""
    try:
        trial = find_trial(transactions.reader(), form.asked_id())
    except NotFound:
        return None
    return redirect(url_for(pages().trial, registry_id=trial.registry_id), 303)


def _added(imported: Imported) -> Response:
    flash(_SAID[imported.stored], "info" if imported.stored is Stored.UNCHANGED else "good")
    return redirect(url_for(pages().trial, registry_id=imported.registry_id), 303)
