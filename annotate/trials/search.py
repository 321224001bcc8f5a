"""Search by words and by registry id: SQLite's FTS5 or PostgreSQL's text search over the current versions.

No input is an error. Words are quoted for the database, so ``NEAR(``, ``*`` or a lone quote are plain text; words without
a letter or digit are ignored.
"""

import re
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.orm import Session

from annotate.core.document import BlockKind
from annotate.core.record import TrialRecord, read_registry_id
from annotate.core.text import collapse
from annotate.trials.excerpts import cut_excerpt

LONGEST_QUERY = 300
"""Code points of a query that are read; the rest is ignored."""
MOST_WORDS = 16
"""Most words that are searched for; the page says how many others there were."""
COUNT_LIMIT = 1000
"""Counting stops here: "more than 1,000" says enough."""

SHORTEST_PREFIX = 2
"""Least letters and digits of a last word that is searched as a prefix: a single one matches too many words."""

_LONGEST_BODY = 100_000  # code points of a record that are searched for an excerpt

_ID = re.compile(r"\bnct[\s:-]?([0-9]{8})\b", re.IGNORECASE | re.ASCII)
_BARE_ID = re.compile(r"[0-9]{8}", re.ASCII)
_PART = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'))
"""Word processors and phones replace a typed straight quote by these."""
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class SearchWords:
    """A parsed search: every word or quoted phrase must match; the last word may be a prefix."""

    words: tuple[str, ...]
    last_is_prefix: bool = True
    passed_over: int = 0
    """Number of words beyond MOST_WORDS, which are not searched for."""

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """A found trial, with its excerpt (marked as in ``excerpts``)."""

    registry_id: str
    excerpt: str


def read_words(query: str) -> SearchWords:
    """Parse what a person typed; ``nct 04561557``, ``04561557`` and a registry page's address are the id NCT04561557."""
    plain = collapse(query[:LONGEST_QUERY]).translate(_QUOTES)
    with suppress(ValueError):
        return SearchWords((read_registry_id(plain),), last_is_prefix=False)
    plain = f"NCT{plain}" if _BARE_ID.fullmatch(plain) else _ID.sub(r"NCT\1", plain)
    found = [(match[1] is not None, match[1] or match[2] or "") for match in _WORD.finditer(plain)]
    typed = [(quoted, word) for quoted, word in found if any(sign.isalnum() for sign in word)]
    told = typed[:MOST_WORDS]
    return SearchWords(
        tuple(word for _, word in told),
        last_is_prefix=bool(told) and _is_beginning(*told[-1]),
        passed_over=len(typed) - len(told),
    )


def _is_beginning(quoted: bool, word: str) -> bool:  # noqa: FBT001 - one of a pair
    """True if the last word may be a prefix: its last part, as indexed, is long enough."""
    parts = _PART.findall(word)
    return not quoted and bool(parts) and len(parts[-1]) >= SHORTEST_PREFIX


def find(session: Session, words: SearchWords, *, condition: str = "", limit: int, offset: int = 0) -> tuple[Hit, ...]:
    """Find trials with all words, best first: a word in the id or title weighs most."""
    if not words:
        return ()
    asked = {**_asked(session, words, condition), "limit": limit, "offset": offset}
    places = list(session.execute(_FIND[_dialect(session)], asked).scalars())
    rows = session.execute(_ROWS, {"places": places, "longest": _LONGEST_BODY}) if places else ()
    hits = {row.rowid: Hit(row.registry_id, _excerpt(row.body, words)) for row in rows}
    return tuple(hits[place] for place in places if place in hits)


def _excerpt(body: str, words: SearchWords) -> str:
    return cut_excerpt(body, words.words, last_is_prefix=words.last_is_prefix)


def count(session: Session, words: SearchWords, *, condition: str = "") -> int:
    """Count the trials with all words, up to COUNT_LIMIT + 1."""
    if not words:
        return 0
    asked = {**_asked(session, words, condition), "limit": COUNT_LIMIT + 1}
    counted: int = session.execute(_COUNT[_dialect(session)], asked).scalar_one()
    return counted


def index(session: Session, record: TrialRecord, *, anew: bool) -> None:
    """Index the record's words, replacing those of the earlier version; ``anew`` if there is none."""
    if not anew:
        session.execute(_REMOVE[_dialect(session)], {"registry_id": record.registry_id})
    names = (*record.conditions, *record.keywords, *(each.name for each in record.interventions))
    terms = (each.term for each in (*record.condition_terms, *record.intervention_terms))
    ids = (record.acronym, record.org_id, *record.secondary_ids, *record.former_ids, record.sponsor)
    body = (
        block.text
        for section in record.document.sections
        if section.key in _SEARCHED
        for block in section.blocks
        if block.kind is not BlockKind.HEADING or block.depth > _SECTION_HEADING
    )
    session.execute(
        _INSERT,
        {
            "registry_id": record.registry_id,
            "title": "\n".join(filter(None, (record.title, record.official_title))),
            "topics": "\n".join(dict.fromkeys(filter(None, (*names, *terms, *ids)))),
            "body": "\n".join(body),
        },
    )


_SECTION_HEADING = 2
_SEARCHED = frozenset(
    {"summary", "description", "conditions", "arms", "treatments", "outcomes", "eligibility", "design"}
)
"""Sections whose words are searched: the study's plan. Facts are topics; results would fill the index with numbers."""


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _asked(session: Session, words: SearchWords, condition: str) -> dict[str, str]:
    query = _fts5(words) if _dialect(session) == "sqlite" else _tsquery(words)
    return {"query": query, "condition": condition}


def _fts5(words: SearchWords) -> str:
    """Return the words as FTS5 strings, which its tokenizer splits as it split the text."""
    quoted = [f'"{word}"' for word in words.words]
    if words.last_is_prefix:
        quoted[-1] += "*"
    return " AND ".join(quoted)


def _tsquery(words: SearchWords) -> str:
    """Return the words as quoted lexemes; to_tsquery makes a phrase of what it splits."""
    quoted = ["'" + word.translate(_BLANKED) + "'" for word in words.words]
    if words.last_is_prefix:
        quoted[-1] += ":*"
    return " & ".join(quoted)


_JOINING = "<>&/@:._-+~?%=#"
"""Signs that PostgreSQL's parser reads as tags, files, addresses and numbers; the index replaces them by blanks."""

_BLANKED = str.maketrans(dict.fromkeys(_JOINING + "\\'", " "))

_OF_CONDITION = """(:condition = '' OR registry_id IN (
    SELECT trials.registry_id FROM trials JOIN trial_topics ON trial_topics.trial_id = trials.id
    WHERE trial_topics.kind IN ('condition', 'term') AND trial_topics.key = :condition))"""

_SQLITE = f"trial_search MATCH :query AND {_OF_CONDITION}"
_ASKED = "to_tsquery('annotate_words', :query)"
_POSTGRESQL = f"words @@ {_ASKED} AND {_OF_CONDITION}"

_FIND: dict[str, TextClause] = {
    "sqlite": text(
        f"SELECT rowid FROM trial_search WHERE {_SQLITE} "  # noqa: S608 - built from this module's constants
        "ORDER BY bm25(trial_search, 12.0, 8.0, 4.0, 1.0), rowid LIMIT :limit OFFSET :offset"
    ),
    "postgresql": text(
        f"SELECT rowid FROM trial_search WHERE {_POSTGRESQL} "  # noqa: S608 - as above
        f"ORDER BY ts_rank(words, {_ASKED}, 1) DESC, rowid LIMIT :limit OFFSET :offset"
    ),
}
# Select by row number: a repeated match would be evaluated again for every row.
_ROWS = text(
    "SELECT rowid, registry_id, substr(body, 1, :longest) AS body FROM trial_search WHERE rowid IN :places"
).bindparams(bindparam("places", expanding=True))
_COUNT: dict[str, TextClause] = {
    "sqlite": text(f"SELECT count(*) FROM (SELECT 1 FROM trial_search WHERE {_SQLITE} LIMIT :limit)"),  # noqa: S608 - as above
    "postgresql": text(
        f"SELECT count(*) FROM (SELECT 1 FROM trial_search WHERE {_POSTGRESQL} LIMIT :limit) AS found"  # noqa: S608 - as above
    ),
}
# FTS5 has no index over a column's values but its own words: the id is one of them.
_REMOVE: dict[str, TextClause] = {
    "sqlite": text(
        "DELETE FROM trial_search WHERE rowid IN "
        "(SELECT rowid FROM trial_search WHERE trial_search MATCH 'registry_id:' || :registry_id)"
    ),
    "postgresql": text("DELETE FROM trial_search WHERE registry_id = :registry_id"),
}
_INSERT = text(
    "INSERT INTO trial_search (registry_id, title, topics, body) VALUES (:registry_id, :title, :topics, :body)"
)
