import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.errors import NotFound, Unavailable
from annotate.notes.anchors.queries import anchors_of
from annotate.registry import actions, importing
from annotate.registry.batching import BATCH_RECORDS
from annotate.registry.client import RegistryClient
from annotate.registry.files import find_files
from annotate.registry.importing import Imported, ImportOutcome, import_files
from annotate.registry.reading import CurrentDigests, ImportItem, ReadRecord, Refused, read_group
from annotate.trials.actions import Stored, store_new, store_prepared
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.preparing import PreparedVersion
from annotate.trials.queries import find_trial, versions_of
from tests.cast import Cast
from tests.registry import NoTurns, StubRegistry, answers
from tests.sharing import write_note
from tests.studies import REGISTRY_ID, numbered, study
from tests.unit.registry.studies import XML, as_bytes


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def imported(database: Database, *paths: Path) -> list[ImportOutcome]:
    return list(import_files(database, find_files(paths)))


def counts(outcomes: list[ImportOutcome]) -> dict[str, int]:
    return Counter("refused" if isinstance(each.result, Refused) else each.result.stored.value for each in outcomes)


def trials(database: Database) -> int | None:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Trial))


def test_files_and_folders_are_read_to_their_depths(database: Database, tmp_path: Path) -> None:
    write(tmp_path, "a.json", as_bytes(study(numbered(1))))
    write(tmp_path, "deep/er/b.XML", XML.replace("NCT04561557", numbered(2)))
    write(tmp_path, "deep/.hidden/c.json", as_bytes(study(numbered(3))))
    write(tmp_path, "deep/.d.json", as_bytes(study(numbered(4))))
    write(tmp_path, "readme.txt", "no record")
    named = write(tmp_path, "named", as_bytes(study(numbered(5))))

    outcomes = imported(database, tmp_path, named, tmp_path / "a.json")

    assert counts(outcomes) == {"new": 3}
    assert {each.path.name for each in outcomes} == {"a.json", "b.XML", "named"}


def test_importing_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    write(tmp_path, "a.json", as_bytes(study()))

    assert counts(imported(database, tmp_path)) == {"new": 1}
    assert counts(imported(database, tmp_path)) == {"unchanged": 1}

    write(tmp_path, "a.json", as_bytes(study(summary="Changed.")))
    assert counts(imported(database, tmp_path)) == {"new version": 1}


def test_a_folder_of_snapshots_becomes_a_history_once(database: Database, tmp_path: Path) -> None:
    for name, year in (("c", 2020), ("a", 2024), ("b", 2022)):
        write(tmp_path, f"{name}.json", as_bytes(study(summary=f"Of {year}.", updated=f"{year}-01-01")))
    write(tmp_path, "same-day.json", as_bytes(study(summary="Of the same day.", updated="2024-01-01")))

    assert counts(imported(database, tmp_path)) == {"new": 1, "new version": 3}
    assert counts(imported(database, tmp_path)) == {"unchanged": 4}

    with database.reader() as session:
        trial = find_trial(session, REGISTRY_ID)
        dates = [version.record_updated for version in versions_of(session, trial)]
        assert dates == ["2024-01-01", "2024-01-01", "2022-01-01", "2020-01-01"]
        assert "Of the same day." in trial.current_version.text


def test_one_bad_file_stops_nothing(database: Database, tmp_path: Path) -> None:
    bad = {
        "empty.json": b"",
        "html.json": b"<html></html>",
        "bytes.json": bytes(range(256)),
        "number.json": b"17",
        "deep.json": b"[" * 100_000,
        "no-id.json": as_bytes({"protocolSection": {}}),
        "types.json": as_bytes(study(title=["a", {"b": 1}])),
        "bomb.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><clinical_study>&b;</clinical_study>',
        "half.xml": XML[:500].encode(),
        "list.json": b"[]",
    }
    for name, content in bad.items():
        write(tmp_path, name, content)
    write(tmp_path, "good.json", as_bytes(study(numbered(1))))
    write(tmp_path, "zz.json", as_bytes(study(numbered(2))))

    outcomes = imported(database, tmp_path)

    refused = {each.path.name: each.result.reason for each in outcomes if isinstance(each.result, Refused)}
    assert refused.keys() == bad.keys()
    assert all(reason.endswith(".") and len(reason) < 400 for reason in refused.values()), refused
    assert counts(outcomes)["new"] == trials(database) == 2


def test_a_file_of_many_records_is_taken_apart(database: Database, tmp_path: Path) -> None:
    good = [study(numbered(1)), {"no": "record"}, study(numbered(2))]
    page = write(tmp_path, "page.json", json.dumps({"studies": good, "nextPageToken": "x"}))
    listed = write(tmp_path, "list.json", json.dumps([study(numbered(3))]))

    outcomes = imported(database, page, listed)

    assert counts(outcomes) == {"new": 3, "refused": 1}
    assert [each.last for each in outcomes].count(True) == 2
    (refused,) = (each.result.reason for each in outcomes if isinstance(each.result, Refused))
    assert refused.startswith("Record 2: ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_with_a_byte_order_mark_is_taken_apart(database: Database, tmp_path: Path, encoding: str) -> None:
    listed = tmp_path / "list.json"
    listed.write_bytes(json.dumps([study(numbered(1)), study(numbered(2))]).encode(encoding))
    broken = tmp_path / "broken.json"
    broken.write_bytes(listed.read_bytes() + b"\xff")

    outcomes = imported(database, listed, broken)

    assert counts(outcomes) == {"new": 2, "refused": 1}


def test_what_cannot_be_read_is_refused(database: Database, tmp_path: Path) -> None:
    (gone, folder) = import_files(database, [tmp_path / "gone.json", tmp_path])

    assert gone.result == Refused("The file cannot be read: no such file or directory.")
    assert folder.result == Refused("The file cannot be read: is a directory.")


def test_more_than_a_batch_is_stored(database: Database, tmp_path: Path) -> None:
    for number in range(BATCH_RECORDS + 3):
        write(tmp_path, f"{number}.json", as_bytes(study(numbered(number + 1))))

    assert counts(imported(database, tmp_path)) == {"new": BATCH_RECORDS + 3}


def test_what_the_database_refuses_takes_only_itself_along(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_one(session: Session, prepared: PreparedVersion) -> Stored:
        if prepared.registry_id == numbered(2):
            raise DataError("INSERT", {}, ValueError("too long"))
        return store_prepared(session, prepared)

    def refuse_all(session: Session, prepared: Sequence[PreparedVersion]) -> None:
        store_new(session, prepared)
        raise DataError("INSERT", {}, ValueError("one of them is too long"))

    monkeypatch.setattr(importing, "store_prepared", refuse_one)
    monkeypatch.setattr(importing, "store_new", refuse_all)
    for number in (1, 2, 3):
        write(tmp_path, f"{number}.json", as_bytes(study(numbered(number))))

    assert counts(imported(database, tmp_path)) == {"new": 2, "refused": 1}


def test_a_record_that_another_import_changed_in_between_is_read_whole(database: Database, tmp_path: Path) -> None:
    file = write(tmp_path, f"{REGISTRY_ID}.json", as_bytes(study()))
    imported(database, file)
    changed = write(tmp_path, "changed.json", as_bytes(study(summary="Changed.")))

    def meanwhile(group: tuple[ImportItem, ...], current: CurrentDigests) -> list[ReadRecord]:
        read = read_group(group, current)
        patch.undo()
        imported(database, changed)
        return read

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotate.registry.processes.read_group", meanwhile)
        (outcome,) = imported(database, file)
    assert isinstance(outcome.result, Imported)
    assert outcome.result.stored is Stored.NEW_VERSION


def test_the_samples_are_a_dozen_and_marked(database: Database) -> None:
    outcomes = list(actions.import_samples(database))

    assert counts(outcomes) == {"new": 12}
    assert counts(list(actions.import_samples(database))) == {"unchanged": 12}
    with database.reader() as session:
        assert set(session.scalars(select(TrialVersion.sample))) == {True}
        assert find_trial(session, REGISTRY_ID).current_version.sample


def test_a_real_record_takes_the_place_of_a_sample_for_good(database: Database, tmp_path: Path) -> None:
    actions.import_samples(database)

    assert counts(imported(database, write(tmp_path, "a.json", as_bytes(study(updated="2001-01-01"))))) == {
        "new version": 1
    }
    assert counts(list(actions.import_samples(database))) == {"unchanged": 12}
    with database.reader() as session:
        assert not find_trial(session, REGISTRY_ID).current_version.sample


def test_notes_are_placed_in_a_new_version_with_it(database: Database, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(as_bytes(study()))
    list(import_files(database, [file]))
    alice = cast.viewer("alice")
    with database.transaction() as session:
        trial = find_trial(session, REGISTRY_ID)
        words = trial.current_version.text.splitlines()[0]
        note = write_note(session, alice, trial, words=words)
    file.write_bytes(as_bytes(study(updated="2026-01-02", summary="An altogether other summary of the same study.")))
    (outcome,) = import_files(database, [file])
    assert isinstance(outcome.result, Imported)
    assert (outcome.result.stored, outcome.result.placed) == (Stored.NEW_VERSION, 1)
    with database.reader() as session:
        version = find_trial(session, REGISTRY_ID).current_version
        anchor = anchors_of(session, [note.id], version.id)[note.id]
        assert anchor.state in {"exact", "moved"}
        assert version.text[anchor.start_offset : anchor.end_offset] == words


def test_a_record_is_fetched_and_kept(database: Database, registry: StubRegistry) -> None:
    client = RegistryClient(registry.base_url, turns=NoTurns(), timeout=2)
    registry.plays(answers(as_bytes(study())))

    assert actions.fetch_trial(database, client, REGISTRY_ID) == Imported(
        REGISTRY_ID, "Drug X for Disease Y", Stored.NEW
    )
    assert actions.fetch_trial(database, client, REGISTRY_ID).stored is Stored.UNCHANGED


def test_an_answer_that_is_no_record_stores_nothing(database: Database, registry: StubRegistry) -> None:
    client = RegistryClient(registry.base_url, turns=NoTurns(), timeout=2)
    for body in (b"", b"{}", b"null", b'{"protocolSection": []}', b"\xff\xfe", b"[" * 100_000):
        registry.plays(answers(body))
        with pytest.raises(Unavailable, match="was not added"):
            actions.fetch_trial(database, client, REGISTRY_ID)
    registry.plays(answers(b"not found", 404, "text/plain"))
    with pytest.raises(NotFound):
        actions.fetch_trial(database, client, REGISTRY_ID)
    assert trials(database) == 0


def test_no_transaction_is_open_while_the_registry_is_waited_for(database: Database, registry: StubRegistry) -> None:
    class Watching(RegistryClient):
        def fetch(self, registry_id: str) -> bytes:
            assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # every pool in use here counts
            return super().fetch(registry_id)

    registry.plays(answers(as_bytes(study())))

    assert (
        actions.fetch_trial(database, Watching(registry.base_url, turns=NoTurns(), timeout=2), REGISTRY_ID).stored
        is Stored.NEW
    )
