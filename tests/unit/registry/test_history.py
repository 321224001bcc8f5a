"""Earlier versions from files of the registry's history."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.notes.anchors.queries import anchors_of
from annotate.registry.history import import_history
from annotate.registry.importing import Imported, ImportOutcome
from annotate.registry.reading import Refused, prepared
from annotate.trials.actions import Stored, store_prepared
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import find_trial, versions_of
from tests.cast import Cast
from tests.command import Command
from tests.sharing import write_note
from tests.studies import REGISTRY_ID, keep_study, numbered, study
from tests.unit.registry.studies import as_bytes

NOW, BEFORE, FIRST = "2026-01-20", "2025-06-01", "2024-02-03"
SUMMARY = "ANC \\<LLN and platelets ‹100 x10\\^9/L.\n\nSecond paragraph."
SUMMARY_IN_HTML = "<p>ANC &lt;LLN and platelets ‹100 x10^9&#x2F;L.</p><p>Second paragraph.</p>"

Import = Callable[..., list[Imported | Refused]]


def in_history(number: int, updated: str, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Give a version as the history has it: in HTML, behind its number."""
    record = deepcopy(study(updated=updated, **{"summary": SUMMARY_IN_HTML, **said}))
    description = record["protocolSection"]["descriptionModule"]
    description["detailedDescription"] = "<p>5 mg&#x2F;kg*2 and 3*4*5; &amp;lt; stays, &amp;lt; too.</p>"
    record["protocolSection"]["statusModule"]["whyStopped"] = "Enrolment &gt;50 % reached"
    eligibility = record["protocolSection"]["eligibilityModule"]
    eligibility["eligibilityCriteria"] = "<p>Inclusion Criteria:</p><ul><li>Age &gt;= 18</li></ul>"
    return {"studyVersion": number, "study": record}


@pytest.fixture
def here(database: Database) -> Database:
    """The current record is here."""
    with database.transaction() as session:
        keep_study(session, updated=NOW)
    return database


@pytest.fixture
def take(here: Database, tmp_path: Path) -> Import:
    """Import files with these contents, one after the other."""

    def take(*contents: object) -> list[Imported | Refused]:
        files = []
        for number, content in enumerate(contents):
            file = tmp_path / f"{number}.json"
            file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
            files.append(file)
        return [outcome.result for outcome in import_history(here, files)]

    return take


def stored(results: list[Imported | Refused]) -> list[Stored | str]:
    return [each.stored if isinstance(each, Imported) else each.reason for each in results]


def dates(database: Database) -> list[tuple[int, str]]:
    with database.reader() as session:
        trial = find_trial(session, REGISTRY_ID)
        assert trial.current_number == 1
        return [(each.number, each.record_updated) for each in versions_of(session, trial)]


def test_earlier_versions_fall_into_their_place_and_no_number_moves(take: Import, here: Database) -> None:
    assert stored(take(in_history(1, BEFORE, title="Before"))) == [Stored.NEW_VERSION]
    assert stored(take(in_history(0, FIRST, title="First"))) == [Stored.NEW_VERSION]
    assert dates(here) == [(1, NOW), (2, BEFORE), (3, FIRST)]


def test_texts_are_those_of_the_api(take: Import, here: Database) -> None:
    take(in_history(0, FIRST))
    with here.reader() as session:
        first, current = versions_of(session, find_trial(session, REGISTRY_ID))[::-1]
        assert "ANC <LLN and platelets ‹100 x10^9/L.\nSecond paragraph." in first.text
        summary = [section for section in first.document["sections"] if section["key"] == "summary"]
        assert summary == [section for section in current.document["sections"] if section["key"] == "summary"]


def test_a_flavour_is_no_change(take: Import, here: Database) -> None:
    """Neither of the current version nor of one that a file brought."""
    assert stored(take(in_history(5, NOW))) == [Stored.UNCHANGED]
    with here.transaction() as session:
        record = in_history(0, FIRST)["study"]["protocolSection"]
        criteria = {"eligibilityCriteria": "Inclusion Criteria:\n\n* Age \\>= 18"}
        old = study(updated=FIRST, summary=SUMMARY)
        old["protocolSection"]["eligibilityModule"] = record["eligibilityModule"] | criteria
        old["protocolSection"]["descriptionModule"]["detailedDescription"] = (
            "5 mg/kg\\*2 and 3\\*4\\*5; \\&lt; stays, &lt; too."
        )
        keep_raw(session, old)
    assert stored(take(in_history(0, FIRST))) == [Stored.UNCHANGED]
    twice = json.dumps(in_history(0, FIRST)).replace("&", "&amp;").replace("</p>", "</p>\\n")
    assert stored(take(twice.encode())) == [Stored.UNCHANGED]


def keep_raw(session: Session, record: dict[str, Any]) -> None:
    raw = as_bytes(record)
    assert store_prepared(session, prepared(raw)) is Stored.NEW_VERSION


def test_importing_again_changes_nothing(take: Import, here: Database) -> None:
    files = [in_history(0, FIRST), in_history(1, BEFORE, title="Before")]
    assert stored(take(*files)) == [Stored.NEW_VERSION] * 2
    assert stored(take(*files)) == [Stored.UNCHANGED] * 2
    assert dates(here) == [(1, NOW), (3, BEFORE), (2, FIRST)]


def test_two_versions_of_one_day_are_two(take: Import) -> None:
    assert (
        stored(take(in_history(0, FIRST), in_history(1, FIRST, title="In the afternoon"))) == [Stored.NEW_VERSION] * 2
    )


def test_every_shape_that_programs_save_is_read(take: Import) -> None:
    versions = [in_history(number, f"202{number}-01-01", title=f"No. {number}") for number in range(6)]
    whole = study(updated=NOW) | {"history": [{"history_version": {"version_number": 1}, **versions[0]["study"]}]}
    lines = b"\n".join(json.dumps(each).encode() for each in versions[1:3]) + b"\n"

    assert stored(take(whole)) == [Stored.NEW_VERSION, Stored.UNCHANGED]
    assert stored(take(lines)) == [Stored.NEW_VERSION] * 2
    assert stored(take({"study": versions[3]["study"], "history": {"changes": [{"version": 3}]}})) == [
        Stored.NEW_VERSION
    ]
    assert stored(take(versions[4:])) == [Stored.NEW_VERSION] * 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_how_a_file_is_written(take: Import, encoding: str) -> None:
    version = json.dumps(in_history(3, BEFORE, summary="ANC ≤ LLN"), ensure_ascii=False)
    lines = "\n".join(json.dumps(in_history(number, f"2023-0{number}-01"), ensure_ascii=False) for number in (1, 2))

    assert stored(take(version.encode(encoding), lines.encode(encoding))) == [Stored.NEW_VERSION] * 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"studyVersion": 0, "study": {"protoc', "not JSON"),
        (b"{}\n{]\n", "not JSON"),
        ({"changes": [{"version": 0, "date": FIRST}]}, "lists the versions"),
        ({"error": "no"}, "holds no version"),
        ([], "holds no version"),
        ({"studyVersion": 0, "study": None}, "holds no version"),
        ({"studyVersion": 0, "study": {"protocolSection": {}}}, "no registry id"),
        (in_history(0, "2024-02"), "no whole date"),
        (in_history(0, "2027-01-01"), "newer than the record here"),
        ({"studyVersion": 0, "study": study(numbered(7), updated=FIRST)}, f"{numbered(7)} is not here yet"),
        (b'{"study":' * 300, "not JSON"),
    ],
    ids=str,
)
def test_what_is_no_version_is_refused_and_stops_no_other(
    take: Import, here: Database, content: object, words: str
) -> None:
    results = take(content, in_history(1, BEFORE, title="Before"))

    (reason,) = [each.reason for each in results if isinstance(each, Refused)]
    assert words in reason
    assert Stored.NEW_VERSION in stored(results)
    assert dates(here) == [(1, NOW), (2, BEFORE)]


def test_a_sample_has_no_history(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        keep_study(session, updated=NOW, sample=True)
    file = tmp_path / "0.json"
    file.write_text(json.dumps(in_history(0, FIRST)))

    (outcome,) = import_history(database, [file])

    assert isinstance(outcome, ImportOutcome)
    assert isinstance(outcome.result, Refused)
    assert "is a sample here" in outcome.result.reason


def test_notes_are_placed_in_earlier_versions_and_nobody_is_asked_to_look(
    take: Import, here: Database, cast: Cast
) -> None:
    alice = cast.viewer("alice")
    with here.transaction() as session:
        trial = find_trial(session, REGISTRY_ID)
        note = write_note(session, alice, trial, words="Second paragraph")
        other = write_note(session, alice, trial, words="ANC <LLN")
    (result,) = take(in_history(0, FIRST, summary="<p>Second paragraph.</p>"))
    assert isinstance(result, Imported)
    assert result.placed == 2
    with here.reader() as session:
        version = session.scalars(select(TrialVersion).where(TrialVersion.number == 2)).one()
        found = anchors_of(session, [note.id, other.id], version.id)
        assert found[note.id].state in {"exact", "moved"}
        assert version.text[found[note.id].start_offset : found[note.id].end_offset] == "Second paragraph"
        assert found[other.id].state == "orphaned"
        told = set(session.scalars(select(Activity.kind)))
        assert not told & {ActivityKind.NOTES_TO_CHECK, ActivityKind.TRIAL_CHANGED}


def test_the_command_counts_and_names_what_it_refuses(tmp_path: Path) -> None:
    annotate = Command(tmp_path / "a data folder")
    (tmp_path / "record.json").write_bytes(as_bytes(study(updated=NOW)))
    annotate("trials", "import", str(tmp_path / "record.json"))
    folder = tmp_path / "history"
    folder.mkdir()
    (folder / "0.json").write_text(json.dumps(in_history(0, FIRST)))
    (folder / "1.json").write_text("{}")

    done = annotate("trials", "history", str(folder))

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"refused  {folder / '1.json'}: The file holds no version of a record.",
        "0 new, 1 new version, 0 unchanged, 1 refused",
    ]
    database = Database(annotate.database_url)
    with database.reader() as session:
        assert session.scalars(select(Trial.current_number)).one() == 1
    database.engine.dispose()
    (tmp_path / "empty").mkdir()
    assert "no .json files" in annotate("trials", "history", str(tmp_path / "empty")).stderr
