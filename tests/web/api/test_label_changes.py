"""Labels and tags by program: made, changed and deleted as on the pages; notes keep what they had or lose it."""

from flask.testing import FlaskClient

from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = (
    "POST api.create_label",
    "PATCH api.change_label",
    "DELETE api.delete_label",
    "PATCH api.rename_tag",
    "DELETE api.delete_tag",
)

LABELS, TAGS = "/api/labels", "/api/tags"


def names(program: Program) -> list[str]:
    return [label["name"] for label in program.get(LABELS).get_json()["labels"]]


def test_works__a_label_is_made_changed_and_deleted(alice: Program, noting: Noting) -> None:
    made = alice.send(LABELS, json={"name": "Safety/Death", "hue": 3, "description": "Deaths of any cause"})
    assert made.status_code == 201, made.text
    label = made.get_json()
    assert names(alice)[-1] == "Safety/Death"
    note = noting.note(label=label["id"])
    path = f"{LABELS}/{label['id']}"
    for change in ({"hue": 4}, {"name": "Safety/Deaths"}, {"when_not": "Near misses"}, {"description": ""}):
        label |= change
        assert alice.ask("PATCH", path, change).get_json() == label
    assert alice.get(f"/api/notes/{note}").get_json()["label"]["name"] == "Safety/Deaths"
    assert [alice.ask("DELETE", path).status_code for _ in range(2)] == [204, 204]
    assert "Safety/Deaths" not in names(alice)
    assert alice.get(f"/api/notes/{note}").get_json()["label"] is None


def test_works__a_starter_becomes_one_s_own(alice: Program) -> None:
    changed = alice.ask("PATCH", f"{LABELS}/starter-dose", {"name": "Doses"}).get_json()
    assert (changed["name"], changed["id"] != "starter-dose") == ("Doses", True)
    assert "Doses" in names(alice)
    assert "Dose" not in names(alice)


def test_works__a_tag_is_renamed_and_deleted(alice: Program, noting: Noting) -> None:
    note = noting.note(tags="dose, age")
    tags = {tag["name"]: tag["id"] for tag in alice.get(TAGS).get_json()["tags"]}
    renamed = alice.ask("PATCH", f"{TAGS}/{tags['dose']}", {"name": "amount"}).get_json()
    assert renamed == {"id": tags["dose"], "name": "amount", "notes": 1}
    assert alice.get(f"/api/notes/{note}").get_json()["tags"] == ["age", "amount"]
    assert alice.ask("DELETE", f"{TAGS}/{tags['age']}").status_code == 204
    assert alice.get(f"/api/notes/{note}").get_json()["tags"] == ["amount"]
    assert alice.ask("DELETE", f"{TAGS}/{tags['age']}").status_code == 404


def test_validates__what_cannot_be_taken_is_said_beside_its_field(alice: Program, noting: Noting) -> None:
    noting.note(tags="dose, age")
    tag = next(tag["id"] for tag in alice.get(TAGS).get_json()["tags"] if tag["name"] == "dose")
    before = names(alice)
    for method, path, sent, pointer in (
        ("POST", LABELS, {"name": "", "hue": 1}, "#/name"),
        ("POST", LABELS, {"name": "Dose", "hue": 1}, "#/name"),
        ("POST", LABELS, {"name": "New", "hue": 9}, "#/hue"),
        ("POST", LABELS, {"name": "New"}, "#/hue"),
        ("POST", LABELS, {"name": "New", "hue": 1, "description": "x" * 501}, "#/description"),
        ("POST", LABELS, {"name": "New", "hue": 1, "size": 2}, "#/size"),
        ("PATCH", f"{LABELS}/starter-dose", {"name": "x" * 41}, "#/name"),
        ("PATCH", f"{TAGS}/{tag}", {"name": " "}, "#/name"),
        ("PATCH", f"{TAGS}/{tag}", {"name": "age"}, "#/name"),
    ):
        answer = alice.ask(method, path, sent)
        assert answer.status_code == 422, (sent, answer.text)
        assert [each["pointer"] for each in answer.get_json()["errors"]] == [pointer], sent
    assert alice.ask("PATCH", f"{LABELS}/starter-dose", {}).status_code == 422
    assert names(alice) == before


def test_whose__others_have_no_part_in_it(programs: Programs, alice: Program, noting: Noting) -> None:
    noting.note(tags="dose")
    label = alice.send(LABELS, json={"name": "Mine", "hue": 3}).get_json()["id"]
    tag = alice.get(TAGS).get_json()["tags"][0]["id"]
    bob = programs.of("bob")
    for method, path, sent in (
        ("PATCH", f"{LABELS}/{label}", {"hue": 1}),
        ("DELETE", f"{LABELS}/{label}", None),
        ("PATCH", f"{TAGS}/{tag}", {"name": "mine"}),
        ("DELETE", f"{TAGS}/{tag}", None),
    ):
        assert bob.ask(method, path, sent).status_code == 404
    assert "Mine" in names(alice)


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
