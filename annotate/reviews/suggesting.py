"""Trials to suggest for a new round: those that a search finds."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.core.text import storable
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.models import Trial
from annotate.trials.query_strings import read_search
from annotate.trials.search import find


def ids_of_search(session: Session, parameters: Iterable[tuple[str, str]], most: int) -> list[str]:
    """Give the registry ids of the first trials that the search of an address finds, in its order.

    Raises Unavailable when it takes too long.
    """
    search = read_search({name: value for name, value in parameters if storable(value)})
    if not search:
        return []
    with time_limit(session, SEARCH_SECONDS):
        ids = [trial.trial_id for trial in find(session, search).trials[:most]]
    named = {row[0]: row[1] for row in session.execute(select(Trial.id, Trial.registry_id).where(Trial.id.in_(ids)))}
    return [named[each] for each in ids if each in named]
