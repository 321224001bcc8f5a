"""A table as a whole: its columns, its trials, and what stands in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core.table_values import CellValue, ColumnValue, QuoteValue, RowValue, TableValues
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.evidence import queries
from annotate.evidence.cells import CellLimits, CellNote, Cells, TableCell, characters_in, read_cells
from annotate.evidence.facts import HEADINGS, KnownFacts, RecordFact, fact_words
from annotate.evidence.models import EvidenceColumn, EvidenceTable, NotReported
from annotate.evidence.queries import TableTrial

MOST_VALUES = 10_000_000
"""Code points of the quotes and notes of a table that is frozen or exported: both are made in memory."""


@dataclass(frozen=True, slots=True)
class HeadedColumn:
    """A column, as pages and files name it."""

    id: str
    heading: str
    hue: int
    label_id: str | None
    """None for a fact, and for a label that was deleted."""
    fact: RecordFact | None
    help: str = ""
    """When to use the label, in its owner's words."""

    @property
    def key(self) -> str:
        """What it is made of, as values name it."""
        return f"fact:{self.fact}" if self.fact else f"label:{self.label_id or self.id}"


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table as it is now."""

    columns: tuple[HeadedColumn, ...]
    trials: tuple[TableTrial, ...]
    cells: Cells
    marks: Mapping[tuple[str, str], NotReported]
    """What was looked for and is not reported, by the ids of trial and label."""
    completed: Mapping[str, str]
    """Completion dates by the ids of versions, if a column shows them."""

    def cell(self, trial: TableTrial, column: HeadedColumn) -> TableCell | None:
        """Return the notes of a cell; None without any."""
        return self.cells.get((trial.trial_id, column.label_id)) if column.label_id else None

    def mark(self, trial: TableTrial, column: HeadedColumn) -> NotReported | None:
        """Return what was said of an empty cell."""
        return self.marks.get((trial.trial_id, column.label_id)) if column.label_id else None

    def fact(self, trial: TableTrial, fact: RecordFact) -> str:
        """Return a fact of a trial in words."""
        completed = self.completed.get(trial.version_id, "")
        known = KnownFacts(
            trial.status, trial.sponsor, trial.updated, trial.started, trial.participants, trial.facets, completed
        )
        return fact_words(fact, known)

    @property
    def stale(self) -> int:
        """Number of cells that no longer say what they quote, and wait for a decision."""
        return sum(cell.is_stale for cell in self.cells.values())


def read_content(
    session: Session,
    viewer: Viewer,
    table: EvidenceTable,
    limits: CellLimits = CellLimits(),  # noqa: B008 - frozen
) -> TableContent:
    """Read a table of the viewer's in seven statements at most."""
    columns = headed(queries.columns_of(session, table.id))
    trials = queries.rows_of(session, table.id)
    kept = queries.kept_quotes(session, table.id)
    cells = read_cells(session, viewer, [each.trial_id for each in trials], labels_in(columns), kept, limits)
    marks = queries.not_reported(session, table.id)
    return TableContent(columns, tuple(trials), cells, marks, completed_in(session, columns, trials))


def read_row(session: Session, viewer: Viewer, table: EvidenceTable, trial: TableTrial) -> TableContent:
    """Read one row of a table of the viewer's, with the whole words of its notes."""
    columns = headed(queries.columns_of(session, table.id))
    cells = read_cells(session, viewer, [trial.trial_id], labels_in(columns), queries.kept_quotes(session, table.id))
    marks = queries.not_reported(session, table.id)
    return TableContent(columns, (trial,), cells, marks, completed_in(session, columns, [trial]))


def read_values(session: Session, viewer: Viewer, table: EvidenceTable) -> TableValues:
    """Read a table of the viewer's as values, with all words. Raises Invalid when there are too many."""
    columns = headed(queries.columns_of(session, table.id))
    trials = queries.rows_of(session, table.id)
    size = characters_in(session, viewer, [each.trial_id for each in trials], labels_in(columns))
    if size > MOST_VALUES:
        raise Invalid(
            f"The notes in this table have {size:,} characters, and {MOST_VALUES:,} is the most that can be frozen or "
            "exported at once. Make a smaller table, with fewer labels or trials. Nothing was changed."
        )
    return values_of(table.name, read_content(session, viewer, table))


def values_of(name: str, content: TableContent) -> TableValues:
    """Return a table's content as values."""
    columns = tuple(ColumnValue(each.heading, each.key, each.hue) for each in content.columns)
    rows = tuple(
        RowValue(
            registry_id=trial.registry_id,
            title=trial.title,
            version=trial.number,
            updated=trial.updated,
            cells=tuple(_value(content, trial, column) for column in content.columns),
        )
        for trial in content.trials
    )
    return TableValues(name, columns, rows)


def headed(columns: Sequence[EvidenceColumn]) -> tuple[HeadedColumn, ...]:
    """Name columns: by the label's present name, or by the one that it had when it was deleted."""
    return tuple(_headed(column) for column in columns)


def labels_in(columns: Sequence[HeadedColumn]) -> list[str]:
    """Return the ids of the labels of columns."""
    return [column.label_id for column in columns if column.label_id]


def completed_in(session: Session, columns: Sequence[HeadedColumn], trials: Sequence[TableTrial]) -> Mapping[str, str]:
    """Return completion dates if a column shows them: each is read from a record."""
    if all(column.fact is not RecordFact.COMPLETION for column in columns):
        return {}
    return queries.completion_dates(session, [trial.version_id for trial in trials])


def _headed(column: EvidenceColumn) -> HeadedColumn:
    if column.fact is not None:
        fact = RecordFact(column.fact)
        return HeadedColumn(column.id, HEADINGS[fact], 0, None, fact)
    label = column.label
    if label is None or label.deleted_at is not None:
        return HeadedColumn(column.id, f"{column.heading} (deleted label)", 0, None, None)
    return HeadedColumn(column.id, label.name, label.hue, label.id, None, label.description)


def _value(content: TableContent, trial: TableTrial, column: HeadedColumn) -> CellValue:
    if column.fact:
        return CellValue(fact=content.fact(trial, column.fact))
    cell, mark = content.cell(trial, column), content.mark(trial, column)
    return CellValue(
        quotes=tuple(_quote(note) for note in cell.notes) if cell else (),
        not_reported=mark.at.isoformat(timespec="seconds") if mark and not cell else "",
    )


def _quote(note: CellNote) -> QuoteValue:
    return QuoteValue(
        note=note.id,
        quote=note.quote,
        words=note.words,
        version=note.number,
        updated=note.updated,
        state=note.state,
        now=note.now,
        decided=note.decided,
        decided_at=note.decided_at.isoformat(timespec="seconds") if note.decided_at else "",
        written_at=note.at.isoformat(timespec="seconds"),
    )
