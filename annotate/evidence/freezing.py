"""Freezing a table under a name and a date. What is frozen never changes; it can be deleted, which is not a change."""

from sqlalchemy import event, func, select
from sqlalchemy.orm import Mapper, Session, attributes
from sqlalchemy.orm.base import NO_VALUE

from annotate import clock
from annotate.accounts.queries import hold_account
from annotate.core.table_values import TableValues, digest_of, values_from_json, values_to_json
from annotate.core.text import collapse, storable
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Invalid
from annotate.evidence.contents import read_values
from annotate.evidence.limits import LONGEST_NAME, MOST_FROZEN
from annotate.evidence.models import EvidenceTable, FrozenTable

FROZEN = (
    "This table is frozen, so it never changes: whoever cites it can rely on that. Nothing was changed. Change the table that "
    "it was made of, and freeze that under another name."
)
"""What somebody is told who tries to change a frozen table."""

_MAY_CHANGE = {"deleted_at", "table_id"}


def freeze(session: Session, viewer: Viewer, table: EvidenceTable, name: str) -> FrozenTable:
    """Keep a table as it is now, as values. Raises Invalid for a bad name, for one too many, and for too much text."""
    hold_account(session, viewer.id)
    named = _name(name)
    _require_room(session, viewer)
    values = read_values(session, viewer, table)
    frozen = FrozenTable(
        account_id=viewer.id,
        table_id=table.id,
        name=named,
        frozen_at=clock.now(),
        digest=digest_of(values),
        trials=len(values.rows),
        cells=values.filled,
        content=values_to_json(values),
    )
    session.add(frozen)
    session.flush()
    return frozen


def frozen_values(frozen: FrozenTable) -> TableValues:
    """Return the values of a frozen table."""
    return values_from_json(frozen.content)


def is_sound(frozen: FrozenTable, values: TableValues) -> bool:
    """True if the values are those that were frozen, by their digest."""
    return digest_of(values) == frozen.digest


def refuse_change(_frozen: FrozenTable) -> None:
    """Raise Conflict, and say why."""
    raise Conflict(FROZEN)


def delete_frozen(session: Session, frozen: FrozenTable) -> None:
    """Delete a frozen table; it can be restored for 30 days. Once more changes nothing."""
    frozen.deleted_at = frozen.deleted_at or clock.now()
    session.flush()


def restore_frozen(session: Session, frozen: FrozenTable) -> None:
    """Undo the deletion of a frozen table."""
    frozen.deleted_at = None
    session.flush()


@event.listens_for(FrozenTable, "before_update")
def _refuse(_mapper: Mapper[FrozenTable], _connection: object, frozen: FrozenTable) -> None:
    """Stop any code that would change what is frozen."""
    state = attributes.instance_state(frozen)
    changed = {name for name in state.committed_state if name not in _MAY_CHANGE}
    if any(state.committed_state[name] is not NO_VALUE for name in changed):
        raise Conflict(FROZEN)


def _require_room(session: Session, viewer: Viewer) -> None:
    own = select(func.count()).where(FrozenTable.account_id == viewer.id)
    if (session.scalar(own) or 0) >= MOST_FROZEN:
        raise Invalid(
            f"You have {MOST_FROZEN} frozen tables, which is the most; those that you deleted count for 30 days. Nothing was frozen."
        )


def _name(typed: str) -> str:
    name = collapse(typed) if storable(typed) else ""
    if not name:
        raise Invalid.field("name", "Give it a name, such as “As submitted”.")
    if len(name) > LONGEST_NAME:
        raise Invalid.field("name", f"A name can be {LONGEST_NAME} characters long; this one has {len(name):,}.")
    return name
