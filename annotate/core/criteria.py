"""The registry's markup to blocks: paragraphs, bullet and numbered lists, and backslash escapes.

The registry calls its markup fields CommonMark 0.28; they contain only paragraphs and nested lists. So lists and escapes are
read as in CommonMark (sections 5.2, 5.3, 2.4) and everything else is text: an asterisk that is not a bullet, ``<LLN``,
``&lt;`` and ``# 3`` stay as they are.
"""

import re
from dataclasses import dataclass

from annotate.core.document import BlockKind, UnplacedBlock
from annotate.core.text import collapse, line_feeds

BULLET = "•"
DEEPEST = 32
"""List depth beyond which a marker is text; real records reach 6."""

_MARKER = re.compile(r"([*+-])(?= |$)|([0-9]{1,9}[.)])(?= |$)", re.ASCII)
_BEGINS_MARKER = frozenset("*+-0123456789")
_RULE = re.compile(r"([*_-])( *\1){2,} *")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~\n])")
_CODE_INDENT = 4  # columns; from here on CommonMark reads code, so a marker is text
_WIDEST_GAP = 4  # columns between a marker and its text


def unescape(text: str) -> str:
    r"""Return the text with the registry's backslash escapes undone: ``\>=`` → ``>=``."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def parse_markup(text: str) -> tuple[UnplacedBlock, ...]:
    """Return the blocks of one markup field, in order; their texts are unescaped and collapsed, empty ones dropped.

    A list item's first paragraph is its ITEM; later ones are PARAGRAPHs of the same depth. A number stays as written, as the
    item's marker.
    """
    reader = _Reader()
    for line in line_feeds(text).split("\n"):
        reader.read(line)
    reader.close_paragraph()
    return tuple(reader.parts)


def plain_words(text: str) -> str:
    """Return a markup field as one line of words, for a place that shows no blocks."""
    return " ".join(part.text for part in parse_markup(text))


@dataclass(slots=True)
class _Item:
    """An open list item: the column of its content, its marker, and whether its own text was read."""

    column: int
    marker: str
    opened: bool = False


class _Reader:
    """The open list items and the open paragraph, line by line (CommonMark's appendix, for lists alone)."""

    def __init__(self) -> None:
        self.parts: list[UnplacedBlock] = []
        self._items: list[_Item] = []
        self._paragraph: list[str] = []

    def read(self, line: str) -> None:
        """Read one line."""
        words = line.lstrip(" \t")
        if not words.rstrip(" \t"):
            self._blank()
            return
        indent = len(line) - len(words)
        if "\t" in line[:indent]:
            indent = len(line[:indent].expandtabs(4))
        inside = 0
        while inside < len(self._items) and indent >= self._items[inside].column:
            inside += 1
        marker = self._marker(words, indent - self._column(inside), inside)
        if self._paragraph:
            if marker is None or not self._interrupts(marker, words, inside):
                self._paragraph.append(words)  # a lazy continuation needs no indent
                return
            self.close_paragraph()
        del self._items[inside:]
        while marker is not None:
            words, indent = self._open(marker, words, indent)
            if not words:
                return
            marker = self._marker(words, indent - self._column(len(self._items)), len(self._items))
        self._paragraph.append(words)

    def close_paragraph(self) -> None:
        """End the open paragraph and append it as a block."""
        if not self._paragraph:
            return
        text = collapse(unescape("\n".join(self._paragraph)))
        self._paragraph = []
        depth = len(self._items)
        item = self._items[-1] if self._items else None
        if item is None or item.opened:
            part = UnplacedBlock(BlockKind.PARAGRAPH, text, depth)
        else:
            part = UnplacedBlock(BlockKind.ITEM, text, depth, item.marker)
            item.opened = True
        if text:
            self.parts.append(part)

    def _blank(self) -> None:
        nothing_yet = not self._paragraph and self._items and not self._items[-1].opened
        self.close_paragraph()
        if nothing_yet:
            self._items.pop()  # an item may begin with one line break, not with an empty line

    def _column(self, inside: int) -> int:
        return self._items[inside - 1].column if inside else 0

    @staticmethod
    def _marker(words: str, indent: int, depth: int) -> str | None:
        """Return the list marker that the words begin with, if one is allowed here."""
        if words[0] not in _BEGINS_MARKER or indent >= _CODE_INDENT or depth >= DEEPEST:
            return None
        found = _MARKER.match(words.replace("\t", " ", 1))
        if found is None or (found[1] and _RULE.fullmatch(words.rstrip())):
            return None
        return found[0]

    def _interrupts(self, marker: str, words: str, inside: int) -> bool:
        """True if the marker may end the open paragraph (a wrapped line that begins with ``19.`` may not)."""
        if inside < len(self._items):
            return True
        return bool(words[len(marker) :].strip(" \t")) and marker in ("*", "+", "-", "1.", "1)")

    def _open(self, marker: str, words: str, indent: int) -> tuple[str, int]:
        """Open an item; return the text after its marker, and that text's column."""
        if self._items:
            self._items[-1].opened = True
        after = indent + len(marker)
        rest = words[len(marker) :].expandtabs(4)
        text = rest.lstrip(" ")
        gap = len(rest) - len(text)
        column = after + (gap if text.strip() and gap <= _WIDEST_GAP else 1)
        self._items.append(_Item(column, marker if marker[0].isdigit() else BULLET))
        return (text if text.strip() else ""), after + gap
