"""When somebody last read a trial, and which version."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "last_reads",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_last_reads_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_last_reads_trial_id_trials", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "trial_id", name="pk_last_reads"),
    )
    op.create_index("ix_last_reads_account_id_read_at", "last_reads", ["account_id", "read_at"])
    op.create_index("ix_last_reads_trial_id", "last_reads", ["trial_id"])


def downgrade() -> None:
    """Go back; nobody's last reading is known any more."""
    op.drop_table("last_reads")
