"""The page that makes an account."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate.accounts.models import Account, SignIn
from annotate.database import Database
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.rungs import refuse_other_methods

VIEWS = ("GET accounts.sign_up", "POST accounts.sign_up")

GOOD = {"name": "Alice Author", "email": "alice@example.org", "password": "four words that belong apart"}


@pytest.fixture
def accounts(database: Database) -> "Accounts":
    return Accounts(database)


class Accounts:
    """What is stored of accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[tuple[str, str]]:
        with self._database.reader() as session:
            return [(row.email, row.name) for row in session.execute(select(Account.email, Account.name))]

    def count(self) -> tuple[int, int]:
        with self._database.reader() as session:
            return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Account, SignIn))  # type: ignore[return-value]  # two tables, two counts


def test_works__it_shows_the_form(client: FlaskClient) -> None:
    page = client.get("/sign-up")
    assert page.status_code == 200
    assert 'autocomplete="new-password"' in page.text
    assert 'autocomplete="username"' in page.text
    assert "maxlength" not in page.text.split("<main")[1]


def test_works__it_makes_an_account_and_signs_in(client: FlaskClient, accounts: Accounts) -> None:
    answer = client.post("/sign-up", data=GOOD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert accounts.all() == [("alice@example.org", "Alice Author")]
    assert "Alice Author" in client.get("/account").text


def test_validates__it_names_every_wrong_field_and_keeps_what_was_typed(
    client: FlaskClient, accounts: Accounts
) -> None:
    page = client.post(
        "/sign-up", data={"name": "Alice <Author>", "email": "alice", "password": "short", "next": "/notes"}
    )
    assert page.status_code == 422
    assert 'href="#email"' in page.text
    assert 'href="#password"' in page.text
    assert 'value="Alice &lt;Author&gt;"' in page.text
    assert 'value="/notes"' in page.text
    assert "short" not in page.text.split("<form")[2].replace("too short", "").replace("shorter", "")
    assert page.text.count("autofocus") == 1
    assert page.text.index("autofocus") < page.text.index('id="email"')
    assert accounts.count() == (0, 0)


def test_validates__nothing_bad_is_stored_or_breaks_it(client: FlaskClient, accounts: Accounts) -> None:
    bad_input.refused(client, "/sign-up", GOOD, accounts.count)


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_it_goes_on_to_where_one_was(client: FlaskClient) -> None:
    page = client.get("/sign-up?next=/trials/NCT04561557")
    assert 'name="next" type="hidden" value="/trials/NCT04561557"' in page.text
    assert client.post("/sign-up", data=GOOD | {"next": "/trials?q=x"}).location == "/trials?q=x"


def test_it_never_goes_off_the_site(client: FlaskClient) -> None:
    assert client.post("/sign-up", data=GOOD | {"next": "//e"}).location == "/"


def test_it_refuses_an_address_that_has_an_account(client: FlaskClient, cast: Cast, accounts: Accounts) -> None:
    cast.viewer("alice")
    page = client.post("/sign-up", data=GOOD | {"email": " ALICE@example.org "})
    assert page.status_code == 422
    assert "sign in instead" in page.text
    assert accounts.count() == (1, 1)
    assert client.get("/account").status_code == 303


def test_a_short_password_of_one_s_own_name_is_refused(client: FlaskClient) -> None:
    page = client.post("/sign-up", data=GOOD | {"password": "AliceAuthor"})
    assert page.status_code == 422
    assert "is too easy to guess" in page.text


@pytest.mark.parametrize(("length", "status"), [(14, 422), (15, 303), (256, 303), (257, 422)])
def test_the_length_of_a_password_counts_in_characters(client: FlaskClient, length: int, status: int) -> None:
    assert client.post("/sign-up", data=GOOD | {"password": "é" * length}).status_code == status


def test_a_name_s_markup_is_text(client: FlaskClient) -> None:
    client.post("/sign-up", data=GOOD | {"name": "<script>alert(1)</script>"})
    page = client.get("/account")
    assert "<script>alert" not in page.text
    assert "<script>alert(1)</script>" in unescape(page.text)


def test_the_signed_in_go_on(cast: Cast) -> None:
    alice = cast.client("alice")
    assert alice.get("/sign-up?next=/notes").location == "/notes"
    assert alice.post("/sign-up", data=GOOD).status_code == 303


@pytest.mark.parametrize("field", GOOD)
@pytest.mark.parametrize("wrong", bad_input.TEXTS)
def test_no_text_in_a_field_breaks_it(client: FlaskClient, accounts: Accounts, field: str, wrong: str) -> None:
    answer = client.post("/sign-up", data=GOOD | {field: bad_input.TEXTS[wrong]})
    assert answer.status_code in {303, 422}
    assert accounts.count() == ((1, 1) if answer.status_code == 303 else (0, 0))
    assert "Set-Cookie: x" not in str(answer.headers)


def test_a_crowd_has_to_wait_and_loses_nothing(client: FlaskClient, accounts: Accounts) -> None:
    for _ in range(60):
        assert client.post("/sign-up", data=GOOD | {"password": "weak"}).status_code == 422
    page = client.post("/sign-up", data=GOOD)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert 'value="Alice Author"' in page.text
    assert accounts.count() == (0, 0)


def test_the_cast_s_password_is_good(client: FlaskClient) -> None:
    assert client.post("/sign-up", data=GOOD | {"password": PASSWORD}).status_code == 303
