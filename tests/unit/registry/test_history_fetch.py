"""Fetching the registry's history: off by default, a version a second, and fails openly."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from annotate.database import Database
from annotate.registry.client import RegistryClient
from annotate.registry.history_fetch import LARGEST_VERSION, HistoryNotAvailable, fetch_history
from annotate.registry.importing import Imported
from annotate.registry.reading import Refused
from annotate.trials.actions import Stored
from tests.command import Command
from tests.registry import NoTurns, Play, StubRegistry, answers
from tests.registry_answers import as_json
from tests.studies import REGISTRY_ID, keep_study, numbered, study
from tests.unit.registry.studies import as_bytes
from tests.unit.registry.test_history import BEFORE, FIRST, NOW, in_history

CHANGES = {
    "changes": [
        {"version": 0, "date": FIRST, "status": "RECRUITING", "moduleLabels": ["Study Status"]},
        {"version": 1, "date": "2024-05-01", "moduleLabels": ["Study Status", "Contacts/Locations"]},
        {"version": 2, "date": BEFORE, "moduleLabels": ["Study Status", "Eligibility"]},
        {"version": 3, "date": NOW, "moduleLabels": ["Eligibility"]},
    ]
}
LISTED = as_json(CHANGES)

Fetch = Callable[[], list[Imported | Refused]]


@pytest.fixture
def fetch(database: Database, registry: StubRegistry) -> Fetch:
    with database.transaction() as session:
        keep_study(session, updated=NOW)
    waits: list[float] = []
    client = RegistryClient(registry.base_url, turns=NoTurns(), timeout=2, sleep=waits.append)
    return lambda: [outcome.result for outcome in fetch_history(database, client, "nct 04561557")]


def stored(results: list[Imported | Refused]) -> list[str]:
    return [each.stored if isinstance(each, Imported) else each.reason for each in results]


def test_versions_with_texts_are_fetched_one_by_one(fetch: Fetch, registry: StubRegistry) -> None:
    registry.plays(LISTED, as_json(in_history(0, FIRST)), as_json(in_history(2, BEFORE, title="Before")))

    assert stored(fetch()) == [Stored.NEW_VERSION] * 2
    assert [each.partition(REGISTRY_ID)[2] for each in registry.asked] == ["/history", "/history/0", "/history/2"]

    registry.plays(
        as_json({"history": CHANGES}), as_json(in_history(0, FIRST)), as_json(in_history(2, BEFORE, title="Before"))
    )
    assert stored(fetch()) == [Stored.UNCHANGED] * 2


@pytest.mark.parametrize(
    "play",
    [
        answers(b"Forbidden", 403),
        answers(b"no", 404, "text/plain"),
        answers(b"", 503),
        answers(b"<html>", content_type="text/html"),
        answers(b"[]"),
        answers(b"{"),
        answers(b"{}"),
        answers(b" " * (LARGEST_VERSION + 1)),
        as_json({"changes": [{"version": "0"}]}),
        as_json({"changes": [5]}),
        as_json({"changes": [{"version": 10**9}]}),
    ],
    ids=["403", "404", "503", "html", "list", "cut", "empty", "large", "text", "number", "far"],
)
def test_any_surprise_is_told_and_keeps_what_came(fetch: Fetch, registry: StubRegistry, play: Play) -> None:
    registry.plays(play)
    with pytest.raises(HistoryNotAvailable, match=r"not available today.*annotate trials history FILE"):
        fetch()

    registry.plays(LISTED, as_json(in_history(0, FIRST)), play)
    with pytest.raises(HistoryNotAvailable):
        fetch()
    registry.plays(LISTED, as_json(in_history(0, FIRST)), as_json(in_history(2, BEFORE, title="Before")))
    assert stored(fetch()) == [Stored.UNCHANGED, Stored.NEW_VERSION]


def test_a_bad_version_stops_no_other(fetch: Fetch, registry: StubRegistry) -> None:
    other = {"studyVersion": 0, "study": study(numbered(5), updated=FIRST)}
    registry.plays(LISTED, as_json(other), as_json({"study": {"protocolSection": {}}}))

    assert stored(fetch()) == [f"Version 0 is one of {numbered(5)}.", "Version 2: The record has no registry id."]


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    annotate = Command(tmp_path / "a data folder")
    (tmp_path / "record.json").write_bytes(as_bytes(study(updated=NOW)))
    annotate("trials", "import", str(tmp_path / "record.json"))
    return annotate


@pytest.fixture
def fetching(annotate: Command, registry: StubRegistry) -> Callable[..., Result]:
    return lambda *ids: annotate("trials", "history", *ids, ANNOTATE_REGISTRY_HISTORY=registry.base_url)


def test_without_the_setting_nothing_is_asked(annotate: Command, registry: StubRegistry) -> None:
    done = annotate("trials", "history", REGISTRY_ID, ANNOTATE_REGISTRY_URL=registry.base_url)

    assert done.exit_code == 1
    assert "Fetching the history is off" in done.stderr
    assert registry.asked == []


def test_the_command_fetches_and_says_so(fetching: Callable[..., Result], registry: StubRegistry) -> None:
    registry.plays(LISTED, as_json(in_history(0, FIRST)), as_json(in_history(2, BEFORE, title="Before")))

    done = fetching(REGISTRY_ID)

    assert done.stdout == "0 new, 2 new versions, 0 unchanged, 0 refused\n"
    assert done.stderr.splitlines() == [f"{REGISTRY_ID}  new version"] * 2


def test_the_command_fails_openly(fetching: Callable[..., Result], registry: StubRegistry) -> None:
    registry.plays(answers(b"Forbidden", 403))

    done = fetching(REGISTRY_ID)

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The registry's history is not available today")


def test_a_trial_that_is_not_here_is_not_asked_for(fetching: Callable[..., Result], registry: StubRegistry) -> None:
    assert f"{numbered(9)} is not here yet" in fetching(numbered(9)).stdout
    assert registry.asked == []


def test_what_is_neither_file_nor_id_is_a_wrong_word(annotate: Command, tmp_path: Path) -> None:
    done = annotate("trials", "history", "nowhere")
    assert (done.exit_code, "neither a file that is there nor a registry id" in done.stderr) == (2, True)
    file = tmp_path / "0"
    file.write_text(json.dumps(in_history(0, FIRST)))
    assert annotate("trials", "history", str(file)).exit_code == 0
