"""Agreement of two readers on a yes-or-no question: their 2 by 2 counts and what follows from them, as exact fractions."""

from dataclasses import dataclass
from fractions import Fraction

from annotate.core.agreement.values import NotDefined

NOTHING = NotDefined("no unit has an answer from both readers")
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
    if not table.units:
        return NOTHING
    return Fraction(table.both + table.neither, table.units)


def positive_specific_agreement(both: int, first_only: int, second_only: int) -> Fraction | NotDefined:
    """Return 2a / (2a + b + c): of all that either said yes to, how much the other did too. It needs no negatives.

    It is the F measure of one reader against the other (Hripcsak and Rothschild, J Am Med Inform Assoc 2005;12:296-298).
    """
    if not both + first_only + second_only:
        return NEVER_YES
    return Fraction(2 * both, 2 * both + first_only + second_only)


def cohens_kappa(table: TwoByTwo) -> Fraction | NotDefined:
    """Return (Po - Pe) / (1 - Pe), Pe the **sum** over both answers of the product of the readers' shares.

    Source: Cohen, Educ Psychol Meas 1960;20:37-46. Not defined where Pe is 1.
    """
    n = table.units
    if not n:
        return NOTHING
    first_yes, second_yes = table.both + table.first_only, table.both + table.second_only
    expected = first_yes * second_yes + (n - first_yes) * (n - second_yes)
    if expected == n * n:
        return NO_CHANCE
    return Fraction((table.both + table.neither) * n - expected, n * n - expected)


def gwets_ac1(table: TwoByTwo) -> Fraction | NotDefined:
    """Return (Po - Pe) / (1 - Pe), Pe = 2π(1 - π), π the mean of the readers' shares of yes: it is at most a half.

    Source: Gwet, Br J Math Stat Psychol 2008;61:29-48, for two answers.
    """
    n = table.units
    if not n:
        return NOTHING
    yes = 2 * table.both + table.first_only + table.second_only
    chance = Fraction(yes * (2 * n - yes), 2 * n * n)
    return (Fraction(table.both + table.neither, n) - chance) / (1 - chance)
