"""A document's flat blocks as nested page elements: headings, paragraphs, lists, tables."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from annotate.core.document import Block, BlockKind, Document, Section

_DEEPEST_HEADING = 6


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
    """One cell of a table; the first column names the row."""

    start: int
    text: str
    names: bool


@dataclass(slots=True)
class Table:
    """Rows of cells."""

    kind: ClassVar[str] = "table"
    rows: list[list[Cell]] = field(default_factory=list)


Node = TextElement | ItemList | Table


@dataclass(frozen=True, slots=True)
class SectionLayout:
    """A section's heading and content."""

    key: str
    title: str
    heading: TextElement
    nodes: tuple[Node, ...]


def lay_out(document: Document) -> tuple[SectionLayout, ...]:
    """Return each section as nested nodes; every block's text is in exactly one of them, unchanged."""
    return tuple(_section(section) for section in document.sections)


def _section(section: Section) -> SectionLayout:
    heading, *rest = section.blocks
    builder = _Builder()
    for block in rest:
        builder.add(block)
    return SectionLayout(
        section.key, section.title, TextElement("h2", heading.start, heading.text, section.key), tuple(builder.nodes)
    )


class _Builder:
    """Nests blocks in reading order; tracks the open lists, each with its depth."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._open: list[tuple[int, ItemList]] = []
        self._row: int | None = None

    def add(self, block: Block) -> None:
        """Insert a block."""
        if block.kind is BlockKind.CELL:
            self._cell(block)
            return
        self._row = None
        if block.kind is BlockKind.ITEM:
            self._item(block)
        elif block.kind is BlockKind.HEADING:
            self._open.clear()
            tag = f"h{min(max(block.depth, 3), _DEEPEST_HEADING)}"
            self.nodes.append(TextElement(tag, block.start, block.text, block.path))
        else:
            self._paragraph(block)

    def _cell(self, block: Block) -> None:
        self._open.clear()
        table = self.nodes[-1] if self.nodes and isinstance(self.nodes[-1], Table) and self._row is not None else None
        if table is None:
            table = Table()
            self.nodes.append(table)
        if self._row != block.row:
            table.rows.append([])
        table.rows[-1].append(Cell(block.start, block.text, names=block.column == 0))
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


class Sections:
    """Offsets of a version's sections, to find a passage's section."""

    def __init__(self, layout: Sequence[SectionLayout]) -> None:
        self._keys = [section.key for section in layout]
        self._starts = [section.heading.start for section in layout]

    def key_at(self, offset: int) -> str:
        """Return the key of the section at an offset in code points."""
        return self._keys[max(bisect_right(self._starts, offset) - 1, 0)]
