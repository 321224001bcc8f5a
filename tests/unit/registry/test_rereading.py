"""Records that an earlier release stored are read anew: the text shows more, and nothing that was noted moves."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.core.record import READING_EDITION
from annotate.database import Database
from annotate.following.actions import follow
from annotate.following.changes import changes_between
from annotate.following.models import Arrival
from annotate.following.subjects import Subject, SubjectKind
from annotate.notes.models import Anchor
from annotate.registry import rereading
from annotate.registry.jobs import JOBS
from annotate.registry.reading import prepared
from annotate.registry.rereading import Reread, reread_outdated
from annotate.trials.actions import Stored, store_prepared
from annotate.trials.indexing import empty_index, index_missing
from annotate.trials.matching import searchable_trials
from annotate.trials.models import IndexedTrial, Trial, TrialVersion
from annotate.trials.queries import find_trial, version_content, versions_of
from annotate.trials.readings import count_outdated, is_any_outdated
from tests.cast import Cast
from tests.sharing import write_note
from tests.studies import REGISTRY_ID, keep_study, numbered, read_by_earlier_edition, study
from tests.unit.registry.studies import as_bytes


@pytest.fixture
def outdated(database: Database) -> Database:
    """One trial, stored by the first edition."""
    with database.transaction() as session:
        keep_study(session)
        read_by_earlier_edition(session)
    return database


def totals(batches: Iterator[Reread]) -> tuple[int, int, int]:
    """Records, new readings and unreadable ones of all batches."""
    found = list(batches)
    return sum(each.records for each in found), sum(each.readings for each in found), sum(each.unread for each in found)


def test_the_new_reading_is_the_next_version_and_the_stored_one_stays(outdated: Database) -> None:
    with outdated.reader() as session:
        before = find_trial(session, REGISTRY_ID)
        first, came = version_content(session, before.current_version.id), before.updated_at

    assert totals(reread_outdated(outdated)) == (1, 1, 0)

    with outdated.reader() as session:
        trial = find_trial(session, REGISTRY_ID)
        reading, record = versions_of(session, trial)
        assert (trial.current_number, trial.updated_at, trial.edition) == (2, came, READING_EDITION)
        assert (reading.number, reading.rereads, reading.record_number) == (2, 1, 1)
        assert (record.number, record.rereads, record.record_number) == (1, None, 1)
        assert (reading.record, reading.digest, reading.record_updated) == (
            record.record,
            record.digest,
            record.record_updated,
        )
        assert version_content(session, record.id) == first
        assert "\nKey facts\n" in reading.text
        assert "\nKey facts\n" not in record.text


def test_a_second_run_finds_nothing(outdated: Database) -> None:
    with outdated.reader() as session:
        assert (count_outdated(session), is_any_outdated(session)) == (1, True)
    assert totals(reread_outdated(outdated)) == (1, 1, 0)
    assert totals(reread_outdated(outdated)) == (0, 0, 0)
    with outdated.reader() as session:
        assert (count_outdated(session), is_any_outdated(session)) == (0, False)


def test_a_record_that_reads_the_same_gets_no_version(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session)
        read_by_earlier_edition(session, whole=True)

    assert totals(reread_outdated(database)) == (1, 0, 0)

    with database.reader() as session:
        (version,) = versions_of(session, find_trial(session, REGISTRY_ID))
        assert version.edition == READING_EDITION


def test_a_record_that_cannot_be_read_stays_as_it_is_and_is_not_tried_again(outdated: Database) -> None:
    with outdated.transaction() as session:
        session.execute(update(TrialVersion).values(raw=b"broken"))

    assert totals(reread_outdated(outdated)) == (1, 0, 1)
    assert totals(reread_outdated(outdated)) == (0, 0, 0)

    with outdated.reader() as session:
        assert len(versions_of(session, find_trial(session, REGISTRY_ID))) == 1


def test_only_current_versions_are_read_anew(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, summary="First words.", updated="2021-01-01")
        keep_study(session, summary="Second words.", updated="2022-01-01")
        read_by_earlier_edition(session)

    assert totals(reread_outdated(database)) == (1, 1, 0)

    with database.reader() as session:
        numbers = [(each.number, each.rereads) for each in versions_of(session, find_trial(session, REGISTRY_ID))]
        assert numbers == [(3, 2), (2, None), (1, None)]


def test_it_is_stopped_and_goes_on_with_the_rest(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "BATCH_RECORDS", 2)
    with database.transaction() as session:
        for number in range(1, 6):
            keep_study(session, numbered(number))
        read_by_earlier_edition(session)

    assert next(reread_outdated(database)) == Reread(2, 2, 0)
    assert totals(reread_outdated(database)) == (3, 3, 0)

    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(TrialVersion)) == 10


def test_a_large_record_is_a_batch_of_its_own(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "_BATCH_BYTES", 1)
    with database.transaction() as session:
        for number in range(1, 4):
            keep_study(session, numbered(number))
        read_by_earlier_edition(session)

    assert [batch.records for batch in reread_outdated(database)] == [1, 1, 1]


def test_notes_keep_their_places_and_nobody_is_told_of_a_change(outdated: Database, cast: Cast) -> None:
    alice = cast.viewer("alice")
    with outdated.transaction() as session:
        note = write_note(session, alice, find_trial(session, REGISTRY_ID), words="200 mg every 3 weeks")
        exact, note_id = note.exact, note.id

    list(reread_outdated(outdated))

    with outdated.reader() as session:
        reading = find_trial(session, REGISTRY_ID).current_version
        anchor = session.scalars(select(Anchor).where(Anchor.note_id == note_id)).one()
        assert (anchor.version_id, anchor.state, anchor.asked_at) == (reading.id, "exact", None)
        assert reading.text[anchor.start_offset : anchor.end_offset] == exact
        kinds = set(session.scalars(select(Activity.kind)))
        assert not kinds & {ActivityKind.TRIAL_CHANGED, ActivityKind.NOTES_TO_CHECK}


def test_the_same_record_is_unchanged_before_and_after(outdated: Database) -> None:
    with outdated.transaction() as session:
        assert keep_study(session) is Stored.UNCHANGED
    list(reread_outdated(outdated))
    with outdated.transaction() as session:
        assert keep_study(session) is Stored.UNCHANGED


def test_a_record_that_comes_in_needs_no_new_reading(outdated: Database) -> None:
    with outdated.transaction() as session:
        assert keep_study(session, summary="Other words.", updated="2023-01-01") is Stored.NEW_VERSION
    assert totals(reread_outdated(outdated)) == (0, 0, 0)


def test_a_record_that_came_in_meanwhile_is_left_alone(outdated: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading a record and storing the reading, another process has stored a newer record."""
    read = rereading._read  # noqa: SLF001 - the moment between the two

    def late(*packed: Any) -> object:  # noqa: ANN401 - handed through
        with outdated.transaction() as session:
            keep_study(session, summary="Other words.", updated="2023-01-01")
        return read(*packed)

    monkeypatch.setattr(rereading, "_read", late)
    assert totals(reread_outdated(outdated)) == (1, 0, 0)
    with outdated.reader() as session:
        assert [each.rereads for each in versions_of(session, find_trial(session, REGISTRY_ID))] == [None, None]


def test_the_job_waits_for_outdated_records_alone(outdated: Database) -> None:
    (job,) = JOBS
    assert job.waits is not None
    with outdated.reader() as session:
        assert job.waits(session)
    assert job.work(outdated) == "1 record read anew"
    with outdated.reader() as session:
        assert not job.waits(session)
    assert job.work(outdated) == ""


def test_trials_of_this_edition_do_not_wait(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session)
        assert set(session.scalars(select(Trial.edition))) == {READING_EDITION}
        assert set(session.scalars(select(TrialVersion.edition))) == {READING_EDITION}


def test_a_new_reading_is_indexed_for_search(outdated: Database) -> None:
    assert totals(reread_outdated(outdated)) == (1, 1, 0)
    with outdated.reader() as session:
        assert session.scalars(select(IndexedTrial.version_number)).all() == [2]
        assert set(searchable_trials(session)) == {REGISTRY_ID}


def test_followers_learn_nothing_of_a_new_reading(outdated: Database, cast: Cast) -> None:
    with outdated.transaction() as session:
        follow(session, cast.viewer("alice"), Subject(SubjectKind.TRIAL, REGISTRY_ID))
    assert totals(reread_outdated(outdated)) == (1, 1, 0)
    with outdated.reader() as session:
        trial = find_trial(session, REGISTRY_ID)
        assert session.scalar(select(func.count()).select_from(Arrival)) == 0
        assert changes_between(session, trial.id, 1, 2) == ()


def test_followers_learn_only_what_both_editions_read(outdated: Database) -> None:
    """The earlier edition did not read the design, which is no news when the record changes."""
    with outdated.transaction() as session:
        keep_study(session, summary="Other words.", updated="2023-01-01")
        changes = changes_between(session, find_trial(session, REGISTRY_ID).id, 1, 2)
        assert [change.words for change in changes] == ["other: 2 passages"]


def test_rows_and_people_that_a_later_edition_added_are_no_change(database: Database) -> None:
    def made(summary: str) -> bytes:
        whole = study(summary=summary)
        protocol = whole["protocolSection"]
        protocol["eligibilityModule"]["stdAges"] = ["ADULT", "OLDER_ADULT"]
        party = {"type": "PRINCIPAL_INVESTIGATOR", "investigatorFullName": "Person A", "investigatorTitle": "Professor"}
        protocol["sponsorCollaboratorsModule"]["responsibleParty"] = party
        return as_bytes(whole)

    with database.transaction() as session:
        store_prepared(session, prepared(made("First words.")))
        read_by_earlier_edition(session)
        later = made("Other words.").replace(b"2022-07-08", b"2023-01-01")
        assert store_prepared(session, prepared(later)) is Stored.NEW_VERSION
        changes = changes_between(session, find_trial(session, REGISTRY_ID).id, 1, 2)
        assert [change.words for change in changes] == ["other: 1 passage"]


def test_damage_in_one_record_stops_no_other(database: Database) -> None:
    with database.transaction() as session:
        for number in range(1, 4):
            keep_study(session, numbered(number))
        read_by_earlier_edition(session)
        damage = text("UPDATE trial_versions SET text = substr(text, 1, 20) WHERE trial_id = :id")
        session.execute(damage, {"id": find_trial(session, numbered(2)).id})
    assert totals(reread_outdated(database)) == (3, 2, 1)
    with database.transaction() as session:
        empty_index(session)
    assert index_missing(database) == 3
    with database.transaction() as session:
        assert set(searchable_trials(session)) == {numbered(1), numbered(3)}
        assert keep_study(session, numbered(2), title="Another title", updated="2023-01-01") is Stored.NEW_VERSION
        assert set(searchable_trials(session)) == {numbered(1), numbered(2), numbered(3)}


def test_an_earlier_version_that_is_here_is_known_again_whatever_edition_read_it(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session)
        keep_study(session, summary="Other words.", updated="2023-01-01")
        read_by_earlier_edition(session, whole=True)
    with database.transaction() as session:
        assert keep_study(session) is Stored.UNCHANGED
