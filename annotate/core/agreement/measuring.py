"""Measuring: the counts of all trials, the measures over them, and their intervals."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

from annotate.core.agreement.bootstrap import CountSeries, ResampledCounts, interval
from annotate.core.agreement.counts import ONLY_TOTALS, Pair, Quantity, common_weight, count_trial
from annotate.core.agreement.ratios import (
    Ratio,
    ac1_ratio,
    alpha_ratio,
    kappa_ratio,
    label_unitizing_ratio,
    per_cent_ratio,
    positive_ratio,
    unitizing_ratio,
)
from annotate.core.agreement.readings import DoubleReading
from annotate.core.agreement.report import AgreementReport, JointAgreement, PairAgreement, PairedCounts
from annotate.core.agreement.two_by_two import TwoByTwo
from annotate.core.agreement.values import (
    FEWEST_UNITS,
    UNDEFINED,
    Figure,
    Measure,
    MeasureValue,
    NotDefined,
    TooFewUnits,
)

Q = Quantity


def measure_agreement(reading: DoubleReading, *, seed: int, resamples: int = 1000) -> AgreementReport:
    """Compute every measure, exactly; with ``resamples`` > 0 also intervals by a bootstrap over trials.

    The same reading, seed and number of resamples give the same report on every machine. A bootstrap draws the trials by their place in
    the order of their names, so that the order in which they are handed in does not matter.
    """
    trials = sorted(reading.trials, key=lambda trial: trial.trial)
    # Too few trials have no interval.
    draws = resamples if len(trials) >= FEWEST_UNITS else 0
    counts = ResampledCounts(
        [count_trial(trial, reading) for trial in trials],
        seed=seed,
        resamples=draws,
        resampled=lambda key: isinstance(key, tuple) and key[0] not in ONLY_TOTALS,
    )
    measuring = _Measuring(reading, counts, draws, wanted=resamples > 0)
    scopes = (None, *reading.labels)
    pairs = tuple(
        measuring.pair(pair, label) for pair in combinations(range(len(reading.readers)), 2) for label in scopes
    )
    return AgreementReport(
        reading.readers, reading.labels, seed, resamples, pairs, tuple(measuring.joint(label) for label in scopes)
    )


class _Measuring:
    """Reads measures off the counts."""

    def __init__(self, reading: DoubleReading, counts: ResampledCounts, resamples: int, *, wanted: bool) -> None:
        self._reading, self._counts, self._resamples, self._wanted = reading, counts, resamples, wanted
        self._weight = common_weight(len(reading.readers))
        self._margins = self._squared(Q.MARGIN)
        self._shared_margins = self._squared(Q.SHARED_MARGIN)

    def pair(self, pair: Pair, label: str | None) -> PairAgreement:
        """Measure two readers."""

        def series(*quantities: Quantity) -> tuple[CountSeries, ...]:
            return tuple(self._counts[quantity, pair, label] for quantity in quantities)

        asked = self._asked(label)
        answers = (
            *series(Q.ANSWERS_BOTH, Q.ANSWERS_FIRST, Q.ANSWERS_SECOND),
            self._counts[Q.TRIALS, pair, None].times(asked),
        )
        exact = series(Q.EXACT_PAIRED, Q.EXACT_FIRST, Q.EXACT_SECOND)
        overlap = series(Q.OVERLAP_PAIRED, Q.OVERLAP_FIRST, Q.OVERLAP_SECOND)
        marked = (
            *series(Q.MARKED_BOTH, Q.MARKED_FIRST, Q.MARKED_SECOND),
            self._counts[Q.TEXT, pair, None].times(asked),
        )
        paired, overlapping = (PairedCounts(*(each.total for each in found)) for found in (exact, overlap))
        trials, units = self._counts[Q.TRIALS, pair, None].total, answers[-1].total
        first, second = (self._reading.readers[place] for place in pair)
        return PairAgreement(
            first,
            second,
            label,
            trials,
            len(self._reading.trials) - trials,
            _two_by_two(answers),
            paired,
            overlapping,
            _two_by_two(marked),
            (
                self._figure(Measure.PER_CENT, per_cent_ratio, answers[1:], units),
                self._figure(Measure.POSITIVE, positive_ratio, answers[:3], units),
                self._figure(Measure.POSITIVE_EXACT, positive_ratio, exact, paired.units),
                self._figure(Measure.POSITIVE_OVERLAP, positive_ratio, overlap, overlapping.units),
                self._figure(Measure.KAPPA, kappa_ratio, answers, units),
                self._figure(Measure.AC1, ac1_ratio, answers, units),
            ),
        )

    def joint(self, label: str | None) -> JointAgreement:
        """Measure all readers."""
        of = self._of(label)
        trials = self._counts[Q.TRIALS, None, None].total
        passages = of(Q.PASSAGES).total
        code_points = self._counts[Q.LENGTHS, None, None].total
        asked = self._asked(label)
        answers = (of(Q.ANSWERS_MIXED), of(Q.ANSWERS_YES), self._counts[Q.READINGS, None, None].times(asked))
        points = (of(Q.POINTS_MIXED), of(Q.POINTS_YES), self._counts[Q.MATTER, None, None].times(asked))
        return JointAgreement(
            label,
            trials,
            len(self._reading.trials) - trials,
            code_points,
            code_points - of(Q.CODED).total,
            passages,
            of(Q.MERGED).total,
            of(Q.SEVERAL).total,
            (
                self._figure(Measure.ALPHA, self._weighted(alpha_ratio), answers, trials * asked),
                self._figure(Measure.ALPHA_CHARACTERS, self._weighted(alpha_ratio), points, passages),
                *(self._pooled_unitizing(passages) if label is None else self._label_unitizing(label, passages)),
            ),
        )

    def _pooled_unitizing(self, passages: int) -> tuple[Figure, ...]:
        of, weight = self._of(None), self._weight
        relevant, matter, squares = of(Q.RELEVANT), of(Q.MATTER), of(Q.SQUARES)

        def unitizing(differing: int, margins: int, every: int, own: int, marked: int) -> Ratio:
            # A gap coincides with itself over its length, not its square: equation 4.
            return unitizing_ratio(differing, margins, every, own + every - marked, weight)

        def coding(differing: int, margins: int, shared: int, own: int) -> Ratio:
            return unitizing_ratio(weight * differing, margins, shared, weight * own, weight)

        coded = (of(Q.SHARED_DIFFERING), self._shared_margins, of(Q.SHARED), of(Q.SHARED_SQUARES))
        return (
            self._figure(
                Measure.UNITIZING_BINARY, self._relevance, (of(Q.RELEVANT_MIXED), relevant, matter, squares), passages
            ),
            self._figure(
                Measure.UNITIZING, unitizing, (of(Q.DIFFERING), self._margins, matter, squares, relevant), passages
            ),
            self._figure(Measure.UNITIZING_CODING, coding, coded, passages, self._compared(None)),
        )

    def _label_unitizing(self, label: str, passages: int) -> tuple[Figure, ...]:
        of, weight = self._of(label), self._weight
        binary = (of(Q.POINTS_MIXED), of(Q.POINTS_YES), self._counts[Q.MATTER, None, None], of(Q.SQUARES))

        def own(same: int, shared: int, squares: int, matter: int) -> Ratio:
            return label_unitizing_ratio(same, shared, weight * squares, matter)

        coded = (of(Q.SHARED_SAME), of(Q.SHARED), of(Q.SHARED_SQUARES), self._counts[Q.SHARED, None, None])
        return (
            self._figure(Measure.UNITIZING_BINARY, self._relevance, binary, passages),
            self._figure(Measure.UNITIZING_LABEL, own, coded, passages, self._compared(label)),
        )

    def _relevance(self, mixed: int, marked: int, matter: int, squares: int) -> Ratio:
        gaps = matter - marked
        return unitizing_ratio(2 * mixed, marked * marked + gaps * gaps, matter, squares + gaps, self._weight)

    def _compared(self, label: str | None) -> Fraction | None:
        marked = self._counts[Q.RELEVANT, None, label].total
        return Fraction(self._counts[Q.SHARED, None, label].total, self._weight * marked) if marked else None

    def _asked(self, label: str | None) -> int:
        """Return how many labels are asked of every trial and code point."""
        return len(self._reading.labels) if label is None else 1

    def _of(self, label: str | None) -> Callable[[Quantity], CountSeries]:
        return lambda quantity: self._counts[quantity, None, label]

    def _weighted(self, ratio: Callable[[int, int, int, int], Ratio]) -> Callable[[int, int, int], Ratio]:
        return lambda mixed, yes, values: ratio(mixed, yes, values, self._weight)

    def _squared(self, quantity: Quantity) -> CountSeries:
        """Return the sum over values of the squared margin."""
        series = [self._counts[key] for key in self._counts if isinstance(key, tuple) and key[0] is quantity]
        resampled = [
            sum(each * each for each in margins) for margins in zip(*(each.resampled for each in series), strict=True)
        ]
        return CountSeries(sum(each.total**2 for each in series), resampled or [0] * self._resamples)

    def _figure(
        self,
        measure: Measure,
        ratio: Callable[..., Ratio],
        series: Sequence[CountSeries],
        units: int,
        compared: Fraction | None = None,
    ) -> Figure:
        if units < FEWEST_UNITS:
            return Figure(measure, TooFewUnits(units), None, compared)
        over, under = ratio(*(each.total for each in series))
        value: MeasureValue = Fraction(over, under) if under else UNDEFINED[measure]
        if not under or not self._wanted:
            return Figure(measure, value, None, compared)
        if not self._resamples:
            return Figure(measure, value, NotDefined(f"fewer than {FEWEST_UNITS} trials to draw from"), compared)
        drawn = map(ratio, *(each.resampled for each in series))
        values = [over / under for over, under in drawn if under]
        return Figure(measure, value, interval(values, self._resamples), compared)


def _two_by_two(series: Sequence[CountSeries]) -> TwoByTwo:
    both, first, second, units = (each.total for each in series)
    return TwoByTwo(both, first, second, units - both - first - second)
