"""Telling followers what came in: from the arrivals that imports leave, in small transactions, each follower once.

An import writes at most one row for each record. What changed is worked out here, without a transaction, and each transaction
tells some followers and remembers the last one, so that a stop tells nobody twice.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.batches import TURN_SECONDS
from annotate.core.record_changes import RecordChange, changes_to_json, is_minor
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.following import queries
from annotate.following.changes import changes_between
from annotate.following.found import found_to_json
from annotate.following.models import Arrival, Follow
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials import query_strings

AT_ONCE = 500
"""Followers that one transaction tells."""

TRIALS_AT_ONCE = 100
"""New trials that are told of together; one statement of a search asks for so many."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """Which of some new trials are on which condition, and found by which search: their ids."""

    conditions: Mapping[str, frozenset[str]]
    searches: Mapping[str, frozenset[str]]

    def of(self, follow: Follow) -> frozenset[str]:
        """Return those that a follow is about."""
        if follow.search is not None:
            return self.searches.get(follow.search.query, frozenset())
        return self.conditions.get(follow.condition_key or "", frozenset())


def tell_followers(database: Database) -> int:
    """Tell everybody of what came in and what they follow; return how many rows of activity that took."""
    return _tell_changed(database) + _tell_new(database)


def _tell_changed(database: Database) -> int:
    told = 0
    while True:
        with database.reader() as session:
            arrivals = queries.changed_arrivals(session, 1)
            changes = [_changes(session, each) for each in arrivals]
        if not arrivals:
            return told
        for arrival, changed in zip(arrivals, changes, strict=True):
            with database.transaction() as session:
                told += _tell_some_of_change(session, arrival.version_id, changed)
            time.sleep(TURN_SECONDS)


def _changes(session: Session, arrival: Arrival) -> tuple[RecordChange, ...]:
    version = arrival.version
    return changes_between(session, version.trial_id, arrival.former_number or 0, version.number)


def _tell_some_of_change(session: Session, version_id: str, changes: tuple[RecordChange, ...]) -> int:
    arrival = session.get(Arrival, version_id, with_for_update=True)
    if arrival is None:
        return 0
    version = arrival.version
    followers = queries.followers_of(session, version.trial_id, arrival.told_until, AT_ONCE) if changes else ()
    kind = ActivityKind.FOLLOWED_MINOR if is_minor(changes) else ActivityKind.FOLLOWED_CHANGED
    detail = {"version": version.number, "former": arrival.former_number, "changes": changes_to_json(changes)}
    for _, account_id in followers:
        activity.record(session, account_id, kind, version.trial_id, detail=detail)
    _go_on(session, [arrival], followers[-1][0] if len(followers) == AT_ONCE else "")
    return len(followers)


def _tell_new(database: Database) -> int:
    told = 0
    while True:
        with database.reader() as session:
            arrivals = queries.new_arrivals(session, TRIALS_AT_ONCE)
            if not arrivals:
                return told
            follows = queries.wide_follows(session, arrivals[0].told_until, AT_ONCE)
            found = _found(database, session, arrivals, follows)
        with database.transaction() as session:
            told += _tell_some_of_new(session, arrivals, found)
        time.sleep(TURN_SECONDS)


def _found(database: Database, session: Session, arrivals: Sequence[Arrival], follows: Iterable[Follow]) -> _Found:
    trials = {each.version.trial_id: each.version for each in arrivals}
    conditions = queries.conditions_among(session, trials)
    asked = sorted({follow.search.query for follow in follows if follow.search is not None})
    searches = {query: _matching(database, query, trials) for query in asked}
    for query in [query for query, found in searches.items() if found is None]:  # once more, when the others are done
        searches[query] = _matching(database, query, trials)
        if searches[query] is None:  # this search alone is left out: nobody else must wait for it
            log.error("saved search took too long, its followers are not told", count=len(trials))
    return _Found(conditions, {query: found or frozenset() for query, found in searches.items()})


def _matching(database: Database, query: str, trial_ids: Iterable[str]) -> frozenset[str] | None:
    """Return those of some trials that a search finds; None if that takes too long."""
    try:
        # A session of its own: one that was stopped forgets all that it read.
        with database.reader() as asking, time_limit(asking, SEARCH_SECONDS):
            return query_strings.matching(asking, query, sorted(trial_ids))
    except Unavailable:
        return None


def _tell_some_of_new(session: Session, arrivals: Sequence[Arrival], found: _Found) -> int:
    present = [
        each
        for arrival in arrivals
        if (each := session.get(Arrival, arrival.version_id, with_for_update=True)) is not None
    ]
    follows = queries.wide_follows(session, arrivals[0].told_until, AT_ONCE, hold=True)
    in_order = list(dict.fromkeys(each.version.trial_id for each in arrivals))
    told = 0
    for follow in follows:
        own = found.of(follow)
        if trials := [trial_id for trial_id in in_order if trial_id in own]:
            detail = found_to_json(trials, condition=follow.condition_key or "", search=follow.search_id or "")
            activity.record(session, follow.account_id, ActivityKind.FOLLOWED_FOUND, follow.id, detail=detail)
            told += 1
    _go_on(session, present, follows[-1].id if len(follows) == AT_ONCE else "")
    return told


def _go_on(session: Session, arrivals: Iterable[Arrival], told_until: str) -> None:
    """Remember the last follow whose owner was told; with none left, forget the arrivals."""
    for arrival in arrivals:
        if told_until:
            arrival.told_until = told_until
        else:
            session.delete(arrival)
    session.flush()
