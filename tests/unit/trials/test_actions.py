from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.core.document import document_from_json
from annotate.database import Database
from annotate.registry.digest import record_digest
from annotate.registry.reading import prepared
from annotate.registry.shapes import read_record
from annotate.trials.actions import Stored, store_prepared
from annotate.trials.grammar import read_words
from annotate.trials.lists import list_trials
from annotate.trials.models import IndexedTrial, Trial, TrialTopic, TrialVersion
from annotate.trials.queries import find_trial, versions_of
from annotate.trials.search import TrialSearch
from tests.studies import REGISTRY_ID, keep_study, study
from tests.unit.registry.studies import as_bytes


def found(session: Session, words: str) -> list[str]:
    return [line.registry_id for line in list_trials(session, TrialSearch(read_words(words))).lines]


def topics(session: Session, kind: str) -> set[str]:
    return set(session.scalars(select(TrialTopic.name).where(TrialTopic.kind == kind)))


def test_a_record_becomes_the_first_version_of_a_new_trial(session: Session) -> None:
    raw = as_bytes(study())

    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        stored = store_prepared(session, prepared(raw))

    trial = find_trial(session, REGISTRY_ID)
    version = trial.current_version
    assert stored is Stored.NEW
    assert (trial.current_number, version.number) == (1, 1)
    assert version.digest == record_digest(raw)
    assert version.imported_at == trial.updated_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (version.title, version.status, version.sponsor) == ("Drug X for Disease Y", "RECRUITING", "Hospital Z")
    assert version.record_updated == "2022-07-08"
    assert version.record == raw
    assert document_from_json(version.document, version.text) == read_record(raw).document
    assert not version.sample


def test_the_same_record_again_changes_nothing(session: Session) -> None:
    keep_study(session)
    before = find_trial(session, REGISTRY_ID).updated_at

    assert keep_study(session) is Stored.UNCHANGED
    assert find_trial(session, REGISTRY_ID).updated_at == before
    assert session.scalar(select(func.count()).select_from(TrialVersion)) == 1


def test_a_changed_record_becomes_the_next_version_and_the_earlier_one_stays(session: Session) -> None:
    keep_study(session, summary="The dose is 200 mg.")
    first = find_trial(session, REGISTRY_ID).current_version.text

    assert keep_study(session, summary="The dose is 400 mg.") is Stored.NEW_VERSION

    session.expire_all()
    trial = find_trial(session, REGISTRY_ID)
    newest, oldest = versions_of(session, trial)
    assert (newest.number, oldest.number) == (trial.current_number, 1) == (2, 1)
    assert oldest.text == first
    assert "400 mg" in newest.text


def test_a_return_to_an_earlier_text_is_a_version_of_its_own(session: Session) -> None:
    for summary in ("First words.", "Another trial's words.", "First words."):
        keep_study(session, summary=summary)

    trial = find_trial(session, REGISTRY_ID)
    assert trial.current_number == 3
    assert "First words." in trial.current_version.text


def test_a_record_of_an_earlier_date_does_not_take_the_current_one_s_place(session: Session) -> None:
    keep_study(session, summary="Now zolbetuximab.", updated="2026-01-01")

    old = {"summary": "Then tislelizumab.", "updated": "2024-01-01"}
    assert keep_study(session, **old) is Stored.NEW_VERSION
    assert keep_study(session, **old) is Stored.UNCHANGED

    trial = find_trial(session, REGISTRY_ID)
    assert "zolbetuximab" in trial.current_version.text
    assert [version.record_updated for version in versions_of(session, trial)] == ["2026-01-01", "2024-01-01"]
    assert (found(session, "zolbetuximab"), found(session, "tislelizumab")) == ([REGISTRY_ID], [])

    assert keep_study(session, summary="Later.", updated="2026-02-01") is Stored.NEW_VERSION
    assert find_trial(session, REGISTRY_ID).current_number == 3


def test_a_sample_gives_way_to_the_registry_s_record_and_never_the_other_way(session: Session) -> None:
    assert keep_study(session, sample=True, updated="2026-01-01") is Stored.NEW
    assert keep_study(session, sample=True, updated="2026-01-01") is Stored.UNCHANGED
    assert keep_study(session, updated="2022-07-08") is Stored.NEW_VERSION
    assert keep_study(session, sample=True, updated="2026-09-09") is Stored.UNCHANGED

    current = find_trial(session, REGISTRY_ID).current_version
    assert (current.number, current.sample) == (2, False)


def test_a_trial_is_found_by_its_current_version_alone(session: Session) -> None:
    keep_study(session, summary="About tirzepatide.", conditions=["Obesity"], keywords=["weight"])
    keep_study(session, summary="About semaglutide.", conditions=["Diabetes"], keywords=["sugar"])

    assert found(session, "tirzepatide") == found(session, "obesity") == []
    assert found(session, "semaglutide") == found(session, "sugar") == [REGISTRY_ID]
    assert topics(session, "condition") == {"Diabetes"}
    assert topics(session, "keyword") == {"sugar"}
    assert topics(session, "treatment") == {"X", "Placebo", "Xmab"}
    assert topics(session, "term") == {"Myasthenia Gravis"}
    assert topics(session, "ancestor") == {"Neuromuscular Diseases"}
    assert session.scalar(select(func.count()).select_from(IndexedTrial)) == 1


def test_two_spellings_of_one_topic_are_one(session: Session) -> None:
    keep_study(
        session,
        conditions=["Non-Small Cell Lung Cancer", "non small cell lung cancer", "—"],
        interventions=[{"type": "DRUG", "name": "XMAB"}, {"type": "DRUG", "name": "xmab"}],
    )

    assert topics(session, "condition") == {"Non-Small Cell Lung Cancer"}
    assert topics(session, "treatment") == {"XMAB"}


def test_imports_that_meet_make_one_trial_and_one_version(database: Database) -> None:
    def import_it(_: int) -> Stored:
        with database.transaction() as session:
            return keep_study(session)

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(import_it, range(8)))

    assert sorted(outcomes) == [Stored.NEW, *[Stored.UNCHANGED] * 7]
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Trial)) == 1
        assert session.scalar(select(func.count()).select_from(TrialVersion)) == 1


def test_what_fails_half_way_leaves_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the index is full")

    monkeypatch.setattr("annotate.trials.indexing.index", fail)
    with pytest.raises(RuntimeError):
        keep_study(session)

    assert session.scalar(select(func.count()).select_from(Trial)) == 0
    assert session.scalar(select(func.count()).select_from(TrialTopic)) == 0
