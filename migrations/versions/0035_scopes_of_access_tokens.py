"""What an access token allows: those that are there go on reading and writing."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("access_tokens", sa.Column("scopes", sa.Text(), nullable=False, server_default="read write"))
    with op.batch_alter_table("access_tokens") as tokens:
        tokens.alter_column("scopes", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    """Go back; earlier releases let every token write, so those that may not end."""
    op.execute("UPDATE access_tokens SET ended_at = created_at WHERE ended_at IS NULL AND scopes NOT LIKE '%write%'")
    op.drop_column("access_tokens", "scopes")
