"""Which trials are alike: by the headings, conditions and treatments that they share."""

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from annotate.prepared import prepared
from annotate.trials.models import Trial, TrialTopic, TrialVersion
from annotate.trials.queries import CURRENT, OPEN, Lines, TrialLine, lines_of
from annotate.trials.topics import ANCESTOR, CONDITION, KEYWORD, TERM, TREATMENT

_SHARED = {TERM: 8, CONDITION: 6, TREATMENT: 3, KEYWORD: 2, ANCESTOR: 1}
"""How much one shared topic of each kind says that two trials are alike; a MeSH leaf says more than what is above it."""
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
"""Topics that trials of anything share."""


def similar_trials(session: Session, trial: Trial, *, limit: int = 6) -> tuple[TrialLine, ...]:
    """Find the trials that share most with this one: headings, conditions, treatments; open ones first among equals."""
    keys: dict[str, list[str]] = {}
    for kind, key in session.execute(*_topics(trial.id)):
        if key not in _SAYS_NOTHING.get(kind, ()):
            keys.setdefault(kind, []).append(key)
    return lines_of(session, _alike(trial.id, tuple(sorted(keys.items())), limit)) if keys else ()


@prepared
def _topics(trial_id: str) -> Select[str, str]:
    return select(TrialTopic.kind, TrialTopic.key).where(TrialTopic.trial_id == trial_id)


@prepared
def _alike(trial_id: str, topics: tuple[tuple[str, list[str]], ...], limit: int) -> Lines:
    alike = (
        select(TrialTopic.trial_id, func.sum(case(_SHARED, value=TrialTopic.kind)).label("likeness"))
        .where(_shared(topics), TrialTopic.trial_id != trial_id)
        .group_by(TrialTopic.trial_id)
        .subquery()
    )
    rank = alike.c.likeness + case((TrialVersion.status.in_(OPEN), _OPEN_BONUS), else_=0)
    wanted = CURRENT.join(alike, alike.c.trial_id == Trial.id).where(alike.c.likeness >= _LEAST_LIKENESS)
    return wanted.order_by(rank.desc(), Trial.registry_id).limit(limit)


def _shared(topics: tuple[tuple[str, list[str]], ...]) -> ColumnElement[bool]:
    return or_(*(and_(TrialTopic.kind == kind, TrialTopic.key.in_(keys)) for kind, keys in topics))
