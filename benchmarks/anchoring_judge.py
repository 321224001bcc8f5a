"""What the anchoring benchmark asks and how it judges, without a line of the engine that is judged.

Passages: every sentence, every list item and every other block of the older version, and seeded random spans. A kept passage
(exact or moved) is a silent wrong anchor when its words differ, when its ends cut a word that was whole, or when a block
that it stands in is not the same block: another section, other headings above it, another list of criteria.
"""

import random
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from annotate.core.document import BlockKind, Document

SPANS_OF_WORDS = (1, 1, 3, 3, 6, 6, 12, 12, 25, 25)
ROUNDS = 4
LOOSE_SPANS = 10
"""Random spans that begin and end anywhere, within words too."""

_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_WORD = re.compile(r"\S+")
_SIDE = re.compile(r"\W*(?:\w+\W+){0,3}?(inclusion|exclusion)\b", re.IGNORECASE)
_SIDE_LENGTH = 80
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the older version; ``kind`` is sentence, item, block or span."""

    kind: str
    start: int
    end: int


Identity = tuple[str, tuple[str, ...], str]
"""Section, headings from the outermost in, list of criteria."""


def identities(document: Document) -> list[Identity]:
    """The identity of every block, from the document's own structure."""
    found: list[Identity] = []
    for section in document.sections:
        headings: list[tuple[int, str]] = []
        side = row = ""
        for block in section.blocks:
            if block.kind is BlockKind.HEADING:
                headings = [heading for heading in headings if heading[0] < block.depth]
                side = row = ""
            elif block.kind is BlockKind.CELL:
                side, row = "", row if block.column else ""
            else:
                opened = _SIDE.match(block.text) if len(block.text) <= _SIDE_LENGTH else None
                row, side = "", opened[1].lower() if opened else side
            chain = tuple(text for _, text in headings)
            found.append((section.key, (*chain, row) if row else chain, side))
            if block.kind is BlockKind.HEADING and block.depth > 2:
                headings.append((block.depth, block.text.casefold()))
            elif block.kind is BlockKind.CELL and not block.column:
                row = block.text.casefold()
    return found


def passages(document: Document, seed: str) -> list[Passage]:
    """Every passage that is asked for, in no special order, each once."""
    found: dict[tuple[int, int], Passage] = {}

    def take(kind: str, start: int, end: int) -> None:
        if end - start >= _SHORTEST:
            found.setdefault((start, end), Passage(kind, start, end))

    for block in document.blocks:
        last = block.start
        for gap in [*_SENTENCE_END.finditer(block.text), None]:
            end = block.end if gap is None else block.start + gap.start()
            if last > block.start or end < block.end:
                take("sentence", last, end)
            last = block.end if gap is None else block.start + gap.end()
        take("item" if block.kind is BlockKind.ITEM else "block", block.start, block.end)
    chance = random.Random(seed)  # noqa: S311 - passages to ask for, no secrets
    words = [word.span() for word in _WORD.finditer(document.text)]
    for count in SPANS_OF_WORDS * ROUNDS:
        first = chance.randrange(max(len(words) - count, 1))
        take("span", words[first][0], words[min(first + count, len(words)) - 1][1])
    for _ in range(LOOSE_SPANS):
        start = chance.randrange(max(len(document.text) - 2, 1))
        take("span", start, min(start + chance.randrange(2, 120), len(document.text)))
    return list(found.values())


def plain(text: str) -> str:
    """The words as they are compared: NFC, a no-break blank is a blank."""
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2007", " ")


class Judge:
    """Judges kept passages of one pair of versions."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = old, new
        self._identities = identities(old), identities(new)
        self._starts = [block.start for block in old.blocks], [block.start for block in new.blocks]
        self._unchanged = {(known, block.text) for known, block in zip(self._identities[1], new.blocks, strict=True)}

    def wrong(self, passage: Passage, start: int, end: int) -> str:
        """Why a passage kept at ``[start, end)`` is wrong: ``words``, ``cut``, ``section``, ``heading``, ``list``; or ``""``."""
        old, new = self._old.text, self._new.text
        if plain(old[passage.start : passage.end]) != plain(new[start:end]):
            return "words"
        if _grown(old, passage.start, passage.end) != _grown(new, start, end):
            return "cut"
        before, after = self._blocks(0, passage.start, passage.end), self._blocks(1, start, end)
        if len(before) != len(after):
            return "heading"
        for a, b in zip(before, after, strict=True):
            for part, name in enumerate(("section", "heading", "list")):
                if self._identities[0][a][part] != self._identities[1][b][part]:
                    return name
        return ""

    def unchanged(self, passage: Passage) -> bool:
        """Whether every block of the passage stands in the new version, word for word, as the same block."""
        return all(
            (self._identities[0][index], self._old.blocks[index].text) in self._unchanged
            for index in self._blocks(0, passage.start, passage.end)
        )

    def stands_once(self, passage: Passage) -> bool:
        """Whether the passage's words stand exactly once in the new version, as whole words."""
        words = plain(self._old.text[passage.start : passage.end])
        pattern = (
            (r"(?<!\w)" if words[0].isalnum() else "") + re.escape(words) + (r"(?!\w)" if words[-1].isalnum() else "")
        )
        found = re.finditer(pattern, plain(self._new.text))
        return next(found, None) is not None and next(found, None) is None

    def _blocks(self, which: int, start: int, end: int) -> range:
        starts = self._starts[which]
        text = (self._old.text, self._new.text)[which]
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        while start < end - 1 and text[start].isspace():
            start += 1
        return range(bisect_right(starts, start) - 1, bisect_right(starts, end - 1))


def _grown(text: str, start: int, end: int) -> tuple[str, str]:
    """What of a word stands before the start and after the end, when they are within one."""
    before, after = start, end
    while before > 0 and _within(text, before):
        before -= 1
    while after < len(text) and _within(text, after):
        after += 1
    return text[before:start], text[end:after]


def _within(text: str, place: int) -> bool:
    """Whether the place is within a word: letters and digits on both sides, or a point or hyphen between two of them."""
    left, right = text[place - 1], text[place]
    if left.isalnum() and right.isalnum():
        return True
    if left in "-." and right.isalnum():
        return place > 1 and text[place - 2].isalnum()
    if right in "-." and left.isalnum():
        return place + 1 < len(text) and text[place + 1].isalnum()
    return False
