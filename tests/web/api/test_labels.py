"""GET /api/labels and /api/tags: what my notes can have."""

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("GET api.labels", "GET api.tags")


def test_works__a_beginner_has_those_to_start_with(alice: Program) -> None:
    shown = alice.get("/api/labels").get_json()["labels"]
    assert shown[1] == {"id": "starter-dose", "name": "Dose", "hue": 3, "description": "", "when_not": ""}


def test_works__they_have_my_order_and_say_what_they_are_for(alice: Program, cast: Cast) -> None:
    said = {"description": "How much", "when_not": "When"}
    cast.client("alice").post("/labels", data={"name": "Amount", "hue": "3", **said})
    label = alice.get("/api/labels").get_json()["labels"][-1]
    assert {**said, "name": "Amount"}.items() <= label.items()
    cast.client("alice").post(f"/labels/{label['id']}/position", data={"direction": "up"})
    assert alice.get("/api/labels").get_json()["labels"][-2] == label


def test_works__tags_are_listed_with_how_many_notes_have_them(alice: Program, noting: Noting) -> None:
    for tags in ("dose", "Dose, again"):
        noting.note(tags=tags)
    shown = alice.get("/api/tags").get_json()["tags"]
    assert [(tag["name"], tag["notes"]) for tag in shown] == [("again", 1), ("dose", 2)]


def test_whose__tags_are_my_own(noting: Noting, programs: Programs) -> None:
    noting.note(tags="dose")
    assert programs.of("bob").get("/api/tags").get_json() == {"tags": []}


def test_whose__it_lists_my_own(alice: Program, cast: Cast, programs: Programs) -> None:
    cast.client("alice").post("/labels", data={"name": "Visits", "hue": "3"})
    assert "Visits" in [label["name"] for label in alice.get("/api/labels").get_json()["labels"]]
    assert "Visits" not in programs.of("bob").get("/api/labels").text


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
