"""The search index of notes, by a number that each note gets when it is indexed; acts on many notes, for their undo.

The index is empty. The job "note-index" and ``annotate notes index`` fill it from the notes and replies.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE VIRTUAL TABLE note_search USING fts5(words, replies, columnsize = 0, tokenize = 'ascii')",
    """
    CREATE TRIGGER notes_leave_search AFTER DELETE ON notes WHEN OLD.number IS NOT NULL
    BEGIN DELETE FROM note_search WHERE rowid = OLD.number; END
    """,
)
_POSTGRESQL = (
    """
    CREATE TABLE note_search (
        number BIGINT PRIMARY KEY REFERENCES notes (number) ON DELETE CASCADE,
        words TSVECTOR NOT NULL,
        replies TSVECTOR NOT NULL
    )
    """,
    "CREATE INDEX ix_note_search_words ON note_search USING gin ((words || replies))",
)
_ASKING = "asked_at IS NOT NULL AND replaced_at IS NULL"
_DESK = ["account_id", "created_at", "id", "number", "label_id", "trial_id", "deleted_at", "erased_at"]


def upgrade() -> None:
    """Go forward; the index is filled afterwards."""
    op.add_column("notes", sa.Column("number", sa.BigInteger(), nullable=True))
    op.create_index("ix_notes_number", "notes", ["number"], unique=True)
    op.create_index("ix_notes_desk", "notes", _DESK)
    op.drop_index("ix_notes_account_id_created_at", "notes")
    op.create_index(
        "ix_anchors_asking", "anchors", ["note_id"], sqlite_where=sa.text(_ASKING), postgresql_where=sa.text(_ASKING)
    )
    for statement in _SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
    op.create_table(
        "note_acts",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label_id", sa.String(length=22), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('label', 'delete')", name="ck_note_acts_kind"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_note_acts_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_note_acts"),
    )
    op.create_index("ix_note_acts_account_id_at", "note_acts", ["account_id", "at"])
    op.create_table(
        "note_act_notes",
        sa.Column("act_id", sa.String(length=22), nullable=False),
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.Column("label_before", sa.String(length=22), nullable=True),
        sa.ForeignKeyConstraint(
            ["act_id"], ["note_acts.id"], name="fk_note_act_notes_act_id_note_acts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_act_notes_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("act_id", "note_id", name="pk_note_act_notes"),
    )
    op.create_index("ix_note_act_notes_note_id", "note_act_notes", ["note_id"])


def downgrade() -> None:
    """Go back to searching in the notes themselves."""
    op.drop_index("ix_note_act_notes_note_id", "note_act_notes")
    op.drop_table("note_act_notes")
    op.drop_index("ix_note_acts_account_id_at", "note_acts")
    op.drop_table("note_acts")
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER notes_leave_search")
    op.execute("DROP TABLE note_search")
    op.drop_index("ix_anchors_asking", "anchors")
    op.create_index("ix_notes_account_id_created_at", "notes", ["account_id", "created_at"])
    op.drop_index("ix_notes_desk", "notes")
    op.drop_index("ix_notes_number", "notes")
    with op.batch_alter_table("notes") as notes:
        notes.drop_column("number")
