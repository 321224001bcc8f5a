"""Counting passwords: the limits, and that nobody locks anybody out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock, throttle
from annotate.accounts.credentials.password import guessing, hashing
from annotate.accounts.credentials.password.guessing import ACCOUNT_NET, MOST_IN_A_LIFE, NET, PasswordAttempt
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.errors import TooMany
from annotate.throttle import Counter
from tests.cast import PASSWORD, Cast
from tests.mailing import mails, path_in

HERE, THERE = "198.51.100.7", "203.0.113.9"
ALICE = "alice@example.org"
GOOD = {"email": ALICE, "password": PASSWORD}
WRONG = {"email": ALICE, "password": "wrong"}


@pytest.fixture(autouse=True)
def _alice(cast: Cast) -> Iterator[None]:
    cast.viewer("alice")
    with time_machine.travel(clock.now(), tick=False):
        yield


def try_once(database: Database, email: str = ALICE, address: str = HERE) -> PasswordAttempt:
    with database.transaction() as session:
        return guessing.count(session, email, address)


def failures(database: Database) -> int:
    with database.reader() as session:
        return session.scalars(select(Account.failures)).one()


def fail_in_life(database: Database, failures: int) -> None:
    with database.transaction() as session:
        session.scalars(select(Account)).one().failures = failures


def test_ten_tries_of_one_net_at_one_account_and_no_eleventh(database: Database) -> None:
    for _ in range(ACCOUNT_NET.most):
        try_once(database)
    with pytest.raises(TooMany) as refused:
        try_once(database)
    assert refused.value.retry_after == 300
    assert failures(database) == 10, "a refused try counts as nothing"
    try_once(database, address=THERE)
    try_once(database, email="bob@example.org")


def test_ten_in_five_minutes_is_counted_by_windows(database: Database) -> None:
    for _ in range(9):
        try_once(database)
    with time_machine.travel(clock.now() + ACCOUNT_NET.window, tick=False):
        for _ in range(10):
            try_once(database)
        with pytest.raises(TooMany):
            try_once(database)


def test_a_net_that_tries_many_accounts_is_stopped(database: Database) -> None:
    for number in range(NET.most):
        try_once(database, email=f"a{number}@example.org")
    with pytest.raises(TooMany, match="your network"):
        try_once(database, email="another@example.org")
    try_once(database, email="another@example.org", address=THERE)


def test_a_thousand_addresses_of_one_ipv6_network_are_one_client(database: Database) -> None:
    for last in range(10):
        try_once(database, address=f"2001:db8::{last:x}")
    with pytest.raises(TooMany):
        try_once(database, address="2001:db8::dead:beef")


def test_a_right_password_clears_what_its_own_net_tried_and_no_more(app: Flask, database: Database) -> None:
    here, there = {"REMOTE_ADDR": HERE}, {"REMOTE_ADDR": THERE}
    for environ in (here, there):
        for _ in range(3):
            app.test_client().post("/sign-in", data=WRONG, environ_overrides=environ)
    assert failures(database) == 6
    assert app.test_client().post("/sign-in", data=GOOD, environ_overrides=here).status_code == 303
    assert failures(database) == 3
    with database.reader() as session:
        counted = {(row.scope, row.key.rpartition(" ")[2]): row.tries for row in session.scalars(select(Counter))}
    assert counted == {("sign-in net", HERE): 3, ("sign-in net", THERE): 3, ("sign-in", THERE): 3}


def test_a_try_that_could_not_be_judged_counts_as_nothing(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.accounts.credentials.password.hashing._hasher._patience", 0)
    turns = hashing._hasher._turns  # noqa: SLF001 - the turnstile has no other handle
    for _ in range(2):
        turns.acquire()
    page = client.post("/sign-in", data=GOOD)
    for _ in range(2):
        turns.release()
    assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
    assert f'value="{ALICE}"' in page.text
    assert failures(database) == 0


def test_the_hundredth_wrong_password_asks_the_owner_for_a_new_one(client: FlaskClient, database: Database) -> None:
    fail_in_life(database, MOST_IN_A_LIFE - 2)
    for _ in range(3):
        client.post("/sign-in", data=WRONG)
    (mail,) = mails(database)
    assert (mail.recipient, mail.subject) == (ALICE, "Please set a new password for annotate")
    assert path_in(mail) == "/password-reset"


def test_then_the_password_opens_it_where_its_owner_has_been_and_nowhere_else(app: Flask, database: Database) -> None:
    fail_in_life(database, MOST_IN_A_LIFE)
    elsewhere = app.test_client().post("/sign-in", data=GOOD, environ_overrides={"REMOTE_ADDR": HERE})
    wrong = app.test_client().post("/sign-in", data=WRONG, environ_overrides={"REMOTE_ADDR": HERE})
    assert elsewhere.status_code == wrong.status_code == 422
    known = app.test_client().post("/sign-in", data=GOOD)  # the cast has signed in from here
    assert known.status_code == 303


def test_a_new_password_by_mail_opens_it_again(app: Flask, database: Database) -> None:
    fail_in_life(database, MOST_IN_A_LIFE)
    away = app.test_client()
    with time_machine.travel(clock.now() + ACCOUNT_NET.window):
        away.post("/password-reset", data={"email": ALICE})
        new = {"password": "quite another password"}
        assert away.post(path_in(mails(database)[-1]), data=new).status_code == 303
        answer = away.post("/sign-in", data=GOOD | new, environ_overrides={"REMOTE_ADDR": HERE})
    assert answer.status_code == 303
    assert failures(database) == 0


def test_counters_name_nobody(database: Database) -> None:
    try_once(database)
    with database.reader() as session:
        assert all("alice" not in row.key for row in session.scalars(select(Counter)))


def test_old_counters_are_swept(database: Database) -> None:
    try_once(database)
    with time_machine.travel(clock.now() + timedelta(days=3)), database.transaction() as session:
        guessing.count(session, "bob@example.org", THERE)
        assert throttle.sweep(session, clock.now()) == 2
