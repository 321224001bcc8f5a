"""Diff of two sequences: runs of equal members in order, and runs that fit several places.

Works on numbers of words or blocks. The work is bounded: with too many equal members (one word repeated a hundred thousand
times) or too many changes (every seventh word another), only common beginnings and ends, and members that occur once, are
matched; the rest counts as different.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate

MOST_COMPARISONS = 400_000
"""Pairs of equal members in one piece beyond which the piece is first split at members that occur once."""
MOST_STEPS = 30
"""Comparisons for each member of a piece before the piece is split; real versions need four."""
_LEAST_STEPS = 50_000
_PASSES = 8


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` members from ``old`` on, equal to those from ``new`` on."""

    old: int
    new: int
    length: int


class _TooManySteps(Exception):
    """Two pieces alternate so often that matching them would take too long."""


class _BoundedMatcher(SequenceMatcher[int]):
    """The standard matcher, which gives up after a number of steps that grows with the length.

    It searches for the longest run on both sides of each run that it finds: with changes everywhere its time would grow with
    the square of the length.
    """

    def __init__(self, old: Sequence[int], new: Sequence[int]) -> None:
        # Its "junk" heuristic would make equal words different once a text is long.
        super().__init__(None, old, new, autojunk=False)
        self._steps_left = max(_LEAST_STEPS, MOST_STEPS * (len(old) + len(new)))
        counts = Counter(new)  # a search for the longest run visits every place of each member
        self._steps = [0, *accumulate(1 + counts[member] for member in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Find the longest run; raises _TooManySteps when the runs before it took too many."""
        self._steps_left -= self._steps[len(self._steps) - 1 if ahi is None else ahi] - self._steps[alo]
        if self._steps_left < 0:
            raise _TooManySteps
        return super().find_longest_match(alo, ahi, blo, bhi)


def increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs (sorted by their first number) in which the second numbers grow as well."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for index, (_, second) in enumerate(pairs):
        place = bisect_left(tails, second)
        before[index] = ends[place - 1] if place else -1
        if place == len(tails):
            tails.append(second)
            ends.append(index)
        else:
            tails[place], ends[place] = second, index
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def once_in_both(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """The places of the members that occur once in each sequence, by their place in the old one."""
    counts_old, counts_new = Counter(old), Counter(new)
    places = {member: place for place, member in enumerate(new) if counts_new[member] == 1}
    return [(place, places[member]) for place, member in enumerate(old) if counts_old[member] == 1 and member in places]


def common_runs(old: Sequence[int], new: Sequence[int]) -> list[Run]:
    """Runs of equal members, in order in both sequences, none touching the next in both."""
    pairs: list[tuple[int, int]] = []
    _match(old, new, 0, 0, pairs, deep=False)
    return joined(sorted(pairs))


def joined(pairs: Iterable[tuple[int, int]]) -> list[Run]:
    """Runs of consecutive places in both sequences; the pairs are in order in both."""
    runs: list[Run] = []
    for a, b in pairs:
        last = runs[-1] if runs else None
        if last is not None and last.old + last.length == a and last.new + last.length == b:
            runs[-1] = Run(last.old, last.new, last.length + 1)
        else:
            runs.append(Run(a, b, 1))
    return runs


def _match(
    old: Sequence[int], new: Sequence[int], at_old: int, at_new: int, pairs: list[tuple[int, int]], *, deep: bool
) -> None:
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs.extend((at_old + k, at_new + k) for k in range(head))
    pairs.extend((at_old + len(old) - tail + k, at_new + len(new) - tail + k) for k in range(tail))
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    at_old, at_new = at_old + head, at_new + head
    if not old or not new:
        return
    counts = Counter(new)
    if sum(count * counts[member] for member, count in Counter(old).items()) <= MOST_COMPARISONS:
        with suppress(_TooManySteps):
            for a, b, length in _BoundedMatcher(old, new).get_matching_blocks():
                pairs.extend((at_old + a + k, at_new + b + k) for k in range(length))
            return
    if deep:
        return
    last_old = last_new = 0
    for a, b in [*increasing(once_in_both(old, new)), (len(old), len(new))]:
        _match(old[last_old:a], new[last_new:b], at_old + last_old, at_new + last_new, pairs, deep=True)
        if a < len(old):
            pairs.append((at_old + a, at_new + b))
        last_old, last_new = a + 1, b + 1


def without_chance(
    runs: Sequence[Run],
    ends: tuple[int, int],
    weight_old: Callable[[int, int], int],
    weight_new: Callable[[int, int], int],
    telling: Callable[[Run], bool] = lambda _: False,
) -> list[Run]:
    """The runs without those shorter than the changes on both sides, whose words are equal by chance.

    A ``telling`` run is never chance. A run that opens or closes both sequences stays. ``ends`` are the lengths of the
    sequences; the caller gives the weights of ``[from, to)``.
    """
    retained = list(runs)
    for _ in range(_PASSES):
        left: list[Run] = []
        for index, run in enumerate(retained):
            before = left[-1] if left else Run(0, 0, 0)
            after = retained[index + 1] if index + 1 < len(retained) else Run(ends[0], ends[1], 0)
            changed_before = max(
                weight_old(before.old + before.length, run.old), weight_new(before.new + before.length, run.new)
            )
            changed_after = max(
                weight_old(run.old + run.length, after.old), weight_new(run.new + run.length, after.new)
            )
            length = weight_old(run.old, run.old + run.length)
            if length >= min(changed_before, changed_after) or telling(run):
                left.append(run)
        if len(left) == len(retained):
            break
        retained = left
    return retained


def settle(
    runs: Sequence[Run], old: Sequence[int], new: Sequence[int], is_end: Callable[[int], bool]
) -> tuple[list[Run], set[int]]:
    """Runs with each lone insertion and deletion aligned to a sentence where one fits, and the old places in doubt.

    "… 5 mg a day. Then 5 mg a day …" without one of the two reads the same whichever it was: members of a run that equal the
    end (or the beginning) of the change beside it could be the other copy. ``is_end`` is true for a member that ends a
    sentence.
    """
    settled = list(runs)
    doubtful: set[int] = set()
    for index in range(len(settled) + 1):
        before = settled[index - 1] if index else None
        after = settled[index] if index < len(settled) else None
        a1, b1 = (before.old + before.length, before.new + before.length) if before else (0, 0)
        a2, b2 = (after.old, after.new) if after else (len(old), len(new))
        left_room, right_room = (before.length if before else 0), (after.length if after else 0)
        for side, first, last in ((old, a1, a2), (new, b1, b2)):
            if first == last:
                continue
            left = _equal_before(side, first, last, left_room)
            right = _equal_after(side, first, last, right_room)
            if not left and not right:
                continue
            whole = [
                shift for shift in range(-left, right + 1) if _on_sentences(side, first + shift, last + shift, is_end)
            ]
            lone = (b1 == b2) if side is old else (a1 == a2)
            if lone and len(whole) == 1:
                shift = whole[0]
                if before:
                    settled[index - 1] = before = Run(before.old, before.new, before.length + shift)
                if after:
                    settled[index] = after = Run(after.old + shift, after.new + shift, after.length - shift)
                break
            doubtful.update(range(a1 - left, a1))
            doubtful.update(range(a2, a2 + right))
    return [run for run in settled if run.length], doubtful


def _equal_before(side: Sequence[int], first: int, last: int, room: int) -> int:
    count = 0
    while count < room and side[first - 1 - count] == side[last - 1 - count]:
        count += 1
    return count


def _equal_after(side: Sequence[int], first: int, last: int, room: int) -> int:
    count = 0
    while count < room and side[first + count] == side[last + count]:
        count += 1
    return count


def _on_sentences(side: Sequence[int], first: int, last: int, is_end: Callable[[int], bool]) -> bool:
    return (first == 0 or is_end(side[first - 1])) and (last == len(side) or is_end(side[last - 1]))


def places_of(part: Sequence[int], whole: Sequence[int]) -> list[int]:
    """Places of a sequence within another."""
    length = len(part)
    return [at for at in range(len(whole) - length + 1) if whole[at] == part[0] and whole[at : at + length] == part]
