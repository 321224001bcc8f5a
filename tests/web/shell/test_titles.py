"""Titles of pages: the first that is read out, so a form that was refused says so there."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.noting import CREATE, Noting


def _title(answer: TestResponse) -> str:
    found = re.search(r"<title>([^<]*)</title>", answer.text)
    assert found
    return found[1]


def test_a_refused_form_says_error(client: FlaskClient, cast: Cast) -> None:
    assert _title(client.get("/sign-up")) == "Sign up · annotate"
    assert _title(client.post("/sign-up", data={"name": "", "email": "no"})) == "Error: Sign up · annotate"
    alice = cast.client("alice")
    assert _title(alice.get("/labels")).startswith("Labels")
    assert _title(alice.post("/labels", data={"name": "", "hue": "1"})).startswith("Error: ")


def test_a_refused_note_says_error(cast: Cast, noting: Noting) -> None:
    sent = {"version": noting.version, "body": "", "label": "", "client_key": "a key"}
    answer = cast.client("alice").post(CREATE, data=sent)
    assert answer.status_code == 422
    assert _title(answer).startswith("Error: ")
