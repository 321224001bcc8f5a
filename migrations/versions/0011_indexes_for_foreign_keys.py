"""An index for every foreign key: without one, each delete reads all rows that could refer to what is deleted."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_anchors_note_id", "anchors", ["note_id"]),
    ("ix_anchors_replaces_id", "anchors", ["replaces_id"]),
    ("ix_notes_label_id", "notes", ["label_id"]),
    ("ix_notes_trial_id_version_id", "notes", ["trial_id", "version_id"]),
    ("ix_shares_trial_id", "shares", ["trial_id"]),
    ("ix_unlocks_guest_id", "unlocks", ["guest_id"]),
)


def upgrade() -> None:
    """Go forward."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Go back; nothing is lost but speed."""
    for name, table, _columns in INDEXES:
        op.drop_index(name, table)
