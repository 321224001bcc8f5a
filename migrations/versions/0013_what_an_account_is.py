"""An account says what it is, a person's or a tombstone, and a password is a hash or none: never an empty one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="person"))
        accounts.alter_column("password_hash", existing_type=sa.Text(), nullable=True)
    # Until now an account without a password could be nothing else.
    op.execute("UPDATE accounts SET kind = 'tombstone', password_hash = NULL WHERE password_hash = ''")
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("kind", existing_type=sa.Text(), server_default=None)
        accounts.create_check_constraint(op.f("ck_accounts_kind"), "kind IN ('person', 'tombstone')")
        accounts.create_check_constraint(op.f("ck_accounts_password_hash"), "password_hash <> ''")


def downgrade() -> None:
    """Go back; a person without a password is taken for a tombstone from then on."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_constraint(op.f("ck_accounts_password_hash"), type_="check")
        accounts.drop_constraint(op.f("ck_accounts_kind"), type_="check")
    op.execute("UPDATE accounts SET password_hash = '' WHERE password_hash IS NULL")
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("password_hash", existing_type=sa.Text(), nullable=False)
        accounts.drop_column("kind")
