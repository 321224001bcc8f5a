"""PUT and DELETE /w3c/annotations/<id>: a change states the whole annotation that it was made on."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.notes.models import Note
from tests.annotating import CONTAINER, SITE, SOURCE, Annotating, Json, selectors, sent
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("PUT w3c.replace", "DELETE w3c.delete")


@pytest.fixture
def made(annotating: Annotating) -> Json:
    return annotating.made(sent(body=[{"type": "TextualBody", "value": "Adults"}, TAG]))


TAG = {"type": "TextualBody", "value": "elderly", "purpose": "tagging"}


def test_works__the_whole_state_is_replaced(annotating: Annotating, alice: Program, made: Json) -> None:
    answer = annotating.put(made, {**made, "body": [{"type": "TextualBody", "value": "People"}]})
    said = answer.get_json()
    assert answer.status_code == 200
    assert [body["value"] for body in said["body"]] == ["People"]
    assert (said["id"], said["created"], said["target"]) == (made["id"], made["created"], made["target"])
    path = made["id"].removeprefix(SITE)
    assert (alice.get(path).data, alice.get(path).headers["ETag"]) == (answer.data, answer.headers["ETag"])
    earlier = alice.get(f"/api/notes/{path.rpartition('/')[2]}/revisions").get_json()["revisions"]
    assert [text["body"] for text in earlier] == ["Adults"], "no word is lost"


def test_works__what_was_read_can_be_put_back(annotating: Annotating, alice: Program, made: Json) -> None:
    answer = annotating.put(made, alice.get(made["id"].removeprefix(SITE)).get_json())
    assert (answer.status_code, answer.get_json()) == (200, made)


def test_works__it_goes_to_the_trash_and_out_of_the_container(
    annotating: Annotating, alice: Program, made: Json, database: Database
) -> None:
    path = made["id"].removeprefix(SITE)
    answer = alice.ask("DELETE", path, If_Match=annotating.tag(made))
    assert (answer.status_code, answer.data) == (204, b"")
    assert alice.get(CONTAINER.removeprefix(SITE)).get_json()["total"] == 0
    for method in ("GET", "PUT", "DELETE"):
        again = alice.ask(method, path, sent() if method == "PUT" else None, If_Match='"x"')
        assert (again.status_code, "in the trash" in again.get_json()["detail"]) == (410, True)
    with database.reader() as session:
        assert session.query(Note).one().body == "Adults"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("stated", "status"), [(None, 428), ("", 428), ("*", 428), ('"n-other-1"', 412), ("W/{tag}", 412), ("{words}", 412)]
)
def test_validates__the_annotation_is_stated(
    annotating: Annotating, alice: Program, made: Json, method: str, stated: str | None, status: int
) -> None:
    path, tag = made["id"].removeprefix(SITE), annotating.tag(made)
    before = alice.get(path).data
    headers = {}
    if stated is not None:
        headers["If_Match"] = stated.format(tag=tag, words=f'{tag.rpartition("-")[0]}"')
    answer = alice.ask(
        method, path, {**made, "body": [], "motivation": "highlighting"} if method == "PUT" else None, **headers
    )
    assert answer.status_code == status
    assert alice.get(path).data == before


def test_validates__another_label_or_tag_is_not_written_over_unseen(
    annotating: Annotating, alice: Program, made: Json
) -> None:
    tag, path = annotating.tag(made), made["id"].removeprefix(SITE)
    note = f"/api/notes/{path.rpartition('/')[2]}"
    changed = alice.ask("PATCH", note, {"tags": ["dose"]}, If_Match=alice.get(note).headers["ETag"])
    assert changed.status_code == 200
    assert annotating.put(made, made, If_Match=tag).status_code == 412
    assert alice.get(note).get_json()["tags"] == ["dose"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"target": {"source": SOURCE, "selector": selectors("160 mg")}}, "#/target"),
        ({"target": SOURCE}, "#/target"),
        ({"id": f"{CONTAINER}another"}, "#/id"),
        ({"id": "https://elsewhere.example/1"}, "#/id"),
        ({"body": [{"type": "TextualBody", "value": "a", "format": "text/html"}]}, "#/body/0/format"),
        ({"via": "https://elsewhere.example/1"}, "#/via"),
    ],
)
def test_validates__what_cannot_change_is_refused(
    annotating: Annotating, alice: Program, made: Json, changes: Json, pointer: str
) -> None:
    answer = annotating.put(made, {**made, **changes})
    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, pointer)
    assert alice.get(made["id"].removeprefix(SITE)).get_json() == made


def test_whose__nobody_elses_is_there_to_change(
    annotating: Annotating, made: Json, programs: Programs, client: FlaskClient, noting: Noting
) -> None:
    del noting
    path, tag = made["id"].removeprefix(SITE), annotating.tag(made)
    for method in ("PUT", "DELETE"):
        body = sent() if method == "PUT" else None
        assert programs.of("bob").ask(method, path, body, If_Match=tag).status_code == 404
        assert client.open(path, method=method, json=sent(), headers={"If-Match": tag}).status_code == 401


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
