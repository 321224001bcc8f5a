"""Pairing of passages: which passage of one reader answers which of the other, one to one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from annotate.core.agreement.readings import MarkedPassage


class PassageMatch(Enum):
    """When two passages with one label count as the same: with the same ends, or with at least one code point in common."""

    EXACT = "exact"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class PassagePairs:
    """Passages of two readers on one trial, paired one to one; all in the order of the text."""

    pairs: tuple[tuple[MarkedPassage, MarkedPassage], ...]
    first_only: tuple[MarkedPassage, ...]
    second_only: tuple[MarkedPassage, ...]


def distinct(passages: Iterable[MarkedPassage]) -> tuple[MarkedPassage, ...]:
    """Return the passages in the order of the text, each once: a second note on the same words with the same label says no more."""
    return tuple(sorted(set(passages), key=_place))


def pair_passages(first: Iterable[MarkedPassage], second: Iterable[MarkedPassage], match: PassageMatch) -> PassagePairs:
    """Pair as many passages as can be paired, each with one of the same label; the answer does not depend on any order.

    Passages that a reader marked twice alike count once. For overlapping passages see ``_greedy``.
    """
    firsts, seconds = distinct(first), distinct(second)
    pairs: list[tuple[MarkedPassage, MarkedPassage]] = []
    for label in sorted({passage.label for passage in firsts} & {passage.label for passage in seconds}):
        ours = [passage for passage in firsts if passage.label == label]
        theirs = [passage for passage in seconds if passage.label == label]
        if match is PassageMatch.EXACT:
            pairs += [(passage, passage) for passage in sorted(set(ours) & set(theirs), key=_place)]
        else:
            pairs += [(ours[one], theirs[other]) for one, other in _greedy(ours, theirs)]
    pairs.sort(key=lambda pair: (_place(pair[0]), _place(pair[1])))
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return PassagePairs(
        tuple(pairs),
        tuple(each for each in firsts if not left[each]),
        tuple(each for each in seconds if not right[each]),
    )


def _place(passage: MarkedPassage) -> tuple[int, int, str]:
    return passage.start, passage.end, passage.label


def _greedy(ours: Sequence[MarkedPassage], theirs: Sequence[MarkedPassage]) -> list[tuple[int, int]]:
    """Return a maximum one-to-one pairing of overlapping passages, as pairs of indexes.

    Take passages of both sides by their ends. All free passages of the other side that overlap the one at hand hold its last code
    point; of those, what the one that ends first overlaps later on, the others overlap too. So pairing with it is never worse.
    """
    sides = (ours, theirs)
    free = ({*range(len(ours))}, {*range(len(theirs))})
    order = sorted(((each.end, each.start, side, index) for side in (0, 1) for index, each in enumerate(sides[side])))
    pairs: list[tuple[int, int]] = []
    for end, start, side, index in order:
        if index not in free[side]:
            continue
        free[side].remove(index)
        other = 1 - side
        partners = [each for each in free[other] if sides[other][each].start < end and start < sides[other][each].end]
        if partners:
            partner = min(
                partners, key=lambda each: (sides[other][each].end, abs(sides[other][each].start - start), each)
            )
            free[other].remove(partner)
            pairs.append((index, partner) if side == 0 else (partner, index))
    return pairs
