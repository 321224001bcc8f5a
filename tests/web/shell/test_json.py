"""What JSON a request may bring."""

import pytest
from flask.testing import FlaskClient

from tests.web_pages import token

REFUSED = {
    "not a number": "NaN",
    "infinity": "[-Infinity]",
    "too large a number": "1e999",
    "5000 digits": "1" * 5000,
    "a lone surrogate": r'"\ud800"',
    "a lone surrogate as a name": r'{"\ud800": 1}',
    "NUL": r'["\u0000"]',
    "a name twice": '{"a": 1, "a": 2}',
    "depth 33": "[" * 33 + "]" * 33,
    "depth 1000": "[" * 1000 + "]" * 1000,
    "depth 100000": "[" * 100_000,
    "objects without end": '{"a":' * 100_000,
    "too many values": "[" + "0," * 100_001 + "0]",
    "nothing": "",
    "a string without end": '"' + r"\"" * 1000,
    "half a text": '{"a": ',
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_not_every_reader_understands_alike_is_refused(shell: FlaskClient, text: str) -> None:
    own = token(shell.get("/sign-in").text)
    answer = shell.post("/takes/json", data=text, headers={"X-CSRFToken": own, "Content-Type": "application/json"})
    assert answer.status_code == 400


def test_everything_else_is_taken_to_the_letter(shell: FlaskClient) -> None:
    own = token(shell.get("/sign-in").text)
    sent = {"a": [1, -2.5, None, True, '[[{\\"', "\U0001f9ea", ["[" * 40]], "b": {"c": {}}}
    assert shell.post("/takes/json", json=sent, headers={"X-CSRFToken": own}).get_json() == {"taken": sent}


def test_another_type_is_no_json(shell: FlaskClient) -> None:
    own = token(shell.get("/sign-in").text)
    answer = shell.post("/takes/json", data="{}", headers={"X-CSRFToken": own, "Content-Type": "text/plain"})
    assert answer.status_code == 415
