"""How long the measures of a double reading take: ``python -m benchmarks.agreement``.

Each label has its part of a record, and every eighth passage lies anywhere, so that labels overlap.

Two readers, 300 trials, 60 labels, all measures with and without intervals by bootstrap, on one core. The last line is one JSON
object: milliseconds.
"""

import argparse
import json
import random
import time

from annotate.core.agreement import DoubleReading, MarkedPassage, TrialReading, TrialReadings, measure_agreement

LENGTH = 6000
"""Code points of a record's text: about the median."""


def made_up(trials: int, labels: int, readers: int, seed: int) -> DoubleReading:
    """Return a reading in which readers mark much the same: each passage is missed, moved or kept by chance."""
    chance = random.Random(seed)  # noqa: S311 - made-up readings, nothing secret
    names = tuple(f"reader {each}" for each in range(readers))
    codebook = tuple(f"label {each}" for each in range(labels))
    read = []
    for trial in range(trials):
        truth = [
            (label, start, start + chance.randint(10, 100))
            for place, label in enumerate(codebook)
            for start in [
                chance.randrange(LENGTH - 200) if chance.random() < 1 / 8 else place * (LENGTH - 200) // labels
            ]
            if chance.random() < 0.6
        ]
        readings = tuple(TrialReading(name, tuple(_marked(truth, chance))) for name in names)
        read.append(TrialReadings(f"trial {trial:04}", LENGTH, readings))
    return DoubleReading(names, codebook, tuple(read))


def _marked(truth: list[tuple[str, int, int]], chance: random.Random) -> list[MarkedPassage]:
    marked = []
    for label, start, end in truth:
        if chance.random() < 0.85:
            moved = chance.choice((0, 0, 0, 5, 40))
            marked.append(MarkedPassage(label, start + moved, end + moved))
    return marked


def main() -> None:
    """Measure, and print what it took."""
    parser = argparse.ArgumentParser(description="How long the measures of a double reading take.")
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--labels", type=int, default=60)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--resamples", type=int, default=1000)
    asked = parser.parse_args()
    reading = made_up(asked.trials, asked.labels, asked.readers, seed=1)
    passages = sum(len(each.passages) for trial in reading.trials for each in trial.readings)
    print(f"{asked.readers} readers, {asked.trials} trials, {asked.labels} labels, {passages} passages")
    took = {}
    for name, resamples in (("exact", 0), ("with_intervals", asked.resamples)):
        began, used = time.perf_counter(), time.process_time()
        measure_agreement(reading, seed=1, resamples=resamples)
        took[f"{name}_ms"] = round((time.perf_counter() - began) * 1000, 1)
        took[f"{name}_cpu_ms"] = round((time.process_time() - used) * 1000, 1)
        print(f"{name:>15}: {took[f'{name}_ms']} ms, of which {took[f'{name}_cpu_ms']} ms on the core")
    print(
        json.dumps(
            {
                "readers": asked.readers,
                "trials": asked.trials,
                "labels": asked.labels,
                "passages": passages,
                "resamples": asked.resamples,
                **took,
            }
        )
    )


if __name__ == "__main__":
    main()
