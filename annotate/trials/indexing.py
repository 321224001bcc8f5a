"""The search index: what it holds of each trial's current version, and how it is kept.

SQLite's FTS5 and PostgreSQL's text search hold words and places of words alone, no second copy of the text. To take a row out,
FTS5 needs the words that went in: they are made again from the stored version, by the rules of the row's edition. A row that
cannot be taken out is left behind without its number in ``trial_index``, and no search finds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, TextClause, delete, func, insert, select, text, tuple_
from sqlalchemy.orm import Session

from annotate.batches import in_batches
from annotate.core.document import document_from_json
from annotate.core.record import TrialRecord, record_from_json
from annotate.database import Database
from annotate.trials.facets import facets_of
from annotate.trials.indexed_text import IndexedText, indexed_text, ranking_tokens, vocabulary_of, whole_text
from annotate.trials.models import Condition, IndexedTrial, SearchableWord, Trial, TrialVersion
from annotate.trials.topics import ANCESTOR, CONDITION, CONDITIONS, Topic, topics_of

EDITION = 2
"""Of the rules of this module; a change of what is indexed raises it."""

_AT_ONCE = 100  # records of a batch
_LOCK = "SELECT pg_advisory_xact_lock(4719301666)"
"""On PostgreSQL one transaction at a time numbers rows and changes counts, which all records share."""


def index(session: Session, record: TrialRecord, *, anew: bool) -> None:
    """Index the trial's current version, which is this record; ``anew`` if the trial was not indexed before."""
    index_records(session, [record], known=not anew)


def index_records(session: Session, records: Sequence[TrialRecord], *, known: bool = True) -> None:
    """Index the current versions of several trials, which are these records; without ``known``, none was indexed before.

    Many records in one call cost a fraction of as many calls.
    """
    _begin(session)
    by_id = {record.registry_id: record for record in records}
    trials = session.execute(
        select(Trial.id, Trial.registry_id, Trial.current_number).where(Trial.registry_id.in_(list(by_id)))
    ).all()
    number = session.scalar(select(func.max(IndexedTrial.number))) or 0
    if known:
        for trial in trials:
            take_out(session, trial.id)
    order = {registry_id: place for place, registry_id in enumerate(by_id, start=1)}
    _put_in(
        session,
        [
            _NewRow(number + order[each.registry_id], each.id, each.current_number, by_id[each.registry_id])
            for each in sorted(trials, key=lambda each: order[each.registry_id])
        ],
    )


def take_out(session: Session, trial_id: str) -> None:
    """Take a trial out of the index, and out of the counts of its conditions."""
    row = session.execute(
        select(IndexedTrial.number, IndexedTrial.edition, TrialVersion.text, TrialVersion.document, TrialVersion.facts)
        .join(TrialVersion, TrialVersion.trial_id == IndexedTrial.trial_id)
        .where(IndexedTrial.trial_id == trial_id, TrialVersion.number == IndexedTrial.version_number)
    ).one_or_none()
    if row is None:
        return
    record = record_from_json(row.facts, document_from_json(row.document, row.text))
    if _on_sqlite(session):
        if row.edition == EDITION:
            session.execute(_TAKE_OUT, _columns(session, row.number, whole_text(record)))
    else:
        session.execute(text("DELETE FROM trial_search WHERE number = :number"), {"number": row.number})
    session.execute(delete(IndexedTrial).where(IndexedTrial.number == row.number))
    if counts := _counts([topics_of(record)]):
        session.execute(_COUNT_DOWN, counts)
        session.execute(_FORGET, counts)


def index_missing(database: Database) -> int:
    """Index every trial that is not, as after an upgrade, the earliest records first; return how many there were."""
    after = ("", "")

    def index_some(session: Session) -> int:
        nonlocal after
        _begin(session)
        number = session.scalar(select(func.max(IndexedTrial.number))) or 0
        rows = session.execute(_missing(*after)).all()
        new = []
        for place, row in enumerate(rows, start=1):
            take_out(session, row.trial_id)
            record = record_from_json(row.facts, document_from_json(row.document, row.text))
            new.append(_NewRow(number + place, row.trial_id, row.number, record))
            after = (row.record_updated, row.trial_id)
        _put_in(session, new)
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
    for row in rows:
        record = record_from_json(row.facts, document_from_json(row.document, row.text))
        session.execute(_put(session), _columns(session, row.number, whole_text(record)))
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


@dataclass(frozen=True, slots=True)
class _NewRow:
    number: int
    trial_id: str
    version_number: int
    record: TrialRecord


def _put_in(session: Session, new: Sequence[_NewRow]) -> None:
    """Put rows into the index, which has no others of these trials."""
    if not new:
        return
    topics = [topics_of(each.record) for each in new]
    facets = [facets_of(each.record, of_one) for each, of_one in zip(new, topics, strict=True)]
    texts = [indexed_text(each.record, of_one) for each, of_one in zip(new, facets, strict=True)]
    session.execute(
        _put(session), [_columns(session, each.number, words) for each, words in zip(new, texts, strict=True)]
    )
    session.execute(insert(IndexedTrial), [_row(each, of_one) for each, of_one in zip(new, facets, strict=True)])
    if counts := _counts(topics):
        session.execute(_COUNT_UP, counts)
    if vocabulary := vocabulary_of(texts):
        session.execute(_LEARN, [{"word": word} for word in vocabulary])


def _row(new: _NewRow, facets: Iterable[str]) -> dict[str, object]:
    start = new.record.start_date
    return {
        "number": new.number,
        "trial_id": new.trial_id,
        "version_number": new.version_number,
        "edition": EDITION,
        "updated": new.record.last_updated,
        "started": start.text if start else "",
        "participants": new.record.enrollment,
        "facets": "\n".join(facets),
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


def _counts(records: Iterable[Iterable[Topic]]) -> list[dict[str, object]]:
    """Return what records add to the counts of each condition, in the order of their keys."""
    changes: dict[str, _ConditionChange] = {}
    for topics in records:
        conditions = [topic for topic in topics if topic.kind in (*CONDITIONS, ANCESTOR)]
        named = {topic.key for topic in conditions if topic.kind != ANCESTOR}
        for topic in conditions:
            change = changes.setdefault(topic.key, _ConditionChange(topic.name, topic.kind != CONDITION))
            if topic.kind != CONDITION and not change.heading:
                change.name, change.heading = topic.name, True
            elif change.heading == (topic.kind != CONDITION):
                change.name = max(change.name, topic.name)
        for key in {topic.key for topic in conditions}:
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
_COUNT_UP = text("""
INSERT INTO conditions (key, name, is_heading, named, trials) VALUES (:key, :name, :heading, :named, :trials)
ON CONFLICT (key) DO UPDATE SET
    named = conditions.named + excluded.named,
    trials = conditions.trials + excluded.trials,
    name = CASE WHEN excluded.is_heading > conditions.is_heading
            OR (excluded.is_heading = conditions.is_heading AND excluded.name > conditions.name)
        THEN excluded.name ELSE conditions.name END,
    is_heading = CASE WHEN excluded.is_heading THEN excluded.is_heading ELSE conditions.is_heading END
""")
_COUNT_DOWN = text("UPDATE conditions SET named = named - :named, trials = trials - :trials WHERE key = :key")
_FORGET = text("DELETE FROM conditions WHERE key = :key AND trials <= 0")
_LEARN = text("INSERT INTO trial_words (word) VALUES (:word) ON CONFLICT (word) DO NOTHING")
