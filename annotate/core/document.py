"""The canonical text of a record: sections of blocks over one text, joined by single line breaks.

Offsets are Unicode code points, half-open. A block's text is exactly ``text[start:end]``; bullets and numbers are
structure (``marker``), never text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from annotate.core.text import checksum, collapse


class BlockKind(StrEnum):
    """Kind of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    COLUMN = "column"
    GROUP = "group"


IN_TABLES = frozenset({BlockKind.CELL, BlockKind.COLUMN, BlockKind.GROUP})
"""Kinds of blocks in tables: cells, the titles of columns, and titles of rows that belong together."""


class Block(NamedTuple):
    """One run of text, shown whole, without line breaks.

    A record has hundreds, and a named tuple is made in a fifth of a frozen dataclass's time.

    ``depth`` is a heading's level (2 = the section's own) or a list item's depth from 1; a paragraph of depth n is
    under a list item of depth n. ``marker`` is ``""``, ``"•"`` or a number as written (``"3."``). ``row`` and ``column``
    place a cell (column 0 names the row). A cell belongs to its row's name, to the title of its column, if there is one, and to
    the group above.
    """

    kind: BlockKind
    path: str
    text: str
    start: int
    depth: int = 0
    marker: str = ""
    row: int = 0
    column: int = 0

    @property
    def end(self) -> int:
        """Offset after the block's last code point."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the record; its first block is its heading, in the same words as the title.

    ``is_cut`` is true if the record has more of it than was taken in.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A record's sections and their one text: all blocks in order, joined by single line feeds."""

    sections: tuple[Section, ...]
    text: str
    blocks: tuple[Block, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        blocks = tuple(block for section in self.sections for block in section.blocks)
        object.__setattr__(self, "blocks", blocks)


EMPTY_DOCUMENT = Document(sections=(), text="")


class UnplacedBlock(NamedTuple):
    """A block without a place in a document yet; its text need not be collapsed."""

    kind: BlockKind
    text: str
    depth: int = 0
    marker: str = ""


_BOUNDLESS = 2**63
_NAMED_COLUMNS = 2  # the row's name, and its value


@dataclass(slots=True)
class _Draft:
    key: str
    title: str
    blocks: list[tuple[BlockKind, str, str, int, str, int, int]] = field(default_factory=list)
    rows: int = 0
    is_cut: bool = False


class DocumentBuilder:
    """Collects sections and blocks in reading order; empty blocks, and sections without content, are dropped."""

    def __init__(self) -> None:
        self._sections: list[_Draft] = []
        self._paths: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._room = self._length = _BOUNDLESS

    def bound(self, blocks: int = _BOUNDLESS, length: int = _BOUNDLESS) -> None:
        """Take in at most so many blocks and code points from here on, or all without numbers; beyond, the section is cut."""
        self._room, self._length = blocks, length

    def section(self, key: str, title: str) -> None:
        """Begin a section; the title becomes its heading once the section has content."""
        self._sections.append(_Draft(key, collapse(title)))

    def heading(self, path: str, text: str, depth: int = 3) -> str:
        """Add a heading below the section's own (depth 3 or deeper); return its path, for the blocks under it."""
        return self._add(BlockKind.HEADING, path, text, depth=depth)

    def paragraph(self, path: str, text: str, depth: int = 0) -> None:
        """Add a paragraph; depth n puts it under the preceding list item of depth n."""
        self._add(BlockKind.PARAGRAPH, path, text, depth=depth)

    def item(self, path: str, text: str, depth: int = 1, marker: str = "•") -> None:
        """Add a list item."""
        self._add(BlockKind.ITEM, path, text, depth=depth, marker=marker)

    def row(self, path: str, name: str, *values: str) -> None:
        """Add one row of cells: its name and its values; dropped when no value has words."""
        words = [collapse(value) for value in values]
        if any(words):
            self._cells(path, [collapse(name), *words])

    def cells(self, path: str, *texts: str) -> None:
        """Add one row of cells, the first of which names it; blank ones stay blank."""
        self._cells(path, [collapse(text) for text in texts])

    def columns(self, path: str, *titles: str) -> None:
        """Begin a table with the titles of its columns; the first is that of the rows' names, and may be blank."""
        row = self._next_row()
        for column, title in enumerate(titles):
            self._add(BlockKind.COLUMN, f"{path}/column-{column}", title, row=row, column=column)

    def group(self, path: str, title: str) -> None:
        """Add the title of the rows that follow, up to the next one."""
        self._add(BlockKind.GROUP, path, title, row=self._next_row())

    def _cells(self, path: str, texts: Sequence[str]) -> None:
        if not self._has_room(len(texts), sum(map(len, texts))):
            return
        row = self._next_row()
        for column, words in enumerate(texts):
            if words:
                name = ("name", "value")[column] if column < _NAMED_COLUMNS else f"value-{column}"
                self._append(BlockKind.CELL, f"{path}/{name}", words, row=row, column=column)

    def _has_room(self, blocks: int, length: int) -> bool:
        """True if so many blocks with so many code points fit in; else the section is cut here."""
        if blocks <= self._room and length + blocks <= self._length:
            return True
        self._sections[-1].is_cut = True
        self._room = 0
        return False

    def _next_row(self) -> int:
        self._sections[-1].rows += 1
        return self._sections[-1].rows - 1

    def parts(self, path: str, parts: Iterable[UnplacedBlock]) -> None:
        """Add the blocks of one field, each under the field's path by its kind and ordinal (``p1``, ``i2``)."""
        counts: defaultdict[BlockKind, int] = defaultdict(int)
        for part in parts:
            counts[part.kind] += 1
            place = f"{path}/{part.kind.value[0]}{counts[part.kind]}"
            self._add(part.kind, place, part.text, depth=part.depth, marker=part.marker)

    def build(self) -> Document:
        """Return the document, with every offset computed."""
        sections: list[Section] = []
        texts: list[str] = []
        offset = 0
        for draft in self._sections:
            if not draft.blocks or not draft.title:
                continue
            blocks: list[Block] = []
            own = (BlockKind.HEADING, draft.key, draft.title, 2, "", 0, 0)
            for kind, path, text, depth, marker, row, column in [own, *draft.blocks]:
                blocks.append(Block(kind, path, text, offset, depth, marker, row, column))
                texts.append(text)
                offset += len(text) + 1
            sections.append(Section(draft.key, draft.title, tuple(blocks), draft.is_cut))
        return Document(tuple(sections), "\n".join(texts))

    def _add(
        self, kind: BlockKind, path: str, text: str, *, depth: int = 0, marker: str = "", row: int = 0, column: int = 0
    ) -> str:
        words = collapse(text)
        if not words or not self._has_room(1, len(words)):
            return path
        return self._append(kind, path, words, depth=depth, marker=marker, row=row, column=column)

    def _append(
        self, kind: BlockKind, path: str, words: str, *, depth: int = 0, marker: str = "", row: int = 0, column: int = 0
    ) -> str:
        """Add a block that has words, collapsed already, and room."""
        self._room -= 1
        self._length -= len(words) + 1
        draft = self._sections[-1]
        paths = self._paths[draft.key]
        seen = paths[path] = paths.get(path, 0) + 1
        own = path if seen == 1 else f"{path}~{seen}"
        draft.blocks.append((kind, f"{draft.key}/{own}", words, depth, marker, row, column))
        return own


def document_to_json(document: Document) -> dict[str, Any]:
    """Return the structure as plain JSON values, without the text, which is stored apart.

    Each line of the text is one block, so neither offsets nor headings are stored again; a checksum says which text it is.
    """
    return {
        "text": checksum(document.text),
        "sections": [
            {"key": section.key, "blocks": [_block_to_json(block) for block in section.blocks]}
            | ({"cut": True} if section.is_cut else {})
            for section in document.sections
        ],
    }


def document_from_json(data: Mapping[str, Any], text: str) -> Document:
    """Return the document of a stored structure and text. Raises ValueError if the two do not fit."""
    try:
        stored, expected = data["sections"], data["text"]
        if checksum(text) != expected:
            raise ValueError("the stored structure is not of the stored text")
        lines = _Lines(text, sum(len(part["blocks"]) for part in stored))
        sections = []
        for part in stored:
            blocks = tuple(lines.block(block) for block in part["blocks"])
            sections.append(Section(part["key"], blocks[0].text, blocks, part.get("cut", False)))
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a stored document: {error!r}") from error
    return Document(tuple(sections), text)


def _block_to_json(block: Block) -> dict[str, Any]:
    stored: dict[str, Any] = {"kind": block.kind.value, "path": block.path}
    if block.depth:
        stored["depth"] = block.depth
    if block.marker:
        stored["marker"] = block.marker
    if block.kind in IN_TABLES:
        stored["row"], stored["column"] = block.row, block.column
    return stored


class _Lines:
    """The lines of a text, each of which becomes one block; raises ValueError if there are not as many as blocks."""

    def __init__(self, text: str, blocks: int) -> None:
        lines = text.split("\n") if blocks else []
        if len(lines) != blocks:
            raise ValueError("the stored structure does not cover the stored text")
        self._lines = iter(lines)
        self._start = 0

    def block(self, data: Mapping[str, Any]) -> Block:
        """Return the next line as the block of a stored structure."""
        words, start = next(self._lines), self._start
        self._start += len(words) + 1
        return Block(
            kind=BlockKind(data["kind"]),
            path=data["path"],
            text=words,
            start=start,
            depth=data.get("depth", 0),
            marker=data.get("marker", ""),
            row=data.get("row", 0),
            column=data.get("column", 0),
        )
