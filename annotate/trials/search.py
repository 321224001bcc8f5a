"""Search by words, registry ids and facets: SQLite's FTS5 or PostgreSQL's text search over the current versions.

No input is an error, and no question reads more of the index than ``matching`` allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from annotate.trials.facets import OPEN
from annotate.trials.grammar import NO_WORDS, SearchTerm, SearchWords
from annotate.trials.indexing import index
from annotate.trials.matching import MOST_CANDIDATES, Candidate, Question, candidates, ranks
from annotate.trials.vocabulary import completions

__all__ = ["Order", "Results", "TrialSearch", "find", "index"]


class Order(StrEnum):
    """Order of a list of trials."""

    BEST = "best"
    """By where the words are; without words, the last updated first."""
    UPDATED = "updated"
    START = "start"
    OPEN = "open"
    """Those that recruit first, then the last updated."""


@dataclass(frozen=True, slots=True)
class TrialSearch:
    """Words, and one value of some kinds of facets."""

    words: SearchWords = NO_WORDS
    chosen: tuple[tuple[str, str], ...] = ()
    order: Order = Order.BEST

    def __bool__(self) -> bool:
        return bool(self.words or self.chosen)


@dataclass(frozen=True, slots=True)
class Results:
    """Matching trials in order, ``MOST_CANDIDATES`` at most: those that came in last."""

    trials: tuple[Candidate, ...]
    capped: bool
    """True if more trials match."""
    marked: tuple[str, ...] = ()
    """What an excerpt marks."""

    @property
    def total(self) -> int:
        """Number of trials; with ``capped``, at least so many."""
        return len(self.trials)


def find(session: Session, search: TrialSearch) -> Results:
    """Find the trials with all words and values, in the order that is asked for."""
    question = Question(
        groups=tuple(_alternatives(session, group) for group in search.words.groups),
        excluded=tuple(term.text for term in search.words.excluded),
        values=tuple(f"{kind}={value}" for kind, value in search.chosen),
    )
    found = candidates(session, question)
    kept = found[:MOST_CANDIDATES]
    marked = tuple(word for group in question.groups for word in group)
    return Results(_sorted(session, search, question, kept), len(found) > len(kept), marked)


def _alternatives(session: Session, group: Sequence[SearchTerm]) -> tuple[str, ...]:
    return tuple(word for term in group for word in (completions(session, term.text) if term.prefix else (term.text,)))


def _sorted(
    session: Session, search: TrialSearch, question: Question, found: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    latest = sorted(found, key=lambda trial: (trial.updated, trial.number), reverse=True)
    if search.order is Order.START:
        latest.sort(key=lambda trial: trial.started, reverse=True)
    if search.order is Order.OPEN:
        latest.sort(key=_is_closed)
    if search.order is Order.BEST and search.words:
        rank: Mapping[int, float] = ranks(session, question, [trial.number for trial in found])
        latest.sort(key=lambda trial: rank.get(trial.number, 0), reverse=True)
    return tuple(latest)


_OPEN_LINES = frozenset(f"status={status}" for status in OPEN)


def _is_closed(trial: Candidate) -> bool:
    return trial.facets.partition("\n")[0] not in _OPEN_LINES
