"""Pages of trials: search, conditions, places; and a version's record, rendered once for all pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, current_app, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.text import collapse
from annotate.trials import lists, presenters, queries
from annotate.trials.conditions import MOST_SHOWN, find_condition, top_conditions
from annotate.trials.grammar import LONGEST_QUERY, MOST_WORDS, read_words
from annotate.trials.lists import LAST_PAGE, Listing
from annotate.trials.models import TrialVersion
from annotate.trials.presenters import ListingView, RecordPage
from annotate.trials.search import TrialSearch
from annotate.trials.topics import topic_key
from annotate.web import transactions
from annotate.web.public_url import asked_number

blueprint = Blueprint("trials", __name__)

_PAGES = range(1, LAST_PAGE + 1)
_MOST_BYTES = 64 * 1024 * 1024  # of cached records, in each process


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
def search_page() -> str:
    """Search trials by words or id, or list them."""
    session, number = transactions.reader(), _page_number()
    query = collapse(request.args.get("q", ""))
    condition = _condition_key(request.args.get("condition", ""))
    words = read_words(query)
    chosen = (("condition", condition),) if condition else ()
    found = lists.list_trials(session, TrialSearch(words, chosen), page=number)
    return render_template(
        "trials/search.html",
        query=query,
        nothing_to_find=bool(query) and not words,
        unread=max(0, len(query) - LONGEST_QUERY),
        passed_over=words.passed_over,
        most_words=MOST_WORDS,
        condition=condition,
        condition_name=find_condition(session, condition).name if condition else "",
        missing_id="" if found.lines else presenters.registry_id_in(query),
        listing=_listing(found, partial(url_for, ".search", q=query or None, condition=condition or None)),
        conditions=() if query or condition else top_conditions(session, limit=MOST_SHOWN),
    )


@blueprint.get("/conditions/<key>")
def condition(key: str) -> str:
    """List the trials on one condition."""
    session, number = transactions.reader(), _page_number()
    on = find_condition(session, key)
    found = lists.condition_trials(session, key, page=number)
    listing = _listing(found, partial(url_for, ".condition", key=key))
    return render_template("trials/condition.html", condition=on, listing=listing)


@blueprint.get("/trials/<registry_id>/places")
def places(registry_id: str) -> str:
    """List every place of a trial's current record."""
    trial = queries.find_trial(transactions.reader(), registry_id)
    record = shown_record(transactions.reader(), trial.current_version).page
    return render_template("trials/places.html", record=record, imported_at=trial.current_version.imported_at)


def _page_number() -> int:
    """Return the requested page number of a list; raises NotFound."""
    return asked_number("page", _PAGES, "There is no such page of this list.") or _PAGES.start


def _condition_key(text: str) -> str:
    """Return a condition's key, from a key or name."""
    return topic_key(text) if text.strip() else ""


def _listing(found: Listing, address: Callable[..., str]) -> ListingView:
    return presenters.present_listing(
        found,
        newer=address(page=found.page - 1) if found.page > 1 else None,
        older=address(page=found.page + 1) if found.has_next else None,
    )
