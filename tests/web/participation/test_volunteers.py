"""Signing up for mail about trials without an account: looked for, asked for, confirmed, changed, deleted."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.app import create_app
from annotate.core.countries import COUNTRIES
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.participation.jobs import jobs_of
from annotate.participation.volunteers import queries
from annotate.participation.volunteers.actions import MOST_CONDITIONS
from annotate.participation.volunteers.addresses import CONFIRMING
from annotate.settings import Settings
from annotate.time_limits import TOO_SLOW
from tests.forging import forged
from tests.mailing import mails
from tests.rungs import refuse_other_methods
from tests.studies import keep_study, numbered
from tests.volunteering import EMAIL, KEY, NAME, URL, confirmed, keep_trials, link_in, sign_up, volunteers

VIEWS = (
    "GET participation.volunteers",
    "POST participation.volunteers",
    "GET participation.volunteer_asked",
    "GET participation.confirm_volunteer",
    "POST participation.confirm_volunteer",
    "GET participation.volunteer",
    "POST participation.volunteer",
    "GET participation.volunteer_unsubscription",
    "POST participation.unsubscribe_volunteer",
)

TICKED = re.compile(r'<input type="checkbox" name="conditions" value="([^"]+)" checked>')
OFFERED = re.compile(r'<input type="checkbox" name="conditions" value="([^"]+)"( checked)?>')


@pytest.fixture(autouse=True)
def _trials(database: Database) -> None:
    with database.transaction() as session:
        keep_trials(session, 1, 2)


WRONG = [
    ({"email": ""}, "Enter an e-mail address"),
    ({"email": "two@example.org, more@example.org"}, "Enter an e-mail address"),
    ({"email": "a@example.org\nBcc: b@example.org"}, "Enter an e-mail address"),
    ({"conditions": []}, "Choose at least one condition"),
    ({"conditions": ["no-such", "\0"]}, "Choose at least one condition"),
    ({"country": "Atlantis"}, "Choose a country"),
    ({"age": "old"}, "Give the age in full years"),
    ({"age": "-1"}, "Give the age in full years"),
    ({"age": "121"}, "Give the age in full years"),
    ({"age": "٣٠"}, "Give the age in full years"),
    ({"consent": ""}, "Tick this to sign up."),
]


def test_works__a_condition_is_looked_for_and_nothing_that_was_typed_is_lost(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(3), conditions=["Uveal Melanoma", "Type 2 Diabetes"], terms=["Diabetes Mellitus"])
    typed = {"look_for": "mela", "find": "1", "email": EMAIL, "age": "61", "country": "Germany", "conditions": [KEY]}
    page = client.post(URL, data=typed)
    assert page.status_code == 200
    assert OFFERED.findall(page.text) == [(KEY, " checked"), ("uveal-melanoma", "")]
    assert "2 trials" in page.text
    for kept in (f'value="{EMAIL}"', 'value="61"', '<option selected value="Germany">', 'value="mela"'):
        assert kept in page.text
    found = client.post(URL, data={"look_for": "DIABETES", "find": "1"}).text
    assert {key for key, _ in OFFERED.findall(found)} == {"diabetes-mellitus", "type-2-diabetes"}
    assert volunteers(database) == []
    assert mails(database) == []


def test_works__a_sign_up_is_confirmed_from_the_mailbox(client: FlaskClient, database: Database, app: Flask) -> None:
    asked = sign_up(client, country="Germany", age="61")
    assert (asked.status_code, asked.location) == (303, "/volunteers/asked")
    assert "Check your mail" in client.get(asked.location).text
    (mail,) = mails(database)
    assert mail.recipient == EMAIL
    assert NAME not in mail.body + mail.subject, "no word that somebody chose for another person"
    link = link_in(mail, "/volunteers/confirmations/")

    reader = app.test_client()
    page = reader.get(link).text
    assert NAME in page
    assert "with a place in Germany and for people of 61 years" in page
    assert volunteers(database)[0].confirmed_at is None, "a look confirms nothing"
    done = reader.post(link)
    assert done.status_code == 303
    own = reader.get(done.location).text
    assert "Confirmed." in own
    assert TICKED.findall(own) == [KEY]
    assert 'value="61"' in own
    (row,) = volunteers(database)
    assert row.confirmed_at
    assert row.due_at == row.confirmed_at + timedelta(days=7)
    assert reader.get(link).status_code == reader.post(link).status_code == 410


def test_works__everything_can_be_changed(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(3), conditions=["Gout"])
    own = confirmed(client, database)
    page = client.post(own, data={"look_for": "gout", "find": "1", "conditions": [KEY]})
    assert OFFERED.findall(page.text) == [(KEY, " checked"), ("gout", "")]
    saved = client.post(own, data={"conditions": ["gout"], "country": COUNTRIES[0], "age": "8"})
    assert (saved.status_code, saved.location) == (303, own)
    assert TICKED.findall(client.get(own).text) == ["gout"]
    refused = client.post(own, data={"conditions": [], "age": "8"})
    assert refused.status_code == 422
    (row,) = volunteers(database)
    assert (row.country, row.age) == (COUNTRIES[0], 8)


def test_works__one_click_ends_the_mails_and_deletes_everything(
    client: FlaskClient, database: Database, app: Flask
) -> None:
    own = confirmed(client, database)
    program = app.test_client()
    assert "Stop these mails?" in program.get(f"{own}/unsubscription").text
    assert len(volunteers(database)) == 1, "a look ends nothing"
    ended = program.post(f"{own}/unsubscription", data={"List-Unsubscribe": "One-Click"})
    assert ended.status_code == 200
    assert "Your address and everything that you chose are deleted." in ended.text
    assert volunteers(database) == []
    assert mails(database, EMAIL) == [], "the outbox has forgotten the address, too"
    assert program.post(f"{own}/unsubscription").status_code == 200, "once more changes nothing"
    assert program.get(own).status_code == program.post(own, data={"conditions": [KEY]}).status_code == 410
    assert sign_up(client).status_code == 303
    assert len(mails(database, EMAIL)) == 1, "who has left can come back"


@pytest.mark.parametrize("words", ["", "x", "%%%", "___", "no such thing", "\0", "x" * 100_000, "'; --", "“”"])
def test_validates__any_words_can_be_looked_for(client: FlaskClient, words: str) -> None:
    page = client.post(URL, data={"look_for": words, "find": "1"})
    assert page.status_code in {200, 422}
    assert OFFERED.findall(page.text) == []


@pytest.mark.parametrize(("said", "sentence"), WRONG)
def test_validates__what_cannot_be_taken_is_said_beside_it(
    client: FlaskClient, database: Database, said: dict[str, object], sentence: str
) -> None:
    refused = sign_up(client, **said)  # type: ignore[arg-type]  # a field of the form
    assert refused.status_code == 422
    assert sentence in refused.text
    assert volunteers(database) == []
    assert mails(database) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_whose__other_addresses_lead_nowhere(client: FlaskClient, database: Database, method: str) -> None:
    own = confirmed(client, database)
    token = own.rpartition("/")[2]
    for path in (
        forged(own),
        f"/volunteers/confirmations/{token}",
        "/volunteers/x",
        f"{forged(own)}/unsubscription",
    ):
        assert getattr(client, method)(path).status_code == 404
    assert client.get(own).headers["X-Robots-Tag"].startswith("noindex")


def test_method__nothing_else_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_it_leads_there_from_where_one_looks_for_trials(client: FlaskClient) -> None:
    for page in (
        f"/trials/{numbered(1)}",
        f"/trials/{numbered(1)}/participation",
        f"/trials/{numbered(1)}/places",
        "/trials",
        "/trials?q=nothing-of-that-kind",
        f"/conditions/{KEY}",
        "/",
    ):
        text = client.get(page).text
        assert "Not finding what you’re looking for?" in text, page
        assert f'href="{URL}' in text
    assert TICKED.findall(client.get(f"{URL}?condition={KEY}").text) == [KEY]
    several = client.get(f"{URL}?condition={NAME}&condition=no-such&condition=%00").text
    assert OFFERED.findall(several) == [(KEY, "")], "of several, somebody chooses"


def test_a_search_that_takes_too_long_loses_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_long(*_: object) -> None:
        raise Unavailable(TOO_SLOW)

    monkeypatch.setattr(queries, "find_conditions", take_long)
    page = client.post(URL, data={"look_for": "mela", "find": "1", "email": EMAIL, "conditions": [KEY]})
    assert page.status_code == 503
    assert TOO_SLOW in page.text
    assert f'value="{EMAIL}"' in page.text
    assert TICKED.findall(page.text) == [KEY]


def test_what_is_not_confirmed_is_deleted_after_two_days(
    client: FlaskClient, database: Database, mailing_settings: Settings
) -> None:
    sign_up(client)
    link = link_in(mails(database)[0], "/volunteers/confirmations/")
    job = next(job for job in jobs_of(mailing_settings) if job.name == "volunteers")
    with database.reader() as session:
        assert job.waits is not None
        assert not job.waits(session)
    with time_machine.travel(clock.now() + CONFIRMING + timedelta(seconds=90)):
        assert client.get(link).status_code == client.post(link).status_code == 410
        with database.reader() as session:
            assert job.waits(session)
        assert job.work(database) == "0 letters queued, 1 sign-up deleted"
        assert job.work(database) == ""
    assert volunteers(database) == []


def test_ten_conditions_and_no_more(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(3), conditions=[f"Condition {n}" for n in range(MOST_CONDITIONS + 1)])
    keys = [f"condition-{n}" for n in range(MOST_CONDITIONS + 1)]
    assert f"Choose up to {MOST_CONDITIONS} conditions." in sign_up(client, conditions=keys).text
    assert sign_up(client, conditions=keys[1:]).status_code == 303


def test_a_condition_that_no_trial_names_any_more_stays_chosen(client: FlaskClient, database: Database) -> None:
    own = confirmed(client, database)
    with database.transaction() as session:
        for number in (1, 2):
            keep_trials(session, number, conditions=["Gout"], updated="2027-01-01")
    assert TICKED.findall(client.get(own).text) == [KEY]
    assert client.post(own, data={"conditions": [KEY], "age": "", "country": ""}).status_code == 303
    assert TICKED.findall(client.get(own).text) == [KEY]


def test_an_instance_that_sends_no_mail_to_people_takes_nobody(database: Database, mailing_settings: Settings) -> None:
    alone = replace(mailing_settings, smtp_url="", environment="production", trusted_hosts=("localhost",))
    client = create_app(alone, database).test_client()
    asked = client.get(URL, base_url="https://localhost")
    assert asked.status_code == 404
    assert "This site sends no mail" in asked.text
    assert URL not in client.get("/trials", base_url="https://localhost").text
