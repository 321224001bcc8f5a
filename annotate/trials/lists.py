"""Lists of trials: searched, on a condition, or the last updated ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from annotate.core.record import record_from_json
from annotate.prepared import prepared
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.excerpts import HIT_START, cut_excerpt
from annotate.trials.facets import CONDITION as CONDITION_FACET
from annotate.trials.facets import IS_OPEN
from annotate.trials.indexed_text import indexed_text
from annotate.trials.matching import MOST_CANDIDATES, Candidate, Question, candidates
from annotate.trials.models import IndexedTrial, Trial, TrialTopic, TrialVersion
from annotate.trials.queries import IS_CURRENT
from annotate.trials.search import Order, Results, TrialSearch, find
from annotate.trials.topics import CONDITION

PAGE_SIZE = 20
LAST_PAGE = 50
"""Last page of a list; more words narrow the search."""

_MOST_CONDITIONS_SHOWN = 3
_SUMMARY = "\nSummary\n"
"""Heading of the section after the titles, which the line shows already."""
_LONGEST_BODY = 100_000  # code points of a record that are searched for an excerpt


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One trial in a list, by its current version."""

    trial_id: str
    registry_id: str
    title: str
    status: str
    sponsor: str
    record_updated: str
    sample: bool
    participants: int | None
    phases: tuple[str, ...]
    conditions: tuple[str, ...]
    excerpt: str = ""
    """Text around the searched words, with HIT_START and HIT_END of ``excerpts`` around each."""
    same_conditions: tuple[str, ...] = ()
    same_treatments: tuple[str, ...] = ()
    """What a similar trial has in common."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of trials."""

    lines: tuple[TrialLine, ...]
    page: int
    total: int
    capped: bool = False
    """True if there may be more trials than ``total``."""
    candidates: tuple[Candidate, ...] = ()
    """All trials of the list, for counting their facets."""
    results: Results | None = None
    """How a search was understood."""

    @property
    def has_next(self) -> bool:
        """True if there is a further page."""
        return self.page < LAST_PAGE and self.total > self.page * PAGE_SIZE


def list_trials(session: Session, search: TrialSearch, *, page: int = 1) -> Listing:
    """List the trials that are asked for; without a question, the last updated ones. Raises Unavailable when it takes too long."""
    if not search and search.order in {Order.BEST, Order.UPDATED}:
        return replace(recent_trials(session, page=page), candidates=candidates(session, Question()).trials)
    with time_limit(session, SEARCH_SECONDS):
        found = find(session, search)
        shown = found.trials[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        order = {trial.trial_id: place for place, trial in enumerate(shown)}
        excerpts = _excerpts(session, found, search, list(order)) if search.words else {}
        lines = sorted(lines_of(session, _of_ids(list(order)), excerpts), key=lambda line: order[line.trial_id])
    return Listing(tuple(lines), page, found.total, found.capped, found.trials, found)


def condition_trials(session: Session, key: str, *, page: int = 1) -> Listing:
    """List the trials on a condition or a narrower one: recruiting ones first, then by the record's last update."""
    on_it = (CONDITION_FACET, key)
    listing = list_trials(session, TrialSearch(chosen=(on_it,), order=Order.OPEN), page=page)
    if not listing.capped:
        return listing
    recruiting = list_trials(session, TrialSearch(chosen=(on_it, IS_OPEN)), page=page)
    if recruiting.total < page * PAGE_SIZE:
        return listing
    return replace(recruiting, capped=True, candidates=listing.candidates)


def recent_trials(session: Session, *, page: int = 1, size: int = PAGE_SIZE) -> Listing:
    """List trials by the registry's date of their last update, newest first."""
    lines = lines_of(session, _recent(size, (page - 1) * size))
    total = session.scalar(*_count()) or 0
    return Listing(lines, page, min(total, MOST_CANDIDATES), capped=total > MOST_CANDIDATES)


Lines = Select[str, str, str, str, str, str, bool, int | None, str | None]
"""Argument of ``lines_of``: a selection from ``CURRENT``."""

CURRENT: Lines = (
    select(
        Trial.id,
        Trial.registry_id,
        TrialVersion.title,
        TrialVersion.status,
        TrialVersion.sponsor,
        TrialVersion.record_updated,
        TrialVersion.sample,
        IndexedTrial.participants,
        IndexedTrial.facets,
    )
    .join(TrialVersion, IS_CURRENT)
    .outerjoin(IndexedTrial, IndexedTrial.trial_id == Trial.id)
)


def lines_of(
    session: Session, wanted: tuple[Lines, dict[str, Any]], excerpts: Mapping[str, str] | None = None
) -> tuple[TrialLine, ...]:
    """Return the selected trials as lines of a list, with excerpts by the trials' ids."""
    rows = session.execute(*wanted).all()
    conditions: dict[str, list[str]] = {}
    for _key, trial_id, name in sorted(session.execute(*_conditions([row.id for row in rows]))):
        conditions.setdefault(trial_id, []).append(name)
    return tuple(
        TrialLine(
            trial_id=row.id,
            registry_id=row.registry_id,
            title=row.title,
            status=row.status,
            sponsor=row.sponsor,
            record_updated=row.record_updated,
            sample=row.sample,
            participants=row.participants,
            phases=_phases(row.facets or ""),
            conditions=tuple(conditions.get(row.id, ())[:_MOST_CONDITIONS_SHOWN]),
            excerpt=(excerpts or {}).get(row.id, ""),
        )
        for row in rows
    )


def _phases(facets: str) -> tuple[str, ...]:
    lines = (line.partition("=") for line in facets.split("\n"))
    return tuple(value for kind, _, value in lines if kind == "phase" and value != "NA")


def _excerpts(session: Session, found: Results, search: TrialSearch, trial_ids: Sequence[str]) -> dict[str, str]:
    """Return for each trial the sentence with the words; if the text has none, the topic, sponsor or place that has one."""
    typed = [term.text for term in search.words.terms if term.prefix]
    words = [*(word for word in found.marked if word not in typed), *typed]
    excerpts = {}
    for row in session.execute(*_texts(list(trial_ids))):
        before, heading, after = row.text.partition(_SUMMARY)
        body = after if heading else before.partition(row.title)[2] or before
        excerpts[row.trial_id] = cut_excerpt(body[:_LONGEST_BODY], words, last_is_prefix=bool(typed))
    elsewhere = [trial_id for trial_id, excerpt in excerpts.items() if HIT_START not in excerpt]
    for row in session.execute(*_facts(elsewhere)):
        indexed = indexed_text(record_from_json(row.facts))
        excerpt = cut_excerpt(f"{indexed.topics}\n{indexed.places}\n{indexed.title}", words, last_is_prefix=bool(typed))
        if HIT_START in excerpt:
            excerpts[row.trial_id] = excerpt
    return excerpts


@prepared
def _of_ids(trial_ids: list[str]) -> Lines:
    return CURRENT.where(Trial.id.in_(trial_ids))


@prepared
def _texts(trial_ids: list[str]) -> Select[str, str, str]:
    wanted = select(TrialVersion.trial_id, TrialVersion.title, TrialVersion.text).join(Trial, IS_CURRENT)
    return wanted.where(Trial.id.in_(trial_ids))


@prepared
def _facts(trial_ids: list[str]) -> Select[str, Any]:
    return select(TrialVersion.trial_id, TrialVersion.facts).join(Trial, IS_CURRENT).where(Trial.id.in_(trial_ids))


@prepared
def _recent(limit: int, offset: int) -> Lines:
    order = (TrialVersion.record_updated.desc(), Trial.registry_id.desc())
    return CURRENT.order_by(*order).limit(limit).offset(offset)


@prepared
def _count() -> Select[int]:
    return select(func.count()).select_from(select(Trial.id).limit(MOST_CANDIDATES + 1).subquery())


@prepared
def _conditions(trial_ids: list[str]) -> Select[str, str, str]:
    # Kind is no bare column here: without statistics SQLite would search by it, and read the conditions of all trials.
    named = (TrialTopic.trial_id.in_(trial_ids), TrialTopic.kind.concat("") == CONDITION)
    return select(TrialTopic.key, TrialTopic.trial_id, TrialTopic.name).where(*named)
