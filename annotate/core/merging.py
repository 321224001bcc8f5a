"""Word diff and three-way merge of a writer's texts.

They are compared exactly, word by word and blank by blank, because any sign may be Markdown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.diff import Run, common_runs, without_chance
from annotate.core.words import Spellings, Words


class Fate(StrEnum):
    """Kind of a change."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """One contiguous piece of either text."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged text; not ``clean`` if both sides changed the same lines, which then follow one another."""

    text: str
    clean: bool


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """Return the word diff: the pieces without the added ones, joined, are the old text; without the removed ones, the new."""
    pieces = _Pieces()
    one, other = _words(old), _words(new)
    numbers: dict[str, int] = {}
    keys = [
        [numbers.setdefault(text[start:end], len(numbers)) for start, end in zip(words.starts, words.ends, strict=True)]
        for text, words in ((old, one), (new, other))
    ]
    found = without_chance(
        common_runs(*keys), (len(one), len(other)), lambda a, b: _length(one, a, b), lambda a, b: _length(other, a, b)
    )
    at_old = at_new = 0
    for run in found:
        for step in range(run.length):
            start_old, start_new = one.starts[run.old + step], other.starts[run.new + step]
            pieces.change(old[at_old:start_old], new[at_new:start_new])
            at_old, at_new = one.ends[run.old + step], other.ends[run.new + step]
            pieces.add(Fate.SAME, old[start_old:at_old])
    pieces.change(old[at_old:], new[at_new:])
    return tuple(pieces.found)


def merge(base: str | None, theirs: str, mine: str) -> Merged:
    """Merge two texts that were both made on ``base``, line by line.

    A line that only one side changed is taken from that side. If both changed the same or adjacent lines, their lines come
    first and mine below. Without a base all lines but the common ones count as changed by both.
    """
    if base is None:
        base = _in_common(theirs.split("\n"), mine.split("\n"))
    lines = [text.split("\n") for text in (base, theirs, mine)]
    numbers: dict[str, int] = {}
    start, left, right = ([numbers.setdefault(line, len(numbers)) for line in each] for each in lines)
    to_left, to_right = _places(common_runs(start, left)), _places(common_runs(start, right))
    merged: list[str] = []
    clean = True
    done = (0, 0, 0)
    stable = [
        (line, to_left[line], to_right[line]) for line in range(len(start)) if line in to_left and line in to_right
    ]
    for place in [*stable, (len(start), len(left), len(right))]:
        of_base, of_left, of_right = (each[first:last] for each, first, last in zip(lines, done, place, strict=True))
        if of_right in (of_left, of_base):
            merged += of_left
        elif of_left == of_base:
            merged += of_right
        else:
            clean = False
            merged += [*of_left, *of_right]
        merged += lines[0][place[0] : place[0] + 1]
        done = (place[0] + 1, place[1] + 1, place[2] + 1)
    return Merged("\n".join(merged), clean)


class _Pieces:
    def __init__(self) -> None:
        self.found: list[Piece] = []

    def change(self, old: str, new: str) -> None:
        """Add the pieces of one place in both texts; common blanks at both ends are unchanged."""
        head = _common_blanks(old, new)
        self.add(Fate.SAME, old[:head])
        old, new = old[head:], new[head:]
        tail = _common_blanks(old[::-1], new[::-1])
        self.add(Fate.REMOVED, old[: len(old) - tail])
        self.add(Fate.ADDED, new[: len(new) - tail])
        self.add(Fate.SAME, old[len(old) - tail :])

    def add(self, fate: Fate, text: str) -> None:
        if not text:
            return
        if self.found and self.found[-1].fate is fate:
            self.found[-1] = Piece(fate, self.found[-1].text + text)
        else:
            self.found.append(Piece(fate, text))


def _in_common(one: Sequence[str], other: Sequence[str]) -> str:
    numbers: dict[str, int] = {}
    runs = common_runs(*([numbers.setdefault(line, len(numbers)) for line in each] for each in (one, other)))
    return "\n".join(line for run in runs for line in one[run.old : run.old + run.length])


def _common_blanks(old: str, new: str) -> int:
    """Number of blanks that both texts begin with."""
    count = 0
    while count < min(len(old), len(new)) and old[count] == new[count] and old[count].isspace():
        count += 1
    return count


def _words(text: str) -> Words:
    words = Words()
    words.add(text, 0, len(text), Spellings(), "")
    return words


def _length(words: Words, first: int, last: int) -> int:
    """Code points of the words of ``[first, last)``, with the blanks between them."""
    return words.ends[last - 1] - words.starts[first] if last > first else 0


def _places(runs: Sequence[Run]) -> dict[int, int]:
    return {run.old + step: run.new + step for run in runs for step in range(run.length)}
