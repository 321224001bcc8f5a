"""The family of unitizing measures."""

from fractions import Fraction

from annotate.core.agreement import (
    AgreementReport,
    DoubleReading,
    MarkedPassage,
    Measure,
    TrialReading,
    TrialReadings,
    measure_agreement,
)

# Krippendorff, Content Analysis, 4th ed. 2019, figure 12.11 (the example of Krippendorff, Mathet, Bouvry and Widlöcher 2016): three
# observers, a continuum of 60. Start and end here are half-open.
ALEX = ((0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7"))
PAUL = ((0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6"))
SUZAN = ((0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6"))


def report(*readers: tuple[tuple[int, int, str], ...], length: int) -> AgreementReport:
    readings = tuple(
        TrialReading(str(place), tuple(MarkedPassage(label, start, end) for start, end, label in marks))
        for place, marks in enumerate(readers)
    )
    labels = tuple(sorted({label for marks in readers for _, _, label in marks}))
    names = tuple(reading.reader for reading in readings)
    return measure_agreement(DoubleReading(names, labels, (TrialReadings("t", length, readings),)), seed=1, resamples=0)


def pooled(found: AgreementReport, measure: Measure) -> float:
    value = found.together().figure(measure).value
    assert isinstance(value, Fraction)
    return float(value)


def test_the_published_example_of_three_observers() -> None:
    found = report(ALEX, PAUL, SUZAN, length=60)
    assert round(pooled(found, Measure.UNITIZING), 3) == 0.510
    assert round(pooled(found, Measure.UNITIZING_BINARY), 2) == 0.41
    assert round(pooled(found, Measure.UNITIZING_CODING), 2) == 0.73
