"""Made-up double readings, for properties and oracles."""

from hypothesis import strategies as st

from annotate.core.agreement import DoubleReading, MarkedPassage, TrialReading, TrialReadings

LABELS = ("Dose", "Outcome", "Size")


@st.composite
def passages(draw: st.DrawFn, length: int) -> MarkedPassage:
    start = draw(st.integers(0, length - 1))
    return MarkedPassage(draw(st.sampled_from(LABELS)), start, draw(st.integers(start + 1, length)))


@st.composite
def double_readings(draw: st.DrawFn, most_readers: int = 3, most_trials: int = 6) -> DoubleReading:
    readers = tuple("ABCD"[: draw(st.integers(2, most_readers))])
    trials = []
    for number in range(draw(st.integers(0, most_trials))):
        length = draw(st.integers(1, 40))
        given = draw(st.sets(st.sampled_from(readers)))
        readings = tuple(
            TrialReading(
                reader,
                tuple(draw(st.lists(passages(length), max_size=5))),
                frozenset(draw(st.sets(st.sampled_from(LABELS), max_size=1))),
            )
            for reader in sorted(given)
        )
        trials.append(TrialReadings(f"t{number}", length, readings))
    return DoubleReading(readers, LABELS, tuple(trials))
