"""Statements that keep the search index of notes, on SQLite (FTS5) and on PostgreSQL (text search)."""

from sqlalchemy import text

_VECTOR = "CAST(:{} AS tsvector)"
PUT_IN = text("INSERT OR REPLACE INTO note_search (rowid, words, replies) VALUES (:number, :words, :replies)")
PUT_IN_POSTGRESQL = text(
    f"INSERT INTO note_search (number, words, replies) VALUES (:number, {_VECTOR.format('words')}, "  # noqa: S608 - this module's constants
    f"{_VECTOR.format('replies')}) ON CONFLICT (number) DO UPDATE SET words = excluded.words, replies = excluded.replies"
)
CHANGE_WORDS = text("UPDATE note_search SET words = :words WHERE rowid = :number")
CHANGE_WORDS_POSTGRESQL = text(
    f"UPDATE note_search SET words = {_VECTOR.format('words')} WHERE number = :number"  # noqa: S608 - as above
)
CHANGE_REPLIES = text("UPDATE note_search SET replies = :replies WHERE rowid = :number")
CHANGE_REPLIES_POSTGRESQL = text(
    f"UPDATE note_search SET replies = {_VECTOR.format('replies')} WHERE number = :number"  # noqa: S608 - as above
)
TAKE_OUT = text("DELETE FROM note_search WHERE rowid = :number")
TAKE_OUT_POSTGRESQL = text("DELETE FROM note_search WHERE number = :number")
HOLD_POSTGRESQL = text("SELECT number FROM note_search WHERE number = :number FOR UPDATE")
SAME = text("SELECT words = :words AND replies = :replies FROM note_search WHERE rowid = :number")
SAME_POSTGRESQL = text(
    f"SELECT words = {_VECTOR.format('words')} AND replies = {_VECTOR.format('replies')} "  # noqa: S608 - as above
    "FROM note_search WHERE number = :number"
)
LEFT_BEHIND = text(
    "SELECT count(*) FROM note_search WHERE rowid NOT IN (SELECT number FROM notes WHERE number IS NOT NULL)"
)
LEFT_BEHIND_POSTGRESQL = text("SELECT 0")  # the rows refer to the notes
EMPTY = text("DELETE FROM note_search")
