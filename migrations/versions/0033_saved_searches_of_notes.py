"""Searches of notes are saved under names."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_SAVED = "saved_note_searches"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "saved_note_searches",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("by_trial", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_saved_note_searches_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_note_searches"),
        sa.UniqueConstraint("account_id", "query", "by_trial", name="uq_saved_note_searches_account_id_query_by_trial"),
    )
    _create("uq_saved_note_searches_account_id_name", _SAVED, ["account_id", "name"], "deleted_at IS NULL", unique=True)
    _create("ix_saved_note_searches_deleted_at", _SAVED, ["deleted_at"], "deleted_at IS NOT NULL")


def downgrade() -> None:
    """Go back: saved searches are lost."""
    op.drop_index("ix_saved_note_searches_deleted_at", "saved_note_searches")
    op.drop_index("uq_saved_note_searches_account_id_name", "saved_note_searches")
    op.drop_table("saved_note_searches")


def _create(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
