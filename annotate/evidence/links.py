"""Tables by link: what a link gives besides its notes, and what its visitors see.

The names of columns and rows, and what was said of empty cells, are those of the moment when the link was made. The notes are the
link's own: what its owner writes later is not in it until they add it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.evidence import queries
from annotate.evidence.cells import CellLimits, Cells, read_cells, read_shared_cells
from annotate.evidence.contents import HeadedColumn, TableContent, completed_in, headed, labels_in, read_content
from annotate.evidence.facts import RecordFact
from annotate.evidence.models import EvidenceTable, TableLink
from annotate.shares.holding import MOST_NOTES, MOST_TRIALS
from annotate.shares.unlocks.queries import Visit


@dataclass(frozen=True, slots=True)
class GivenColumn:
    """A column that a link gives."""

    heading: str
    hue: int
    label: str
    """The label's id, by which its notes are found; empty for a fact."""
    fact: str


@dataclass(frozen=True, slots=True)
class GivenTable:
    """What a link gives of a table besides its notes."""

    name: str
    columns: tuple[GivenColumn, ...]
    trials: tuple[str, ...]
    """Their ids."""
    marks: tuple[tuple[int, int], ...]
    """Cells that were looked for and are not reported: places of row and column, from 0."""


@dataclass(frozen=True, slots=True)
class SharedTable:
    """A table as visitors see it."""

    name: str
    content: TableContent
    marked: frozenset[tuple[str, str]]
    """What was looked for and is not reported, by the ids of trial and label."""


def notes_in_table(session: Session, viewer: Viewer, table: EvidenceTable) -> tuple[str, ...]:
    """Return the ids of all notes in a table. Raises Invalid for none, and for more than a link holds."""
    columns = headed(queries.columns_of(session, table.id))
    trials = [row.trial_id for row in queries.rows_of(session, table.id)]
    cells: Cells = read_cells(session, viewer, trials, labels_in(columns), {}, CellLimits(characters=1))
    ids = tuple(note.id for cell in cells.values() for note in cell.notes)
    noted = len({trial_id for trial_id, _ in cells})
    if not ids:
        raise Invalid("No cell of this table has a note, so there is nothing to share yet.")
    if len(ids) > MOST_NOTES or noted > MOST_TRIALS:
        raise Invalid(
            f"A link holds {MOST_NOTES:,} notes on {MOST_TRIALS} trials at most; this table has {len(ids):,} on {noted}. "
            "Make a smaller table of those that you want to share, or export it as a file."
        )
    return ids


def give_table(session: Session, viewer: Viewer, table: EvidenceTable, share_id: str) -> None:
    """Let a link of the viewer's show a table of theirs, as it is now."""
    content = read_content(session, viewer, table, CellLimits(characters=1, notes=1))
    columns = tuple(
        GivenColumn(each.heading, each.hue, each.label_id or "", each.fact or "") for each in content.columns
    )
    marks = tuple(
        (row, place)
        for row, trial in enumerate(content.trials)
        for place, column in enumerate(content.columns)
        if content.mark(trial, column) and not content.cell(trial, column)
    )
    given = GivenTable(table.name, columns, tuple(trial.trial_id for trial in content.trials), marks)
    link = queries.find_link(session, share_id)
    if link is None:
        session.add(TableLink(share_id=share_id, table_id=table.id, given=asdict(given)))
    else:
        link.table_id, link.given = table.id, asdict(given)
    session.flush()


def shared_table(session: Session, visit: Visit, link: TableLink, limits: CellLimits) -> SharedTable:
    """Return a table as the visitor of its link sees it: with the notes of the link, and no others."""
    given = _given(link.given)
    columns = tuple(
        HeadedColumn(
            str(place), each.heading, each.hue, each.label or None, RecordFact(each.fact) if each.fact else None
        )
        for place, each in enumerate(given.columns)
    )
    trials = queries.trials_by_id(session, given.trials)
    ids = [trial.trial_id for trial in trials]
    cells = read_shared_cells(session, visit.share_id, ids, labels_in(columns), limits)
    content = TableContent(columns, tuple(trials), cells, {}, completed_in(session, columns, trials))
    marked = frozenset((given.trials[row], given.columns[place].label) for row, place in given.marks)
    return SharedTable(given.name, content, marked)


def _given(data: Mapping[str, Any]) -> GivenTable:
    return GivenTable(
        data["name"],
        tuple(GivenColumn(**column) for column in data["columns"]),
        tuple(data["trials"]),
        tuple((row, place) for row, place in data["marks"]),
    )
