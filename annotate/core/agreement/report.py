"""Every measure of a double reading, for every pair of readers and for all readers together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from annotate.core.agreement.pairing import PassageMatch, pair_passages
from annotate.core.agreement.readings import DoubleReading, TrialReading
from annotate.core.agreement.two_by_two import TwoByTwo, cohens_kappa, gwets_ac1, per_cent, positive_specific_agreement
from annotate.core.agreement.values import FEWEST_UNITS, Figure, Measure, MeasureValue, NotDefined, TooFewUnits


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

    ``trials`` both have read; ``unread`` trials lack the answer of one or both, and are in no count.
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


@dataclass(frozen=True, slots=True)
class JointAgreement:
    """How far all readers agree on one label, or on all together (``label`` None).

    ``trials`` have answers of two readers or more, ``alone`` trials of fewer: those cannot be compared. ``code_points`` is the length
    of the texts that were compared, ``uncoded`` of them no reader marked. ``passages`` are those of all readers after merging
    a reader's overlapping ones with the same label; ``merged`` vanished in that.
    """

    label: str | None
    trials: int
    alone: int
    code_points: int
    uncoded: int
    passages: int
    merged: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """All measures of a double reading: pooled first, then label by label in the codebook's order."""

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


def measure_agreement(reading: DoubleReading, *, seed: int, resamples: int = 1000) -> AgreementReport:
    """Compute every measure, exactly; with ``resamples`` > 0 also intervals by a bootstrap over trials.

    The same reading, seed and number of resamples give the same report on every machine.
    """
    pairs = tuple(
        _pair(reading, first, second, label)
        for first, second in combinations(reading.readers, 2)
        for label in (None, *reading.labels)
    )
    return AgreementReport(reading.readers, reading.labels, seed, resamples, pairs, ())


def _pair(reading: DoubleReading, first: str, second: str, label: str | None) -> PairAgreement:
    both = [
        (one, other)
        for trial in reading.trials
        if (one := trial.by(first)) is not None and (other := trial.by(second)) is not None
    ]
    labels = reading.labels if label is None else (label,)
    answers = _answers(both, labels)
    exact, overlap = (_passages(both, labels, match) for match in (PassageMatch.EXACT, PassageMatch.OVERLAP))
    return PairAgreement(
        first,
        second,
        label,
        len(both),
        len(reading.trials) - len(both),
        answers,
        exact,
        overlap,
        TwoByTwo(0, 0, 0, 0),
        tuple(_figures(answers, exact, overlap)),
    )


def _answers(both: list[tuple[TrialReading, TrialReading]], labels: tuple[str, ...]) -> TwoByTwo:
    said = [(one.uses(label), other.uses(label)) for one, other in both for label in labels]
    return TwoByTwo(*(said.count(answers) for answers in ((True, True), (True, False), (False, True), (False, False))))


def _passages(
    both: list[tuple[TrialReading, TrialReading]], labels: tuple[str, ...], match: PassageMatch
) -> PairedCounts:
    paired = first_only = second_only = 0
    for one, other in both:
        found = pair_passages(
            (each for each in one.passages if each.label in labels),
            (each for each in other.passages if each.label in labels),
            match,
        )
        paired, first_only = paired + len(found.pairs), first_only + len(found.first_only)
        second_only += len(found.second_only)
    return PairedCounts(paired, first_only, second_only)


def _figures(answers: TwoByTwo, exact: PairedCounts, overlap: PairedCounts) -> Iterator[Figure]:
    def enough(units: int, value: MeasureValue | NotDefined) -> MeasureValue:
        return value if units >= FEWEST_UNITS else TooFewUnits(units)

    yield Figure(Measure.PER_CENT, enough(answers.units, per_cent(answers)))
    positive = positive_specific_agreement(answers.both, answers.first_only, answers.second_only)
    yield Figure(Measure.POSITIVE, enough(answers.units, positive))
    for measure, counts in ((Measure.POSITIVE_EXACT, exact), (Measure.POSITIVE_OVERLAP, overlap)):
        positive = positive_specific_agreement(counts.paired, counts.first_only, counts.second_only)
        yield Figure(measure, enough(counts.units, positive))
    yield Figure(Measure.KAPPA, enough(answers.units, cohens_kappa(answers)))
    yield Figure(Measure.AC1, enough(answers.units, gwets_ac1(answers)))
