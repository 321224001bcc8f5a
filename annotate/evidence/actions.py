"""Use cases of tables: make, rename, choose columns and rows, say that something is not reported, delete and restore."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.queries import hold_account
from annotate.codebook.actions import begin_labels
from annotate.codebook.models import Label
from annotate.codebook.queries import labels_of
from annotate.codebook.starters import STARTERS
from annotate.core.numbers import many
from annotate.core.text import collapse, storable
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.evidence import queries
from annotate.evidence.facts import HEADINGS, RecordFact
from annotate.evidence.limits import LONGEST_NAME, MOST_LABELS, MOST_TABLES, MOST_TRIALS
from annotate.evidence.models import EvidenceColumn, EvidenceRow, EvidenceTable, FrozenTable, NotReported
from annotate.insert_once import added, insert_once
from annotate.notes.actions import LONGEST_CLIENT_KEY
from annotate.notes.labelled import move_notes, restore_notes
from annotate.notes.queries import has_notes

_NO_COLUMN = "Choose at least one label or fact."
_NO_TRIAL = "Give at least one registry id, such as NCT04561557."
_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class TableDraft:
    """A table as its owner wants it."""

    name: str
    columns: tuple[str, ...]
    """Ids of labels and names of facts, in order."""
    trial_ids: tuple[str, ...]
    client_key: str
    """Made with the form: the same form sent twice makes one table."""


def make_table(session: Session, viewer: Viewer, draft: TableDraft) -> EvidenceTable:
    """Make a table; the same form once more gives the table that it made. Raises Invalid beside the fields."""
    hold_account(session, viewer.id)
    if not 1 <= len(draft.client_key) <= LONGEST_CLIENT_KEY:
        raise Invalid("The form arrived incomplete, so nothing was made. Please reload the page.")
    if made := queries.find_table_by_client_key(session, viewer, draft.client_key):
        return made
    columns = _columns(session, viewer, draft.columns)
    name, trial_ids = _name(draft.name), _trials(draft.trial_ids)
    _require_room(session, viewer)
    table = EvidenceTable(account_id=viewer.id, name=name, client_key=draft.client_key, created_at=clock.now())
    kept, is_new = insert_once(
        session,
        lambda: added(session, table),
        lambda: queries.find_table_by_client_key(session, viewer, draft.client_key),
    )
    if is_new:
        session.flush()
        for position, column in enumerate(columns):
            column.table_id, column.position = kept.id, position
        session.add_all(columns)
        _add_rows(session, kept, trial_ids, 0)
    return kept


def rename_table(session: Session, table: EvidenceTable, name: str) -> None:
    """Give a table another name; raises Invalid for a bad one."""
    table.name = _name(name)
    session.flush()


def choose_columns(session: Session, viewer: Viewer, table: EvidenceTable, wanted: Sequence[str]) -> None:
    """Let a table have these columns in this order: ids of labels, names of facts, or ids of columns that it has.

    What was said of cells under a label stays, and is there again if the label comes back. Raises Invalid.
    """
    present = {column.id: column for column in queries.columns_of(session, table.id)}
    by_key = {column.label_id or column.fact or column.id: column for column in present.values()}
    kept = [present.get(each) or by_key.get(each) for each in wanted]
    new = _columns(
        session, viewer, [each for each, had in zip(wanted, kept, strict=True) if had is None], some=any(kept)
    )
    fresh = iter(new)
    columns = [had or next(fresh) for had in kept]
    if sum(column.fact is None for column in columns) > MOST_LABELS:
        raise Invalid.field("columns", f"A table can have {MOST_LABELS} labels. Leave some out.")
    gone = present.keys() - {column.id for column in columns}
    session.execute(delete(EvidenceColumn).where(EvidenceColumn.id.in_(gone)), execution_options=_UNSEEN)
    for position, column in enumerate(columns):
        column.table_id, column.position = table.id, position
    session.add_all(columns)
    session.flush()


def add_trials(session: Session, table: EvidenceTable, trial_ids: Sequence[str]) -> int:
    """Add trials below those that a table has, and return how many are new. Raises Invalid for too many."""
    present = set(session.scalars(select(EvidenceRow.trial_id).where(EvidenceRow.table_id == table.id)))
    new = [each for each in dict.fromkeys(trial_ids) if each not in present]
    if len(present) + len(new) > MOST_TRIALS:
        raise Invalid.field(
            "ids",
            f"A table can have {MOST_TRIALS} trials. This one has {len(present)}, and {many(len(new), 'more trial')} would be too "
            "many. Nothing was added.",
        )
    last = session.scalar(select(func.max(EvidenceRow.position)).where(EvidenceRow.table_id == table.id))
    _add_rows(session, table, new, 0 if last is None else last + 1)
    return len(new)


def remove_trials(session: Session, table: EvidenceTable, registry_ids: Collection[str]) -> int:
    """Take trials out of a table, and return how many; notes stay, and so does what was said of empty cells.

    Raises Invalid when none would be left.
    """
    rows = queries.rows_of(session, table.id)
    gone = [row.trial_id for row in rows if row.registry_id in registry_ids]
    if gone and len(gone) == len(rows):
        raise Invalid("A table needs a trial. Delete the table instead. Nothing was changed.")
    those = delete(EvidenceRow).where(EvidenceRow.table_id == table.id, EvidenceRow.trial_id.in_(gone))
    session.execute(those, execution_options=_UNSEEN)
    return len(gone)


def say_not_reported(
    session: Session, table: EvidenceTable, trial_id: str, number: int, label_ids: Collection[str]
) -> None:
    """Say of a trial's cells under exactly these labels that they were looked for and are not reported.

    ``number`` is the version that was read. What was said before keeps its time.
    """
    here = (NotReported.table_id == table.id, NotReported.trial_id == trial_id)
    labels = {column.label_id for column in queries.columns_of(session, table.id) if column.label_id}
    said = set(session.scalars(select(NotReported.label_id).where(*here)))
    gone = (said & labels) - set(label_ids)
    session.execute(delete(NotReported).where(*here, NotReported.label_id.in_(gone)), execution_options=_UNSEEN)
    for label_id in sorted((labels & set(label_ids)) - said):
        session.add(
            NotReported(table_id=table.id, label_id=label_id, trial_id=trial_id, version_number=number, at=clock.now())
        )
    session.flush()


def delete_table(session: Session, table: EvidenceTable) -> None:
    """Delete a table; it can be restored for 30 days. Notes and frozen tables stay. Once more changes nothing."""
    table.deleted_at = table.deleted_at or clock.now()
    session.flush()


def restore_table(session: Session, viewer: Viewer, table: EvidenceTable) -> None:
    """Undo the deletion of a table. Raises Invalid for one too many."""
    hold_account(session, viewer.id)
    if table.deleted_at is not None:
        _require_room(session, viewer)
        table.deleted_at = None
    session.flush()


def move_label(session: Session, label: Label, into: Label | None) -> None:
    """Give a label's notes, and the columns of it, to another one, or to none."""
    move_notes(session, label, into)
    move_columns(session, label, into)


def restore_label(session: Session, label: Label) -> None:
    """Give a label back its notes, and its columns."""
    restore_notes(session, label)
    restore_columns(session, label)


def move_columns(session: Session, label: Label, into: Label | None) -> None:
    """Let columns follow a label that is merged into another one, where a table has no column of that yet."""
    if into is None:
        return
    has = select(EvidenceColumn.table_id).where(EvidenceColumn.label_id == into.id)
    those = (EvidenceColumn.label_id == label.id, EvidenceColumn.table_id.not_in(has))
    for column in session.scalars(select(EvidenceColumn).where(*those)).all():
        column.label_id, column.former_label_id = into.id, label.id
        _copy_marks(session, column.table_id, label.id, into.id)
    session.flush()


def restore_columns(session: Session, label: Label) -> None:
    """Give columns back to a label whose merger is undone."""
    back = update(EvidenceColumn).where(EvidenceColumn.former_label_id == label.id)
    session.execute(back.values(label_id=label.id, former_label_id=None), execution_options=_UNSEEN)
    session.expire_all()


def forget_deleted(session: Session, table_ids: Iterable[str], frozen_ids: Iterable[str]) -> int:
    """Delete for good what was deleted long enough ago, and return how much that was."""
    tables = delete(EvidenceTable).where(EvidenceTable.id.in_(table_ids), EvidenceTable.deleted_at.is_not(None))
    frozen = delete(FrozenTable).where(FrozenTable.id.in_(frozen_ids), FrozenTable.deleted_at.is_not(None))
    gone = session.scalars(tables.returning(EvidenceTable.id)).all()
    return len(gone) + len(session.scalars(frozen.returning(FrozenTable.id)).all())


def _copy_marks(session: Session, table_id: str, label_id: str, into_id: str) -> None:
    of_table = select(NotReported).where(NotReported.table_id == table_id)
    has = {mark.trial_id for mark in session.scalars(of_table.where(NotReported.label_id == into_id))}
    for mark in session.scalars(of_table.where(NotReported.label_id == label_id)).all():
        if mark.trial_id not in has:
            session.add(
                NotReported(
                    table_id=table_id,
                    label_id=into_id,
                    trial_id=mark.trial_id,
                    version_number=mark.version_number,
                    at=mark.at,
                )
            )


def _columns(session: Session, viewer: Viewer, wanted: Sequence[str], *, some: bool = False) -> list[EvidenceColumn]:
    """Make columns. Raises Invalid for something that is neither a fact nor a label of the viewer's, and for too many."""
    begin_labels(session, viewer, has_notes)
    labels = {label.id: label for label in labels_of(session, viewer)}
    by_name = {label.name: label.id for label in labels.values()}
    begun = {starter.id: by_name.get(starter.name, starter.id) for starter in STARTERS}
    columns = []
    for each in dict.fromkeys(begun.get(key, key) for key in wanted):
        if each in labels:
            columns.append(EvidenceColumn(label_id=each, fact=None, heading=labels[each].name))
        elif each in list(RecordFact):
            columns.append(EvidenceColumn(label_id=None, fact=each, heading=HEADINGS[RecordFact(each)]))
        else:
            raise Invalid.field("columns", "One of these labels is not there any more. Please choose again.")
    if not columns and not some:
        raise Invalid.field("columns", _NO_COLUMN)
    if sum(column.fact is None for column in columns) > MOST_LABELS:
        raise Invalid.field("columns", f"A table can have {MOST_LABELS} labels. Leave some out.")
    return columns


def _trials(trial_ids: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(trial_ids))
    if not found:
        raise Invalid.field("ids", _NO_TRIAL)
    if len(found) > MOST_TRIALS:
        raise Invalid.field("ids", f"A table can have {MOST_TRIALS} trials; these are {len(found):,}. Leave some out.")
    return found


def _add_rows(session: Session, table: EvidenceTable, trial_ids: Sequence[str], first: int) -> None:
    session.add_all(
        EvidenceRow(table_id=table.id, trial_id=trial_id, position=position)
        for position, trial_id in enumerate(trial_ids, first)
    )
    session.flush()


def _require_room(session: Session, viewer: Viewer) -> None:
    own = select(func.count()).where(EvidenceTable.account_id == viewer.id, EvidenceTable.deleted_at.is_(None))
    if (session.scalar(own) or 0) >= MOST_TABLES:
        raise Invalid(f"You have {MOST_TABLES} tables, which is the most. Delete one first.")


def _name(typed: str) -> str:
    if not storable(typed):
        raise Invalid.field("name", "This holds a character that cannot be stored. Please remove it.")
    name = collapse(typed)
    if not name:
        raise Invalid.field("name", "Give the table a name, such as “Doses in gout”.")
    if len(name) > LONGEST_NAME:
        raise Invalid.field("name", f"A name can be {LONGEST_NAME} characters long; this one has {len(name):,}.")
    return name
