"""Verdicts over all versions of real records: every outcome once, nothing raised, and pairs that the texts bear out."""

from pathlib import Path

import pytest

from annotate.core.outcomes import OutcomeVerdict, compare_outcomes
from annotate.database import Database
from annotate.reading.then_and_now import then_and_now
from annotate.registry.importing import import_files
from annotate.trials.queries import known_trial
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


def test_every_record_has_its_sheet(corpus: Path, database: Database) -> None:
    """Every trial's versions, stored one after the other: what its page shows is made without error."""
    for trial in sorted(each for each in (corpus / "versions").iterdir() if each.is_dir()):
        for file in sorted(trial.iterdir()):
            assert list(import_files(database, [file]))
        with database.reader() as session:
            found = known_trial(session, trial.name)
            if found is None:
                continue  # none of its files could be read
            sheet = then_and_now(session, found)
        assert sheet.columns[-1].is_current, trial.name
        titles = " ".join(
            [*(title for each in sheet.columns for title in each.moments), *(each.title for each in sheet.unknown)]
        )
        for moment in ("First version", "Start of enrolment", "ompletion", "Now"):
            assert moment in titles, trial.name
        for thread in sheet.threads:
            assert len(thread.cells) == len(sheet.columns)
