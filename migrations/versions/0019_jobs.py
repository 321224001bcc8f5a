"""Jobs: who runs which, when each is due, and the runs that did something, failed or were lost."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; every job is due at once."""
    op.create_table(
        "jobs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(length=22), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_outcome", sa.Text(), nullable=True),
        sa.Column("last_words", sa.Text(), nullable=False),
        sa.CheckConstraint("(token IS NULL) = (expires_at IS NULL)", name="ck_jobs_held"),
        sa.CheckConstraint("last_outcome IN ('done', 'failed', 'lost')", name="ck_jobs_last_outcome"),
        sa.PrimaryKeyConstraint("name", name="pk_jobs"),
    )
    op.create_table(
        "job_runs",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'failed', 'lost')", name="ck_job_runs_outcome"),
        sa.PrimaryKeyConstraint("id", name="pk_job_runs"),
    )
    op.create_index("ix_job_runs_ended_at", "job_runs", ["ended_at"])


def downgrade() -> None:
    """Go back; nothing is lost but what ran when."""
    op.drop_index("ix_job_runs_ended_at", "job_runs")
    op.drop_table("job_runs")
    op.drop_table("jobs")
