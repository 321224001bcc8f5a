"""Readings: what each reader of a double reading marked in each trial. They are what every measure of agreement is computed from.

A reader without a reading of a trial gave no answer there (they left, or have not closed it): the answer is missing. A reading
without passages is an answer: "nothing here".
"""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage that a reader marked with a label: ``[start, end)`` in code points of the version that was read."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TrialReading:
    """What one reader answered on one trial.

    ``on_trial`` has the labels of notes on the whole trial: they count for label by trial, and have no passage.
    """

    reader: str
    passages: tuple[MarkedPassage, ...] = ()
    on_trial: frozenset[str] = frozenset()

    def uses(self, label: str) -> bool:
        """True if the reader used the label on this trial, on a passage or on the whole trial."""
        return label in self.on_trial or any(passage.label == label for passage in self.passages)


@dataclass(frozen=True, slots=True)
class TrialReadings:
    """All readings of one trial's version, whose text has ``length`` code points."""

    trial: str
    length: int
    readings: tuple[TrialReading, ...]

    def by(self, reader: str) -> TrialReading | None:
        """Return the reader's reading; None if they gave no answer."""
        return next((reading for reading in self.readings if reading.reader == reader), None)


@dataclass(frozen=True, slots=True)
class DoubleReading:
    """Trials read by several readers with one codebook.

    Readers, labels and trials are named by any strings that differ from one another; measures do not depend on their order.
    Raises ValueError for a reader, label or trial named twice, for fewer than two readers, for a reading by nobody of the round
    or given twice, for a label that is not in the codebook, and for an empty passage or one outside the text.
    """

    readers: tuple[str, ...]
    labels: tuple[str, ...]
    trials: tuple[TrialReadings, ...]

    def __post_init__(self) -> None:
        _differ("reader", self.readers)
        _differ("label", self.labels)
        _differ("trial", tuple(each.trial for each in self.trials))
        if len(self.readers) < 2:
            raise ValueError("agreement needs two readers")
        for trial in self.trials:
            _check(trial, frozenset(self.readers), frozenset(self.labels))


def _differ(what: str, names: tuple[str, ...]) -> None:
    for one, other in pairwise(sorted(names)):
        if one == other:
            raise ValueError(f"the {what} {one!r} is there twice")


def _check(trial: TrialReadings, readers: frozenset[str], labels: frozenset[str]) -> None:
    _differ("reading by", tuple(reading.reader for reading in trial.readings))
    for reading in trial.readings:
        if reading.reader not in readers:
            raise ValueError(f"{reading.reader!r} is no reader of this round")
        used = reading.on_trial | {passage.label for passage in reading.passages}
        if not used <= labels:
            raise ValueError(f"labels that are not in the codebook: {', '.join(sorted(used - labels))}")
        for passage in reading.passages:
            if not 0 <= passage.start < passage.end <= trial.length:
                raise ValueError(
                    f"no passage of a text of {trial.length} code points: from {passage.start} to {passage.end}"
                )
