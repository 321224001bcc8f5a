"""What feeds say: a trial's changes, and the latest trials of a condition or a saved search; nothing of anybody's notes.

A feed's address may be pasted anywhere, so a feed holds what everybody may read of the records, and no name that its owner gave.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.atom import Feed, FeedEntry, tag_uri
from annotate.core.codes import code_words
from annotate.core.record import PartialDate
from annotate.following.changes import changes_between
from annotate.following.models import Follow, SavedSearch
from annotate.trials import query_strings
from annotate.trials.matching import newest_number
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import versions_of

MOST_ENTRIES = 50
"""Trials that the feed of a search or condition tells of."""

MOST_VERSIONS = 20
"""Versions that the feed of a trial tells of."""

_AUTHOR = "annotate"
_FORM = "1"
"""Changes when feeds are written otherwise, so that readers fetch them again."""


@dataclass(frozen=True, slots=True)
class FeedAddresses:
    """Whole addresses, as the site is known outside."""

    host: str
    own: str
    """Of the feed itself."""
    search: str
    """Of the page of results, without a query."""
    trial: Callable[[str], str]
    """Of a trial's page, by its registry id."""
    comparison: Callable[[str, int, int], str]
    """Of two versions of a trial side by side."""


def state_of(session: Session, of: Follow | SavedSearch, own: str) -> str:
    """Return a digest that is another one whenever the feed says something else, and each day; cheaper than the feed."""
    said: tuple[object, ...]
    if isinstance(of, Follow) and of.trial is not None:
        known = select(func.count(), func.max(TrialVersion.number)).where(TrialVersion.trial_id == of.trial_id)
        said = tuple(session.execute(known).one())
    else:
        said = (newest_number(session), clock.now().date())
    return hashlib.sha256(repr((_FORM, own, of.id, said)).encode()).hexdigest()[:32]


def feed_of(session: Session, of: Follow | SavedSearch, addresses: FeedAddresses) -> Feed:
    """Return the feed of something followed, or of a saved search. Raises Unavailable when a search takes too long."""
    if isinstance(of, Follow) and of.trial is not None:
        return _trial_feed(session, of.trial, addresses)
    query = (
        of.query if isinstance(of, SavedSearch) else query_strings.canonical([("condition", of.condition_key or "")])
    )
    return _search_feed(session, query, of.created_at, addresses)


def _trial_feed(session: Session, trial: Trial, addresses: FeedAddresses) -> Feed:
    versions = versions_of(session, trial)[: MOST_VERSIONS + 1]
    entries = [_change(session, trial, pair, addresses) for pair in pairwise(versions)]
    name = trial.registry_id
    return Feed(
        id=tag_uri(addresses.host, trial.created_at, f"trials/{name}/changes"),
        title=f"Changes of {name}: {trial.current_version.title}",
        href=addresses.trial(name),
        own_href=addresses.own,
        author=_AUTHOR,
        begun=trial.created_at,
        entries=tuple(entry for entry in entries if entry is not None),
    )


def _change(
    session: Session, trial: Trial, pair: tuple[TrialVersion, TrialVersion], addresses: FeedAddresses
) -> FeedEntry | None:
    """Return the entry of a version, the first of the two; None if it changes nothing that is shown."""
    new, old = pair
    words = " · ".join(change.words for change in changes_between(session, trial.id, old.number, new.number))
    if not words:
        return None
    dated = PartialDate(new.record_updated).words()
    return FeedEntry(
        id=tag_uri(addresses.host, trial.created_at, f"trials/{trial.registry_id}/versions/{new.number}"),
        title=words,
        href=addresses.comparison(trial.registry_id, old.number, new.number),
        summary=f"{trial.registry_id} changed{f', by its record of {dated}' if dated else ''}: {words}.",
        updated=new.imported_at,
    )


def _search_feed(session: Session, query: str, begun: datetime, addresses: FeedAddresses) -> Feed:
    found = query_strings.latest(session, query, MOST_ENTRIES)
    wanted = select(Trial, TrialVersion).join(Trial.current_version).where(Trial.id.in_(found))
    by_id = {trial.id: (trial, version) for trial, version in session.execute(wanted)}
    digest = hashlib.sha256(query.encode()).hexdigest()[:22]
    return Feed(
        id=tag_uri(addresses.host, begun, f"searches/{digest}"),
        title=f"Trials: {query_strings.said(query)}",
        href=f"{addresses.search}?{query}",
        own_href=addresses.own,
        author=_AUTHOR,
        begun=begun,
        entries=tuple(_trial(*by_id[trial_id], addresses) for trial_id in found),
    )


def _trial(trial: Trial, version: TrialVersion, addresses: FeedAddresses) -> FeedEntry:
    said = (trial.registry_id, code_words(version.status), version.sponsor)
    return FeedEntry(
        id=tag_uri(addresses.host, trial.created_at, f"trials/{trial.registry_id}"),
        title=version.title or trial.registry_id,
        href=addresses.trial(trial.registry_id),
        summary=" · ".join(filter(None, said)),
        updated=trial.updated_at,
    )
