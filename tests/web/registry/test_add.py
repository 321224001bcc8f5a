from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate.database import Database
from annotate.registry import actions, views
from annotate.registry.client import RegistryClient
from annotate.registry.importing import Imported
from annotate.settings import Settings
from annotate.trials.models import TrialVersion
from tests.bad_input import TEXTS, refused
from tests.cast import Cast
from tests.registry import StubRegistry, answers, not_found, stub_registry
from tests.rungs import refuse_other_methods
from tests.studies import REGISTRY_ID, keep_study, study
from tests.unit.registry.studies import as_bytes

VIEWS = ("POST registry.add",)

FIELDS = {"registry_id": REGISTRY_ID}


@pytest.fixture
def registry(app: Flask, settings: Settings) -> Iterator[StubRegistry]:
    """A registry that the app asks."""
    with stub_registry() as registry:
        app.extensions["annotate.settings"] = replace(settings, registry_url=registry.base_url, registry_timeout=1.0)
        views.breaker.reset()
        yield registry
        app.extensions["annotate.settings"] = settings


@pytest.fixture
def alice(registry: StubRegistry, cast: Cast) -> FlaskClient:
    registry.plays(answers(as_bytes(study())))
    return cast.client("alice")


def versions(database: Database) -> int | None:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(TrialVersion))


def test_works__a_trial_is_fetched_and_shown(alice: FlaskClient, registry: StubRegistry, database: Database) -> None:
    answer = alice.post("/trials", data={"registry_id": " nct 04561557 "})

    assert (answer.status_code, answer.location) == (303, f"/trials/{REGISTRY_ID}")
    assert registry.asked == [f"/api/v2/studies/{REGISTRY_ID}"]
    assert versions(database) == 1
    page = alice.get(answer.location).text
    assert "Drug X for Disease Y" in page
    assert "Record added." in page


@pytest.mark.parametrize("text", ["frobnicate", "NCT123", "NCT0456155\u0667", "NCT04561557/x", *TEXTS.values()])
def test_validates__what_is_no_id_is_refused_and_never_asked_for(
    alice: FlaskClient, registry: StubRegistry, text: str
) -> None:
    answer = alice.post("/trials", data={"registry_id": text})

    assert answer.status_code == 422
    assert 'id="registry_id-error"' in answer.text
    assert registry.asked == []


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient, registry: StubRegistry, database: Database) -> None:
    assert client.post("/trials", data=FIELDS).status_code == 401
    assert (registry.asked, versions(database)) == ([], 0)


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_what_is_up_to_date_is_said_to_be_so(alice: FlaskClient, registry: StubRegistry, database: Database) -> None:
    alice.post("/trials", data=FIELDS)
    alice.get("/trials")

    answer = alice.post("/trials", data=FIELDS)

    assert answer.status_code == 303
    assert "up to date" in alice.get(answer.location).text
    assert versions(database) == 1
    assert (len(registry.asked), len(registry.connections)) == (2, 1), "the second one without another handshake"


def test_the_registry_s_record_takes_the_place_of_a_sample(alice: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, sample=True, summary="Our own words.")
    assert "This is a sample." in alice.get(f"/trials/{REGISTRY_ID}").text

    assert alice.post("/trials", data=FIELDS).status_code == 303

    page = alice.get(f"/trials/{REGISTRY_ID}").text
    assert "This is a sample." not in page
    assert "Our own words." not in page


def test_an_id_that_the_registry_has_not_is_refused_beside_the_field(
    alice: FlaskClient, registry: StubRegistry, database: Database
) -> None:
    registry.plays(not_found)

    answer = alice.post("/trials", data=FIELDS)

    assert answer.status_code == 422
    assert 'id="registry_id-error"' in answer.text
    assert "The registry has no NCT04561557." in answer.text
    assert f'value="{REGISTRY_ID}"' in answer.text
    assert versions(database) == 0


def test_a_registry_that_is_down_is_said_to_be_so_and_what_was_typed_stays(
    alice: FlaskClient, registry: StubRegistry, database: Database
) -> None:
    registry.plays(answers(b"busy", 429, "text/plain", Retry_After="120"))

    answer = alice.post("/trials", data={"registry_id": "nct 04561557"})

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "120"
    assert "The registry does not answer just now." in answer.text
    assert 'value="nct 04561557"' in answer.text
    assert "Try again" in answer.text
    assert versions(database) == 0


def test_a_trial_that_is_here_is_shown_while_the_registry_is_down(alice: FlaskClient, registry: StubRegistry) -> None:
    alice.post("/trials", data=FIELDS)
    registry.plays(answers(b"busy", 429, "text/plain", Retry_After="120"))

    answer = alice.post("/trials", data={"registry_id": f"https://registry.example/study/{REGISTRY_ID}?tab=results"})

    assert (answer.status_code, answer.location) == (303, f"/trials/{REGISTRY_ID}")
    page = alice.get(answer.location).text
    assert "The registry does not answer just now." in page
    assert "This is the record as it was added before." in page


def test_garbage_from_the_registry_is_not_stored(
    alice: FlaskClient, registry: StubRegistry, database: Database
) -> None:
    for body in (b"", b"{}", b'{"protocolSection": {"identificationModule": {"nctId": "x"}}}'):
        registry.plays(answers(body))
        answer = alice.post("/trials", data=FIELDS)
        assert answer.status_code == 503
        assert "was not added" in answer.text
    assert versions(database) == 0


def test_a_registry_that_failed_five_times_is_left_alone(alice: FlaskClient, registry: StubRegistry) -> None:
    registry.plays(answers(b"{}"))
    for _ in range(5):
        assert "was not added" in alice.post("/trials", data=FIELDS).text
    before = len(registry.asked)
    answer = alice.post("/trials", data=FIELDS)
    assert (answer.status_code, len(registry.asked)) == (503, before)
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert "do not ask it just now" in answer.text
    assert f'value="{REGISTRY_ID}"' in answer.text


@pytest.mark.usefixtures("registry")
def test_only_signed_in_people_add_trials(client: FlaskClient, registry: StubRegistry) -> None:
    assert client.post("/trials", data=FIELDS).status_code == 401
    assert registry.asked == []


def test_bad_requests_are_refused(alice: FlaskClient, registry: StubRegistry, database: Database) -> None:
    refused(alice, "/trials", FIELDS, lambda: (versions(database), len(registry.asked)))


def test_knocking_too_often_is_refused(alice: FlaskClient, registry: StubRegistry) -> None:
    registry.plays(not_found)

    codes = [alice.post("/trials", data={"registry_id": "x"}).status_code for _ in range(21)]

    assert codes == [422] * 20 + [429]


def test_one_person_asks_for_so_many_records_a_day(
    app: Flask, alice: FlaskClient, cast: Cast, registry: StubRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ASKED", replace(views.ASKED, most=2))
    assert [alice.post("/trials", data=FIELDS).status_code for _ in range(2)] == [303, 303]
    before = len(registry.asked)
    answer = alice.post("/trials", data=FIELDS)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 86_000
    assert "which is the limit" in answer.text
    assert REGISTRY_ID in answer.text, "what was typed stays"
    assert len(registry.asked) == before
    assert cast.client("bob").post("/trials", data=FIELDS).status_code == 303


def test_no_transaction_is_open_while_the_registry_is_waited_for(
    alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, held = actions.fetch_trial, []

    def spy(database: Database, client: RegistryClient, registry_id: str) -> Imported:
        held.append("reader" in g)
        return fetch(database, client, registry_id)

    monkeypatch.setattr(actions, "fetch_trial", spy)
    assert alice.post("/trials", data=FIELDS).status_code == 303
    assert held == [False]
