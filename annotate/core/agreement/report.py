"""Every measure of a double reading, for every pair of readers and for all readers together."""

from dataclasses import dataclass

from annotate.core.agreement.two_by_two import TwoByTwo
from annotate.core.agreement.values import Figure, Measure


@dataclass(frozen=True, slots=True)
class PairedCounts:
    """How many passages of two readers are paired, and how many only one of them marked."""

    paired: int
    first_only: int
    second_only: int

    @property
    def units(self) -> int:
        """How many passages there are; a pair counts once."""
        return self.paired + self.first_only + self.second_only


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two readers agree on one label, or on all together (``label`` None: the units of all labels pooled).

    ``trials`` both have read; ``unread`` trials lack the answer of one or both, and are in no count. ``answers`` are over label by trial,
    ``characters`` over code points (pooled: every label asks every code point).
    """

    first: str
    second: str
    label: str | None
    trials: int
    unread: int
    answers: TwoByTwo
    exact: PairedCounts
    overlap: PairedCounts
    characters: TwoByTwo
    figures: tuple[Figure, ...]

    def figure(self, measure: Measure) -> Figure:
        """Return the figure of one measure. Raises KeyError if it is none of two readers."""
        return _figure(self.figures, measure)


@dataclass(frozen=True, slots=True)
class JointAgreement:
    """How far all readers agree on one label, or on all together (``label`` None).

    ``trials`` have answers of two readers or more, ``alone`` trials of fewer: those cannot be compared. ``code_points`` is the length of
    the texts that were compared, ``uncoded`` of them no reader marked. ``passages`` are those of all readers after merging a
    reader's overlapping ones with the same label; ``merged`` vanished in that. ``several`` code points carry two labels or more of
    one reader, counted once for each such reader (0 for a single label).
    """

    label: str | None
    trials: int
    alone: int
    code_points: int
    uncoded: int
    passages: int
    merged: int
    several: int
    figures: tuple[Figure, ...]

    def figure(self, measure: Measure) -> Figure:
        """Return the figure of one measure. Raises KeyError if it is none of all readers."""
        return _figure(self.figures, measure)


def _figure(figures: tuple[Figure, ...], measure: Measure) -> Figure:
    for each in figures:
        if each.measure is measure:
            return each
    raise KeyError(measure)


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """All measures of a double reading: pooled first, then label by label in the codebook's order.

    ``seed`` and ``resamples`` are those of the bootstrap; without one ``resamples`` is 0.
    """

    readers: tuple[str, ...]
    labels: tuple[str, ...]
    seed: int
    resamples: int
    pairs: tuple[PairAgreement, ...]
    joint: tuple[JointAgreement, ...]

    def pair(self, first: str, second: str, label: str | None = None) -> PairAgreement:
        """Return the agreement of two readers, named in the order of the round. Raises KeyError."""
        for each in self.pairs:
            if (each.first, each.second, each.label) == (first, second, label):
                return each
        raise KeyError((first, second, label))

    def together(self, label: str | None = None) -> JointAgreement:
        """Return the agreement of all readers. Raises KeyError."""
        for each in self.joint:
            if each.label == label:
                return each
        raise KeyError(label)
