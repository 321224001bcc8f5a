"""A label remembers the code that it was in another program's codebook."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("labels") as labels:
        labels.add_column(sa.Column("code", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back: labels stay, and are new codes to other programs."""
    with op.batch_alter_table("labels") as labels:
        labels.drop_column("code")
