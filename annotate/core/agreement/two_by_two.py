"""Agreement of two readers on a yes-or-no question: their 2 by 2 counts and what follows from them, as exact fractions."""

from dataclasses import dataclass
from fractions import Fraction

from annotate.core.agreement.ratios import Ratio, ac1_ratio, kappa_ratio, per_cent_ratio, positive_ratio
from annotate.core.agreement.values import NotDefined

NO_UNITS = NotDefined("no unit has an answer from both readers")
NEVER_YES = NotDefined("neither reader ever said yes")
NO_CHANCE = NotDefined("both readers gave the same answer throughout, so chance alone would agree fully")


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """How often both readers said yes, only the first, only the second, and neither."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def units(self) -> int:
        """How many units both readers answered."""
        return self.both + self.first_only + self.second_only + self.neither

    def swapped(self) -> "TwoByTwo":
        """Return the counts with the readers exchanged."""
        return TwoByTwo(self.both, self.second_only, self.first_only, self.neither)


def per_cent(table: TwoByTwo) -> Fraction | NotDefined:
    """Return the share of units with the same answer, 0 to 1."""
    return _value(per_cent_ratio(table.first_only, table.second_only, table.units), NO_UNITS)


def positive_specific_agreement(both: int, first_only: int, second_only: int) -> Fraction | NotDefined:
    """Return 2a / (2a + b + c): of all that either said yes to, how much the other did too. It needs no negatives.

    It is the F measure of one reader against the other (Hripcsak and Rothschild, J Am Med Inform Assoc 2005;12:296-298).
    """
    return _value(positive_ratio(both, first_only, second_only), NEVER_YES)


def cohens_kappa(table: TwoByTwo) -> Fraction | NotDefined:
    """Return (Po - Pe) / (1 - Pe), Pe the **sum** over both answers of the product of the readers' shares.

    Source: Cohen, Educ Psychol Meas 1960;20:37-46. Not defined where Pe is 1.
    """
    return _value(kappa_ratio(*_counts(table)), NO_CHANCE if table.units else NO_UNITS)


def gwets_ac1(table: TwoByTwo) -> Fraction | NotDefined:
    """Return (Po - Pe) / (1 - Pe), Pe = 2π(1 - π), π the mean of the readers' shares of yes: it is at most a half.

    Source: Gwet, Br J Math Stat Psychol 2008;61:29-48, for two answers.
    """
    return _value(ac1_ratio(*_counts(table)), NO_UNITS)


def _counts(table: TwoByTwo) -> tuple[int, int, int, int]:
    return table.both, table.first_only, table.second_only, table.units


def _value(ratio: Ratio, otherwise: NotDefined) -> Fraction | NotDefined:
    return Fraction(*ratio) if ratio[1] else otherwise
