"""The codebook: labels in an order, with descriptions and an undo; tags."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_ORDER = """
    UPDATE labels SET position = (
        SELECT count(*) FROM labels AS earlier
        WHERE earlier.account_id = labels.account_id
          AND (earlier.created_at < labels.created_at
               OR (earlier.created_at = labels.created_at AND earlier.id < labels.id))
    )
"""
_LIVE = "deleted_at IS NULL"


def upgrade() -> None:
    """Go forward; labels stand in the order in which they were made."""
    with op.batch_alter_table("labels") as labels:
        labels.add_column(sa.Column("description", sa.Text(), nullable=False, server_default=""))
        labels.add_column(sa.Column("when_not", sa.Text(), nullable=False, server_default=""))
        labels.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        labels.add_column(sa.Column("former", sa.JSON(), nullable=True))
        labels.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        labels.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        labels.add_column(sa.Column("merged_into_id", sa.String(length=22), nullable=True))
        labels.create_foreign_key(
            "fk_labels_merged_into_id_labels", "labels", ["merged_into_id"], ["id"], ondelete="SET NULL"
        )
        labels.drop_constraint("uq_labels_account_id_name", type_="unique")
    with op.batch_alter_table("labels") as labels:
        for name, kind in (("description", sa.Text()), ("when_not", sa.Text()), ("position", sa.Integer())):
            labels.alter_column(name, existing_type=kind, server_default=None)
    op.create_index(
        "uq_labels_account_id_name",
        "labels",
        ["account_id", "name"],
        unique=True,
        sqlite_where=sa.text(_LIVE),
        postgresql_where=sa.text(_LIVE),
    )
    op.create_index("ix_labels_account_id_position", "labels", ["account_id", "position"])
    op.create_index("ix_labels_merged_into_id", "labels", ["merged_into_id"])
    op.create_index("ix_labels_deleted_at", "labels", ["deleted_at"])
    op.execute(_ORDER)
    op.create_table(
        "former_labels",
        sa.Column("label_id", sa.String(length=22), nullable=False),
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["label_id"], ["labels.id"], name="fk_former_labels_label_id_labels", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_former_labels_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("label_id", "note_id", name="pk_former_labels"),
    )
    op.create_index("ix_former_labels_note_id", "former_labels", ["note_id"])
    op.create_table(
        "tags",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_tags_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("account_id", "key", name="uq_tags_account_id_key"),
    )
    op.create_table(
        "note_tags",
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.Column("tag_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_tags_note_id_notes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name="fk_note_tags_tag_id_tags", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "tag_id", name="pk_note_tags"),
    )
    op.create_index("ix_note_tags_tag_id", "note_tags", ["tag_id"])


def downgrade() -> None:
    """Go back; tags, descriptions and the order by hand are lost, and labels that were deleted lately are gone."""
    op.drop_index("ix_note_tags_tag_id", "note_tags")
    op.drop_table("note_tags")
    op.drop_table("tags")
    op.drop_index("ix_former_labels_note_id", "former_labels")
    op.drop_table("former_labels")
    op.execute("DELETE FROM labels WHERE deleted_at IS NOT NULL")
    op.drop_index("ix_labels_deleted_at", "labels")
    op.drop_index("ix_labels_merged_into_id", "labels")
    op.drop_index("ix_labels_account_id_position", "labels")
    op.drop_index("uq_labels_account_id_name", "labels")
    with op.batch_alter_table("labels") as labels:
        labels.drop_constraint("fk_labels_merged_into_id_labels", type_="foreignkey")
        for name in ("merged_into_id", "deleted_at", "changed_at", "former", "position", "when_not", "description"):
            labels.drop_column(name)
        labels.create_unique_constraint("uq_labels_account_id_name", ["account_id", "name"])
