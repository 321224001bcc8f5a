"""Selects and gates of evidence tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import Session, joinedload

from annotate.accounts.queries import hold_account
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.evidence.models import (
    EvidenceColumn,
    EvidenceRow,
    EvidenceTable,
    FrozenTable,
    KeptQuote,
    NotReported,
    TableLink,
)
from annotate.keyset import older
from annotate.prepared import prepared
from annotate.shares.models import Share
from annotate.trials.models import IndexedTrial, Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

PAGE_SIZE = 30
"""Tables on one page of the list."""

UNDO = timedelta(days=30)
"""How long a deleted table, or a frozen one, can be restored."""

MOST_AT_HAND = 5
"""Tables that a reading page shows of a trial, the newest."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table in the list."""

    table: EvidenceTable
    trials: int
    columns: int


@dataclass(frozen=True, slots=True)
class TableTrial:
    """A row: a trial, as its current version has it."""

    trial_id: str
    registry_id: str
    version_id: str
    number: int
    title: str
    status: str
    sponsor: str
    updated: str
    started: str
    participants: int | None
    facets: str


def own_tables(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees a table: who made it."""
    return EvidenceTable.account_id == viewer.id if viewer else false()


def own_frozen(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees a frozen table: who froze it."""
    return FrozenTable.account_id == viewer.id if viewer else false()


def find_table(
    session: Session, viewer: Viewer | None, table_id: str, *, deleted_too: bool = False, for_change: bool = False
) -> EvidenceTable:
    """Return a table of the viewer's; raises NotFound. ``for_change`` lets no other writer of the viewer's in meanwhile."""
    if for_change and viewer is not None:
        hold_account(session, viewer.id)
    wanted = select(EvidenceTable).where(EvidenceTable.id == table_id, own_tables(viewer))
    found = session.scalar(wanted if deleted_too else wanted.where(EvidenceTable.deleted_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def find_frozen(session: Session, viewer: Viewer | None, frozen_id: str, *, deleted_too: bool = False) -> FrozenTable:
    """Return a frozen table of the viewer's, without its values; raises NotFound."""
    wanted = select(FrozenTable).where(FrozenTable.id == frozen_id, own_frozen(viewer))
    found = session.scalar(wanted if deleted_too else wanted.where(FrozenTable.deleted_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def find_table_by_client_key(session: Session, viewer: Viewer, client_key: str) -> EvidenceTable | None:
    """Return the table that the viewer's form with this key made."""
    wanted = select(EvidenceTable).where(own_tables(viewer), EvidenceTable.client_key == client_key)
    return session.scalar(wanted)


def tables_of(
    session: Session, viewer: Viewer, after: Cursor | None = None, limit: int = PAGE_SIZE + 1
) -> list[TableLine]:
    """Return a page of the viewer's tables, and one more, the newest first."""
    wanted = _lines().where(own_tables(viewer), EvidenceTable.deleted_at.is_(None))
    if after is not None:
        wanted = wanted.where(older(EvidenceTable.created_at, EvidenceTable.id, after.at, after.id))
    newest = (EvidenceTable.created_at.desc(), EvidenceTable.id.desc())
    return [TableLine(*row) for row in session.execute(wanted.order_by(*newest).limit(limit))]


def deleted_tables(session: Session, viewer: Viewer) -> list[TableLine]:
    """Return tables that can still be restored, the one deleted last first."""
    wanted = _lines().where(own_tables(viewer), EvidenceTable.deleted_at.is_not(None))
    last = (EvidenceTable.deleted_at.desc(), EvidenceTable.id)
    return [TableLine(*row) for row in session.execute(wanted.order_by(*last).limit(PAGE_SIZE))]


def frozen_of(session: Session, viewer: Viewer, table_id: str | None = None) -> Sequence[FrozenTable]:
    """Return the viewer's frozen tables, those too that can be restored: of one table or of all, the newest first."""
    wanted = select(FrozenTable).where(own_frozen(viewer))
    if table_id is not None:
        wanted = wanted.where(FrozenTable.table_id == table_id)
    return session.scalars(wanted.order_by(FrozenTable.frozen_at.desc(), FrozenTable.id)).all()


def columns_of(session: Session, table_id: str) -> Sequence[EvidenceColumn]:
    """Return the columns of a table in order, with their labels."""
    return session.scalars(*_columns(table_id)).unique().all()


def rows_of(session: Session, table_id: str) -> list[TableTrial]:
    """Return the trials of a table in order."""
    return [TableTrial(*row) for row in session.execute(*_rows(table_id))]


def trials_by_id(session: Session, trial_ids: Sequence[str]) -> list[TableTrial]:
    """Return some trials as rows, in the order of their ids."""
    found = {row[0]: TableTrial(*row) for row in session.execute(*_trials(list(trial_ids)))}
    return [found[trial_id] for trial_id in trial_ids if trial_id in found]


def completion_dates(session: Session, version_ids: Sequence[str]) -> dict[str, str]:
    """Return the completion dates of versions, by the versions' ids; each record's facts are read for it."""
    wanted = select(TrialVersion.id, TrialVersion.facts).where(TrialVersion.id.in_(version_ids))
    return {row.id: (row.facts.get("completion_date") or {}).get("text", "") for row in session.execute(wanted)}


def not_reported(session: Session, table_id: str) -> dict[tuple[str, str], NotReported]:
    """Return what was looked for and is not reported, by the ids of trial and label."""
    found = session.scalars(*_not_reported(table_id))
    return {(mark.trial_id, mark.label_id): mark for mark in found}


def kept_quotes(session: Session, table_id: str) -> dict[str, KeptQuote]:
    """Return what a table keeps though the record says something else, by the notes' ids."""
    return {kept.note_id: kept for kept in session.scalars(*_kept(table_id))}


def tables_on_trial(session: Session, viewer: Viewer, trial_id: str) -> Sequence[EvidenceTable]:
    """Return the viewer's newest tables that have the trial."""
    return session.scalars(*_on_trial(viewer, trial_id, MOST_AT_HAND)).all()


def find_link(session: Session, share_id: str) -> TableLink | None:
    """Return what a link gives of a table; None for other links. Whoever asks has passed the link's gate."""
    found: TableLink | None = session.scalar(*_link(share_id))
    return found


def links_of(session: Session, table_id: str) -> Sequence[Share]:
    """Return the links over a table, the newest first; whose table it is, is for the caller to ask."""
    wanted = select(Share).join(TableLink, TableLink.share_id == Share.id).where(TableLink.table_id == table_id)
    return session.scalars(wanted.order_by(Share.created_at.desc(), Share.id)).all()


def _lines() -> Select[EvidenceTable, int, int]:
    trials = select(func.count()).where(EvidenceRow.table_id == EvidenceTable.id).scalar_subquery()
    columns = select(func.count()).where(EvidenceColumn.table_id == EvidenceTable.id).scalar_subquery()
    return select(EvidenceTable, trials, columns)


def _trial_columns() -> Select[str, str, str, int, str, str, str, str, str, int | None, str]:
    return select(
        Trial.id,
        Trial.registry_id,
        TrialVersion.id,
        TrialVersion.number,
        TrialVersion.title,
        TrialVersion.status,
        TrialVersion.sponsor,
        TrialVersion.record_updated,
        func.coalesce(IndexedTrial.started, ""),
        IndexedTrial.participants,
        func.coalesce(IndexedTrial.facets, ""),
    )


@prepared
def _columns(table_id: str) -> Select[EvidenceColumn]:
    wanted = select(EvidenceColumn).options(joinedload(EvidenceColumn.label))
    return wanted.where(EvidenceColumn.table_id == table_id).order_by(EvidenceColumn.position, EvidenceColumn.id)


@prepared
def _rows(table_id: str) -> Select[str, str, str, int, str, str, str, str, str, int | None, str]:
    return (
        _trial_columns()
        .select_from(EvidenceRow)
        .join(Trial, Trial.id == EvidenceRow.trial_id)
        .join(TrialVersion, IS_CURRENT)
        .outerjoin(IndexedTrial, IndexedTrial.trial_id == Trial.id)
        .where(EvidenceRow.table_id == table_id)
        .order_by(EvidenceRow.position, Trial.registry_id)
    )


@prepared
def _trials(trial_ids: list[str]) -> Select[str, str, str, int, str, str, str, str, str, int | None, str]:
    return (
        _trial_columns()
        .select_from(Trial)
        .join(TrialVersion, IS_CURRENT)
        .outerjoin(IndexedTrial, IndexedTrial.trial_id == Trial.id)
        .where(Trial.id.in_(trial_ids))
    )


@prepared
def _not_reported(table_id: str) -> Select[NotReported]:
    return select(NotReported).where(NotReported.table_id == table_id)


@prepared
def _kept(table_id: str) -> Select[KeptQuote]:
    return select(KeptQuote).where(KeptQuote.table_id == table_id)


@prepared
def _on_trial(viewer: Viewer, trial_id: str, limit: int) -> Select[EvidenceTable]:
    has = select(EvidenceRow.table_id).where(EvidenceRow.trial_id == trial_id)
    mine = (own_tables(viewer), EvidenceTable.deleted_at.is_(None), EvidenceTable.id.in_(has))
    return select(EvidenceTable).where(*mine).order_by(EvidenceTable.created_at.desc(), EvidenceTable.id).limit(limit)


@prepared
def _link(share_id: str) -> Select[TableLink]:
    return select(TableLink).where(TableLink.share_id == share_id)
