"""A search of trials as the query of its address: its canonical form, its words, and which trials it finds.

Saved searches are stored in this form and asked through ``matching`` alone, so that what an address may hold is known here.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.core.text import collapse, storable
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials import search
from annotate.trials.models import Trial, TrialTopic
from annotate.trials.topics import CONDITIONS, topic_key

LONGEST = 1_000
"""Longest query of an address that can be saved, in ASCII characters."""

LOOKED_AT = 2_000
"""Trials among which the latest that a query finds are looked for."""

_AT_ONCE = 100
_WORDS, _CONDITION = "q", "condition"
_OF_THE_PAGE = frozenset({"page", "sort"})
"""Parameters that say how results are shown, not which there are."""


def canonical(parameters: Iterable[tuple[str, str]]) -> str:
    """Return the query of an address that finds the same: in order, without empty values; empty if nothing is searched for."""
    narrowing = {
        (name, topic_key(value) if name == _CONDITION else collapse(value))
        for name, value in parameters
        if name not in _OF_THE_PAGE and collapse(value) and storable(name + value)
    }
    return urlencode(sorted(narrowing))


def reread(query: str) -> str:
    """Return a query that a form carried in canonical form, whatever was made of it on the way."""
    return canonical(parse_qsl(query[: 4 * LONGEST]))


def said(query: str) -> str:
    """Say in words what a canonical query asks for: ``“gout” · condition: kidney stones``."""
    parts = parse_qsl(query)
    words = [f"“{value}”" for name, value in parts if name == _WORDS]
    others = [f"{name}: {value}".replace("-", " ").replace("_", " ") for name, value in parts if name != _WORDS]
    return " · ".join((*words, *others))


def matching(session: Session, query: str, registry_ids: Sequence[str]) -> frozenset[str]:
    """Return those of some trials, a hundred or so, that a canonical query finds."""
    asked = dict(parse_qsl(query))
    words, condition = search.read_words(asked.get(_WORDS, "")), asked.get(_CONDITION, "")
    found = frozenset(registry_ids)
    if asked.get(_WORDS):
        found = search.matching(session, words, list(registry_ids))
    if condition and found:
        named = select(Trial.registry_id).join(TrialTopic, TrialTopic.trial_id == Trial.id)
        on = (TrialTopic.kind.in_(CONDITIONS), TrialTopic.key == condition, Trial.registry_id.in_(found))
        found = frozenset(session.scalars(named.where(*on)))
    return found


def latest(session: Session, query: str, limit: int) -> tuple[str, ...]:
    """Return the registry ids of trials that a canonical query finds, the latest changed here first.

    Only the ``LOOKED_AT`` latest trials are looked at, whatever is searched for. Raises Unavailable when that takes too long.
    """
    recent = select(Trial.registry_id).order_by(Trial.updated_at.desc(), Trial.id).limit(LOOKED_AT)
    ids, found = session.scalars(recent).all(), list[str]()
    with time_limit(session, SEARCH_SECONDS):
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            hits = matching(session, query, some)
            found += [registry_id for registry_id in some if registry_id in hits]
            if len(found) >= limit:
                break
    return tuple(found[:limit])
