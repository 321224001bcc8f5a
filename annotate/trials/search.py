"""Search by words, registry ids and facets: SQLite's FTS5 or PostgreSQL's text search over the current versions.

No input is an error, and no question reads more of the index than ``matching`` allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from annotate.trials.facets import OPEN
from annotate.trials.grammar import NO_WORDS, SearchWords
from annotate.trials.matching import Candidate, Question, candidates, ranks
from annotate.trials.understanding import Correction, correct, understand

_FEW = 5
"""Matches up to which a word that no title or topic has is taken for a slip."""


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
    exact: bool = False
    """True to search for the typed words alone: no other spellings, no other names, no corrections."""

    def __bool__(self) -> bool:
        return bool(self.words or self.chosen)


@dataclass(frozen=True, slots=True)
class Results:
    """Matching trials in order: of many, those that came in last."""

    trials: tuple[Candidate, ...]
    capped: bool
    """True if more trials may match."""
    words: SearchWords = NO_WORDS
    """What was searched for: the typed words, or the corrected ones."""
    marked: tuple[str, ...] = ()
    """What an excerpt marks."""
    also: tuple[str, ...] = ()
    """Other spellings and names that were searched for."""
    corrected: tuple[Correction, ...] = ()
    """Words that nothing has, with those that were searched for in their place."""
    suggested: tuple[Correction, ...] = ()
    """Words that little has, with those that may be meant."""

    @property
    def total(self) -> int:
        """Number of trials; with ``capped``, at least so many."""
        return len(self.trials)


def find(session: Session, search: TrialSearch) -> Results:
    """Find the trials with all words and values, in the order that is asked for.

    If there are none, unknown words are corrected; if there are few, corrections are suggested.
    """
    values = tuple(f"{kind}={value}" for kind, value in search.chosen)
    understood = understand(session, search.words, values, exact=search.exact)
    found = candidates(session, understood.question)
    asked = search.words
    corrected: tuple[Correction, ...] = ()
    few = len(found.trials) <= _FEW and not search.exact and not search.words.registry_id
    words, suggested = correct(session, search.words) if few else (search.words, ())
    if suggested and not found.trials:
        meant = understand(session, words, values)
        if (instead := candidates(session, meant.question)).trials:
            asked, understood, found, corrected = words, meant, instead, suggested
        suggested = ()
    return Results(
        _sorted(session, search, understood.question, found.trials),
        capped=found.capped,
        words=asked,
        marked=tuple(word for group in understood.question.groups for word in group),
        also=understood.also,
        corrected=corrected,
        suggested=suggested,
    )


def question_of(session: Session, search: TrialSearch) -> Question:
    """Return what ``find`` asks the index in the end: with corrections, if nothing has the words that were typed."""
    values = tuple(f"{kind}={value}" for kind, value in search.chosen)
    asked = understand(session, search.words, values, exact=search.exact).question
    if search.exact or search.words.registry_id or candidates(session, asked, most=1).trials:
        return asked
    words, corrected = correct(session, search.words)
    meant = understand(session, words, values).question if corrected else asked
    return meant if candidates(session, meant, most=1).trials else asked


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
