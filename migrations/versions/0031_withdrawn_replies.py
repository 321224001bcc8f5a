"""Replies that their respondents withdrew, and their words, for the writer alone."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("replies", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "withdrawn_replies",
        sa.Column("reply_id", sa.String(length=22), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name=op.f("fk_withdrawn_replies_reply_id_replies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_withdrawn_replies")),
    )


def downgrade() -> None:
    """Go back; earlier releases would show the words to the other side, so they go, and the replies stay empty."""
    op.drop_table("withdrawn_replies")
    op.drop_column("replies", "withdrawn_at")
