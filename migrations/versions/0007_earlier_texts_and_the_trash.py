"""Earlier texts of notes and replies are kept, replies can be edited, and notes can be deleted for good."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OWNERS = {"note_revisions": ("note_id", "notes"), "reply_revisions": ("reply_id", "replies")}
_DELETED = {"ix_notes_trash": ["account_id", "deleted_at"], "ix_notes_deleted_at": ["deleted_at"]}


def upgrade() -> None:
    """Go forward; when the words of a note were changed is taken from when the note was changed."""
    for table, (owner, owners) in _OWNERS.items():
        op.create_table(
            table,
            sa.Column(owner, sa.String(length=22), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint([owner], [f"{owners}.id"], name=f"fk_{table}_{owner}_{owners}", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint(owner, "number", name=f"pk_{table}"),
        )
    # Column by column: to copy a table is to touch everything that refers to it.
    op.add_column("notes", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notes", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("replies", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("replies", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE notes SET edited_at = updated_at WHERE revision > 1")
    deleted = sa.text("deleted_at IS NOT NULL")
    for index, columns in _DELETED.items():
        op.create_index(index, "notes", columns, sqlite_where=deleted, postgresql_where=deleted)


def downgrade() -> None:
    """Go back; what was deleted for good stays deleted."""
    for index in _DELETED:
        op.drop_index(index, "notes")
    for table, column in (
        ("replies", "edited_at"),
        ("replies", "revision"),
        ("notes", "erased_at"),
        ("notes", "edited_at"),
    ):
        op.drop_column(table, column)
    for table in _OWNERS:
        op.drop_table(table)
