"""The outbox: a message is there when what caused it is, goes out once, and is never lost without a word."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import Database
from annotate.mail import actions, queries
from annotate.mail.actions import MOST_TRIES, PAUSES, Letter
from annotate.mail.delivery import NotDelivered
from annotate.mail.sending import Round, send_due
from tests.mailing import mails

ALICE = "alice@example.org"


class Recording:
    """Takes messages over, or refuses them."""

    def __init__(self, refusal: NotDelivered | None = None) -> None:
        self.taken: list[Letter] = []
        self.refusal = refusal

    def deliver(self, letter: Letter) -> None:
        if self.refusal:
            raise self.refusal
        self.taken.append(letter)


@pytest.fixture
def queued(database: Database) -> str:
    with database.transaction() as session:
        return actions.queue(session, to=ALICE, subject="Hello", body="Words\r\nand words").id


def test_it_is_sent_once_and_its_words_are_forgotten(database: Database, queued: str) -> None:
    post = Recording()
    assert send_due(database, post) == Round(sent=1)
    assert send_due(database, post) == Round()
    (letter,) = post.taken
    assert (letter.id, letter.recipient, letter.subject, letter.body) == (queued, ALICE, "Hello", "Words\nand words\n")
    (mail,) = mails(database)
    assert mail.sent_at is not None
    assert mail.body == ""


def test_what_did_not_happen_is_not_told(database: Database) -> None:
    def fail(session: Session) -> None:
        actions.queue(session, to=ALICE, subject="Hello", body="Words")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        fail(session)
    assert send_due(database, Recording()) == Round()


@pytest.mark.parametrize("name", ["Eve\r\nBcc: all@example.org", "Eve\n\nWords", "Eve\x00\x1b[2J", "n" * 400])
def test_a_name_in_a_subject_stays_on_its_line(session: Session, name: str) -> None:
    subject = actions.queue(session, to=ALICE, subject=f"{name} opened it", body="").subject
    assert subject.isprintable()
    assert len(subject) <= actions.LONGEST_SUBJECT + 1


def test_a_message_that_fails_is_tried_later_and_in_the_end_given_up(database: Database, queued: str) -> None:
    post = Recording(NotDelivered("451 later"))
    with time_machine.travel(clock.now(), tick=False) as travel:
        for pause in PAUSES:
            assert send_due(database, post) == Round(failed=1)
            assert send_due(database, post) == Round()
            travel.shift(pause)
        assert send_due(database, post) == Round(failed=1)
        travel.shift(timedelta(days=30))
        assert send_due(database, post) == Round()
    (mail,) = mails(database)
    assert mail.tries == MOST_TRIES == 8
    assert mail.given_up_at is not None
    assert (mail.trouble, mail.body) == ("451 later", "Words\nand words\n")


def test_one_that_failed_goes_out_when_the_server_is_back(database: Database, queued: str) -> None:
    send_due(database, Recording(NotDelivered("no server")))
    with time_machine.travel(clock.now() + PAUSES[0]):
        assert send_due(database, Recording()) == Round(sent=1)
    assert mails(database)[0].trouble == ""


def test_a_refusal_for_good_is_not_tried_again(database: Database, queued: str) -> None:
    send_due(database, Recording(NotDelivered("550 nobody here", final=True)))
    (mail,) = mails(database)
    assert (mail.tries, mail.due_at, mail.given_up_at is None) == (1, None, False)


def test_one_that_was_given_up_can_be_tried_again(database: Database, queued: str) -> None:
    send_due(database, Recording(NotDelivered("550", final=True)))
    with database.transaction() as session:
        actions.try_again(session, queries.find_given_up(session, queued))
    assert send_due(database, Recording()) == Round(sent=1)


def test_what_comes_too_late_is_not_sent(database: Database) -> None:
    with database.transaction() as session:
        soon = clock.now() + timedelta(hours=1)
        actions.queue(session, to=ALICE, subject="Hello", body="A link", expires_at=soon)
    post = Recording()
    with time_machine.travel(soon):
        assert send_due(database, post) == Round(failed=1)
    assert post.taken == []
    assert mails(database)[0].given_up_at is not None


def test_a_sender_that_died_leaves_the_message_to_another(database: Database, queued: str) -> None:
    with database.transaction() as session:
        assert actions.claim(session)
        assert actions.claim(session) is None
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert send_due(database, Recording()) == Round(sent=1)


def test_senders_side_by_side_send_each_message_once(database: Database) -> None:
    with database.transaction() as session:
        wanted = {actions.queue(session, to=ALICE, subject="Hello", body="Words").id for _ in range(12)}
    post = Recording()
    senders = [threading.Thread(target=send_due, args=(database, post)) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert sorted(letter.id for letter in post.taken) == sorted(wanted)


def test_an_idle_sender_takes_no_lock(database: Database, queries: list[str]) -> None:
    send_due(database, Recording())
    assert [statement.split()[0] for statement in queries if statement != "BEGIN DEFERRED"] == ["SELECT"]


def test_what_was_sent_long_ago_is_dropped(database: Database, queued: str) -> None:
    send_due(database, Recording())
    with time_machine.travel(clock.now() + timedelta(days=8)), database.transaction() as session:
        actions.queue(session, to=ALICE, subject="Another", body="Words")
    with time_machine.travel(clock.now() + timedelta(days=8)):
        send_due(database, Recording())
    assert [mail.subject for mail in mails(database)] == ["Another"]
