"""``annotate backup`` and ``restore`` on PostgreSQL: by its own programs, and nothing that ended comes back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text, update

from annotate.notes.models import Note
from annotate.shares import actions
from annotate.shares.models import Share
from annotate.upkeep import dumps
from tests.databases import SERVER, postgres_only
from tests.instances import Instance
from tests.sharing import try_passcode
from tests.unit.upkeep.backing import back_up, hold_lease, leases

pytestmark = postgres_only


def databases() -> set[str]:
    engine = create_engine(f"{SERVER}/postgres")
    with engine.connect() as connection:
        found = set(connection.scalars(text("SELECT datname FROM pg_database")))
    engine.dispose()
    return found


@pytest.fixture
def backup(instance: Instance, tmp_path: Path) -> Iterator[Path]:
    name = make_url(instance.annotate.database_url).database
    assert name
    yield back_up(instance, tmp_path / "x.dump")
    assert not {found for found in databases() if found.startswith(f"{name}_restoring")}


def test_a_backup_is_whole_checked_and_its_owner_s_alone(backup: Path, instance: Instance) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    again = instance.annotate("backup", str(backup))
    assert (again.exit_code, "--replace" in again.output) == (1, True)
    assert instance.annotate("backup", str(backup), "--replace").exit_code == 0
    assert not list(backup.parent.glob(".x*"))


def test_what_ended_after_the_backup_stays_ended(backup: Path, instance: Instance) -> None:
    with instance.database() as database, database.transaction() as session:
        actions.revoke(session, session.get_one(Share, instance.first.id))
        first = Note.id.in_(instance.first.note_ids)
        session.execute(update(Note).where(first).values(body="written over by mistake"))
    ended = instance.annotate("restore", str(backup), "--yes")
    assert ended.exit_code == 0, ended.output
    kept = ended.output.strip().rpartition("kept as the database ")[2].rstrip(".")
    assert kept in databases()
    with instance.database() as database, database.reader() as session:
        assert set(session.scalars(select(Note.body))) == {"Is this dose right?"}
    with instance.app() as app:
        assert try_passcode(app.test_client(), app, instance.first).status_code == 410
        assert try_passcode(app.test_client(), app, instance.second).status_code == 303
    assert instance.annotate("check-data").exit_code == 0


def test_no_lease_comes_back_with_a_backup(instance: Instance, tmp_path: Path) -> None:
    hold_lease(instance)
    backup = back_up(instance, tmp_path / "x.dump")
    assert instance.annotate("restore", str(backup), "--yes").exit_code == 0
    assert leases(instance) == 0


def test_links_are_suspended_when_the_present_data_are_not_believed(backup: Path, instance: Instance) -> None:
    ended = instance.annotate("restore", str(backup), "--yes", "--suspend-links")
    assert "suspended: 2;" in ended.output
    with instance.app() as app:
        assert try_passcode(app.test_client(), app, instance.first).status_code == 410


def test_a_database_in_use_is_left_alone(backup: Path, instance: Instance) -> None:
    with instance.app() as app:
        assert app.test_client().get("/").status_code == 200
        ended = instance.annotate("restore", str(backup), "--yes")
        assert ended.exit_code == 1
        assert "Stop every annotate server" in ended.output
        assert app.test_client().get("/").status_code == 200


def test_what_is_no_dump_changes_nothing(backup: Path, instance: Instance, tmp_path: Path) -> None:
    cut = tmp_path / "cut.dump"
    cut.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    wrong = tmp_path / "wrong.dump"
    wrong.write_text("nothing of the kind")
    for each in (cut, wrong):
        ended = instance.annotate("restore", str(each), "--yes")
        assert ended.exit_code == 1, ended.output
    assert instance.annotate("check-data").exit_code == 0


def test_without_its_programs_it_says_what_to_run(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumps, "_PROGRAMS", tmp_path)
    ended = instance.annotate("backup", str(tmp_path / "x.dump"), PATH=os.devnull)
    assert ended.exit_code == 1
    assert "postgresql-client" in ended.output
    assert "pg_dump --format=custom" in ended.output
