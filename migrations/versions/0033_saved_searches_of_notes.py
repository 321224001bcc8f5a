"""Searches of notes are saved under names; acts change tags; what a state asks of anchors stands in an index.

An act on tags that was not undone cannot be undone any more after going back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('label', 'tag', 'untag', 'delete')"
_FORMER_KINDS = "kind IN ('label', 'delete')"
_FORMER_NAME = "ck_note_acts_ck_note_acts_kind"  # 0030 named it so
_ASKING = "asked_at IS NOT NULL AND replaced_at IS NULL"
_SAVED = "saved_note_searches"
_DESK = ["account_id", "created_at", "id", "number", "label_id", "trial_id", "deleted_at", "erased_at"]


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
    with op.batch_alter_table("note_acts") as acts:
        acts.add_column(sa.Column("tag_id", sa.String(length=22), nullable=True))
        acts.drop_constraint(op.f(_FORMER_NAME), type_="check")
        acts.create_check_constraint(op.f("ck_note_acts_kind"), _KINDS)
    op.add_column("note_act_notes", sa.Column("tags_before", sa.JSON(none_as_null=True), nullable=True))
    op.drop_index("ix_notes_desk", "notes")
    op.create_index("ix_notes_desk", "notes", [*_DESK, "version_id", "start_offset"])
    op.drop_index("ix_anchors_note_id", "anchors")
    op.create_index("ix_anchors_states", "anchors", ["note_id", "state", "version_id", "replaced_at"])
    op.drop_index("ix_anchors_asking", "anchors")
    _create("ix_anchors_asking", "anchors", ["note_id", "version_id"], _ASKING)


def downgrade() -> None:
    """Go back: saved searches are lost, and no act on tags can be undone."""
    op.drop_index("ix_anchors_asking", "anchors")
    _create("ix_anchors_asking", "anchors", ["note_id"], _ASKING)
    op.drop_index("ix_anchors_states", "anchors")
    op.create_index("ix_anchors_note_id", "anchors", ["note_id"])
    op.drop_index("ix_notes_desk", "notes")
    op.create_index("ix_notes_desk", "notes", _DESK)
    op.drop_column("note_act_notes", "tags_before")
    # SQLite looks after no reference while it migrates.
    op.execute("DELETE FROM note_act_notes WHERE act_id IN (SELECT id FROM note_acts WHERE kind IN ('tag', 'untag'))")
    op.execute("DELETE FROM note_acts WHERE kind IN ('tag', 'untag')")
    with op.batch_alter_table("note_acts") as acts:
        acts.drop_constraint(op.f("ck_note_acts_kind"), type_="check")
        acts.create_check_constraint(op.f(_FORMER_NAME), _FORMER_KINDS)
        acts.drop_column("tag_id")
    op.drop_index("ix_saved_note_searches_deleted_at", "saved_note_searches")
    op.drop_index("uq_saved_note_searches_account_id_name", "saved_note_searches")
    op.drop_table("saved_note_searches")


def _create(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
