"""PATCH and DELETE /api/notes/<id>: a change states the text that it was made on, and no text is lost."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.notes.models import Note, NoteRevision
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("PATCH api.change_note", "DELETE api.delete_note")


@pytest.fixture
def path(noting: Noting) -> str:
    return f"/api/notes/{noting.note(body='First')}"


def tag(path: str, revision: int) -> str:
    return f'"n-{path.rpartition("/")[2]}-{revision}"'


def saved(alice: Program, path: str) -> dict[str, Any]:
    shown: dict[str, Any] = alice.get(path).get_json()
    return shown


def test_works__it_changes_words_and_keeps_those_before(alice: Program, path: str) -> None:
    answer = alice.ask("PATCH", path, {"body": "Second"}, If_Match=alice.get(path).headers["ETag"])
    assert answer.status_code == 200
    assert (answer.get_json()["body"], answer.get_json()["revision"]) == ("Second", 2)
    assert answer.data == alice.get(path).data
    assert answer.headers["ETag"] == alice.get(path).headers["ETag"]
    earlier = alice.get(f"{path}/revisions").get_json()
    assert [(text["revision"], text["body"]) for text in earlier["revisions"]] == [(1, "First")]


def test_works__it_goes_to_the_trash(alice: Program, path: str, database: Database) -> None:
    alice.ask("PATCH", path, {"body": "Second"}, If_Match=tag(path, 1))
    stale = alice.ask("DELETE", path, If_Match=tag(path, 1))
    assert (stale.status_code, stale.get_json()["yours"], stale.get_json()["current"]["body"]) == (412, None, "Second")
    answer = alice.ask("DELETE", path, If_Match=tag(path, 2))
    assert (answer.status_code, answer.data) == (204, b"")
    assert alice.ask("DELETE", path, If_Match=tag(path, 2)).status_code == 404
    with database.reader() as session:
        note = session.query(Note).one()
        assert note.deleted_at is not None
        assert note.body == "Second"
        assert session.query(NoteRevision.body).scalar() == "First"


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("stated", [None, "", "*", '"x"y'])
def test_validates__without_a_revision_nothing_is_changed(
    alice: Program, path: str, method: str, stated: str | None
) -> None:
    before = saved(alice, path)
    headers = {} if stated is None else {"If_Match": stated}
    answer = alice.ask(method, path, {"body": "Second"} if method == "PATCH" else None, **headers)
    assert (answer.status_code, answer.mimetype) == (428, "application/problem+json")
    assert "If-Match" in answer.get_json()["detail"]
    assert saved(alice, path) == before


def test_validates__what_cannot_be_taken_changes_nothing(alice: Program, path: str) -> None:
    before = saved(alice, path)
    wrong: list[dict[str, object]] = [
        {},
        {"body": None},
        {"body": 1},
        {"words": "x"},
        {"body": "x" * 20_001},
        {"label": "x"},
    ]
    for sent in wrong:
        assert alice.ask("PATCH", path, sent, If_Match=tag(path, 1)).status_code == 422
    assert saved(alice, path) == before


def test_whose__another_s_note_looks_like_none(programs: Programs, alice: Program, path: str) -> None:
    bob = programs.of("bob")
    for stated in ({}, {"If_Match": tag(path, 1)}, {"If_Match": "*"}):
        for method, sent in (("PATCH", {"body": "Bob's"}), ("DELETE", None)):
            assert bob.ask(method, path, sent, **stated).status_code == 404
    assert saved(alice, path)["body"] == "First"


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_it_changes_the_label_alone(alice: Program, path: str) -> None:
    listed = alice.get("/api/labels").get_json()["labels"][1]
    label = {name: listed[name] for name in ("id", "name", "hue")}
    answer = alice.ask("PATCH", path, {"label": label["id"]}, If_Match=tag(path, 1))
    assert (answer.get_json()["label"], answer.get_json()["body"], answer.get_json()["revision"]) == (label, "First", 1)
    assert alice.ask("PATCH", path, {"body": "First"}, If_Match=tag(path, 1)).get_json()["label"] == label
    assert alice.ask("PATCH", path, {"label": None}, If_Match=tag(path, 1)).get_json()["label"] is None


def test_a_stale_change_gets_both_texts(alice: Program, path: str) -> None:
    first = alice.get(path).headers["ETag"]
    alice.ask("PATCH", path, {"body": "First\n\nTheirs"}, If_Match=first)
    answer = alice.ask("PATCH", path, {"body": "Mine\n\nFirst"}, If_Match=first)
    problem = answer.get_json()
    assert (answer.status_code, answer.mimetype, problem["status"]) == (412, "application/problem+json", 412)
    assert problem["yours"] == {"body": "Mine\n\nFirst"}
    assert problem["current"] == saved(alice, path)
    assert problem["current"]["etag"] == tag(path, 2)
    assert (problem["base"]["revision"], problem["base"]["body"]) == (1, "First")
    assert problem["merged"] == {"body": "Mine\n\nFirst\n\nTheirs", "clean": True}
    merged = alice.ask("PATCH", path, {"body": problem["merged"]["body"]}, If_Match=problem["current"]["etag"])
    assert merged.get_json()["revision"] == 3


def test_the_tag_of_something_else_is_stale(alice: Program, path: str) -> None:
    words, before = tag(path, 1).strip('"'), saved(alice, path)
    strange = (
        '"x"',
        '"n-1"',
        f'"{words}0"',
        f'"{words[:-1]}01"',
        f'W/"{words}"',
        f'"r{words[1:]}"',
        tag("/x", 1),
    )
    for stated in strange:
        for method, sent in (("PATCH", {"body": "Second"}), ("DELETE", None)):
            answer = alice.ask(method, path, sent, If_Match=stated)
            assert (answer.status_code, answer.get_json().get("yours")) == (412, sent), (stated, answer.text)
    assert saved(alice, path) == before


def test_one_of_several_tags_is_enough(alice: Program, path: str) -> None:
    stated = f'"x", {tag(path, 7)}, {tag(path, 1)}'
    assert alice.ask("PATCH", path, {"body": "Second"}, If_Match=stated).status_code == 200


def test_a_change_whose_answer_got_lost_is_there(alice: Program, path: str) -> None:
    answers = [alice.ask("PATCH", path, {"body": "Second"}, If_Match=tag(path, 1)) for _ in range(3)]
    assert {(answer.status_code, answer.get_json()["revision"]) for answer in answers} == {(200, 2)}


def test_a_stale_label_is_not_put(alice: Program, path: str) -> None:
    label = alice.get("/api/labels").get_json()["labels"][1]["id"]
    alice.ask("PATCH", path, {"body": "Second"}, If_Match=tag(path, 1))
    answer = alice.ask("PATCH", path, {"label": label}, If_Match=tag(path, 1))
    assert (answer.status_code, answer.get_json()["yours"], answer.get_json()["merged"]) == (412, None, None)
    assert saved(alice, path)["label"] is None


def test_words_that_were_not_changed_are_stale_too(alice: Program, path: str) -> None:
    """A form sends its words changed or not, so that there only the label counts; a program need not send them."""
    alice.ask("PATCH", path, {"body": "Second"}, If_Match=tag(path, 1))
    answer = alice.ask("PATCH", path, {"body": "First", "label": None}, If_Match=tag(path, 1))
    assert (answer.status_code, answer.get_json()["yours"]) == (412, {"body": "First"})
    assert saved(alice, path)["body"] == "Second"


def test_a_text_that_was_put_back_meanwhile_is_another_edit(alice: Program, path: str) -> None:
    alice.ask("PATCH", path, {"body": "Second"}, If_Match=tag(path, 1))
    alice.ask("PATCH", path, {"body": "First"}, If_Match=tag(path, 2))
    assert alice.ask("PATCH", path, {"body": "Mine"}, If_Match=tag(path, 1)).status_code == 412


def test_it_changes_the_tags_alone(alice: Program, path: str) -> None:
    answer = alice.ask("PATCH", path, {"tags": ["#dose", "to discuss", "Dose"]}, If_Match=tag(path, 1)).get_json()
    assert (answer["tags"], answer["body"], answer["revision"]) == (["dose", "to discuss"], "First", 1)
    assert alice.ask("PATCH", path, {"body": "First"}, If_Match=tag(path, 1)).get_json()["tags"] == answer["tags"]
    for wrong in (["a,b"], ["x" * 41], [f"tag {number}" for number in range(21)], [1], "dose", None):
        refused = alice.ask("PATCH", path, {"tags": wrong}, If_Match=tag(path, 1))
        assert refused.status_code == 422, wrong
        assert refused.get_json()["errors"]
    assert saved(alice, path)["tags"] == ["dose", "to discuss"]
    assert alice.ask("PATCH", path, {"tags": []}, If_Match=tag(path, 1)).get_json()["tags"] == []
