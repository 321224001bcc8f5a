"""``annotate restore`` keeps what people decided after the backup was made: addresses, deletions for good, rewordings."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from annotate import clock, erasures
from annotate.accounts import locking
from annotate.accounts.models import Account, SignIn
from annotate.accounts.queries import find_by_email
from annotate.core.viewer import Viewer
from annotate.erasures import Erasure
from annotate.following.actions import delete_search, end_feed, make_feed, save_search
from annotate.following.models import SavedSearch
from annotate.mail.actions import queue
from annotate.mail.models import Mail
from annotate.notes.models import Note
from annotate.notifications.actions import choose, stop_mails
from annotate.notifications.kinds import Frequency, NotificationKind
from annotate.notifications.queries import frequencies_of
from annotate.participation.actions import refuse_mail
from annotate.participation.queries import has_refused
from annotate.participation.volunteers.actions import erase_address
from annotate.participation.volunteers.letters import CAUSE
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from annotate.personal_data.actions import delete_due
from annotate.replies.models import Reply, WithdrawnReply
from annotate.replies.withdrawing import withdraw
from annotate.shares import actions
from annotate.shares.models import Share
from annotate.trash.actions import erase
from annotate.upkeep.replaced_database import read_revocations
from annotate.upkeep.revocations import keep_ended
from tests.databases import sqlite_only
from tests.instances import Instance
from tests.sharing import try_passcode
from tests.unit.upkeep.backing import back_up, restore

pytestmark = sqlite_only


def test_an_address_that_was_changed_after_the_backup_stays_changed(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database:
        for email, new in (("alice@example.org", "new@example.org"), ("bob@example.org", "alice@example.org")):
            with database.transaction() as session:
                session.execute(
                    update(Account).where(Account.email == email).values(email=new, confirmed_at=clock.now())
                )
        with database.reader() as session:
            before = {row.id: row.email for row in session.execute(select(Account.id, Account.email))}
    assert "Kept as decided since the backup: 2 addresses;" in restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        assert {row.id: row.email for row in session.execute(select(Account.id, Account.email))} == before
        assert session.scalar(select(func.count()).where(Account.confirmed_at.is_not(None))) == 2


def test_whoever_wanted_no_more_mail_gets_none_after_a_restore(instance: Instance, tmp_path: Path) -> None:
    with instance.database() as database, database.transaction() as session:
        people = dict(session.execute(select(Account.email, Account.id)).all())
        choose(session, people["bob@example.org"], {NotificationKind.REPLY: Frequency.WEEKLY})
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        stop_mails(session, people["alice@example.org"], list(NotificationKind))
        choose(session, people["bob@example.org"], {NotificationKind.REPLY: Frequency.DAILY})
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        assert set(frequencies_of(session, people["alice@example.org"]).values()) == {Frequency.APP}
        assert frequencies_of(session, people["bob@example.org"])[NotificationKind.REPLY] is Frequency.DAILY


def test_a_feed_whose_address_was_revoked_after_the_backup_stays_closed(instance: Instance, tmp_path: Path) -> None:
    def feeds(session: Session) -> list[str | None]:
        return list(session.scalars(select(SavedSearch.feed_key).order_by(SavedSearch.query)))

    with instance.database() as database, database.transaction() as session:
        alice = session.scalars(select(Account).where(Account.email == "alice@example.org")).one()
        viewer = Viewer(alice.id, alice.name, alice.email, "")
        kept, revoked, deleted = (save_search(session, viewer, name="Mine", query=f"q={word}") for word in "abc")
        for search in (kept, revoked, deleted):
            make_feed(session, search)
        key = kept.feed_key
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        end_feed(session, session.get_one(SavedSearch, revoked.id))
        delete_search(session, session.get_one(SavedSearch, deleted.id))
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        assert feeds(session) == [key, None, None]
    restore(instance, backup, "--suspend-links")
    with instance.database() as database, database.reader() as session:
        assert feeds(session) == [None, None, None]


def test_an_address_that_refused_messages_after_the_backup_gets_none(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        refuse_mail(session, "a digest")
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        assert has_refused(session, "a digest")


def _want_mail(session: Session, email: str) -> None:
    at = clock.now()
    asked = [VolunteerCondition(key="gout", name="Gout")]
    session.add(
        Volunteer(email=email, country="", created_at=at, confirmed_at=at, told_until=at, due_at=at, conditions=asked)
    )


def test_who_wants_mail_about_trials_is_as_it_was_decided_last(instance: Instance, tmp_path: Path) -> None:
    with instance.database() as database, database.transaction() as session:
        for email in ("left@example.org", "stays@example.org"):
            _want_mail(session, email)
            queue(session, to=email, subject="Trials", body="Words.", cause=CAUSE)
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        erase_address(session, "left@example.org")
        _want_mail(session, "came@example.org")
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        assert set(session.scalars(select(Volunteer.email))) == {"stays@example.org", "came@example.org"}
        assert session.scalar(select(func.count()).select_from(VolunteerCondition)) == 2
        assert session.scalars(select(Mail.recipient).where(Mail.cause == CAUSE)).all() == ["stays@example.org"]


def test_where_nothing_newer_is_known_nobody_is_mailed_about_trials(instance: Instance) -> None:
    with instance.database() as database, database.transaction() as session:
        _want_mail(session, "perhaps@example.org")
        queue(session, to="perhaps@example.org", subject="Trials", body="Words.", cause=CAUSE)
        keep_ended(session, None, clock.now())
        assert session.scalar(select(func.count()).select_from(Volunteer)) == 0
        assert session.scalars(select(Mail.recipient).where(Mail.cause == CAUSE)).all() == []


def test_a_lock_that_was_set_or_taken_away_after_the_backup_holds_for_mails_that_wait(
    instance: Instance, tmp_path: Path
) -> None:
    with instance.database() as database, database.transaction() as session:
        locking.lock(session, "bob@example.org")
        for email in ("alice@example.org", "bob@example.org"):
            account = find_by_email(session, email)
            assert account
            queue(session, to=f"of-{email}", subject="A question", body="Words.", account_id=account.id)
        locking.hold_mails(session)
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        locking.lock(session, "alice@example.org")
        locking.unlock(session, "bob@example.org")
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        asked = select(Mail.recipient, Mail.held_at.is_not(None)).where(Mail.recipient.startswith("of-"))
        held = dict(session.execute(asked).all())
    assert held == {"of-alice@example.org": True, "of-bob@example.org": False}


def test_what_was_deleted_for_good_after_the_backup_stays_deleted(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database:
        with database.transaction() as session:
            erase(session, session.get_one(Note, instance.second.note_ids[0]))
            bob = Account.email == "bob@example.org"
            session.execute(update(Account).where(bob).values(deletion_due_at=clock.now(), deactivated_at=clock.now()))
        assert delete_due(database) == 1
    for _ in range(2):  # what was restored knows it, too
        said = restore(instance, backup)
        assert "deleted for good again: 1 account, 1 note." in said
        with instance.database() as database, database.reader() as session:
            assert session.get(Note, instance.second.note_ids[0]) is None
            assert session.get(Note, instance.first.note_ids[0])
            assert "bob@example.org" not in session.scalars(select(Account.email)).all()
            assert session.scalars(select(Reply.body)).all() == ["Bob's answer for Alice alone"]
    assert instance.annotate("check-data").exit_code == 0


def test_a_link_whose_words_were_changed_after_the_backup_waits_for_its_owner(
    instance: Instance, tmp_path: Path
) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        session.execute(update(Note).where(Note.id == instance.first.note_ids[0]).values(body="Without the secret"))
    said = restore(instance, backup)
    assert "as they stood: 1; suspended: 0; suspended until their owners have seen" in said
    with instance.app() as app:
        assert try_passcode(app.test_client(), app, instance.first).status_code == 410
        assert try_passcode(app.test_client(), app, instance.second).status_code == 303
        with instance.database() as database, database.transaction() as session:
            actions.resume(session, session.get_one(Share, instance.first.id))
        assert try_passcode(app.test_client(), app, instance.first).status_code == 303


def test_a_reply_that_was_withdrawn_after_the_backup_stays_withdrawn(instance: Instance, tmp_path: Path) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    with instance.database() as database, database.transaction() as session:
        reply = session.scalars(select(Reply).where(Reply.from_author.is_(False))).one()
        withdraw(session, reply)
        reply_id, at = reply.id, reply.withdrawn_at
    restore(instance, backup)
    with instance.database() as database, database.reader() as session:
        reply = session.get_one(Reply, reply_id)
        assert (reply.body, reply.withdrawn_at) == ("", at)
        assert session.get_one(WithdrawnReply, reply_id).body == "Bob's answer for Alice alone"
    assert instance.annotate("check-data").exit_code == 0


def test_any_number_of_sign_ins_is_compared(instance: Instance) -> None:
    with instance.database() as database, database.transaction() as session:
        alice = find_by_email(session, "alice@example.org")
        assert alice
        at = clock.now()
        session.add_all(
            SignIn(account_id=alice.id, created_at=at, last_seen_at=at, proven_at=at, user_agent="", net="")
            for _ in range(100)
        )
        session.flush()
        revocations = read_revocations(session.connection())
        connection = session.connection().connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 60)
        keep_ended(session, revocations, at)
        assert session.scalar(select(func.count()).where(SignIn.ended_at.is_(None))) == 102


def test_what_was_deleted_is_remembered_as_long_as_a_backup_may_be_old(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(instance, tmp_path / "x.sqlite3")
    monkeypatch.setattr(erasures, "AT_ONCE", 2)
    now = clock.now()
    with instance.database() as database:
        with database.transaction() as session:
            session.add_all(Erasure(id=f"old {number}", at=now - erasures.RETENTION) for number in range(5))
            session.add(Erasure(id="later", at=now - erasures.RETENTION + timedelta(seconds=1)))
        assert erasures.sweep(database, now) == 5
        assert erasures.sweep(database, now) == 0
        with database.reader() as session:
            assert session.scalars(select(Erasure.id)).all() == ["later"]
    assert "This backup is old" not in restore(instance, backup)
    with time_machine.travel(now + erasures.RETENTION + timedelta(hours=1)):
        assert "This backup is old: it was last used on" in restore(instance, backup)
