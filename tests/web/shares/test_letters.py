"""What the owner of a link is told by mail: the first opening, many wrong passcodes, a suspended link."""

from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from tests.cast import Cast
from tests.mailing import mails, tell
from tests.sharing import Shared, address, change_share, try_passcode, unlock
from tests.texts import REGISTRY_ID


def test_the_first_opening_is_told_once(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    unlock(cast.client("alice"), app, shared)
    assert mails(database) == [], "the owner's own look is none"
    unlock(cast.client("bob"), app, shared)
    unlock(client, app, shared)
    unlock(cast.client("bob"), app, shared)
    assert (tell(database), tell(database)) == (1, 0)
    (mail,) = mails(database)
    assert mail.recipient == cast.viewer("alice").email
    assert mail.subject == f"Your link to notes on {REGISTRY_ID} was opened"
    assert "for the first time, on " in mail.body
    assert "from the network 127.0.0.0/24" in mail.body
    assert f"http://localhost/shares/{shared.id}" in mail.body


def test_names_that_somebody_typed_are_in_no_mail(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    """A stranger's account could be called by an address, and mail it to whoever shares a link."""
    for name, words in (("alice", "alice at https://example.org/a"), ("bob", "bob at https://example.org/b")):
        with database.transaction() as session:
            session.get_one(Account, cast.viewer(name).id).name = words
    change_share(database, shared.id, recipient="https://example.org/c", failures=98)
    unlock(cast.client("bob"), app, shared)
    for _ in range(2):
        try_passcode(app.test_client(), app, shared, "four quite other words")
    tell(database)
    assert len(mails(database)) == 2
    for mail in mails(database):
        assert "example.org" not in mail.subject + mail.body.replace(mail.recipient, "")


def test_a_link_is_called_as_its_owner_does_at_a_confirmed_address(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    with database.transaction() as session:
        session.get_one(Account, cast.viewer("alice").id).confirmed_at = clock.now()
    unlock(client, app, shared)
    tell(database)
    assert [mail.subject for mail in mails(database)] == ["Your link for A colleague was opened"]


def test_no_mail_opens_anything(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    unlock(client, app, shared)
    change_share(database, shared.id, failures=99)
    try_passcode(client, app, shared, "four quite other words")
    tell(database)
    letters = mails(database)
    assert len(letters) == 2
    for mail in letters:
        for secret in (shared.passcode, "four quite other words", "/s/", "Is this dose right?"):
            assert secret not in mail.subject + mail.body


def lock(app: Flask, shared: Shared, day: int) -> None:
    """Try twenty wrong passcodes from twenty networks."""
    for number in range(20):
        answer = try_passcode(app.test_client(), app, shared, "wrong", REMOTE_ADDR=f"198.{day}.{number}.1")
        assert answer.status_code == 422


def test_a_locked_link_is_told_once_a_day(app: Flask, database: Database, shared: Shared) -> None:
    now = clock.now()
    lock(app, shared, 1)
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        lock(app, shared, 2)
    assert [mail.subject for mail in mails(database)] == [f"Wrong passcodes on your link to notes on {REGISTRY_ID}"]
    with time_machine.travel(now + timedelta(hours=25), tick=False):
        lock(app, shared, 3)
    assert len(mails(database)) == 2


def test_a_suspended_link_is_told(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    change_share(database, shared.id, failures=99)
    assert try_passcode(client, app, shared, "wrong").status_code == 422
    assert client.get(address(app, shared.id)).status_code == 410
    (mail,) = mails(database)
    assert mail.subject == f"Your link to notes on {REGISTRY_ID} is suspended"
    assert f"http://localhost/shares/{shared.id}" in mail.body
