"""Measures over 2 by 2 counts: published examples, and the formula that is known to be wrong."""

from fractions import Fraction

import pytest

from annotate.core.agreement import NotDefined, TwoByTwo, cohens_kappa, gwets_ac1, per_cent, positive_specific_agreement


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
