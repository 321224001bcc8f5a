"""The search index: what it holds of each trial's current version, and how it is kept.

SQLite's FTS5 and PostgreSQL's text search hold words and places of words alone, no second copy of the text. To take a row out,
FTS5 needs the words that went in: they are made again from the stored version, by the rules of the row's edition. A row that
cannot be taken out is left behind without its number in ``trial_index``, and no search finds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, TextClause, delete, func, insert, select, text, tuple_
from sqlalchemy.orm import Session

from annotate.batches import in_batches
from annotate.core.document import document_from_json
from annotate.core.record import record_from_json
from annotate.database import Base, Database
from annotate.trials.indexed_text import IndexedText, IndexEntry, index_entry, ranking_tokens
from annotate.trials.models import Condition, IndexedTrial, SearchableWord, Trial, TrialVersion
from annotate.trials.topics import ANCESTOR, CONDITION

EDITION = 2
"""Of the rules of this module; a change of what is indexed raises it."""

_AT_ONCE = 100  # records of a batch
_INDEX = Base.metadata.tables[IndexedTrial.__tablename__]
_LOCK = "SELECT pg_advisory_xact_lock(4719301666)"
"""On PostgreSQL one transaction at a time numbers rows and changes counts, which all records share."""


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
        select(IndexedTrial.number, IndexedTrial.edition, TrialVersion.text, TrialVersion.document, TrialVersion.facts)
        .join(TrialVersion, TrialVersion.trial_id == IndexedTrial.trial_id)
        .where(IndexedTrial.trial_id.in_(trial_ids), TrialVersion.number == IndexedTrial.version_number)
    ).all()
    if not rows:
        return
    numbers = [row.number for row in rows]
    entries = [_entry(row) for row in rows]
    if _on_sqlite(session):
        known = [
            _columns(session, row.number, entry.words)
            for row, entry in zip(rows, entries, strict=True)
            if row.edition == EDITION
        ]
        if known:
            session.execute(_TAKE_OUT, known)
    else:
        session.execute(_TAKE_OUT_POSTGRESQL, {"numbers": numbers})
    session.execute(delete(IndexedTrial).where(IndexedTrial.number.in_(numbers)))
    if counts := _counts(entries):
        session.execute(_COUNT_DOWN, counts)
        session.execute(_FORGET, counts)


def index_missing(database: Database) -> int:
    """Index every trial that is not, as after an upgrade, the earliest records first; return how many there were."""
    after = ("", "")

    def index_some(session: Session) -> int:
        nonlocal after
        _begin(session)
        rows = session.execute(_missing(*after)).all()
        if rows:
            after = (rows[-1].record_updated, rows[-1].trial_id)
        index(session, [IndexedVersion(row.trial_id, row.number, _entry(row)) for row in rows], anew=False)
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
        select(IndexedTrial.number, TrialVersion.text, TrialVersion.document, TrialVersion.facts)
        .join(TrialVersion, TrialVersion.trial_id == IndexedTrial.trial_id)
        .where(IndexedTrial.number > after, TrialVersion.number == IndexedTrial.version_number)
        .order_by(IndexedTrial.number)
        .limit(_AT_ONCE)
    ).all()
    if rows:
        session.execute(_put(session), [_columns(session, row.number, _entry(row).words) for row in rows])
    return rows[-1].number if rows else 0


def _begin(session: Session) -> None:
    if not _on_sqlite(session):
        session.execute(text(_LOCK))


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _missing(updated: str, trial_id: str) -> Select[str, int, str, str, Any, Any]:
    current = (TrialVersion.trial_id == Trial.id) & (TrialVersion.number == Trial.current_number)
    known = (IndexedTrial.trial_id == Trial.id) & (IndexedTrial.edition == EDITION)
    order = tuple_(TrialVersion.record_updated, TrialVersion.trial_id)
    return (
        select(
            TrialVersion.trial_id,
            TrialVersion.number,
            TrialVersion.record_updated,
            TrialVersion.text,
            TrialVersion.document,
            TrialVersion.facts,
        )
        .join(Trial, current)
        .where(order > (updated, trial_id), ~select(IndexedTrial.number).where(known).exists())
        .order_by(TrialVersion.record_updated, TrialVersion.trial_id)
        .limit(_AT_ONCE)
    )


def _entry(row: Row[*tuple[Any, ...]]) -> IndexEntry:
    """Return what the index holds of a stored version."""
    return index_entry(record_from_json(row.facts, document_from_json(row.document, row.text)))


def _put_in(session: Session, first: int, versions: Sequence[IndexedVersion]) -> None:
    """Put rows with numbers from ``first`` into the index, which has no others of these trials."""
    new = list(enumerate(versions, start=first))
    session.execute(_put(session), [_columns(session, number, each.entry.words) for number, each in new])
    session.execute(insert(_INDEX), [_row(number, each) for number, each in new])
    words = {word for each in versions for word in each.entry.vocabulary}
    _add(session, _COUNT_UP, _COUNT_UP_POSTGRESQL, _counts([each.entry for each in versions]))
    _add(session, _LEARN, _LEARN_POSTGRESQL, [{"word": word} for word in sorted(words)])


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
    return _PUT_IN if _on_sqlite(session) else _PUT_IN_POSTGRESQL


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


_COLUMNS = "title, topics, places, body, tokens"
_VALUES = ":number, :title, :topics, :places, :body, :tokens"
_PUT_IN = text(f"INSERT INTO trial_search (rowid, {_COLUMNS}) VALUES ({_VALUES})")  # noqa: S608 - this module's constants
_TAKE_OUT = text(
    f"INSERT INTO trial_search (trial_search, rowid, {_COLUMNS}) VALUES ('delete', {_VALUES})"  # noqa: S608 - as above
)

JOINING = "<>&/@:._-+~?%=#"
"""Signs that PostgreSQL's parser reads as tags, files, addresses and numbers; the index replaces them by blanks."""


def _vector(column: str, weight: str) -> str:
    blanked = f"translate(:{column}, '{JOINING}', '{' ' * len(JOINING)}')"
    return f"setweight(to_tsvector('annotate_words', {blanked}), '{weight}')"


_PUT_IN_POSTGRESQL = text(
    "INSERT INTO trial_search (number, words) VALUES (:number, "  # noqa: S608 - as above
    + " || ".join((_vector("title", "A"), _vector("topics", "B"), _vector("places", "C"), _vector("body", "D")))
    + " || array_to_tsvector(string_to_array(:tokens, ' ')))"
)
_TAKE_OUT_POSTGRESQL = text("DELETE FROM trial_search WHERE number = ANY(CAST(:numbers AS integer[]))")
_ADD = """
ON CONFLICT (key) DO UPDATE SET
    named = conditions.named + excluded.named,
    trials = conditions.trials + excluded.trials,
    name = CASE WHEN excluded.is_heading > conditions.is_heading
            OR (excluded.is_heading = conditions.is_heading AND excluded.name > conditions.name)
        THEN excluded.name ELSE conditions.name END,
    is_heading = CASE WHEN excluded.is_heading THEN excluded.is_heading ELSE conditions.is_heading END
"""
_CONDITIONS = "INSERT INTO conditions (key, name, is_heading, named, trials)"
_COUNT_UP = text(f"{_CONDITIONS} VALUES (:key, :name, :heading, :named, :trials) {_ADD}")
_COUNT_UP_POSTGRESQL = text(
    f"{_CONDITIONS} SELECT * FROM unnest(CAST(:key AS text[]), CAST(:name AS text[]), CAST(:heading AS boolean[]), "  # noqa: S608 - as above
    f"CAST(:named AS integer[]), CAST(:trials AS integer[])) {_ADD}"
)
_COUNT_DOWN = text("UPDATE conditions SET named = named - :named, trials = trials - :trials WHERE key = :key")
_FORGET = text("DELETE FROM conditions WHERE key = :key AND trials <= 0")
_LEARN = text("INSERT INTO trial_words (word) VALUES (:word) ON CONFLICT (word) DO NOTHING")
_LEARN_POSTGRESQL = text(
    "INSERT INTO trial_words (word) SELECT unnest(CAST(:word AS text[])) ON CONFLICT (word) DO NOTHING"
)
