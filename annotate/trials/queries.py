"""Selects of trials. All are public, so the gates only check that they exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session, joinedload

from annotate.core.record import read_registry_id
from annotate.core.text import storable
from annotate.errors import NotFound
from annotate.prepared import prepared
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials import search
from annotate.trials.models import Trial, TrialAlias, TrialTopic, TrialVersion
from annotate.trials.topics import CONDITION, CONDITIONS, TERM

PAGE_SIZE = 20
LAST_PAGE = 50
"""Last page of a list; more words narrow the search."""

OPEN = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE")
"""Statuses of trials that recruit, or will."""

_MOST_CONDITIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One trial in a list, by its current version."""

    registry_id: str
    title: str
    status: str
    sponsor: str
    record_updated: str
    sample: bool
    conditions: tuple[str, ...]
    excerpt: str = ""
    """Text around the searched words, with HIT_START and HIT_END of ``excerpts`` around each."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of trials; ``total`` is at most search.COUNT_LIMIT + 1."""

    lines: tuple[TrialLine, ...]
    page: int
    total: int

    @property
    def has_next(self) -> bool:
        """True if there is a further page."""
        return self.page < LAST_PAGE and self.total > self.page * PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """A condition and the number of trials that name it."""

    key: str
    name: str
    trials: int


@dataclass(frozen=True, slots=True)
class VersionContent:
    """A version's canonical text, the document's structure over it, and its facts as they are stored."""

    text: str
    document: Mapping[str, Any]
    facts: Mapping[str, Any]


def find_trial(session: Session, registry_id: str) -> Trial:
    """Return the trial with its current version, by a current or former id in any spelling. Raises NotFound."""
    try:
        normal = read_registry_id(registry_id)
    except ValueError:
        raise NotFound("There is no trial of that id here.") from None
    found: Trial | None = session.scalar(*_by_registry_id(normal)) or session.scalar(*_by_former_id(normal))
    if found is None:
        raise NotFound(f"There is no trial {normal} here yet.")
    return found


def known_trial(session: Session, registry_id: str) -> Trial | None:
    """Return the trial of an id in the registry's spelling, without its versions; None if it is not here."""
    return session.scalar(select(Trial).where(Trial.registry_id == registry_id))


def find_version(session: Session, trial: Trial, number: int) -> TrialVersion:
    """Return one version of a trial; raises NotFound."""
    found: TrialVersion | None = session.scalar(*_by_number(trial.id, number)) if number < _MOST_VERSIONS else None
    if found is None:
        raise NotFound("There is no such version of this trial.")
    return found


def find_version_of(session: Session, trial_id: str, version_id: str) -> TrialVersion | None:
    """Return a version of the trial by its id, None for any other text."""
    wanted = select(TrialVersion).where(TrialVersion.id == version_id, TrialVersion.trial_id == trial_id)
    return session.scalar(wanted) if storable(version_id) else None  # PostgreSQL takes no NUL, not even to compare


def version_content(session: Session, version_id: str) -> VersionContent:
    """Return a version's large columns: text, structure and facts."""
    row = session.execute(
        select(TrialVersion.text, TrialVersion.document, TrialVersion.facts).where(TrialVersion.id == version_id)
    ).one()
    return VersionContent(row.text, row.document, row.facts)


def versions_of(session: Session, trial: Trial) -> tuple[TrialVersion, ...]:
    """Return every version of a trial, newest record first, without texts."""
    return tuple(session.scalars(*_versions(trial.id)))


def list_trials(session: Session, words: search.SearchWords, *, condition: str = "", page: int = 1) -> Listing:
    """List the trials with the words and the condition; without either, the last updated ones."""
    if words:
        return search_trials(session, words, condition=condition, page=page)
    return condition_trials(session, condition, page=page) if condition else recent_trials(session, page=page)


def search_trials(session: Session, words: search.SearchWords, *, condition: str = "", page: int = 1) -> Listing:
    """Find trials by words, best first; raises Unavailable when the search takes too long."""
    offset = (page - 1) * PAGE_SIZE
    with time_limit(session, SEARCH_SECONDS):
        hits = search.find(session, words, condition=condition, limit=PAGE_SIZE, offset=offset)
        total = search.count(session, words, condition=condition)
    excerpts = {hit.registry_id: hit.excerpt for hit in hits}
    order = {registry_id: place for place, registry_id in enumerate(excerpts)}
    lines = lines_of(session, _named(list(excerpts)), excerpts)
    ranked = sorted(lines, key=lambda line: order[line.registry_id])
    return Listing(tuple(ranked), page, total)


def condition_trials(session: Session, key: str, *, page: int = 1) -> Listing:
    """List the trials on a condition: recruiting ones first, then by the record's last update."""
    lines = lines_of(session, _on_condition(key, PAGE_SIZE, (page - 1) * PAGE_SIZE))
    return Listing(lines, page, session.scalar(*_count_on_condition(key)) or 0)


def recent_trials(session: Session, *, page: int = 1, size: int = PAGE_SIZE) -> Listing:
    """List trials by the registry's date of their last update, newest first."""
    lines = lines_of(session, _recent(size, (page - 1) * size))
    return Listing(lines, page, session.scalar(*_count()) or 0)


def condition_name(session: Session, key: str) -> str:
    """Return a condition's name by its key; raises NotFound if no trial names it."""
    name = session.scalar(_condition_names().where(TrialTopic.key == key))
    if name is None:
        raise NotFound("No trial here is on that condition.")
    return name


def top_conditions(session: Session, *, limit: int) -> tuple[ConditionCount, ...]:
    """List the most common conditions; subject headings first, since sponsors' spellings differ."""
    return tuple(ConditionCount(key, name, count) for name, key, count in session.execute(*_top_conditions(limit)))


_MOST_VERSIONS = 2**31  # the database refuses larger numbers

Lines = Select[str, str, str, str, str, str, bool]
"""Argument of ``lines_of``: a selection from ``CURRENT``."""

CURRENT: Lines = select(
    Trial.id,
    Trial.registry_id,
    TrialVersion.title,
    TrialVersion.status,
    TrialVersion.sponsor,
    TrialVersion.record_updated,
    TrialVersion.sample,
).join(TrialVersion, and_(TrialVersion.trial_id == Trial.id, TrialVersion.number == Trial.current_number))


def lines_of(
    session: Session, wanted: tuple[Lines, dict[str, Any]], excerpts: Mapping[str, str] | None = None
) -> tuple[TrialLine, ...]:
    """Return the selected trials as lines of a list, with excerpts by registry id."""
    rows = session.execute(*wanted).all()
    conditions: dict[str, list[str]] = {}
    for trial_id, name in session.execute(*_conditions([row.id for row in rows])):
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


@prepared
def _by_registry_id(registry_id: str) -> Select[Trial]:
    wanted = select(Trial).where(Trial.registry_id == registry_id)
    return wanted.options(joinedload(Trial.current_version, innerjoin=True))


@prepared
def _by_former_id(registry_id: str) -> Select[Trial]:
    wanted = select(Trial).join(TrialAlias).where(TrialAlias.registry_id == registry_id)
    return wanted.options(joinedload(Trial.current_version, innerjoin=True))


@prepared
def _by_number(trial_id: str, number: int) -> Select[TrialVersion]:
    return select(TrialVersion).where(TrialVersion.trial_id == trial_id, TrialVersion.number == number)


@prepared
def _versions(trial_id: str) -> Select[TrialVersion]:
    newest = (TrialVersion.record_updated.desc(), TrialVersion.number.desc())
    return select(TrialVersion).where(TrialVersion.trial_id == trial_id).order_by(*newest)


@prepared
def _named(registry_ids: list[str]) -> Lines:
    return CURRENT.where(Trial.registry_id.in_(registry_ids))


@prepared
def _recent(limit: int, offset: int) -> Lines:
    order = (TrialVersion.record_updated.desc(), Trial.registry_id.desc())
    return CURRENT.order_by(*order).limit(limit).offset(offset)


@prepared
def _count() -> Select[int]:
    return select(func.count()).select_from(select(Trial.id).limit(search.COUNT_LIMIT + 1).subquery())


@prepared
def _on_condition(key: str, limit: int, offset: int) -> Lines:
    order = (TrialVersion.status.in_(OPEN).desc(), TrialVersion.record_updated.desc(), Trial.registry_id)
    return CURRENT.where(Trial.id.in_(_trials_on(key))).order_by(*order).limit(limit).offset(offset)


@prepared
def _count_on_condition(key: str) -> Select[int]:
    return select(func.count()).select_from(_trials_on(key).distinct().limit(search.COUNT_LIMIT + 1).subquery())


def _trials_on(key: str) -> Select[str]:
    return select(TrialTopic.trial_id).where(TrialTopic.kind.in_(CONDITIONS), TrialTopic.key == key)


@prepared
def _conditions(trial_ids: list[str]) -> Select[str, str]:
    named = (TrialTopic.kind == CONDITION, TrialTopic.trial_id.in_(trial_ids))
    return select(TrialTopic.trial_id, TrialTopic.name).where(*named).order_by(TrialTopic.key)


@prepared
def _top_conditions(limit: int) -> Select[str, str, int]:
    trials = func.count(distinct(TrialTopic.trial_id))
    is_heading = func.max(case((TrialTopic.kind == TERM, 1), else_=0))
    order = (is_heading.desc(), trials.desc(), TrialTopic.key)
    return _condition_names().add_columns(TrialTopic.key, trials).order_by(*order).limit(limit)


def _condition_names() -> Select[str]:
    """Select each condition's name: the subject heading's spelling if there is one."""
    heading = func.max(case((TrialTopic.kind == TERM, TrialTopic.name)))
    return (
        select(func.coalesce(heading, func.max(TrialTopic.name)))
        .where(TrialTopic.kind.in_(CONDITIONS))
        .group_by(TrialTopic.key)
    )
