"""A record's text cut where notes begin and end, for formats that show both."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from annotate.core.document import Block, Document, Section


class NotedSpan(NamedTuple):
    """Where a note stands in the text: code points, half-open."""

    note: int
    """The note's number in the export."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A run of a block's text in which no note begins or ends."""

    text: str
    begins: tuple[int, ...]
    """Numbers of the notes that begin with it."""
    ends: tuple[int, ...]
    """Numbers of the notes that end with it."""
    is_noted: bool


@dataclass(frozen=True, slots=True)
class NotedBlock:
    """A block with the pieces of its text."""

    section: Section
    block: Block
    pieces: tuple[TextPiece, ...]


def noted_blocks(document: Document, spans: Iterable[NotedSpan]) -> Iterator[NotedBlock]:
    """Yield every block of a document in order; spans outside its text are left out."""
    begins, ends = _boundaries(document.text, spans)
    depth = 0
    for section in document.sections:
        for block in section.blocks:
            cuts = sorted({block.start, block.end, *_inside(block, begins), *_inside(block, ends)})
            pieces = []
            for start, end in pairwise(cuts):
                depth += len(begins.get(start, ()))
                text = document.text[start:end]
                pieces.append(TextPiece(text, tuple(begins.get(start, ())), tuple(ends.get(end, ())), depth > 0))
                depth -= len(ends.get(end, ()))
            yield NotedBlock(section, block, tuple(pieces))


Boundaries = dict[int, list[int]]


def _boundaries(text: str, spans: Iterable[NotedSpan]) -> tuple[Boundaries, Boundaries]:
    """Return the notes that begin and end at each offset; line feeds between blocks are no part of a passage's ends."""
    begins: defaultdict[int, list[int]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for note, first, last in spans:
        start, end = first, last
        if not 0 <= start < end <= len(text):
            continue
        while start < end and text[start] == "\n":
            start += 1
        while start < end and text[end - 1] == "\n":
            end -= 1
        if start < end:
            begins[start].append(note)
            ends[end].append(note)
    return dict(begins), dict(ends)


def _inside(block: Block, places: Boundaries) -> Iterator[int]:
    length = block.end - block.start
    if len(places) < length:
        return (place for place in places if block.start < place < block.end)
    return (place for place in range(block.start + 1, block.end) if place in places)
