"""Rounds of double reading: what is read with which labels, by whom, what was closed, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

_TABLES = (
    "round_passages",
    "round_answers",
    "round_readings",
    "round_member_labels",
    "round_decisions",
    "round_trials",
    "round_members",
    "round_labels",
    "rounds",
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("owner_id", sa.String(length=22), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_rounds_owner_id_accounts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("owner_id", "client_key", name=op.f("uq_rounds_owner_id_client_key")),
    )
    op.create_index("ix_rounds_owner_id_created_at", "rounds", ["owner_id", "created_at", "id"], unique=False)

    op.create_table(
        "round_labels",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("round_id", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hue", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("when_not", sa.Text(), nullable=False),
        sa.CheckConstraint("hue BETWEEN 1 AND 8", name=op.f("ck_round_labels_hue")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_labels_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_labels")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_labels_round_id_position")),
    )
    op.create_table(
        "round_members",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("round_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("reads", sa.Boolean(), nullable=False),
        sa.Column("decides", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reads OR decides", name=op.f("ck_round_members_does")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_round_members_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_members_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_members")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_round_members_round_id_number")),
    )
    op.create_index("ix_round_members_account_id", "round_members", ["account_id"], unique=False)
    op.create_index(
        "ix_round_members_email",
        "round_members",
        ["email"],
        unique=False,
        sqlite_where=sa.text("email <> ''"),
        postgresql_where=sa.text("email <> ''"),
    )
    op.create_index(
        "uq_round_members_round_id_account_id",
        "round_members",
        ["round_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("account_id IS NOT NULL"),
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )

    op.create_table(
        "round_trials",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("round_id", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_trials_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name=op.f("fk_round_trials_trial_id_trials")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["trial_versions.id"], name=op.f("fk_round_trials_version_id_trial_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_trials")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_trials_round_id_position")),
        sa.UniqueConstraint("round_id", "trial_id", name=op.f("uq_round_trials_round_id_trial_id")),
    )
    op.create_index("ix_round_trials_trial_id", "round_trials", ["trial_id"], unique=False)
    op.create_index("ix_round_trials_version_id", "round_trials", ["version_id"], unique=False)

    op.create_table(
        "round_decisions",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("round_trial_id", sa.String(length=22), nullable=False),
        sa.Column("label_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("taken_from_id", sa.String(length=22), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.String(length=22), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supersedes_id", sa.String(length=22), nullable=True),
        sa.CheckConstraint("kind IN ('found', 'nothing')", name=op.f("ck_round_decisions_kind")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["accounts.id"],
            name=op.f("fk_round_decisions_decided_by_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["round_labels.id"], name=op.f("fk_round_decisions_label_id_round_labels"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_trial_id"],
            ["round_trials.id"],
            name=op.f("fk_round_decisions_round_trial_id_round_trials"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["round_decisions.id"],
            name=op.f("fk_round_decisions_supersedes_id_round_decisions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["taken_from_id"],
            ["round_members.id"],
            name=op.f("fk_round_decisions_taken_from_id_round_members"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_decisions")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_round_decisions_supersedes_id")),
    )
    op.create_index("ix_round_decisions_decided_by_id", "round_decisions", ["decided_by_id"], unique=False)
    op.create_index("ix_round_decisions_label_id", "round_decisions", ["label_id"], unique=False)
    op.create_index(
        "ix_round_decisions_round_trial_id_label_id", "round_decisions", ["round_trial_id", "label_id"], unique=False
    )
    op.create_index("ix_round_decisions_taken_from_id", "round_decisions", ["taken_from_id"], unique=False)
    op.create_index(
        "uq_round_decisions_first",
        "round_decisions",
        ["round_trial_id", "label_id"],
        unique=True,
        sqlite_where=sa.text("supersedes_id IS NULL"),
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )

    op.create_table(
        "round_member_labels",
        sa.Column("member_id", sa.String(length=22), nullable=False),
        sa.Column("label_id", sa.String(length=22), nullable=False),
        sa.Column("own_label_id", sa.String(length=22), nullable=True),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["round_labels.id"],
            name=op.f("fk_round_member_labels_label_id_round_labels"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["round_members.id"],
            name=op.f("fk_round_member_labels_member_id_round_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["own_label_id"],
            ["labels.id"],
            name=op.f("fk_round_member_labels_own_label_id_labels"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("member_id", "label_id", name=op.f("pk_round_member_labels")),
    )
    op.create_index("ix_round_member_labels_label_id", "round_member_labels", ["label_id"], unique=False)
    op.create_index("ix_round_member_labels_own_label_id", "round_member_labels", ["own_label_id"], unique=False)

    op.create_table(
        "round_readings",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("member_id", sa.String(length=22), nullable=False),
        sa.Column("round_trial_id", sa.String(length=22), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["round_members.id"],
            name=op.f("fk_round_readings_member_id_round_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_trial_id"],
            ["round_trials.id"],
            name=op.f("fk_round_readings_round_trial_id_round_trials"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_readings")),
        sa.UniqueConstraint("member_id", "round_trial_id", name=op.f("uq_round_readings_member_id_round_trial_id")),
    )
    op.create_index("ix_round_readings_round_trial_id", "round_readings", ["round_trial_id"], unique=False)

    op.create_table(
        "round_answers",
        sa.Column("reading_id", sa.String(length=22), nullable=False),
        sa.Column("label_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('found', 'nothing')", name=op.f("ck_round_answers_kind")),
        sa.ForeignKeyConstraint(
            ["label_id"], ["round_labels.id"], name=op.f("fk_round_answers_label_id_round_labels"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["round_readings.id"],
            name=op.f("fk_round_answers_reading_id_round_readings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reading_id", "label_id", name=op.f("pk_round_answers")),
    )
    op.create_index("ix_round_answers_label_id", "round_answers", ["label_id"], unique=False)

    op.create_table(
        "round_passages",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("reading_id", sa.String(length=22), nullable=False),
        sa.Column("label_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=True),
        sa.Column("end_offset", sa.Integer(), nullable=True),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(start_offset IS NULL AND end_offset IS NULL) OR (start_offset >= 0 AND end_offset > start_offset)",
            name=op.f("ck_round_passages_passage"),
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["round_labels.id"], name=op.f("fk_round_passages_label_id_round_labels"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["round_readings.id"],
            name=op.f("fk_round_passages_reading_id_round_readings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["trial_versions.id"], name=op.f("fk_round_passages_version_id_trial_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_passages")),
    )
    op.create_index("ix_round_passages_label_id", "round_passages", ["label_id"], unique=False)
    op.create_index("ix_round_passages_note_id", "round_passages", ["note_id"], unique=False)
    op.create_index("ix_round_passages_reading_id_label_id", "round_passages", ["reading_id", "label_id"], unique=False)
    op.create_index("ix_round_passages_version_id", "round_passages", ["version_id"], unique=False)


def downgrade() -> None:
    """Go back: every round is lost, with what was told of it; the notes and labels of its readers stay."""
    # SQLite looks after no reference while it migrates.
    op.execute("DELETE FROM notices WHERE kind LIKE 'round-%'")
    op.execute("DELETE FROM notification_preferences WHERE kind LIKE 'round-%'")
    op.execute("DELETE FROM activities WHERE kind LIKE 'round.%'")
    for table in _TABLES:
        op.drop_table(table)
