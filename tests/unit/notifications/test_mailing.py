"""News are mailed once, as their reader chose, and say what holds when the letter is written."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from annotate import clock
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.database import Database
from annotate.mail.due_letters import POSTPONED
from annotate.mail.letters import WrittenLetter
from annotate.notifications import actions, letters, queries
from annotate.notifications.kinds import NEWS, Frequency, NotificationKind
from annotate.notifications.mailing import PAUSE
from annotate.notifications.models import Notice, NotificationPreference
from annotate.shares import expiring
from tests.at_once import all_at_once
from tests.cast import Cast
from tests.changing import change_under
from tests.mailing import mails, tell
from tests.sharing import Shared, answer, change_share, deactivate, reply, share, thread_ids, unlock


def choose(database: Database, account_id: str, frequency: Frequency) -> None:
    with database.transaction() as session:
        actions.choose(session, account_id, dict.fromkeys(NotificationKind, frequency))


def waiting(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Notice)) or 0


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


@pytest.fixture
def replied(app: Flask, cast: Cast, shared: Shared) -> Shared:
    """Bob opened Alice's link and replied."""
    reply(unlock(cast.client("bob"), app, shared), shared, "The bravest words of Bob")
    return shared


def test_one_letter_tells_of_all_that_is_due_without_a_word_of_it(
    database: Database, cast: Cast, replied: Shared
) -> None:
    change_under(database, cast.viewer("alice"), registry_id="NCT00000001")
    choose(database, cast.viewer("alice").id, Frequency.AT_ONCE)
    assert (tell(database), tell(database), waiting(database)) == (1, 0, 0)
    (mail,) = mails(database, cast.viewer("alice").email)
    (thread_id,) = thread_ids(database)
    assert mail.subject.startswith("News on annotate: replies in 1 conversation, 1 link opened, ")
    for address in (f"/replies/{thread_id}", f"/shares/{replied.id}", "/needs-your-eye", "/account/notifications"):
        assert f"http://localhost{address}\n" in mail.body
    for words in ("bravest", "Bob", "Is this dose right", "160 mg", replied.passcode, "/s/"):
        assert words not in mail.subject + mail.body
    assert mail.unsubscribe in mail.body
    assert mail.unsubscribe.startswith("http://localhost/unsubscribe/")


def test_what_was_read_or_is_over_is_no_news(app: Flask, database: Database, cast: Cast, replied: Shared) -> None:
    del replied
    (thread_id,) = thread_ids(database)
    choose(database, cast.viewer("alice").id, Frequency.AT_ONCE)
    cast.client("alice").get(f"/replies/{thread_id}")
    answer(cast.client("alice"), thread_id, "Seen")
    choose(database, cast.viewer("alice").id, Frequency.NEVER)
    choose(database, cast.viewer("alice").id, Frequency.AT_ONCE)
    assert waiting(database) == 1, "Bob's alone: Alice wanted to be told of nothing for a moment"
    assert tell(database) == 1
    (mail,) = mails(database)
    assert mail.recipient == cast.viewer("bob").email
    assert mail.subject == "A private reply on annotate"


def test_a_respondent_whose_right_ended_is_told_nothing(database: Database, cast: Cast, replied: Shared) -> None:
    (thread_id,) = thread_ids(database)
    answer(cast.client("alice"), thread_id, "An answer that Bob must not get any more")
    change_share(database, replied.id, revoked_at=clock.now())
    tell(database)
    assert mails(database, cast.viewer("bob").email) == []
    assert waiting(database) == 0


@pytest.mark.parametrize("frequency", [Frequency.APP, Frequency.NEVER])
def test_who_wants_no_mail_gets_none(
    database: Database, cast: Cast, app: Flask, shared: Shared, frequency: Frequency
) -> None:
    alice = cast.viewer("alice")
    choose(database, alice.id, frequency)
    reply(unlock(cast.client("bob"), app, shared), shared, "Words")
    assert (waiting(database), tell(database)) == (0, 0)
    with database.reader() as session:
        assert queries.new_activity(session, alice).count == (2 if frequency is Frequency.APP else 0)
        assert queries.count_new(session, alice) == queries.new_activity(session, alice).count


@pytest.mark.parametrize(("frequency", "days"), [(Frequency.DAILY, 1), (Frequency.WEEKLY, 7)])
def test_digests_wait_for_their_hour(
    database: Database, cast: Cast, replied: Shared, frequency: Frequency, days: int
) -> None:
    del replied
    choose(database, cast.viewer("alice").id, frequency)
    assert (waiting(database), tell(database)) == (2, 0)
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        assert tell(database) == 1
    assert len(mails(database, cast.viewer("alice").email)) == 1


def test_letters_to_one_account_have_a_pause_between_them(
    app: Flask, database: Database, cast: Cast, replied: Shared
) -> None:
    assert tell(database) == 1
    reply(unlock(cast.client("charlie"), app, replied), replied, "And what of the dose?")
    assert (tell(database), waiting(database)) == (0, 1)
    with time_machine.travel(clock.now() + PAUSE, tick=False):
        assert tell(database) == 1
    assert [mail.subject for mail in mails(database)][1:] == ["A private reply on annotate"]


def test_two_senders_at_once_mail_once(database: Database, replied: Shared) -> None:
    del replied
    assert sorted(all_at_once([lambda: tell(database)] * 2)) == [0, 1]
    assert len(mails(database)) == 1


def test_whoever_left_is_told_nothing(database: Database, cast: Cast, replied: Shared) -> None:
    del replied
    deactivate(database, cast.viewer("alice").id)
    assert (tell(database), waiting(database)) == (0, 0)


def test_a_link_that_expires_is_told_while_it_lives(database: Database, cast: Cast, shared: Shared) -> None:
    at = clock.now() + timedelta(days=6, hours=12)
    assert expiring.tell_expiring(database, at) == 1
    with time_machine.travel(at, tick=False):
        assert tell(database) == 1
    (mail,) = mails(database)
    assert mail.subject == "Your link to notes on NCT04561557 expires soon"
    assert f"/shares/{shared.id}" in mail.body
    with database.transaction() as session:
        activity.record(session, cast.viewer("alice").id, ActivityKind.LINK_EXPIRING, shared.id)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert tell(database) == 0, "it has expired"


def test_a_choice_holds_for_what_waits_already(database: Database, cast: Cast, replied: Shared) -> None:
    del replied
    alice = cast.viewer("alice")
    choose(database, alice.id, Frequency.WEEKLY)
    assert tell(database) == 0
    choose(database, alice.id, Frequency.AT_ONCE)
    assert tell(database) == 1


def test_stopping_mails_leaves_what_sends_none(database: Database, cast: Cast) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        actions.choose(session, alice.id, {NotificationKind.REPLY: Frequency.NEVER})
        actions.stop_mails(session, alice.id, [NotificationKind.REPLY, NotificationKind.LINK_OPENED])
        found = queries.frequencies_of(session, alice.id)
    kept = {kind: news.default for kind, news in NEWS.items()}
    stopped = {NotificationKind.REPLY: Frequency.NEVER, NotificationKind.LINK_OPENED: Frequency.APP}
    assert found == kept | stopped


def test_what_was_seen_is_new_no_more_and_never_again(database: Database, cast: Cast, replied: Shared) -> None:
    del replied
    alice = cast.viewer("alice")
    with database.transaction() as session:
        assert queries.new_activity(session, alice).count == 2
        actions.mark_seen(session, alice, 10**12)
        assert queries.new_activity(session, alice).count == 0
        actions.mark_seen(session, alice, 1)
        assert queries.new_activity(session, alice).count == 0
    with database.transaction() as session:
        activity.record(session, alice.id, ActivityKind.REPLY_CAME, "gone")
    with database.reader() as session:
        assert queries.new_activity(session, alice).count == 1, "a number beyond the last one hides nothing that comes"


def test_what_a_later_release_stored_keeps_nobody_from_writing(
    app: Flask, database: Database, cast: Cast, shared: Shared
) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        for kind, frequency in (("gossip", "never"), ("reply", "hourly")):
            session.add(NotificationPreference(account_id=alice.id, kind=kind, frequency=frequency))
    replied = reply(unlock(cast.client("bob"), app, shared), shared, "Words")
    assert replied.status_code == 303
    for path in ("/activity", "/account/notifications", "/"):
        assert cast.client("alice").get(path).status_code == 200
    with database.transaction() as session:
        assert queries.count_new(session, alice) == 2
        at = clock.now()
        session.add(Notice(account_id=alice.id, seq=10**6, kind="gossip", at=at, due_at=at))
    assert (tell(database), waiting(database)) == (1, 0)


def test_one_letter_that_cannot_be_written_holds_up_no_other(
    app: Flask, database: Database, cast: Cast, replied: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    (thread_id,) = thread_ids(database)
    answer(cast.client("alice"), thread_id, "Thank you")
    write = letters.write

    def fail_for_openings(news: letters.News, **values: str) -> WrittenLetter:
        if news.openings:
            raise LookupError
        return write(news, **values)

    monkeypatch.setattr(letters, "write", fail_for_openings)
    assert tell(database) == 1
    assert [mail.recipient for mail in mails(database)] == [cast.viewer("bob").email]
    assert waiting(database) == 2
    monkeypatch.undo()
    assert tell(database) == 0, "it waits"
    with time_machine.travel(clock.now() + POSTPONED, tick=False):
        assert tell(database) == 1
    del replied, app


def test_whoever_has_waited_longest_is_mailed_first(database: Database, cast: Cast) -> None:
    people = [cast.viewer(name) for name in ("alice", "bob", "charlie")]
    at = clock.now()
    with database.transaction() as session:
        for hours, viewer in zip((1, 3, 2), people, strict=True):
            due = at - timedelta(hours=hours)
            session.add(Notice(account_id=viewer.id, seq=1, kind=NotificationKind.REPLY, at=due, due_at=due))
    with database.reader() as session:
        assert queries.due_accounts(session, at, 2) == [people[1].id, people[2].id]


def test_a_clock_that_was_set_back_holds_no_letter(database: Database, cast: Cast, replied: Shared) -> None:
    del replied
    with database.transaction() as session:
        actions.state_of(session, cast.viewer("alice").id).mailed_at = clock.now() + timedelta(days=3)
    assert tell(database) == 1


def test_a_link_that_was_revoked_meanwhile_is_no_news(database: Database, replied: Shared) -> None:
    change_share(database, replied.id, revoked_at=clock.now())
    assert tell(database) == 1
    assert [mail.subject for mail in mails(database)] == ["A private reply on annotate"]
