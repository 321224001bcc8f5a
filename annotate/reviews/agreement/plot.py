"""A plot of agreement by label: for each label its value as a dot and its interval as a line, on an axis that includes 0 and 1.

The server draws it as SVG, in the house's colours by style sheet. Names stand beside it as text, and the table under it says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from annotate.core.agreement import BootstrapInterval, Figure

WIDTH = 1000
"""Units of the drawing from the least to the greatest value of the axis."""


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One label; places are in ``WIDTH`` units, None where there is no value or interval."""

    name: str
    hue: int
    words: str
    """The value, "not defined" or "counts only"."""
    interval: str
    """Its interval; empty if there is none."""
    at: int | None
    low: int | None
    high: int | None

    @property
    def described(self) -> str:
        """What a listener hears in place of the drawing."""
        return f"{self.words}, 95 % interval {self.interval}" if self.interval else self.words


@dataclass(frozen=True, slots=True)
class AgreementPlot:
    """The whole plot."""

    rows: tuple[PlotRow, ...]
    summary: str
    """What a listener hears in place of the drawing."""


def plot_of(figures: Sequence[tuple[str, int, Figure, str, str]]) -> AgreementPlot | None:
    """Place each label's figure, a share from 0 to 1, on the axis; None if no label has a value."""
    rows = tuple(_row(*each) for each in figures)
    drawn = [row for row in rows if row.at is not None]
    if not drawn:
        return None
    low, high = min(drawn, key=_at), max(drawn, key=_at)
    summary = f"Positive specific agreement of {len(drawn)} of {len(rows)} labels, from {low.words} ({low.name}) to {high.words} ({high.name})."
    return AgreementPlot(rows, summary)


def _row(name: str, hue: int, figure: Figure, words: str, between: str) -> PlotRow:
    at = _place(figure.value) if isinstance(figure.value, Fraction) else None
    interval = figure.interval if isinstance(figure.interval, BootstrapInterval) else None
    low, high = (_place(interval.low), _place(interval.high)) if interval else (None, None)
    return PlotRow(name, hue, words, between, at, low, high)


def _place(value: Fraction | float) -> int:
    return round(value * WIDTH)


def _at(row: PlotRow) -> int:
    return row.at or 0
