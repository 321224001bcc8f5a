from typing import Any

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.rungs import refuse_other_methods
from tests.studies import REGISTRY_ID, keep_study

VIEWS = ("GET trials.places",)

PATH = f"/trials/{REGISTRY_ID}/places"


def keep(database: Database, **said: Any) -> None:  # noqa: ANN401 - any JSON value
    with database.transaction() as session:
        keep_study(session, **said)


def test_works__every_place_is_listed_by_country(client: FlaskClient, database: Database) -> None:
    keep(
        database,
        places=[
            {"facility": f"Clinic <{number}>", "city": "Lyon", "country": "France", "status": "RECRUITING"}
            for number in range(300)
        ],
    )

    page = client.get(PATH).text

    assert page.count("Clinic &lt;") == 300
    assert page.count(">France</h2>") == 1


@pytest.mark.parametrize("registry_id", ["NCT00000009", "x", "%00", "NCT0456155"])
def test_validates__an_unknown_trial_is_not_found(client: FlaskClient, registry_id: str) -> None:
    assert client.get(f"/trials/{registry_id}/places").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_contacts_of_places_can_be_written_to(client: FlaskClient, database: Database) -> None:
    keep(
        database,
        places=[{"facility": "A", "contacts": [{"name": "Desk", "email": "a@example.org", "phone": "+1 555 0100"}]}],
    )

    page = client.get(PATH).text

    assert 'href="mailto:a@example.org"' in page
    assert 'href="tel:+15550100"' in page


def test_only_the_current_record_s_places_are_shown(client: FlaskClient, database: Database) -> None:
    keep(database, places=[{"facility": "The former clinic"}])
    keep(database, places=[{"facility": "The present clinic"}], summary="Changed.")

    page = client.get(PATH).text

    assert "The present clinic" in page
    assert "The former clinic" not in page


def test_a_record_without_places_says_so(client: FlaskClient, database: Database) -> None:
    keep(database, places=[])

    assert "The record names no place." in client.get(PATH).text


def test_the_number_of_queries_is_fixed(client: FlaskClient, database: Database, queries: list[str]) -> None:
    counts = []
    for number in (1, 50):
        keep(database, places=[{"facility": f"Clinic {each}"} for each in range(number)], summary=f"With {number}.")
        queries.clear()
        assert client.get(PATH).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 3
