"""Arms and outcomes as tables: a row for each, with the blocks below its heading in columns.

Only the page's form: text, blocks and their order are those of the document, so versions of any edition have them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotate.core.document import Block, BlockKind, Section


@dataclass(frozen=True, slots=True)
class GridRow:
    """A heading, and the blocks below it by column."""

    name: Block
    columns: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows in succession, under the heading of their group if there is one; columns that no row fills are left out."""

    heading: Block | None
    titles: tuple[str, ...]
    """Titles of the columns, that of the names first; they are no part of the text."""
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """How a section becomes a table: at which level its rows are headings, and which column a path below one is in."""

    depth: int
    titles: tuple[str, ...]
    column: Callable[[str], int]


def _of_arm(path: str) -> int:
    return 0 if path == "type" else 2 if path.startswith("treatment/") else 1


def _of_outcome(path: str) -> int:
    return 1 if path == "time-frame" else 0


_FORMS = {
    "arms": _Form(3, ("Arm", "Type", "Description", "Treatments"), _of_arm),
    "outcomes": _Form(4, ("Measure", "Description", "Time frame"), _of_outcome),
}


def grids_of(section: Section) -> tuple[Grid, ...]:
    """Return the section as tables; none if it is another section, or not in the form of a table."""
    form = _FORMS.get(section.key)
    if form is None:
        return ()
    grids: list[tuple[Block | None, list[tuple[Block, list[list[Block]]]]]] = []
    for block in section.blocks[1:]:
        if block.kind is BlockKind.HEADING and block.depth < form.depth:
            grids.append((block, []))
        elif block.kind is BlockKind.HEADING and block.depth == form.depth:
            if not grids:
                grids.append((None, []))
            grids[-1][1].append((block, [[] for _ in form.titles[1:]]))
        elif not _put(grids[-1][1] if grids else [], block, form):
            return ()
    return tuple(_grid(heading, rows, form.titles) for heading, rows in grids)


def _put(rows: Sequence[tuple[Block, list[list[Block]]]], block: Block, form: _Form) -> bool:
    """Add a block to the last row; False if its place is not there, or behind one that is filled."""
    if not rows or block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return False
    name, columns = rows[-1]
    if not block.path.startswith(f"{name.path}/"):
        return False
    column = form.column(block.path[len(name.path) + 1 :])
    columns[column].append(block)
    return not any(columns[column + 1 :])


def _grid(heading: Block | None, rows: Sequence[tuple[Block, list[list[Block]]]], titles: tuple[str, ...]) -> Grid:
    filled = [place for place in range(len(titles) - 1) if any(columns[place] for _, columns in rows)]
    return Grid(
        heading,
        (titles[0], *(titles[place + 1] for place in filled)),
        tuple(GridRow(name, _chosen(columns, filled)) for name, columns in rows),
    )


def _chosen(columns: Sequence[Sequence[Block]], places: Iterable[int]) -> tuple[tuple[Block, ...], ...]:
    return tuple(tuple(columns[place]) for place in places)
