"""Asking the search index: which trials match, the newest of them, and which match best.

No question reads more than ``MOST_CANDIDATES`` matches, the ones that came in last, however many there are: neither to count
nor to rank. A rank is by where the words are, in the title, among the topics, or in the text.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import TextClause, func, select, text
from sqlalchemy.orm import Session

from annotate.trials.facets import EVERY, token
from annotate.trials.index_statements import JOINING
from annotate.trials.index_words import index_words
from annotate.trials.indexed_text import TITLE, TOPICS
from annotate.trials.models import IndexedTrial

MOST_CANDIDATES = 2_000
"""Most matching trials that are counted, ranked and sorted."""

MOST_COMPARED = 20_000
"""Most records with all words that PostgreSQL looks through for a phrase, those that came in last."""

_MOST_COUNTED = 500
"""Where counting stops when likely words are compared."""
_MOST_RANKED_BY = 4
"""Groups of words that count for the rank; each costs two questions to SQLite's index."""
_WEIGHTS = {TITLE: 12, TOPICS: 8}
_PHRASE_WEIGHT = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What the index is asked: alternatives of each group, what may not be there, and values of facets."""

    groups: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matching trial, as the index has it."""

    number: int
    trial_id: str
    updated: str
    started: str
    participants: int | None
    facets: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The matching trials that came in last, newest first, ``MOST_CANDIDATES`` at most."""

    trials: tuple[Candidate, ...]
    capped: bool
    """True if there may be more."""


def candidates(session: Session, question: Question, most: int | None = None) -> Matches:
    """Return the matching trials, ``most`` at most."""
    most = most or MOST_CANDIDATES
    asked = {
        "query": _expression(session, question),
        "loose": _expression(session, _loosened(question)),
        "most": most + 1,
        "compared": MOST_COMPARED,
    }
    with _by_bitmap(session):
        rows = session.execute(_CANDIDATES[_dialect(session)], asked).all()
    trials = tuple(Candidate(*row[:-1]) for row in rows[:most] if row.number is not None)
    return Matches(trials, capped=len(rows) > most or any(row.cut for row in rows[:1]))


def _loosened(question: Question) -> Question:
    """Return the question without the order of words in phrases, which PostgreSQL's index does not know."""
    if all(len(index_words(each)) <= 1 for group in question.groups for each in group):
        return question
    alternatives = [group[0] for group in question.groups if len(group) == 1]
    parts = tuple((part,) for each in alternatives for part in index_words(each))
    return Question((*parts, *(group for group in question.groups if len(group) > 1)), (), question.values)


def matching_among(session: Session, question: Question, numbers: Collection[int]) -> frozenset[int]:
    """Return those of some trials that match, all by their numbers; only the index from the first to the last is read."""
    if not numbers:
        return frozenset()
    asked = {"query": _expression(session, question), "first": min(numbers), "last": max(numbers)}
    found = session.execute(_BETWEEN[_dialect(session)], asked).scalars()
    return frozenset(found).intersection(numbers)


def newest_number(session: Session) -> int:
    """Return the number of the current version that came in last: another one after each that comes in."""
    return session.scalar(select(func.max(IndexedTrial.number))) or 0


def searchable_trials(session: Session) -> Sequence[str]:
    """Return the registry ids of all trials whose current version the index has. For looking at the data as a whole."""
    return session.execute(_SEARCHABLE[_dialect(session)], {"query": token(EVERY)}).scalars().all()


def count_some(session: Session, question: Question) -> int:
    """Count the matching trials, up to ``_MOST_COUNTED``."""
    asked = {"query": _expression(session, question), "most": _MOST_COUNTED}
    with _by_bitmap(session):
        counted: int = session.execute(_COUNT[_dialect(session)], asked).scalar_one()
    return counted


def ranks(session: Session, question: Question, numbers: Sequence[int]) -> Mapping[int, float]:
    """Return how well each of these matching trials matches; those that are not among them rank lowest."""
    if not question.groups or not numbers:
        return {}
    if _dialect(session) != "sqlite":
        words = _tsquery(Question(question.groups))
        rows = session.execute(_RANKS, {"query": words, "numbers": list(numbers)})
        return {row.number: row.rank for row in rows}
    found: Counter[int] = Counter()
    for narrowed, weight in _narrowed(question):
        asked = {"query": narrowed, "floor": min(numbers), "most": MOST_CANDIDATES}
        for number in session.execute(_NARROWED, asked).scalars():
            found[number] += weight
    return found


def _narrowed(question: Question) -> list[tuple[str, int]]:
    """Return the question once more for each kind of place and group of words that adds to a rank."""
    whole = _fts5(question)
    groups = question.groups[:_MOST_RANKED_BY]
    narrowed = [(_among(mark, group), weight) for group in groups for mark, weight in _WEIGHTS.items()]
    if len(groups) > 1:
        narrowed.append((_among(TITLE, [" ".join(group[0] for group in question.groups)]), _PHRASE_WEIGHT))
    return [(f"({whole}) AND ({each})", weight) for each, weight in narrowed if each]


def _among(mark: str, group: Sequence[str]) -> str:
    """Return a question for words of a group as ranking tokens; empty without any."""
    marked = (" ".join(f"{mark}{word}" for word in index_words(each)) for each in group)
    return _any([each for each in marked if each])


@contextmanager
def _by_bitmap(session: Session) -> Iterator[None]:
    """Let PostgreSQL find matches by the index of words alone.

    Its planner does not know that comparing a row means to fetch and unpack its vector, and would rather read all of them.
    """
    if _dialect(session) == "sqlite":
        yield
        return
    session.execute(_OTHER_SCANS, {"state": "off"})
    yield
    session.execute(_OTHER_SCANS, {"state": "on"})


_OTHER_SCANS = text("SELECT set_config('enable_seqscan', :state, true), set_config('enable_indexscan', :state, true)")


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _expression(session: Session, question: Question) -> str:
    return _fts5(question) if _dialect(session) == "sqlite" else _tsquery(question)


def _fts5(question: Question) -> str:
    """Return the question for FTS5: words as strings, which its tokenizer splits as it split the text."""
    tokens = tuple(token(value) for value in question.values)
    parts = [f"({_any(group)})" for group in question.groups] + [_quoted(each) for each in tokens]
    wanted = " AND ".join(parts) or _quoted(token(EVERY))
    return f"({wanted}) NOT ({_any(question.excluded)})" if question.excluded else wanted


def _any(words: Sequence[str]) -> str:
    return " OR ".join(map(_quoted, words))


def _quoted(words: str) -> str:
    return '"' + words.replace('"', " ").replace("\0", " ") + '"'


def _tsquery(question: Question) -> str:
    """Return the question as quoted lexemes; to_tsquery makes a phrase of what it splits."""
    groups = ["(" + " | ".join(map(_lexeme, group)) + ")" for group in question.groups]
    parts = groups + [_lexeme(token(value)) for value in question.values]
    wanted = " & ".join(parts) or _lexeme(token(EVERY))
    return " & ".join((wanted, *(f"!{_lexeme(each)}" for each in question.excluded)))


_BLANKED = str.maketrans(dict.fromkeys(JOINING + "\\'\0", " "))


def _lexeme(words: str) -> str:
    return "'" + words.translate(_BLANKED) + "'"


_ROW = "found.number, found.trial_id, found.updated, found.started, found.participants, found.facets"
_CANDIDATES: dict[str, TextClause] = {
    "sqlite": text(
        f"SELECT {_ROW}, 0 AS cut FROM trial_search JOIN trial_index AS found ON found.number = trial_search.rowid "  # noqa: S608 - this module's constants
        "WHERE trial_search MATCH :query ORDER BY trial_search.rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        "WITH matching AS MATERIALIZED (SELECT number FROM trial_search "  # noqa: S608 - as above
        "WHERE words @@ to_tsquery('annotate_words', :loose)), "
        "newest AS MATERIALIZED (SELECT number FROM matching ORDER BY number DESC LIMIT :compared), "
        "last AS MATERIALIZED (SELECT number FROM newest JOIN trial_search USING (number) "
        "WHERE :query = :loose OR words @@ to_tsquery('annotate_words', :query) ORDER BY number DESC LIMIT :most) "
        f"SELECT {_ROW}, (SELECT count(*) FROM newest) >= :compared AND :query <> :loose AS cut "
        "FROM (SELECT 1) AS one LEFT JOIN (last JOIN trial_index AS found USING (number)) ON true "
        "ORDER BY found.number DESC"
    ),
}
_COUNT: dict[str, TextClause] = {
    "sqlite": text(
        "SELECT count(*) FROM (SELECT 1 FROM trial_search WHERE trial_search MATCH :query ORDER BY rowid DESC LIMIT :most)"
    ),
    "postgresql": text(
        "SELECT count(*) FROM (SELECT 1 FROM trial_search "
        "WHERE words @@ to_tsquery('annotate_words', :query) LIMIT :most) AS found"
    ),
}
_BETWEEN: dict[str, TextClause] = {
    "sqlite": text(
        "SELECT rowid FROM trial_search WHERE trial_search MATCH :query AND rowid >= :first AND rowid <= :last"
    ),
    "postgresql": text(
        "SELECT number FROM trial_search "
        "WHERE words @@ to_tsquery('annotate_words', :query) AND number BETWEEN :first AND :last"
    ),
}
_OF_NUMBER = (
    "JOIN trial_index AS found ON found.number = trial_search.{number} "
    "JOIN trials ON trials.id = found.trial_id AND trials.current_number = found.version_number"
)
_SEARCHABLE: dict[str, TextClause] = {
    "sqlite": text(
        f"SELECT registry_id FROM trial_search {_OF_NUMBER.format(number='rowid')} WHERE trial_search MATCH :query"  # noqa: S608 - as above
    ),
    "postgresql": text(
        f"SELECT registry_id FROM trial_search {_OF_NUMBER.format(number='number')} "  # noqa: S608 - as above
        "WHERE words @@ to_tsquery('annotate_words', :query)"
    ),
}
_NARROWED = text(
    "SELECT rowid FROM trial_search WHERE trial_search MATCH :query AND rowid >= :floor ORDER BY rowid DESC LIMIT :most"
)
_RANKS = text(
    "SELECT number, ts_rank(words, to_tsquery('annotate_words', :query), 1) AS rank FROM trial_search "
    "WHERE number = ANY(:numbers)"
)
