"""The trials of a table, and the page of one: what is not reported."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.evidence.models import NotReported
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table
from tests.following import bring_in
from tests.rungs import refuse_other_methods
from tests.studies import numbered

VIEWS = (
    "GET evidence.rows",
    "POST evidence.choose_rows",
    "GET evidence.row",
    "POST evidence.say_not_reported",
    "GET evidence.trial_tables",
)


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def test_works__trials_are_added_and_taken_out(alice: FlaskClient, made: MadeTable, database: Database) -> None:
    bring_in(database, numbered(1), title="A trial of rest")
    at = f"/tables/{made.id}/rows"
    assert alice.post(at, data={"ids": f"{numbered(1)} {made.registry_id}"}).location == at
    assert "2 trials, 2 filled cells" in alice.get(f"/tables/{made.id}").text
    refused = alice.post(at, data={"ids": "", "remove": [numbered(1), made.registry_id]})
    assert refused.status_code == 422
    assert "A table needs a trial" in refused.text
    alice.post(at, data={"ids": "", "remove": [numbered(1)]})
    assert "1 trial, 2 filled cells" in alice.get(f"/tables/{made.id}").text


def test_works__an_empty_cell_says_what_its_reader_decided(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    at = f"/tables/{made.id}/trials/{made.registry_id}"
    page = alice.get(at).text
    assert "not looked for" in page
    assert alice.post(f"{at}/not-reported", data={"labels": [made.risk], "version": "1"}).location == at
    with database.reader() as session:
        said = session.scalars(select(NotReported)).one()
    assert (said.label_id, said.version_number) == (made.risk, 1)
    assert "<td><bdi>looked for, not reported</bdi></td>" in alice.get(f"/tables/{made.id}").text
    alice.post(f"{at}/not-reported", data={"labels": [made.risk], "version": "2"})
    with database.reader() as session:
        assert session.scalars(select(NotReported)).one().at == said.at
    alice.post(f"{at}/not-reported", data={"version": "2"})
    assert "<td><bdi>not looked for</bdi></td>" in alice.get(f"/tables/{made.id}").text


def test_works__the_page_of_a_trial_has_whole_notes_and_ways_on(alice: FlaskClient, made: MadeTable) -> None:
    page = alice.get(f"/tables/{made.id}/trials/{made.registry_id}").text
    assert f'href="/tables/{made.id}#{made.registry_id}"' in page
    assert f'href="/trials/{made.registry_id}?table={made.id}#note-{made.changed}"' in page
    assert "<ins>not " in page
    assert "1 of 1" in page


def test_works__a_trial_that_is_read_says_what_tables_lack_of_it(alice: FlaskClient, made: MadeTable) -> None:
    for path in (f"/trials/{made.registry_id}?table={made.id}", f"/trials/{made.registry_id}/tables"):
        page = alice.get(path).text
        assert "Table <bdi>Doses</bdi> (2 of 3)" in page
        assert f'data-lacks="{made.risk}"' in page
        assert f'href="/tables/{made.id}#{made.registry_id}"' in page


def test_validates__unknown_ids_are_told_and_nothing_is_lost(alice: FlaskClient, made: MadeTable) -> None:
    refused = alice.post(f"/tables/{made.id}/rows", data={"ids": "NCT99999999 nonsense"})
    assert refused.status_code == 422
    assert "NCT99999999 nonsense</textarea>" in refused.text
    assert alice.get(f"/tables/{made.id}/trials/NCT99999999").status_code == 404
    at = f"/tables/{made.id}/trials/{made.registry_id}/not-reported"
    assert alice.post(at, data={"labels": ["nonsense"], "version": "-3"}).status_code == 303
    assert "<td><bdi>not looked for</bdi></td>" in alice.get(f"/tables/{made.id}").text
    assert alice.get("/trials/NCT99999999/tables").status_code == 404


def test_whose__nobody_else_sees_or_changes_them(cast: Cast, client: FlaskClient, made: MadeTable) -> None:
    bob, of_trial = cast.client("bob"), f"/tables/{made.id}/trials/{made.registry_id}"
    for path in (f"/tables/{made.id}/rows", of_trial):
        assert bob.get(path).status_code == 404
        assert client.get(path).status_code == 303
    for path in (f"/tables/{made.id}/rows", f"{of_trial}/not-reported"):
        assert bob.post(path, data={"ids": made.registry_id}).status_code == 404
        assert client.post(path).status_code == 401
    assert client.get(f"/trials/{made.registry_id}/tables").status_code == 303
    assert "Doses" not in bob.get(f"/trials/{made.registry_id}/tables").text
    assert "Doses" not in bob.get(f"/trials/{made.registry_id}?table={made.id}").text
    assert "Doses" not in client.get(f"/trials/{made.registry_id}?table={made.id}").text


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)
