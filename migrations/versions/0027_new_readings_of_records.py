"""Which edition read a record, and which versions are new readings of a record that was here."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: what is stored was read by the first edition."""
    op.add_column("trials", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("trial_versions", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("trial_versions", sa.Column("rereads", sa.Integer(), nullable=True))
    op.create_index("ix_trials_edition", "trials", ["edition"])


def downgrade() -> None:
    """Go back; new readings stay, as versions like any other, with digests of the study's plan alone."""
    op.execute("UPDATE trial_versions SET digest = substr(digest, 1, 64) WHERE edition > 1")
    op.drop_index("ix_trials_edition", "trials")
    for table, column in (("trial_versions", "rereads"), ("trial_versions", "edition"), ("trials", "edition")):
        op.drop_column(table, column)
