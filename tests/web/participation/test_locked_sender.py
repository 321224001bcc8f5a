"""Messages to studies of an account that whoever runs the instance has locked."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from annotate import clock
from annotate.accounts import locking
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.errors import SignInRequired
from annotate.mail import actions as mail
from annotate.mail.models import Mail
from annotate.mail.queries import is_any_due
from annotate.mail.sending import Round, send_due
from annotate.participation.actions import EnquiryDraft, Relay, send_enquiry
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.enquiring import ALICE, OFFICE, sent, write


class Posted:
    """Takes every message over, and says to whom it went."""

    def __init__(self) -> None:
        self.to: list[str] = []

    def deliver(self, letter: mail.Letter) -> None:
        self.to.append(letter.recipient)


def set_locked(database: Database, *, locked: bool) -> None:
    with database.transaction() as session:
        (locking.lock if locked else locking.unlock)(session, ALICE)


def test_what_waits_goes_out_after_unlocking_and_not_before(alice: FlaskClient, database: Database) -> None:
    write(alice)
    with database.transaction() as session:
        mail.queue(session, to="bob@example.org", subject="Of somebody else", body="Words")
    set_locked(database, locked=True)
    post = Posted()
    assert send_due(database, post) == Round(sent=1)
    assert post.to == ["bob@example.org"]
    with database.reader() as session:
        assert not is_any_due(session), "the sender is not woken for what it must not send"

    set_locked(database, locked=False)
    assert send_due(database, post) == Round(sent=2)
    assert sorted(post.to[1:]) == [ALICE, OFFICE]


def test_one_that_was_given_up_and_is_tried_again_waits_too(alice: FlaskClient, database: Database) -> None:
    write(alice)
    with database.transaction() as session:
        session.execute(update(Mail).values(due_at=None, given_up_at=clock.now()))
    set_locked(database, locked=True)
    with database.transaction() as session:
        for each in session.scalars(select(Mail)):
            mail.try_again(session, each)
    assert send_due(database, Posted()) == Round()


def test_a_request_that_was_under_way_sends_nothing(alice: FlaskClient, cast: Cast, database: Database) -> None:
    viewer = cast.viewer("alice")
    set_locked(database, locked=True)
    relay = Relay(site="https://here", page="https://here/enquiries", refusal=str)
    with database.transaction() as session:
        trial = session.scalars(select(Trial)).one()
        with pytest.raises(SignInRequired):
            send_enquiry(session, viewer, trial, EnquiryDraft("a contact", "Words"), relay, client="192.0.2.1")
    assert sent(database) == 0


def test_mails_go_with_the_account_that_caused_them(alice: FlaskClient, cast: Cast, database: Database) -> None:
    write(alice)
    with database.transaction() as session:
        session.delete(session.get_one(Account, cast.viewer("alice").id))
    with database.reader() as session:
        assert session.scalars(select(Mail)).all() == []
