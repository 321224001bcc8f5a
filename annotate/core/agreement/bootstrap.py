"""Bootstrap over trials: counts of each trial are packed into one whole number, and a resample is a sum of such numbers.

A resample draws as many trials as there are, with replacement. Every measure is a function of sums of counts, so no trial is looked
at twice. Draws come from SHAKE-256 and depend on the seed alone: anybody can draw the same.
"""

import hashlib
import struct
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.core.agreement.values import BootstrapInterval, NotDefined

FEWEST_DEFINED = 0.95
"""An interval is given if the measure is defined in this share of the resamples at least."""


@dataclass(frozen=True, slots=True)
class CountSeries:
    """One count: in all trials, and in every resample."""

    total: int
    resampled: Sequence[int]

    def times(self, factor: int) -> "CountSeries":
        """Return the count multiplied."""
        return self if factor == 1 else CountSeries(self.total * factor, [each * factor for each in self.resampled])


def draw(seed: int, resample: int, trials: int) -> list[int]:
    """Return the indexes of the trials in one resample.

    Index i is u·trials / 2⁶⁴ rounded down, u the i-th little-endian 64-bit word of SHAKE-256 over the ASCII text "seed/resample".
    """
    words = hashlib.shake_256(f"{seed}/{resample}".encode("ascii")).digest(8 * trials)
    return [(word * trials) >> 64 for word in struct.unpack(f"<{trials}Q", words)]


class ResampledCounts:
    """Counts by trial, summed over all trials and over every resample; a key that no trial has counts 0.

    Keys are any hashable values; those that ``resampled`` refuses have their sum over all trials alone.
    """

    def __init__(
        self,
        trials: Sequence[Mapping[Hashable, int]],
        *,
        seed: int,
        resamples: int,
        resampled: Callable[[Hashable], bool] = lambda _key: True,
    ) -> None:
        self._none = [0] * resamples
        self._series: dict[Hashable, CountSeries] = {}
        by_width: dict[int, dict[Hashable, list[int]]] = {}
        for key in dict.fromkeys(key for trial in trials for key in trial):
            column = [trial.get(key, 0) for trial in trials]
            self._series[key] = CountSeries(sum(column), ())
            if resamples and resampled(key):
                by_width.setdefault(_width(max(column) * len(column)), {})[key] = column
        draws = [draw(seed, each, len(trials)) for each in range(resamples)] if by_width else []
        for width, columns in by_width.items():
            packing = _Packing(len(columns), width)
            packed = [packing.pack(row) for row in zip(*columns.values(), strict=True)]
            sums = (packing.unpack(sum(map(packed.__getitem__, drawn))) for drawn in draws)
            for key, series in zip(columns, zip(*sums, strict=True), strict=True):
                self._series[key] = CountSeries(self._series[key].total, series)

    def __iter__(self) -> Iterator[Hashable]:
        """Give the keys that any trial has."""
        return iter(self._series)

    def __getitem__(self, key: Hashable) -> CountSeries:
        """Return the sums of one count."""
        return self._series.get(key) or CountSeries(0, self._none)


_FORMATS = {2: "H", 4: "I", 8: "Q"}


def _width(most: int) -> int:
    """Return how many bytes hold every number up to ``most``."""
    needed = (most.bit_length() + 7) // 8
    return next((width for width in _FORMATS if width >= needed), needed)


@dataclass(frozen=True, slots=True)
class _Packing:
    """Whole numbers side by side in one, ``width`` bytes each: wide enough for the largest sum, so none runs into its neighbour."""

    fields: int
    width: int

    def pack(self, row: Sequence[int]) -> int:
        return int.from_bytes(b"".join(number.to_bytes(self.width, "little") for number in row), "little")

    def unpack(self, total: int) -> Sequence[int]:
        data = total.to_bytes(self.fields * self.width, "little")
        if self.width in _FORMATS:
            return struct.unpack(f"<{self.fields}{_FORMATS[self.width]}", data)
        return [int.from_bytes(data[at : at + self.width], "little") for at in range(0, len(data), self.width)]


def interval(values: Sequence[float], resamples: int) -> BootstrapInterval | NotDefined:
    """Return the percentile interval: from the value below which 2.5 % lie to that below which 97.5 % lie.

    ``values`` are those of the resamples in which the measure is defined. The ends are values that occurred (the inverse of the empirical
    distribution function, type 1 of Hyndman and Fan, Am Stat 1996;50:361-365).
    """
    if len(values) < FEWEST_DEFINED * resamples:
        return NotDefined(f"the measure is defined in only {len(values)} of {resamples} resamples")
    ordered = sorted(values)
    low, high = (-(-len(ordered) * share // 1000) - 1 for share in (25, 975))
    return BootstrapInterval(ordered[low], ordered[high], resamples, len(ordered))
