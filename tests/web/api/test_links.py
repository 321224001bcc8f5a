"""Links by program: made, changed and ended as on the pages, by tokens that allow it; passcodes are shown once."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from annotate import clock
from annotate.core.scopes import Scope
from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting
from tests.programs import Program, Programs, token_of
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET api.links",
    "GET api.link",
    "POST api.create_link",
    "PATCH api.change_link",
    "POST api.new_passcode",
    "POST api.new_address",
    "POST api.revoke_link",
)

PAGE = "/api/links"


def wanted(*notes: str, **more: object) -> dict[str, object]:
    ends = (clock.now() + timedelta(days=7)).isoformat()
    return {"client_key": "first", "name": "Bob", "notes": list(notes), "expires_at": ends, **more}


@pytest.fixture
def made(noting: Noting, alice: Program) -> dict[str, object]:
    """A link over one note of Alice's, and its passcode."""
    answer = alice.send(PAGE, json=wanted(noting.note()))
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.get_json()
    return found


def _id(made: dict[str, object]) -> str:
    link = made["link"]
    assert isinstance(link, dict)
    return str(link["id"])


def _opens(app: Flask, address: str, passcode: str) -> bool:
    path = address[address.index("/s/") :]
    return app.test_client().post(path, data={"passcode": passcode}).status_code == 303


def test_works__a_link_is_made_once_and_opens_with_its_passcode(app: Flask, noting: Noting, alice: Program) -> None:
    note, other = noting.note(), noting.note()
    sent = wanted(note, other, most_openings=3, can_reply=False)
    answer = alice.send(PAGE, json=sent)
    made = answer.get_json()
    link = made["link"]
    assert answer.headers["Location"].endswith(f"{PAGE}/{link['id']}")
    assert (link["name"], link["state"], link["notes"], link["trials"]) == ("Bob", "live", 2, 1)
    assert (link["can_reply"], link["opened"], link["most_openings"]) == (False, 0, 3)
    assert set(link["note_ids"]) == {note, other}
    again = alice.send(PAGE, json=sent)
    assert (again.status_code, again.get_json()["link"]["id"]) == (200, link["id"])
    assert again.get_json()["passcode"] == made["passcode"], "the answer may have got lost"
    assert _opens(app, link["address"], made["passcode"])
    shown = alice.get(f"{PAGE}/{link['id']}")
    # An address is signed anew each time.
    assert shown.get_json() | {"opened": 0, "last_opened_at": None, "address": link["address"]} == link
    assert made["passcode"] not in shown.text
    assert alice.send(PAGE, json=sent).status_code == 409, "somebody has opened it"


def test_works__the_newest_come_first_in_pages(noting: Noting, alice: Program) -> None:
    note = noting.note()
    ids = [alice.send(PAGE, json=wanted(note, client_key=str(n))).get_json()["link"]["id"] for n in range(3)]
    first = alice.get(f"{PAGE}?limit=2").get_json()
    rest = alice.get(f"{PAGE}?limit=2&after={quote(first['next'])}").get_json()
    assert [link["id"] for link in [*first["links"], *rest["links"]]] == ids[::-1]
    assert rest["next"] is None


def test_works__what_is_named_changes_and_the_rest_stays(
    app: Flask, noting: Noting, alice: Program, made: dict[str, object]
) -> None:
    path, other = f"{PAGE}/{_id(made)}", noting.note()
    before = alice.get(path).get_json()
    ends = clock.now() + timedelta(days=30)
    for change, shown in (
        ({"notes": [other]}, {"notes": 1, "note_ids": [other]}),
        ({"expires_at": ends.isoformat()}, {"expires_at": ends.isoformat().replace("+00:00", "Z")}),
        ({"can_reply": False}, {"can_reply": False}),
        ({"most_openings": 2}, {"most_openings": 2}),
        ({"most_openings": None}, {"most_openings": None}),
        ({"suspended": True}, {"state": "suspended"}),
        ({"suspended": False}, {"state": "live"}),
    ):
        answer = alice.ask("PATCH", path, change)
        assert answer.status_code == 200, answer.text
        before |= shown
        assert answer.get_json() | {"address": before["address"]} == before, change


def test_works__another_passcode_address_and_the_end(app: Flask, alice: Program, made: dict[str, object]) -> None:
    path = f"{PAGE}/{_id(made)}"
    changed = alice.send(f"{path}/passcode", json={"passcode": "mountain river seven"}).get_json()
    assert changed["passcode"] == "mountain river seven"
    address = changed["link"]["address"]
    assert not _opens(app, address, str(made["passcode"]))
    assert _opens(app, address, "mountain river seven")
    another = alice.ask("POST", f"{path}/address").get_json()["address"]
    assert another != address
    assert _opens(app, another, "mountain river seven")
    for _ in range(2):
        ended = alice.ask("POST", f"{path}/revocation")
        assert (ended.status_code, ended.get_json()["state"], ended.get_json()["address"]) == (200, "revoked", None)
    assert not _opens(app, another, "mountain river seven")
    for method, where, sent in (("PATCH", path, {"can_reply": True}), ("POST", f"{path}/address", None)):
        assert alice.ask(method, where, sent).status_code == 409


def test_validates__each_wrong_field_is_named_as_programs_call_it(noting: Noting, alice: Program) -> None:
    note = noting.note()
    late = (clock.now() + timedelta(days=91)).isoformat()
    past = (clock.now() - timedelta(minutes=1)).isoformat()
    for wrong, pointer in (
        ({"expires_at": late}, "#/expires_at"),
        ({"expires_at": past}, "#/expires_at"),
        ({"expires_at": 1_900_000_000}, "#/expires_at"),
        ({"expires_at": "2027-01-01T00:00:00"}, "#/expires_at"),
        ({"expires_at": "9999-12-31T23:59:59+00:00"}, "#/expires_at"),
        ({"name": " "}, "#/name"),
        ({"name": "x" * 121}, "#/name"),
        ({"notes": []}, "#/notes"),
        ({"notes": ["A" * 22]}, "#/notes"),
        ({"notes": [note] * 3 + [str(n) for n in range(500)]}, "#/notes"),
        ({"most_openings": 0}, "#/most_openings"),
        ({"passcode": "1234"}, "#/passcode"),
        ({"passcode": "x" * 5000}, "#/passcode"),
        ({"can_reply": "yes"}, "#/can_reply"),
        ({"colour": "red"}, "#/colour"),
    ):
        answer = alice.send(PAGE, json=wanted(note) | wrong)
        assert answer.status_code == 422, (wrong, answer.text)
        assert [each["pointer"] for each in answer.get_json()["errors"]] == [pointer], wrong
    assert alice.get(PAGE).get_json()["links"] == []
    assert alice.ask("PATCH", f"{PAGE}/{'A' * 22}", {}).status_code == 422


def test_whose__others_have_no_part_in_it(programs: Programs, noting: Noting, made: dict[str, object]) -> None:
    bob, path = programs.of("bob"), f"{PAGE}/{_id(made)}"
    assert bob.get(PAGE).get_json()["links"] == []
    assert bob.get(path).status_code == 404
    for method, where, sent in (
        ("PATCH", path, {"can_reply": False}),
        ("POST", f"{path}/passcode", {}),
        ("POST", f"{path}/address", None),
        ("POST", f"{path}/revocation", None),
    ):
        assert bob.ask(method, where, sent).status_code == 404
    taken = bob.send(PAGE, json=wanted(noting.note()))
    assert (taken.status_code, taken.get_json()["errors"][0]["pointer"]) == (422, "#/notes"), "Alice's note"


def test_whose__a_token_that_writes_makes_no_link(
    app: Flask, database: Database, cast: Cast, noting: Noting, made: dict[str, object]
) -> None:
    writer = Program(app, token_of(database, cast.viewer("alice"), scopes=frozenset({Scope.READ, Scope.WRITE})))
    assert writer.get(f"{PAGE}/{_id(made)}").status_code == 200
    refused = writer.send(PAGE, json=wanted(noting.note()))
    assert (refused.status_code, 'scope="share"' in refused.headers["WWW-Authenticate"]) == (403, True)


def test_method__no_other_is_answered(app: Flask, alice: Program) -> None:
    refuse_other_methods(app.test_client(), VIEWS, alice.shown)
