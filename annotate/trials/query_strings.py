"""A search of trials as the query of its address: reading it, its canonical form, its words, and which trials it finds.

The page of a search and saved searches are read by one function and asked as one question, so that both find the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.core.text import collapse, storable
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.facets import CONDITION, NAMES, chosen_of, value_words
from annotate.trials.grammar import read_words
from annotate.trials.matching import candidates, matching_among
from annotate.trials.models import IndexedTrial
from annotate.trials.search import Order, TrialSearch, question_of
from annotate.trials.topics import key_words, topic_key

LONGEST = 1_000
"""Longest query of an address that can be saved, in ASCII characters."""

WORDS = "q"
_SORT, _EXACT = "sort", "exact"
_ASKED_FOR = {Order.UPDATED.value, Order.START.value}
"""Orders that addresses ask for; without one, the best match stands first."""


def read_search(asked: Mapping[str, str]) -> TrialSearch:
    """Return the search that the parameters of an address ask for; what is none of it is ignored."""
    chosen = chosen_of(asked)
    if condition := chosen.get(CONDITION):
        chosen[CONDITION] = topic_key(condition)
    order = Order(sort) if (sort := asked.get(_SORT, "")) in _ASKED_FOR else Order.BEST
    words = read_words(collapse(asked.get(WORDS, "")))
    return TrialSearch(words, tuple(chosen.items()), order, exact=asked.get(_EXACT) == "1")


def parameters_of(query: str, search: TrialSearch) -> dict[str, str]:
    """Return what an address says of a search with these words, apart from the order of the results."""
    words, exact = {WORDS: query} if query else {}, {_EXACT: "1"} if search.exact else {}
    return {**words, **dict(search.chosen), **exact}


def canonical(parameters: Iterable[tuple[str, str]]) -> str:
    """Return the query of an address that finds the same: without the order of the results and all that is not read.

    It is empty if nothing is searched for.
    """
    asked: dict[str, str] = {}
    for name, value in parameters:
        asked.setdefault(name, value)
    asked = {name: collapse(value) for name, value in asked.items() if storable(value)}
    search = read_search(asked)
    query = asked.get(WORDS, "") if search.words else ""
    said = parameters_of(query, search if query else replace(search, exact=False))
    return urlencode(sorted((name, value.strip()) for name, value in said.items()))


def reread(query: str) -> str:
    """Return a query that a form carried in canonical form, whatever was made of it on the way."""
    return canonical(parse_qsl(query[: 4 * LONGEST]))


def said(query: str) -> str:
    """Say in words what a canonical query asks for: ``“gout” · condition: kidney stones``."""
    asked = dict(parse_qsl(query))
    search = read_search(asked)
    words = [f"“{asked[WORDS]}”"] if WORDS in asked else []
    chosen = [f"{NAMES[kind].lower()}: {_value_words(kind, value)}" for kind, value in search.chosen]
    return " · ".join((*words, *(["these words alone"] if search.exact else []), *chosen))


def matching(session: Session, query: str, trial_ids: Sequence[str]) -> frozenset[str]:
    """Return the ids of those of some trials, a hundred or so, that a canonical query finds."""
    numbers = {row.number: row.trial_id for row in session.execute(_numbers(trial_ids))}
    found = matching_among(session, question_of(session, _search(query)), numbers)
    return frozenset(numbers[number] for number in found)


def latest(session: Session, query: str, limit: int) -> tuple[str, ...]:
    """Return the ids of trials that a canonical query finds, those first whose current version came in last.

    Raises Unavailable when that takes too long.
    """
    with time_limit(session, SEARCH_SECONDS):
        found = candidates(session, question_of(session, _search(query)), most=limit)
    return tuple(trial.trial_id for trial in found.trials)


def _search(query: str) -> TrialSearch:
    return read_search(dict(parse_qsl(query)))


def _value_words(kind: str, value: str) -> str:
    return key_words(value) if kind == CONDITION else value_words(kind, value)


def _numbers(trial_ids: Sequence[str]) -> Select[int, str]:
    return select(IndexedTrial.number, IndexedTrial.trial_id).where(IndexedTrial.trial_id.in_(trial_ids))
