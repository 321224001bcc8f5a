"""An import of notes is an act, so that it can be undone as a whole."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_NAME = "ck_note_acts_kind"
_KINDS = "kind IN ('label', 'tag', 'untag', 'delete', 'import')"
_FORMER_KINDS = "kind IN ('label', 'tag', 'untag', 'delete')"


def upgrade() -> None:
    """Go forward."""
    _allow(_KINDS)


def downgrade() -> None:
    """Go back: the notes of imports stay, and no undo takes them out."""
    # SQLite looks after no reference while it migrates.
    op.execute("DELETE FROM note_act_notes WHERE act_id IN (SELECT id FROM note_acts WHERE kind = 'import')")
    op.execute("DELETE FROM note_acts WHERE kind = 'import'")
    _allow(_FORMER_KINDS)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("note_acts") as acts:
        acts.drop_constraint(op.f(_NAME), type_="check")
        acts.create_check_constraint(op.f(_NAME), sa.text(kinds))
