"""Search on PostgreSQL folds accents, and takes signs such as "<" and "/" for what stands between words.

PostgreSQL's parser would read "<LLN or >" as a tag and "mg/kg" as a file, and find neither's words. SQLite's does not.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PARTS = ("registry_id || ' ' || title", "topics", "body")

_CONFIGURATION = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TEXT SEARCH CONFIGURATION annotate_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION annotate_words
    ALTER MAPPING FOR word, numword, hword, numhword, hword_part, hword_numpart WITH unaccent, simple
"""


def upgrade() -> None:
    """Go forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_CONFIGURATION)
        _lay_index(
            *(f"to_tsvector('annotate_words', translate({part}, '<>&/@:._-+~?%=#', '{' ' * 15}'))" for part in _PARTS)
        )


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "postgresql":
        _lay_index(*(f"to_tsvector('simple', {part})" for part in _PARTS))
        op.execute("DROP TEXT SEARCH CONFIGURATION annotate_words")


def _lay_index(names: str, topics: str, body: str) -> None:
    op.execute(f"""
ALTER TABLE trial_search DROP COLUMN words;
ALTER TABLE trial_search ADD COLUMN words TSVECTOR NOT NULL GENERATED ALWAYS AS (
    setweight({names}, 'A') || setweight({topics}, 'B') || setweight({body}, 'D')
) STORED;
CREATE INDEX ix_trial_search_words ON trial_search USING gin (words)
""")
