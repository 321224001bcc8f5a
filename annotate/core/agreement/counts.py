"""Counts of one trial, by what is counted, by readers and by label; they add up over trials.

Keys are ``(Quantity, pair of readers or None for all, label or None for all pooled)``; for margins the last part is a set of labels.
Coincidences of a trial with m readings weigh 1/(m - 1), as Krippendorff's measures want; times ``weight`` they are whole numbers.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from enum import IntEnum, auto
from itertools import combinations
from math import lcm

from annotate.core.agreement.pairing import PassageMatch, pair_passages
from annotate.core.agreement.readings import DoubleReading, MarkedPassage, TrialReading, TrialReadings
from annotate.core.agreement.spans import ReaderSegment, lengths_by_readers, segments, spans_by_label

Counts = Counter[Hashable]
Pair = tuple[int, int]


class Quantity(IntEnum):
    """What is counted: of a pair of readers, then of all readers; lengths are code points."""

    TRIALS = auto()
    ANSWERS_BOTH = auto()
    ANSWERS_FIRST = auto()
    ANSWERS_SECOND = auto()
    EXACT_PAIRED = auto()
    EXACT_FIRST = auto()
    EXACT_SECOND = auto()
    OVERLAP_PAIRED = auto()
    OVERLAP_FIRST = auto()
    OVERLAP_SECOND = auto()
    TEXT = auto()
    MARKED_BOTH = auto()
    MARKED_FIRST = auto()
    MARKED_SECOND = auto()

    READINGS = auto()
    ANSWERS_YES = auto()
    ANSWERS_MIXED = auto()
    PASSAGES = auto()
    MERGED = auto()
    CODED = auto()
    SEVERAL = auto()
    POINTS_YES = auto()
    POINTS_MIXED = auto()
    LENGTHS = auto()
    MATTER = auto()
    SQUARES = auto()
    RELEVANT = auto()
    RELEVANT_MIXED = auto()
    DIFFERING = auto()
    MARGIN = auto()
    SHARED = auto()
    SHARED_DIFFERING = auto()
    SHARED_MARGIN = auto()
    SHARED_SQUARES = auto()
    SHARED_SAME = auto()


ONLY_TOTALS = frozenset(
    {
        Quantity.TEXT,
        Quantity.MARKED_BOTH,
        Quantity.MARKED_FIRST,
        Quantity.MARKED_SECOND,
        Quantity.PASSAGES,
        Quantity.MERGED,
        Quantity.CODED,
        Quantity.SEVERAL,
        Quantity.LENGTHS,
    }
)
"""What is shown as a count and in no measure: it is not resampled."""


def common_weight(readers: int) -> int:
    """Return the number by which 1/(m - 1) is whole for every number of readings m up to ``readers``."""
    return lcm(*range(1, readers))


def count_trial(trial: TrialReadings, reading: DoubleReading) -> Counts:
    """Count everything that the measures need of one trial."""
    counts: Counts = Counter()
    found = {place: by for place, reader in enumerate(reading.readers) if (by := trial.by(reader)) is not None}
    for pair in combinations(sorted(found), 2):
        _count_pair(counts, pair, found[pair[0]], found[pair[1]], reading.labels)
        counts[Quantity.TEXT, pair, None] = trial.length
    if len(found) > 1:
        weight = common_weight(len(reading.readers)) // (len(found) - 1)
        _count_answers(counts, found, reading.labels, weight)
        _count_points(counts, found, reading.labels, weight)
        _count_segments(counts, found, weight, trial.length)
    return counts


def _by_label(passages: Iterable[MarkedPassage]) -> dict[str, list[MarkedPassage]]:
    found: dict[str, list[MarkedPassage]] = {}
    for passage in passages:
        found.setdefault(passage.label, []).append(passage)
    return found


def _count_pair(counts: Counts, pair: Pair, first: TrialReading, second: TrialReading, labels: tuple[str, ...]) -> None:
    ours, theirs = _by_label(first.passages), _by_label(second.passages)
    counts[Quantity.TRIALS, pair, None] = 1
    for label in labels:
        yes, also = label in ours or label in first.on_trial, label in theirs or label in second.on_trial
        if yes or also:
            said = Quantity.ANSWERS_BOTH if yes and also else Quantity.ANSWERS_FIRST if yes else Quantity.ANSWERS_SECOND
            _add(counts, said, pair, label, 1)
        if label in ours or label in theirs:
            for match, paired, first_only, second_only in _MATCHES:
                found = pair_passages(ours.get(label, ()), theirs.get(label, ()), match)
                _add(counts, paired, pair, label, len(found.pairs))
                _add(counts, first_only, pair, label, len(found.first_only))
                _add(counts, second_only, pair, label, len(found.second_only))


_MATCHES = (
    (PassageMatch.EXACT, Quantity.EXACT_PAIRED, Quantity.EXACT_FIRST, Quantity.EXACT_SECOND),
    (PassageMatch.OVERLAP, Quantity.OVERLAP_PAIRED, Quantity.OVERLAP_FIRST, Quantity.OVERLAP_SECOND),
)


def _add(counts: Counts, quantity: Quantity, pair: Pair | None, label: str, number: int) -> None:
    """Count for one label, and for all pooled."""
    counts[quantity, pair, label] += number
    counts[quantity, pair, None] += number


def _count_answers(counts: Counts, found: dict[int, TrialReading], labels: tuple[str, ...], weight: int) -> None:
    used = [{passage.label for passage in reading.passages} | reading.on_trial for reading in found.values()]
    counts[Quantity.TRIALS, None, None] = 1
    counts[Quantity.READINGS, None, None] = len(found)
    for label in labels:
        yes = sum(label in each for each in used)
        if not yes:
            continue
        _add(counts, Quantity.ANSWERS_YES, None, label, yes)
        _add(counts, Quantity.ANSWERS_MIXED, None, label, weight * yes * (len(found) - yes))


def _count_points(counts: Counts, found: dict[int, TrialReading], labels: tuple[str, ...], weight: int) -> None:
    spans = {place: spans_by_label(reading.passages) for place, reading in found.items()}
    given = Counter(passage.label for reading in found.values() for passage in reading.passages)
    for label in labels:
        marked = {place: each[label] for place, each in spans.items() if label in each}
        if not marked:
            continue
        for who, points in lengths_by_readers(marked).items():
            yes = who.bit_count()
            counts[Quantity.CODED, None, label] += points
            _add(counts, Quantity.POINTS_YES, None, label, yes * points)
            _add(counts, Quantity.POINTS_MIXED, None, label, weight * yes * (len(found) - yes) * points)
            for first, second in combinations(found, 2):
                one, other = who >> first & 1, who >> second & 1
                if one or other:
                    said = (
                        Quantity.MARKED_BOTH
                        if one and other
                        else Quantity.MARKED_FIRST
                        if one
                        else Quantity.MARKED_SECOND
                    )
                    _add(counts, said, (first, second), label, points)
        units = [end - start for each in marked.values() for start, end in each]
        counts[Quantity.SQUARES, None, label] += sum(each * each for each in units)
        _add(counts, Quantity.PASSAGES, None, label, len(units))
        _add(counts, Quantity.MERGED, None, label, given[label] - len(units))


def _count_segments(counts: Counts, found: dict[int, TrialReading], weight: int, length: int) -> None:
    """Count what the unitizing measures need, with the set of a reader's labels as the value of a segment."""
    cut = [segments(spans_by_label(reading.passages), length) for reading in found.values()]
    counts[Quantity.LENGTHS, None, None] += length
    counts[Quantity.MATTER, None, None] += length * len(found)
    for each in cut:
        for segment in each:
            size = segment.end - segment.start
            counts[Quantity.MARGIN, None, segment.labels] += size
            if segment.labels:
                counts[Quantity.RELEVANT, None, None] += size
                counts[Quantity.SQUARES, None, None] += size * size
                counts[Quantity.SEVERAL, None, None] += size if len(segment.labels) > 1 else 0
                for label in segment.labels:
                    counts[Quantity.RELEVANT, None, label] += size
    bare = lengths_by_readers({0: _marked(segment for each in cut for segment in each)})
    counts[Quantity.CODED, None, None] += sum(bare.values())
    for ours, theirs in combinations(cut, 2):
        _count_coincidences(counts, ours, theirs, weight)


def _marked(cut: Iterable[ReaderSegment]) -> list[tuple[int, int]]:
    covered: list[tuple[int, int]] = []
    for start, end in sorted((segment.start, segment.end) for segment in cut if segment.labels):
        if covered and start <= covered[-1][1]:
            covered[-1] = covered[-1][0], max(end, covered[-1][1])
        else:
            covered.append((start, end))
    return covered


def _count_coincidences(counts: Counts, ours: list[ReaderSegment], theirs: list[ReaderSegment], weight: int) -> None:
    """Count how long segments of two readers coincide, in both directions."""
    shared: Counter[tuple[int, int]] = Counter()
    one = other = 0
    while one < len(ours) and other < len(theirs):
        mine, yours = ours[one], theirs[other]
        size = weight * (min(mine.end, yours.end) - max(mine.start, yours.start))
        if mine.labels != yours.labels:
            counts[Quantity.DIFFERING, None, None] += 2 * size
        if mine.labels and yours.labels:
            shared[0, one] += size
            shared[1, other] += size
            counts[Quantity.SHARED_DIFFERING, None, None] += 2 * size if mine.labels != yours.labels else 0
            for label in mine.labels & yours.labels:
                counts[Quantity.SHARED_SAME, None, label] += 2 * size
        elif mine.labels or yours.labels:
            counts[Quantity.RELEVANT_MIXED, None, None] += size
        one, other = one + (mine.end <= yours.end), other + (yours.end <= mine.end)
    for (side, place), size in shared.items():
        labels = (ours, theirs)[side][place].labels
        # (size / weight)² times weight: the square of the code points, weighted once.
        square = size * size // weight
        counts[Quantity.SHARED, None, None] += size
        counts[Quantity.SHARED_SQUARES, None, None] += square
        counts[Quantity.SHARED_MARGIN, None, labels] += size
        for label in labels:
            counts[Quantity.SHARED, None, label] += size
            counts[Quantity.SHARED_SQUARES, None, label] += square
