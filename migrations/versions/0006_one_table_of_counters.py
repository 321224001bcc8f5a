"""Wrong passcodes are counted in the table in which all tries are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SCOPES = {"net": "passcode net", "share-net": "passcode link net", "share": "passcode link", "forged": "forged link"}


_THERE = sa.text("""
INSERT INTO counters (scope, key, tries, window_started_at, blocked_until)
SELECT CAST(:after AS TEXT), key, failures, window_started_at, blocked_until FROM passcode_counters WHERE scope = :before
""")

_BACK = sa.text("""
INSERT INTO passcode_counters (scope, key, failures, window_started_at, blocked_until)
SELECT CAST(:before AS TEXT), key, tries, window_started_at, blocked_until FROM counters WHERE scope = :after
""")


def upgrade() -> None:
    """Take what is counted along: whoever is locked out stays so."""
    for before, after in _SCOPES.items():
        op.get_bind().execute(_THERE, {"before": before, "after": after})
    op.drop_table("passcode_counters")


def downgrade() -> None:
    """Go back."""
    op.create_table(
        "passcode_counters",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_passcode_counters"),
    )
    for before, after in _SCOPES.items():
        op.get_bind().execute(_BACK, {"before": before, "after": after})
        op.get_bind().execute(sa.text("DELETE FROM counters WHERE scope = :after"), {"after": after})
