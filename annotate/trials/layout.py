"""A document's flat blocks as nested page elements: headings, paragraphs, lists, tables."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from annotate.core.document import IN_TABLES, Block, BlockKind, Document, Section
from annotate.trials.addresses import address_of
from annotate.trials.grids import Grid, grids_of

_DEEPEST_HEADING = 6
DENSE = 120
"""Cells of a table from which on only names of rows offer a note without a selection."""


@dataclass(frozen=True, slots=True)
class TextElement:
    """One element with exactly one block's text; ``tag`` is ``p`` or ``h2`` to ``h6``."""

    kind: ClassVar[str] = "words"
    tag: str
    start: int
    text: str
    anchor: str = ""
    """Fragment for links; headings below the section's own have one."""


@dataclass(slots=True)
class Item:
    """One list item; ``number`` is set only where a browser would count otherwise."""

    start: int
    text: str
    number: int | None
    plain: bool
    children: "list[TextElement | ItemList]" = field(default_factory=list)


@dataclass(slots=True)
class ItemList:
    """A bullet list or a numbered one."""

    kind: ClassVar[str] = "list"
    numbered: bool
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; the first column names the row, and ``href`` is an address that its words stand for."""

    start: int
    text: str
    names: bool
    href: str = ""


Cells = list[Cell | None]
"""A row; None for a blank cell."""


@dataclass(slots=True)
class RowGroup:
    """Rows that belong together; most tables have one group, without a title."""

    title: Cell | None = None
    rows: list[Cells] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """Rows of cells, under the titles of columns if it has them; ``name`` is the heading above it."""

    kind: ClassVar[str] = "table"
    name: str = ""
    columns: Cells = field(default_factory=list)
    groups: list[RowGroup] = field(default_factory=lambda: [RowGroup()])
    cells: int = 0

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(len(self.columns), *(len(row) for group in self.groups for row in group.rows), 1)

    @property
    def is_dense(self) -> bool:
        """True if it has too many cells to offer a note on each: then each row's name offers one."""
        return self.cells > DENSE


@dataclass(frozen=True, slots=True)
class GridLine:
    """A row of a table whose cells hold paragraphs and lists; ``anchor`` is the fragment of its heading."""

    name: Cell
    anchor: str
    cells: "tuple[tuple[Node, ...], ...]"


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table whose cells hold paragraphs and lists; the titles of its columns are no part of the text."""

    kind: ClassVar[str] = "grid"
    name: str
    titles: tuple[str, ...]
    rows: tuple[GridLine, ...]


Node = TextElement | ItemList | Table | GridTable


@dataclass(frozen=True, slots=True)
class SectionLayout:
    """A section's heading and content."""

    key: str
    title: str
    heading: TextElement
    nodes: tuple[Node, ...]
    is_cut: bool = False


def lay_out(document: Document, registry_id: str = "") -> tuple[SectionLayout, ...]:
    """Return each section as nested nodes; every block's text is in exactly one of them, unchanged."""
    return tuple(_section(section, registry_id) for section in document.sections)


def _section(section: Section, registry_id: str) -> SectionLayout:
    heading, *rest = section.blocks
    grids = grids_of(section)
    nodes = tuple(_grids(grids, section)) if grids else _nodes(rest, section, registry_id)
    own = TextElement("h2", heading.start, heading.text, section.key)
    return SectionLayout(section.key, section.title, own, nodes, section.is_cut)


def _nodes(blocks: Iterable[Block], section: Section, registry_id: str = "") -> tuple[Node, ...]:
    builder = _Builder(section, registry_id)
    for block in blocks:
        builder.add(block)
    return tuple(builder.nodes)


def _grids(grids: Iterable[Grid], section: Section) -> Iterator[Node]:
    for grid in grids:
        if grid.heading is not None:
            yield TextElement(f"h{grid.heading.depth}", grid.heading.start, grid.heading.text, grid.heading.path)
        rows = tuple(
            GridLine(
                Cell(row.name.start, row.name.text, names=True),
                row.name.path,
                tuple(_nodes(blocks, section) for blocks in row.columns),
            )
            for row in grid.rows
        )
        if rows:
            yield GridTable(grid.heading.text if grid.heading else section.title, grid.titles, rows)


class _Builder:
    """Nests blocks in reading order; tracks the open lists, each with its depth."""

    def __init__(self, section: Section, registry_id: str) -> None:
        self._section, self._registry_id = section, registry_id
        self._name = section.title
        self.nodes: list[Node] = []
        self._open: list[tuple[int, ItemList]] = []
        self._row: int | None = None

    def add(self, block: Block) -> None:
        """Insert a block."""
        if block.kind in IN_TABLES:
            self._in_table(block)
            return
        self._row = None
        if block.kind is BlockKind.ITEM:
            self._item(block)
        elif block.kind is BlockKind.HEADING:
            self._open.clear()
            self._name = block.text
            tag = f"h{min(max(block.depth, 3), _DEEPEST_HEADING)}"
            self.nodes.append(TextElement(tag, block.start, block.text, block.path))
        else:
            self._paragraph(block)

    def _in_table(self, block: Block) -> None:
        self._open.clear()
        table = self.nodes[-1] if self.nodes and isinstance(self.nodes[-1], Table) and self._row is not None else None
        if table is None or (block.kind is BlockKind.COLUMN and block.row != self._row):
            table = Table(self._name)
            self.nodes.append(table)
        if block.kind is BlockKind.COLUMN:
            _put(table.columns, block, Cell(block.start, block.text, names=True))
        elif block.kind is BlockKind.GROUP:
            table.groups.append(RowGroup(Cell(block.start, block.text, names=True)))
        else:
            if self._row != block.row:
                table.groups[-1].rows.append([])
            title = table.columns[block.column] if block.column < len(table.columns) else None
            href = address_of(self._section.key, title.text if title else "", block.text, self._registry_id)
            _put(table.groups[-1].rows[-1], block, Cell(block.start, block.text, block.column == 0, href))
            table.cells += 1
        self._row = block.row

    def _item(self, block: Block) -> None:
        numbered = block.marker[:1].isdigit()
        while self._open and self._open[-1][0] > block.depth:
            self._open.pop()
        if self._open and self._open[-1][0] == block.depth and self._open[-1][1].numbered != numbered:
            self._open.pop()
        if not self._open or self._open[-1][0] < block.depth:
            opened = ItemList(numbered)
            if self._open:
                self._open[-1][1].items[-1].children.append(opened)
            else:
                self.nodes.append(opened)
            self._open.append((block.depth, opened))
        items = self._open[-1][1].items
        number = int(block.marker.rstrip(".)")) if numbered else None
        items.append(Item(block.start, block.text, number, plain=not block.marker))

    def _paragraph(self, block: Block) -> None:
        while self._open and self._open[-1][0] > block.depth:
            self._open.pop()
        words = TextElement("p", block.start, block.text)
        if self._open:
            self._open[-1][1].items[-1].children.append(words)
        else:
            self.nodes.append(words)


def _put(row: Cells, block: Block, cell: Cell) -> None:
    """Set a cell at its column; those before it that are missing are blank."""
    row.extend([None] * (block.column - len(row)))
    row.append(cell)


class Sections:
    """Offsets of a version's sections, to find a passage's section."""

    def __init__(self, layout: Sequence[SectionLayout]) -> None:
        self._keys = [section.key for section in layout]
        self._starts = [section.heading.start for section in layout]

    def key_at(self, offset: int) -> str:
        """Return the key of the section at an offset in code points."""
        return self._keys[max(bisect_right(self._starts, offset) - 1, 0)]
