"""How often a link opens and may open, suspending by its owner, and limits that the database holds as well.

Each new rule comes in with a new column: SQLite adds a rule to a table that stands only by copying the table, and dropping
the old copy would take along everything that refers to it.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LONGEST = timedelta(days=90)


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("shares", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
    _date_renewals()
    _add(
        "shares",
        "openings INTEGER DEFAULT 0 NOT NULL",
        "counts",
        "openings >= 0 AND failures >= 0 AND epoch >= 1 AND unlock_epoch >= 1",
    )
    op.execute(
        "UPDATE shares SET openings = (SELECT count(*) FROM share_events WHERE share_id = shares.id AND kind = 'opened')"
    )
    _add("shares", "most_openings INTEGER", "most_openings", "most_openings BETWEEN 1 AND 1000")
    if op.get_bind().dialect.name == "sqlite":
        instant = "DATETIME"
        span = "julianday(expires_at) - julianday(coalesce(renewed_at, created_at)) <= 90.001"
    else:
        instant = "TIMESTAMP WITH TIME ZONE"
        span = "expires_at <= coalesce(renewed_at, created_at) + interval '90 days 2 minutes'"
    _add("shares", f"paused_at {instant}", "span", span)
    _add("shares", f"lock_told_at {instant}", "recipient", "length(recipient) BETWEEN 1 AND 120")
    _add("unlocks", "net TEXT DEFAULT '' NOT NULL", "expiry", "expires_at > created_at")


def downgrade() -> None:
    """Go back."""
    # Each column takes the rule along that came in with it, and goes before the columns that the rule names.
    op.drop_column("unlocks", "net")
    for table, rule in (
        ("unlocks", "expiry"),
        ("shares", "recipient"),
        ("shares", "span"),
        ("shares", "most_openings"),
        ("shares", "counts"),
    ):
        if op.get_bind().dialect.name != "sqlite":
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS ck_{table}_{rule}")
    for column in ("lock_told_at", "paused_at", "most_openings", "openings", "renewed_at"):
        op.drop_column("shares", column)


def _add(table: str, column: str, rule: str, holds: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CONSTRAINT ck_{table}_{rule} CHECK ({holds})")


def _date_renewals() -> None:
    """Date the ends that are further from their link's making than any end may be: they were chosen later."""
    shares = sa.table(
        "shares",
        sa.column("id", sa.String()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("expires_at", sa.DateTime(timezone=True)),
        sa.column("renewed_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(shares.c.id, shares.c.created_at, shares.c.expires_at)).all():
        if row.expires_at - row.created_at > _LONGEST:
            chosen = shares.update().where(shares.c.id == row.id)
            connection.execute(chosen.values(renewed_at=row.expires_at - _LONGEST))
