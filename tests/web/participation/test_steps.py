import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.rungs import refuse_other_methods
from tests.studies import REGISTRY_ID, keep_study, numbered

VIEWS = ("GET participation.steps",)

PATH = f"/trials/{REGISTRY_ID}/participation"


def page_of(client: FlaskClient, database: Database, **said: Any) -> str:  # noqa: ANN401 - any JSON value
    with database.transaction() as session:
        keep_study(session, **said)
    answer = client.get(PATH)
    assert answer.status_code == 200
    return answer.text


def test_works__a_recruiting_trial_shows_the_steps_and_the_contacts(client: FlaskClient, database: Database) -> None:
    page = page_of(
        client, database, contacts=[{"name": "Study Office", "phone": "+1 202 555 0142", "email": "a@example.org"}]
    )

    steps = (
        "See whether it may be for you",
        "Connect with a study center",
        "Screening",
        "Informed consent",
        "complete the study",
    )
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    assert 'href="tel:+12025550142"' in page
    assert 'href="mailto:a@example.org"' in page
    assert "18 years to 75 years" in page
    assert f"/trials/{REGISTRY_ID}#eligibility" in page
    assert "not medical advice" in page


@pytest.mark.parametrize("registry_id", ["NCT00000009", "x", "%00"])
def test_validates__an_unknown_trial_is_not_found(client: FlaskClient, registry_id: str) -> None:
    assert client.get(f"/trials/{registry_id}/participation").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.parametrize("status", ["COMPLETED", "TERMINATED", "WITHDRAWN", "ACTIVE_NOT_RECRUITING", "SUSPENDED"])
def test_where_nobody_can_join_nobody_is_told_to_connect(client: FlaskClient, database: Database, status: str) -> None:
    page = page_of(client, database, status=status)

    assert "Connect with" not in page
    assert '<ol class="steps">' not in page
    assert "Questions about the study" in page
    assert "?tab=results" in page
    assert re.search(
        r'<a class="badge[^>]*\?tab=results"[^>]*>Results at the registry', client.get(f"/trials/{REGISTRY_ID}").text
    )


def test_the_steps_fit_a_trial_that_has_not_begun(client: FlaskClient, database: Database) -> None:
    page = page_of(client, database, status="NOT_YET_RECRUITING", results=False)

    assert "Ask when it begins" in page
    assert "?tab=results" not in page


def test_a_record_without_contacts_says_where_to_ask(client: FlaskClient, database: Database) -> None:
    page = page_of(client, database, contacts=[], places=[])

    assert "The record names no contact." in page
    assert 'rel="noopener noreferrer"' in page


def test_similar_trials_are_offered(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), title="Quite alike")

    assert "Quite alike" in page_of(client, database, status="COMPLETED")


def test_the_number_of_queries_is_fixed(client: FlaskClient, database: Database, queries: list[str]) -> None:
    counts = []
    with database.transaction() as session:
        keep_study(session)
    client.get(PATH)
    for numbers in (range(1, 2), range(2, 51)):
        with database.transaction() as session:
            for number in numbers:
                keep_study(session, numbered(number))
        queries.clear()
        assert client.get(PATH).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 9
