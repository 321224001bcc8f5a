"""``annotate restore``: one whole database at any moment, and nothing that ended comes back."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from annotate import clock, schema
from annotate.accounts.access_tokens import TokenDraft, find_access, make_token, revoke_token
from annotate.accounts.actions import begin_sign_in
from annotate.accounts.credentials.password import hashing
from annotate.accounts.models import Account, SignIn
from annotate.accounts.queries import find_by_email
from annotate.activity.models import Activity
from annotate.database import opened
from annotate.mail.actions import queue
from annotate.mail.models import Mail
from annotate.notes.models import Note
from annotate.shares import actions, passcodes
from annotate.shares.models import Share, ShareNote, Unlock
from annotate.upkeep import backups, restoring
from tests.cast import PASSWORD
from tests.databases import sqlite_only
from tests.instances import Instance
from tests.sharing import address, change_share, try_passcode
from tests.unit.upkeep.backing import back_up, damage, hold_lease, leases, notes, place, restore

pytestmark = sqlite_only


def test_a_restored_database_is_the_backup_and_the_one_before_is_kept(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        session.execute(update(Note).values(body="written over by mistake"))
    said = restore(instance, backup)
    assert said.splitlines()[-1].startswith(f"{backup} is restored; the data before are kept as ")
    kept = Path(said.strip().rpartition("kept as ")[2].rstrip("."))
    with instance.database() as database, database.reader() as session:
        assert set(session.scalars(select(Note.body))) == {"Is this dose right?"}
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT DISTINCT body FROM notes").fetchall() == [("written over by mistake",)]
    assert {path.stat().st_mode & 0o777 for path in instance.annotate.data.iterdir()} == {0o600}
    assert instance.annotate("check-data").output.endswith("0 violations\n")


def test_what_is_no_sound_backup_changes_nothing(instance: Instance, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    before = place(instance).read_bytes()
    damaged = back_up(instance, tmp_path / "damaged.sqlite3")
    damage(damaged)
    later = back_up(instance, tmp_path / "later.sqlite3")
    with closing(sqlite3.connect(later)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'later'")
    empty = tmp_path / "empty.sqlite3"
    with closing(sqlite3.connect(empty)) as connection, connection:
        connection.execute("CREATE TABLE unrelated (x)")
    wrong.write_text("not a database at all")
    for backup in (wrong, damaged, empty, later):
        ended = instance.annotate("restore", str(backup), "--yes")
        assert ended.exit_code == 1, backup
        assert len(ended.output.splitlines()) <= 2, ended.output
    assert place(instance).read_bytes() == before
    assert not list(instance.annotate.data.glob(".*"))


@pytest.mark.slow
def test_a_database_in_use_is_left_alone(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.app() as app:
        assert app.test_client().get("/").status_code == 200
        ended = instance.annotate("restore", str(backup), "--yes")
        assert ended.exit_code == 1
        assert "Stop every annotate server" in ended.output
        assert app.test_client().get("/").status_code == 200
    restore(instance, backup)


def test_links_and_sign_ins_that_ended_after_the_backup_stay_ended(instance: Instance, tmp_path: Path) -> None:
    with instance.app() as app:
        assert try_passcode(app.test_client(), app, instance.second).status_code == 303
    with instance.database() as database, database.transaction() as session:
        alice = find_by_email(session, "alice@example.org")
        assert alice
        viewer = begin_sign_in(session, alice, user_agent="tests", address="")
        kept, ended = (make_token(session, viewer, TokenDraft("R", 30, key)) for key in ("kept", "ended"))
    backup = back_up(instance, tmp_path / "x.sqlite3")
    new = hashing.hash_password("another good password")
    with instance.database() as database:
        with database.transaction() as session:
            actions.revoke(session, session.get_one(Share, instance.first.id))
            session.execute(update(SignIn).values(ended_at=clock.now()))
            revoke_token(session, viewer, ended.row.id)
            session.execute(update(Account).where(Account.email == "alice@example.org").values(password_hash=new))
        change_share(database, instance.second.id, failures=7)
    assert "Links that stand as they stood: 2; suspended: 0;" in restore(instance, backup)
    with instance.app() as app:
        assert try_passcode(app.test_client(), app, instance.first).status_code == 410
        assert try_passcode(app.test_client(), app, instance.second).status_code == 303, "the other one lives on"
    with instance.database() as database, database.reader() as session:
        assert session.scalar(select(func.count()).where(SignIn.ended_at.is_(None))) == 0
        assert find_access(session, kept.token)
        assert find_access(session, ended.token) is None
        assert session.scalar(select(func.count()).where(Unlock.ended_at.is_(None))) == 1, "the one of just now"
        assert session.get_one(Share, instance.second.id).failures == 7
    credentials = instance.annotate.stored_password("alice@example.org")
    assert credentials
    assert not hashing.matches(credentials.password_hash, PASSWORD)


def test_what_was_decided_about_a_link_after_the_backup_holds(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    soon = clock.now() + timedelta(hours=1)
    with instance.database() as database, database.transaction() as session:
        first, second = (session.get_one(Share, each.id) for each in (instance.first, instance.second))
        actions.reissue(session, first)
        first.expires_at, first.can_reply = soon, False
        actions.replace_passcode(session, second, passcodes.choose("an entirely new passcode"))
        session.execute(update(Note).where(Note.id == instance.second.note_ids[0]).values(deleted_at=clock.now()))
    restore(instance, backup)
    with instance.app() as app:
        assert app.test_client().get(address(app, instance.first.id, epoch=1)).status_code == 410
        assert app.test_client().get(address(app, instance.first.id, epoch=2)).status_code == 200
        assert try_passcode(app.test_client(), app, instance.second).status_code == 422
        assert try_passcode(app.test_client(), app, instance.second, "an entirely new passcode").status_code == 303
    with instance.database() as database, database.reader() as session:
        assert session.get_one(Share, instance.first.id).expires_at == soon
        assert not session.get_one(Share, instance.first.id).can_reply
        assert session.get_one(Note, instance.second.note_ids[0]).deleted_at is None, (
            "the note is back, with its author"
        )
        held = select(func.count()).where(ShareNote.share_id == instance.second.id)
        assert session.scalar(held) == 0, "and no link shows it"


def test_mail_that_went_out_after_the_backup_is_not_sent_again(instance: Instance, tmp_path: Path) -> None:
    with instance.database() as database, database.transaction() as session:
        mails = [queue(session, to="bob@example.org", subject="News", body="Words").id for _ in range(2)]
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        session.execute(update(Mail).where(Mail.id == mails[0]).values(due_at=None, sent_at=clock.now()))
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        due = select(Mail.id).where(Mail.due_at.is_not(None))
        assert mails[0] not in session.scalars(due).all()
        assert mails[1] in session.scalars(due).all()
    restore(instance, backup, "--suspend-links")
    with instance.database() as database, database.reader() as session:
        assert session.scalars(due).all() == []


def test_no_lease_comes_back_with_a_backup(instance: Instance, tmp_path: Path) -> None:
    hold_lease(instance)
    restore(instance, back_up(instance, tmp_path / "x.sqlite3"))
    assert leases(instance) == 0


@pytest.mark.slow
@pytest.mark.parametrize("how", ["damaged", "missing", "not believed"])
def test_where_nothing_newer_is_known_every_link_is_suspended(instance: Instance, tmp_path: Path, how: str) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    if how == "damaged":
        place(instance).write_bytes(b"\xff" * 9000)
        place(instance).with_name("annotate.sqlite3-wal").write_bytes(b"what was in the log")
    elif how == "missing":
        place(instance).unlink()
    said = restore(instance, backup, *(["--suspend-links"] if how == "not believed" else []))
    assert "Links that stand as they stood: 0; suspended: 2;" in said
    with instance.app() as app:
        assert try_passcode(app.test_client(), app, instance.first).status_code == 410
        with instance.database() as database, database.transaction() as session:
            share = session.get_one(Share, instance.first.id)
            assert (
                session.scalar(
                    select(Activity.kind).where(Activity.subject_id == share.id).order_by(Activity.seq.desc())
                )
                == "link.restored"
            )
            actions.replace_passcode(session, share, passcodes.choose("an entirely new passcode"))
            epoch = share.epoch
        assert try_passcode(app.test_client(), app, instance.first, "an entirely new passcode").status_code == 410
        assert app.test_client().get(address(app, instance.first.id, epoch=epoch)).status_code == 200
    assert instance.annotate("check-data").exit_code == 0


def test_an_older_backup_is_brought_up_to_date(instance: Instance, tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite3"
    back_up(instance, older)
    with opened(f"sqlite:///{older}") as database:
        schema.downgrade(database, "0001")
    restore(instance, older)
    assert "newest" in instance.annotate("db", "current").output


@pytest.mark.parametrize("moment", ["copy", "_settle", "_swap"])
def test_a_restore_that_fails_anywhere_leaves_one_whole_database(
    instance: Instance, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups if moment == "copy" else restoring, moment, die)
    assert instance.annotate("restore", str(backup), "--yes").exit_code == 1
    monkeypatch.undo()
    assert not list(instance.annotate.data.glob(".*"))
    assert instance.annotate("check-data").exit_code == 0
    restore(instance, backup)


@pytest.mark.slow
def test_a_kill_during_backup_or_restore_leaves_no_half_file(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    program = (
        "import os, sys, annotate.upkeep.backups as b\n"
        "real = os.link if sys.argv[1] == 'link' else b.copy\n"
        "def die(*words, **more):\n"
        "    real(*words, **more) if sys.argv[1] == 'copied' else None\n"
        "    os.kill(os.getpid(), 9)\n"
        "if sys.argv[1] == 'link': os.link = die\n"
        "else: b.copy = die\n"
        "from annotate.cli import main\n"
        "main(sys.argv[2:])\n"
    )
    target = tmp_path / "y.sqlite3"
    for moment in ("copied", "link"):
        for words in (["backup", str(target)], ["restore", str(backup), "--yes"]):
            ended = subprocess.run(
                [sys.executable, "-c", program, moment, *words],
                check=False,
                env=instance.annotate.environ,
                capture_output=True,
            )
            assert ended.returncode == -9, ended.stderr
            assert not target.exists()
            assert instance.annotate("check-data").exit_code == 0
    restore(instance, backup)
    assert notes(back_up(instance, target)) == 2
