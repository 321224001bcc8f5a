"""Pages of trials: search, conditions, places; and a version's record, rendered once for all pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.text import collapse
from annotate.core.viewer import Viewer
from annotate.trials import lists, presenters, queries
from annotate.trials.condition_tree import broadest_conditions, relatives
from annotate.trials.conditions import MOST_SHOWN, condition_names, find_condition, top_conditions
from annotate.trials.facets import CONDITION
from annotate.trials.grammar import LONGEST_QUERY, MOST_WORDS
from annotate.trials.lists import LAST_PAGE, Listing
from annotate.trials.models import TrialVersion
from annotate.trials.presenters import ListingView, RecordPage
from annotate.trials.query_strings import WORDS, parameters_of, read_search
from annotate.trials.search import Order, TrialSearch
from annotate.trials.search_page import ListAddress, present_search, shown_conditions
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import viewer
from annotate.web.pages import pages
from annotate.web.public_url import asked_number

blueprint = Blueprint("trials", __name__)

_PAGES = range(1, LAST_PAGE + 1)
_MOST_BYTES = 64 * 1024 * 1024  # of cached records, in each process


CountNotes = Callable[[Session, Viewer, Sequence[str]], Mapping[str, int]]
"""Counts the viewer's own notes by the trials' ids."""
_NOTES = "annotate.trials.notes"


def attach(app: Flask, count_notes: CountNotes) -> None:
    """Take the function that counts notes, a feature above trials."""
    app.extensions[_NOTES] = count_notes


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A version's view model, and its ``<article class="record">``."""

    page: RecordPage
    article: Markup


_records: Cache[str, ShownRecord] = Cache(_MOST_BYTES)


def shown_record(session: Session, version: TrialVersion) -> ShownRecord:
    """Return a version as pages show it, rendered once and cached, since it never changes."""

    def make() -> ShownRecord:
        content = queries.version_content(session, version.id)
        page = presenters.present_record(version, content.text, content.document, content.facts)
        # Not render_template: it would pass in the viewer, and the cached page is shown to everybody.
        template = current_app.jinja_env.get_template("trials/_record.html")
        return ShownRecord(page, Markup(template.render(record=page)))  # noqa: S704 - the template escapes

    return _records.get(version.id, make)


@blueprint.get("/trials", endpoint="search")
def search_page() -> Answer:
    """Search trials by words and facets, or list them; a registry id alone leads to its trial."""
    session, number = transactions.reader(), _page_number()
    query = collapse(request.args.get(WORDS, ""))
    search = _asked()
    if search.words.registry_id and (trial := queries.trial_of_id(session, search.words.registry_id)):
        return redirect(url_for(pages().trial, registry_id=trial.registry_id))
    found, address = lists.list_trials(session, search, page=number), _address(query, search)
    return render_template(
        "trials/search.html",
        query=query,
        search=search,
        unread=max(0, len(query) - LONGEST_QUERY),
        most_words=MOST_WORDS,
        view=present_search(search, query, found, condition_names(session, shown_conditions(found, search)), address),
        listing=_listing(found, address, query if search.words else ""),
        conditions=() if search else top_conditions(session, limit=MOST_SHOWN),
    )


@blueprint.get("/conditions")
def conditions() -> str:
    """List the broadest conditions, from which narrower ones are reached."""
    return render_template("trials/conditions.html", conditions=broadest_conditions(transactions.reader()))


@blueprint.get("/conditions/<key>")
def condition(key: str) -> str:
    """List the trials on one condition."""
    session, number = transactions.reader(), _page_number()
    on = find_condition(session, key)
    found = lists.condition_trials(session, key, page=number)
    listing = _listing(found, lambda page=None: url_for(".condition", key=key, page=page))
    around = relatives(session, on, found)
    return render_template("trials/condition.html", condition=on, around=around, listing=listing)


@blueprint.get("/trials/<registry_id>/places")
def places(registry_id: str) -> str:
    """List every place of a trial's current record."""
    trial = queries.find_trial(transactions.reader(), registry_id)
    record = shown_record(transactions.reader(), trial.current_version).page
    return render_template("trials/places.html", record=record, imported_at=trial.current_version.imported_at)


def _page_number() -> int:
    """Return the requested page number of a list; raises NotFound."""
    return asked_number("page", _PAGES, "There is no such page of this list.") or _PAGES.start


def _asked() -> TrialSearch:
    """Return what the address asks for; raises NotFound for a condition that no trial is on."""
    search = read_search(request.args)
    if condition := dict(search.chosen).get(CONDITION):
        find_condition(transactions.reader(), condition)
    return search


def _address(query: str, search: TrialSearch) -> ListAddress:
    order = None if search.order is Order.BEST else search.order.value
    present = {**parameters_of(query, search), "sort": order}

    def address(**changes: str | None) -> str:
        values: dict[str, Any] = present | changes
        return url_for(".search", **{name: value for name, value in values.items() if value is not None})

    return address


def _listing(found: Listing, address: Callable[..., str], searched: str = "") -> ListingView:
    reader = viewer()
    trial_ids = [line.trial_id for line in found.lines]
    count: CountNotes = current_app.extensions[_NOTES]
    return presenters.present_listing(
        found,
        newer=address(page=str(found.page - 1)) if found.page > 1 else None,
        older=address(page=str(found.page + 1)) if found.has_next else None,
        notes=count(transactions.reader(), reader, trial_ids) if reader and trial_ids else {},
        searched=searched[:LONGEST_QUERY],
    )
