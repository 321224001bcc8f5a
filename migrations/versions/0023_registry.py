"""The registry: whose turn it is to ask it, how far the records here follow it, and what is still to be read."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "registry_turns",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_registry_turns"),
    )
    op.create_table(
        "registry_syncs",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("data_version", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("listing_etag", sa.Text(), nullable=False),
        sa.Column("page_token", sa.Text(), nullable=False),
        sa.Column("watched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=22), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_by", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("added", "changed", "unchanged", "refused", "missing")
        ),
        sa.CheckConstraint("(token IS NULL) = (lease_until IS NULL)", name="ck_registry_syncs_held"),
        sa.PrimaryKeyConstraint("host", name="pk_registry_syncs"),
    )
    op.create_table(
        "registry_pending",
        sa.Column("registry_id", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("registry_id", name="pk_registry_pending"),
    )


def downgrade() -> None:
    """Go back; nothing is lost but how far the records follow the registry: the next sync lists more than it would have."""
    op.drop_table("registry_pending")
    op.drop_table("registry_syncs")
    op.drop_table("registry_turns")
