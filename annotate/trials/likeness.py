"""Similar trials, by shared headings, conditions and treatments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from annotate.cache import Cache
from annotate.prepared import prepared
from annotate.trials.facets import OPEN
from annotate.trials.lists import CURRENT, Lines, TrialLine, lines_of
from annotate.trials.models import IndexedTrial, Trial, TrialTopic, TrialVersion
from annotate.trials.topics import ANCESTOR, CONDITION, KEYWORD, TERM, TREATMENT

_SHARED = {TERM: 8, CONDITION: 6, TREATMENT: 3, KEYWORD: 2, ANCESTOR: 1}
"""Weight of a shared topic of each kind; a MeSH leaf weighs more than its ancestors."""
_OPEN_BONUS = 2
_LEAST_LIKENESS = 3
_SAYS_NOTHING = {
    TREATMENT: frozenset(
        {"placebo", "placebos", "sham", "control", "no-intervention", "standard-of-care", "questionnaire"}
    ),
    ANCESTOR: frozenset(
        {"chronic-disease", "disease-attributes", "pathologic-processes", "pathological-conditions-signs-and-symptoms"}
    ),
}
"""Topics that unrelated trials share."""

LOOKED_AT = 2_000
"""Entries of rare topics that are searched for similar trials, and as many of the next commoner one; rare ones say most."""
_COMPARED = 300
"""Candidates whose shared topics are all counted: those that share most of the rarest topics."""

_REASONS = {CONDITION: CONDITION, TERM: CONDITION, TREATMENT: TREATMENT}
"""Kinds of topics that are told as the reason."""
_MOST_NAMED = 2

_Topics = tuple[tuple[str, list[str]], ...]
"""Kinds of topics, with keys of each."""


_CACHED_BYTES = 4 * 1024 * 1024
_found: Cache[tuple[str, int, int], tuple[TrialLine, ...]] = Cache(_CACHED_BYTES)
"""Similar trials by trial, number in the index, and limit: whatever comes in, or is read or indexed anew, gets a new number."""


def similar_trials(session: Session, trial: Trial, *, limit: int = 6) -> tuple[TrialLine, ...]:
    """Return the most similar trials by headings, conditions and treatments; open ones first among equals.

    However many trials share a topic, candidates come from ``LOOKED_AT`` entries of rare topics and of a common one.
    """
    newest = session.scalar(*_newest()) or 0
    return _found.get((trial.id, newest, limit), lambda: _find(session, trial, limit))


def _find(session: Session, trial: Trial, limit: int) -> tuple[TrialLine, ...]:
    shared = [
        (count, kind, key)
        for kind, key, count in session.execute(*_topics(trial.id, LOOKED_AT))
        if key not in _SAYS_NOTHING.get(kind, ())
    ]
    if not shared:
        return ()
    rarest = sorted(shared, key=lambda topic: (topic[0], -_SHARED[topic[1]], topic[2]))
    before = accumulate((count for count, _, _ in rarest), initial=0)
    *rare, last = (topic for topic, total in zip(rarest, before, strict=False) if total < LOOKED_AT)
    alike = _alike(trial.id, _by_kind(rare), _by_kind([last]), _by_kind(shared), LOOKED_AT, limit)
    return _with_reasons(session, lines_of(session, alike), shared)


def _with_reasons(
    session: Session, lines: Sequence[TrialLine], topics: Iterable[tuple[int, str, str]]
) -> tuple[TrialLine, ...]:
    """Add the conditions and treatments that each trial shares, by their names in its own record."""
    keys = _by_kind(topic for topic in topics if topic[1] in _REASONS)
    names: dict[tuple[str, str], list[str]] = {}
    for trial_id, kind, name in session.execute(*_shared_topics([line.trial_id for line in lines], keys)):
        names.setdefault((trial_id, _REASONS[kind]), []).append(name)
    return tuple(
        replace(
            line,
            same_conditions=_some(names.get((line.trial_id, CONDITION), ())),
            same_treatments=_some(names.get((line.trial_id, TREATMENT), ())),
        )
        for line in lines
    )


def _some(names: Iterable[str]) -> tuple[str, ...]:
    """Return the first names, each in one spelling."""
    return tuple({name.casefold(): name for name in names}.values())[:_MOST_NAMED]


@prepared
def _newest() -> Select[int]:
    return select(func.max(IndexedTrial.number))


@prepared
def _shared_topics(trial_ids: list[str], topics: _Topics) -> Select[str, str, str]:
    shared = (TrialTopic.trial_id.in_(trial_ids), _among(topics))
    return select(TrialTopic.trial_id, TrialTopic.kind, TrialTopic.name).where(*shared).order_by(TrialTopic.key)


def _by_kind(topics: Iterable[tuple[int, str, str]]) -> _Topics:
    keys: dict[str, list[str]] = {}
    for _, kind, key in topics:
        keys.setdefault(kind, []).append(key)
    return tuple(sorted(keys.items()))


@prepared
def _topics(trial_id: str, most: int) -> Select[str, str, int]:
    """Select a trial's topics with the number of trials of each, counted up to ``most``."""
    same = aliased(TrialTopic)
    shared = (same.kind == TrialTopic.kind, same.key == TrialTopic.key)
    some = select(same.kind).where(*shared).correlate(TrialTopic).limit(most).subquery()
    count = select(func.count()).select_from(some).scalar_subquery()
    own = (TrialTopic.trial_id == trial_id, TrialTopic.kind.in_(_SHARED))
    return select(TrialTopic.kind, TrialTopic.key, count).where(*own)


@prepared
def _alike(trial_id: str, rare: _Topics, common: _Topics, topics: _Topics, most: int, limit: int) -> Lines:
    entry = select(TrialTopic.trial_id, TrialTopic.kind)
    some = entry.where(_among(common)).limit(most).subquery()
    entries = union_all(entry.where(_among(rare)), select(some)).subquery()
    rarely = func.sum(case(_SHARED, value=entries.c.kind))
    candidates = select(entries.c.trial_id).where(entries.c.trial_id != trial_id).group_by(entries.c.trial_id)
    nearest = candidates.order_by(rarely.desc(), entries.c.trial_id).limit(_COMPARED)
    # Not in the condition: the database would search by these topics, and read every trial that has one.
    shared = case((_among(topics), case(_SHARED, value=TrialTopic.kind)), else_=0)
    alike = (
        select(TrialTopic.trial_id, func.sum(shared).label("likeness"))
        .where(TrialTopic.trial_id.in_(nearest))
        .group_by(TrialTopic.trial_id)
        .subquery()
    )
    rank = alike.c.likeness + case((TrialVersion.status.in_(OPEN), _OPEN_BONUS), else_=0)
    wanted = CURRENT.join(alike, alike.c.trial_id == Trial.id).where(alike.c.likeness >= _LEAST_LIKENESS)
    return wanted.order_by(rank.desc(), Trial.registry_id).limit(limit)


def _among(topics: _Topics) -> ColumnElement[bool]:
    return or_(false(), *(and_(TrialTopic.kind == kind, TrialTopic.key.in_(keys)) for kind, keys in topics))
