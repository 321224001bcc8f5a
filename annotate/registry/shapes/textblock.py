"""The registry's older texts to blocks: no markup, but blank lines, indentation, dashes and numbers.

The public XML wraps every ``<textblock>`` below 100 columns, sets a blank line between blocks and hangs list items
(``-  `` and ``1. ``) by 5 columns a level. Other older texts break lines only where the writer did.
"""

import re

from annotate.core.criteria import BULLET, DEEPEST
from annotate.core.document import BlockKind, UnplacedBlock
from annotate.core.text import collapse, line_feeds
from annotate.registry.shapes.canonical import Parts

_MARKER = re.compile(r"(?:([*-])|([0-9]{1,3}[.)]))[ \t]+(?=\S)", re.ASCII)
# The archive stores what people typed: bullets of every kind, often without a blank after them. An asterisk without one is
# as often a footnote's, so it stays text.
_TYPED_BULLET = re.compile(r"^([ \t]*)(?:[•·][ \t]*|[+=][ \t]+|-(?=[^\W\d_]))", re.MULTILINE)
_TYPED_NUMBER = re.compile(r"^([ \t]*)(?:([0-9]{1,3}[.)])(?=[^\W\d_])|\(([0-9]{1,3})\)[ \t]*)", re.MULTILINE)
_WRAP = 90  # columns; a shorter line, whose next word would have fitted, was ended by its writer
_WRAPPED = 110  # columns; longer lines are not wrapped


def parse_textblock(text: str) -> Parts:
    """Return the blocks of an older text, wrapped or not; list markers become structure."""
    lines = [line.expandtabs(8).rstrip() for line in line_feeds(text).split("\n")]
    wrapped = max(map(len, lines), default=0) <= _WRAPPED
    reader = _TextblockReader()
    before = ""
    for line in lines:
        if not line.strip():
            reader.end()
        elif wrapped and reader.open and _wraps(before, line):
            reader.go_on(line)
        else:
            reader.begin(line)
        before = line
    reader.end()
    return tuple(reader.parts)


def with_plain_markers(text: str) -> str:
    """Return a typed text with its bullets as ``- `` and its numbers as ``1. ``, as the registry later read them."""
    numbered = _TYPED_NUMBER.sub(lambda found: f"{found[1]}{found[2] or f'{found[3]})'} ", text)
    return _TYPED_BULLET.sub(r"\1- ", numbered)


def parse_lines(text: str) -> Parts:
    """Return one paragraph for each line, for texts that have lost all other structure."""
    return tuple(
        UnplacedBlock(BlockKind.PARAGRAPH, words) for line in line_feeds(text).split("\n") if (words := collapse(line))
    )


def _wraps(before: str, line: str) -> bool:
    """True if wrapping made the line break before the line: the next word would not have fitted."""
    return len(before) + 1 + len(line.split(maxsplit=1)[0]) > _WRAP


class _TextblockReader:
    """The open list items, by the columns of their markers, and the open block."""

    def __init__(self) -> None:
        self.parts: list[UnplacedBlock] = []
        self.open: list[str] = []
        self._items: list[int] = []
        self._marker = ""

    def begin(self, line: str) -> None:
        """Begin a block with this line: an item, or a paragraph under the less indented items."""
        self.end()
        words = line.lstrip()
        indent = len(line) - len(words)
        while self._items and indent <= self._items[-1]:
            self._items.pop()
        found = _MARKER.match(words)
        self._marker = ""
        if found is not None and len(self._items) < DEEPEST:
            self._items.append(indent)
            self._marker = found[2] or BULLET
            words = words[found.end() :]
        self.open = [words]

    def go_on(self, line: str) -> None:
        """Add a wrapped line to the open block."""
        self.open.append(line)

    def end(self) -> None:
        """End the open block and append it."""
        words = collapse(" ".join(self.open))
        self.open = []
        if words:
            kind = BlockKind.ITEM if self._marker else BlockKind.PARAGRAPH
            self.parts.append(UnplacedBlock(kind, words, len(self._items), self._marker))
