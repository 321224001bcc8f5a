"""Measures over 2 by 2 counts: published examples, and the formula that is known to be wrong."""

from fractions import Fraction

import pytest

from annotate.core.agreement import (
    NotDefined,
    TwoByTwo,
    cohens_kappa,
    gwets_ac1,
    nominal_alpha,
    per_cent,
    positive_specific_agreement,
)


@pytest.mark.parametrize("measure", [per_cent, cohens_kappa, gwets_ac1])
def test_no_units_define_nothing(measure: object) -> None:
    assert callable(measure)
    assert isinstance(measure(TwoByTwo(0, 0, 0, 0)), NotDefined)


def test_agreement_throughout_on_one_answer_leaves_kappa_undefined() -> None:
    assert isinstance(cohens_kappa(TwoByTwo(0, 0, 0, 20)), NotDefined)
    assert isinstance(cohens_kappa(TwoByTwo(20, 0, 0, 0)), NotDefined)
    assert gwets_ac1(TwoByTwo(0, 0, 0, 20)) == 1


def test_no_yes_leaves_positive_agreement_undefined() -> None:
    assert isinstance(positive_specific_agreement(0, 0, 0), NotDefined)
    assert positive_specific_agreement(3, 1, 2) == Fraction(2, 3)


def test_kappa_of_the_example_in_feinstein_and_cicchetti() -> None:
    # J Clin Epidemiol 1990;43:543-549: the same 85 per cent, and kappa falls from .70 to .32 as one answer prevails.
    balanced, prevailing = TwoByTwo(40, 9, 6, 45), TwoByTwo(80, 10, 5, 5)
    assert per_cent(balanced) == per_cent(prevailing) == Fraction(85, 100)
    assert [
        round(float(value), 2) for value in map(cohens_kappa, (balanced, prevailing)) if isinstance(value, Fraction)
    ] == [
        0.70,
        0.32,
    ]


def test_ac1_hardly_falls_where_kappa_collapses() -> None:
    # The example of 125 subjects with which Gwet shows the paradox (Stat Methods Inter-Rater Reliab Assess 2002;1(6):1-6).
    table = TwoByTwo(118, 5, 2, 0)
    kappa, ac1 = cohens_kappa(table), gwets_ac1(table)
    assert isinstance(kappa, Fraction)
    assert isinstance(ac1, Fraction)
    assert round(float(kappa), 4) == -0.0234
    assert round(float(ac1), 4) == 0.9408


def test_the_product_of_the_chances_is_not_kappa() -> None:
    # A known fault elsewhere: Pe as the product of Pyes and Pno instead of their sum.
    table = TwoByTwo(40, 9, 6, 45)
    first, second = Fraction(table.both + table.first_only, 100), Fraction(table.both + table.second_only, 100)
    wrong_chance = first * second * (1 - first) * (1 - second)
    wrong = (Fraction(85, 100) - wrong_chance) / (1 - wrong_chance)
    right = cohens_kappa(table)
    assert isinstance(right, Fraction)
    assert abs(wrong - right) > Fraction(1, 10)


def test_kappa_comes_near_positive_agreement_as_negatives_grow() -> None:
    # Hripcsak and Rothschild, J Am Med Inform Assoc 2005;12:296-298.
    positive = positive_specific_agreement(30, 5, 10)
    assert positive == Fraction(60, 75)
    gaps = []
    for neither in (10, 1_000, 100_000, 10_000_000):
        kappa = cohens_kappa(TwoByTwo(30, 5, 10, neither))
        assert isinstance(kappa, Fraction)
        assert isinstance(positive, Fraction)
        gaps.append(positive - kappa)
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < Fraction(1, 1_000_000)


def test_nominal_alpha_of_the_example_with_missing_values() -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C: four observers, twelve units, alpha .743.
    rows = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    units = [[value for value in column if value != "."] for column in zip(*rows, strict=True)]
    value = nominal_alpha(units)
    assert isinstance(value, Fraction)
    assert round(float(value), 3) == 0.743
