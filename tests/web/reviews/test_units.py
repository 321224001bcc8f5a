"""After the reveal: differences, one unit, decisions, agreement and files."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import time_machine
from sqlalchemy import select

from annotate.clock import now
from annotate.database import Database
from annotate.personal_data.actions import ask_for_deletion, delete_due
from annotate.reviews.models import ReadingRound
from tests.reviewing import Reviewing
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET reviews.differences",
    "GET reviews.unit",
    "POST reviews.decide",
    "GET reviews.agreement",
    "GET reviews.units_file",
    "GET reviews.figures_file",
)


def test_works__two_readers_close_and_read_each_other(round_: Reviewing) -> None:
    """Each marks, each closes; then both see what differs."""
    alice, bob = round_.client("alice"), round_.client("bob")
    round_.mark("alice", "Dose", "160 mg", "The first arm")
    round_.mark("bob", "Dose", "240 mg", "Bob’s own words")
    assert round_.close("alice").status_code == 303
    assert not round_.is_revealed()
    assert alice.get(f"/rounds/{round_.round_id}/differences").status_code == 404
    assert round_.close("bob").status_code == 303
    assert round_.is_revealed()
    page = alice.get(f"/rounds/{round_.round_id}/differences")
    assert page.status_code == 200
    assert "Bob’s own words" in page.text
    assert "Different passages" in page.text
    unit = bob.get(round_.unit("Dose"))
    assert unit.status_code == 200
    assert "240 mg" in unit.text
    assert "The first arm" in unit.text


def test_works__agreement_and_files(round_: Reviewing) -> None:
    round_.mark("alice", "Dose", "160 mg", "=1+1")
    round_.mark("bob", "Dose", "160 mg and 240 mg")
    _both_close(round_)
    alice, path = round_.client("alice"), f"/rounds/{round_.round_id}"
    page = alice.get(f"{path}/agreement")
    assert page.status_code == 200
    assert "For your Methods section" in page.text
    assert "Two readers independently marked" in page.text
    units = alice.get(f"{path}/units.csv")
    assert units.mimetype == "text/csv"
    assert "Same place, other bounds" in units.text
    assert alice.get(f"{path}/figures.csv").text.count("seed") == 1


def test_validates__a_decision_needs_a_choice_and_a_reason(round_: Reviewing) -> None:
    round_.mark("alice", "Dose")
    _both_close(round_)
    alice, path = round_.client("alice"), f"{round_.unit('Dose')}/decisions"
    assert alice.post(path, data={"choice": "nothing"}).status_code == 422
    strange = alice.post(path, data={"choice": "A" * 22, "reason": "So."})
    assert strange.status_code == 422
    assert "Choose whose answer holds" in strange.text
    assert alice.get(f"/rounds/{round_.round_id}/differences?show=nonsense").status_code == 404
    assert alice.get(f"{round_.unit('Dose')}?show=all").status_code == 200


def test_whose__nobody_else_reads_what_is_revealed(round_: Reviewing) -> None:
    _both_close(round_)
    charlie, path = round_.client("charlie"), f"/rounds/{round_.round_id}"
    for end in ("differences", "agreement", "units.csv", "figures.csv"):
        assert charlie.get(f"{path}/{end}").status_code == 404
    assert charlie.get(round_.unit("Dose")).status_code == 404
    assert charlie.post(f"{round_.unit('Dose')}/decisions").status_code == 404


def test_method__no_other_is_answered(round_: Reviewing) -> None:
    refuse_other_methods(round_.client("alice"), VIEWS)


def test_decision_is_kept_and_superseded_openly(round_: Reviewing) -> None:
    """Only who decides may; a later decision stands above the earlier one, which stays."""
    round_.mark("alice", "Dose")
    round_.close("alice")
    round_.close("bob")
    sent = {"choice": round_.member_id("alice"), "reason": "The dose is stated.", "made_on": ""}
    refused = round_.client("bob").post(f"{round_.unit('Dose')}/decisions", data=sent)
    assert refused.status_code == 403
    alice = round_.client("alice")
    assert alice.post(f"{round_.unit('Dose')}/decisions", data=sent).status_code == 303
    stale = alice.post(f"{round_.unit('Dose')}/decisions", data=sent | {"choice": "nothing"})
    assert stale.status_code == 422
    page = alice.get(round_.unit("Dose")).text
    made_on = page.split('name="made_on" type="hidden" value="')[1].split('"')[0]
    again = sent | {"choice": "nothing", "reason": "Of another arm.", "made_on": made_on}
    assert alice.post(f"{round_.unit('Dose')}/decisions", data=again).status_code == 303
    page = round_.client("bob").get(round_.unit("Dose")).text
    assert "The dose is stated." in page
    assert "superseded" in page
    assert "Of another arm." in page


def test_a_later_edit_is_marked_for_its_author_alone(round_: Reviewing) -> None:
    note_id = round_.mark("bob", "Dose", body="First")
    _both_close(round_)
    bob = round_.client("bob")
    edited = bob.post(f"/notes/{note_id}/edits", data={"body": "Second", "revision": "1"})
    assert edited.status_code == 303
    assert "changed or deleted this note since" in bob.get(round_.unit("Dose")).text
    page = round_.client("alice").get(round_.unit("Dose")).text
    assert "First" in page
    assert "since" not in page.split("In the text")[1].split("Decision")[0]


def test_an_account_that_is_deleted_leaves_passages_without_name_and_words(
    round_: Reviewing, database: Database
) -> None:
    round_.mark("bob", "Dose", body="Bob’s words")
    _both_close(round_)
    _delete(round_, database, "bob")
    page = round_.client("alice").get(f"/rounds/{round_.round_id}/differences").text
    assert "Reader 2" in page
    assert "160 mg" in page
    assert "Bob" not in page
    _delete(round_, database, "alice")
    with database.reader() as session:
        assert session.scalars(select(ReadingRound.id)).all() == [], "nobody can see it any more"


def _both_close(round_: Reviewing) -> None:
    for name in ("alice", "bob"):
        assert round_.close(name).status_code == 303
    assert round_.is_revealed()


def _delete(round_: Reviewing, database: Database, name: str) -> None:
    viewer = round_.cast.viewer(name)
    with database.transaction() as session:
        ask_for_deletion(session, viewer, viewer.email)
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        assert delete_due(database) == 1


def test_the_archive_holds_ones_own_answers_and_decisions_alone(round_: Reviewing) -> None:
    round_.mark("alice", "Dose", body="Alice’s words")
    round_.mark("bob", "Dose", "240 mg", "Bob’s words")
    _both_close(round_)
    sent = {"choice": round_.member_id("bob"), "reason": "It is the higher one.", "made_on": ""}
    round_.client("alice").post(f"{round_.unit('Dose')}/decisions", data=sent)
    held = {name: _rounds_in_archive(round_, name) for name in ("alice", "bob")}
    assert "Alice’s words" in held["alice"]
    assert "It is the higher one." in held["alice"]
    assert "Bob’s words" not in held["alice"]
    assert "Bob’s words" in held["bob"]
    assert "It is the higher one." not in held["bob"]


def _rounds_in_archive(round_: Reviewing, name: str) -> str:
    sent = round_.client(name).get("/account/archive")
    with ZipFile(BytesIO(sent.get_data())) as archive:
        return archive.read("rounds.json").decode()
