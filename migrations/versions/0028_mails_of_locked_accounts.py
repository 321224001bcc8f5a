"""Which account caused a mail, and since when it is held because that account is locked."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_ENQUIRIES = "UPDATE mails SET account_id = (SELECT account_id FROM enquiries WHERE enquiries.mail_id = mails.id)"
_COPIES = """
    UPDATE mails SET account_id = (SELECT id FROM accounts WHERE accounts.email = mails.recipient)
    WHERE account_id IS NULL AND cause = 'enquiry'
"""
_HELD = """
    UPDATE mails SET held_at = (SELECT locked_at FROM accounts WHERE accounts.id = mails.account_id)
    WHERE account_id IS NOT NULL AND sent_at IS NULL
"""


def upgrade() -> None:
    """Go forward; what waits of accounts that are locked is held from now on."""
    with op.batch_alter_table("mails") as mails:
        mails.add_column(sa.Column("account_id", sa.String(length=22), nullable=True))
        mails.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        mails.create_foreign_key("fk_mails_account_id_accounts", "accounts", ["account_id"], ["id"], ondelete="CASCADE")
    op.create_index("ix_mails_account_id", "mails", ["account_id"])
    for statement in (_ENQUIRIES, _COPIES, _HELD):
        op.execute(statement)


def downgrade() -> None:
    """Go back; earlier releases would send what is held, so it is given up: ``annotate mail retry`` sends it all the same."""
    op.execute(
        "UPDATE mails SET given_up_at = held_at, due_at = NULL, trouble = 'the account that caused it is locked' "
        "WHERE held_at IS NOT NULL AND due_at IS NOT NULL"
    )
    op.drop_index("ix_mails_account_id", "mails")
    with op.batch_alter_table("mails") as mails:
        mails.drop_constraint("fk_mails_account_id_accounts", type_="foreignkey")
        mails.drop_column("held_at")
        mails.drop_column("account_id")
