"""How much an account holds is counted: the characters of what it wrote, and of the passages that it quoted."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COUNT = """
UPDATE accounts SET stored =
    COALESCE((SELECT SUM(LENGTH(n.body) + LENGTH(n.exact)) FROM notes n WHERE n.account_id = accounts.id), 0)
    + COALESCE((
        SELECT SUM(LENGTH(r.body)) FROM note_revisions r JOIN notes n ON n.id = r.note_id
        WHERE n.account_id = accounts.id), 0)
    + COALESCE((
        SELECT SUM(LENGTH(r.body)) FROM replies r JOIN threads t ON t.id = r.thread_id JOIN notes n ON n.id = t.note_id
        WHERE r.from_author AND n.account_id = accounts.id), 0)
    + COALESCE((
        SELECT SUM(LENGTH(r.body)) FROM replies r JOIN threads t ON t.id = r.thread_id
        WHERE NOT r.from_author AND t.respondent_account_id = accounts.id), 0)
    + COALESCE((
        SELECT SUM(LENGTH(e.body)) FROM reply_revisions e JOIN replies r ON r.id = e.reply_id
        JOIN threads t ON t.id = r.thread_id JOIN notes n ON n.id = t.note_id
        WHERE r.from_author AND n.account_id = accounts.id), 0)
    + COALESCE((
        SELECT SUM(LENGTH(e.body)) FROM reply_revisions e JOIN replies r ON r.id = e.reply_id
        JOIN threads t ON t.id = r.thread_id
        WHERE NOT r.from_author AND t.respondent_account_id = accounts.id), 0)
"""


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("stored", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(_COUNT)
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("stored", existing_type=sa.BigInteger(), server_default=None)


def downgrade() -> None:
    """Go back; what is counted can be counted anew."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("stored")
