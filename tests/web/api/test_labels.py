"""GET /api/labels: what my notes can bear."""

from tests.cast import Cast
from tests.programs import Program, Programs


def test_a_beginner_has_those_to_start_with(alice: Program) -> None:
    shown = alice.get("/api/labels").get_json()["labels"]
    assert shown[1] == {"id": "starter-dose", "name": "Dose", "hue": 3}


def test_it_lists_my_own(alice: Program, cast: Cast, programs: Programs) -> None:
    cast.client("alice").post("/labels", data={"name": "Visits", "hue": "3"})
    assert "Visits" in [label["name"] for label in alice.get("/api/labels").get_json()["labels"]]
    assert "Visits" not in programs.of("bob").get("/api/labels").text
