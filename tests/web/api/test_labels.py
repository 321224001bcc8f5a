"""GET /api/labels: what my notes can bear."""

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("GET api.labels",)


def test_works__a_beginner_has_those_to_start_with(alice: Program) -> None:
    shown = alice.get("/api/labels").get_json()["labels"]
    assert shown[1] == {"id": "starter-dose", "name": "Dose", "hue": 3}


def test_whose__it_lists_my_own(alice: Program, cast: Cast, programs: Programs) -> None:
    cast.client("alice").post("/labels", data={"name": "Visits", "hue": "3"})
    assert "Visits" in [label["name"] for label in alice.get("/api/labels").get_json()["labels"]]
    assert "Visits" not in programs.of("bob").get("/api/labels").text


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
