"""Every measure against well-known libraries, on made-up cases."""

import random
from fractions import Fraction
from itertools import product

import krippendorff
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching
from sklearn.metrics import cohen_kappa_score, f1_score
from statsmodels.stats.inter_rater import cohens_kappa as kappa_of_statsmodels

from annotate.core.agreement import (
    MarkedPassage,
    NotDefined,
    PassageMatch,
    TwoByTwo,
    cohens_kappa,
    nominal_alpha,
    pair_passages,
    per_cent,
    positive_specific_agreement,
)


def made_up(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - made-up cases, nothing secret


TABLES = [TwoByTwo(*counts) for counts in product(range(6), repeat=4) if any(counts)]


def near(value: Fraction | NotDefined, expected: float) -> bool:
    return isinstance(value, Fraction) and abs(float(value) - expected) < 1e-9


def test_kappa_is_that_of_statsmodels() -> None:
    for table in TABLES:
        value = cohens_kappa(table)
        with np.errstate(all="ignore"):
            found = kappa_of_statsmodels(
                np.array([[table.both, table.first_only], [table.second_only, table.neither]]), return_results=False
            )
        assert near(value, found) if isinstance(value, Fraction) else not np.isfinite(found)


def test_kappa_and_positive_agreement_are_those_of_scikit_learn() -> None:
    for table in made_up(1).sample(TABLES, 100):
        first = [1] * (table.both + table.first_only) + [0] * (table.second_only + table.neither)
        second = [1] * table.both + [0] * table.first_only + [1] * table.second_only + [0] * table.neither
        value = cohens_kappa(table)
        if isinstance(value, Fraction):
            assert near(value, cohen_kappa_score(first, second))
        assert near(per_cent(table), float(np.mean(np.array(first) == np.array(second))))
        positive = positive_specific_agreement(table.both, table.first_only, table.second_only)
        if isinstance(positive, Fraction):
            assert near(positive, f1_score(first, second, zero_division=0.0))


def test_alpha_is_that_of_krippendorff() -> None:
    chance = made_up(2)
    compared = 0
    for _ in range(1500):
        readers, units, values = chance.randint(2, 5), chance.randint(1, 12), chance.randint(2, 4)
        gone = chance.choice((0.0, 0.2, 0.5))
        data = [
            [None if chance.random() < gone else chance.randrange(values) for _ in range(units)] for _ in range(readers)
        ]
        value = nominal_alpha([[each for each in column if each is not None] for column in zip(*data, strict=True)])
        if isinstance(value, NotDefined):
            continue
        table = np.array([[np.nan if each is None else each for each in row] for row in data], dtype=float)
        assert near(value, krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))
        compared += 1
    assert compared > 1000


@pytest.mark.parametrize("most", [6, 20])
def test_pairing_is_a_maximum(most: int) -> None:
    chance = made_up(3)
    for _ in range(1000):
        first, second = (
            {(start := chance.randrange(most), start + chance.randint(1, most)) for _ in range(chance.randint(1, 7))}
            for _ in range(2)
        )
        ours, theirs = sorted(first), sorted(second)
        overlaps = csr_matrix([[int(one[0] < other[1] and other[0] < one[1]) for other in theirs] for one in ours])
        best = int((maximum_bipartite_matching(overlaps, perm_type="column") >= 0).sum())
        found = pair_passages(
            [MarkedPassage("Dose", *each) for each in ours],
            [MarkedPassage("Dose", *each) for each in theirs],
            PassageMatch.OVERLAP,
        )
        assert len(found.pairs) == best
        assert all(one.start < other.end and other.start < one.end for one, other in found.pairs)
        assert len(found.pairs) + len(found.first_only) == len(ours)
        assert len(found.pairs) + len(found.second_only) == len(theirs)
