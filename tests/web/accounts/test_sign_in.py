"""The page that signs in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from annotate import clock
from annotate.accounts.credentials.password import hashing
from annotate.accounts.models import Account, SignIn
from annotate.database import Database
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.redirects import OFF_SITE, ON_SITE
from tests.rungs import refuse_other_methods
from tests.web_pages import without_tokens

VIEWS = ("GET accounts.sign_in", "POST accounts.sign_in")

GOOD = {"email": "alice@example.org", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _alice(cast: Cast) -> None:
    cast.viewer("alice")


@pytest.fixture
def sign_ins(database: Database) -> Callable[[], int]:
    def count() -> int:
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(SignIn)) or 0

    return count


def test_works__it_shows_the_form(client: FlaskClient) -> None:
    page = client.get("/sign-in?next=/notes")
    assert page.status_code == 200
    assert 'autocomplete="current-password"' in page.text
    assert 'name="next" type="hidden" value="/notes"' in page.text
    assert 'href="/sign-up?next=/notes"' in page.text


def test_works__it_signs_in(client: FlaskClient, sign_ins: Callable[[], int]) -> None:
    answer = client.post("/sign-in", data=GOOD | {"email": "  Alice@Example.ORG "}, headers={"User-Agent": "curl/8"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert sign_ins() == 2
    assert "curl" in client.get("/account/devices").text


def test_validates__a_wrong_password_keeps_the_address_and_has_the_focus(
    client: FlaskClient, sign_ins: Callable[[], int]
) -> None:
    page = client.post("/sign-in", data=GOOD | {"password": "another password", "next": "/notes"})
    assert page.status_code == 422
    assert 'value="alice@example.org"' in page.text
    assert 'value="/notes"' in page.text
    assert "another password" not in page.text
    assert re.findall(r'autofocus[^>]*id="([a-z]+)"', page.text) == ["password"]
    assert sign_ins() == 1


def test_validates__nothing_bad_breaks_it(client: FlaskClient, sign_ins: Callable[[], int]) -> None:
    bad_input.refused(client, "/sign-in", GOOD, sign_ins)


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_page_that_needs_it_leads_here_and_back(client: FlaskClient) -> None:
    leads = client.get("/account/devices?a=b%20c&d=%C3%A9")
    assert leads.status_code == 303
    page = client.get(leads.location)
    shown = re.search(r'name="next" type="hidden" value="([^"]*)"', page.text)
    assert shown
    assert shown[1] == "/account/devices?a=b%20c&amp;d=%C3%A9"
    back = client.post("/sign-in", data=GOOD | {"next": shown[1].replace("&amp;", "&")})
    assert back.location == "/account/devices?a=b%20c&d=%C3%A9"


@pytest.mark.parametrize("target", OFF_SITE)
def test_it_never_goes_off_the_site(client: FlaskClient, target: str) -> None:
    sendable = target.encode("utf-8", "replace").decode()
    assert client.post("/sign-in", data=GOOD | {"next": sendable}).location == "/"
    assert client.get("/sign-in", query_string={"next": sendable}).location == "/"


@pytest.mark.parametrize("target", ON_SITE)
def test_it_goes_on_to_pages_of_this_site(client: FlaskClient, target: str) -> None:
    assert client.post("/sign-in", data=GOOD | {"next": target}).location == target


def test_the_signed_in_go_on(cast: Cast, sign_ins: Callable[[], int]) -> None:
    assert cast.client("alice").get("/sign-in?next=/notes").location == "/notes"
    assert cast.client("alice").post("/sign-in", data=GOOD).status_code == 303
    assert sign_ins() == 1


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask, client: FlaskClient) -> None:
    known = app.test_client().post("/sign-in", data=GOOD | {"password": "another password"})
    unknown = client.post("/sign-in", data={"email": "wrong@example.org", "password": "another password"})
    assert known.status_code == unknown.status_code == 422
    assert without_tokens(known.text).replace("alice@", "wrong@") == without_tokens(unknown.text)
    assert {*known.headers.keys()} == {*unknown.headers.keys()}


def test_an_unknown_address_is_verified_as_well(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def spied(password_hash: str | None, _password: str) -> bool:
        asked.append(password_hash)
        return True

    monkeypatch.setattr(hashing, "matches", spied)
    answer = client.post("/sign-in", data={"email": "nobody@example.org", "password": "another password"})
    assert asked == [None]
    assert answer.status_code == 422


def test_whoever_had_left_comes_back_by_it(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(Account).values(deactivated_at=clock.now(), deletion_due_at=clock.now()))
    assert client.post("/sign-in", data=GOOD | {"password": "another password"}).status_code == 422
    assert client.post("/sign-in", data=GOOD).status_code == 303
    assert "Your account is active again" in client.get("/account").text
    with database.reader() as session:
        account = session.scalars(select(Account)).one()
    assert (account.deactivated_at, account.deletion_due_at) == (None, None)


@pytest.mark.parametrize("password", [f"{PASSWORD} ", f" {PASSWORD}", PASSWORD.title(), PASSWORD[:-1], ""])
def test_a_password_counts_to_the_letter(client: FlaskClient, password: str) -> None:
    assert client.post("/sign-in", data=GOOD | {"password": password}).status_code == 422


def test_no_transaction_is_open_while_it_hashes(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_connections: list[int] = []
    matches = hashing.matches

    def watched(password_hash: str | None, password: str) -> bool:
        open_connections.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]  # QueuePool counts
        return matches(password_hash, password)

    monkeypatch.setattr(hashing, "matches", watched)
    assert client.post("/sign-in", data=GOOD).status_code == 303
    assert open_connections == [0]


def test_a_hash_of_old_parameters_is_renewed(client: FlaskClient, database: Database) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash(PASSWORD)
    with database.transaction() as session:
        session.execute(update(Account).values(password_hash=old))
    assert client.post("/sign-in", data=GOOD).status_code == 303
    with database.reader() as session:
        renewed = session.scalars(select(Account.password_hash)).one()
    assert renewed
    assert renewed != old
    assert not hashing.outdated(renewed)
    assert hashing.matches(renewed, PASSWORD)


def test_a_password_that_changes_meanwhile_is_wrong(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch, sign_ins: Callable[[], int]
) -> None:
    matches = hashing.matches

    def overtaken(password_hash: str | None, password: str) -> bool:
        with database.transaction() as session:
            session.execute(update(Account).values(password_hash=hashing.hash_password("quite another one")))
        return matches(password_hash, password)

    monkeypatch.setattr(hashing, "matches", overtaken)
    assert client.post("/sign-in", data=GOOD).status_code == 422
    assert sign_ins() == 1


@pytest.mark.parametrize("field", [*GOOD, "next"])
@pytest.mark.parametrize("wrong", bad_input.TEXTS)
def test_no_text_in_a_field_breaks_it(client: FlaskClient, field: str, wrong: str) -> None:
    answer = client.post("/sign-in", data=GOOD | {field: bad_input.TEXTS[wrong]})
    assert answer.status_code == (303 if field == "next" else 422)
    assert client.get("/sign-in", query_string={"next": bad_input.TEXTS[wrong]}).status_code in {200, 303}


def test_ten_wrong_tries_from_one_address_and_no_eleventh(client: FlaskClient) -> None:
    wrong = GOOD | {"password": "another password"}
    for number in range(10):
        spoofed = {
            "X-Forwarded-For": f"10.0.0.{number}",
            "X-Real-IP": f"10.0.1.{number}",
            "Forwarded": f"for=10.0.2.{number}",
        }
        assert client.post("/sign-in", data=wrong, headers=spoofed).status_code == 422
    page = client.post("/sign-in", data=GOOD)
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 300
    assert 'value="alice@example.org"' in page.text
    elsewhere = client.post("/sign-in", data=GOOD, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert client.post("/sign-in", data=GOOD).status_code == 303


def test_an_unknown_address_is_blocked_alike(client: FlaskClient) -> None:
    answers = []
    for email in ("wrong@example.org", "alice@example.org"):
        wrong = {"email": email, "password": "another password"}
        tries = [client.post("/sign-in", data=wrong) for _ in range(11)]
        answers.append([(page.status_code, without_tokens(page.text).replace(email, "")) for page in tries])
    assert [status for status, _ in answers[0]] == [422] * 10 + [429]
    unknown, known = [[re.sub(r"Please wait[^,]*", "", text) for _, text in tries] for tries in answers]
    assert unknown == known


def test_an_office_behind_one_address_signs_in(app: Flask) -> None:
    for _ in range(80):
        assert app.test_client().post("/sign-in", data=GOOD).status_code == 303


def test_a_sign_in_ends_after_two_idle_hours_and_twelve_in_all(client: FlaskClient) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        client.post("/sign-in", data=GOOD)
        for _ in range(6):
            traveller.shift(timedelta(hours=1, minutes=59))
            assert client.get("/account").status_code == 200
        traveller.shift(timedelta(minutes=6))
        assert client.get("/account").status_code == 303
        client.post("/sign-in", data=GOOD)
        traveller.shift(timedelta(hours=2))
        assert client.get("/account").status_code == 303


def test_who_chose_to_stay_stays_for_thirty_days_and_no_longer(client: FlaskClient) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        [cookie] = client.post("/sign-in", data=GOOD | {"stay": "y"}).headers.getlist("Set-Cookie")
        assert "Expires=" in cookie
        traveller.shift(timedelta(days=29, hours=23))
        assert client.get("/account").status_code == 200
        traveller.shift(timedelta(hours=1))
        assert client.get("/account").status_code == 303


def test_it_leads_to_a_new_password(client: FlaskClient) -> None:
    assert 'href="/password-reset"' in client.get("/sign-in").text
