"""The measures as ratios of whole numbers: numerator and denominator, the latter 0 where the measure is not defined.

They are functions of counts that add up over trials, so the same function serves the exact value and every resample.
``weight`` is the common factor by which coincidences were multiplied to keep them whole.
"""

Ratio = tuple[int, int]


def per_cent_ratio(first_only: int, second_only: int, units: int) -> Ratio:
    """Return same answers over units."""
    return units - first_only - second_only, units


def positive_ratio(both: int, first_only: int, second_only: int) -> Ratio:
    """Return 2a over 2a + b + c."""
    return 2 * both, 2 * both + first_only + second_only


def kappa_ratio(both: int, first_only: int, second_only: int, units: int) -> Ratio:
    """Return Po - Pe over 1 - Pe, both times units²; Pe is the sum over both answers of the product of the shares."""
    first, second = both + first_only, both + second_only
    expected = first * second + (units - first) * (units - second)
    return (units - first_only - second_only) * units - expected, units * units - expected


def ac1_ratio(both: int, first_only: int, second_only: int, units: int) -> Ratio:
    """Return Po - Pe over 1 - Pe, both times 2 units²; Pe = 2π(1 - π), π the mean share of yes."""
    yes = 2 * both + first_only + second_only
    expected = yes * (2 * units - yes)
    return 2 * (units - first_only - second_only) * units - expected, 2 * units * units - expected


def alpha_ratio(mixed: int, yes: int, values: int, weight: int) -> Ratio:
    """Return 1 - Do/De for two values: ``mixed`` coincidences of yes with no, ``yes`` among all pairable ``values``.

    Do = 2 mixed / values, De = 2 yes no / (values (values - 1)): Krippendorff, Content Analysis, 4th ed. 2019, chapter 12.
    """
    expected = weight * yes * (values - yes)
    return expected - (values - 1) * mixed, expected


def unitizing_ratio(differing: int, margins_squared: int, matter: int, squares: int, weight: int) -> Ratio:
    """Return 1 - Do/De of the unitizing family, from lengths.

    ``differing`` length of coinciding segments with different values; ``margins_squared`` sum over values of the squared length
    that has it; ``matter`` the sum of these lengths; ``squares`` what a segment would coincide with itself. From equations 1, 4, 5
    (and 10, 11 for the coding alone) of Krippendorff, Mathet, Bouvry and Widlöcher, Qual Quant 2016;50:2347-2364, with
    De = matter (matter² - margins_squared) / (matter² - squares).
    """
    apart = matter * matter - squares
    # With four readers and more, too little shared matter would make the chance negative, and the measure greater than 1.
    expected = weight * matter * (matter * matter - margins_squared) if apart > 0 else 0
    return expected - differing * apart, expected


def label_unitizing_ratio(same: int, own: int, own_squares: int, matter: int) -> Ratio:
    """Return the reliability of one value among the matter that two readers marked.

    ``same`` length where both used it, ``own`` length where one did and the other any, ``own_squares`` and ``matter`` as above,
    all weighted alike. From equation 13 of the same paper: 1 - (e_k / l_k) (l_k - l_kk) / (e_k - e_kk).
    """
    apart = own * matter - own_squares
    expected = own * own * (matter - own) if apart > 0 else 0
    return expected - apart * (own - same), expected
