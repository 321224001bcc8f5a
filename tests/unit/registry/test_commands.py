"""``annotate trials``: what it says, what it keeps, and how it ends."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select, update

from annotate.accounts import actions as accounts
from annotate.core.viewer import Viewer
from annotate.database import Database, opened
from annotate.notes.models import Anchor, Placing
from annotate.registry.archives.models import ArchiveImport
from annotate.trials.models import Trial
from tests.cast import PASSWORD
from tests.command import Command
from tests.registry import StubRegistry, answers, not_found, stub_registry
from tests.sharing import write_note
from tests.studies import REGISTRY_ID, numbered, read_by_earlier_edition, study
from tests.unit.registry.studies import as_bytes

Run = Callable[..., Result]


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    return Command(tmp_path / "a data folder")


@pytest.fixture
def registry() -> Iterator[StubRegistry]:
    with stub_registry() as registry:
        yield registry


@pytest.fixture
def run(annotate: Command, registry: StubRegistry) -> Run:
    """``annotate trials`` over a data folder of its own."""

    def trials(*words: str) -> Result:
        return annotate("trials", *words, ANNOTATE_REGISTRY_URL=registry.base_url)

    return trials


def kept(annotate: Command) -> set[str]:
    database = Database(annotate.database_url)
    with database.reader() as session:
        found = set(session.scalars(select(Trial.registry_id)))
    database.engine.dispose()
    return found


def test_notes_that_are_too_many_for_one_transaction_are_placed_before_it_ends(
    run: Run, annotate: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(as_bytes(study()))
    run("import", str(file))
    with opened(annotate.database_url) as database:
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            account = accounts.sign_up(session, new)
            alice = Viewer(id=account.id, name=account.name, email=account.email, sign_in_id="")
            trial = session.scalars(select(Trial)).one()
            for words in trial.current_version.text.splitlines()[:3]:
                write_note(session, alice, trial, words=words)
        file.write_bytes(as_bytes(study(updated="2026-01-02", keywords=["Another keyword"])))
        monkeypatch.setattr("annotate.registry.importing.AT_ONCE", 1)
        done = run("import", str(file))
        assert "Placing notes" in done.stderr
        with database.reader() as session:
            assert session.scalar(select(func.count()).select_from(Anchor)) == 3
            assert session.scalar(select(func.count()).select_from(Placing)) == 0


def test_an_import_ends_with_the_counts(run: Run, annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    for number in range(3):
        (tmp_path / "records" / f"{number}.json").write_bytes(as_bytes(study(numbered(number + 1))))
    (tmp_path / "records" / "bad.json").write_bytes(b"{}")

    done = run("import", str(tmp_path / "records"))

    assert done.exit_code == 0
    *refused, last = done.stdout.splitlines()
    assert last == "3 new, 0 new versions, 0 unchanged, 1 refused"
    assert len(refused) == 1
    assert refused[0].startswith(f"refused  {tmp_path / 'records' / 'bad.json'}: The JSON has no protocolSection")
    assert kept(annotate) == {numbered(1), numbered(2), numbered(3)}

    (tmp_path / "records" / "0.json").write_bytes(as_bytes(study(numbered(1), summary="Changed.")))
    assert run("import", str(tmp_path / "records")).stdout.splitlines()[-1] == (
        "0 new, 1 new version, 2 unchanged, 1 refused"
    )


def test_an_import_of_nothing_readable_ends_with_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b"{}")

    done = run("import", str(tmp_path / "bad.json"))

    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == "0 new, 0 new versions, 0 unchanged, 1 refused"


def test_an_archive_is_imported_once_and_again_when_asked(run: Run, annotate: Command, tmp_path: Path) -> None:
    path = tmp_path / "registry.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Contents.txt", "three files")
        archive.writestr("a/1.json", as_bytes(study(numbered(1))))
        archive.writestr("a/\x1b[31m.json", "{}")

    first, second, third = (run("import", *words, str(path)) for words in ([], [], ["--again"]))

    assert [done.exit_code for done in (first, second, third)] == [0, 0, 0]
    refused, last = first.stdout.splitlines()
    assert refused.startswith(f"refused  {path}/a/[31m.json: The JSON has no protocolSection")
    assert last == "1 new, 0 new versions, 0 unchanged, 1 refused"
    assert second.stdout.splitlines() == [
        f"{path}: all of it was imported before (3 files). To read it once more, say --again.",
        "0 new, 0 new versions, 0 unchanged, 0 refused",
    ]
    assert third.stdout.splitlines()[-1] == "0 new, 0 new versions, 1 unchanged, 1 refused"
    assert kept(annotate) == {numbered(1)}


def test_an_archive_that_was_imported_in_part_says_so(run: Run, annotate: Command, tmp_path: Path) -> None:
    path = tmp_path / "registry.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in (1, 2):
            archive.writestr(f"{number}.json", as_bytes(study(numbered(number))))
    run("import", str(path))
    with opened(annotate.database_url) as database, database.transaction() as session:
        session.execute(update(ArchiveImport).values(position=1))

    assert run("import", str(path)).stdout.splitlines() == [
        f"{path}: 1 file of 2 done by an earlier import; the others now.",
        "0 new, 0 new versions, 1 unchanged, 0 refused",
    ]


def test_many_refusals_are_counted_and_not_all_printed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.registry.tally.SHOWN", 2)
    for number in range(5):
        (tmp_path / f"{number}.json").write_bytes(b"{}")

    assert run("import", "--processes", "0", str(tmp_path)).stdout.splitlines()[2:] == [
        "refused  and 3 more",
        "0 new, 0 new versions, 0 unchanged, 5 refused",
    ]


def test_an_empty_folder_is_said_to_be_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = run("import", str(tmp_path / "empty"))

    assert done.exit_code == 1
    assert "no .json or .xml files" in done.output


def test_a_path_that_does_not_exist_is_a_wrong_word(run: Run) -> None:
    assert run("import", "nowhere").exit_code == 2
    assert run("import").exit_code == 2


def test_records_are_fetched_one_by_one(run: Run, annotate: Command, registry: StubRegistry) -> None:
    registry.plays(answers(as_bytes(study())), not_found)

    done = run("fetch", "nct 04561557", "NCT00000009", "frobnicate")

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "NCT04561557  new: Drug X for Disease Y",
        "refused  NCT00000009: The registry has no NCT00000009.",
        "refused  frobnicate: A registry id is NCT and eight digits, such as NCT04561557.",
        "1 new, 0 new versions, 0 unchanged, 2 refused",
    ]
    assert kept(annotate) == {REGISTRY_ID}


def test_a_fetch_in_vain_ends_with_1(run: Run, registry: StubRegistry) -> None:
    registry.plays(answers(b"who are you", 403, "text/plain"))

    done = run("fetch", REGISTRY_ID)

    assert done.exit_code == 1
    assert "The registry refused the request" in done.stdout


def test_the_samples_go_in_once(run: Run, annotate: Command) -> None:
    assert run("samples").stdout == "12 new, 0 new versions, 0 unchanged, 0 refused\n"
    assert run("samples").stdout == "0 new, 0 new versions, 12 unchanged, 0 refused\n"
    assert REGISTRY_ID in kept(annotate)


def test_records_of_an_earlier_edition_are_read_anew_once(run: Run, annotate: Command, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(as_bytes(study()))
    run("import", str(file))
    with opened(annotate.database_url) as database, database.transaction() as session:
        read_by_earlier_edition(session)

    assert run("reread").output.splitlines()[-1] == "1 new reading, 0 unchanged, 0 unreadable"
    assert run("reread").output.splitlines()[-1] == "0 new readings, 0 unchanged, 0 unreadable"
    assert run("import", str(file)).output.splitlines()[-1] == "0 new, 0 new versions, 1 unchanged, 0 refused"
