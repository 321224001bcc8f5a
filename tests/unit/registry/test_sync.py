"""The sync: what is asked, and what comes in."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.errors import Invalid
from annotate.registry import sync as syncing
from annotate.registry.models import RegistryPending
from annotate.registry.sync_run import Synced
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.registry_answers import PlayedRegistry, as_json
from tests.sharing import write_note
from tests.studies import keep_study, numbered, study
from tests.unit.registry.syncing import A, B, C, D, Start, row, titles


def test_the_first_run_reads_what_is_here_and_lists_nothing(
    played: PlayedRegistry, begin: Start, database: Database
) -> None:
    played.put(study(A, updated="2026-03-24", title="Another title"))

    came = begin().run()

    assert came == Synced(changed=1, unchanged=1)
    assert titles(database)[A] == "Another title"
    assert [each.partition("?")[0].rpartition("/")[2] for each in played.stub.asked] == ["version", "studies"]
    assert f"filter.ids={A},{B}&" in played.stub.asked[1], "and not the third one"
    assert (row(database).data_version, row(database).since) == ("2026-03-25T09:00:05", "2026-03-25")


def test_a_registry_with_the_same_data_is_asked_once(played: PlayedRegistry, begin: Start, database: Database) -> None:
    begin().run()
    played.stub.asked.clear()
    played.put(study(B, updated="2026-03-25", title="Another title"))

    assert begin().run() == Synced()
    assert played.stub.asked == ["/api/v2/version"]
    assert played.stub.headers[-1]["If-None-Match"] == '"2026-03-25T09:00:05"'


def test_what_changed_is_listed_and_read_if_it_is_here(
    synced: PlayedRegistry, begin: Start, database: Database
) -> None:
    synced.put(study(D, updated="2026-03-26"))

    came = begin().run()

    assert came == Synced(changed=1)
    assert titles(database)[B] == "Another title"
    assert D not in titles(database)
    (listed,) = synced.asked("filter.advanced")
    assert "AREA[LastUpdatePostDate]RANGE[2026-03-22,MAX]" in listed, "three days are listed twice"
    assert "fields=NCTId|LastUpdatePostDate" in listed
    (read,) = synced.asked("filter.ids")
    assert f"filter.ids={B}&" in read
    assert row(database).since == "2026-03-26"


def test_new_trials_are_added_when_asked_for(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    synced.put(study(D, updated="2026-03-26"))

    assert begin(adds=True).run() == Synced(added=1, changed=1)
    assert set(titles(database)) == {A, B, D}, "the third one has not changed"


def test_what_is_here_with_the_same_date_is_not_read_again(synced: PlayedRegistry, begin: Start) -> None:
    begin().run()
    synced.timestamp = "2026-03-27T09:00:05"
    synced.stub.asked.clear()

    assert begin().run() == Synced()
    assert synced.asked("filter.ids") == []


def test_samples_stay_samples(played: PlayedRegistry, begin: Start, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, C, sample=True, title="A sample")
    begin(adds=False).run()

    assert titles(database)[C] == "A sample"


def test_pages_are_followed_to_the_last(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    synced.put(*(study(numbered(each), updated="2026-03-26") for each in range(100, 107)))
    synced.largest_page = 3  # it is asked for more

    assert begin(adds=True).run() == Synced(added=7, changed=1)
    assert len(synced.asked("filter.advanced")) == 3
    assert len(synced.asked("filter.ids")) == 3, "also where a page of records is smaller"


def test_an_empty_page_is_not_the_last(synced: PlayedRegistry, begin: Start) -> None:
    synced.instead.append(("filter.advanced", as_json({"studies": [], "nextPageToken": "1-0"})))

    assert begin().run() == Synced(changed=1)


def test_a_trial_that_was_merged_comes_under_its_new_id(
    synced: PlayedRegistry, begin: Start, database: Database
) -> None:
    synced.records[A] = study(D, updated="2026-03-26", former_ids=[A])
    with database.transaction() as session:
        session.add(RegistryPending(registry_id=A, tries=0))

    assert begin().run() == Synced(added=1, changed=1)
    assert D in titles(database)


def test_records_that_nobody_asked_for_are_left_alone(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    synced.instead.append(("filter.ids", as_json({"studies": [study(B, updated="2026-03-26"), study(D)]})))

    begin().run()

    assert D not in titles(database)


def test_trials_with_notes_are_read_again_every_week(
    synced: PlayedRegistry, begin: Start, database: Database, cast: Cast
) -> None:
    begin().run()
    alice = cast.viewer("alice")
    with database.transaction() as session:
        trial = session.scalars(select(Trial).where(Trial.registry_id == A)).one()
        write_note(session, alice, trial, words="5 mg/kg")
    silent = study(A, updated="2026-03-20", status="UNKNOWN")
    synced.put(silent)

    assert begin().run() == Synced(), "they were read a moment ago"
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert begin().run() == Synced(changed=1)
        assert begin().run() == Synced()


def test_what_came_from_an_old_file_is_brought_up_to_date(
    synced: PlayedRegistry, begin: Start, database: Database
) -> None:
    """The file is older than the last sync, so no list names what changed in between."""
    begin().run()
    synced.put(study(C, updated="2026-03-10", title="Newer than the file"))
    with database.transaction() as session:
        keep_study(session, C, updated="2025-01-01")

    assert begin().run() == Synced(changed=1)
    assert titles(database)[C] == "Newer than the file"


def test_very_many_old_records_are_brought_up_to_date_by_the_list(
    synced: PlayedRegistry, begin: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin().run()
    monkeypatch.setattr(syncing, "READ_ALL", 0)
    monkeypatch.setattr("annotate.registry.queries._MANY", 1)
    with database.transaction() as session:
        keep_study(session, C, updated="2025-01-01")
        keep_study(session, D, updated="2025-01-05")
    synced.stub.asked.clear()

    assert begin().run() == Synced(changed=1)
    (listed,) = synced.asked("filter.advanced")
    assert "RANGE[2024-12-29,MAX]" in listed


def test_a_large_instance_begins_with_the_age_of_its_records(
    played: PlayedRegistry, begin: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "READ_ALL", 0)
    monkeypatch.setattr("annotate.registry.queries._MANY", 1)

    begin().run()

    (listed,) = played.asked("filter.advanced")
    assert "RANGE[2026-03-17,MAX]" in listed


def test_a_day_can_be_given(synced: PlayedRegistry, begin: Start) -> None:
    begin().run(since="2020-02-29")

    (listed,) = synced.asked("filter.advanced")
    assert "RANGE[2020-02-26,MAX]" in listed


@pytest.mark.parametrize("day", ["yesterday", "2026-3-1", "2026-02-30", "0001-01-01", "2026-03-01,MAX]", "٢٠٢٦-03-01"])
def test_what_is_no_day_is_refused(played: PlayedRegistry, begin: Start, day: str) -> None:
    with pytest.raises(Invalid, match="2026-03-25"):
        begin().run(since=day)
    assert played.stub.asked == []
