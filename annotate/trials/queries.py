"""Selects of trials: all of them are public, so the gates only tell what exists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session, joinedload

from annotate.core.record import normalise_registry_id
from annotate.errors import NotFound
from annotate.trials import search
from annotate.trials.models import Trial, TrialTopic, TrialVersion
from annotate.trials.topics import ANCESTOR, CONDITION, CONDITIONS, KEYWORD, TERM, TREATMENT

PAGE_SIZE = 20
LAST_PAGE = 50
"""Nobody pages further by hand; more words narrow the search."""

_OPEN = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE")
_MOST_CONDITIONS_SHOWN = 3

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


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One trial in a list, as its current version says."""

    registry_id: str
    title: str
    status: str
    sponsor: str
    record_updated: str
    sample: bool
    conditions: tuple[str, ...]
    excerpt: str = ""
    """Where the searched words stand, with search.HIT_START and search.HIT_END around each."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of trials; ``total`` stops counting at one more than search.COUNT_LIMIT."""

    lines: tuple[TrialLine, ...]
    page: int
    total: int

    @property
    def has_next(self) -> bool:
        """Whether there is a further page."""
        return self.page < LAST_PAGE and self.total > self.page * PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """A condition and how many trials name it."""

    key: str
    name: str
    trials: int


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of a trial's versions."""

    current: str
    every: frozenset[str]


@dataclass(frozen=True, slots=True)
class VersionContent:
    """A version's canonical text, the document's structure over it, and its facts as they are stored."""

    text: str
    document: Mapping[str, Any]
    facts: Mapping[str, Any]


def find_trial(session: Session, registry_id: str) -> Trial:
    """Give the trial with its current version, however its id is written; raises NotFound."""
    try:
        normal = normalise_registry_id(registry_id)
    except ValueError:
        raise NotFound("There is no trial of that id here.") from None
    found = session.scalar(
        select(Trial).where(Trial.registry_id == normal).options(joinedload(Trial.current_version, innerjoin=True))
    )
    if found is None:
        raise NotFound(f"There is no trial {normal} here yet.")
    return found


def known_trial(session: Session, registry_id: str) -> Trial | None:
    """Give the trial of an id as the registry writes it, if it is here, without its versions."""
    return session.scalar(select(Trial).where(Trial.registry_id == registry_id))


def find_version(session: Session, trial: Trial, number: int) -> TrialVersion:
    """Give one version of a trial; raises NotFound."""
    known = select(TrialVersion).where(TrialVersion.trial_id == trial.id, TrialVersion.number == number)
    found = session.scalar(known) if number < _MOST_VERSIONS else None
    if found is None:
        raise NotFound("There is no such version of this trial.")
    return found


def find_version_of(session: Session, trial_id: str, version_id: str) -> TrialVersion | None:
    """Give a version of the trial by its id, if that is one."""
    return session.scalar(select(TrialVersion).where(TrialVersion.id == version_id, TrialVersion.trial_id == trial_id))


def version_content(session: Session, version_id: str) -> VersionContent:
    """Give what is large of a version: text, structure and facts."""
    row = session.execute(
        select(TrialVersion.text, TrialVersion.document, TrialVersion.facts).where(TrialVersion.id == version_id)
    ).one()
    return VersionContent(row.text, row.document, row.facts)


def versions_of(session: Session, trial: Trial) -> tuple[TrialVersion, ...]:
    """Give every version of a trial, the newest record first; their texts are not loaded."""
    return tuple(
        session.scalars(
            select(TrialVersion)
            .where(TrialVersion.trial_id == trial.id)
            .order_by(TrialVersion.record_updated.desc(), TrialVersion.number.desc())
        )
    )


def digests_of(session: Session, registry_ids: Sequence[str]) -> dict[str, Digests]:
    """Give the digests of every version of the trials that are here, by registry id."""
    rows = session.execute(
        select(Trial.registry_id, TrialVersion.digest, (TrialVersion.number == Trial.current_number).label("current"))
        .join(TrialVersion, TrialVersion.trial_id == Trial.id)
        .where(Trial.registry_id.in_(registry_ids))
    ).all()
    every: dict[str, set[str]] = {}
    for row in rows:
        every.setdefault(row.registry_id, set()).add(row.digest)
    return {row.registry_id: Digests(row.digest, frozenset(every[row.registry_id])) for row in rows if row.current}


def list_trials(session: Session, words: search.Words, *, condition: str = "", page: int = 1) -> Listing:
    """List the trials that hold the words and are on the condition; without either, those that were updated last."""
    if words:
        return search_trials(session, words, condition=condition, page=page)
    return condition_trials(session, condition, page=page) if condition else recent_trials(session, page=page)


def search_trials(session: Session, words: search.Words, *, condition: str = "", page: int = 1) -> Listing:
    """Find trials by words, the best first."""
    offset = (page - 1) * PAGE_SIZE
    hits = search.find(session, words, condition=condition, limit=PAGE_SIZE, offset=offset)
    excerpts = {hit.registry_id: hit.excerpt for hit in hits}
    order = {registry_id: place for place, registry_id in enumerate(excerpts)}
    lines = _lines(session, _CURRENT.where(Trial.registry_id.in_(excerpts)), excerpts)
    ranked = sorted(lines, key=lambda line: order[line.registry_id])
    return Listing(tuple(ranked), page, search.count(session, words, condition=condition))


def condition_trials(session: Session, key: str, *, page: int = 1) -> Listing:
    """List the trials on a condition: those that take people in first, then by the record's last update."""
    named = select(TrialTopic.trial_id).where(TrialTopic.kind.in_(CONDITIONS), TrialTopic.key == key)
    wanted = _CURRENT.where(Trial.id.in_(named)).order_by(
        TrialVersion.status.in_(_OPEN).desc(), TrialVersion.record_updated.desc(), Trial.registry_id
    )
    lines = _lines(session, wanted.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    capped = named.distinct().limit(search.COUNT_LIMIT + 1).subquery()
    return Listing(lines, page, session.execute(select(func.count()).select_from(capped)).scalar_one())


def recent_trials(session: Session, *, page: int = 1, size: int = PAGE_SIZE) -> Listing:
    """List trials by the registry's date of their last update, the newest first."""
    wanted = _CURRENT.order_by(TrialVersion.record_updated.desc(), Trial.registry_id.desc())
    lines = _lines(session, wanted.limit(size).offset((page - 1) * size))
    capped = select(Trial.id).limit(search.COUNT_LIMIT + 1).subquery()
    return Listing(lines, page, session.execute(select(func.count()).select_from(capped)).scalar_one())


def condition_name(session: Session, key: str) -> str:
    """Give a condition's name by its key; raises NotFound when no trial names it."""
    name = session.scalar(_condition_names().where(TrialTopic.key == key))
    if name is None:
        raise NotFound("No trial here is on that condition.")
    return name


def top_conditions(session: Session, *, limit: int) -> tuple[ConditionCount, ...]:
    """List the conditions that most trials name; subject headings first, since sponsors spell one thing in many ways."""
    trials = func.count(distinct(TrialTopic.trial_id))
    is_heading = func.max(case((TrialTopic.kind == TERM, 1), else_=0))
    rows = session.execute(
        _condition_names()
        .add_columns(TrialTopic.key, trials)
        .order_by(is_heading.desc(), trials.desc(), TrialTopic.key)
        .limit(limit)
    )
    return tuple(ConditionCount(key, name, count) for name, key, count in rows)


def similar_trials(session: Session, trial: Trial, *, limit: int = 6) -> tuple[TrialLine, ...]:
    """Find the trials that share most with this one: headings, conditions, treatments; open ones first among equals."""
    own = session.execute(select(TrialTopic.kind, TrialTopic.key).where(TrialTopic.trial_id == trial.id)).all()
    shared = _shared_topics((kind, key) for kind, key in own)
    if shared is None:
        return ()
    alike = (
        select(TrialTopic.trial_id, func.sum(case(_SHARED, value=TrialTopic.kind)).label("likeness"))
        .where(shared, TrialTopic.trial_id != trial.id)
        .group_by(TrialTopic.trial_id)
        .subquery()
    )
    rank = alike.c.likeness + case((TrialVersion.status.in_(_OPEN), _OPEN_BONUS), else_=0)
    wanted = _CURRENT.join(alike, alike.c.trial_id == Trial.id).where(alike.c.likeness >= _LEAST_LIKENESS)
    return _lines(session, wanted.order_by(rank.desc(), Trial.registry_id).limit(limit))


_MOST_VERSIONS = 2**31  # beyond it the database would refuse the number itself

_CURRENT = select(
    Trial.id,
    Trial.registry_id,
    TrialVersion.title,
    TrialVersion.status,
    TrialVersion.sponsor,
    TrialVersion.record_updated,
    TrialVersion.sample,
).join(TrialVersion, and_(TrialVersion.trial_id == Trial.id, TrialVersion.number == Trial.current_number))


def _lines(
    session: Session,
    wanted: Select[str, str, str, str, str, str, bool],
    excerpts: dict[str, str] | None = None,
) -> tuple[TrialLine, ...]:
    rows = session.execute(wanted).all()
    conditions: dict[str, list[str]] = {}
    named = select(TrialTopic.trial_id, TrialTopic.name).where(
        TrialTopic.kind == CONDITION, TrialTopic.trial_id.in_([row.id for row in rows])
    )
    for trial_id, name in session.execute(named.order_by(TrialTopic.key)):
        conditions.setdefault(trial_id, []).append(name)
    return tuple(
        TrialLine(
            registry_id=row.registry_id,
            title=row.title,
            status=row.status,
            sponsor=row.sponsor,
            record_updated=row.record_updated,
            sample=row.sample,
            conditions=tuple(conditions.get(row.id, ())[:_MOST_CONDITIONS_SHOWN]),
            excerpt=(excerpts or {}).get(row.registry_id, ""),
        )
        for row in rows
    )


def _condition_names() -> Select[str]:
    """Select each condition's name: the subject heading's spelling where there is one."""
    heading = func.max(case((TrialTopic.kind == TERM, TrialTopic.name)))
    return (
        select(func.coalesce(heading, func.max(TrialTopic.name)))
        .where(TrialTopic.kind.in_(CONDITIONS))
        .group_by(TrialTopic.key)
    )


def _shared_topics(own: Iterable[tuple[str, str]]) -> ColumnElement[bool] | None:
    keys: dict[str, list[str]] = {}
    for kind, key in own:
        if key not in _SAYS_NOTHING.get(kind, ()):
            keys.setdefault(kind, []).append(key)
    if not keys:
        return None
    return or_(*(and_(TrialTopic.kind == kind, TrialTopic.key.in_(those)) for kind, those in keys.items()))
