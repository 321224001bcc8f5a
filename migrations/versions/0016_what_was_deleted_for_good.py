"""The ids of notes and accounts that were deleted for good, so that no restored backup brings them back."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )


def downgrade() -> None:
    """Go back; a backup that is restored then brings back what was deleted since."""
    op.drop_table("erasures")
