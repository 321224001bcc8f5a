"""Spans of one reader: merged where those with one label overlap, and cut into segments that exclude each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.agreement.readings import MarkedPassage


@dataclass(frozen=True, slots=True)
class ReaderSegment:
    """A stretch ``[start, end)`` of one reader's text with the same labels throughout; no labels make it a gap."""

    start: int
    end: int
    labels: frozenset[str]


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one; spans that only touch stay apart, for they are units of their own."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def spans_by_label(passages: Iterable[MarkedPassage]) -> dict[str, list[tuple[int, int]]]:
    """Return each label's merged spans."""
    found: dict[str, list[tuple[int, int]]] = {}
    for passage in passages:
        found.setdefault(passage.label, []).append((passage.start, passage.end))
    return {label: merge_spans(spans) for label, spans in found.items()}


def lengths_by_readers(spans: dict[int, list[tuple[int, int]]]) -> dict[int, int]:
    """Return how many code points were marked by exactly which readers: bit ``r`` of the key is set for the reader ``r``.

    ``spans`` has each reader's merged spans. Code points that nobody marked are left out.
    """
    changes = sorted((place, 1 << reader) for reader, found in spans.items() for span in found for place in span)
    lengths: dict[int, int] = {}
    who = before = 0
    for place, bit in changes:
        if who and place > before:
            lengths[who] = lengths.get(who, 0) + place - before
        # Where two spans of a reader touch, the bit is changed twice at one place.
        who, before = who ^ bit, place
    return lengths


def segments(spans: dict[str, list[tuple[int, int]]], length: int) -> list[ReaderSegment]:
    """Cut a text of ``length`` code points at every end of a reader's merged spans.

    The family of unitizing measures wants segments that exclude each other. Where spans with different labels overlap, the set of
    labels is the segment's value, and is another value than each alone.
    """
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for label, found in spans.items():
        for start, end in found:
            opening.setdefault(start, []).append(label)
            closing.setdefault(end, []).append(label)
    labels: frozenset[str] = frozenset()
    cut: list[ReaderSegment] = []
    before = 0
    for place in sorted({*opening, *closing, length}):
        if place > before:
            cut.append(ReaderSegment(before, place, labels))
        labels = (labels - frozenset(closing.get(place, ()))) | frozenset(opening.get(place, ()))
        before = place
    return cut
