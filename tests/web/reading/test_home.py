import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.studies import keep_study, numbered

VIEWS = ("GET reading.home",)


@pytest.fixture
def trials(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), title="An <old> trial", updated="2020-01-01", conditions=["Gout"])
        keep_study(session, numbered(2), title="A new trial", updated="2026-01-01", conditions=["Gout"])


@pytest.mark.usefixtures("trials")
def test_works__a_visitor_finds_search_conditions_and_what_is_new(client: FlaskClient) -> None:
    page = client.get("/").text

    assert 'action="/trials"' in page
    assert "/conditions/gout" in page
    assert page.index("A new trial") < page.index("An &lt;old&gt; trial")
    assert "Sign in to add a trial" in page
    assert "My recent notes" not in page


@pytest.mark.usefixtures("trials")
def test_works__a_signed_in_person_finds_their_own_corner(cast: Cast) -> None:
    page = cast.client("alice").get("/").text

    for words in ("My recent notes", "No notes yet.", "Nothing unread.", "Links about to expire"):
        assert words in page
    assert 'name="registry_id"' in page


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_an_empty_house_says_what_to_do(client: FlaskClient) -> None:
    assert "annotate trials import PATH" in client.get("/").text


def test_the_number_of_queries_is_fixed(
    cast: Cast, client: FlaskClient, database: Database, queries: list[str]
) -> None:
    alice = cast.client("alice")
    counts = []
    for numbers in (range(1, 2), range(2, 51)):
        with database.transaction() as session:
            for number in numbers:
                keep_study(session, numbered(number), conditions=[f"Gout {number}"])
        for browser in (client, alice):
            queries.clear()
            assert browser.get("/").status_code == 200
            counts.append(len(queries))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 13
