"""No two changes of one author's notes at the same instant: programs page by it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_INDEX = "uq_notes_account_id_updated_at"
_STEP = timedelta(microseconds=1)
_AT_ONCE = 1_000

_NOTES = sa.table(
    "notes",
    sa.column("id", sa.String()),
    sa.column("account_id", sa.String()),
    sa.column("updated_at", sa.DateTime(timezone=True)),
    sa.column("erased_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Go forward: of changes at one instant, all but the first are later by a microsecond or more."""
    connection = op.get_bind()
    for note_id, at in _later(connection):
        connection.execute(sa.update(_NOTES).where(_NOTES.c.id == note_id).values(updated_at=at))
    where = sa.text("erased_at IS NULL")
    op.create_index(
        _INDEX, "notes", ["account_id", "updated_at"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Go back: the times stay."""
    op.drop_index(_INDEX, "notes")


def _later(connection: sa.Connection) -> list[tuple[str, datetime]]:
    """Give the notes that get another time, with it."""
    rows = sa.select(_NOTES.c.account_id, _NOTES.c.updated_at, _NOTES.c.id).where(_NOTES.c.erased_at.is_(None))
    order = (_NOTES.c.account_id, _NOTES.c.updated_at, _NOTES.c.id)
    found: list[tuple[str, datetime]] = []
    account, last = "", None
    for account_id, updated_at, note_id in connection.execute(rows.order_by(*order)).yield_per(_AT_ONCE):
        at = updated_at
        if account_id == account and last is not None and at <= last:
            at = last + _STEP
            found.append((note_id, at))
        account, last = account_id, at
    return found
