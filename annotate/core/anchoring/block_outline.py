"""Outline of a text: each block's section, headings, list and parent item.

Two blocks with the same words are the same passage only if these are the same. A ``Document`` has most of this in its
structure; in a plain text it is derived from the headings (``plain_text``).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.core.anchoring.ownership import Belonging, Line, cohort_line, leads_in, list_side
from annotate.core.anchoring.plain_text import plain_lines
from annotate.core.document import IN_TABLES, Block, BlockKind, Document, Section
from annotate.core.words import Spellings, Words, same_spelling


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One block of an outline.

    ``first`` and ``last`` are its words, half-open; ``parent`` is the index of its parent entry (the list item above, or the
    introducing line that ends in a colon), or -1; ``words`` is its normalised text.
    """

    start: int
    end: int
    words: str
    belongs: Belonging
    parent: int
    heading: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A text with its blocks and words; ``block_of[i]`` is the block of word ``i``.

    ``certain`` is true if the headings are the document's own, not recognised in a plain text; ``repeated`` holds the texts of
    several blocks.
    """

    text: str
    entries: tuple[OutlineEntry, ...]
    words: Words
    block_of: Sequence[int]
    certain: bool
    repeated: frozenset[str]


def outline(version: Document | str, spellings: Spellings) -> Outline:
    """The outline of a record's document, or of a plain text."""
    if isinstance(version, str):
        return _finish(version, plain_lines(version), spellings, certain=False)
    return _finish(version.text, _document_lines(version), spellings, certain=True)


def _finish(text: str, lines: Sequence[Line], spellings: Spellings, *, certain: bool) -> Outline:
    words = Words()
    entries, block_of = [], []
    for index, line in enumerate(lines):
        first = len(words)
        words.add(text, line.start, line.end, spellings, "\n")
        block_of.extend([index] * (len(words) - first))
        spelt = same_spelling(text[line.start : line.end])
        entries.append(
            OutlineEntry(line.start, line.end, spelt, line.belongs, line.parent, line.heading, first, len(words))
        )
    counts = Counter(entry.words for entry in entries)
    repeated = frozenset(spelt for spelt, count in counts.items() if count > 1)
    return Outline(text, tuple(entries), words, block_of, certain, repeated)


def _document_lines(document: Document) -> list[Line]:
    lines: list[Line] = []
    for section in document.sections:
        reader = _SectionReader(section, lines)
        for block in section.blocks:
            reader.read(block)
    return lines


class _SectionReader:
    """Headings and items above the current block of one section."""

    def __init__(self, section: Section, lines: list[Line]) -> None:
        self._key, self._lines = section.key, lines
        self._headings: list[tuple[int, str]] = []
        self._items: list[tuple[int, int]] = []
        self._side = self._cohort = self._row = self._group = ""
        self._columns: dict[int, str] = {}
        self._titles = self._at = -1  # the rows of these titles, and of the cell before

    def read(self, block: Block) -> None:
        """Add one block."""
        words = same_spelling(block.text).casefold()
        parent = -1
        if block.kind is BlockKind.HEADING:
            self._headings = [above for above in self._headings if above[0] < block.depth]
            self._leave_list()
            self._leave_table()
        elif block.kind in IN_TABLES:
            row = self._row if block.column and block.row == self._at else ""
            self._leave_list()
            self._row, self._at = row, block.row
            if block.kind is not BlockKind.CELL:
                self._row = self._group = ""
        else:
            self._leave_table()
            self._read_list(block)
            parent = _above(block, self._items)
        column = self._columns.get(block.column, "") if block.kind is BlockKind.CELL and block.column else ""
        named = (*(text for _, text in self._headings), self._cohort, self._group, self._row, column)
        belongs = Belonging(self._key, tuple(name for name in named if name), self._side)
        self._lines.append(Line(block.start, block.end, belongs, parent, block.kind is BlockKind.HEADING))
        self._open(block, words)

    def _leave_list(self) -> None:
        self._items, self._side, self._cohort, self._row = [], "", "", ""

    def _leave_table(self) -> None:
        self._row, self._group, self._columns = "", "", {}

    def _read_list(self, block: Block) -> None:
        """Note a paragraph or item that opens a list of criteria, or the criteria of one cohort."""
        opened = list_side(block.text)
        if opened:
            self._side, self._cohort, self._items = opened, "", []
        if self._key == "eligibility" and (block.kind is BlockKind.PARAGRAPH or opened):
            self._cohort = cohort_line(block.text) or self._cohort

    def _open(self, block: Block, words: str) -> None:
        """Make the block a possible parent of later ones."""
        index = len(self._lines) - 1
        if block.kind is BlockKind.HEADING and block.depth > 2:
            self._headings.append((block.depth, words))
        elif block.kind is BlockKind.COLUMN:
            if block.row != self._titles:
                self._titles, self._columns = block.row, {}
            self._columns[block.column] = words
        elif block.kind is BlockKind.GROUP:
            self._group = words
        elif block.kind is BlockKind.CELL and not block.column:
            self._row = words
        elif block.kind is BlockKind.ITEM:
            self._items = [item for item in self._items if item[0] < block.depth] + [(block.depth, index)]
        elif block.kind is BlockKind.PARAGRAPH and not block.depth:
            # A paragraph that introduces, or is only a title: it owns the list below.
            self._items = [(0, index)] if leads_in(words) and not list_side(block.text) else []


def _above(block: Block, items: list[tuple[int, int]]) -> int:
    """The block's parent item: for a list item one less deep, for a paragraph the item that contains it."""
    if block.kind is BlockKind.PARAGRAPH and not block.depth:
        return -1
    deepest = block.depth if block.kind is BlockKind.ITEM else block.depth + 1
    return next((index for depth, index in reversed(items) if depth < deepest), -1)
