"""What must hold of every double reading: no order matters, bounds, identity, "not defined" where it is."""

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from annotate.core.agreement import (
    AgreementReport,
    BootstrapInterval,
    DoubleReading,
    Figure,
    MarkedPassage,
    Measure,
    NotDefined,
    TooFewUnits,
    TrialReading,
    TrialReadings,
    TwoByTwo,
    cohens_kappa,
    gwets_ac1,
    measure_agreement,
    nominal_alpha,
    per_cent,
)
from tests.unit.core.agreement.making import LABELS, double_readings

Each = TypeVar("Each")

counts = st.builds(TwoByTwo, *[st.integers(0, 300)] * 4)


def figures(report: AgreementReport) -> Iterator[Figure]:
    for pair in report.pairs:
        yield from pair.figures
    for joint in report.joint:
        yield from joint.figures


def shuffled(reading: DoubleReading, chance: random.Random) -> DoubleReading:
    def mixed(values: tuple[Each, ...]) -> tuple[Each, ...]:
        return tuple(chance.sample(values, len(values)))

    trials = mixed(
        tuple(
            replace(trial, readings=mixed(tuple(replace(by, passages=mixed(by.passages)) for by in trial.readings)))
            for trial in reading.trials
        )
    )
    return replace(reading, labels=mixed(reading.labels), trials=trials)


@given(double_readings(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_no_order_matters(reading: DoubleReading, chance: random.Random) -> None:
    one, other = (measure_agreement(each, seed=7, resamples=0) for each in (reading, shuffled(reading, chance)))

    assert set(one.pairs) == set(other.pairs)
    assert set(one.joint) == set(other.joint)


@given(double_readings(most_readers=2))
@settings(max_examples=40, deadline=None)
def test_readers_may_be_exchanged(reading: DoubleReading) -> None:
    first, second = reading.readers
    one = measure_agreement(reading, seed=7, resamples=0)
    other = measure_agreement(replace(reading, readers=(second, first)), seed=7, resamples=0)

    for label in (None, *LABELS):
        ours, theirs = one.pair(first, second, label), other.pair(second, first, label)
        assert ours.figures == theirs.figures
        assert ours.answers == theirs.answers.swapped()
        assert ours.characters == theirs.characters.swapped()
        assert one.together(label) == other.together(label)


@given(double_readings(most_readers=4, most_trials=3))
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_a_value_is_at_most_one_and_a_share_at_least_nothing(reading: DoubleReading) -> None:
    for figure in figures(measure_agreement(reading, seed=7, resamples=0)):
        if isinstance(figure.value, Fraction):
            assert figure.value <= 1
            if figure.measure in {Measure.PER_CENT, Measure.POSITIVE, Measure.POSITIVE_EXACT, Measure.POSITIVE_OVERLAP}:
                assert figure.value >= 0
        assert figure.compared is None or 0 <= figure.compared <= 1


@given(double_readings())
@settings(max_examples=40, deadline=None)
def test_who_reads_the_same_agrees_fully_or_not_definedly(reading: DoubleReading) -> None:
    trials = tuple(
        replace(trial, readings=tuple(replace(trial.readings[0], reader=reader) for reader in reading.readers))
        for trial in reading.trials
        if trial.readings
    )

    for figure in figures(measure_agreement(replace(reading, trials=trials), seed=7, resamples=0)):
        assert figure.value == 1 or isinstance(figure.value, NotDefined | TooFewUnits)


@given(double_readings())
@settings(max_examples=40, deadline=None)
def test_counts_drop_nothing(reading: DoubleReading) -> None:
    report = measure_agreement(reading, seed=7, resamples=0)

    for pair in report.pairs:
        asked = len(reading.labels) if pair.label is None else 1
        assert pair.trials + pair.unread == len(reading.trials)
        assert pair.answers.units == pair.trials * asked
        both = [trial for trial in reading.trials if trial.by(pair.first) and trial.by(pair.second)]
        assert pair.characters.units == asked * sum(trial.length for trial in both)
    for joint in report.joint:
        assert joint.trials + joint.alone == len(reading.trials)
        assert 0 <= joint.uncoded <= joint.code_points


@given(double_readings(), st.integers(2, 3))
@settings(max_examples=40, deadline=None)
def test_longer_letters_change_no_share(reading: DoubleReading, factor: int) -> None:
    longer = replace(
        reading,
        trials=tuple(
            TrialReadings(
                trial.trial,
                trial.length * factor,
                tuple(
                    replace(
                        by,
                        passages=tuple(MarkedPassage(p.label, p.start * factor, p.end * factor) for p in by.passages),
                    )
                    for by in trial.readings
                ),
            )
            for trial in reading.trials
        ),
    )
    one, other = (measure_agreement(each, seed=7, resamples=0) for each in (reading, longer))

    for ours, theirs in zip(one.pairs, other.pairs, strict=True):
        assert ours.figures == theirs.figures
    for before, after in zip(one.joint, other.joint, strict=True):
        assert before.figure(Measure.ALPHA) == after.figure(Measure.ALPHA)
        assert after.uncoded == factor * before.uncoded


@given(counts)
def test_measures_of_counts_are_symmetric_and_bounded(table: TwoByTwo) -> None:
    flipped = TwoByTwo(table.neither, table.second_only, table.first_only, table.both)
    for measure in (per_cent, cohens_kappa, gwets_ac1):
        value = measure(table)
        assert value == measure(table.swapped())
        if measure is not cohens_kappa or isinstance(value, Fraction):
            assert value == measure(flipped)
        assert isinstance(value, NotDefined) or -1 <= value <= 1


@given(st.builds(TwoByTwo, *[st.integers(0, 8)] * 4))
@settings(max_examples=40, deadline=None)
def test_alpha_of_two_answers_is_that_of_any_values(table: TwoByTwo) -> None:
    units = (
        [(1, 1)] * table.both + [(1, 0)] * table.first_only + [(0, 1)] * table.second_only + [(0, 0)] * table.neither
    )
    reading = DoubleReading(
        ("A", "B"),
        ("Dose",),
        tuple(
            TrialReadings(
                str(number),
                1,
                tuple(
                    TrialReading(who, (), frozenset(["Dose"] if yes else []))
                    for who, yes in zip("AB", unit, strict=True)
                ),
            )
            for number, unit in enumerate(units)
        ),
    )
    value = measure_agreement(reading, seed=1, resamples=0).together("Dose").figure(Measure.ALPHA).value

    expected = nominal_alpha(units)
    if len(units) < 10:
        assert value == TooFewUnits(len(units))
    elif isinstance(expected, NotDefined):
        assert isinstance(value, NotDefined)
    else:
        assert value == expected


def many_trials(number: int) -> DoubleReading:
    chance = random.Random(5)  # noqa: S311 - made-up readings, nothing secret
    trials = []
    for trial in range(number):
        readings = []
        for reader in ("A", "B"):
            marked = [
                MarkedPassage(label, place * 10, place * 10 + chance.randint(5, 9))
                for place, label in enumerate(LABELS)
            ]
            readings.append(TrialReading(reader, tuple(each for each in marked if chance.random() < 0.7)))
        trials.append(TrialReadings(f"t{trial:03}", 60, tuple(readings)))
    return DoubleReading(("A", "B"), LABELS, tuple(trials))


def test_intervals_follow_from_the_seed_and_hold_the_value() -> None:
    reading = many_trials(40)
    one, other = (measure_agreement(reading, seed=3, resamples=200) for _ in range(2))

    assert one == other
    assert one != replace(measure_agreement(reading, seed=4, resamples=200), seed=3)
    assert measure_agreement(replace(reading, trials=reading.trials[::-1]), seed=3, resamples=200) == one
    for figure in figures(one):
        assert isinstance(figure.value, Fraction)
        assert isinstance(figure.interval, BootstrapInterval)
        assert figure.interval.low <= figure.value <= figure.interval.high


def test_few_trials_have_no_interval_and_few_units_no_value() -> None:
    report = measure_agreement(many_trials(9), seed=3, resamples=200)

    kappa = report.pair("A", "B").figure(Measure.KAPPA)
    assert isinstance(kappa.value, Fraction)
    assert isinstance(kappa.interval, NotDefined)
    assert report.pair("A", "B", "Dose").figure(Measure.KAPPA) == Figure(Measure.KAPPA, TooFewUnits(9))


@pytest.mark.parametrize(
    ("readers", "labels", "passage"),
    [
        (("A",), LABELS, None),
        (("A", "A"), LABELS, None),
        (("A", "B"), ("Dose", "Dose"), None),
        (("A", "B"), ("Dose",), MarkedPassage("Size", 0, 1)),
        (("A", "B"), ("Dose",), MarkedPassage("Dose", 0, 6)),
        (("A", "B"), ("Dose",), MarkedPassage("Dose", 2, 2)),
        (("B", "C"), ("Dose",), MarkedPassage("Dose", 0, 1)),
    ],
)
def test_a_reading_that_cannot_be_is_refused(
    readers: tuple[str, ...], labels: tuple[str, ...], passage: MarkedPassage | None
) -> None:
    trials = (TrialReadings("t", 5, (TrialReading("A", (passage,)),)),) if passage else ()
    with pytest.raises(ValueError, match=r"."):
        DoubleReading(readers, labels, trials)
