"""Krippendorff's alpha for any nominal values, any number of readers and missing answers."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction

from annotate.core.agreement.values import NotDefined


def nominal_alpha(units: Iterable[Sequence[Hashable]]) -> Fraction | NotDefined:
    """Return 1 - Do/De over the values that each unit was given; units with one value or none cannot be compared.

    Source: Krippendorff, Content Analysis, 4th ed. 2019, chapter 12; Hayes and Krippendorff, Commun Methods Meas 2007;1:77-89.
    """
    margins: Counter[Hashable] = Counter()
    observed = Fraction(0)
    for values in units:
        if len(values) > 1:
            counts = Counter(values)
            margins += counts
            same = sum(count * (count - 1) for count in counts.values())
            observed += Fraction(len(values) * (len(values) - 1) - same, len(values) - 1)
    total = margins.total()
    expected = total * total - sum(count * count for count in margins.values())
    if not expected:
        return NotDefined("every answer is the same" if total else "no unit has two answers")
    return 1 - observed * (total - 1) / expected
