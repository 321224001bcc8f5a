"""Indexes of columns that few rows fill hold those rows alone, and the notes that are not in the search index have one.

SQLite takes an index for useless that has mostly empty rows, once it has statistics, and reads the whole table instead.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_PARTIAL = (
    ("ix_notes_label_id", "notes", "label_id"),
    ("ix_anchors_follows_id", "anchors", "follows_id"),
    ("ix_anchors_replaces_id", "anchors", "replaces_id"),
)
_UNINDEXED = "number IS NULL AND erased_at IS NULL"


def upgrade() -> None:
    """Go forward."""
    for name, table, column in _PARTIAL:
        op.drop_index(name, table)
        _create(name, table, [column], f"{column} IS NOT NULL")
    _create("ix_notes_unindexed", "notes", ["created_at", "id"], _UNINDEXED)


def downgrade() -> None:
    """Go back; nothing is lost but speed."""
    op.drop_index("ix_notes_unindexed", "notes")
    for name, table, column in _PARTIAL:
        op.drop_index(name, table)
        op.create_index(name, table, [column])


def _create(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
