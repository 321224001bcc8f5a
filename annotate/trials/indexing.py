"""The search index: what it holds of each trial's current version, and how it is kept.

SQLite's FTS5 and PostgreSQL's text search hold words and places of words alone, no second copy of the text. To take a row out,
FTS5 needs the words that went in: they are made again from the stored version, by the rules of the row's edition. A row that
cannot be taken out is left behind without its number in ``trial_index``, and no search finds it.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row, Select, TextClause, delete, func, insert, select, text, tuple_
from sqlalchemy.orm import Session

from annotate.batches import in_batches
from annotate.core.document import document_from_json
from annotate.core.record import record_from_json
from annotate.database import Base, Database
from annotate.trials.index_statements import (
    COUNT_DOWN,
    COUNT_UP,
    COUNT_UP_POSTGRESQL,
    FORGET,
    LEARN,
    LEARN_POSTGRESQL,
    PUT_IN,
    PUT_IN_POSTGRESQL,
    TAKE_OUT,
    TAKE_OUT_POSTGRESQL,
)
from annotate.trials.indexed_text import IndexedText, IndexEntry, index_entry, ranking_tokens
from annotate.trials.models import Condition, IndexedTrial, SearchableWord, Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT
from annotate.trials.topics import ANCESTOR, CONDITION

log = structlog.get_logger(__name__)

EDITION = 2
"""Of the rules of this module; a change of what is indexed raises it."""

_AT_ONCE = 100  # records of a batch
_INDEX = Base.metadata.tables[IndexedTrial.__tablename__]
_LOCK = "SELECT pg_advisory_xact_lock(4719301666)"
"""On PostgreSQL one transaction at a time numbers rows and changes counts, which all records share.

A batch of an import holds it for seconds: who comes next waits for longer than for other locks.
"""


_LOCK_TIMEOUT = "30s"
_TIMEOUTS = text("SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement")
_SET_TIMEOUTS = text(
    "SELECT set_config('lock_timeout', :lock, true), set_config('statement_timeout', :statement, true)"
)


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """A trial's current version, with what the index holds of its record."""

    trial_id: str
    version_number: int
    entry: IndexEntry


def index(session: Session, versions: Sequence[IndexedVersion], *, anew: bool) -> None:
    """Index the current versions of trials, in the order in which they came in; ``anew`` if none was indexed before.

    One call takes about as many statements as a thousand: a batch is to be indexed by one.
    """
    if not versions:
        return
    _begin(session)
    number = session.scalar(select(func.max(IndexedTrial.number))) or 0
    if not anew:
        take_out(session, [each.trial_id for each in versions])
    _put_in(session, number + 1, versions)


def take_out(session: Session, trial_ids: Sequence[str]) -> None:
    """Take trials out of the index, and out of the counts of their conditions."""
    rows = session.execute(
        select(IndexedTrial.number, IndexedTrial.edition, TrialVersion.id)
        .join(TrialVersion, TrialVersion.trial_id == IndexedTrial.trial_id)
        .where(IndexedTrial.trial_id.in_(trial_ids), TrialVersion.number == IndexedTrial.version_number)
    ).all()
    if not rows:
        return
    numbers = [row.number for row in rows]
    made = _entries(session, [row.id for row in rows])
    entries = list(made.values())
    if _on_sqlite(session):
        known = [
            _columns(session, row.number, made[row.id].words)
            for row in rows
            if row.edition == EDITION and row.id in made
        ]
        if known:
            session.execute(TAKE_OUT, known)
    else:
        session.execute(TAKE_OUT_POSTGRESQL, {"numbers": numbers})
    session.execute(delete(IndexedTrial).where(IndexedTrial.number.in_(numbers)))
    if counts := _counts(entries):
        session.execute(COUNT_DOWN, counts)
        session.execute(FORGET, counts)


def index_missing(database: Database) -> int:
    """Index every trial that is not, as after an upgrade, the earliest records first; return how many there were."""
    after = ("", "")

    def index_some(session: Session) -> int:
        nonlocal after
        _begin(session)
        rows = session.execute(_missing(*after)).all()
        if rows:
            after = (rows[-1].record_updated, rows[-1].trial_id)
        made = _entries(session, [row.id for row in rows])
        found = [IndexedVersion(row.trial_id, row.number, made[row.id]) for row in rows if row.id in made]
        index(session, found, anew=False)
        return len(rows)

    return in_batches(database, index_some)


def count_missing(session: Session) -> int:
    """Count the trials that are not indexed by the rules of this release."""
    trials = select(func.count()).select_from(Trial).scalar_subquery()
    indexed = select(func.count()).select_from(IndexedTrial).where(IndexedTrial.edition == EDITION).scalar_subquery()
    missing: int = session.execute(select(trials - indexed)).scalar_one()
    return missing


def empty_index(session: Session) -> None:
    """Forget the whole index; ``index_missing`` makes it again."""
    _begin(session)
    forget = "INSERT INTO trial_search (trial_search) VALUES ('delete-all')"
    session.execute(text(forget if _on_sqlite(session) else "DELETE FROM trial_search"))
    for model in (IndexedTrial, Condition, SearchableWord):
        session.execute(delete(model))


def restore_words(session: Session, after: int) -> int:
    """Put the words of some rows of ``trial_index`` into an empty search index; return the last number, 0 at the end.

    For a database into which all tables were copied: the search index is no table that could be.
    """
    rows = session.execute(
        select(IndexedTrial.number, TrialVersion.id)
        .join(TrialVersion, TrialVersion.trial_id == IndexedTrial.trial_id)
        .where(IndexedTrial.number > after, TrialVersion.number == IndexedTrial.version_number)
        .order_by(IndexedTrial.number)
        .limit(_AT_ONCE)
    ).all()
    made = _entries(session, [row.id for row in rows])
    if made:
        put = [_columns(session, row.number, made[row.id].words) for row in rows if row.id in made]
        session.execute(_put(session), put)
    return rows[-1].number if rows else 0


def _begin(session: Session) -> None:
    if not _on_sqlite(session):
        usual = session.execute(_TIMEOUTS).one()
        session.execute(_SET_TIMEOUTS, {"lock": _LOCK_TIMEOUT, "statement": _LOCK_TIMEOUT})
        session.execute(text(_LOCK))
        session.execute(_SET_TIMEOUTS, {"lock": usual.lock, "statement": usual.statement})


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _missing(updated: str, trial_id: str) -> Select[str, int, str, str]:
    known = (IndexedTrial.trial_id == Trial.id) & (IndexedTrial.edition == EDITION)
    order = tuple_(TrialVersion.record_updated, TrialVersion.trial_id)
    return (
        select(
            TrialVersion.trial_id,
            TrialVersion.number,
            TrialVersion.record_updated,
            TrialVersion.id,
        )
        .join(Trial, IS_CURRENT)
        .where(order > (updated, trial_id), ~select(IndexedTrial.number).where(known).exists())
        .order_by(TrialVersion.record_updated, TrialVersion.trial_id)
        .limit(_AT_ONCE)
    )


def _entries(session: Session, version_ids: Sequence[str]) -> dict[str, IndexEntry]:
    """Return what the index holds of stored versions, by their ids; without those that are damaged."""
    try:
        return {row.id: _entry(row) for row in session.execute(_WHOLE.where(TrialVersion.id.in_(version_ids)))}
    except (zlib.error, ValueError):
        found = {}
    for version_id in version_ids:
        try:
            found[version_id] = _entry(session.execute(_WHOLE.where(TrialVersion.id == version_id)).one())
        except (zlib.error, ValueError) as error:
            log.warning("version_damaged", version=version_id, error=type(error).__name__)
    return found


_WHOLE = select(TrialVersion.id, TrialVersion.text, TrialVersion.document, TrialVersion.facts)


def _entry(row: Row[*tuple[Any, ...]]) -> IndexEntry:
    """Return what the index holds of a stored version."""
    return index_entry(record_from_json(row.facts, document_from_json(row.document, row.text)))


def _put_in(session: Session, first: int, versions: Sequence[IndexedVersion]) -> None:
    """Put rows with numbers from ``first`` into the index, which has no others of these trials."""
    new = list(enumerate(versions, start=first))
    session.execute(_put(session), [_columns(session, number, each.entry.words) for number, each in new])
    session.execute(insert(_INDEX), [_row(number, each) for number, each in new])
    words = {word for each in versions for word in each.entry.vocabulary}
    _add(session, COUNT_UP, COUNT_UP_POSTGRESQL, _counts([each.entry for each in versions]))
    _add(session, LEARN, LEARN_POSTGRESQL, [{"word": word} for word in sorted(words)])


def _add(session: Session, sqlite: TextClause, postgresql: TextClause, rows: list[dict[str, object]]) -> None:
    """Add rows: to PostgreSQL as arrays in one statement, for every other one would be waited for."""
    if rows and _on_sqlite(session):
        session.execute(sqlite, rows)
    elif rows:
        session.execute(postgresql, {name: [row[name] for row in rows] for name in rows[0]})


def _row(number: int, version: IndexedVersion) -> dict[str, object]:
    return {
        "number": number,
        "trial_id": version.trial_id,
        "version_number": version.version_number,
        "edition": EDITION,
        "updated": version.entry.updated,
        "started": version.entry.started,
        "participants": version.entry.participants,
        "facets": "\n".join(version.entry.facets),
    }


def _put(session: Session) -> TextClause:
    return PUT_IN if _on_sqlite(session) else PUT_IN_POSTGRESQL


def _columns(session: Session, number: int, words: IndexedText) -> dict[str, object]:
    return {
        "number": number,
        "title": words.title,
        "topics": words.topics,
        "places": words.places,
        "body": words.body,
        "tokens": f"{words.tokens} {ranking_tokens(words)}" if _on_sqlite(session) else words.tokens,
    }


@dataclass(slots=True)
class _ConditionChange:
    name: str
    heading: bool
    named: int = 0
    trials: int = 0


def _counts(entries: Iterable[IndexEntry]) -> list[dict[str, object]]:
    """Return what records add to the counts of each condition, in the order of their keys."""
    changes: dict[str, _ConditionChange] = {}
    for entry in entries:
        named = {topic.key for topic in entry.conditions if topic.kind != ANCESTOR}
        for topic in entry.conditions:
            change = changes.setdefault(topic.key, _ConditionChange(topic.name, topic.kind != CONDITION))
            if topic.kind != CONDITION and not change.heading:
                change.name, change.heading = topic.name, True
            elif change.heading == (topic.kind != CONDITION):
                change.name = max(change.name, topic.name)
        for key in {topic.key for topic in entry.conditions}:
            changes[key].trials += 1
            changes[key].named += key in named
    return [
        {"key": key, "name": each.name, "heading": each.heading, "named": each.named, "trials": each.trials}
        for key, each in sorted(changes.items())
    ]
