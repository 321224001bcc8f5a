"""``annotate notes export`` and ``import``: somebody's notes as a file and from one."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.database import Database, opened
from annotate.interchange.exported import Export
from annotate.interchange.formats import FORMATS
from annotate.interchange.readers.files import MOST_BYTES
from annotate.interchange.snapshots import snapshot_of
from annotate.trials.models import Trial
from tests.cast import PASSWORD
from tests.command import Command
from tests.sharing import write_note
from tests.texts import keep_trial
from tests.unit.interchange.readers import csv_rows, data
from tests.unit.interchange.test_refi_project import opened as opened_project
from tests.unit.refi_schemas import valid_codebook

ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    """The command of an instance on which Alice has two notes."""
    command = Command(tmp_path / "data")
    command("user", "add", ALICE, "--name", "Alice", "--password-stdin", typed=PASSWORD + "\n")
    database = Database(command.database_url)
    with database.transaction() as session:
        account = session.scalars(select(Account)).one()
        alice, trial = Viewer(account.id, account.name, account.email, ""), keep_trial(session)
        write_note(session, alice, trial, words="160 mg", body="Which dose?")
        write_note(session, alice, trial, body="On all")
    database.engine.dispose()
    return command


def test_it_writes_a_private_file_and_never_over_another(annotate: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    ended = annotate("notes", "export", " Alice@example.org", "--format", "csv", "--output", str(path))
    assert (ended.exit_code, ended.output) == (0, f"2 notes written to {path}.\n")
    rows = csv_rows(path.read_bytes())
    assert [(row["quote"], row["note"]) for row in rows] == [("", "On all"), ("160 mg", "Which dose?")]
    assert rows[0]["link"].startswith("http://localhost:8000/notes/")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = annotate("notes", "export", ALICE, "--format", "text", "--output", str(path))
    assert (again.exit_code, "is there already. Nothing was written." in again.output) == (1, True)
    assert csv_rows(path.read_bytes()) == rows


def test_a_file_that_is_not_whole_is_not_left(
    annotate: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_export: Export) -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"], write=stopped))
    path = tmp_path / "notes.txt"
    assert annotate("notes", "export", ALICE, "--format", "text", "--output", str(path)).exit_code
    assert not path.exists()


def test_it_writes_to_standard_output_what_a_query_chooses(annotate: Command) -> None:
    ended = annotate("notes", "export", ALICE, "--format", "json", "--query", "is:page", "--order", "date")
    assert [note["markdown"] for note in data(ended.stdout_bytes)["notes"]] == ["On all"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nobody@example.org", "--format", "csv"), "There is no account of nobody@example.org."),
        ((ALICE, "--format", "csv", "--query", "state:odd"), "This search is not clear, so there is no file."),
        ((ALICE, "--format", "odd"), "'odd' is not one of"),
    ],
)
def test_what_cannot_be_done_is_said(annotate: Command, words: tuple[str, ...], sentence: str) -> None:
    ended = annotate("notes", "export", *words)
    assert ended.exit_code
    assert sentence in ended.output


def test_a_snapshot_is_verified_by_its_words_and_not_by_its_blanks(annotate: Command, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    with opened(annotate.database_url) as database, database.reader() as session:
        trial = session.scalars(select(Trial)).one()
        made = snapshot_of(trial, trial.current_version)
    path.write_bytes(made.written)
    ended = annotate("verify", str(path))
    assert ended.exit_code == 0, ended.output
    assert f"SHA-256 of the file: {made.digest}" in ended.output
    assert "holds it: " in ended.output
    path.write_bytes(json.dumps(json.loads(made.written), indent=1).encode())
    anew = annotate("verify", str(path))
    assert (anew.exit_code, f"As it was made: {made.digest}" in anew.output) == (0, True)
    path.write_bytes(made.written.replace(b"160 mg", b"161 mg"))
    other = annotate("verify", str(path))
    assert (other.exit_code, "holds no such version" in other.output) == (1, True)
    path.write_bytes(b"%PDF")
    none = annotate("verify", str(path))
    assert (none.exit_code, "no JSON" in none.output) == (1, True)


def test_what_was_exported_is_looked_at_and_imported_for_another(annotate: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    annotate("notes", "export", ALICE, "--format", "json", "--output", str(path))
    annotate("user", "add", BOB, "--name", "Bob", "--password-stdin", typed=PASSWORD + "\n")
    looked = annotate("notes", "import", BOB, str(path), "--dry-run")
    assert looked.output.splitlines() == [
        "2 notes of annotate to import.",
        "  NCT04561557: 2 notes",
        "Nothing was imported: this was a dry run.",
    ]
    assert "2 notes imported." in annotate("notes", "import", BOB, str(path)).output
    again = annotate("notes", "import", BOB, str(path))
    assert (again.exit_code, "2 notes are there already." in again.output) == (1, True)
    theirs = annotate("notes", "export", BOB, "--format", "json").stdout_bytes
    assert [note["markdown"] for note in data(theirs)["notes"]] == ["On all", "Which dose?"]


def test_an_import_that_cannot_be_done_is_said(annotate: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_bytes(b"[" * 40)
    assert "nests values more than 32 levels deep" in annotate("notes", "import", ALICE, str(path)).output
    path.write_bytes(b"{" + b" " * MOST_BYTES)
    assert "larger than 32,768 KB" in annotate("notes", "import", ALICE, str(path)).output
    path.write_bytes(b'{"rows": []}')
    assert "no account of nobody" in annotate("notes", "import", "nobody@example.org", str(path)).output


def test_a_project_and_a_codebook_go_out_and_come_in(annotate: Command, tmp_path: Path) -> None:
    annotate("user", "add", BOB, "--name", "Bob", "--password-stdin", typed=PASSWORD + "\n")
    project, codes = tmp_path / "notes.qdpx", tmp_path / "labels.qdc"
    annotate("notes", "export", ALICE, "--format", "qdpx", "--output", str(project))
    opened_project(project.read_bytes())
    assert "2 notes of REFI-QDA to import." in annotate("notes", "import", BOB, str(project), "--dry-run").output
    assert "2 notes imported." in annotate("notes", "import", BOB, str(project)).output
    codes.write_text(
        '<CodeBook><Codes><Code guid="1ff58b12-6f6f-4b0c-8be5-bbdc91f55294" name="New"/><Code name="a/"/></Codes></CodeBook>'
    )
    looked = annotate("labels", "import", ALICE, str(codes), "--dry-run")
    assert looked.output.splitlines() == [
        "New: A new label.",
        "a/: Left out: Put words before and after each slash, as in “Safety/Death”.",
        "Nothing was stored: this was a dry run.",
    ]
    assert annotate("labels", "import", ALICE, str(codes)).output.splitlines()[0] == "New: A new label."
    written = annotate("labels", "export", ALICE, "--format", "qdc")
    valid_codebook(written.stdout_bytes)
    assert "1ff58b12-6f6f-4b0c-8be5-bbdc91f55294" in written.output
    path = tmp_path / "labels.csv"
    assert "written to" in annotate("labels", "export", ALICE, "--format", "csv", "--output", str(path)).output
    assert "is there already" in annotate("labels", "export", ALICE, "--format", "csv", "--output", str(path)).output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "no account" in annotate("labels", "export", "nobody@example.org", "--format", "csv").output
