"""What programs may send, at every address that takes JSON: nothing else is taken, and nothing breaks."""

import json

from annotate.database import Database
from annotate.notes.models import Note
from tests import bad_input
from tests.noting import CREATE, Noting
from tests.programs import Program

PATH = f"/api{CREATE}"
GOOD = {"client_key": "k", "version": 1, "body": "Words"}

WRONG: dict[str, tuple[object, str]] = {
    "a list": ([], ""),
    "a strange name": ({**GOOD, "colour": "red"}, "#/colour"),
    "a name that is a pointer": ({**GOOD, "a/b~": 1}, "#/a~1b~0"),
    "no key": ({"version": 1, "body": "x"}, "#/client_key"),
    "an empty key": ({**GOOD, "client_key": ""}, "#/client_key"),
    "a long key": ({**GOOD, "client_key": "k" * 65}, "#/client_key"),
    "a version in words": ({**GOOD, "version": "1"}, "#/version"),
    "a true version": ({**GOOD, "version": True}, "#/version"),
    "half a version": ({**GOOD, "version": 1.5}, "#/version"),
    "a body that is no text": ({**GOOD, "body": {"a": 1}}, "#/body"),
    "a long body": ({**GOOD, "body": "x" * 20_001}, "#/body"),
    "a passage that is none": ({**GOOD, "passage": [1, 2]}, "#/passage"),
    "half a passage": ({**GOOD, "passage": {"start": 1, "exact": "x"}}, "#/passage/end"),
    "more than a passage": ({**GOOD, "passage": {"start": 1, "end": 2, "exact": "x", "y": 1}}, "#/passage/y"),
    "another's label": ({**GOOD, "label": "A" * 22}, "#/label"),
    "no words on the whole trial": ({**GOOD, "body": " "}, "#/body"),
}


def test_the_field_that_is_wrong_is_named(noting: Noting, alice: Program) -> None:
    for wrong, (sent, pointer) in WRONG.items():
        answer = alice.send(PATH, json=sent)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), wrong
        named = [each["pointer"] for each in answer.get_json().get("errors", [])]
        assert named == ([pointer] if pointer else []), wrong


def test_so_many_wrong_fields_are_named_and_no_more(noting: Noting, alice: Program) -> None:
    many = {f"{number}{'x' * 1000}": 1 for number in range(1000)}
    answer = alice.send(PATH, json=many)
    assert (answer.status_code, len(answer.get_json()["errors"])) == (422, 20)
    assert len(answer.data) < 5000


def test_nothing_but_json_is_taken(noting: Noting, alice: Program) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", "application/ld+json", ""):
        answer = alice.send(PATH, data=json.dumps(GOOD), content_type=kind)
        assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")
        assert "application/json" in answer.get_json()["detail"]


def test_nothing_bad_breaks_it(noting: Noting, alice: Program, database: Database) -> None:
    for wrong, sent in bad_input.bodies(GOOD).items():
        answer = alice.send(PATH, **sent)
        assert 400 <= answer.status_code < 500, (wrong, answer.status)
        assert answer.mimetype == "application/problem+json", wrong
    with database.reader() as session:
        assert session.query(Note).count() == 0
