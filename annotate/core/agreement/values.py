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


_ALWAYS_THE_SAME = NotDefined("every answer is the same, so chance alone would agree fully")
_NOTHING_OR_ALL = NotDefined("nothing was marked, or nothing was left unmarked")

UNDEFINED = {
    Measure.PER_CENT: NotDefined("no trial has an answer from both readers"),
    Measure.POSITIVE: NotDefined("neither reader used the label"),
    Measure.POSITIVE_EXACT: NotDefined("neither reader marked a passage"),
    Measure.POSITIVE_OVERLAP: NotDefined("neither reader marked a passage"),
    Measure.KAPPA: _ALWAYS_THE_SAME,
    Measure.AC1: NotDefined("no trial has an answer from both readers"),
    Measure.ALPHA: _ALWAYS_THE_SAME,
    Measure.ALPHA_CHARACTERS: _NOTHING_OR_ALL,
    Measure.UNITIZING_BINARY: _NOTHING_OR_ALL,
    Measure.UNITIZING: _NOTHING_OR_ALL,
    Measure.UNITIZING_CODING: NotDefined(
        "where two readers marked the same words, all used one label, or that is too little to tell chance"
    ),
    Measure.UNITIZING_LABEL: NotDefined(
        "where two readers marked the same words, all or none used this label, or that is too little to tell chance"
    ),
}
"""Why each measure can be without a value, for ten units and more."""

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
    """One measure with its value; ``interval`` is None without a bootstrap, and where there is no value.

    ``compared`` is the share of the marked code points that the measure looks at, for those that look only at what two readers marked
    (the last two): the rest is left out of it, and must be said beside it. None for all other measures.
    """

    measure: Measure
    value: MeasureValue
    interval: BootstrapInterval | NotDefined | None = None
    compared: Fraction | None = None
