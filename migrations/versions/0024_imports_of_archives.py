"""Imports of archives remember how far they came, and on SQLite topics lie in their primary key's index."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _lay_topics(with_rowid=False)
    op.create_table(
        "archive_imports",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_archive_imports"),
    )


def downgrade() -> None:
    """Go back; archives that were imported in part are read from their beginning again."""
    op.drop_table("archive_imports")
    _lay_topics(with_rowid=True)


def _lay_topics(*, with_rowid: bool) -> None:
    """On SQLite, put the rows of topics into their primary key's index, or into a table beside it."""
    if op.get_context().dialect.name == "sqlite":
        kept = {"sqlite_with_rowid": with_rowid}
        with op.batch_alter_table("trial_topics", recreate="always", table_kwargs=kept):
            pass
