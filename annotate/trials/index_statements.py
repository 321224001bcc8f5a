"""Statements that keep the search index, on SQLite (FTS5) and on PostgreSQL (text search)."""

from sqlalchemy import text

_COLUMNS = "title, topics, places, body, tokens"
_VALUES = ":number, :title, :topics, :places, :body, :tokens"
PUT_IN = text(f"INSERT INTO trial_search (rowid, {_COLUMNS}) VALUES ({_VALUES})")  # noqa: S608 - this module's constants
TAKE_OUT = text(
    f"INSERT INTO trial_search (trial_search, rowid, {_COLUMNS}) VALUES ('delete', {_VALUES})"  # noqa: S608 - as above
)

JOINING = "<>&/@:._-+~?%=#"
"""Signs that PostgreSQL's parser reads as tags, files, addresses and numbers; the index replaces them by blanks."""


def _vector(column: str, weight: str) -> str:
    blanked = f"translate(:{column}, '{JOINING}', '{' ' * len(JOINING)}')"
    return f"setweight(to_tsvector('annotate_words', {blanked}), '{weight}')"


PUT_IN_POSTGRESQL = text(
    "INSERT INTO trial_search (number, words) VALUES (:number, "  # noqa: S608 - as above
    + " || ".join((_vector("title", "A"), _vector("topics", "B"), _vector("places", "C"), _vector("body", "D")))
    + " || array_to_tsvector(string_to_array(:tokens, ' ')))"
)
TAKE_OUT_POSTGRESQL = text("DELETE FROM trial_search WHERE number = ANY(CAST(:numbers AS integer[]))")
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
COUNT_UP = text(f"{_CONDITIONS} VALUES (:key, :name, :heading, :named, :trials) {_ADD}")
COUNT_UP_POSTGRESQL = text(
    f"{_CONDITIONS} SELECT * FROM unnest(CAST(:key AS text[]), CAST(:name AS text[]), CAST(:heading AS boolean[]), "  # noqa: S608 - as above
    f"CAST(:named AS integer[]), CAST(:trials AS integer[])) {_ADD}"
)
COUNT_DOWN = text("UPDATE conditions SET named = named - :named, trials = trials - :trials WHERE key = :key")
FORGET = text("DELETE FROM conditions WHERE key = :key AND trials <= 0")
LEARN = text("INSERT INTO trial_words (word) VALUES (:word) ON CONFLICT (word) DO NOTHING")
LEARN_POSTGRESQL = text(
    "INSERT INTO trial_words (word) SELECT unnest(CAST(:word AS text[])) ON CONFLICT (word) DO NOTHING"
)
