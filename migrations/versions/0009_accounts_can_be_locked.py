"""An account can be locked by whoever runs the instance."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("accounts", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back; a locked account stays deactivated, and its owner can wake it."""
    op.drop_column("accounts", "locked_at")
