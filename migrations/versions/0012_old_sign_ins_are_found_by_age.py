"""Sign-ins are deleted some months after they began, and found by when that was."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_sign_ins_created_at", "sign_ins", ["created_at"])


def downgrade() -> None:
    """Go back; nothing is lost but speed."""
    op.drop_index("ix_sign_ins_created_at", "sign_ins")
