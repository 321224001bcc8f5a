"""Search: an index without a second copy of the text, with every record's facets, and counts of conditions kept beside it.

The new index is empty. The job "index" and ``annotate trials index`` fill it from the stored versions.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from annotate.trials.models import TrialVersion

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE VIRTUAL TABLE trial_search USING fts5(
    title, topics, places, body, tokens, content = '', columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
)
"""
_POSTGRESQL = """
CREATE TABLE trial_search (number INTEGER PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX ix_trial_search_words ON trial_search USING gin (words)
"""

_SQLITE_BEFORE = """
CREATE VIRTUAL TABLE trial_search USING fts5(
    registry_id, title, topics, body, tokenize = "unicode61 remove_diacritics 2", prefix = "2 3"
)
"""
_PARTS = ("registry_id || ' ' || title", "topics", "body")
_VECTORS = " || ".join(
    f"setweight(to_tsvector('annotate_words', translate({part}, '<>&/@:._-+~?%=#', '{' ' * 15}')), '{weight}')"
    for part, weight in zip(_PARTS, "ABD", strict=True)
)
_POSTGRESQL_BEFORE = f"""
CREATE TABLE trial_search (
    rowid BIGSERIAL PRIMARY KEY,
    registry_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    topics TEXT NOT NULL,
    body TEXT NOT NULL,
    words TSVECTOR NOT NULL GENERATED ALWAYS AS ({_VECTORS}) STORED
);
CREATE INDEX ix_trial_search_words ON trial_search USING gin (words)
"""
_CURRENT = """SELECT trials.id, registry_id, title, trial_versions.text FROM trials JOIN trial_versions
    ON trial_versions.trial_id = trials.id AND trial_versions.number = trials.current_number
    WHERE trials.id > :after ORDER BY trials.id LIMIT :most"""
_AT_ONCE = 200


def upgrade() -> None:
    """Go forward; the index is filled afterwards."""
    op.create_table(
        "trial_index",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_trial_index_trial_id_trials", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name="pk_trial_index"),
        sa.UniqueConstraint("trial_id", name="uq_trial_index_trial_id"),
    )
    op.create_index("ix_trial_index_edition", "trial_index", ["edition"])
    op.create_table(
        "conditions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_heading", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("trials", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_conditions"),
    )
    op.create_index("ix_conditions_named", "conditions", ["is_heading", "named"])
    op.create_index("ix_conditions_trials", "conditions", ["is_heading", "trials"])
    op.create_table(
        "trial_words",
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_trial_words"),
    )
    op.execute("DROP TABLE trial_search")
    op.execute(_SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRESQL)


def downgrade() -> None:
    """Go back, and index the titles, topics and texts of the current versions as before."""
    op.execute("DROP TABLE trial_search")
    op.drop_table("trial_words")
    op.drop_index("ix_conditions_trials", "conditions")
    op.drop_index("ix_conditions_named", "conditions")
    op.drop_table("conditions")
    op.drop_index("ix_trial_index_edition", "trial_index")
    op.drop_table("trial_index")
    op.execute(_SQLITE_BEFORE if op.get_context().dialect.name == "sqlite" else _POSTGRESQL_BEFORE)
    if not op.get_context().as_sql:
        _index_as_before(op.get_bind())


def _index_as_before(connection: sa.Connection) -> None:
    # The column's type knows how texts are stored, which this revision does not change.
    kind = TrialVersion.__table__.c.text.type
    columns: tuple[sa.ColumnClause[Any], ...] = (
        sa.column("id"),
        sa.column("registry_id"),
        sa.column("title"),
        sa.column("text", kind),
    )
    query = sa.text(_CURRENT).columns(*columns)
    topics = sa.text("SELECT DISTINCT name FROM trial_topics WHERE trial_id = :trial_id AND kind <> 'ancestor'")
    put_in = sa.text(
        "INSERT INTO trial_search (registry_id, title, topics, body) VALUES (:registry_id, :title, :topics, :body)"
    )
    after = ""
    while rows := connection.execute(query, {"after": after, "most": _AT_ONCE}).all():
        after = rows[-1].id
        for row in rows:
            names = connection.execute(topics, {"trial_id": row.id}).scalars()
            words = {"registry_id": row.registry_id, "title": row.title, "topics": "\n".join(names), "body": row.text}
            connection.execute(put_in, words)
