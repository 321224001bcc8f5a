"""What no form of taking part wants: a sentence, nothing stored, nothing mailed, and never a broken page."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests import bad_input
from tests.enquiring import MESSAGE, hidden, path, sent, shown
from tests.mailing import mails
from tests.volunteering import EMAIL, KEY, URL, confirmed, keep_trials, volunteers

SIGN_UP = {"email": EMAIL, "conditions": KEY, "country": "", "age": "", "consent": "y"}
ENQUIRY = {"contact": "0" * 16, "message": MESSAGE, "client_key": "k", "seen": "0" * 64, "consent": "y"}
WORDS = {"blank", "markup", "template", "astral", "noncharacter", "line ends"}
"""Texts that are odd, and words nevertheless."""


@pytest.mark.parametrize("kind", bad_input.bodies(SIGN_UP))
def test_a_sign_up_that_is_none(client: FlaskClient, database: Database, kind: str) -> None:
    answer = client.post(URL, **bad_input.bodies(SIGN_UP)[kind])
    assert 400 <= answer.status_code < 500
    assert volunteers(database) == []
    assert mails(database) == []


@pytest.mark.parametrize("field", ["look_for", "email", "conditions", "country", "age"])
@pytest.mark.parametrize("text", bad_input.TEXTS.values(), ids=bad_input.TEXTS)
def test_a_field_of_a_sign_up(client: FlaskClient, database: Database, field: str, text: str) -> None:
    with database.transaction() as session:
        keep_trials(session, 1)
    for more in ({}, {"find": "1"}):
        answer = client.post(URL, data=SIGN_UP | more | {field: text})
        assert answer.status_code in {200, 303, 413, 422}, answer.text
    stored = volunteers(database)
    assert all((row.email, row.country, row.age) == (EMAIL, "", None) for row in stored)
    own = confirmed(client, database) if not stored else None
    if own:
        changed = client.post(own, data={"conditions": KEY, "country": "", "age": ""} | {field: text})
        assert changed.status_code in {303, 413, 422}


@pytest.mark.parametrize("kind", bad_input.bodies(ENQUIRY))
@pytest.mark.parametrize("end", ["", "/preview"])
def test_an_enquiry_that_is_none(alice: FlaskClient, database: Database, kind: str, end: str) -> None:
    answer = alice.post(path(end=end), **bad_input.bodies(ENQUIRY)[kind])
    assert 400 <= answer.status_code < 500
    assert sent(database) == 0
    assert mails(database) == []


@pytest.mark.parametrize("field", ["contact", "message", "client_key", "seen"])
@pytest.mark.parametrize("kind", bad_input.TEXTS)
def test_a_field_of_an_enquiry(alice: FlaskClient, database: Database, field: str, kind: str) -> None:
    good: dict[str, Any] = hidden(shown(alice).text) | {"consent": "y"}
    changed = good | {field: bad_input.TEXTS[kind]}
    looked, answer = (alice.post(path(end=end), data=changed) for end in ("/preview", ""))
    assert looked.status_code in {200, 413, 422}
    assert answer.status_code in {303, 413, 422}
    assert sent(database) == (1 if answer.status_code == 303 else 0)
    if field != "client_key":
        assert sent(database) == 0, "another mail than the one that was seen"


def test_odd_words_are_shown_as_they_are(alice: FlaskClient) -> None:
    for kind in sorted(WORDS - {"blank"}):
        page = shown(alice, message=bad_input.TEXTS[kind])
        assert page.status_code == 200, kind
        assert "<script>alert" not in page.text
