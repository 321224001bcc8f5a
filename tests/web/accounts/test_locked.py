"""An account that whoever runs the instance has locked."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts import locking
from annotate.accounts.models import Account
from annotate.database import Database
from tests.cast import PASSWORD, Cast
from tests.sharing import address, share, unlock

ALICE = {"email": "alice@example.org", "password": PASSWORD}


def set_locked(database: Database, *, locked: bool) -> None:
    with database.transaction() as session:
        (locking.lock if locked else locking.unlock)(session, "alice@example.org")


def test_it_ends_all_that_was_open_and_comes_back_whole(app: Flask, cast: Cast, database: Database) -> None:
    alice = cast.client("alice")
    shared = share(database, cast.viewer("alice"), bodies=("One note",))
    guest = unlock(app.test_client(), app, shared)
    assert "One note" in guest.get(f"/shared/{shared.id}").text
    set_locked(database, locked=True)
    assert alice.get("/account").status_code == 303
    assert guest.get(f"/shared/{shared.id}").status_code == 410
    assert app.test_client().get(address(app, shared.id)).status_code == 410

    set_locked(database, locked=False)
    assert alice.get("/account").status_code == 303, "signed out is signed out"
    assert "One note" in guest.get(f"/shared/{shared.id}").text
    assert app.test_client().post("/sign-in", data=ALICE).status_code == 303


def test_its_owner_alone_is_told(client: FlaskClient, cast: Cast, database: Database) -> None:
    cast.viewer("alice")
    set_locked(database, locked=True)
    told = client.post("/sign-in", data=ALICE)
    assert told.status_code == 422
    assert "This account is locked" in told.text
    assert 'value="alice@example.org"' in told.text
    assert client.get("/account").status_code == 303
    assert "locked" not in client.post("/sign-in", data=ALICE | {"password": "some other words"}).text


@pytest.mark.parametrize("left", [False, True])
def test_who_had_left_before_has_left_afterwards(cast: Cast, database: Database, *, left: bool) -> None:
    viewer = cast.viewer("alice")
    before = clock.now() - timedelta(days=1) if left else None
    with database.transaction() as session:
        session.get_one(Account, viewer.id).deactivated_at = before
    set_locked(database, locked=True)
    set_locked(database, locked=False)
    with database.reader() as session:
        account = session.get_one(Account, viewer.id)
        assert (account.deactivated_at, account.locked_at) == (before, None)
