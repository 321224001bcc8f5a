"""Two versions side by side: pairs of blocks, and their changed words.

Read from the map by which passages are anchored (``word_map``), so that page and anchors agree on the pairs. Blocks are paired
within their section and in order; a block in another place is moved, and marked on both sides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotate.core.anchoring import How, OutlineEntry, list_side, map_words, outline
from annotate.core.diff import common_runs, increasing
from annotate.core.document import IN_TABLES, Block, BlockKind, Document
from annotate.core.words import Spellings

PHRASE = 4
"""Fewest words in a row that are shown as unchanged, though no anchor would rest on so few."""


class Change(StrEnum):
    """Kind of a block's change."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class WordRun:
    """Part of a block's text; ``changed`` if the other version lacks these words there."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A block in one version; its runs, joined, are its text."""

    block: Block
    runs: tuple[WordRun, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A block in both versions, or in one of them.

    A moved block has two rows, one for each place; ``elsewhere`` names the other place if it is another section or list of
    criteria. ``leads`` marks an unchanged block that gives a changed one below it its meaning: the heading, the list, the
    item, the row's name.
    """

    change: Change
    old: Side | None
    new: Side | None
    elsewhere: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of a section's blocks by change; a moved block counts once in each section that it touches."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0

    def __bool__(self) -> bool:
        """True if anything differs."""
        return bool(self.changed or self.added or self.removed or self.moved)


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """One section of either version; the rows' old sides are its blocks in the old one, the new sides those in the new."""

    key: str
    title: str
    rows: tuple[Row, ...]
    counts: Counts


def compare_documents(old: Document, new: Document) -> tuple[ComparedSection, ...]:
    """Compare two versions of a record, section by section, in the order of the new one."""
    return _Comparer(old, new).compare()


class _Comparer:
    def __init__(self, old: Document, new: Document) -> None:
        spellings = Spellings()
        self._documents = old, new
        self._map = map_words(outline(old, spellings), outline(new, spellings), spellings)
        self._entries = self._map.old.entries, self._map.new.entries
        self._places = _places(old), _places(new)
        self._above = _above(old, self._entries[0]), _above(new, self._entries[1])

    def compare(self) -> tuple[ComparedSection, ...]:
        titles = {section.key: section.title for document in self._documents for section in document.sections}
        keys = _merged(tuple(self._places[0]), tuple(self._places[1]))
        return tuple(self._section(key, titles) for key in keys)

    def _section(self, key: str, titles: Mapping[str, str]) -> ComparedSection:
        olds, news = self._places[0].get(key, ()), self._places[1].get(key, ())
        rows: list[Row] = []
        leading: tuple[set[int], set[int]] = set(), set()
        at: list[tuple[int, int]] = []
        done_old = done_new = 0
        pairs = self._pairs(olds, news)
        for a, b in [*pairs, (-1, -1)]:
            stop_old = olds.index(a, done_old) if a >= 0 else len(olds)
            stop_new = news.index(b, done_new) if b >= 0 else len(news)
            for one in olds[done_old:stop_old]:
                rows.append(self._alone(0, one, titles))
                at.append((one, -1))
            for other in news[done_new:stop_new]:
                rows.append(self._alone(1, other, titles))
                at.append((-1, other))
            if a >= 0:
                rows.append(self._both(a, b))
                at.append((a, b))
            done_old, done_new = stop_old + 1, stop_new + 1
        for row, (a, b) in zip(rows, at, strict=True):
            if row.change is not Change.UNCHANGED:
                which = 1 if b >= 0 else 0
                leading[which].update(self._above[which][b if b >= 0 else a])
        shown = [
            replace(row, leads=True) if row.change is Change.UNCHANGED and (a in leading[0] or b in leading[1]) else row
            for row, (a, b) in zip(rows, at, strict=True)
        ]
        return ComparedSection(key, titles[key], tuple(shown), self._count(at, shown))

    def _pairs(self, olds: Sequence[int], news: Sequence[int]) -> list[tuple[int, int]]:
        """The blocks in both versions of a section, in order in both."""
        pairing, within = self._map.pairing, set(news)
        # A block that changed its list has moved, even with nothing else between.
        stay = [(a, b) for a in olds if (b := pairing.partner[a]) in within and pairing.how[a] is not How.CROSSED]
        chain = increasing(stay)
        pairs: list[tuple[int, int]] = []
        last_old = last_new = 0
        for a, b in [*chain, (-1, -1)]:
            stop_old = olds.index(a, last_old) if a >= 0 else len(olds)
            stop_new = news.index(b, last_new) if b >= 0 else len(news)
            pairs += self._equal([x for x in olds[last_old:stop_old] if pairing.partner[x] < 0],
                                 [y for y in news[last_new:stop_new] if pairing.taken[y] < 0])  # fmt: skip
            if a >= 0:
                pairs.append((a, b))
            last_old, last_new = stop_old + 1, stop_new + 1
        return pairs

    def _equal(self, olds: Sequence[int], news: Sequence[int]) -> list[tuple[int, int]]:
        """Pairs in one gap that are the same block to a reader, though no anchor may rest on them.

        They have the same repeated words, or are the values of rows with the same name.
        """
        numbers: dict[tuple[bool, str], int] = {}
        old = [numbers.setdefault(self._seen_as(0, x), len(numbers)) for x in olds]
        new = [numbers.setdefault(self._seen_as(1, y), len(numbers)) for y in news]
        runs = common_runs(old, new)
        return [(olds[run.old + step], news[run.new + step]) for run in runs for step in range(run.length)]

    def _seen_as(self, which: int, index: int) -> tuple[bool, str]:
        block = self._documents[which].blocks[index]
        is_value = block.kind is BlockKind.CELL and block.column > 0
        return (is_value, block.path if is_value else self._entries[which][index].words)

    def _both(self, a: int, b: int) -> Row:
        if self._entries[0][a].words == self._entries[1][b].words:
            return Row(Change.UNCHANGED, self._whole(0, a), self._whole(1, b))
        return Row(Change.CHANGED, *self._worded(a, b))

    def _alone(self, which: int, index: int, titles: Mapping[str, str]) -> Row:
        partner = (self._map.pairing.partner, self._map.pairing.taken)[which][index]
        if partner < 0:
            side = self._whole(which, index, changed=True)
            return Row(Change.ADDED, None, side) if which else Row(Change.REMOVED, side, None)
        old, new = self._worded(*((partner, index) if which else (index, partner)))
        here, there = self._entries[which][index].belongs, self._entries[1 - which][partner].belongs
        elsewhere = ""
        if here.section != there.section:
            elsewhere = titles[there.section]
        elif here.side != there.side:
            elsewhere = f"{there.side} criteria" if there.side else ""
        return Row(Change.MOVED, None if which else old, new if which else None, elsewhere)

    def _whole(self, which: int, index: int, *, changed: bool = False) -> Side:
        block = self._documents[which].blocks[index]
        return Side(block, (WordRun(block.text, changed),))

    def _worded(self, a: int, b: int) -> tuple[Side, Side]:
        """The two sides of a pair, each with the words marked that the other lacks."""
        one, other = self._entries[0][a], self._entries[1][b]
        old, new, to = self._map.old.words, self._map.new.words, self._map.to
        found: dict[int, int] = {}
        for run in common_runs(old.folded[one.first : one.last], new.folded[other.first : other.last]):
            if run.length >= PHRASE:
                first, there = one.first + run.old, other.first + run.new
                found.update((first + step, there + step) for step in range(run.length))
        found.update((word, to[word]) for word in range(one.first, one.last) if other.first <= to[word] < other.last)
        # Alignment ignores capitals and spellings of a sign; on the page these are changes too.
        same = [(word, there) for word, there in sorted(found.items()) if old.keys[word] == new.keys[there]]
        aligned = increasing(same)
        stands = dict(aligned), {there: here for here, there in aligned}
        return (
            Side(self._documents[0].blocks[a], self._runs(0, one, stands[0])),
            Side(self._documents[1].blocks[b], self._runs(1, other, stands[1])),
        )

    def _runs(self, which: int, entry: OutlineEntry, stands: Mapping[int, int]) -> tuple[WordRun, ...]:
        outlines = self._map.old, self._map.new
        words, others, text = outlines[which].words, outlines[1 - which].words, outlines[which].text
        pieces: list[tuple[int, bool]] = []  # where each piece ends
        for word in range(entry.first, entry.last):
            if word > entry.first:
                before, here = stands.get(word - 1), stands.get(word)
                parted = before is None and here is None
                spaced = before is not None and here == before + 1 and words.gaps[word] != others.gaps[here]
                pieces.append((words.starts[word], parted or spaced))
            pieces.append((words.ends[word], word not in stands))
        return _joined(text, entry, pieces)

    def _count(self, at: Iterable[tuple[int, int]], rows: Iterable[Row]) -> Counts:
        counts = dict.fromkeys(Change, 0)
        for (a, _), row in zip(at, rows, strict=True):
            if row.change is Change.MOVED and row.new is None:
                here, there = self._entries[0][a], self._entries[1][self._map.pairing.partner[a]]
                counts[row.change] += here.belongs.section != there.belongs.section
            else:
                counts[row.change] += 1
        return Counts(counts[Change.CHANGED], counts[Change.ADDED], counts[Change.REMOVED], counts[Change.MOVED])


def _places(document: Document) -> dict[str, list[int]]:
    """The blocks of each section, by their index in the document."""
    places: dict[str, list[int]] = {}
    first = 0
    for section in document.sections:
        places.setdefault(section.key, []).extend(range(first, first + len(section.blocks)))
        first += len(section.blocks)
    return places


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The keys of the new version in order; keys of the old one alone follow their predecessor."""
    keys = list(new)
    before = ""
    for key in old:
        if key not in keys:
            keys.insert(keys.index(before) + 1 if before else 0, key)
        before = key
    return keys


def _above(document: Document, entries: Sequence[OutlineEntry]) -> list[tuple[int, ...]]:
    """For each block the ones that give it its meaning: headings, the opening of its list, its items, its row's name."""
    above: list[tuple[int, ...]] = []
    headings: list[int] = []
    opening = row = group = -1
    blocks, columns = document.blocks, dict[int, int]()
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            headings = [each for each in headings if blocks[each].depth < block.depth]
            opening = row = -1
        if block.kind not in IN_TABLES:
            columns, group = {}, -1
        found = [*headings, opening]
        if block.kind is BlockKind.CELL:
            found += [group, columns.get(block.column, -1), row] if block.column else [group]
        parent = entries[index].parent
        while parent >= 0:
            found.append(parent)
            parent = entries[parent].parent
        above.append(tuple(each for each in found if each >= 0))
        if block.kind is BlockKind.HEADING:
            headings.append(index)
        elif block.kind is BlockKind.CELL:
            row = row if block.column else index
        elif block.kind in IN_TABLES:
            columns[block.column], group = index, index if block.kind is BlockKind.GROUP else group
        elif list_side(block.text):
            opening = index
    return above


def _joined(text: str, entry: OutlineEntry, pieces: Sequence[tuple[int, bool]]) -> tuple[WordRun, ...]:
    """Runs of the whole block, from pieces that may be empty."""
    runs: list[WordRun] = []
    start = entry.start
    for end, changed in [*pieces, (entry.end, False)]:
        if end == start:
            continue
        if runs and runs[-1].changed == changed:
            runs[-1] = WordRun(runs[-1].text + text[start:end], changed)
        else:
            runs.append(WordRun(text[start:end], changed))
        start = end
    return tuple(runs)
