"""How deep the difference between two texts of an outcome goes, and what shows it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum

from annotate.core.diff import common_runs
from annotate.core.outcomes.evidence import OutcomeEvidence
from annotate.core.outcomes.wording import FILLERS, TELLING, ReadWords, is_slip, read_words, stem

MOST_ALIKE = 0.8
"""Share of the words that say something which two texts must have in common to be two wordings of one (Dice's coefficient)."""

_FILLERS = frozenset(map(stem, FILLERS))
_TELLING = frozenset(map(stem, TELLING))
_SHOWN = 12


class Depth(IntEnum):
    """How deep a difference goes; the larger, the deeper."""

    NONE = 0
    SPELLING = 1
    WORDING = 2
    MEANING = 3


def compare_texts(name: str, old: str, new: str) -> tuple[Depth, tuple[OutcomeEvidence, ...]]:
    """Return how deep the difference goes and its evidence; ``name`` is what the two texts are: ``Measure``. Never raises."""
    if old == new:
        return Depth.NONE, ()
    one, other = read_words(old), read_words(new)
    if one.words == other.words:
        return Depth.SPELLING, (OutcomeEvidence(f"{name}: spelling alone"),)
    if not one.words or not other.words:
        # Where nothing was said nothing was fixed, and where nothing is said any more nothing is.
        return Depth.MEANING, (OutcomeEvidence(f"{name}: {'stated' if new else 'not stated any more'}"),)
    found = [*_figures(name, one, other), *_telling(name, one, other)]
    replaced, left, alike = _replaced(one, other)
    if replaced:
        found.append(OutcomeEvidence(f"{name}: words in the place of others", *replaced))
    if alike < MOST_ALIKE:
        found.append(OutcomeEvidence(f"{name}: {alike:.0%} of the words that say something are the same"))
    if found:
        return Depth.MEANING, tuple(found)
    return Depth.WORDING, (OutcomeEvidence(f"{name}: other words", *left),)


def content(words: Iterable[str]) -> list[str]:
    """Return the stems that say something."""
    return [word for word in words if word not in _FILLERS]


def _figures(name: str, one: ReadWords, other: ReadWords) -> list[OutcomeEvidence]:
    if one.figures == other.figures:
        return []
    then, now = _apart(one.figures, other.figures)
    what = "numbers or signs" if then or now else "order of the numbers"
    return [OutcomeEvidence(f"{name}: {what}", then, now)]


def _telling(name: str, one: ReadWords, other: ReadWords) -> list[OutcomeEvidence]:
    old, new = ([word for word in each.stems if word in _TELLING] for each in (one, other))
    if Counter(old) == Counter(new):
        return []
    return [OutcomeEvidence(f"{name}: words that turn the meaning", *_apart(old, new))]


def _apart(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """What only one of the two has, in order."""
    return _listed(_without(old, Counter(new))), _listed(_without(new, Counter(old)))


def _without(words: Iterable[str], taken: Counter[str]) -> list[str]:
    left = []
    for word in words:
        if taken[word] > 0:
            taken[word] -= 1
        else:
            left.append(word)
    return left


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")


def _replaced(one: ReadWords, other: ReadWords) -> tuple[tuple[str, str] | None, tuple[str, str], float]:
    """Words that took the place of others; all words that only one side has; and how alike the two are."""
    turned = one.stems > other.stems  # so that the answer is the same backwards
    first, second = (other, one) if turned else (one, other)
    numbers: dict[str, int] = {}
    keys = [[numbers.setdefault(word, len(numbers)) for word in each.stems] for each in (first, second)]
    gaps: list[tuple[list[str], list[str]]] = []
    at = [0, 0]
    for run in [*common_runs(*keys), None]:
        ends = (run.old, run.new) if run else (len(first.stems), len(second.stems))
        gap = content(first.stems[at[0] : ends[0]]), content(second.stems[at[1] : ends[1]])
        if gap[0] or gap[1]:
            gaps.append(gap)
        at = [ends[0] + run.length, ends[1] + run.length] if run else list(ends)
    lost, come = (Counter(word for gap in gaps for word in gap[side]) for side in (0, 1))
    moved = [lost & come, come & lost]
    replaced: tuple[list[str], list[str]] = ([], [])
    left: tuple[list[str], list[str]] = ([], [])
    for gap in gaps:
        mine, theirs = _without_slips(_without(gap[0], moved[0]), _without(gap[1], moved[1]))
        left[0].extend(mine)
        left[1].extend(theirs)
        if mine and theirs:
            replaced[0].extend(mine)
            replaced[1].extend(theirs)
    total = len(content(first.stems)) + len(content(second.stems))
    alike = 1 - (len(left[0]) + len(left[1])) / total if total else 1.0
    step = -1 if turned else 1
    words = [tuple(map(_listed, each[::step])) for each in (replaced, left)]
    return (
        (words[0][0], words[0][1]) if replaced[0] else None,
        (words[1][0], words[1][1]),
        alike,
    )


def _without_slips(mine: list[str], theirs: list[str]) -> tuple[list[str], list[str]]:
    for word in list(mine):
        slip = next((each for each in theirs if is_slip(word, each)), None)
        if slip is not None:
            mine.remove(word)
            theirs.remove(slip)
    return mine, theirs
