"""What people follow, the searches that they saved, what followers are still to be told, and what they have seen of it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_KINDS = "('followed.changed', 'followed.minor', 'followed.found')"


def upgrade() -> None:
    """Go forward; nobody follows anything yet."""
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("feed_key", sa.String(length=22), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_saved_searches_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_searches"),
        sa.UniqueConstraint("account_id", "query", name="uq_saved_searches_account_id_query"),
        sa.UniqueConstraint("feed_key", name="uq_saved_searches_feed_key"),
    )
    op.create_index("ix_saved_searches_deleted_at", "saved_searches", ["deleted_at"])
    op.create_table(
        "follows",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=True),
        sa.Column("condition_key", sa.Text(), nullable=True),
        sa.Column("search_id", sa.String(length=22), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("feed_key", sa.String(length=22), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN trial_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN condition_key IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN search_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="ck_follows_one_subject",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_follows_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name="fk_follows_search_id_saved_searches", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_follows_trial_id_trials", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_follows"),
        sa.UniqueConstraint("account_id", "condition_key", name="uq_follows_account_id_condition_key"),
        sa.UniqueConstraint("account_id", "search_id", name="uq_follows_account_id_search_id"),
        sa.UniqueConstraint("account_id", "trial_id", name="uq_follows_account_id_trial_id"),
        sa.UniqueConstraint("feed_key", name="uq_follows_feed_key"),
    )
    op.create_index("ix_follows_ended_at", "follows", ["ended_at"])
    op.create_index("ix_follows_search_id", "follows", ["search_id"])
    op.create_index("ix_follows_trial_id_id", "follows", ["trial_id", "id"])
    op.create_table(
        "arrivals",
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("former_number", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_until", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["trial_versions.id"], name="fk_arrivals_version_id_trial_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_at_version_id", "arrivals", ["at", "version_id"])
    op.add_column("notification_states", sa.Column("news_seq", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("notification_states") as states:
        states.alter_column("news_seq", existing_type=sa.BigInteger(), server_default=None)


def downgrade() -> None:
    """Go back; what people followed is forgotten, and what they were told of it."""
    # The releases before know no such kinds.
    op.execute(f"DELETE FROM activities WHERE kind IN {_KINDS}")  # noqa: S608 - this file's own constant
    op.execute("DELETE FROM notices WHERE kind IN ('followed-changed', 'followed-minor', 'followed-found')")
    op.execute(
        "DELETE FROM notification_preferences WHERE kind IN ('followed-changed', 'followed-minor', 'followed-found')"
    )
    op.drop_column("notification_states", "news_seq")
    op.drop_index("ix_arrivals_at_version_id", "arrivals")
    op.drop_table("arrivals")
    op.drop_index("ix_follows_trial_id_id", "follows")
    op.drop_index("ix_follows_search_id", "follows")
    op.drop_index("ix_follows_ended_at", "follows")
    op.drop_table("follows")
    op.drop_index("ix_saved_searches_deleted_at", "saved_searches")
    op.drop_table("saved_searches")
