"""Counted tries, sign-ins that end, addresses that are confirmed, accounts that can be left."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "counters",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_counters"),
    )
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
    )
    op.create_index("ix_sign_ups_expires_at", "sign_ups", ["expires_at"])
    op.create_table(
        "mailed_links",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_mailed_links_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mailed_links"),
    )
    op.create_index("ix_mailed_links_account_id", "mailed_links", ["account_id"])
    op.create_index("ix_mailed_links_expires_at", "mailed_links", ["expires_at"])
    # Column by column: to copy the table is to touch everything that refers to it.
    op.add_column("accounts", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("accounts", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("deletion_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_accounts_deletion_due_at", "accounts", ["deletion_due_at"])
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.add_column(sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))
        sign_ins.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever is signed in was promised 30 days.
    kept = sa.bindparam("kept", datetime.now(UTC) + timedelta(days=30), sa.DateTime(timezone=True))
    op.get_bind().execute(
        sa.text(
            "UPDATE sign_ins SET proven_at = created_at, kept_until = CASE WHEN ended_at IS NULL THEN :kept END"
        ).bindparams(kept)
    )
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.alter_column("proven_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.drop_column("proven_at")
        sign_ins.drop_column("kept_until")
    op.drop_index("ix_accounts_deletion_due_at", "accounts")
    for column in ("deletion_due_at", "confirmed_at", "failures"):
        op.drop_column("accounts", column)
    op.drop_index("ix_mailed_links_expires_at", "mailed_links")
    op.drop_index("ix_mailed_links_account_id", "mailed_links")
    op.drop_table("mailed_links")
    op.drop_index("ix_sign_ups_expires_at", "sign_ups")
    op.drop_table("sign_ups")
    op.drop_table("counters")
