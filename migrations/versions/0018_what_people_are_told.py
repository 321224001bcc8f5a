"""What people chose to be told, what waits to be mailed, and how they end such mails."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "notification_preferences",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_notification_preferences_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name="pk_notification_preferences"),
    )
    op.create_table(
        "notices",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_notices_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "seq", name="pk_notices"),
    )
    op.create_index("ix_notices_due_at", "notices", ["due_at"])
    op.create_table(
        "notification_states",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_notification_states_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_notification_states"),
    )
    # What happened before is no news.
    op.execute(
        "INSERT INTO notification_states (account_id, mailed_at, seen_seq) "
        "SELECT account_id, NULL, last FROM activity_sequences"
    )
    op.add_column("mails", sa.Column("unsubscribe", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("unsubscribe", server_default=None)


def downgrade() -> None:
    """Go back; everybody is told of everything at once again."""
    op.drop_column("mails", "unsubscribe")
    op.drop_table("notification_states")
    op.drop_index("ix_notices_due_at", "notices")
    op.drop_table("notices")
    op.drop_table("notification_preferences")
