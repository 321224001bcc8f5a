"""Values of measures: an exact number, "not defined" with its reason, or too few units to give one."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

FEWEST_UNITS = 10
"""Below this many units a measure is not given, only the counts."""


class Unit(Enum):
    """What a measure counts: one question of every trial, a passage, or a code point."""

    ANSWER = "label × trial"
    PASSAGE = "passage"
    CODE_POINT = "code point"


class Measure(Enum):
    """A measure of agreement, over its unit. Formulas and sources: docs/evidence.md."""

    PER_CENT = "per cent"
    POSITIVE = "positive specific agreement"
    KAPPA = "Cohen’s kappa"
    AC1 = "Gwet’s AC1"
    ALPHA = "Krippendorff’s alpha"
    POSITIVE_EXACT = "positive specific agreement, same passages"
    POSITIVE_OVERLAP = "positive specific agreement, overlapping passages"
    ALPHA_CHARACTERS = "Krippendorff’s alpha over code points"
    UNITIZING_BINARY = "|uα"
    UNITIZING = "uα"
    UNITIZING_CODING = "cuα"
    UNITIZING_LABEL = "(k)uα"

    @property
    def unit(self) -> Unit:
        """The measure's unit."""
        return _UNITS.get(self, Unit.CODE_POINT)


_UNITS = {
    Measure.PER_CENT: Unit.ANSWER,
    Measure.POSITIVE: Unit.ANSWER,
    Measure.KAPPA: Unit.ANSWER,
    Measure.AC1: Unit.ANSWER,
    Measure.ALPHA: Unit.ANSWER,
    Measure.POSITIVE_EXACT: Unit.PASSAGE,
    Measure.POSITIVE_OVERLAP: Unit.PASSAGE,
}


@dataclass(frozen=True, slots=True)
class NotDefined:
    """The measure has no value here; ``reason`` is a clause for a reader: "neither reader used the label"."""

    reason: str


@dataclass(frozen=True, slots=True)
class TooFewUnits:
    """Fewer than ``FEWEST_UNITS``: the counts stand alone."""

    units: int


MeasureValue = Fraction | NotDefined | TooFewUnits


@dataclass(frozen=True, slots=True)
class BootstrapInterval:
    """The middle 95 % of a measure over resampled trials; ``defined`` of ``resamples`` had a value."""

    low: float
    high: float
    resamples: int
    defined: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure with its value; ``interval`` is None without a bootstrap, and where there is nothing to resample."""

    measure: Measure
    value: MeasureValue
    interval: BootstrapInterval | NotDefined | None = None
