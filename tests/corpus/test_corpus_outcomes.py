"""Verdicts over all versions of real records: every outcome once, nothing raised, and pairs that the texts bear out."""

from pathlib import Path

import pytest

from annotate.core.outcomes import OutcomeVerdict, compare_outcomes
from benchmarks.outcomes import hops, outcomes_in

pytestmark = pytest.mark.corpus


def test_every_pair_of_versions_is_compared_whole(corpus: Path) -> None:
    seen = 0
    for then, now in hops(corpus / "versions"):
        old, new = outcomes_in(then), outcomes_in(now)
        found = compare_outcomes(old, new)
        assert sorted(each.old for each in found if each.old is not None) == list(range(len(old))), (then, now)
        assert sorted(each.new for each in found if each.new is not None) == list(range(len(new))), (then, now)
        for each in found:
            if each.verdict is OutcomeVerdict.IDENTICAL:
                assert each.old is not None
                assert each.new is not None
                assert old[each.old].texts == new[each.new].texts
            elif each.verdict is not OutcomeVerdict.COSMETIC:
                assert each.evidence or each.verdict in (OutcomeVerdict.ADDED, OutcomeVerdict.DROPPED)
        seen += 1
    assert seen > 250


def test_an_outcome_that_did_not_change_is_never_paired_with_another(corpus: Path) -> None:
    """An outcome whose texts stand in both versions once is paired with itself: no silent wrong pair."""
    for then, now in hops(corpus / "versions"):
        old, new = outcomes_in(then), outcomes_in(now)
        old_texts, new_texts = [each.texts for each in old], [each.texts for each in new]
        for each in compare_outcomes(old, new):
            if (
                each.old is not None
                and old_texts.count(old_texts[each.old]) == new_texts.count(old_texts[each.old]) == 1
            ):
                assert each.new == new_texts.index(old_texts[each.old]), (then, now)
