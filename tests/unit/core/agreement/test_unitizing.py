"""The family of unitizing measures."""

import random
from fractions import Fraction

from annotate.core.agreement import (
    AgreementReport,
    DoubleReading,
    MarkedPassage,
    Measure,
    TooFewUnits,
    TrialReading,
    TrialReadings,
    measure_agreement,
)
from annotate.core.agreement.ratios import label_unitizing_ratio, unitizing_ratio

# Krippendorff, Content Analysis, 4th ed. 2019, figure 12.11: three observers, a continuum of 60. Reported for it are .510
# and .413, which the equations give (.5100, .4136), and .724 for the coding, where they give .7256; the numbers come from a second
# source, and the equations are tried by themselves below. Start and end here are half-open.
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


def by_the_equations(  # noqa: C901 - the equations in the order of the paper
    readers: tuple[tuple[tuple[int, int, str], ...], ...], length: int
) -> dict[Measure, float | None]:
    """The family as the paper writes it, code point by code point, in floating point; units of one reader do not overlap."""
    m = len(readers)
    values = [["" for _ in range(length)] for _ in readers]
    for row, marks in zip(values, readers, strict=True):
        for start, end, label in marks:
            row[start:end] = [label] * (end - start)
    kinds = sorted({each for row in values for each in row})
    pairs = [(i, j) for i in range(m) for j in range(m) if i != j]
    seen = {(c, k): 0.0 for c in kinds for k in kinds}
    for i, j in pairs:
        for c, k in zip(values[i], values[j], strict=True):
            seen[c, k] += 1 / (m - 1)
    margin = {c: sum(seen[c, k] for k in kinds) for c in kinds}
    total = m * length
    own = dict.fromkeys(kinds, 0.0)
    own[""] = float(sum(row.count("") for row in values))
    shared_own = dict.fromkeys(kinds, 0.0)
    for i, marks in enumerate(readers):
        for start, end, label in marks:
            own[label] += (end - start) ** 2
            for other in range(m):
                if other != i:
                    both = sum(bool(each) for each in values[other][start:end])
                    shared_own[label] += both**2 / (m - 1)

    def expected(c: str, k: str) -> float:
        return total * (margin[c] * margin[k] - (own[c] if c == k else 0)) / (total**2 - sum(own.values()))

    def share(observed: float, chance: float) -> float | None:
        return 1 - observed / chance if abs(chance) > 1e-9 else None

    marked = [c for c in kinds if c]
    shared = {c: sum(seen[c, k] for k in marked) for c in marked}
    matter = sum(shared.values())
    alike = sum(seen[c, c] for c in marked)
    apart = sum(shared_own.values())
    coded = None
    if matter and abs(matter**2 - apart) > 1e-9:
        chance = sum((shared[c] ** 2 - shared_own[c]) / (matter - apart / matter) for c in marked)
        coded = share(matter - alike, matter - chance)
    if total**2 == sum(own.values()):
        return {Measure.UNITIZING_CODING: coded}
    return {
        Measure.UNITIZING: share(total - sum(seen[c, c] for c in kinds), total - sum(expected(c, c) for c in kinds)),
        Measure.UNITIZING_BINARY: share(
            sum(seen.get(("", c), 0) for c in marked), sum(expected("", c) for c in marked) if "" in kinds else 0
        ),
        Measure.UNITIZING_CODING: coded,
    }


def test_made_up_cases_follow_the_equations() -> None:
    chance = random.Random(9)  # noqa: S311 - made-up cases, nothing secret
    compared = 0
    for _ in range(180):
        length, m = chance.randint(30, 80), chance.randint(2, 4)
        readers = []
        for _ in range(m):
            places = sorted(chance.sample(range(length + 1), 2 * chance.randint(4, 7)))
            readers.append(tuple((s, e, chance.choice("123")) for s, e in zip(places[::2], places[1::2], strict=True)))
        found = report(*readers, length=length).together()
        for measure, expected in by_the_equations(tuple(readers), length).items():
            value = found.figure(measure).value
            if isinstance(value, Fraction) and expected is not None:
                assert abs(float(value) - expected) < 1e-9, (measure, readers)
                compared += 1
    assert compared > 450


def test_one_value_alone_among_what_two_marked() -> None:
    found = report(ALEX, PAUL, SUZAN, length=60)

    # Krippendorff 2019, section 12.6.6: the fifth value is in 8 of 18 of its code points among what another marked too.
    assert found.together("5").figure(Measure.UNITIZING_LABEL).compared == Fraction(8, 18)
    assert found.together("7").figure(Measure.UNITIZING_LABEL).compared == 0


def test_overlapping_spans_of_one_label_are_merged_and_counted() -> None:
    split = ((0, 8, "1"), (5, 12, "1"), (20, 30, "2"))
    whole = ((0, 12, "1"), (20, 30, "2"))
    one, other = (report(marks, whole, length=40).together() for marks in (split, whole))

    assert (one.merged, other.merged) == (1, 0)
    assert one.passages == other.passages == 4
    assert one.uncoded == other.uncoded == 18


def test_code_points_with_two_labels_of_one_reader_are_told() -> None:
    found = report(((0, 10, "1"), (5, 15, "2")), ((0, 10, "1"),), length=20).together()

    assert found.several == 5
    assert found.uncoded == 5


def test_too_little_shared_by_four_readers_is_not_defined() -> None:
    # Only two of four mark anything, and differ: by the equation the expected disagreement is negative, and the measure 1.5 and more.
    found = report(((0, 20, "1"),), ((0, 20, "2"),), (), (), length=40).together()
    assert found.figure(Measure.UNITIZING_CODING).value == TooFewUnits(2)
    assert unitizing_ratio(40, 800, 40, 2400, 3)[1] == 0
    assert label_unitizing_ratio(0, 20, 1200, 40)[1] == 0
