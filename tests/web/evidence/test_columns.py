"""The columns of a table: chosen and put in order."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table
from tests.rungs import refuse_other_methods

VIEWS = ("GET evidence.columns", "POST evidence.choose_columns")


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def headings(client: FlaskClient, made: MadeTable) -> list[str]:
    head = client.get(f"/tables/{made.id}").text.partition("<thead>")[2].partition("</thead>")[0]
    return re.findall(r"<bdi>([^<]*)</bdi>", head)


def test_works__columns_are_put_in_order_added_and_taken_out(alice: FlaskClient, made: MadeTable) -> None:
    at = f"/tables/{made.id}/columns"
    assert headings(alice, made) == ["Status", "Dosing", "Criteria", "Risk of bias"]
    assert 'value="4"' in alice.get(at).text
    sent = {"columns": ["status", made.dose, made.eligibility, made.risk, "sponsor"], "places": ["", "2", "1", "", "9"]}
    assert alice.post(at, data=sent).location == f"/tables/{made.id}"
    assert headings(alice, made) == ["Criteria", "Dosing", "Sponsor"]


def test_works__a_merged_label_takes_its_column_along_and_brings_it_back(alice: FlaskClient, made: MadeTable) -> None:
    alice.post(f"/tables/{made.id}/columns", data={"columns": [made.dose], "places": ["1"]})
    assert "1 table" in alice.get(f"/labels/{made.dose}/merger").text
    alice.post(f"/labels/{made.dose}/merger", data={"into": made.risk})
    assert headings(alice, made) == ["Risk of bias"]
    assert "1 filled cell" in alice.get(f"/tables/{made.id}").text
    alice.post(f"/labels/{made.dose}/restoration")
    assert headings(alice, made) == ["Dosing"]


def test_works__a_label_says_beforehand_what_its_deletion_takes_out(alice: FlaskClient, made: MadeTable) -> None:
    page = alice.get(f"/labels/{made.dose}/deletion").text
    assert "1 table has a column of it, with 1 filled cell" in page
    alice.post(f"/labels/{made.dose}/deletion")
    assert headings(alice, made) == ["Status", "Dosing (deleted label)", "Criteria", "Risk of bias"]
    alice.post(f"/labels/{made.dose}/restoration")
    assert headings(alice, made) == ["Status", "Dosing", "Criteria", "Risk of bias"]


def test_validates__a_table_needs_a_column(alice: FlaskClient, made: MadeTable) -> None:
    at = f"/tables/{made.id}/columns"
    assert alice.post(at, data={"columns": [made.dose], "places": [""]}).status_code == 422
    assert alice.post(at, data={"columns": ["nonsense"], "places": ["1"]}).status_code == 422
    assert headings(alice, made) == ["Status", "Dosing", "Criteria", "Risk of bias"]


def test_whose__nobody_else_sees_or_changes_them(cast: Cast, client: FlaskClient, made: MadeTable) -> None:
    at = f"/tables/{made.id}/columns"
    assert cast.client("bob").get(at).status_code == 404
    assert cast.client("bob").post(at, data={"columns": [made.dose], "places": ["1"]}).status_code == 404
    assert client.get(at).status_code == 303
    assert client.post(at).status_code == 401


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)
