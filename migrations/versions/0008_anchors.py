"""Where notes stand in versions that they were not made on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TO_PLACE = sa.text("""
INSERT INTO placings (version_id, asked_at)
SELECT version.id, CURRENT_TIMESTAMP
FROM trial_versions AS version JOIN trials AS trial
  ON trial.id = version.trial_id AND trial.current_number = version.number
WHERE EXISTS (
  SELECT 1 FROM notes AS note
  WHERE note.trial_id = trial.id AND note.version_id <> version.id AND note.start_offset IS NOT NULL
)
""")
"""Notes on earlier versions get their place in the current one by the chore, or when its page is read."""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "anchors",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=True),
        sa.Column("end_offset", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("crossed", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follows_id", sa.String(length=22), nullable=True),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.String(length=22), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('exact', 'moved', 'changed') AND start_offset >= 0 AND end_offset > start_offset)"
            " OR (state IN ('ambiguous', 'orphaned') AND start_offset IS NULL AND end_offset IS NULL)",
            name="ck_anchors_place",
        ),
        sa.CheckConstraint("state IN ('exact', 'moved', 'changed', 'ambiguous', 'orphaned')", name="ck_anchors_state"),
        sa.CheckConstraint("(choice IS NULL) = (chosen_at IS NULL)", name="ck_anchors_choice"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_anchors_note_id_notes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["trial_versions.id"], name="fk_anchors_version_id_trial_versions", ondelete="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["anchors.id"],
                name=f"fk_anchors_{name}_anchors",
                ondelete="CASCADE",
                deferrable=True,
                initially="DEFERRED",
            )
            for name in ("follows_id", "replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_anchors"),
    )
    op.create_index("ix_anchors_version_id", "anchors", ["version_id"])
    op.create_index("ix_anchors_follows_id", "anchors", ["follows_id"])
    op.create_index(
        "uq_anchors_note_id_version_id",
        "anchors",
        ["note_id", "version_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "placings",
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["trial_versions.id"], name="fk_placings_version_id_trial_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name="pk_placings"),
    )
    op.get_bind().execute(_TO_PLACE)


def downgrade() -> None:
    """Go back."""
    op.drop_table("placings")
    op.drop_table("anchors")
