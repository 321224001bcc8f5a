"""``annotate backup``: a file that is whole and checked, or not there."""

import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from sqlalchemy import update

from annotate.accounts.models import Account
from annotate.notes.models import Note
from tests.command import Command
from tests.databases import sqlite_only
from tests.instances import Instance
from tests.unit.upkeep.backing import back_up, damage, notes, place

pytestmark = sqlite_only


def test_a_backup_is_whole_checked_and_its_owner_s_alone(instance: Instance, tmp_path: Path) -> None:
    ended = instance.annotate("backup", str(tmp_path / "b" / "x.sqlite3"))
    assert ended.exit_code == 1
    assert "Nothing can be written into" in ended.output
    target = back_up(instance, tmp_path / "x.sqlite3")
    assert target.stat().st_mode & 0o777 == 0o600
    assert notes(target) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"x.sqlite3", "a folder"}, "one file, and nothing beside it"


def test_it_tells_one_account_as_one(tmp_path: Path) -> None:
    annotate = Command(tmp_path / "data", lite=True)
    annotate("user", "add", "alice@example.org", "--password-stdin", typed="four words that belong apart\n")
    said = annotate("backup", str(tmp_path / "x.sqlite3")).output
    assert re.search(r", 1 account, 0 notes, [0-9]{1,3}(,[0-9]{3})+ bytes\.$", said.strip())


def test_a_file_that_is_there_is_left_alone_unless_it_is_to_be_replaced(instance: Instance, tmp_path: Path) -> None:
    target = tmp_path / "x.sqlite3"
    target.write_text("something else")
    ended = instance.annotate("backup", str(target))
    assert (ended.exit_code, target.read_text()) == (1, "something else")
    assert instance.annotate("backup", str(target), "--replace").exit_code == 0
    assert notes(target) == 2


def test_a_backup_under_writing_load_is_one_moment(instance: Instance, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with instance.database() as database:
            while not done.is_set():
                with database.transaction() as session:  # two rows that belong together
                    session.execute(update(Account).values(name=Account.name + "."))
                    session.execute(update(Note).values(revision=Note.revision + 1))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(4):
            target = back_up(instance, tmp_path / f"{number}.sqlite3")
            with closing(sqlite3.connect(target)) as connection:
                dots = "SELECT DISTINCT length(name) - length(rtrim(name, '.')) FROM accounts WHERE name LIKE 'Alice%'"
                [(dots_of_alice,)] = connection.execute(dots).fetchall()
                assert connection.execute("SELECT DISTINCT revision FROM notes").fetchall() == [(dots_of_alice + 1,)]
    finally:
        done.set()
        for writer in writers:
            writer.join()


def test_a_damaged_database_gives_no_backup(instance: Instance, tmp_path: Path) -> None:
    damage(place(instance))
    ended = instance.annotate("backup", str(tmp_path / "x.sqlite3"))
    assert ended.exit_code == 1
    assert not (tmp_path / "x.sqlite3").exists()
    assert not list(tmp_path.glob(".x*"))
